"""A scrolling page: one column of a good width, and what has the focus is always in view."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.card import add_to

ASIDE, AROUND = 16, 56
MOST_ROUNDS = 12


def hold_still(widget: QWidget) -> None:
    """Holds the page still in which a widget stands, if that scrolls: call it before the change."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, ScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.hold_still()


class ScrollArea(QScrollArea):
    """Content goes in `body`, in a column of at most `columns` characters (0 = the whole width)."""

    def __init__(
        self,
        *,
        columns: int = 90,
        align: Literal["left", "centre"] = "left",
        margin: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = theme.current().space
        around = space.four if margin is None else margin
        self._columns = columns
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.content.setProperty("surface", "clear")
        self.column = QWidget()
        self.body = QVBoxLayout()
        self.body.setSpacing(space.three)
        self._outer = QVBoxLayout(self.column)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addLayout(self.body)
        self._outer.addStretch(1)  # not an alignment: aligned layouts get too little height for wrapped text
        row = QHBoxLayout(self.content)
        row.setContentsMargins(around, around, around, around)
        row.setSpacing(0)
        if align == "centre":
            row.addStretch(1)
        row.addWidget(self.column, 1000)
        row.addStretch(1)
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)
        self._restyle()
        theme.on_change(self._restyle)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Add a widget or a layout at the end; with a stretch it fills the rest of the page."""
        if stretch:
            self._outer.setStretch(0, 1000)
        add_to(self.body, item, stretch)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll so that a widget is in view, its top first, once the layout has settled."""
        QTimer.singleShot(0, widget, lambda: self._bring_in(widget))

    def place(self) -> int:
        """How far one has scrolled."""
        return self.verticalScrollBar().value()

    def go_to(self, place: int) -> None:
        """Scrolls as far as that, once the layout stands: a page that was made anew stays where it was."""
        QTimer.singleShot(0, self, lambda: self._scroll_to(place))

    def _scroll_to(self, place: int) -> None:
        self._settle()
        self.verticalScrollBar().setValue(place)

    def hold_still(self) -> None:
        """Keeps what has the focus where it is on the screen, while things above it come and go."""
        focus = self.window().focusWidget()
        if focus is None or not self.content.isAncestorOf(focus):
            return
        top = self._top_of(focus)
        if 0 <= top <= self.viewport().height():
            QTimer.singleShot(0, focus, lambda: self._put_at(focus, top))

    def _settle(self) -> None:
        """Lets wrapped texts find their heights now: each round may make the next one necessary."""
        for _ in range(MOST_ROUNDS):
            before = self.content.size()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            if self.content.size() == before:
                return

    def _bring_in(self, widget: QWidget) -> None:
        self._settle()
        higher = widget.height() - self.viewport().height() + 2 * AROUND
        if higher > 0:  # not all of it fits: its beginning is what is read first
            self._put_at(widget, AROUND)
        else:
            self.ensureWidgetVisible(widget, ASIDE, AROUND)

    def _top_of(self, widget: QWidget) -> int:
        return widget.mapTo(self.content, QPoint(0, 0)).y() - self.verticalScrollBar().value()

    def _put_at(self, widget: QWidget, top: int) -> None:
        self._settle()
        if self.content.isAncestorOf(widget):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._top_of(widget) - top)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is not None and not by_mouse and self.content.isAncestorOf(new):
            self.show_widget(new)  # at once would be too early: what was just added has no place yet

    def _restyle(self) -> None:
        limit = theme.current().text_width(self._columns) if self._columns else 16_777_215
        self.column.setMaximumWidth(limit)

"""A scrolling page: one column of a good width, and what has the focus is always in view."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.card import add_to


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
        """Scroll so that a widget is in view, once the layout has settled."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 16, 56))

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is not None and not by_mouse and self.content.isAncestorOf(new):
            self.ensureWidgetVisible(new, 16, 56)

    def _restyle(self) -> None:
        limit = theme.current().text_width(self._columns) if self._columns else 16_777_215
        self.column.setMaximumWidth(limit)

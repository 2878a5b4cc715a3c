"""Guidance that opens in place behind a quiet toggle."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import QuietButton
from ui.widgets.card import add_to
from ui.widgets.text import Body


class _Toggle(QuietButton):
    """Space and Enter toggle; Right opens, Left closes."""

    wanted = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif key == Qt.Key.Key_Right:
            self.wanted.emit(True)
        elif key == Qt.Key.Key_Left:
            self.wanted.emit(False)
        else:
            super().keyPressEvent(event)


class Disclosure(QWidget):
    """ "Waarom vragen we dit?": a toggle with content below it, closed at first."""

    toggled = Signal(bool)

    def __init__(self, label: str, text: str = "", *, opened: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.current().space
        self._toggle = _Toggle(label, icon_name="chevron_right")
        self._toggle.setProperty("compact", True)
        self._toggle.setCheckable(True)  # so that a screen reader says whether it is open
        self._toggle.clicked.connect(self._flip)
        self._toggle.wanted.connect(self.set_open)
        self._content = QFrame()
        self._content.setProperty("kind", "why")
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(space.two, space.half, 0, space.half)
        self.body.setSpacing(space.one)
        if text:
            self.body.addWidget(Body(text, selectable=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.half)
        column.addWidget(self._toggle)
        column.addWidget(self._content)
        self.setFocusProxy(self._toggle)
        self._open = opened
        self._show()

    def add(self, item: QWidget | QLayout) -> None:
        """Add content that is shown when open: sources, evidence, examples."""
        add_to(self.body, item)

    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._open

    def set_open(self, opened: bool) -> None:
        """Show or hide the content."""
        if opened != self._open:
            self._open = opened
            self._show()
            self.toggled.emit(opened)

    def _flip(self) -> None:
        self.set_open(not self._open)

    def _show(self) -> None:
        self._content.setVisible(self._open)
        self._toggle.setChecked(self._open)
        self._toggle.set_icon_name("chevron_down" if self._open else "chevron_right")

"""Work that takes longer than half a second: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.text import Body


class Progress(QWidget):
    """A line of text, a thin bar, and optionally a button to stop."""

    cancelled = Signal()

    def __init__(self, text: str, *, cancel_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.current().space
        self._text = Body(text)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(text)
        self.button: SecondaryButton | None = None
        row = QHBoxLayout()
        row.setSpacing(space.two)
        row.addWidget(self._bar, 1, Qt.AlignmentFlag.AlignVCenter)
        if cancel_text:
            self.button = SecondaryButton(cancel_text)
            self.button.clicked.connect(self.cancelled)
            row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.one)
        column.addWidget(self._text)
        column.addLayout(row)

    def set_text(self, text: str) -> None:
        """Say what is being done now."""
        self._text.setText(text)
        self._bar.setAccessibleName(text)

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; a total of 0 means that nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

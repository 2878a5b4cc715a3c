"""The curtain: a blank cover over the whole window while the vault is locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.text import Caption


class Curtain(QWidget):
    """Covers its parent at once and completely, with a few words at most; lifting gives the focus back."""

    def __init__(self, parent: QWidget, words: str = "") -> None:
        super().__init__(parent)
        self.setProperty("surface", "curtain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._before: QWidget | None = None
        if words:
            column = QVBoxLayout(self)
            column.addWidget(Caption(words, wrap=False), 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self.hide()

    def is_down(self) -> bool:
        """Whether the window is covered."""
        return not self.isHidden()

    def drop(self) -> None:
        """Cover the window now."""
        parent = self.parentWidget()
        if parent is None or self.is_down():
            return
        self._before = parent.window().focusWidget()
        if self._before is not None:
            self._before.destroyed.connect(self._forget)
            self._before.clearFocus()
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.repaint()

    def lift(self) -> None:
        """Uncover, with the cursor where it was."""
        if not self.is_down():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None:
            before.destroyed.disconnect(self._forget)
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.is_down():
            parent = self.parentWidget()
            if parent is not None:
                self.setGeometry(parent.rect())
                self.raise_()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing behind the curtain can be clicked."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing behind the curtain hears a key."""
        event.accept()

    def _forget(self) -> None:
        self._before = None

"""The search field: an icon, a clear button, and a signal when the typing pauses."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui import theme
from ui.widgets.fields import TextField
from ui.widgets.icons import Icon, icon

PAUSE_MS = 150


class SearchField(TextField):
    """Emits `searched` 150 ms after the last key, at once on Enter; Esc empties it."""

    searched = Signal(str)

    def __init__(
        self,
        *,
        accessible_name: str,
        placeholder: str = "",
        clear_text: str = "",
        characters: int = 40,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name=accessible_name, placeholder=placeholder, characters=characters, parent=parent)
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._emit)
        self._icon = Icon("search", "text_muted", 18)
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._clear = QToolButton()
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.PointingHandCursor)
        self._clear.setAccessibleName(clear_text)
        self._clear.setToolTip(clear_text)
        self._clear.clicked.connect(self.empty)
        self._clear.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.addWidget(self._icon)
        row.addStretch(1)
        row.addWidget(self._clear)
        self.textChanged.connect(self._changed)
        self._restyle_icons()
        theme.on_change(self._restyle_icons)

    def empty(self) -> None:
        """Take the text away and tell at once."""
        self.clear()
        self._emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter searches now; Esc empties, and goes on to others when there is nothing to empty."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._timer.start()

    def _emit(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)

    def _restyle_icons(self) -> None:
        size = theme.current().scaled(18)
        self._clear.setIcon(icon("close", "text_muted", size))
        self._clear.setIconSize(QSize(size, size))
        self.setTextMargins(size + 6, 0, size + 6, 0)

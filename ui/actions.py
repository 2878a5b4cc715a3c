"""The keys that work everywhere in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

LOCK_KEYS = ("F12", "Ctrl+L")


def bind(window: QWidget, keys: dict[str, Callable[[], object]]) -> list[QShortcut]:
    """Gives each key its action, wherever the focus is in the window."""
    shortcuts = []
    for key, action in keys.items():
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)
        shortcuts.append(shortcut)
    return shortcuts

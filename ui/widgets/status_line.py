"""A quiet line above the page: how the vault is, and at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import LinkButton
from ui.widgets.icons import Icon
from ui.widgets.text import Body, set_property


class StatusLine(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.current().space
        self.setProperty("surface", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = Icon("clock", "text_muted", 18)
        self._words = Body("", columns=110)
        self.link = LinkButton("")
        self.link.clicked.connect(self._act)
        self._action: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(space.three, space.one, space.three, space.one)
        row.setSpacing(space.one)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words)
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.hide()

    def text(self) -> str:
        """What is said now."""
        return self._words.text()

    def say(
        self, words: str, *, role: theme.TagRole = "neutral", action_text: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Says this; empty words say nothing."""
        self._action = action
        self._words.setText(words)
        set_property(self._words, "tone", "" if role == "neutral" else role)
        quiet = role == "neutral"
        self._icon.set_icon("clock" if quiet else "warning", "text_muted" if quiet else f"{role}.fg")
        self.link.setText(action_text)
        self.link.setVisible(bool(action_text))
        self.setVisible(bool(words))
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _act(self) -> None:
        if self._action is not None:
            self._action()

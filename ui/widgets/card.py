"""Surfaces that group: cards, panels, notices and empty places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import PrimaryButton
from ui.widgets.flow import Flow
from ui.widgets.icons import Icon
from ui.widgets.text import Body, SectionTitle, set_property

NOTICE_ICONS: dict[str, str] = {
    "neutral": "info",
    "info": "info",
    "attention": "warning",
    "done": "check",
    "held": "pause",
}


def add_to(column: QVBoxLayout, item: QWidget | QLayout, stretch: int = 0) -> None:
    """Add below what is there; buttons and links stand at the left and are no wider than they must be."""
    if isinstance(item, QPushButton):
        column.addWidget(item, stretch, Qt.AlignmentFlag.AlignLeft)
    elif isinstance(item, QWidget):
        column.addWidget(item, stretch)
    else:
        column.addLayout(item, stretch)


class Panel(QFrame):
    """A sunken surface without a title, for what stands beside the main thing."""

    kind = "panel"

    def __init__(self, *, padding: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", self.kind)
        space = theme.current().space
        inner = space.two if padding is None else padding
        self.body = QVBoxLayout()
        self.body.setSpacing(space.two)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(inner, inner, inner, inner)
        self._outer.setSpacing(space.two)
        self._outer.addLayout(self.body)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Add a widget or a layout below what is there."""
        add_to(self.body, item, stretch)


class Card(Panel):
    """A raised surface with an optional title row and actions at its right, or below it where there is no room."""

    kind = "card"

    def __init__(
        self,
        title: str = "",
        *,
        actions: Sequence[QWidget] = (),
        padding: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        space = theme.current().space
        super().__init__(padding=space.three if padding is None else padding, parent=parent)
        self.title: SectionTitle | None = None
        if title or actions:
            row = Flow()
            self.title = SectionTitle(title)
            row.add(self.title)
            row.add_gap()
            if actions:
                together = Flow()
                together.add(*actions)
                row.add(together)
            for action in actions:
                action.setProperty("small", True)
            self._outer.insertWidget(0, row)


class Divider(QFrame):
    """A hairline between groups."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "divider")
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class Notice(QFrame):
    """Something important in words with an icon: an outcome, a warning, a thing on hold."""

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        role: theme.TagRole = "info",
        actions: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role: theme.TagRole = role
        space = theme.current().space
        self.setProperty("kind", "notice")
        self.setProperty("role", role)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._icon = Icon(NOTICE_ICONS[role], f"{role}.fg", 22)
        self._title = Body(title, strong=True, selectable=True)
        self._text = Body(text, selectable=True)
        words = QWidget()
        self.body = QVBoxLayout(words)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(space.one)
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self._text.setVisible(bool(text))
        row = QHBoxLayout(self)
        row.setContentsMargins(space.two, space.two, space.two, space.two)
        row.setSpacing(space.two)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        if actions:
            buttons = Flow()
            buttons.add(*actions)
            self.body.addWidget(buttons)

    def add(self, item: QWidget | QLayout) -> None:
        """Add more below the text: reasons, links."""
        add_to(self.body, item)

    def set_content(self, title: str, text: str = "", role: theme.TagRole | None = None) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        if role is not None:
            self._role = role
            set_property(self, "role", role)
            self._icon.set_icon(NOTICE_ICONS[role], f"{role}.fg")


class EmptyState(QWidget):
    """An empty place says what belongs there and offers the first step."""

    triggered = Signal()

    def __init__(
        self,
        title: str,
        text: str = "",
        action_text: str = "",
        *,
        icon_name: str = "document",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = theme.current().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space.three, space.four, space.three, space.four)
        column.setSpacing(space.one)
        column.addStretch(1)
        column.addWidget(Icon(icon_name, "text_muted", 36), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(space.one)
        for label in (SectionTitle(title), Body(text, muted=True, columns=56)):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setVisible(bool(label.text()))
            column.addWidget(label)
        self.button: PrimaryButton | None = None
        if action_text:
            self.button = PrimaryButton(action_text)
            self.button.clicked.connect(self.triggered)
            column.addSpacing(space.one)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

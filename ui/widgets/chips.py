"""Small toggles beside a field for the answers that are not a value: "Onbekend", "Wil niet zeggen"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.choice import Option

ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Chip(Button):
    """One small toggle; a tick shows that it is on."""

    kind = "chip"
    moved = Signal(int)
    icon_role = "accent_hover"
    type_roles: ClassVar[tuple[theme.TypeRole, theme.TypeRole]] = ("caption", "caption_strong")

    def sizeHint(self) -> QSize:
        """Room for the heavier weight it has when it is on."""
        look = theme.current()
        plain, strong = (QFontMetrics(look.font(one)) for one in self.type_roles)
        wider = strong.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text())
        size = super().sizeHint()
        return QSize(size.width() + max(0, wider) + 4, size.height())

    def ring_radius(self) -> float:
        """A pill."""
        return min(float(theme.current().radius.pill), self.height() / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go along the chips; Space and Enter switch one."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)


def one_stop(group: QWidget, chips: Sequence[Chip], here: Chip | None = None) -> None:
    """All chips together are one stop for Tab: the one where one was, else the first that is on, else the first."""
    stop = here or next((one for one in chips if one.isChecked()), chips[0] if chips else None)
    for chip in chips:
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus)
    if stop is not None:
        group.setFocusProxy(stop)


def along(group: QWidget, chips: Sequence[Chip], step: int) -> None:
    """Goes so many chips on from the one with the focus, and from the last to the first."""
    here = next((number for number, chip in enumerate(chips) if chip.hasFocus()), 0)
    following = chips[(here + step) % len(chips)]
    one_stop(group, chips, following)
    following.setFocus(Qt.FocusReason.TabFocusReason)


class ChipGroup(QWidget):
    """At most one is on; pressing it again takes it off. `chosen` tells the id, or an empty text."""

    chosen = Signal(str)

    def __init__(self, options: Iterable[Option], *, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space.half)
        for option in options:
            spoken = f"{accessible_name}: {option.label}" if accessible_name else option.label
            chip = Chip(option.label, accessible_name=spoken)
            chip.setToolTip(option.hint)
            chip.setCheckable(True)
            chip.clicked.connect(self._clicked)
            chip.moved.connect(self._move)
            self._chips[option.id] = chip
            row.addWidget(chip)
        one_stop(self, list(self._chips.values()))

    def value(self) -> str:
        """The id of the one that is on; empty when none is."""
        return next((name for name, chip in self._chips.items() if chip.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Switch one on, or all off, without a signal."""
        for name, chip in self._chips.items():
            chip.setChecked(name == value)
            chip.set_icon_name("check" if name == value else None)
        one_stop(self, list(self._chips.values()))

    def _move(self, step: int) -> None:
        along(self, list(self._chips.values()), step)

    def _clicked(self) -> None:
        pressed = self.sender()
        wanted = next((n for n, chip in self._chips.items() if chip is pressed and chip.isChecked()), "")
        self.set_value(wanted)
        self.chosen.emit(wanted)

"""A handful of short choices as chips that go on below where there is no room: one of them, or any number."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal

from ui import theme
from ui.widgets.chips import Chip, along, one_stop
from ui.widgets.choice import Option
from ui.widgets.flow import Flow


class LargeChip(Chip):
    """A chip that is an answer, as large as other text."""

    type_roles = ("body", "strong")


class ChipSet(Flow):
    """`changed` tells that something else is chosen. Arrow keys go along the chips, Space and Enter switch one."""

    changed = Signal()

    def __init__(self, options: Iterable[Option], *, many: bool = False) -> None:
        super().__init__(spacing=theme.current().space.one)
        self._many = many
        self._chips: dict[str, Chip] = {}
        for option in options:
            chip = LargeChip(option.label.replace("&", "&&"), accessible_name=option.label)
            chip.setToolTip(option.hint)
            chip.setProperty("large", True)
            chip.setCheckable(True)
            chip.clicked.connect(self._clicked)
            chip.moved.connect(self._move)
            self._chips[option.id] = chip
        self.add(*self._chips.values())
        self._show()

    def value(self) -> str:
        """The id of what is chosen, the first of several; empty when nothing is."""
        return next(iter(self.values()), "")

    def values(self) -> tuple[str, ...]:
        """The ids of what is chosen, in the order shown."""
        return tuple(name for name, chip in self._chips.items() if chip.isChecked())

    def set_values(self, values: Iterable[str]) -> None:
        """Choose exactly these, without a signal."""
        wanted = set(values)
        for name, chip in self._chips.items():
            chip.setChecked(name in wanted)
        self._show()

    def _show(self, here: Chip | None = None) -> None:
        for chip in self._chips.values():
            chip.set_icon_name("check" if chip.isChecked() else None)
        one_stop(self, list(self._chips.values()), here)

    def _move(self, step: int) -> None:
        along(self, list(self._chips.values()), step)

    def _clicked(self) -> None:
        pressed = self.sender()
        for chip in self._chips.values():
            if chip is not pressed and not self._many:
                chip.setChecked(False)
        self._show(pressed if isinstance(pressed, Chip) else None)
        self.changed.emit()

"""Small toggles beside a field for the answers that are not a value: "Onbekend", "Wil niet zeggen"."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.choice import Option


class Chip(Button):
    """One small toggle; a tick shows that it is on."""

    kind = "chip"
    icon_role = "accent_hover"

    def sizeHint(self) -> QSize:
        """Room for the heavier weight it has when it is on."""
        look = theme.current()
        plain, strong = QFontMetrics(look.font("caption")), QFontMetrics(look.font("caption_strong"))
        wider = strong.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text())
        size = super().sizeHint()
        return QSize(size.width() + max(0, wider) + 4, size.height())

    def ring_radius(self) -> float:
        """A pill."""
        return min(float(theme.current().radius.pill), self.height() / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


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
            self._chips[option.id] = chip
            row.addWidget(chip)
        if self._chips:
            self.setFocusProxy(next(iter(self._chips.values())))

    def value(self) -> str:
        """The id of the one that is on; empty when none is."""
        return next((name for name, chip in self._chips.items() if chip.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Switch one on, or all off, without a signal."""
        for name, chip in self._chips.items():
            chip.setChecked(name == value)
            chip.set_icon_name("check" if name == value else None)

    def _clicked(self) -> None:
        pressed = self.sender()
        wanted = next((n for n, chip in self._chips.items() if chip is pressed and chip.isChecked()), "")
        self.set_value(wanted)
        self.chosen.emit(wanted)

"""Who is at the computer: asked only where more than one person works with the vault."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.texts import t
from ui.widgets import FieldFrame, Option, SearchCombo


class NameChoice(QWidget):
    """A list of names; with one name there is nothing to choose and it stays hidden. Nothing is remembered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.combo = SearchCombo(characters=36, placeholder=t("name_choice.hint"))
        self.frame = FieldFrame(t("name_choice.name"), self.combo)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.frame)
        self.setFocusProxy(self.combo)
        self.hide()

    def set_names(self, names: Sequence[str]) -> None:
        """The people who have an account."""
        self._names = tuple(names)
        self.combo.set_options([Option(one, one) for one in self._names])
        self.setVisible(len(self._names) > 1)

    def is_asked(self) -> bool:
        """Whether there is something to choose."""
        return len(self._names) > 1

    def value(self) -> str | None:
        """The name that was chosen, or the only one there is."""
        return self.combo.value() or None if self.is_asked() else next(iter(self._names), None)

    def problem(self) -> str:
        """What is still needed, in words; empty when all is well. It stands beside the field too."""
        words = t("name_choice.missing") if self.is_asked() and not self.combo.value() else ""
        self.frame.set_error(words)
        return words

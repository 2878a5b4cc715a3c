"""The form of a new vault: where, who, and the passphrase twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.errors import VaultError
from lvv_desk.texts import t
from ui import theme
from ui.widgets import (
    Body,
    Caption,
    Card,
    ErrorSummary,
    FieldFrame,
    LinkButton,
    Notice,
    PassphraseField,
    PrimaryButton,
    QuietButton,
    TextField,
)
from ui.words import named_problem

SHORTEST = 15


class NewVaultForm(Card):
    """Emits ``create_wanted`` with the folder, the name and the passphrase when all is well."""

    choose_folder = Signal()
    create_wanted = Signal(object, str, str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("new_vault.title"), parent=parent)
        self._folder = Path()
        self._frames: dict[str, FieldFrame] = {}
        self.summary = ErrorSummary(t("new_vault.summary"))
        self.summary.chosen.connect(lambda name: self._frames[name].focus_control())
        self.add(self.summary)
        self._where = Body("", selectable=True)
        self.add(self._where)
        change = LinkButton(t("new_vault.folder"))
        change.clicked.connect(self.choose_folder)
        self.add(change)
        self.name = TextField(characters=36, max_length=80)
        self.first = self._passphrase()
        self.second = self._passphrase()
        self.second.returnPressed.connect(self._create)
        self.first.textChanged.connect(self._show_length)
        self._frames = {
            "name": FieldFrame(t("new_vault.name"), self.name, hint=t("new_vault.name_hint")),
            "first": FieldFrame(t("new_vault.first"), self.first, hint=t("new_vault.first_hint")),
            "second": FieldFrame(t("new_vault.second"), self.second),
        }
        for name, frame in self._frames.items():
            frame.changed.connect(partial(self._changed, name))
            self.add(frame)
        self._length = Caption("")
        self._frames["first"].add_below(self._length)
        self.add(Notice(t("new_vault.warning"), t("new_vault.warning_text"), role="attention"))
        self.add(self._buttons())

    def _passphrase(self) -> PassphraseField:
        return PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.one)
        create = PrimaryButton(t("new_vault.create"), icon_name="key")
        create.clicked.connect(self._create)
        back = QuietButton(t("new_vault.back"))
        back.clicked.connect(self.back_wanted)
        row.addWidget(create)
        row.addWidget(back)
        row.addStretch(1)
        return row

    def reset(self, folder: Path) -> None:
        """An empty form for a folder."""
        self.set_folder(folder)
        for field in (self.name, self.first, self.second):
            field.clear()
        self.show_problems({})

    def typed(self) -> dict[str, Any]:
        """What stands in the form now."""
        return {
            "folder": self._folder, "name": self.name.text(), "first": self.first.text(), "second": self.second.text(),
        }  # fmt: skip

    def put_back(self, typed: dict[str, Any]) -> None:
        """Fills the form with what was typed before."""
        self.set_folder(typed["folder"])
        for name, field in (("name", self.name), ("first", self.first), ("second", self.second)):
            field.setText(typed[name])

    def set_folder(self, folder: Path) -> None:
        self._folder = folder
        self._where.setText(t("new_vault.where", folder=folder))

    def focus_first(self) -> None:
        self.name.setFocus()

    def show_error(self, words: str) -> None:
        """Says what a service could not do; what was typed stays."""
        self.summary.set_errors([("name", words)])

    def show_problems(self, found: dict[str, str]) -> None:
        for name, frame in self._frames.items():
            frame.set_error(found.get(name, ""))
        self.summary.set_errors((name, named_problem(self._frames[name].label.text(), found[name])) for name in found)

    def _show_length(self) -> None:
        length = len(self.first.text())
        self._length.setText(t("new_vault.length", length=length, minimum=SHORTEST) if length else "")

    def _problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        length = len(self.first.text())
        if length < SHORTEST:
            found["first"] = str(VaultError("passphrase_short", minimum=SHORTEST, length=length))
        elif self.first.text() != self.second.text():
            found["second"] = str(VaultError("passphrase_differs"))
        return found

    def _changed(self, name: str) -> None:
        """A message goes once its field has its answer."""
        frame = self._frames[name]
        if frame.error() and name not in self._problems():
            frame.take_error_back()
            self.summary.tick_off(name)

    def _create(self) -> None:
        found = self._problems()
        self.show_problems(found)
        if not found:
            self.create_wanted.emit(self._folder, self.name.text().strip(), self.first.text())

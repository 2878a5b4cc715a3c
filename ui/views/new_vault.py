"""The form of a new vault: where, who, and the passphrase twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.texts import t
from ui import theme
from ui.tasks import TaskRunner
from ui.views.new_passphrase import NewPassphrase
from ui.widgets import (
    Body,
    Card,
    ErrorSummary,
    FieldFrame,
    LinkButton,
    Notice,
    PrimaryButton,
    QuietButton,
    TextField,
)
from ui.words import named_problem


class NewVaultForm(Card):
    """Emits ``create_wanted`` with the folder, the name and the passphrase when all is well."""

    choose_folder = Signal()
    create_wanted = Signal(object, str, str)
    back_wanted = Signal()

    def __init__(self, tasks: TaskRunner | None = None, parent: QWidget | None = None) -> None:
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
        self.passphrase = NewPassphrase(tasks, lambda: (self.name.text(), self._folder.name))
        self.passphrase.submitted.connect(self._create)
        self.first, self.second = self.passphrase.first, self.passphrase.second
        name_frame = FieldFrame(t("new_vault.name"), self.name, hint=t("new_vault.name_hint"))
        self._frames = {"name": name_frame, **self.passphrase.frames}
        for name, frame in self._frames.items():
            frame.changed.connect(partial(self._changed, name))
        self.add(name_frame)
        self.add(self.passphrase)
        self.add(Notice(t("new_vault.warning"), t("new_vault.warning_text"), role="attention"))
        self.add(self._buttons())

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
        self.name.clear()
        self.passphrase.clear()
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

    def show_error(self, error: Exception) -> None:
        """Says what a service could not do; what was typed stays."""
        field = "first" if getattr(error, "key", "").startswith("passphrase") else "name"
        self.show_problems({field: str(error)})

    def show_problems(self, found: dict[str, str]) -> None:
        for name, frame in self._frames.items():
            frame.set_error(found.get(name, ""))
        self.summary.set_errors((name, named_problem(self._frames[name].label.text(), found[name])) for name in found)

    def _changed(self, name: str) -> None:
        """A message goes once its field has its answer."""
        frame = self._frames[name]
        if frame.error() and name not in self.passphrase.problems():
            frame.take_error_back()
            self.summary.tick_off(name)

    def _create(self) -> None:
        found = self.passphrase.problems()
        self.show_problems(found)
        if not found:
            self.create_wanted.emit(self._folder, self.name.text().strip(), self.first.text())

"""A lost passphrase: with a recovery code someone gets a new one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lvv_desk.texts import t
from ui.tasks import TaskRunner
from ui.views.layouts import line
from ui.views.name_choice import NameChoice
from ui.views.new_passphrase import NewPassphrase
from ui.widgets import (
    Body,
    Card,
    ErrorSummary,
    FieldFrame,
    PrimaryButton,
    Progress,
    QuietButton,
    TextField,
)

CODE_CHARACTERS = 46
LONGEST_CODE = 80
PLACES = {"wrong_code": "code", "recovery_shape": "code", "account_unknown": "name"}


class ForgottenPage(Card):
    """Emits ``opened`` with the vault, open; the new code to write down is shown by the page that comes next."""

    opened = Signal(object)
    back_wanted = Signal()

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(t("forgotten.title"), parent=parent)
        self._tasks, self._vault = tasks, Path()
        self.summary = ErrorSummary(t("new_vault.summary"))
        self.summary.chosen.connect(self._go_to)
        self.add(self.summary)
        self.add(Body(t("forgotten.text")))
        self.name = NameChoice()
        self.add(self.name)
        self.code = TextField(characters=CODE_CHARACTERS, max_length=LONGEST_CODE)
        self._code_frame = FieldFrame(t("recovery_page.type"), self.code, hint=t("recovery_page.type_hint"))
        self.add(self._code_frame)
        self.passphrase = NewPassphrase(tasks, lambda: (self.name.value() or "",), label=t("passphrase.new"))
        self.passphrase.submitted.connect(self.open)
        self.add(self.passphrase)
        self._busy = Progress(t("forgotten.busy"))
        self._busy.hide()
        self.add(self._busy)
        self.open_button = PrimaryButton(t("forgotten.open"), icon_name="key")
        self.open_button.clicked.connect(self.open)
        back = QuietButton(t("new_vault.back"))
        back.clicked.connect(self.back_wanted)
        self.add(line(self.open_button, back))

    def start(self, vault: Path, names: Sequence[str]) -> None:
        """An empty form for a vault."""
        self._vault = vault
        self.name.set_names(names)
        self.code.clear()
        self.passphrase.clear()
        self._show_problems({})
        (self.name if self.name.is_asked() else self.code).setFocus()

    def open(self) -> None:
        """Tries the code."""
        found = {"name": self.name.problem()} if self.name.problem() else {}
        if not self.code.text().strip():
            found["code"] = t("recovery_page.type_missing")
        found |= self.passphrase.problems()
        self._show_problems(found)
        if found:
            return
        self._set_busy(True)
        work = partial(_open, self._vault, self.code.text(), self.name.value() or "", self.passphrase.value())
        self._tasks.run(self, work, self._opened, self._refused)

    def _opened(self, desk: object) -> None:
        self.passphrase.clear()
        self.code.clear()
        self.opened.emit(desk)

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        key = getattr(error, "key", "")
        place = "first" if key.startswith("passphrase") else PLACES.get(key, "code")
        self._show_problems({place: str(error)})

    def _set_busy(self, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self._busy.setVisible(busy)

    def _show_problems(self, found: dict[str, str]) -> None:
        self._code_frame.set_error(found.get("code", ""))
        self.passphrase.show_problems(found)
        self.summary.set_errors(list(found.items()))

    def _go_to(self, name: str) -> None:
        places: dict[str, QWidget] = {"name": self.name, "code": self.code}
        (places.get(name) or self.passphrase.frames[name].control).setFocus()


def _open(vault: Path, code: str, name: str, passphrase: str) -> Any:
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy, and on the worker

    return vaults.open_with_code(vault, code, user=name, passphrase=passphrase)

"""The vault does not open, or a backup is wanted: what happened, what is safe, and putting a backup back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.texts import t
from ui.dialogs import Dialogs, stick_folder
from ui.tasks import TaskRunner
from ui.views.layouts import clear, column, line
from ui.views.name_choice import NameChoice
from ui.widgets import (
    Body,
    Card,
    FieldFrame,
    Notice,
    Option,
    PassphraseField,
    PrimaryButton,
    Progress,
    QuietButton,
    RadioGroup,
    SecondaryButton,
)

if TYPE_CHECKING:
    from lvv_desk.services.restoring import FoundBackup, Restored

DAMAGE = frozenset(
    {
        "slots_damaged", "database_missing", "database_empty", "database_plaintext", "database_truncated",
        "database_damaged", "database_unreadable", "database_foreign", "database_damaged_open",
    }
)  # fmt: skip
"""Keys of errors that a backup mends."""
MOST_SHOWN = 8


class RestorePage(QWidget):
    """Emits ``restored`` when a backup was put back: the vault, open, and where the earlier files are."""

    restored = Signal(object)
    back_wanted = Signal()

    def __init__(self, tasks: TaskRunner, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._dialogs, self._vault = tasks, dialogs, Path()
        self._backups: tuple[FoundBackup, ...] = ()
        self._column = column(self)

    def start(self, vault: Path, why: str = "", names: Sequence[str] = ()) -> None:
        """Shows the page for a vault; ``why`` are the words of what went wrong, empty when someone just wants it."""
        self._vault = vault
        clear(self._column)
        self._column.addWidget(self._what_happened(why))
        self._safe = Notice(t("restore.looking"), "", role="info")
        self._column.addWidget(self._safe)
        self._card = self._form(names)
        self._column.addWidget(self._card)
        self._tasks.run(self, partial(_beside, vault), self._found, lambda _: self._found(()))

    def _what_happened(self, why: str) -> Card:
        card = Card(t("restore.damaged" if why else "restore.title"))
        card.add(Body(why or t("restore.wanted"), selectable=True))
        card.add(Body(t("restore.untouched"), muted=True))
        return card

    # -- which backup -------------------------------------------------------------------------------------------

    def _form(self, names: Sequence[str]) -> Card:
        card = Card(t("restore.do"))
        self._choice_slot = QVBoxLayout()
        card.add(self._choice_slot)
        self.other = SecondaryButton(t("restore.other"), icon_name="search")
        self.other.clicked.connect(self.choose_other)
        card.add(line(self.other))
        self.name = NameChoice()
        self.name.set_names(names)
        card.add(self.name)
        self.passphrase, self.passphrase_then = _passphrase(), _passphrase()
        self.passphrase.returnPressed.connect(self.restore)
        self.passphrase_then.returnPressed.connect(self.restore)
        self._now_frame = FieldFrame(t("welcome.passphrase"), self.passphrase, hint=t("restore.passphrase_hint"))
        self._then_frame = FieldFrame(t("restore.then"), self.passphrase_then, hint=t("restore.then_hint"))
        self._then_frame.hide()
        card.add(self._now_frame)
        card.add(self._then_frame)
        self.trouble = Notice(t("restore.trouble"), "", role="attention")
        self.trouble.hide()
        card.add(self.trouble)
        self._busy = Progress(t("restore.busy"))
        self._busy.hide()
        card.add(self._busy)
        self.restore_button = PrimaryButton(t("restore.now"), icon_name="undo", enabled=False)
        self.restore_button.clicked.connect(self.restore)
        back = QuietButton(t("new_vault.back"))
        back.clicked.connect(self.back_wanted)
        card.add(line(self.restore_button, back))
        return card

    def _found(self, backups: tuple[FoundBackup, ...]) -> None:
        self._backups = backups[:MOST_SHOWN]
        clear(self._choice_slot)
        self.restore_button.setEnabled(bool(backups))
        if not backups:
            self._safe.set_content(t("restore.none"), t("restore.none_text"), "attention")
            return
        newest = backups[0]
        self._safe.set_content(
            t("restore.safe"), t("restore.safe_text", when=_when(newest), cases=newest.manifest.cases), "done"
        )
        options = [
            Option(str(number), t("restore.backup", when=_when(one), cases=one.manifest.cases))
            for number, one in enumerate(self._backups)
        ]
        self.choice = RadioGroup(options, accessible_name=t("restore.which"))
        self.choice.set_value("0")
        self._choice_slot.addWidget(FieldFrame(t("restore.which"), self.choice))

    def choose_other(self) -> None:
        """Backups somewhere else, such as on a stick."""
        folder = self._dialogs.folder(self, t("restore.folder"), stick_folder())
        if folder is not None:
            self._tasks.run(self, partial(_inside, folder), self._found, self._show_trouble)

    # -- putting it back ----------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Puts the chosen backup back. Nothing is overwritten."""
        if not self.restore_button.isEnabled() or self.name.problem():
            return
        self._now_frame.set_error("" if self.passphrase.text() else t("restore.passphrase_missing"))
        if not self.passphrase.text():
            self.passphrase.setFocus()
            return
        self._set_busy(True)
        work = partial(
            _restore, self._vault, self._backups[int(self.choice.value())].folder, self.passphrase.text(),
            self.passphrase_then.text() or None, self.name.value(),
        )  # fmt: skip
        self._tasks.run(self, work, self._restored, self._show_trouble)

    def _show_trouble(self, error: Exception) -> None:
        self._set_busy(False)
        self.trouble.set_content(t("restore.trouble"), str(error))
        self.trouble.show()
        if getattr(error, "key", "") == "backup_passphrase":
            self._then_frame.show()
            self.passphrase_then.setFocus()
        else:
            self.passphrase.setFocus()
            self.passphrase.selectAll()

    def _set_busy(self, busy: bool) -> None:
        self.restore_button.setEnabled(not busy and bool(self._backups))
        self.other.setEnabled(not busy)
        self._busy.setVisible(busy)
        if busy:
            self.trouble.hide()

    def _restored(self, restored: Restored) -> None:
        self._set_busy(False)
        self.passphrase.clear()
        self.passphrase_then.clear()
        self.restored.emit(restored)


def _passphrase() -> PassphraseField:
    return PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"))


def _when(backup: FoundBackup) -> str:
    return backup.manifest.moment.astimezone().strftime("%d-%m-%Y, %H:%M")


def _beside(vault: Path) -> tuple[FoundBackup, ...]:
    from lvv_desk.services import restoring  # noqa: PLC0415 - heavy, and on the worker

    return restoring.backups_beside(vault)


def _inside(folder: Path) -> tuple[FoundBackup, ...]:
    from lvv_desk.services import restoring  # noqa: PLC0415 - heavy, and on the worker

    return restoring.backups_in(folder)


def _restore(vault: Path, backup: Path, passphrase: str, then: str | None, name: str | None) -> Restored:
    from lvv_desk.services import restoring  # noqa: PLC0415 - heavy, and on the worker

    return restoring.restore(vault, backup, passphrase, backup_passphrase=then, user=name)

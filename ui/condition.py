"""How the open vault is: the checks after an unlock, the backup of the day, damage, and a full disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui.context import Context
from ui.theme import TagRole
from ui.widgets import StatusLine

if TYPE_CHECKING:
    from lvv_desk.services.backups import BackupInfo
    from lvv_desk.services.health import Findings

DISK_FULL = "disk_full"
Mended = Callable[[], object]


@dataclass(frozen=True)
class Said:
    """A line for above the page, and what can be done about it."""

    words: str = ""
    role: TagRole = "neutral"
    action_text: str = ""
    action: Mended | None = None


class Condition(QObject):
    """Looks after one open vault.

    ``said`` carries the line to show, ``damaged`` what the checks found; ``settled``: all that belongs to an unlock
    is done.
    """

    said = Signal(object)
    damaged = Signal(object)
    settled = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._full = False
        self.findings: Findings | None = None
        context.tasks.busy_changed.connect(self._look_at_disk)

    def hold(self) -> None:
        """Nothing can be changed until the checks have run. Called before anything is read."""
        from lvv_desk.services import health  # noqa: PLC0415 - heavy; the window was painted before it

        health.hold(self._context.services.desk)

    def check(self) -> None:
        """Runs the checks in the background, and then makes the backup of the day."""
        self.said.emit(Said(t("condition.checking")))
        self._context.tasks.run(self, self._context.services.health.start_check, self._checked, self._unchecked)

    def _checked(self, findings: Findings) -> None:
        self.findings = findings
        if not findings.passed:
            self._show_damage()
            self.damaged.emit(findings)
            return
        self.said.emit(Said())
        if Right.BACK_UP in self._context.services.desk.rights:
            self._context.tasks.run(self, self._context.services.backups.daily, self._backed_up, self._not_backed_up)
        else:
            self.settled.emit()

    def _unchecked(self, error: Exception) -> None:
        restore = self._context.go.show_restore
        self.said.emit(Said(t("condition.unchecked", why=error), "attention", t("condition.what_now"), restore))

    def _show_damage(self) -> None:
        show = partial(self.damaged.emit, self.findings)
        self.said.emit(Said(t("condition.damaged"), "attention", t("condition.what_now"), show))

    def _backed_up(self, made: BackupInfo | None) -> None:
        if made is not None:
            self._context.go.notify(t("condition.backed_up", cases=made.cases))
        self.settled.emit()

    def _not_backed_up(self, error: Exception) -> None:
        to_backups = partial(self._context.go.show_section, "backups")
        words = t("condition.no_backup", why=error)
        self.said.emit(Said(words, "attention", t("condition.to_backups"), to_backups))
        self.settled.emit()

    # -- a full disk --------------------------------------------------------------------------------------------

    def _look_at_disk(self, _busy: bool) -> None:
        full = self._context.services.desk.store.read_only == DISK_FULL
        if full and not self._full:
            self.said.emit(Said(t("condition.full"), "attention", t("condition.make_room"), self.make_room))
        elif self._full and not full:
            self.said.emit(Said())
        self._full = full

    def make_room(self) -> None:
        """Gives back the room that was kept behind, so that the work can be finished."""
        self._context.tasks.run(
            self, self._context.services.health.free_reserve, lambda _: self._context.go.notify(t("condition.room")),
            lambda error: self._context.go.notify(str(error)),
        )  # fmt: skip


def show_on(status: StatusLine, said: Said) -> None:
    """Shows the line."""
    status.say(said.words, role=said.role, action_text=said.action_text, action=said.action)

"""What was looked at while nothing could be written: kept beside the vault, and taken into the log afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lvv_desk.errors import VaultError
from lvv_desk.store.audit_check import OPENED
from lvv_desk.store.line_code import Sign
from lvv_desk.store.unit_of_work import Line
from lvv_desk.store.waiting import WaitingFile
from lvv_desk.vault.key_pairs import signed_with

HELD, MISSING = "session.held", "session.lines_missing"


@dataclass
class WaitingLines:
    """The waiting lines of one account, for a :class:`lvv_desk.store.unit_of_work.Store` to hand over and take back."""

    file: WaitingFile
    account: str
    sign: Sign
    remember: Callable[[int], None]
    lost: int
    """How many lines are in memory alone, or were: there is no room for the file either. ``remember`` keeps it."""
    in_file: bool = False

    def keep(self, lines: Sequence[Line]) -> None:
        try:
            self.file.keep(self.account, lines, self.sign)
            self.in_file = True
        except VaultError:
            self._count(self.lost + len(lines))

    def written(self) -> None:
        if self.in_file:
            self.file.forget(self.account)
        self.in_file = False
        if self.lost:
            self._count(0)

    def from_before(self, keys: Sequence[str]) -> list[Line]:
        """What an earlier session of this account left behind, and that there was more, where that is known.

        An opening that never came into the log is told as one: this session has its own.
        """
        unreadable = False
        found: list[Line] = []
        try:
            found = self.file.of(self.account, lambda what, by: any(signed_with(key, what, by) for key in keys))
        except VaultError:
            unreadable = True
        self.in_file = bool(found) or unreadable
        gone = Line(MISSING, "session", None, {"lines": self.lost or None}, looked_only=True)
        told = [replace(one, action=HELD) if one.action == OPENED else one for one in found]
        return [*told, gone] if self.lost or unreadable else told

    def _count(self, lost: int) -> None:
        self.lost = lost
        self.remember(lost)

"""What was looked at while nothing could be written: kept beside the vault, and taken into the log afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lvv_desk.errors import VaultError
from lvv_desk.store import waiting
from lvv_desk.store.audit_check import OPENED
from lvv_desk.store.line_code import Sign
from lvv_desk.store.unit_of_work import Line, Reader
from lvv_desk.store.waiting import Stamp, Waited, WaitingFile
from lvv_desk.vault.key_pairs import signed_with
from lvv_desk.vault.local_state import LocalState

HELD, MISSING = "session.held", "session.lines_missing"
LOOKS = frozenset(
    {
        "access.looked_at", "access.refused", "accounts.looked_at", "audit.read", "audit.shown_to_client",
        "backup.considered", "backup.drilled", "backup.looked_at", "backup.made", "case.listed", "case.opened",
        "case.tested", "document.viewed", "erasure.looked_at", "figures.shown", "handover.previewed", "intake.opened",
        "locations.looked_at", "occupancy.shown", "recovery.kit_made", "recovery.looked_at", "referral.listed",
        "release.previewed", "retention.looked_at", "storage.reserve_freed", "theft_report.made", "vault.checked",
    }
)  # fmt: skip
"""What can be done while nothing can be written; nothing else is taken in afterwards, but the opening of a session."""


@dataclass
class Memory:
    """What this computer remembers outside the vault: the file can be taken away together with its lines."""

    state: Callable[[], LocalState]
    change: Callable[[Callable[[LocalState], LocalState]], None]


@dataclass
class WaitingLines:
    """The waiting lines of one account, for a :class:`lvv_desk.store.unit_of_work.Store` to hand over and take back.

    Lines that are in memory alone, as there is no room for the file either, are counted.
    """

    file: WaitingFile
    account: str
    session: str
    since: datetime
    sign: Sign
    memory: Memory
    in_file: bool = False
    _told: set[str] = field(default_factory=set)

    def keep(self, lines: Sequence[Line]) -> None:
        stamps = tuple(waiting.stamp_of(one) for one in lines)
        self.memory.change(lambda state: state.after_keeping(self.account, stamps))
        try:
            self.file.keep(self.account, [Waited(one, self.session, self.since) for one in lines], self.sign)
            self.in_file = True
        except VaultError:
            self.memory.change(lambda state: state.after_losing(self.account, stamps))

    def written(self) -> None:
        state, known = self.memory.state(), {self.account, *self._told}
        if state.unkept or known & state.kept.keys():
            self.memory.change(lambda state: state.after_writing(known))
        if self.in_file:
            self.file.forget(self.account)
        self.in_file = False

    def from_before(self, reader: Reader, keys: Sequence[str]) -> list[Line]:
        """What an earlier session of this account left behind, and that there was more, where that is known.

        An opening that never came into the log is told as one: this session has its own.
        """
        state = self.memory.state()
        found: list[Waited | None] = []
        there: dict[str, set[Stamp]] | None = None
        try:
            found = self.file.of(self.account, lambda what, by: any(signed_with(key, what, by) for key in keys))
            there = self.file.stamps()
        except VaultError:
            found = []
        self.in_file = bool(found) or there is None
        good, lost = self._taken(reader, found)
        mine = {one.stamp for one in found if one is not None}
        lost += state.unkept + len(_gone(reader, self.account, state, mine))
        told = [replace(one.line, action=HELD) if one.line.action == OPENED else one.line for one in good]
        if lost or there is None:
            told.append(_missing({"lines": lost or None}))
        return told if there is None else [*told, *self._others(reader, state, there)]

    def _taken(self, reader: Reader, found: Sequence[Waited | None]) -> tuple[list[Waited], int]:
        """The lines that may come into the log, and how many are no looks or not of their session."""
        known = waiting.standing(reader, self.account, [one.stamp for one in found if one is not None])
        good, odd = [], 0
        for one in found:
            if one is not None and one.stamp in known:
                continue
            if one is None or not self._fits(reader, one):
                odd += 1
                continue
            known.add(one.stamp)
            good.append(one)
        return good, odd

    def _fits(self, reader: Reader, one: Waited) -> bool:
        opened, line = waiting.opening(reader, one.session), one.line
        if line.at is None or line.at < one.since:
            return False
        if line.action == OPENED:
            return opened is None and line.object_id == one.session
        return line.action in LOOKS and (opened is None or (opened[0] == self.account and line.at >= opened[1]))

    def _others(self, reader: Reader, state: LocalState, there: dict[str, set[Stamp]]) -> list[Line]:
        """That lines of colleagues are gone is told by whoever comes first: a colleague may never come again."""
        told = []
        for owner in state.kept.keys() - {self.account}:
            if gone := _gone(reader, owner, state, there.get(owner, set())):
                told.append(_missing({"lines": len(gone), "account": owner}))
                self._told.add(owner)
        return told


def _gone(reader: Reader, owner: str, state: LocalState, there: set[Stamp]) -> set[Stamp]:
    """The lines that went into the file and are neither there nor in the log; another computer can have taken them."""
    left = set(state.kept.get(owner, ())) - there
    return left - waiting.standing(reader, owner, left) if left else left


def _missing(detail: dict[str, object]) -> Line:
    return Line(MISSING, "session", None, detail, looked_only=True)

"""Reading the log: for the privacy officer with filters, and for a client who asks who looked at their file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lvv_desk.domain.rights import Right
from lvv_desk.domain.session import AuditEntry
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk, case_named
from lvv_desk.store import accounts, audit, cases
from lvv_desk.store.unit_of_work import Reader
from lvv_desk.texts import say

PAGE = 200
REASONED = frozenset({"access.taken", "access.assigned"})


@dataclass(frozen=True)
class AuditPage:
    """A page of the log with the names of who did what, how many lines fit in all, and the end of the chain."""

    entries: tuple[AuditEntry, ...]
    total: int
    names: dict[str, str]
    numbers: dict[str, str]
    actions: tuple[str, ...]
    head: str

    def for_log(self) -> dict[str, Any]:
        return {"shown": len(self.entries), "total": self.total}


@dataclass(frozen=True)
class LookedAt:
    """A line of "who looked at my file": when, in which role, and what was done. Colleagues go by role."""

    at: datetime
    roles: tuple[str, ...]
    action: str


class AuditService(Service):
    """The log."""

    @action(Right.READ_AUDIT, "audit.read")
    def page(
        self, *, account: str | None = None, kind: str | None = None, case: str | None = None,
        first: date | None = None, last: date | None = None, before: int | None = None,
    ) -> AuditPage:  # fmt: skip
        """The newest lines that fit, 200 at a time.

        Raises:
            NotFoundError: there is no case with this number.
        """
        with self._desk.store.read() as reader:
            object_id = str(case_named(reader, case).id) if case else None
            wanted = audit.Filter(account, kind, object_id, first, last)
            entries = _with_reasons(reader, audit.entries(reader, wanted, limit=PAGE, before=before))
            names = {str(one.id): one.name for one in accounts.every(reader)}
            ids = {one.object_id for one in entries if one.object_type == "case" and one.object_id}
            return AuditPage(
                entries, audit.count(reader, wanted), names, cases.numbers(reader, {UUID(one) for one in ids}),
                audit.actions(reader), audit.head(reader).short,
            )  # fmt: skip

    @action(Right.EXPORT_PERSON, "audit.shown_to_client", case="name")
    def of_case(self, name: UUID | str) -> tuple[LookedAt, ...]:
        """Everything that was done with a case, the first first, with roles instead of names."""
        with self._desk.store.read() as reader:
            case = cases.case_by_id(reader, name) if isinstance(name, UUID) else case_named(reader, name)
            return looked_at(self._desk, reader, case.id) if case is not None else ()


def _with_reasons(reader: Reader, entries: tuple[AuditEntry, ...]) -> tuple[AuditEntry, ...]:
    """Why access was taken or a case handed over. That stands with the case and not in the log, and goes with it."""
    wanted = {one.detail["grant"] for one in entries if one.action in REASONED and "grant" in one.detail}
    found = accounts.reasons(reader, {UUID(one) for one in wanted})
    return tuple(
        replace(one, purpose=found.get(one.detail["grant"]))
        if one.action in REASONED and "grant" in one.detail
        else one
        for one in entries
    )


def looked_at(desk: Desk, reader: Reader, case_id: UUID) -> tuple[LookedAt, ...]:
    """Everything that was done with a case, as part of a look under way."""
    roles = desk.registry.roles
    found = audit.entries(reader, audit.Filter(object_id=str(case_id)), limit=1_000_000)
    return tuple(
        LookedAt(one.at, tuple(say(roles[name].label) for name in one.roles if name in roles), one.action)
        for one in reversed(found)
    )

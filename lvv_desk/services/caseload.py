"""Whose case it is, who else may see it, and looking into another's case for a while with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lvv_desk.domain.case import Case
from lvv_desk.domain.rights import GrantKind, Look, Openness, Right
from lvv_desk.errors import InputError, NotFoundError, RightsError
from lvv_desk.services import access
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import case_named
from lvv_desk.store import accounts, cases
from lvv_desk.store.unit_of_work import Reader

EXTRA_HOURS = 24
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Colleague:
    """Someone a case can be given to or shared with."""

    id: UUID
    name: str


@dataclass(frozen=True)
class AccessGiven:
    """Someone who may see the case beside its counsellor."""

    id: UUID
    name: str
    kind: GrantKind
    reason: str
    until: datetime | None
    by: str


@dataclass(frozen=True)
class CaseAccessView:
    """Who may see a case."""

    case: Case
    owner: Colleague | None
    openness: Openness
    given: tuple[AccessGiven, ...]
    colleagues: tuple[Colleague, ...]
    look: Look


class CaseloadService(Service):
    """Access to cases."""

    @action(Right.READ_CASES, "access.looked_at", case="name")
    def view(self, name: UUID | str) -> CaseAccessView:
        """Who may see a case, and whom it can be shared with."""
        with self._desk.store.read() as reader:
            case, look = access.require(self._desk, reader, name)
            now = self._desk.clock()
            found = accounts.access_of(reader, case.id, now)
            known = {one.id: one for one in accounts.every(reader)}
            owner_id = found.owner_id if found else None
            given = tuple(
                AccessGiven(one.id, known[one.account_id].name, GrantKind(one.kind), one.reason, one.until, one.by)
                for one in accounts.grants_of(reader, case.id, now)
                if one.account_id in known
            )
            return CaseAccessView(
                case, Colleague(owner_id, known[owner_id].name) if owner_id in known and owner_id else None,
                Openness(found.access) if found else Openness.CASELOAD, given, _counsellors(known.values()), look,
            )  # fmt: skip

    @action(Right.SHARE_CASES, "access.shared", case="name", whole="full")
    def share(self, name: UUID | str, account_id: UUID, reason: str = "") -> None:
        """Lets a colleague see and work in the case. Raises :class:`InputError` when there is no such colleague."""
        with self._desk.store.write() as work:
            case = self._own(work, name)
            self._require_colleague(work, account_id)
            accounts.grant(work, case.id, account_id, kind=GrantKind.SHARED, reason=reason.strip(), until=None)
            work.log("access.shared", "case", case.id, account=str(account_id))

    @action(Right.SHARE_CASES, "access.ended", case="name", whole="full")
    def end(self, name: UUID | str, grant_id: UUID) -> None:
        """Ends access that was given or taken."""
        with self._desk.store.write() as work:
            case = self._own(work, name)
            if grant_id not in {one.id for one in accounts.grants_of(work, case.id, work.at)}:
                raise NotFoundError("not_of_case")
            accounts.end_grant(work, grant_id)
            work.log("access.ended", "case", case.id, grant=str(grant_id))

    @action(Right.SHARE_CASES, "access.changed", case="name", whole="full")
    def set_openness(self, name: UUID | str, openness: Openness) -> None:
        """Opens the case to the team, keeps it in the caseload, or restricts it."""
        with self._desk.store.write() as work:
            case = self._own(work, name)
            accounts.set_access(work, case.id, access=openness.value)
            work.log("access.changed", "case", case.id, openness=openness.value)

    @action(Right.ASSIGN_CASES, "access.assigned")
    def assign(self, name: UUID | str, account_id: UUID, reason: str) -> None:
        """Gives a case, a restricted one too, to another counsellor. Raises :class:`InputError`."""
        if len(reason.strip()) < SHORTEST_REASON:
            raise InputError("access_reason")
        with self._desk.store.write() as work:
            case = cases.case_by_id(work, name) if isinstance(name, UUID) else case_named(work, name)
            if case is None:
                raise NotFoundError("no_case", name=str(name))
            self._require_colleague(work, account_id)
            accounts.set_access(work, case.id, owner_id=account_id)
            why = accounts.grant(
                work, case.id, account_id, kind=GrantKind.ASSIGNED, reason=reason.strip(), until=work.at
            )  # fmt: skip
            work.log("access.assigned", "case", case.id, account=str(account_id), grant=str(why))

    @action(Right.EXTRA_ACCESS, "access.taken")
    def take(self, name: UUID | str, reason: str) -> Case:
        """Looks into a case of another caseload for 24 hours. The log shows the reason as long as the case is there.

        Raises:
            InputError: the reason is too short to mean anything.
            NotFoundError: there is no such case, or it is restricted.
        """
        if len(reason.strip()) < SHORTEST_REASON:
            raise InputError("access_reason")
        with self._desk.store.write() as work:
            found = cases.case_by_id(work, name) if isinstance(name, UUID) else case_named(work, name)
            if found is None or access.look(self._desk, work, found.id) is Look.NONE:
                raise NotFoundError("no_case", name=str(name))
            me, until = UUID(self._desk.actor.account_id), work.at + timedelta(hours=EXTRA_HOURS)
            why = accounts.grant(work, found.id, me, kind=GrantKind.EXTRA, reason=reason.strip(), until=until)
            work.log("access.taken", "case", found.id, grant=str(why))
        return found

    def _own(self, reader: Reader, name: UUID | str) -> Case:
        """A case of one's own, or of the team that one leads: access that was given or taken can't be passed on.

        Raises:
            RightsError: the case is someone else's.
        """
        case, _ = access.require(self._desk, reader, name)
        found = accounts.access_of(reader, case.id, self._desk.clock())
        mine = found is not None and found.owner_id == UUID(self._desk.actor.account_id)
        if not mine and not self._desk.sees_every_case:
            raise RightsError("case_of_other", number=case.number, case_id=case.id)
        return case

    def _require_colleague(self, reader: Reader, account_id: UUID) -> None:
        known = {one.id for one in accounts.every(reader) if one.removed_at is None}
        if account_id not in known:
            raise InputError("account_unknown")


def _counsellors(known: Iterable[accounts.Account]) -> tuple[Colleague, ...]:
    working = [one for one in known if one.removed_at is None and {"counsellor", "team_lead"} & set(one.roles)]
    return tuple(Colleague(one.id, one.name) for one in working)

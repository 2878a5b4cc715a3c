"""Keeping no longer than needed: what is past its term, proposals, and erasing by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from lvv_desk.definitions.keeping import Retention
from lvv_desk.domain.case import CaseDates, latest
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.rights import Look, Right
from lvv_desk.errors import InputError, NotFoundError, RightsError
from lvv_desk.services import access, erasure_marks, summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.backups import OLD_KEY_DAYS
from lvv_desk.services.desk import Desk
from lvv_desk.store import accounts, cases, erasure, evaluation_rows
from lvv_desk.store.tables_keeping import ErasureRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import name_of
from lvv_desk.vault import backup_set

REQUEST = "request"
SHORTEST_REASON = 10
MOST_DUE = 500


@dataclass(frozen=True)
class DueCase:
    """A case that is past the term of a rule."""

    case_id: UUID
    number: str
    rule: str
    action: str
    counted_from: date
    due_on: date


@dataclass(frozen=True)
class Proposal:
    """A proposal to erase or reduce, waiting for a second person."""

    id: UUID
    numbers: tuple[str, ...]
    kind: str
    ground: str
    counted_from: date | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Certificate:
    """What was erased, when, by which two people and on what ground. It names nobody who was in it."""

    id: UUID
    cases: int
    kind: str
    ground: str
    proposed_by: str
    confirmed_by: str
    done_at: datetime
    gone_from_backups_on: date | None


class ErasureService(Service):
    """Erasing and reducing cases."""

    @action(Right.PROPOSE_ERASURE, "retention.looked_at")
    def due(self) -> tuple[DueCase, ...]:
        """The cases past their term, the longest first. Nothing happens to them by itself."""
        with self._desk.store.read() as reader:
            pending = {UUID(one) for row in erasure.proposals(reader, done=False) for one in row.case_ids}
            reduced = erasure.reduced(reader)
            hidden = access.hidden_cases(self._desk, reader)
            dates = evaluation_rows.dates(reader, self._desk.clock())
            ids = {case_id: _due(self._desk, of_case) for case_id, of_case in dates.items()}
            wanted = {
                case_id: found for case_id, found in ids.items()
                if found is not None and case_id not in pending | hidden
                and not (found[0].action == "reduce" and case_id in reduced)
            }  # fmt: skip
            numbers = cases.numbers(reader, set(wanted))
        rows = [
            DueCase(case_id, numbers[str(case_id)], rule.id, rule.action, start, start + timedelta(days=rule.days))
            for case_id, (rule, start) in wanted.items()
        ]
        return tuple(sorted(rows, key=lambda one: one.due_on)[:MOST_DUE])

    @action(Right.PROPOSE_ERASURE, "erasure.proposed", case="name", whole="full")
    def propose(self, name: UUID | str, *, rule: str | None = None, reason: str = "") -> UUID:
        """Proposes to erase a case because its term is past, or on request with a reason.

        Raises:
            InputError: there is no such rule, it does not fit the case, or a request has no reason.
        """
        with self._desk.store.write() as work:
            case, _ = access.require(self._desk, work, name)
            if rule is None:
                if len(reason.strip()) < SHORTEST_REASON:
                    raise InputError("erasure_reason")
                kind, ground, start = "erase", REQUEST, None
            else:
                found = _applies(self._desk, cases.dates_of(work, case.id), rule)
                kind, ground, start = found[0].action, rule, found[1]
            proposal_id = erasure.propose(
                work, subject_id=new_id(), case_ids=[case.id], kind=kind, ground=ground, reference_on=start,
                reason=reason.strip(),
            )  # fmt: skip
            work.log("erasure.proposed", "case", case.id, kind=kind, ground=ground, proposal=str(proposal_id))
        return proposal_id

    @action(Right.PROPOSE_ERASURE, "erasure.looked_at")
    def proposals(self) -> tuple[Proposal, ...]:
        """What waits for a second person."""
        with self._desk.store.read() as reader:
            names = {str(one.id): one.name for one in accounts.every(reader)}
            rows = erasure.proposals(reader, done=False)
            hidden = access.hidden_cases(self._desk, reader)
            seen = {UUID(one) for row in rows for one in row.case_ids} - hidden
            numbers = cases.numbers(reader, seen)
            return tuple(
                Proposal(
                    row.id, tuple(numbers[one] for one in row.case_ids if one in numbers), row.kind, row.ground,
                    row.reference_on, row.reason if self._may_read(reader, row) else "",
                    names.get(row.proposed_by, "?"), row.proposed_at,
                    row.proposed_by == self._desk.actor.account_id,
                )
                for row in rows
            )  # fmt: skip

    def _may_read(self, reader: Reader, row: ErasureRow) -> bool:
        """Why someone is to be erased is for who may see the whole case."""
        return all(access.look(self._desk, reader, UUID(one)) is Look.FULL for one in row.case_ids)

    @action(Right.PROPOSE_ERASURE, "erasure.withdrawn")
    def withdraw(self, proposal_id: UUID) -> None:
        """Takes a proposal back; the cases stay."""
        with self._desk.store.write() as work:
            row = _open_proposal(work, proposal_id)
            mine = row.proposed_by == self._desk.actor.account_id
            if not mine and Right.CONFIRM_ERASURE not in self._desk.rights:
                raise RightsError("not_allowed", right=name_of(Right.CONFIRM_ERASURE))
            erasure.withdraw(work, proposal_id)
            work.log("erasure.withdrawn", "erasure", proposal_id)

    @action(Right.CONFIRM_ERASURE, "erasure.done")
    def confirm(self, proposal_id: UUID) -> Certificate:
        """Carries a proposal of someone else out. It can't be undone.

        Raises:
            RightsError: it is one's own proposal: erasing takes two people.
        """
        desk = self._desk
        with desk.store.write() as work:
            row = _open_proposal(work, proposal_id)
            if row.proposed_by == desk.actor.account_id:
                raise RightsError("erasure_own")
            case_ids = [UUID(one) for one in row.case_ids if cases.case_by_id(work, UUID(one)) is not None]
            if row.ground != REQUEST:
                for case_id in case_ids:
                    _applies(desk, cases.dates_of(work, case_id), row.ground)
            if row.kind == "erase":
                erasure_marks.take_away(self._desk, work, case_ids)
            else:
                _reduce(desk, work, case_ids, desk.registry.retention[row.ground].keep)
            erasure.finish_proposal(work, proposal_id, work.at)
            work.log("erasure.done", "erasure", proposal_id, kind=row.kind, ground=row.ground,
                     cases=len(case_ids))  # fmt: skip
        erasure_marks.apply_again(desk)
        desk.vault.drop_copy_before_migration()
        desk.store.compact()
        return next(one for one in self.certificates() if one.id == proposal_id)

    @action(Right.PROPOSE_ERASURE, "erasure.looked_at")
    def certificates(self) -> tuple[Certificate, ...]:
        """What was erased, the newest first, and until when a backup or what was set aside still holds it."""
        with self._desk.store.read() as reader:
            names = {str(one.id): one.name for one in accounts.every(reader)}
            return tuple(
                Certificate(
                    row.id, len(row.case_ids), row.kind, row.ground, names.get(row.proposed_by, "?"),
                    names.get(row.confirmed_by or "", "?"), row.done_at, self._gone_from_backups(row.done_at),
                )
                for row in erasure.proposals(reader, done=True)
                if row.done_at is not None
            )  # fmt: skip

    def _gone_from_backups(self, done_at: datetime) -> date | None:
        """The day on which the last copy from before makes way; ``None`` when no copy can hold it now.

        Copies are monthly backups and databases that a restore or a rotation set aside. Of those every one counts: what
        was set aside later can still be an older database, or a backup that was put back.
        """
        backups = (one.manifest.moment for one in backup_set.every(self._desk.vault.backups))
        days = [one.date() + timedelta(days=31 * (backup_set.MONTHLY + 1)) for one in backups if one < done_at]
        for folder, moment in self._desk.vault.set_aside().items():
            if next(folder.glob("vault-*.db"), None) is not None:
                days.append(moment.date() + timedelta(days=OLD_KEY_DAYS + 1))
        return max(days, default=None)


def _due(desk: Desk, dates: CaseDates) -> tuple[Retention, date] | None:
    """The strictest rule whose term is past, with the day it is counted from: erasing before reducing."""
    found = []
    for rule in desk.registry.retention.values():
        start = _start(dates, rule, desk.today())
        if start is not None and start + timedelta(days=rule.days) <= desk.today():
            found.append((rule, start))
    return min(found, key=lambda one: one[0].action != "erase", default=None)


def _applies(desk: Desk, dates: CaseDates, rule_id: str) -> tuple[Retention, date]:
    rule = desk.registry.retention.get(rule_id)
    start = _start(dates, rule, desk.today()) if rule is not None else None
    if rule is None or start is None or start + timedelta(days=rule.days) > desk.today():
        raise InputError("erasure_rule", rule=rule_id)
    return rule, start


def _start(dates: CaseDates, rule: Retention, today: date) -> date | None:
    """The day a rule counts from in a case; ``None`` where the rule is not about it."""
    decision = latest(dates.decisions, today)
    if rule.counted_from == "exit":
        return dates.exit.on if dates.exit is not None else None
    refused = decision is not None and decision.kind in (decision.kind.REFUSED, decision.kind.REFERRED)
    if rule.counted_from == "refusal":
        return decision.on if decision is not None and refused else None
    return dates.registered_on if decision is None and dates.exit is None else None


def _open_proposal(reader: Reader, proposal_id: UUID) -> ErasureRow:
    row = erasure.proposal(reader, proposal_id)
    if row is None or row.done_at is not None or row.withdrawn_at is not None:
        raise NotFoundError("erasure_no_proposal")
    return row


def _reduce(desk: Desk, work: UnitOfWork, case_ids: list[UUID], keep: tuple[str, ...]) -> None:
    for case_id in case_ids:
        case = cases.case_by_id(work, case_id)
        if case is not None:
            erasure.reduce_case(work, case_id, keep)
            work.session.flush()
            summaries.refresh(desk, work, case)
            work.log("case.reduced", "case", case_id)

"""Decisions, scenarios, exits and aftercare that turned out to be wrong: put right, or taken away.

What rests on a record must still stand afterwards: nobody is in a scenario, in a bed, or gone, without having been let
in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from lvv_desk.domain.case import Case, DecisionKind, RecordKind, status_on
from lvv_desk.domain.placements import SHELTERED
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import admission, summaries, trajectories
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import case_with
from lvv_desk.store import cases, mending
from lvv_desk.store import placements as placement_store
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import t


@dataclass(frozen=True)
class _Loose:
    """Something in a case that rests on nothing: what it is, by its key in the texts, and its day."""

    what: str
    record_id: UUID
    on: date


class MendingService(Service):
    """Nothing is overwritten: what a record said before stays as history, also of what was taken away."""

    @action(Right.WRITE_CASES, "decision.corrected", case="case_id", whole="full")
    def correct_decision(
        self, case_id: UUID, decision_id: UUID, *,
        on: date, body: str, kind: DecisionKind, reason: str, exception_ground: str = "",
    ) -> None:  # fmt: skip
        """Puts a decision right.

        Raises:
            InputError: as for a new decision, or something rests on what it said (``rests_on``).
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            if decision_id not in {one.id for one in cases.decisions_of(work, case.id)}:
                raise NotFoundError("not_of_case")
            before = set(_loose(work, case))
            admission.make_decision(
                self._desk, work, case,
                on=on, body=body, kind=kind, reason=reason, exception_ground=exception_ground, instead_of=decision_id,
            )  # fmt: skip
            _require_sound(work, case, before)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "aftercare.corrected", case="case_id", whole="full")
    def correct_aftercare(self, case_id: UUID, aftercare_id: UUID, *, on: date, outcome: str, note: str) -> None:
        """Puts an aftercare outcome right. Raises :class:`InputError` as for a new one."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            if aftercare_id not in {one.id for one in cases.aftercare_of(work, case.id)}:
                raise NotFoundError("not_of_case")
            trajectories.make_aftercare(
                self._desk, work, case, on=on, outcome=outcome, note=note, instead_of=aftercare_id
            )  # fmt: skip
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "record.withdrawn", case="case_id", whole="full")
    def withdraw(self, case_id: UUID, kind: RecordKind, record_id: UUID) -> None:
        """Takes a record away that never was: it counts nowhere any more, and stays as history.

        Raises:
            InputError: something in the case rests on it (``rests_on``).
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            before = set(_loose(work, case))
            if not mending.take_away(work, case.id, kind, record_id):
                raise NotFoundError("not_of_case")
            _require_sound(work, case, before)
            work.log("record.withdrawn", "case", case.id, kind=kind.value)
            summaries.refresh(self._desk, work, case)


def _require_sound(work: UnitOfWork, case: Case, before: set[_Loose]) -> None:
    """What was loose already, as old records can be, stands in nobody's way. Raises :class:`InputError`."""
    new = min(set(_loose(work, case)) - before, key=lambda one: one.on, default=None)
    if new is not None:
        raise InputError("rests_on", what=t(f"mending.{new.what}"), on=new.on.strftime("%d-%m-%Y"))


def _loose(reader: Reader, case: Case) -> Iterator[_Loose]:
    dates = cases.dates_of(reader, case.id)
    stay = replace(dates, exit=None, aftercare=())
    for one in dates.scenarios:
        if status_on(stay, one.on) not in SHELTERED:
            yield _Loose("scenario", one.id, one.on)
    for placed in placement_store.placements_of(reader, case.id):
        if status_on(stay, placed.first_day) not in SHELTERED:
            yield _Loose("placement", placed.id, placed.first_day)
    left = dates.exit
    if left is not None:
        first = min((one.on for one in dates.decisions if one.kind.shelters), default=date.max)
        days = [one.on for one in dates.decisions] + [one.on for one in dates.scenarios]
        if not first <= left.on or max(days) > left.on:
            yield _Loose("exit", left.id, left.on)
    for later in dates.aftercare:
        if left is None or later.on < left.on:
            yield _Loose("aftercare", later.id, later.on)

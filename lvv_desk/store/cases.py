"""Clients, cases and their dated records: from rows to dataclasses and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from lvv_desk.domain.case import (
    Aftercare,
    Case,
    CaseDates,
    Decision,
    DecisionKind,
    Exit,
    RecordKind,
    ScenarioChoice,
    ScenarioKind,
    StepState,
    StepStatus,
    TrajectoryStep,
    before_last,
)
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.errors import InputError
from lvv_desk.store import mending
from lvv_desk.store.tables import (
    AftercareRow,
    AssessmentRow,
    CaseRow,
    ClientRow,
    DecisionRow,
    ExitRow,
    ScenarioRow,
    StepEventRow,
    StepRow,
)
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def client_by_import_key(reader: Reader, key: str) -> UUID | None:
    return reader.session.scalar(select(ClientRow.id).where(ClientRow.import_key == key))


def add_client(work: UnitOfWork, import_key: str | None = None) -> UUID:
    row = ClientRow(import_key=import_key, created_at=work.at)
    work.session.add(row)
    work.session.flush()
    return row.id


def next_number(reader: Reader, prefix: str, year: int) -> str:
    """The next free case number: ``AMS-2021-0007``."""
    start = f"{prefix}-{year}-"
    length = func.length(CaseRow.number)
    last = reader.session.scalar(
        select(CaseRow.number)
        .where(CaseRow.number >= start, CaseRow.number < f"{prefix}-{year}.")
        .order_by(length.desc(), CaseRow.number.desc())
        .limit(1)
    )
    return f"{start}{(int(last[len(start) :]) if last else 0) + 1:04d}"


def add_case(work: UnitOfWork, case: Case, owner_id: UUID) -> None:
    """A new case in the caseload of an account."""
    work.session.add(
        CaseRow(
            id=case.id, client_id=case.client_id, number=case.number, reference=case.reference,
            municipality=case.municipality, programme=case.programme, registered_on=case.registered_on,
            created_by=work.by, created_at=work.at, owner_id=owner_id,
        )
    )  # fmt: skip
    work.session.flush()


def find_case(reader: Reader, name: str) -> Case | None:
    """The case with this number, reference or id.

    Raises:
        InputError: the name fits more than one case; nobody is taken for somebody else.
    """
    plain = cleaned(name)
    wanted = (CaseRow.number == plain.upper()) | (CaseRow.reference == plain)
    try:
        wanted |= CaseRow.id == UUID(plain)
    except ValueError:
        pass
    rows = reader.session.scalars(select(CaseRow).where(wanted).order_by(CaseRow.number)).all()
    if len(rows) > 1:
        raise InputError("case_ambiguous", name=name, ids=", ".join(f"{one.number} = {one.id}" for one in rows))
    return _case(rows[0]) if rows else None


def numbers(reader: Reader, case_ids: set[UUID]) -> dict[str, str]:
    """The numbers of cases, by id as text; a case that was erased has none."""
    rows = reader.session.execute(select(CaseRow.id, CaseRow.number).where(CaseRow.id.in_(case_ids)))
    return {str(case_id): number for case_id, number in rows}


def counts(reader: Reader) -> tuple[int, int]:
    """How many cases there are, and how many people they are about."""
    cases = reader.session.scalar(select(func.count()).select_from(CaseRow)) or 0
    people = reader.session.scalar(select(func.count()).select_from(ClientRow)) or 0
    return cases, people


def case_by_id(reader: Reader, case_id: UUID) -> Case | None:
    row = reader.session.get(CaseRow, case_id)
    return _case(row) if row else None


def cases_of_client(reader: Reader, client_id: UUID) -> tuple[Case, ...]:
    """All cases of a person, the first registered first."""
    rows = reader.session.scalars(
        select(CaseRow).where(CaseRow.client_id == client_id).order_by(CaseRow.registered_on, CaseRow.number)
    )
    return tuple(_case(row) for row in rows)


def _case(row: CaseRow) -> Case:
    return Case(row.id, row.client_id, row.number, row.municipality, row.programme, row.registered_on, row.reference)


def finish_intake(work: UnitOfWork, case_id: UUID, on: date) -> None:
    """Marks the intake as finished on a day; a later finish leaves the first day as it was."""
    work.session.execute(
        update(CaseRow).where(CaseRow.id == case_id, CaseRow.intake_finished_on.is_(None)).values(intake_finished_on=on)
    )


def dates_of(reader: Reader, case_id: UUID) -> CaseDates:
    """The dated records of a case."""
    case = reader.session.get_one(CaseRow, case_id)
    assessed = reader.session.scalars(select(AssessmentRow.on).where(AssessmentRow.case_id == case_id))
    return CaseDates(
        registered_on=case.registered_on,
        intake_finished_on=case.intake_finished_on,
        assessed_on=tuple(assessed),
        decisions=decisions_of(reader, case_id),
        scenarios=scenarios_of(reader, case_id),
        exit=exit_of(reader, case_id),
        aftercare=aftercare_of(reader, case_id),
    )


def decisions_of(reader: Reader, case_id: UUID) -> tuple[Decision, ...]:
    rows = reader.session.scalars(
        select(DecisionRow)
        .where(DecisionRow.case_id == case_id, DecisionRow.superseded_by.is_(None))
        .order_by(DecisionRow.on, DecisionRow.id)
    )
    return tuple(
        Decision(
            one.id, one.on, one.body, DecisionKind(one.kind), one.reason, one.exception_ground, one.advice,
            one.assessment_id, one.by, one.at,
        )
        for one in rows
    )  # fmt: skip


def put_decision(work: UnitOfWork, case_id: UUID, decision: Decision) -> None:
    """Writes a decision, in the place of what was recorded under its id before."""
    _put(
        work, RecordKind.DECISION, decision.id, case_id,
        on=decision.on, body=decision.body, kind=decision.kind.value, reason=decision.reason,
        exception_ground=decision.exception_ground, advice=decision.advice, assessment_id=decision.assessment_id,
    )  # fmt: skip


def _put(work: UnitOfWork, record: RecordKind, record_id: UUID, case_id: UUID, **values: Any) -> None:
    there = mending.record_row(work, record, record_id)
    if there is not None:
        mending.put_right(work, there, values)
        return
    work.session.add(mending.TABLES[record](id=record_id, case_id=case_id, **values, by=work.by, at=work.at))
    work.session.flush()


def scenarios_of(reader: Reader, case_id: UUID) -> tuple[ScenarioChoice, ...]:
    rows = reader.session.scalars(
        select(ScenarioRow)
        .where(ScenarioRow.case_id == case_id, ScenarioRow.superseded_by.is_(None))
        .order_by(ScenarioRow.on, ScenarioRow.id)
    )
    return tuple(
        ScenarioChoice(
            one.id, one.on, ScenarioKind(one.scenario), one.sub_route, one.reason, one.template_version, one.by,
            one.at,
        )
        for one in rows
    )  # fmt: skip


def add_scenario(work: UnitOfWork, case_id: UUID, choice: ScenarioChoice, steps: Iterable[TrajectoryStep]) -> None:
    """A scenario with the steps of its template; a step that has begun gets its first event."""
    work.session.add(
        ScenarioRow(
            id=choice.id, case_id=case_id, on=choice.on, scenario=choice.scenario.value,
            sub_route=choice.sub_route, reason=choice.reason, template_version=choice.template_version,
            by=work.by, at=work.at,
        )
    )  # fmt: skip
    work.session.flush()
    for step in steps:
        work.session.add(
            StepRow(
                id=step.id, case_id=case_id, scenario_id=choice.id, step_id=step.step_id,
                position=step.position, due_on=step.due_on,
            )
        )  # fmt: skip
        if step.status_on is not None:
            work.session.flush()
            add_step_event(work, step.id, step.status_on, step.status, step.note)


def has_step(reader: Reader, case_id: UUID, step_row: UUID) -> bool:
    """Whether a step belongs to a case."""
    return reader.session.scalar(select(StepRow.case_id).where(StepRow.id == step_row)) == case_id


def add_step_event(work: UnitOfWork, step_row: UUID, on: date, status: StepStatus, note: str) -> None:
    work.session.add(StepEventRow(step_row_id=step_row, on=on, status=status.value, note=note, by=work.by, at=work.at))


def set_step_due(work: UnitOfWork, step_row: UUID, due_on: date | None) -> None:
    work.session.execute(update(StepRow).where(StepRow.id == step_row).values(due_on=due_on))


def steps_of(reader: Reader, scenario_id: UUID, on: date | None = None) -> tuple[TrajectoryStep, ...]:
    """The steps of a scenario as they stood at the end of a day, or as they stand."""
    steps = reader.session.scalars(
        select(StepRow).where(StepRow.scenario_id == scenario_id).order_by(StepRow.position)
    ).all()
    query = (
        select(StepEventRow)
        .join(StepRow, StepRow.id == StepEventRow.step_row_id)
        .where(StepRow.scenario_id == scenario_id)
        .order_by(StepEventRow.on, StepEventRow.id)
    )
    if on is not None:
        query = query.where(StepEventRow.on <= on)
    events: defaultdict[UUID, list[StepEventRow]] = defaultdict(list)
    for event in reader.session.scalars(query):
        events[event.step_row_id].append(event)
    return tuple(_step(step, events[step.id]) for step in steps)


def _step(step: StepRow, events: Sequence[StepEventRow]) -> TrajectoryStep:
    event = events[-1] if events else None
    return TrajectoryStep(
        id=step.id,
        scenario_choice_id=step.scenario_id,
        step_id=step.step_id,
        position=step.position,
        status=StepStatus(event.status) if event else StepStatus.NOT_STARTED,
        due_on=step.due_on,
        status_on=event.on if event else None,
        note=event.note if event else "",
        by=event.by if event else "",
        at=event.at if event else None,
        before=before_last([StepState(StepStatus(one.status), one.note) for one in events]),
    )


def exit_of(reader: Reader, case_id: UUID) -> Exit | None:
    row = reader.session.scalars(
        select(ExitRow).where(ExitRow.case_id == case_id, ExitRow.superseded_by.is_(None))
    ).first()
    return Exit(row.id, row.on, row.outcome, row.reason) if row else None


def put_exit(work: UnitOfWork, case_id: UUID, left: Exit) -> None:
    """Writes the exit, in the place of what was recorded under its id before."""
    _put(work, RecordKind.EXIT, left.id, case_id, on=left.on, outcome=left.outcome, reason=left.reason)


def aftercare_of(reader: Reader, case_id: UUID) -> tuple[Aftercare, ...]:
    rows = reader.session.scalars(
        select(AftercareRow)
        .where(AftercareRow.case_id == case_id, AftercareRow.superseded_by.is_(None))
        .order_by(AftercareRow.on, AftercareRow.id)
    )
    return tuple(Aftercare(one.id, one.on, one.outcome, one.note) for one in rows)


def put_aftercare(work: UnitOfWork, case_id: UUID, aftercare: Aftercare) -> None:
    """Writes what became of someone, in the place of what was recorded under its id before."""
    _put(
        work, RecordKind.AFTERCARE, aftercare.id, case_id,
        on=aftercare.on, outcome=aftercare.outcome, note=aftercare.note,
    )  # fmt: skip

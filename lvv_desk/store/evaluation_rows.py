"""What figures and releases are made of, read in a few queries for all cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from lvv_desk.domain.answers import AbsentReason, AnswerKey, Standing, Value
from lvv_desk.domain.case import Aftercare, CaseDates, Decision, DecisionKind, Exit, ScenarioChoice, ScenarioKind
from lvv_desk.domain.stays import Stay, StepRecord
from lvv_desk.store.tables import (
    AftercareRow,
    AnswerRow,
    AssessmentRow,
    CaseRow,
    DecisionRow,
    ExitRow,
    ScenarioRow,
    StepEventRow,
    StepRow,
)
from lvv_desk.store.unit_of_work import Reader

OFFICIAL = tuple(kind.value for kind in DecisionKind if kind.admits)


def stays(reader: Reader) -> list[Stay]:
    """Every case that got a place, with when it began and how it ended."""
    first = {
        (case_id, official): day
        for case_id, official, day in reader.session.execute(
            select(DecisionRow.case_id, DecisionRow.kind.in_(OFFICIAL), func.min(DecisionRow.on))
            .where(DecisionRow.kind.in_((*OFFICIAL, DecisionKind.PROVISIONAL.value)))
            .group_by(DecisionRow.case_id, DecisionRow.kind.in_(OFFICIAL))
        )
    }
    exits = {
        case_id: (day, outcome)
        for case_id, day, outcome in reader.session.execute(
            select(ExitRow.case_id, ExitRow.on, ExitRow.outcome).where(ExitRow.superseded_by.is_(None))
        )
    }
    cases = reader.session.execute(select(CaseRow.id, CaseRow.client_id, CaseRow.municipality))
    return [
        Stay(client_id, case_id, municipality, first.get((case_id, False)), first.get((case_id, True)),
             *exits.get(case_id, (None, None)))
        for case_id, client_id, municipality in cases
        if (case_id, False) in first or (case_id, True) in first
    ]  # fmt: skip


def cases(reader: Reader, until: date) -> list[CaseRow]:
    """All cases registered on or before a day."""
    return list(reader.session.scalars(select(CaseRow).where(CaseRow.registered_on <= until)))


def answers(reader: Reader, field_ids: Collection[str]) -> dict[UUID, dict[AnswerKey, Value | AbsentReason]]:
    """The standing answers to these fields, by case and key."""
    found: dict[UUID, dict[AnswerKey, Value | AbsentReason]] = defaultdict(dict)
    rows = reader.session.execute(
        select(
            AnswerRow.case_id, AnswerRow.field_id, AnswerRow.item, AnswerRow.standing, AnswerRow.value, AnswerRow.absent
        ).where(AnswerRow.superseded_by.is_(None), AnswerRow.field_id.in_(tuple(field_ids)))
    )
    for case_id, field_id, item, standing, value, absent in rows:
        given = AbsentReason(absent) if absent else (tuple(value) if isinstance(value, list) else value)
        found[case_id][AnswerKey(field_id, item, Standing(standing))] = given
    return found


def dates(reader: Reader) -> dict[UUID, CaseDates]:
    """The dated records of every case."""
    decisions: dict[UUID, list[Decision]] = defaultdict(list)
    for one in reader.session.scalars(select(DecisionRow)):
        decisions[one.case_id].append(
            Decision(
                one.id,
                one.on,
                one.body,
                DecisionKind(one.kind),
                "",
                None,
                one.advice,
                one.assessment_id,
                one.by,
                one.at,
            )
        )
    scenarios: dict[UUID, list[ScenarioChoice]] = defaultdict(list)
    for row in reader.session.scalars(select(ScenarioRow)):
        scenarios[row.case_id].append(
            ScenarioChoice(row.id, row.on, ScenarioKind(row.scenario), row.sub_route, "", row.template_version)
        )
    exits = {
        row.case_id: Exit(row.on, row.outcome, "")
        for row in reader.session.scalars(select(ExitRow).where(ExitRow.superseded_by.is_(None)))
    }
    aftercare: dict[UUID, list[Aftercare]] = defaultdict(list)
    for later in reader.session.scalars(select(AftercareRow).order_by(AftercareRow.on)):
        aftercare[later.case_id].append(Aftercare(later.on, later.outcome, ""))
    assessed: dict[UUID, list[date]] = defaultdict(list)
    for case_id, day in reader.session.execute(select(AssessmentRow.case_id, AssessmentRow.on)):
        assessed[case_id].append(day)
    return {
        row.id: CaseDates(
            row.registered_on, row.intake_finished_on, tuple(assessed[row.id]), tuple(decisions[row.id]),
            tuple(scenarios[row.id]), exits.get(row.id), tuple(aftercare[row.id]),
        )
        for row in reader.session.scalars(select(CaseRow))
    }  # fmt: skip


def advices(reader: Reader) -> dict[UUID, str]:
    """The newest advice of every case."""
    rows = reader.session.execute(select(AssessmentRow.case_id, AssessmentRow.advice).order_by(AssessmentRow.id))
    return {case_id: advice for case_id, advice in rows}  # noqa: C416 - the last one of a case stands


def steps(reader: Reader, until: date) -> dict[UUID, list[StepRecord]]:
    """The steps that had begun on a day, of every case."""
    spans: dict[UUID, tuple[date, date, str]] = {}
    query = (
        select(StepEventRow.step_row_id, StepEventRow.on, StepEventRow.status)
        .where(StepEventRow.on <= until)
        .order_by(StepEventRow.on, StepEventRow.id)
    )
    for row_id, on, status in reader.session.execute(query):
        spans[row_id] = (spans[row_id][0] if row_id in spans else on, on, status)
    found: dict[UUID, list[StepRecord]] = defaultdict(list)
    rows = select(StepRow.id, StepRow.case_id, StepRow.step_id).order_by(StepRow.position)
    for row_id, case_id, step_id in reader.session.execute(rows):
        if row_id in spans:
            first, last, status = spans[row_id]
            found[case_id].append(StepRecord(step_id, status, first, last if status in FINISHED else None))
    return found


FINISHED = frozenset({"completed", "not_possible", "not_applicable"})

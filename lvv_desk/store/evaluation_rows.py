"""What figures and releases are made of, read in a few queries for all cases at once.

A figure or a release on a past reference date stays what it was, whatever is written down later:

- what has a day of its own (decisions, scenarios, steps, aftercare, exits, assessments) counts from that day on, also
  when it was written down later; an assessment has the day on which the case was tested;
- a decision, an exit or aftercare that was put right after the reference date counts as it was known at the end of that
  date. One that was not known yet then (it came in late, or with an import) counts as it stands: there is no earlier
  knowledge to keep to. What was taken away, as also a scenario can be, counts nowhere: it was not right;
- an answer has no day of its own: it counts from the moment at which it was given until another took its place. What
  came with the case, as all answers of an import do, counts from the registration on: the moment of the import says
  nothing about when it was true. An answer that was taken away counts nowhere: it was not right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from lvv_desk.domain.answers import AbsentReason, AnswerKey, Standing, Value
from lvv_desk.domain.case import Aftercare, CaseDates, Decision, DecisionKind, Exit, ScenarioChoice, ScenarioKind
from lvv_desk.domain.stays import Stay, StepRecord
from lvv_desk.store.mending import standing_at
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


def stays(reader: Reader, moment: datetime, programmes: Collection[str]) -> list[Stay]:
    """Every case that got a place in one of these programmes, with when it began and how it ended, as known at a
    moment.
    """
    first: dict[tuple[UUID, bool], date] = {}
    for one in _decisions(reader, moment):
        if DecisionKind(one.kind).shelters:
            key = one.case_id, one.kind in OFFICIAL
            first[key] = min(one.on, first.get(key, one.on))
    left = {case_id: (one.on, one.outcome) for case_id, one in exits(reader, moment).items()}
    cases = reader.session.execute(
        select(CaseRow.id, CaseRow.client_id, CaseRow.municipality).where(CaseRow.programme.in_(programmes))
    )
    return [
        Stay(client_id, case_id, municipality, first.get((case_id, False)), first.get((case_id, True)),
             *left.get(case_id, (None, None)))
        for case_id, client_id, municipality in cases
        if (case_id, False) in first or (case_id, True) in first
    ]  # fmt: skip


def exits(reader: Reader, moment: datetime) -> dict[UUID, Exit]:
    """How each stay ended, as known at a moment; what was not known yet then, as it stands."""
    query = select(ExitRow.id, ExitRow.superseded_by, ExitRow.at, ExitRow.case_id, ExitRow.on, ExitRow.outcome)
    rows = standing_at(reader.session.execute(query), moment)
    return {one.case_id: Exit(one.id, one.on, one.outcome, "") for one in rows}


def _decisions(reader: Reader, moment: datetime) -> Iterator[Any]:
    query = select(
        DecisionRow.id, DecisionRow.superseded_by, DecisionRow.at, DecisionRow.case_id, DecisionRow.on,
        DecisionRow.body, DecisionRow.kind, DecisionRow.advice, DecisionRow.assessment_id, DecisionRow.by,
    )  # fmt: skip
    return standing_at(reader.session.execute(query), moment)


def cases(reader: Reader, until: date) -> list[CaseRow]:
    """All cases registered on or before a day."""
    return list(reader.session.scalars(select(CaseRow).where(CaseRow.registered_on <= until)))


def answers(
    reader: Reader, field_ids: Collection[str], moment: datetime
) -> dict[UUID, dict[AnswerKey, Value | AbsentReason]]:
    """The answers to these fields that stood at a moment, by case and key."""
    replaced = aliased(AnswerRow)
    rows = reader.session.execute(
        select(
            AnswerRow.case_id, AnswerRow.field_id, AnswerRow.item, AnswerRow.standing, AnswerRow.value, AnswerRow.absent
        )
        .join(CaseRow, CaseRow.id == AnswerRow.case_id)
        .outerjoin(replaced, replaced.id == AnswerRow.superseded_by)
        .where(
            AnswerRow.field_id.in_(tuple(field_ids)),
            or_(AnswerRow.at < moment, AnswerRow.at <= CaseRow.created_at),
            or_(AnswerRow.superseded_by.is_(None), and_(replaced.id != AnswerRow.id, replaced.at >= moment)),
        )
    )
    found: dict[UUID, dict[AnswerKey, Value | AbsentReason]] = defaultdict(dict)
    for case_id, field_id, item, standing, value, absent in rows:
        given = AbsentReason(absent) if absent else (tuple(value) if isinstance(value, list) else value)
        found[case_id][AnswerKey(field_id, item, Standing(standing))] = given
    return found


def dates(reader: Reader, moment: datetime) -> dict[UUID, CaseDates]:
    """The dated records of every case, as known at a moment."""
    decisions: dict[UUID, list[Decision]] = defaultdict(list)
    for one in _decisions(reader, moment):
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
    for row in reader.session.scalars(select(ScenarioRow).where(ScenarioRow.superseded_by.is_(None))):
        scenarios[row.case_id].append(
            ScenarioChoice(row.id, row.on, ScenarioKind(row.scenario), row.sub_route, "", row.template_version)
        )
    left = exits(reader, moment)
    aftercare: dict[UUID, list[Aftercare]] = defaultdict(list)
    for later in standing_at(reader.session.scalars(select(AftercareRow)), moment):
        aftercare[later.case_id].append(Aftercare(later.id, later.on, later.outcome, ""))
    for followed in aftercare.values():
        followed.sort(key=lambda one: (one.on, one.id))
    assessed: dict[UUID, list[date]] = defaultdict(list)
    for case_id, day in reader.session.execute(select(AssessmentRow.case_id, AssessmentRow.on)):
        assessed[case_id].append(day)
    return {
        row.id: CaseDates(
            row.registered_on, row.intake_finished_on, tuple(assessed[row.id]), tuple(decisions[row.id]),
            tuple(scenarios[row.id]), left.get(row.id), tuple(aftercare[row.id]),
        )
        for row in reader.session.scalars(select(CaseRow))
    }  # fmt: skip


def advices(reader: Reader, until: date) -> dict[UUID, str]:
    """The advice that each case had on a day: of the last test on or before it."""
    rows = reader.session.execute(
        select(AssessmentRow.case_id, AssessmentRow.advice)
        .where(AssessmentRow.on <= until)
        .order_by(AssessmentRow.on, AssessmentRow.id)
    )
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
        if status == NOT_STARTED:  # it was put back: it had not begun after all
            spans.pop(row_id, None)
            continue
        spans[row_id] = (spans[row_id][0] if row_id in spans else on, on, status)
    found: dict[UUID, list[StepRecord]] = defaultdict(list)
    rows = (
        select(StepRow.id, StepRow.case_id, StepRow.step_id)
        .join(ScenarioRow, ScenarioRow.id == StepRow.scenario_id)
        .where(ScenarioRow.superseded_by.is_(None))
        .order_by(StepRow.position)
    )
    for row_id, case_id, step_id in reader.session.execute(rows):
        if row_id in spans:
            first, last, status = spans[row_id]
            found[case_id].append(StepRecord(step_id, status, first, last if status in FINISHED else None))
    return found


NOT_STARTED = "not_started"
FINISHED = frozenset({"completed", "not_possible", "not_applicable"})

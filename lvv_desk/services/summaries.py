"""Keeps the list row of a case true: called at the end of every action on a case."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.case import (
    Case,
    CaseDates,
    CaseStatus,
    ScenarioChoice,
    StepStatus,
    TrajectoryStep,
    latest,
    status_on,
)
from lvv_desk.domain.lists import CaseSummary
from lvv_desk.rules.assessment import assess
from lvv_desk.rules.visibility import hidden_fields
from lvv_desk.services.desk import Desk
from lvv_desk.store import answers as answer_store
from lvv_desk.store import cases, records, summaries
from lvv_desk.store.unit_of_work import UnitOfWork

NAME_FIELD = "name_used"
V_NUMBER_FIELD = "v_number"
AWAITING_DECISION = frozenset(
    {
        CaseStatus.REGISTERED, CaseStatus.INTAKE, CaseStatus.ASSESSED, CaseStatus.PROVISIONAL,
        CaseStatus.WAITING_LIST, CaseStatus.DEFERRED,
    }
)  # fmt: skip


def refresh(desk: Desk, work: UnitOfWork, case: Case) -> CaseSummary:
    """Writes the list row of a case anew from its records."""
    work.session.flush()
    today = desk.today()
    answers = answer_store.answers_of(work, case.id)
    dates = cases.dates_of(work, case.id)
    scenario = latest(dates.scenarios, today)
    steps = cases.steps_of(work, scenario.id) if scenario else ()
    summary = build(
        desk.registry, case, answers, dates,
        advice=records.latest_advice(work, case.id), scenario=scenario, steps=steps,
        has_draft=answer_store.has_draft(work, case.id), today=today, changed_at=work.at,
    )  # fmt: skip
    summaries.save(work, summary, search_words(desk.registry, case, answers))
    return summary


def build(
    registry: Registry, case: Case, answers: AnswerSet, dates: CaseDates, *,
    advice: str | None, scenario: ScenarioChoice | None, steps: tuple[TrajectoryStep, ...],
    has_draft: bool, today: date, changed_at: datetime,
) -> CaseSummary:  # fmt: skip
    """The list row for these records."""
    name = str(answers.value(NAME_FIELD) or case.number)
    status = status_on(dates, today)
    upcoming = next_step(registry, steps) if dates.exit is None else None
    return CaseSummary(
        case_id=case.id,
        number=case.number,
        name=name,
        sort_name=sort_key(name),
        v_number=str(answers.value(V_NUMBER_FIELD) or ""),
        municipality=case.municipality,
        programme=case.programme,
        status=status.value if status else "registered",
        advice=advice,
        scenario=scenario.scenario.value if scenario else None,
        sub_route=scenario.sub_route if scenario else None,
        next_step=upcoming.step_id if upcoming else None,
        next_due_on=upcoming.due_on if upcoming else None,
        missing=len(missing_fields(registry, case, answers, status, today)),
        has_draft=has_draft,
        registered_on=case.registered_on,
        changed_at=changed_at,
    )


def sort_key(name: str) -> str:
    """A name as it sorts: without accents and capitals."""
    bare = unicodedata.normalize("NFKD", name)
    return "".join(one for one in bare if not unicodedata.combining(one)).casefold()


def search_words(registry: Registry, case: Case, answers: AnswerSet) -> str:
    """The words a case is found by: its numbers and every answer whose field is searched."""
    searched = {field.id for field in registry.fields.values() if field.search}
    found = [case.number, case.reference or ""]
    found += [str(one.value) for one in answers if one.key.field_id in searched and one.value is not None]
    return " ".join(found)


def missing_fields(
    registry: Registry, case: Case, answers: AnswerSet, status: CaseStatus | None, on: date
) -> tuple[str, ...]:
    """The questions that still need a value, in the order of the forms: those that are required, and as long as no
    decision stands, those on which a criterion that counts hangs.
    """
    needed = {field.id for field in registry.fields.values() if field.required and field.id not in registry.group_of}
    if status in AWAITING_DECISION:
        tested = assess(
            registry, answers, municipality=case.municipality, programme=case.programme, on=on, exception=False
        )
        needed |= {name for one in tested.results if one.counts for name in one.missing}
    needed = {one for one in needed if answers.value(one) is None}
    if not needed:
        return ()
    needed -= hidden_fields(registry, answers, on)
    return tuple(one for one in registry.fields if one in needed)


def next_step(registry: Registry, steps: tuple[TrajectoryStep, ...]) -> TrajectoryStep | None:
    """The step that is due first among those that can be worked on."""
    finished = {one.step_id for one in steps if one.status.is_finished}
    present = {one.step_id for one in steps}
    able = [one for one in steps if not one.status.is_finished and can_start(registry, one.step_id, finished, present)]
    return min(able, key=lambda one: (one.due_on or date.max, one.position), default=None)


def can_start(registry: Registry, step_id: str, finished: set[str], present: set[str]) -> bool:
    """Whether all steps that must come first are finished."""
    step = registry.steps.get(step_id)
    return step is None or all(one in finished or one not in present for one in step.after)


def shown_status(registry: Registry, step: TrajectoryStep, steps: tuple[TrajectoryStep, ...]) -> StepStatus:
    """The status of a step as people see it: one that waits for others cannot start yet."""
    finished = {one.step_id for one in steps if one.status.is_finished}
    present = {one.step_id for one in steps}
    if step.status is StepStatus.NOT_STARTED and not can_start(registry, step.step_id, finished, present):
        return StepStatus.CANNOT_START_YET
    return step.status

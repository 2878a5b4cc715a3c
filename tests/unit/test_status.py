"""The status of a case follows from dated records, for any day."""

from __future__ import annotations

from datetime import date

from lvv_desk.domain.case import (
    Aftercare,
    CaseDates,
    CaseStatus,
    Decision,
    DecisionKind,
    Exit,
    ScenarioChoice,
    ScenarioKind,
    StepState,
    StepStatus,
    before_last,
    status_on,
)
from lvv_desk.domain.ids import new_id


def _decision(on: date, kind: DecisionKind) -> Decision:
    return Decision(new_id(), on, "lso", kind, "", None, None, None)


DATES = CaseDates(
    registered_on=date(2021, 1, 1),
    intake_finished_on=date(2021, 1, 5),
    assessed_on=(date(2021, 1, 6),),
    decisions=(
        _decision(date(2021, 1, 10), DecisionKind.PROVISIONAL),
        _decision(date(2021, 2, 1), DecisionKind.ADMITTED),
    ),
    scenarios=(ScenarioChoice(new_id(), date(2021, 2, 10), ScenarioKind.RETURN, "iom", "", 1),),
    exit=Exit(new_id(), date(2021, 8, 1), "B2", ""),
    aftercare=(Aftercare(new_id(), date(2022, 1, 1), "B2", ""),),
)


def test_every_day_has_its_status() -> None:
    expected = {
        date(2020, 12, 31): None,
        date(2021, 1, 1): CaseStatus.REGISTERED,
        date(2021, 1, 5): CaseStatus.INTAKE,
        date(2021, 1, 6): CaseStatus.ASSESSED,
        date(2021, 1, 10): CaseStatus.PROVISIONAL,
        date(2021, 2, 1): CaseStatus.ADMITTED,
        date(2021, 2, 10): CaseStatus.IN_TRAJECTORY,
        date(2021, 7, 31): CaseStatus.IN_TRAJECTORY,
        date(2021, 8, 1): CaseStatus.EXITED,
        date(2022, 1, 1): CaseStatus.AFTERCARE,
    }
    assert {day: status_on(DATES, day) for day in expected} == expected


def test_of_two_decisions_on_one_day_the_one_written_last_stands() -> None:
    day = date(2021, 3, 1)
    first, second = _decision(day, DecisionKind.DEFERRED), _decision(day, DecisionKind.ADMITTED)
    dates = CaseDates(date(2021, 1, 1), decisions=(second, first))
    assert status_on(dates, day) is CaseStatus.ADMITTED


def test_ids_grow() -> None:
    ids = [new_id() for _ in range(2_000)]
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}


def test_a_step_goes_back_state_by_state() -> None:
    begun, done = StepState(StepStatus.IN_PROGRESS, "gebeld"), StepState(StepStatus.COMPLETED)
    start = StepState(StepStatus.NOT_STARTED)
    assert before_last([]) is None
    assert before_last([begun]) == start
    assert before_last([begun, done]) == begun
    assert before_last([begun, done, begun]) == start
    assert before_last([begun, done, begun, start]) is None
    assert before_last([begun, begun, done]) == begun

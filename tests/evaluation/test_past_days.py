"""A figure or a release on a past reference date stays what it was, whatever is written down later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lvv_desk.domain.answers import AbsentReason, AnswerKey
from lvv_desk.domain.case import DecisionKind, StepStatus
from lvv_desk.errors import InputError
from lvv_desk.services import practice, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import Basis
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.store import answers as answer_store
from lvv_desk.store import evaluation_rows
from tests.conftest import CHEAP, PASSPHRASE

DAY = date(2021, 1, 1)
HEALTH, NATIONALITY = AnswerKey("health_problem"), AnswerKey("nationality")


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self, on: date) -> None:
        self.set(on)

    def set(self, on: date) -> None:
        self.now = datetime(on.year, on.month, on.day, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(date(2020, 12, 1))


@pytest.fixture
def past(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=clock)
    result = Services(desk).importing.rows([_row(number) for number in range(6)])
    assert result.failed == ()
    yield Services(desk)
    desk.close()


def _row(number: int) -> dict[str, Any]:
    return {
        "reference": f"P{number}", "municipality": "utrecht", "registered_on": "2020-02-01",
        "answers": {"name_used": f"n{number}", "birth_date": "1990-01-01", "sex": "male", "nationality": "ERI",
                    "health_problem": False},
        "decisions": [{"on": "2020-03-01", "body": "lso", "kind": "admitted", "reason": "x"}],
        "scenarios": [{"on": "2020-04-01", "scenario": "return", "sub_route": "iom"}],
        "exit": {"on": "2020-10-01", "outcome": "G1"},
    }  # fmt: skip


def seen(services: Services, on: date = DAY) -> list[object]:
    """Everything that figures and a release say about a day."""
    tables = services.evaluation.preview(on, 5).tables
    rows = [sorted(row[one.first :] for row in one.rows) for one in (tables.cases, tables.steps)]
    return [rows, *(services.evaluation.figures(on, basis).areas for basis in Basis)]


def _id(services: Services, reference: str) -> UUID:
    return services.cases.view(reference).case.id


def _answer(services: Services, reference: str, key: AnswerKey, value: object, **named: Any) -> None:
    """An answer given in the window and finished, past the questions that the test leaves open."""
    case_id = _id(services, reference)
    services.intake.save(case_id, key, value, **named)
    with services.desk.store.write() as work:
        draft, cleared = answer_store.draft_of(work, case_id)
        answer_store.clear_answers(work, case_id, cleared)
        answer_store.add_answers(work, case_id, draft)
        answer_store.discard_draft(work, case_id)
        work.log("intake.finished", "case", case_id)


def _later(services: Services) -> Iterator[str]:
    """What can be written down in a later year, one thing after another."""
    yield "nothing"
    services.admission.assess_now(_id(services, "P0"))
    yield "a test"
    services.trajectories.record_aftercare(_id(services, "P1"), on=date(2022, 1, 1), outcome="B1")
    yield "aftercare"
    services.trajectories.record_exit(_id(services, "P2"), on=date(2020, 10, 2), outcome="B1", correction=True)
    yield "a corrected exit"
    _answer(services, "P3", HEALTH, True)
    yield "a changed answer"
    _answer(services, "P4", NATIONALITY, None, absent=AbsentReason.DECLINED)
    yield "an answer withdrawn by declining"
    _answer(services, "P4", AnswerKey("vulnerable"), True)
    yield "a new answer"
    earlier = _id(services, "P5")
    again = services.cases.register(name="n5", municipality="utrecht", on=date(2022, 2, 1), same_client_as=earlier)
    services.admission.decide(again.id, on=date(2022, 2, 1), body="lso", kind=DecisionKind.ADMITTED, reason="x")
    yield "the person came back"


def test_what_is_written_later_changes_no_past_day(past: Services, clock: Clock) -> None:
    clock.set(date(2022, 3, 1))
    before = seen(past)
    for what in _later(past):
        assert seen(past) == before, what
    assert seen(past, date(2022, 3, 1)) != before


def test_an_answer_counts_from_the_day_it_was_given(past: Services, clock: Clock) -> None:
    def cells(on: date) -> list[str]:
        cases = past.evaluation.preview(on, 5).tables.cases
        return sorted(row[cases.header.index("health_problem")] for row in cases.rows)

    clock.set(date(2021, 5, 10))
    _answer(past, "P0", HEALTH, True)
    clock.set(date(2021, 8, 1))
    _answer(past, "P0", HEALTH, None, absent=AbsentReason.DECLINED)
    assert cells(date(2020, 3, 1)) == ["no"] * 6
    assert cells(date(2021, 5, 9)) == ["no"] * 6
    assert cells(date(2021, 5, 10)) == ["no"] * 5 + ["yes"]
    assert cells(date(2021, 8, 1)) == ["-96", *["no"] * 5]


def test_an_answer_that_was_taken_away_counts_nowhere(past: Services, clock: Clock) -> None:
    clock.set(date(2021, 5, 10))
    _answer(past, "P0", HEALTH, None)
    cases = past.evaluation.preview(DAY, 5).tables.cases
    assert sorted(row[cases.header.index("health_problem")] for row in cases.rows) == ["-95", *["no"] * 5]


def test_a_draft_counts_from_the_day_it_is_finished(past: Services, clock: Clock) -> None:
    case_id = _id(past, "P0")
    clock.set(DAY)
    past.intake.save(case_id, HEALTH, True)
    clock.set(date(2021, 3, 1))
    before = seen(past)
    for field in past.registry.fields.values():
        if field.required and field.id not in past.registry.group_of and field.type != "display":
            view = past.cases.view_by_id(case_id)
            if view.answers.best(field.id) is None and not field.id.startswith("name"):
                past.intake.save(case_id, AnswerKey(field.id), None, absent=AbsentReason.UNKNOWN)
    assert past.intake.finish(case_id) == ()
    assert seen(past) == before


def test_an_exit_that_came_in_late_counts_on_its_own_day(past: Services, clock: Clock) -> None:
    clock.set(date(2021, 6, 1))
    case = past.cases.register(name="laat", municipality="utrecht", on=date(2021, 6, 1))
    past.admission.decide(case.id, on=date(2021, 6, 1), body="lso", kind=DecisionKind.ADMITTED, reason="x")
    clock.set(date(2021, 9, 1))
    past.trajectories.record_exit(case.id, on=date(2021, 7, 1), outcome="G1")

    def left(on: date) -> int:
        return past.evaluation.figures(on).areas[0].get("exits").count

    assert (left(date(2021, 6, 30)), left(date(2021, 7, 1))) == (6, 7)
    clock.set(date(2021, 10, 1))
    past.trajectories.record_exit(case.id, on=date(2021, 8, 1), outcome="B1", correction=True)
    assert (left(date(2021, 9, 1)), left(date(2021, 10, 1))) == (7, 7)
    assert past.evaluation.figures(date(2021, 9, 30)).areas[0].get("exits_by_outcome", "B1").count == 0
    assert past.evaluation.figures(date(2021, 10, 1)).areas[0].get("exits_by_outcome", "B1").count == 1


def test_there_is_no_reference_date_after_today(desk: Desk) -> None:
    tomorrow = desk.today() + timedelta(days=1)
    evaluation = Services(desk).evaluation
    for ask in (evaluation.figures, evaluation.preview):
        with pytest.raises(InputError) as raised:
            ask(tomorrow)
        assert raised.value.key == "reference_date_future"
    assert evaluation.figures(desk.today()).on == desk.today()


def test_what_a_municipality_does_after_the_lvv_does_not_count(past: Services, clock: Clock) -> None:
    clock.set(date(2026, 12, 1))
    before = past.evaluation.figures(date(2026, 6, 1)).areas
    later = _row(6) | {
        "reference": "na-de-lvv", "programme": "utrecht_municipal", "registered_on": "2026-02-01",
        "decisions": [{"on": "2026-03-01", "body": "municipality", "kind": "admitted", "reason": "x"}], "scenarios": [],
        "exit": None,
    }  # fmt: skip
    assert past.importing.rows([later]).failed == ()
    assert past.evaluation.figures(date(2026, 6, 1)).areas == before


def test_a_step_that_was_put_back_had_not_begun(desk: Desk) -> None:
    services = Services(desk)
    ImportService(desk).rows([row for row in practice.worked_rows() if row["reference"] == "W18"])
    view = services.cases.view("W18")
    step = next(one for one in view.steps if one.status is StepStatus.NOT_STARTED)
    with desk.store.read() as reader:
        before = evaluation_rows.steps(reader, view.today)[view.case.id]
    services.trajectories.set_step(view.case.id, step.id, on=view.today, status=StepStatus.COMPLETED)
    services.trajectories.set_step_back(view.case.id, step.id)
    with desk.store.read() as reader:
        assert evaluation_rows.steps(reader, view.today)[view.case.id] == before
    with pytest.raises(InputError):
        services.trajectories.set_step_back(view.case.id, step.id)


def test_who_has_a_place_that_is_not_of_the_lvv_is_named_and_not_counted(past: Services, clock: Clock) -> None:
    clock.set(date(2026, 12, 1))
    row = _row(6) | {
        "reference": "na-de-lvv", "programme": "utrecht_municipal", "registered_on": "2026-02-01",
        "decisions": [{"on": "2026-03-01", "body": "municipality", "kind": "admitted", "reason": "x"}], "scenarios": [],
        "exit": None,
    }  # fmt: skip
    assert past.importing.rows([row]).failed == ()
    assert [past.evaluation.figures(on).elsewhere for on in (date(2026, 2, 28), date(2026, 3, 1))] == [0, 1]
    assert past.evaluation.figures(date(2026, 3, 1)).areas[0].get("participants").count == 6

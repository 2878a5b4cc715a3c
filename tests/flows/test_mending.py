"""What was recorded wrongly is put right or taken away; what rests on it stands, and the past tells what was known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lvv_desk.domain.case import CaseStatus, DecisionKind, RecordKind, ScenarioKind, StepStatus, status_on
from lvv_desk.domain.placements import PlacementKind
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import vaults
from lvv_desk.services.placements import Wanted
from lvv_desk.services.reports import case_data
from lvv_desk.services.services import Services
from lvv_desk.store import evaluation_rows
from lvv_desk.store.tables import DecisionRow
from tests.conftest import CHEAP, PASSPHRASE

ADMITTED = {"on": date(2021, 3, 1), "body": "lso", "kind": DecisionKind.ADMITTED, "reason": "x"}


@pytest.fixture
def now() -> list[datetime]:
    return [datetime(2022, 6, 1, 12, 0, tzinfo=UTC)]


@pytest.fixture
def services(tmp_path: Path, now: list[datetime]) -> Iterator[Services]:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: now[0])
    services = Services(desk)
    row = {
        "reference": "een", "municipality": "utrecht", "registered_on": "2021-02-01",
        "answers": {"name_used": "Oefenpersoon"},
        "decisions": [{"on": "2021-03-01", "body": "lso", "kind": "admitted", "reason": "zegt de import"}],
    }  # fmt: skip
    assert services.importing.rows([row]).failed == ()
    yield services
    desk.close()


def _id(services: Services) -> UUID:
    return services.cases.view("een").case.id


def _decision(services: Services) -> UUID:
    return services.cases.view("een").dates.decisions[0].id


def _correct(services: Services, **change: Any) -> None:
    services.mending.correct_decision(_id(services), _decision(services), **(ADMITTED | change))


def _work_towards_return(services: Services) -> None:
    services.trajectories.set_scenario(
        _id(services), on=date(2021, 4, 1), scenario=ScenarioKind.RETURN, sub_route="iom", reason=""
    )


def test_a_decision_is_put_right_and_keeps_its_place(services: Services) -> None:
    services.admission.decide(_id(services), **(ADMITTED | {"kind": DecisionKind.DEFERRED, "body": "municipality"}))
    first, second = services.cases.view("een").dates.decisions
    services.mending.correct_decision(_id(services), first.id, **(ADMITTED | {"reason": "beter"}))
    view = services.cases.view("een")
    assert [(one.id, one.reason) for one in view.dates.decisions] == [(first.id, "beter"), (second.id, "x")]
    assert view.status is CaseStatus.DEFERRED
    with services.desk.store.read() as reader:
        rows = reader.session.query(DecisionRow).filter(DecisionRow.superseded_by == first.id).all()
        assert [(one.reason, one.on) for one in rows] == [("zegt de import", date(2021, 3, 1))]


def test_what_rests_on_a_decision_is_named_and_holds_it(services: Services) -> None:
    _work_towards_return(services)
    with pytest.raises(InputError) as told:
        _correct(services, on=date(2021, 5, 1))
    assert told.value.key == "rests_on"
    assert "het scenario van 01-04-2021" in str(told.value)
    with pytest.raises(InputError, match="het scenario"):
        services.mending.withdraw(_id(services), RecordKind.DECISION, _decision(services))
    assert services.cases.view("een").dates.decisions[0].on == date(2021, 3, 1)
    _correct(services, on=date(2021, 3, 15))
    assert services.cases.view("een").dates.decisions[0].on == date(2021, 3, 15)


def test_a_bed_rests_on_a_decision_too(services: Services) -> None:
    wanted = Wanted(PlacementKind.LIVING_ALLOWANCE, date(2021, 3, 2))
    services.placements.place(_id(services), wanted)
    with pytest.raises(InputError, match="het verblijf van 02-03-2021"):
        _correct(services, kind=DecisionKind.REFUSED)


def test_an_exit_that_never_was_is_taken_away(services: Services) -> None:
    services.trajectories.record_exit(_id(services), on=date(2022, 1, 1), outcome="G1")
    services.trajectories.record_aftercare(_id(services), on=date(2022, 2, 1), outcome="B1")
    left = services.cases.view("een").exit
    assert left is not None
    with pytest.raises(InputError, match="de nazorg van 01-02-2022"):
        services.mending.withdraw(_id(services), RecordKind.EXIT, left.id)
    later = services.cases.view("een").aftercare[0]
    services.mending.withdraw(_id(services), RecordKind.AFTERCARE, later.id)
    services.mending.withdraw(_id(services), RecordKind.EXIT, left.id)
    view = services.cases.view("een")
    assert (view.exit, view.aftercare, view.status) == (None, (), CaseStatus.ADMITTED)
    assert services.evaluation.figures(date(2022, 3, 1)).areas[0].get("exits").count == 0
    with pytest.raises(NotFoundError):
        services.mending.withdraw(_id(services), RecordKind.EXIT, left.id)


def test_aftercare_is_put_right_and_only_what_comes_later_can_be_aftercare(services: Services) -> None:
    services.trajectories.record_exit(_id(services), on=date(2022, 1, 1), outcome="G1")
    with pytest.raises(InputError) as told:
        services.trajectories.record_aftercare(_id(services), on=date(2022, 2, 1), outcome="G5")
    assert told.value.key == "aftercare_outcome"
    services.trajectories.record_aftercare(_id(services), on=date(2022, 2, 1), outcome="B1")
    one = services.cases.view("een").aftercare[0]
    services.mending.correct_aftercare(_id(services), one.id, on=date(2022, 3, 1), outcome="B2", note="toch")
    told_now = case_data(services.registry, services.cases.view("een"))["aftercare"]
    assert told_now == [{"on": "2022-03-01", "outcome": "B2", "note": "toch"}]


def test_a_scenario_that_never_was_goes_with_its_steps(services: Services) -> None:
    _work_towards_return(services)
    view = services.cases.view("een")
    choice, step = view.dates.scenarios[0], view.steps[0]
    services.trajectories.set_step(_id(services), step.id, on=date(2021, 4, 2), status=StepStatus.COMPLETED)
    services.mending.withdraw(_id(services), RecordKind.SCENARIO, choice.id)
    view = services.cases.view("een")
    assert (view.scenario, view.steps, view.status) == (None, (), CaseStatus.ADMITTED)
    with services.desk.store.read() as reader:
        assert evaluation_rows.steps(reader, date(2022, 5, 1)) == {}


def test_nobody_mends_a_record_through_another_case(services: Services) -> None:
    other = services.cases.register(name="Ander", municipality="utrecht", on=date(2022, 1, 1))
    with pytest.raises(NotFoundError):
        services.mending.correct_decision(other.id, _decision(services), **ADMITTED)
    with pytest.raises(NotFoundError):
        services.mending.withdraw(other.id, RecordKind.DECISION, _decision(services))
    assert len(services.cases.view("een").dates.decisions) == 1


def test_figures_of_a_past_day_keep_to_what_was_known_then(services: Services, now: list[datetime]) -> None:
    def participants(on: date) -> int:
        return services.evaluation.figures(on).areas[0].get("participants").count

    now[0] = datetime(2023, 1, 10, 12, 0, tzinfo=UTC)
    _correct(services, on=date(2022, 12, 1))
    assert status_on(services.cases.view("een").dates, date(2022, 7, 1)) is not CaseStatus.ADMITTED
    assert (participants(date(2022, 7, 1)), participants(date(2023, 1, 10))) == (1, 1)
    now[0] = datetime(2023, 2, 10, 12, 0, tzinfo=UTC)
    services.mending.withdraw(_id(services), RecordKind.DECISION, _decision(services))
    assert (participants(date(2022, 7, 1)), participants(date(2023, 1, 10))) == (0, 0)


def test_an_exit_is_not_corrected_to_before_a_stay_in_a_bed(services: Services) -> None:
    services.placements.place(_id(services), Wanted(PlacementKind.LIVING_ALLOWANCE, date(2021, 6, 1), date(2021, 7, 1)))
    services.trajectories.record_exit(_id(services), on=date(2022, 1, 1), outcome="G1")
    with pytest.raises(InputError) as told:
        services.trajectories.record_exit(_id(services), on=date(2021, 5, 1), outcome="G1", correction=True)
    assert told.value.key == "exit_before_records"
    assert "01-06-2021" in str(told.value)

"""Nights, full days, and whether a place is still taken: the rules of places without a vault."""

from __future__ import annotations

from datetime import date

from lvv_desk.domain.case import CaseDates, Decision, DecisionKind, Exit, ScenarioChoice, ScenarioKind
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.placements import (
    FullDay,
    Location,
    LocationState,
    Placement,
    PlacementKind,
    Span,
    StayStatus,
    first_full_day,
    shelter_ended_on,
    stay_status,
    still_taken,
)


def _day(day: int) -> date:
    return date(2021, 3, day)


def _house(*states: LocationState) -> Location:
    return Location(new_id(), "utrecht", "Huis", states)


def _decision(on: date, kind: DecisionKind) -> Decision:
    return Decision(new_id(), on, "lso", kind, "x", None, None, None)


def test_the_day_of_leaving_is_free_again() -> None:
    span = Span(_day(1), _day(5))
    assert [span.covers(_day(day)) for day in (1, 4, 5)] == [True, True, False]
    assert Span(_day(1), None).covers(date(2030, 1, 1))


def test_moving_on_the_day_of_leaving_is_no_overlap() -> None:
    assert not Span(_day(1), _day(5)).overlaps(Span(_day(5), None))
    assert Span(_day(1), _day(5)).overlaps(Span(_day(4), None))
    assert Span(_day(1), None).overlaps(Span(_day(9), _day(9)))
    assert not Span(_day(5), _day(5)).overlaps(Span(_day(5), None))


def test_of_one_day_the_state_that_was_written_last_counts() -> None:
    house = _house(LocationState(_day(1), 4), LocationState(_day(9), 6), LocationState(_day(9), 5))
    assert (house.places(date(2021, 2, 1)), house.places(_day(8)), house.places(_day(9))) == (0, 4, 5)
    closed = _house(LocationState(_day(1), 4), LocationState(_day(9), 4, closed=True))
    assert (closed.is_open(_day(8)), closed.is_open(_day(9)), closed.places(_day(9))) == (True, False, 0)


def test_a_location_may_become_full_later_in_a_stay() -> None:
    house = _house(LocationState(_day(1), 2), LocationState(_day(20), 1))
    stays = [Span(_day(1), None)]
    assert first_full_day(house, stays, Span(_day(2), _day(20)), _day(30)) is None
    assert first_full_day(house, stays, Span(_day(2), None), _day(30)) == FullDay(_day(20), 1, 1)
    assert first_full_day(house, [*stays, Span(_day(10), None)], Span(_day(2), None), _day(30)) == FullDay(
        _day(10), 2, 2
    )
    assert first_full_day(house, stays, Span(_day(2), None), _day(19)) is None


def test_official_and_provisional_follow_from_the_decision_in_force() -> None:
    dates = CaseDates(
        _day(1),
        decisions=(_decision(_day(2), DecisionKind.PROVISIONAL), _decision(_day(9), DecisionKind.ADMITTED)),
        scenarios=(ScenarioChoice(new_id(), _day(4), ScenarioKind.RETURN, "iom", "", 1),),
        exit=Exit(new_id(), _day(20), "B1", ""),
    )
    assert stay_status(dates, _day(1)) is StayStatus.ENDED
    assert stay_status(dates, _day(5)) is StayStatus.PROVISIONAL
    assert stay_status(dates, _day(9)) is StayStatus.OFFICIAL
    assert stay_status(dates, _day(20)) is StayStatus.ENDED


def test_a_place_is_still_taken_after_an_exit_or_a_refusal() -> None:
    bed = Placement(new_id(), PlacementKind.BED, new_id(), "Huis", "", _day(3), None, "")
    provisional = _decision(_day(2), DecisionKind.PROVISIONAL)
    staying = CaseDates(_day(1), decisions=(provisional,))
    refused = CaseDates(_day(1), decisions=(provisional, _decision(_day(7), DecisionKind.REFUSED)))
    assert still_taken([bed], staying, _day(30)) is None
    assert shelter_ended_on(refused, _day(30)) == _day(7)
    assert still_taken([bed], refused, _day(30)) == bed
    assert shelter_ended_on(CaseDates(_day(1)), _day(30)) is None


def test_a_decision_that_is_deferred_ends_no_stay() -> None:
    provisional, deferred = _decision(_day(2), DecisionKind.PROVISIONAL), _decision(_day(7), DecisionKind.DEFERRED)
    dates = CaseDates(_day(1), decisions=(provisional, deferred))
    assert shelter_ended_on(dates, _day(30)) is None
    assert stay_status(dates, _day(30)) is StayStatus.PROVISIONAL

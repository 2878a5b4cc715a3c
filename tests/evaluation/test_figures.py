"""Figures: persons, not stays; on any reference date; each share with its denominator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from lvv_desk.domain.stays import Stay
from lvv_desk.evaluation.figures import AreaFigures, Basis, count
from lvv_desk.services.desk import definitions
from lvv_desk.services.practice import REFERENCE_EXITS, REFERENCE_PARTICIPANTS

REGISTRY = definitions()
PERSON, OTHER = uuid4(), uuid4()


def _stay(
    client: object = None, city: str = "utrecht", official: date | None = date(2020, 1, 1),
    provisional: date | None = None, left: date | None = None, outcome: str | None = None,
) -> Stay:  # fmt: skip
    return Stay(client or uuid4(), uuid4(), city, provisional, official, left, outcome)  # type: ignore[arg-type]  # a UUID


def _count(stays: list[Stay], on: date, basis: Basis = Basis.OFFICIAL) -> tuple[AreaFigures, ...]:
    return count(stays, on=on, basis=basis, indicators=REGISTRY.indicators, outcomes=REGISTRY.outcomes)


def _totals(stays: list[Stay], on: date, basis: Basis = Basis.OFFICIAL) -> tuple[int, int, int]:
    area = _count(stays, on, basis)[0]
    return area.get("participants").count, area.get("exits").count, area.get("still_in").count


def test_the_reconstructed_cohort_gives_18_41_41() -> None:
    outcomes = {"durable": "B1", "semi_durable": "S1", "no_solution": "G1"}
    stays = [
        _stay(left=date(2021, 1, 1), outcome=outcomes[name])
        for name, number in REFERENCE_EXITS.items()
        for _ in range(number)
    ]
    stays += [_stay() for _ in range(REFERENCE_PARTICIPANTS - len(stays))]
    area = _count(stays, date(2022, 7, 1))[0]
    assert _totals(stays, date(2022, 7, 1)) == (2065, 1258, 807)
    shares = {part: area.get("exits_by_class", part) for part in REFERENCE_EXITS}
    assert {part: one.rounded for part, one in shares.items()} == {"durable": 18, "semi_durable": 41, "no_solution": 41}
    assert {one.denominator_name for one in shares.values()} == {"exits"}
    assert shares["durable"].percentage == Decimal("17.97")
    assert area.get("classes_of_participants", "durable").rounded == 11


def test_someone_who_came_back_is_one_person_and_still_in() -> None:
    stays = [
        _stay(PERSON, left=date(2020, 6, 1), outcome="G1"),
        _stay(PERSON, official=date(2020, 8, 1)),
    ]
    assert _totals(stays, date(2020, 5, 31)) == (1, 0, 1)
    assert _totals(stays, date(2020, 7, 1)) == (1, 1, 0)
    assert _totals(stays, date(2020, 8, 1)) == (1, 0, 1)


def test_someone_in_two_cities_counts_once_in_all_and_once_in_each() -> None:
    stays = [
        _stay(PERSON, "amsterdam", left=date(2020, 6, 1), outcome="G7"),
        _stay(PERSON, "utrecht", official=date(2020, 6, 2)),
    ]
    areas = {area.municipality: area for area in _count(stays, date(2021, 1, 1))}
    assert {name: area.get("participants").count for name, area in areas.items()} == {
        None: 1,
        "amsterdam": 1,
        "utrecht": 1,
    }
    assert areas["amsterdam"].get("exits").count == 1
    assert areas[None].get("exits").count == 0


def test_provisional_people_count_only_on_their_basis() -> None:
    stays = [
        _stay(provisional=date(2020, 1, 1), official=None),
        _stay(provisional=date(2020, 1, 1), official=date(2020, 3, 1)),
    ]
    assert _totals(stays, date(2020, 2, 1)) == (0, 0, 0)
    assert _totals(stays, date(2020, 2, 1), Basis.WITH_PROVISIONAL) == (2, 0, 2)
    assert _totals(stays, date(2020, 4, 1)) == (1, 0, 1)


def test_a_figure_of_the_past_stays_the_same_when_later_things_happen() -> None:
    on = date(2020, 12, 31)
    before = _count([_stay(PERSON)], on)
    after = _count([_stay(PERSON, left=date(2021, 2, 1), outcome="B1"), _stay(OTHER, official=date(2021, 1, 1))], on)
    assert before == after


def test_percentages_round_half_up() -> None:
    stays = [_stay(left=date(2020, 2, 1), outcome="B1")] + [
        _stay(left=date(2020, 2, 1), outcome="G1") for _ in range(7)
    ]
    share = _count(stays, date(2021, 1, 1))[0].get("exits_by_class", "durable")
    assert (share.percentage, share.rounded) == (Decimal("12.50"), 13)


def test_without_anyone_there_is_no_percentage() -> None:
    area = _count([], date(2021, 1, 1))[0]
    assert area.get("exits_by_class", "durable").percentage is None

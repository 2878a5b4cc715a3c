"""Places to sleep: recording, moving, mending, a full location, occupancy on any date, import, erasing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from lvv_desk.domain.case import DecisionKind
from lvv_desk.domain.placements import Placement, PlacementKind
from lvv_desk.domain.rights import Openness, Right
from lvv_desk.errors import InputError, RightsError
from lvv_desk.services.case_story import events
from lvv_desk.services.desk import Desk
from lvv_desk.services.importing import ImportResult
from lvv_desk.services.occupancy import OccupancyView
from lvv_desk.services.placements import Wanted
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.store import person
from lvv_desk.store import placements as store
from tests.conftest import NOW
from tests.flows.test_access import Team, team
from tests.flows.test_cli import Run, filled, passphrase_file, run
from tests.flows.test_erasure import Pair, pair

__all__ = ["filled", "pair", "passphrase_file", "run", "team"]

BED, MONEY, ELSEWHERE = PlacementKind.BED, PlacementKind.LIVING_ALLOWANCE, PlacementKind.ELSEWHERE
HOUSE = {"name": "Huis Oefendijk", "places": 2, "from": "2020-01-01"}
Row = dict[str, Any]


def row(reference: str = "R1", **changes: Any) -> Row:
    """A case that was provisional from 1 March and admitted from 1 April 2021."""
    return {
        "reference": reference, "municipality": "utrecht", "registered_on": "2021-02-01",
        "answers": {"name_used": f"Oefenpersoon {reference}"},
        "decisions": [
            {"on": "2021-03-01", "body": "municipality", "kind": "provisional", "reason": "x"},
            {"on": "2021-04-01", "body": "lso", "kind": "admitted", "reason": "x"},
        ],
    } | changes  # fmt: skip


def bed(first: str = "2021-03-01", **changes: Any) -> Row:
    return {"kind": "bed", "location": HOUSE, "place": "kamer 1", "from": first} | changes


def bring_in(services: Services, *rows: Row) -> ImportResult:
    return services.importing.rows(rows)


@pytest.fixture
def services(desk: Desk) -> Services:
    """A vault with one case and one house of two places."""
    found = Services(desk)
    assert bring_in(found, row()).failed == ()
    found.locations.add(municipality="utrecht", name="Huis Oefendijk", places=2, on=date(2020, 1, 1))
    return found


def _id(services: Services, reference: str = "R1") -> Any:
    return services.cases.view(reference).case.id


def _house(services: Services) -> Any:
    return next(one.location.id for one in services.locations.every() if one.location.municipality == "utrecht")


def _stays(services: Services, reference: str = "R1") -> tuple[Placement, ...]:
    return services.cases.view(reference).placements


def _bed(services: Services, first: date, last: date | None = None, **more: Any) -> Wanted:
    return Wanted(BED, first, last, _house(services), **more)


def refused(services: Services, wanted: Wanted, reference: str = "R1") -> str:
    with pytest.raises(InputError) as raised:
        services.placements.place(_id(services, reference), wanted)
    assert str(raised.value)
    return raised.value.key


def test_where_someone_sleeps_is_recorded_and_shown(services: Services) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1), place=" kamer 3 ", note="Rustig."))
    (stay,) = _stays(services)
    assert (stay.kind, stay.location, stay.place, stay.last_day) == (BED, "Huis Oefendijk", "kamer 3", None)
    titles = [one.title for one in events(services.registry, services.cases.view("R1"))]
    assert "Bed in Huis Oefendijk, kamer 3" in titles


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (date(2021, 1, 31), None, "date_before_registration"),
        (date(2026, 11, 25), None, "date_future"),
        (date(2021, 2, 15), None, "placement_not_sheltered"),
        (date(2021, 3, 5), date(2021, 3, 4), "placement_order"),
        (date(2021, 3, 5), date(2026, 11, 25), "placement_last_future"),
    ],
)
def test_the_days_must_be_right(services: Services, first: date, last: date | None, key: str) -> None:
    assert refused(services, _bed(services, first, last)) == key
    assert refused(services, Wanted(MONEY, first, last)) == key
    assert _stays(services) == ()


def test_a_bed_needs_an_open_location_of_the_municipality(services: Services) -> None:
    other = services.locations.add(municipality="groningen", name="Hof", places=1, on=date(2020, 1, 1))
    assert refused(services, Wanted(BED, date(2021, 3, 1))) == "location_missing"
    assert refused(services, Wanted(BED, date(2021, 3, 1), location_id=other)) == "location_other_city"
    services.locations.close(_house(services), date(2021, 5, 1))
    assert refused(services, _bed(services, date(2021, 5, 1))) == "location_not_open"
    services.placements.place(_id(services), _bed(services, date(2021, 4, 30)))


def test_nobody_sleeps_in_two_places(services: Services) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 10), date(2021, 3, 20)))
    assert refused(services, Wanted(MONEY, date(2021, 3, 19), date(2021, 3, 25))) == "placement_overlap"
    services.placements.place(_id(services), Wanted(MONEY, date(2021, 3, 20)))
    assert refused(services, Wanted(ELSEWHERE, date(2021, 6, 1))) == "placement_overlap_open"
    assert len(_stays(services)) == 2


def test_moving_is_one_action(services: Services) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1)))
    services.placements.place(_id(services), Wanted(MONEY, date(2021, 6, 1)), ends_current=True)
    assert [(one.kind, one.first_day, one.last_day) for one in _stays(services)] == [
        (BED, date(2021, 3, 1), date(2021, 6, 1)), (MONEY, date(2021, 6, 1), None),
    ]  # fmt: skip
    assert services.health.check().passed


def test_a_move_that_can_not_be_leaves_all_as_it_was(services: Services) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1)))
    with pytest.raises(InputError):
        services.placements.place(_id(services), Wanted(BED, date(2021, 6, 1)), ends_current=True)
    assert [one.last_day for one in _stays(services)] == [None]


def test_a_correction_and_taking_away_keep_the_earlier_rows(services: Services) -> None:
    case_id = _id(services)
    services.placements.place(case_id, _bed(services, date(2021, 3, 1)))
    (wrong,) = _stays(services)
    services.placements.correct(case_id, wrong.id, Wanted(MONEY, date(2021, 3, 2)))
    assert services.occupancy.on(date(2021, 3, 10)).areas[0].taken == 0
    assert services.occupancy.on(date(2021, 3, 10)).areas[0].stays[MONEY].provisional == 1
    (right,) = _stays(services)
    services.placements.withdraw(case_id, right.id)
    assert _stays(services) == ()
    assert services.health.check().passed
    with services.desk.store.read() as reader:
        assert len(person.records_of(reader, [case_id])["placement"]) == 2


def test_a_full_location_warns_with_its_occupancy_and_blocks_nothing(services: Services) -> None:
    assert bring_in(services, row("R2", placements=[bed()]), row("R3", placements=[bed()])).failed == ()
    with pytest.raises(InputError, match="2 van 2 plekken bezet"):
        services.placements.place(_id(services), _bed(services, date(2021, 3, 1)))
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1)), anyway=True)
    area = services.occupancy.on().areas[0]
    assert (area.places, area.taken, area.free) == (2, 3, -1)
    (line,) = services.audit.page(kind="placement.recorded", case="R1").entries
    assert line.detail == {"kind": "bed", "full": True}


def test_an_exit_ends_no_stay_by_itself(services: Services) -> None:
    case_id = _id(services)
    services.placements.place(case_id, _bed(services, date(2021, 3, 1)))
    assert services.placements.left_behind() == ()
    services.trajectories.record_exit(case_id, on=date(2021, 9, 1), outcome="B2")
    assert [one.case_id for one in services.placements.left_behind()] == [case_id]
    assert services.occupancy.on().areas[0].stays[BED].ended == 1
    services.placements.end(case_id, _stays(services)[0].id, on=date(2021, 9, 1))
    assert services.placements.left_behind() == ()
    assert services.occupancy.on(date(2021, 8, 31)).areas[0].stays[BED].official == 1
    assert services.occupancy.on(date(2021, 9, 1)).areas[0].taken == 0


def _numbers(view: OccupancyView, area: int = 0) -> list[tuple[int, int, int]]:
    return [(one.official, one.provisional, one.ended) for one in view.areas[area].stays.values()]


def test_occupancy_on_any_date_by_status_and_kind(services: Services) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1)))
    bring_in(services, row("R2", placements=[{"kind": "living_allowance", "from": "2021-03-05"}]))
    bring_in(services, row("R3", placements=[{"kind": "elsewhere", "from": "2021-04-05", "until": "2021-05-01"}]))
    assert _numbers(services.occupancy.on(date(2021, 2, 28))) == [(0, 0, 0)] * 3
    assert _numbers(services.occupancy.on(date(2021, 3, 31))) == [(0, 1, 0), (0, 1, 0), (0, 0, 0)]
    assert _numbers(services.occupancy.on(date(2021, 4, 30)), 1) == [(1, 0, 0), (1, 0, 0), (1, 0, 0)]
    assert [one.municipality for one in services.occupancy.on(date(2021, 4, 30)).areas] == [None, "utrecht"]
    with pytest.raises(InputError):
        services.occupancy.on(date(2026, 11, 25))


def test_the_places_of_a_past_day_stay_known(services: Services) -> None:
    house = _house(services)
    services.locations.change(house, name="Huis aan de Oefendijk", places=5, on=date(2022, 1, 1))
    services.locations.close(house, date(2023, 1, 1))
    days = (date(2019, 12, 31), date(2021, 12, 31), date(2022, 1, 1), date(2023, 1, 1))
    assert [services.occupancy.on(day).areas[0].places for day in days] == [0, 2, 5, 0]
    with pytest.raises(InputError):
        services.locations.close(house, date(2023, 6, 1))
    services.locations.change(house, name="Huis aan de Oefendijk", places=3, on=date(2024, 1, 1))
    assert services.occupancy.on().areas[0].places == 3
    with pytest.raises(InputError):
        services.locations.add(municipality="utrecht", name="huis AAN de oefendijk", places=1, on=date(2024, 1, 1))


def test_cases_that_one_may_not_open_count_too(services: Services) -> None:
    case_id = _id(services)
    services.placements.place(case_id, _bed(services, date(2021, 3, 1)))
    actor = services.desk.actor
    services.desk.store.actor = replace(actor, account_id="00000000-0000-7000-8000-000000000000", roles=("counsellor",))
    assert services.cases.every()[0].name == "Afgeschermd"
    assert services.occupancy.on().areas[0].taken == 1
    assert services.placements.left_behind() == ()
    with pytest.raises(RightsError):
        services.placements.place(case_id, Wanted(MONEY, date(2021, 3, 1)))
    with pytest.raises(RightsError):
        services.locations.every()
    assert Right.MANAGE_PLACES not in services.desk.rights


REFUSED: dict[str, tuple[Row, str]] = {
    "before the registration": (bed("2021-01-01"), "aanmelding"),
    "before the decision": (bed("2021-02-10"), "niet opgevangen"),
    "after the exit": (bed("2021-10-01"), "niet opgevangen"),
    "a bed without a location": (bed(location=None), "Kies de locatie"),
    "a location that is not there": (bed(location="Huis Nergens"), "Huis Nergens"),
    "a location that opened later": (bed(location=HOUSE | {"name": "Nieuw", "from": "2021-06-01"}), "niet open"),
    "money with a location": (bed(kind="living_allowance"), "Alleen een bed"),
    "another kind": (bed(kind="tent"), "kies uit"),
    "a name that is not known": (bed(street="x"), "street"),
    "until before from": (bed(until="2021-02-28"), "vóór het begin"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_could_not_be_recorded_is_not_imported(services: Services, name: str) -> None:
    given, words = REFUSED[name]
    left = {"on": "2021-09-01", "outcome": "B1"}
    result = bring_in(services, row("R9", placements=[given], exit=left))
    assert words in " ".join(reason for one in result.failed for reason in one.reasons)
    assert len(services.locations.every()) == 1


def test_an_import_makes_locations_and_says_what_deserves_a_look(services: Services) -> None:
    small = HOUSE | {"name": "Kleine hof", "places": 1}
    result = bring_in(
        services, row("R2", placements=[bed(location=small)]),
        row("R3", placements=[bed(location="kleine HOF"), {"kind": "elsewhere", "from": "2021-05-01"}]),
    )  # fmt: skip
    assert result.failed and "loopt al een verblijf" in result.failed[0].reasons[0]
    result = bring_in(
        services, row("R2", placements=[bed(location=small)]), row("R3", placements=[bed(location="kleine HOF")]),
        row("R4", placements=[bed(location=small | {"places": 4}, until="2021-03-01")]),
    )  # fmt: skip
    assert result.failed == ()
    assert [("vol" in one, "ander aantal" in one) for one in result.warnings] == [(True, False), (False, True)]
    assert {one.location.name: one.places for one in services.locations.every()} == {
        "Huis Oefendijk": 2, "Kleine hof": 1,
    }  # fmt: skip


def test_erased_and_reduced_cases_leave_no_stay_behind(pair: Pair) -> None:
    services = pair.services
    day = date(2021, 6, 1)
    before = services.occupancy.on(day)
    assert before.erased == 0
    number = next(
        row.number for row in services.cases.every() if _covers(services.cases.view(row.number).placements, day)
    )
    case_id = services.cases.view(number).case.id
    pair.erase(number)
    after = services.occupancy.on(day)
    assert (after.erased, after.areas[0].taken) == (1, before.areas[0].taken - 1)
    with pair.desk.store.read() as reader:
        assert store.placements_of(reader, case_id) == ()
    assert services.health.check().passed


def _covers(placements: tuple[Placement, ...], day: date) -> bool:
    return any(one.kind is BED and one.span.covers(day) for one in placements)


def test_a_refused_case_that_is_reduced_keeps_no_stay(pair: Pair) -> None:
    decisions = [
        {"on": "2021-03-01", "body": "municipality", "kind": "provisional", "reason": "x"},
        {"on": "2021-05-01", "body": "lso", "kind": "refused", "reason": "x"},
    ]
    stay = bed(until="2021-05-01")
    assert bring_in(pair.services, row("R1", decisions=decisions, placements=[stay])).failed == ()
    number = pair.services.cases.view("R1").case.number
    pair.erase(number, rule="refused_reduced")
    assert pair.services.cases.view("R1").placements == ()
    assert pair.services.health.check().passed


def test_the_whole_file_of_a_person_lists_the_stays(services: Services, tmp_path: Path) -> None:
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1), place="kamer 3"))
    done = services.person.export("R1", tmp_path / "dossier.pdf")
    document = pypdfium2.PdfDocument(str(done.path), password=done.passphrase)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    attached = json.loads(bytes(document.get_attachment(0).get_data()))
    document.close()
    assert "Bed in Huis Oefendijk, kamer 3" in text
    assert attached["locations"] == {str(_house(services)): "Huis Oefendijk"}
    assert [one["first_day"] for one in attached["records"]["placement"]] == ["2021-03-01"]


def test_the_commands(filled: Run) -> None:
    filled("locations", "--add", "Huis Nieuw", "--municipality", "utrecht", "--places", "3", "--from", "2021-01-01")
    filled("locations", "--add", "Huis Nieuw", "--municipality", "utrecht", "--places", "3", status=1)
    filled("locations", "--add", "Huis Half", status=2)
    rows = filled.json("locations")
    (new,) = [one for one in rows if one["name"] == "Huis Nieuw"]
    assert (new["municipality"], new["places"], new["taken"], new["free"], new["open"]) == ("utrecht", 3, 0, 3, True)
    assert new["history"] == [{"from": "2021-01-01", "places": 3, "closed": False}]
    data = filled.json("occupancy", "--on", "2021-06-01")
    everywhere = data["areas"][0]
    assert data["reference_date"] == "2021-06-01"
    assert everywhere["municipality"] is None
    assert everywhere["free"] == everywhere["places"] - everywhere["taken"]
    assert everywhere["taken"] == sum(everywhere["bed"].values()) > 5
    assert everywhere["living_allowance"]["provisional"] == 1
    assert sum(one["taken"] for one in everywhere["locations"]) == everywhere["taken"]
    assert "Huis Oefendijk" in filled("occupancy", "--on", "2021-06-01")
    assert "Huis Nieuw" in filled("locations")
    assert "peildatum" in filled("occupancy", "--on", "2099-01-01", status=1).lower()
    shown = filled.json("show", "W04")["placements"]
    assert shown[0] == {
        "kind": "bed", "location": "Huis Oefendijk", "place": "kamer 3, bed 2", "from": "2020-10-01",
        "until": "2020-11-02", "note": "",
    }  # fmt: skip
    assert shown[1]["until"] is None
    assert "Bed in Huis Proefplein" in filled("show", "W04")


def test_the_worked_cases_show_a_place_that_was_left_behind(desk: Desk) -> None:
    result = PracticeService(desk).fill(cases=0)
    assert result.warnings == ()
    services = Services(desk)
    assert [one.number for one in services.placements.left_behind()] == [services.cases.view("W16a").case.number]
    assert services.desk.today() == NOW.date()


def test_what_is_written_about_a_stay_is_cleaned_and_fits(services: Services) -> None:
    place, note = "kamer\u202e 3\ud800", " een\ntwee\ud800\x1b\u202e "
    services.placements.place(_id(services), _bed(services, date(2021, 3, 1), place=place, note=note))
    (stay,) = _stays(services)
    assert (stay.place, stay.note) == ("kamer 3", "een\ntwee")
    for more in ({"place": "x" * 201}, {"note": "x" * 20_001}):
        with pytest.raises(InputError) as raised:
            services.placements.correct(_id(services), stay.id, _bed(services, date(2021, 3, 1), **more))
        assert raised.value.key == "text_long"


def test_who_is_not_shown_the_note_can_not_lose_it(team: Team) -> None:
    team.case = team.services.cases.register(
        name="Oefenpersoon", municipality="utrecht", on=team.desk.today() - timedelta(days=9)
    )
    day = team.case.registered_on
    decide = team.services.admission.decide
    decide(team.case.id, on=day, body="municipality", kind=DecisionKind.PROVISIONAL, reason="x")
    team.services.placements.place(team.case.id, Wanted(MONEY, day, note="Geheime noot"))
    team.services.caseload.set_openness(team.case.id, Openness.TEAM)
    services = team.as_(team.colleague)
    (stay,) = services.cases.view_by_id(team.case.id).placements
    assert stay.note == ""
    for work in (
        lambda: services.placements.correct(team.case.id, stay.id, Wanted(ELSEWHERE, day)),
        lambda: services.placements.withdraw(team.case.id, stay.id),
    ):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "case_not_full"
    services.placements.place(team.case.id, Wanted(ELSEWHERE, day + timedelta(days=2)), ends_current=True)
    kept = team.as_(team.owner).cases.view_by_id(team.case.id).placements
    assert sorted(one.note for one in kept) == ["", "Geheime noot"]

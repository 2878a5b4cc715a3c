"""Decisions: who can have taken which, and on which day the test beside one was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lvv_desk.domain.case import DecisionKind
from lvv_desk.domain.dates import day_of
from lvv_desk.errors import InputError
from lvv_desk.services import vaults
from lvv_desk.services.case_story import phases
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DECIDED = date(2021, 3, 1)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: NOW)
    services = Services(desk)
    row = {
        "reference": "een",
        "municipality": "utrecht",
        "registered_on": "2021-02-01",
        "answers": {"name_used": "Oefenpersoon"},
    }
    assert services.importing.rows([row]).failed == ()
    yield services
    desk.close()


def _decide(services: Services, body: str, kind: DecisionKind) -> None:
    case_id = services.cases.view("een").case.id
    services.admission.decide(case_id, on=DECIDED, body=body, kind=kind, reason="oefening", exception_ground="oefening")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("lso", DecisionKind.PROVISIONAL),
        ("lso", DecisionKind.EXCEPTION_STEERING_GROUP),
        ("steering_group", DecisionKind.EXCEPTION_LSO),
        ("municipality", DecisionKind.EXCEPTION_LSO),
    ],
)
def test_a_body_can_only_have_taken_its_own_decisions(services: Services, body: str, kind: DecisionKind) -> None:
    with pytest.raises(InputError) as told:
        _decide(services, body, kind)
    assert told.value.key == "decision_body_kind"
    assert services.cases.view("een").dates.decisions == ()


def test_every_decision_has_a_body_that_can_take_it(services: Services) -> None:
    bodies = services.registry.code_lists["decision_bodies"].code
    for kind in DecisionKind:
        assert any(kind not in one.never_decides for one in bodies)


def test_a_decision_of_before_says_when_it_was_tested_and_by_the_rules_of_which_day(services: Services) -> None:
    _decide(services, "municipality", DecisionKind.PROVISIONAL)
    view = services.cases.view("een")
    stored = services.admission.view(view.case.id).stored
    assert stored is not None
    assert (day_of(stored.at), stored.result.on) == (NOW.date(), DECIDED)
    tasks = [
        task for phase in phases(services.registry, view, services.intake.state(view.case.id)) for task in phase.tasks
    ]
    assert "Getoetst op 24-11-2026, naar de regels en termijnen van 01-03-2021" in [one.detail for one in tasks]


def test_until_a_decision_stands_what_the_test_still_needs_is_missing(services: Services) -> None:
    before = services.cases.view("een")
    assert {"lawful_residence", "willing_to_cooperate"} <= set(before.missing)
    assert services.cases.every()[0].missing == len(before.missing)
    _decide(services, "lso", DecisionKind.ADMITTED)
    after = services.cases.view("een")
    assert set(after.missing) < set(before.missing)
    assert "lawful_residence" not in after.missing
    assert services.cases.every()[0].missing == len(after.missing)


@pytest.mark.parametrize(("day", "key"), [(date(1950, 1, 1), "date_too_early"), (date(2027, 1, 1), "date_future")])
def test_a_registration_is_of_a_day_on_which_there_could_be_one(services: Services, day: date, key: str) -> None:
    with pytest.raises(InputError) as told:
        services.cases.register(name="Oefenpersoon", municipality="utrecht", on=day)
    assert told.value.key == key
    row = {
        "reference": "vroeg",
        "municipality": "utrecht",
        "registered_on": "1950-01-01",
        "answers": {"name_used": "x"},
    }
    assert "1990" in services.importing.rows([row]).failed[0].reasons[0]


@pytest.mark.parametrize("typed", ["Samira Hadad", "Samirah Haddad", "Samira Haddad", "Haddad", "Hadad Samirra"])
def test_who_is_here_is_found_under_another_spelling(services: Services, typed: str) -> None:
    made = services.cases.register(name="Samira Haddad", municipality="utrecht", on=DECIDED)
    assert made.id in {row.case_id for row in services.cases.alike(typed).rows}
    assert services.cases.alike("Jansen Pieter").rows == ()

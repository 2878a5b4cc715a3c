"""What an import refuses: the same days, steps and names that a person at the window could not record either."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lvv_desk import cli
from lvv_desk.domain.answers import AnswerKey
from lvv_desk.domain.case import Case, DecisionKind, ScenarioKind, StepStatus, looks_like_number
from lvv_desk.domain.plain_text import cleaned, printable
from lvv_desk.domain.rights import Openness, Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.store import cases as case_store
from lvv_desk.store.tables import SummaryRow
from tests.conftest import CHEAP, PASSPHRASE
from tests.flows.test_access import Team, team

__all__ = ["team"]

Row = dict[str, Any]
ADMITTED = {"on": "2021-03-01", "body": "lso", "kind": "admitted", "reason": "x"}
LEFT = {"on": "2021-06-01", "outcome": "B1"}


def row(**changes: Any) -> Row:
    """A row that goes in, with changes."""
    base: Row = {
        "reference": "R1", "municipality": "amsterdam", "registered_on": "2021-02-01", "answers": {"name_used": "Piet"},
    }  # fmt: skip
    return base | changes


def step(**state: str) -> Row:
    scenario = {"on": "2021-04-01", "scenario": "return", "sub_route": "iom", "steps": {"return.explore": state}}
    return row(decisions=[ADMITTED], scenarios=[scenario])


def reasons(desk: Desk, given: Row) -> str:
    result = ImportService(desk).rows([given])
    return " ".join(reason for one in result.failed for reason in one.reasons)


@pytest.mark.parametrize(
    "day", [1609459200, "1609459200", 1609459200.0, "2021-01-01T00:00:00Z", 0, True, "20210101", "٢٠٢١-01-01"]
)
def test_a_day_is_iso_text_and_nothing_else(desk: Desk, day: Any) -> None:
    assert "2021-03-27" in reasons(desk, row(registered_on=day))
    assert "2021-03-27" in reasons(desk, row(decisions=[ADMITTED | {"on": day}]))


REFUSED: dict[str, tuple[Row, str]] = {
    "intake in the future": (row(intake_finished_on="2099-01-01"), "toekomst"),
    "intake before the registration": (row(intake_finished_on="2020-12-31"), "aanmelding"),
    "a step before the registration": (step(status="completed", on="1999-01-01"), "aanmelding"),
    "a step in the future": (step(status="completed", on="2099-01-01"), "toekomst"),
    "a step that cannot start": (step(status="cannot_start_yet", on="2021-05-01"), "volgt uit"),
    "a step not possible without a reason": (step(status="not_possible", on="2021-05-01", note=" "), "waarom"),
    "a decision after the exit": (row(decisions=[ADMITTED, ADMITTED | {"on": "2021-09-01"}], exit=LEFT), "na deze"),
    "a scenario after the exit": (
        row(
            decisions=[ADMITTED],
            exit=LEFT,
            scenarios=[{"on": "2021-07-01", "scenario": "return", "sub_route": "iom"}],
        ),
        "na deze",
    ),
    "a programme that had ended": (row(programme="amsterdam_lvv", registered_on="2025-06-01"), "liep niet"),
    "a programme that had not begun": (row(programme="amsterdam_municipal"), "liep niet"),
    "a name of nothing to see": (row(answers={"name_used": "\u200b\u2060\u202e"}), "Vul hier iets in"),
    "a reference with the shape of a number": (row(reference="ams-2021-0002"), "dossiernummer"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_could_not_be_recorded_is_not_imported(desk: Desk, name: str) -> None:
    given, words = REFUSED[name]
    assert words in reasons(desk, given)
    assert Services(desk).cases.every() == ()


def test_who_comes_back_has_a_new_case(desk: Desk) -> None:
    first = row(client="c", decisions=[ADMITTED], exit=LEFT)
    second = row(client="c", reference="R2", registered_on="2021-08-01", decisions=[ADMITTED | {"on": "2021-09-01"}])
    assert ImportService(desk).rows([first, second]).failed == ()


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (lambda all_, case: _decide(all_, case, date(2021, 9, 1)), "after_exit"),
        (
            lambda all_, case: all_.trajectories.set_scenario(
                case.id, on=date(2021, 9, 1), scenario=ScenarioKind.RETURN, sub_route="iom", reason="x"
            ),
            "after_exit",
        ),
        (lambda all_, case: all_.trajectories.record_exit(case.id, on=date(2022, 6, 1), outcome="G1"), "exit_again"),
        (
            lambda all_, case: all_.trajectories.record_exit(
                case.id, on=date(2021, 3, 15), outcome="G1", correction=True
            ),
            "exit_before_records",
        ),
    ],
    ids=["decision", "scenario", "second exit", "exit before what was recorded"],
)
def test_the_window_keeps_the_same_rule_after_an_exit(
    desk: Desk, record: Callable[[Services, Case], object], key: str
) -> None:
    scenario = {"on": "2021-04-01", "scenario": "return", "sub_route": "iom"}
    ImportService(desk).rows([row(decisions=[ADMITTED], scenarios=[scenario], exit=LEFT)])
    services = Services(desk)
    with pytest.raises(InputError) as raised:
        record(services, services.cases.view("R1").case)
    assert raised.value.key == key


def _decide(services: Services, case: Case, on: date) -> object:
    return services.admission.decide(case.id, on=on, body="lso", kind=DecisionKind.ADMITTED, reason="x")


def test_the_window_keeps_the_rule_of_steps(desk: Desk) -> None:
    ImportService(desk).rows([step(status="in_progress", on="2021-05-01")])
    services = Services(desk)
    view = services.cases.view("R1")
    for status, on, key in (
        (StepStatus.CANNOT_START_YET, date(2021, 5, 1), "step_waiting"),
        (StepStatus.COMPLETED, date(2021, 1, 31), "date_before_registration"),
        (StepStatus.NOT_POSSIBLE, date(2021, 5, 1), "step_reason"),
    ):
        with pytest.raises(InputError) as raised:
            services.trajectories.set_step(view.case.id, view.steps[0].id, on=on, status=status)
        assert raised.value.key == key


def test_an_exit_is_corrected_when_it_is_said_to_be_one(desk: Desk) -> None:
    ImportService(desk).rows([row(decisions=[ADMITTED], exit=LEFT)])
    services = Services(desk)
    case = services.cases.view("R1").case
    services.trajectories.record_exit(case.id, on=date(2021, 6, 2), outcome="G1", correction=True)
    left = services.cases.view("R1").exit
    assert left is not None
    assert (left.on, left.outcome) == (date(2021, 6, 2), "G1")


def test_a_name_that_fits_two_people_opens_nobody(desk: Desk) -> None:
    ImportService(desk).rows([row(), row(reference="R2")])
    services = Services(desk)
    first, second = services.cases.view("R1").case, services.cases.view("R2").case
    with desk.store.write() as work:  # as it could stand in a vault that was filled before references were checked
        row_of = work.session.get_one(case_store.CaseRow, first.id)
        row_of.reference = second.number
        work.log("x", "case", first.id)
    with pytest.raises(InputError) as raised:
        services.cases.view(second.number)
    assert raised.value.key == "case_ambiguous"
    assert services.cases.view(str(second.id)).case.id == second.id
    assert services.cases.view(first.number).case.id == first.id


def test_a_name_of_broken_characters_opens_nobody(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        Services(desk).cases.view("\udcff")


def test_names_lose_what_turns_them_around(desk: Desk) -> None:
    given = row(reference="R\u202e1\u0007", answers={"name_used": "Ali \u202egnp\u202c \u2066x\u2069\u001b[31m"})
    assert ImportService(desk).rows([given]).failed == ()
    view = Services(desk).cases.view("R1")
    assert (view.case.reference, view.answers.value("name_used")) == ("R1", "Ali gnp x[31m")


def test_a_registered_name_has_something_to_see(desk: Desk) -> None:
    services = Services(desk)
    with pytest.raises(InputError):
        services.cases.register(name="\u200b\u202e", municipality="utrecht", on=date(2021, 1, 1))
    case = services.cases.register(name=" A\u202eb ", municipality="utrecht", on=date(2021, 1, 1))
    assert services.cases.view_by_id(case.id).answers.by_key[AnswerKey("name_used")].value == "Ab"


def test_joiners_of_other_scripts_stay() -> None:
    assert cleaned("می\u200cخواهم") == "می\u200cخواهم"
    assert printable("a\u2028b\x1b]0;x\x07") == "a b\ufffd]0;x\ufffd"
    assert cleaned("\u3164\u0301\u200d") == ""
    assert looks_like_number(" ams-2021-0007 ")
    assert not looks_like_number("F2019-00001")


def test_hostile_names_reach_no_terminal_and_no_work_is_denied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vaults.create(tmp_path / "kluis", PASSPHRASE, kdf=CHEAP).close()
    (tmp_path / "zin.txt").write_text(PASSPHRASE)
    bad = row(reference="BAD\ud800\u001b]0;pwn\u0007\u001b[31mred", answers={"name_used": "G", "\ud800\u001b[2Jx": 1})
    (tmp_path / "in.json").write_text(json.dumps([row(), bad]))
    words = [
        str(tmp_path / "kluis"),
        str(tmp_path / "in.json"),
        "--partial",
        "--passphrase-file",
        str(tmp_path / "zin.txt"),
    ]
    for extra in ([], ["--json"]):
        capsys.readouterr()
        assert cli.run(["import", *words, *extra]) == 1
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err
        assert "\x07" not in out + err
        assert "iets opgeslagen" not in err
        assert "BAD" in out
    desk = vaults.open_vault(tmp_path / "kluis", PASSPHRASE)
    assert [one.name for one in Services(desk).cases.every()] == ["Piet"]
    desk.close()


NOTE = {"on": "2021-03-01", "medium": "phone", "present": ["client"], "topics": [{"topic": "health", "text": "x"}]}
STAY = {"kind": "bed", "from": "2021-04-01", "location": {"name": "H", "places": 2, "from": "2021-01-01"}}
SHAPES: dict[str, tuple[Row, str]] = {
    "a kind": (
        row(placements=[STAY | {"kind": "tent"}]),
        "placements 1, kind: kies uit bed, living_allowance, elsewhere.",
    ),
    "a location": (row(placements=[STAY, STAY | {"location": 5}]), "placements 2, location: schrijf hier een tekst"),
    "places": (
        row(placements=[STAY | {"location": {"name": "H", "places": "5", "from": "2021-01-01"}}]),
        "placements 1, location, places: dit past niet",
    ),
    "no boolean": (
        row(contact_notes=[NOTE | {"topics": [{"topic": "health", "text": "x", "stays_inside": 0}]}]),
        "contact_notes 1, topics 1, stays_inside: schrijf true of false.",
    ),
    "present": (row(contact_notes=[NOTE | {"present": ["client"] * 21}]), "contact_notes 1, present: hoogstens 20"),
    "topics": (row(contact_notes=[NOTE | {"topics": NOTE["topics"] * 21}]), "contact_notes 1, topics: hoogstens 20"),  # type: ignore[operator]
    "placements": (row(placements=[STAY] * 201), "placements: hoogstens 200"),
    "documents": (row(documents=[None] * 21), "documents: hoogstens 20"),
    "a name of its own": (
        row(placements=[STAY | {"function-before[x": 1}]),
        "placements 1, function-before[x: deze naam",
    ),
}


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_what_is_wrong_is_said_in_plain_words_and_once(desk: Desk, name: str) -> None:
    given, words = SHAPES[name]
    (failed,) = ImportService(desk).rows([given]).failed
    assert len(failed.reasons) == 1
    assert failed.reasons[0].startswith(words)


def test_an_import_is_no_way_to_ask_who_is_here(team: Team) -> None:
    services, number = team.services, "1234567890"
    services.intake.save(team.case.id, AnswerKey("v_number"), number)
    with team.desk.store.write() as work:
        work.session.execute(update(SummaryRow).where(SummaryRow.case_id == team.case.id).values(v_number=number))
        work.log("x", "case", team.case.id)
    importer = replace(team.colleague, roles=("counsellor", "administrator"))
    services = team.as_(importer)
    assert Right.IMPORT in team.desk.rights
    asked = row(answers={"name_used": "Piet", "v_number": number})
    wrong = row(reference="R2", registered_on="2099-01-01")
    late = asked | {"exit": {"on": "2099-01-01", "outcome": "B1"}}
    assert services.importing.rows([asked, wrong]).warnings == ()
    assert services.importing.rows([late], partial=True).warnings == ()
    assert team.services.audit.page(kind="case.matched").total == 0
    (told,) = services.importing.rows([asked]).warnings
    assert "Afgeschermd" in told and team.case.number not in told
    (line,) = team.services.audit.page(kind="case.matched").entries
    assert (line.object_id, line.actor) == (str(team.case.id), team.colleague.account_id)
    team.as_(team.owner).caseload.set_openness(team.case.id, Openness.RESTRICTED)
    second = asked | {"reference": "R3"}
    found = team.as_(importer).importing.rows([second]).warnings
    assert len(found) == 1 and "Afgeschermd" not in found[0]  # only of the one that was brought in before


def test_a_match_that_was_shown_stands_in_the_log_of_the_other_case(desk: Desk) -> None:
    asked = row(answers={"name_used": "Piet", "v_number": "1234567890"})
    result = ImportService(desk).rows([asked, asked | {"reference": "R2"}])
    services = Services(desk)
    first, second = (services.cases.view(name).case for name in ("R1", "R2"))
    assert len(result.warnings) == 1
    (line,) = services.audit.page(kind="case.matched").entries
    assert (line.object_id, line.detail) == (str(first.id), {"imported": str(second.id)})
    assert services.health.check().passed

"""Each consent keeps the talk in which it was said; a later talk about another one changes nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lvv_desk.domain.answers import AbsentReason, AnswerKey
from lvv_desk.domain.consent import Consent, ConsentState, standing
from lvv_desk.domain.rights import Openness
from lvv_desk.services import vaults
from lvv_desk.services.case_story import events
from lvv_desk.services.reports import case_data
from lvv_desk.services.services import Services
from lvv_desk.store import erasure
from tests.conftest import CHEAP, PASSPHRASE

TODAY = date(2026, 11, 24)
LATER = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
ANSWERS: dict[str, Any] = {
    "name_used": "Oefenpersoon Linde", "consent_sharing": True, "consent_medical": False,
    "consent_date": "2021-03-01", "consent_language": "tir", "consent_interpreter": True, "consent_signed": True,
}  # fmt: skip


@pytest.fixture
def now() -> list[datetime]:
    """The moment it is, to be put forward."""
    return [datetime(2026, 11, 24, 12, 0, tzinfo=UTC)]


@pytest.fixture
def services(tmp_path: Path, now: list[datetime]) -> Iterator[Services]:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: now[0])
    yield Services(desk)
    desk.close()


def _add(services: Services, **answers: Any) -> None:
    given = {name: one for name, one in (ANSWERS | answers).items() if one is not None}
    row = {"reference": "een", "municipality": "utrecht", "registered_on": "2021-02-01", "answers": given}
    assert services.importing.rows([row]).failed == ()


def _answer(services: Services, **given: Any) -> None:
    """Gives answers in the form; what is still required is given as not asked."""
    case_id = services.cases.view("een").case.id
    for name, value in given.items():
        services.intake.save(case_id, AnswerKey(name), value)
    for problem in services.intake.finish(case_id):
        services.intake.save(case_id, problem.key, None, absent=AbsentReason.NOT_ASKED)
    assert services.intake.finish(case_id) == ()


def _said(services: Services) -> dict[str, Consent]:
    return standing(services.cases.view("een").consents)


def _days(services: Services) -> dict[str, tuple[ConsentState, date | None]]:
    return {name: (one.state, one.circumstances.on) for name, one in _said(services).items()}


def test_what_is_brought_in_is_said_in_the_talk_of_the_form(services: Services) -> None:
    _add(services)
    first = date(2021, 3, 1)
    assert _days(services) == {"sharing": (ConsentState.GIVEN, first), "medical": (ConsentState.REFUSED, first)}
    talk = _said(services)["sharing"].circumstances
    assert (talk.language, talk.interpreter, talk.signed) == ("tir", True, True)


def test_a_later_talk_about_another_consent_leaves_the_first_as_it_was(services: Services) -> None:
    _add(services)
    _answer(services, consent_medical=True, consent_date="2024-05-06", consent_interpreter=False)
    said = _said(services)
    assert said["sharing"].circumstances.on == date(2021, 3, 1)
    assert said["sharing"].circumstances.interpreter is True
    assert said["medical"].state is ConsentState.GIVEN
    assert (said["medical"].circumstances.on, said["medical"].circumstances.interpreter) == (date(2024, 5, 6), False)


def test_taking_back_without_a_new_talk_is_of_today_and_claims_nothing_of_the_talk(services: Services) -> None:
    _add(services)
    _answer(services, consent_sharing=False)
    last = _said(services)["sharing"]
    assert last.state is ConsentState.WITHDRAWN
    talk = last.circumstances
    assert (talk.on, talk.language, talk.interpreter, talk.signed) == (TODAY, None, None, None)
    assert [one.state for one in services.cases.view("een").consents if one.purpose == "sharing"] == [
        ConsentState.GIVEN, ConsentState.WITHDRAWN,
    ]  # fmt: skip


def test_what_waits_in_a_draft_is_said_on_the_day_on_which_it_was_typed(
    services: Services, now: list[datetime]
) -> None:
    _add(services)
    case_id = services.cases.view("een").case.id
    services.intake.save(case_id, AnswerKey("consent_sharing"), False)
    now[0] = LATER
    _answer(services, consent_family=True)
    assert _days(services)["sharing"] == (ConsentState.WITHDRAWN, TODAY)
    assert _days(services)["family"] == (ConsentState.GIVEN, LATER.date())


def test_an_answer_that_is_taken_away_takes_the_consent_back(services: Services) -> None:
    _add(services)
    _answer(services, consent_sharing=None)
    assert _said(services)["sharing"].state is ConsentState.WITHDRAWN


def test_a_correction_on_the_same_day_corrects_what_was_said_in_the_talk(services: Services) -> None:
    _add(services)
    _answer(services, consent_date="2021-03-02")
    assert {day for _, day in _days(services).values()} == {date(2021, 3, 2)}


def test_another_day_in_the_form_moves_nothing_that_was_recorded_before(
    services: Services, now: list[datetime]
) -> None:
    _add(services)
    now[0] = LATER
    _answer(services, consent_date="2027-01-04", consent_language="eng", consent_interpreter=False)
    assert {day for _, day in _days(services).values()} == {date(2021, 3, 1)}
    _answer(services, consent_medical=True)
    talk = _said(services)["medical"].circumstances
    assert (talk.on, talk.language, talk.interpreter) == (date(2027, 1, 4), "eng", False)


def test_what_was_not_known_of_the_talk_is_filled_in_later(services: Services, now: list[datetime]) -> None:
    _add(services, consent_date=None, consent_interpreter=None)
    assert {day for _, day in _days(services).values()} == {None}
    now[0] = LATER
    _answer(services, consent_date="2021-03-01", consent_interpreter=True)
    assert _said(services)["sharing"].circumstances.on == date(2021, 3, 1)


def test_yes_again_with_the_form_untouched_is_not_of_the_talk_of_the_first_yes(services: Services) -> None:
    _add(services)
    _answer(services, consent_sharing=False)
    _answer(services, consent_sharing=True)
    last = _said(services)["sharing"]
    assert last.state is ConsentState.GIVEN
    assert (last.circumstances.on, last.circumstances.language) == (TODAY, None)


def test_what_is_asked_later_with_the_form_untouched_is_not_of_the_earlier_talk(services: Services) -> None:
    _add(services)
    _answer(services, consent_family=True)
    assert _said(services)["family"].circumstances.on == TODAY
    assert _said(services)["family"].circumstances.interpreter is None


def test_the_talk_of_a_sensitive_consent_shows_nowhere_in_a_handover(services: Services) -> None:
    _add(services, email="oefen@example.org", phone="0600000001")
    _answer(services, consent_trafficking=False, consent_date="2024-09-20", consent_language="eng")
    for recipient in ("ind", "dtv"):
        document = services.handovers.preview("een", recipient).document
        words = str((document.sections, document.consents))
        assert "20-09-2024" not in words
        assert "Engels" not in words


def test_the_log_does_not_name_a_sensitive_question(services: Services) -> None:
    _add(services)
    case_id = services.cases.view("een").case.id
    for name in ("consent_trafficking", "birth_place"):
        services.intake.save(case_id, AnswerKey(name), True if name.startswith("consent") else "Verzonnen")
    named = [one.detail.get("field") for one in services.audit.page().entries if one.action == "draft.saved"]
    assert named == ["birth_place", None]


def test_other_answers_write_no_consent_again(services: Services) -> None:
    _add(services)
    _answer(services, birth_place="Verzonnen stad")
    assert len(services.cases.view("een").consents) == 2


def test_the_handover_names_the_talk_of_that_very_consent(services: Services) -> None:
    _add(services, email="oefen@example.org", phone="0600000001")
    _answer(services, consent_medical=True, consent_date="2024-05-06", consent_language="eng")
    document = services.handovers.preview("een", "ind").document
    printed = {one.purpose: (one.on, one.language, one.interpreter) for one in document.consents}
    assert printed["sharing"] == ("01-03-2021", "Tigrinya", "Ja")


def test_the_timeline_and_the_json_tell_it(services: Services) -> None:
    _add(services)
    view = services.cases.view("een")
    told = [(one.on, one.detail, one.word) for one in events(services.registry, view) if one.title == "Toestemming"]
    first = date(2021, 3, 1)
    assert told == [(first, "Extra gegevens en vrije tekst", "gegeven"), (first, "Gezondheid", "geweigerd")]
    data = case_data(services.registry, view)["consents"]
    assert {(one["purpose"], one["state"], one["on"]) for one in data} == {
        ("sharing", "given", "2021-03-01"), ("medical", "refused", "2021-03-01"),
    }  # fmt: skip


def test_that_a_sensitive_consent_was_asked_is_not_for_the_whole_team(services: Services) -> None:
    _add(services, consent_trafficking=True)
    case_id = services.cases.view("een").case.id
    assert "trafficking" in _said(services)
    services.caseload.set_openness(case_id, Openness.TEAM)
    services.accounts.add("Collega Verzonnen", ("counsellor",), PASSPHRASE + " twee drie vier", kdf=CHEAP)
    folder = services.desk.vault.folder
    services.desk.close()
    desk = vaults.open_vault(folder, PASSPHRASE + " twee drie vier", user="Collega Verzonnen")
    assert {one.purpose for one in Services(desk).cases.view("een").consents} == {"sharing", "medical"}
    desk.close()


def test_a_case_that_is_reduced_keeps_no_consents(services: Services) -> None:
    _add(services)
    case_id = services.cases.view("een").case.id
    with services.desk.store.write() as work:
        erasure.reduce_case(work, case_id, ("name_used",))
        work.log("case.reduced", "case", case_id)
    assert services.cases.view("een").consents == ()

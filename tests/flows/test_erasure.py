"""Erasing: by two people, without residue, with the figures kept, and again when a backup brings it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lvv_desk.domain.session import Actor
from lvv_desk.errors import DeskError, InputError, RightsError
from lvv_desk.services import restoring
from lvv_desk.services.desk import Desk
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.vault import slots
from tests.conftest import CHEAP, NOW, PASSPHRASE, OpenWith

PHRASE = "een zin voor de tweede persoon"


class Pair:
    """Two people who may erase together, in a vault with cases."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.services, self.first = desk, Services(desk), desk.actor
        name = "Linde Voorbeeld"
        account = self.services.accounts.add(name, ("team_lead",), PHRASE, kdf=CHEAP)
        slot = desk.vault.slot(str(account))
        self._own = desk.vault.keys.sign
        self._other = slots.open_with_passphrase(slot, desk.vault.slots.vault_id, PHRASE).sign
        self.second = Actor(str(account), name, ("team_lead",), "andere sessie")

    def change(self, actor: Actor) -> None:
        """The other one sits down, with their own session and signature."""
        self._say("session.closed")
        self.desk.store.actor = replace(actor, session=str(uuid4()))
        self.desk.chain._sign = self._other if actor is self.second else self._own
        self._say("session.opened")

    def _say(self, action: str) -> None:
        with self.desk.store.write() as work:
            work.log(action, "session", self.desk.actor.session)

    def erase(self, number: str, rule: str | None = None) -> None:
        proposal = self.services.erasure.propose(number, rule=rule, reason="op verzoek van de cliënt zelf")
        self.change(self.second)
        self.services.erasure.confirm(proposal)
        self.change(self.first)


@pytest.fixture
def pair(open_with: OpenWith) -> Pair:
    return Pair(open_with("practice and 20", lambda desk: PracticeService(desk).fill(cases=20)))


def _names(desk: Desk) -> dict[str, str]:
    return {row.number: row.name for row in Services(desk).cases.every()}


def _plain_pages(desk: Desk) -> bytes:
    """Every page of the database, decrypted: free pages and index pages too."""
    connection = engine.connect(desk.vault.database, desk.vault.data_key.database)
    connection.set_authorizer(None)
    copy = desk.vault.folder.parent / "leesbaar.db"
    copy.unlink(missing_ok=True)
    connection.execute(f"ATTACH DATABASE '{copy}' AS plain KEY ''")
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    content = copy.read_bytes()
    copy.unlink()
    return content


def test_erasing_takes_two_people(pair: Pair) -> None:
    number = next(iter(_names(pair.desk)))
    proposal = pair.services.erasure.propose(number, reason="op verzoek van de cliënt zelf")
    with pytest.raises(RightsError) as raised:
        pair.services.erasure.confirm(proposal)
    assert raised.value.key == "erasure_own"
    assert number in _names(pair.desk)
    pair.change(pair.second)
    certificate = pair.services.erasure.confirm(proposal)
    assert (certificate.cases, certificate.proposed_by, certificate.confirmed_by) == (
        1,
        "begeleider",
        "Linde Voorbeeld",
    )
    with pytest.raises(DeskError):
        pair.services.erasure.confirm(proposal)
    pair.change(pair.first)
    assert number not in _names(pair.desk)
    assert pair.services.health.check().passed


def test_nothing_of_the_person_stays_in_the_pages(pair: Pair) -> None:
    numbers = [number for number, name in _names(pair.desk).items() if "Oefenpersoon" not in name][:6]
    names = {_names(pair.desk)[number] for number in numbers}
    views = [pair.services.cases.view(number) for number in numbers]
    v_numbers = {view.summary.v_number for view in views}
    assert all(name.encode() in _plain_pages(pair.desk) for name in names)
    for number in numbers:
        pair.erase(number)
    pages = _plain_pages(pair.desk)
    for text in (*names, *v_numbers, *numbers):
        assert text.encode() not in pages
    assert pair.services.cases.page(next(iter(names))).total == 0


def test_the_figures_stay_as_they_were(pair: Pair) -> None:
    days = [date(2024, 12, 31), pair.desk.today()]
    before = [pair.services.evaluation.figures(day).areas for day in days]
    exited = [row.number for row in pair.services.cases.every() if row.status == "exited"]
    for number in exited[:3]:
        pair.erase(number)
    assert [pair.services.evaluation.figures(day).areas for day in days] == before


def test_what_is_past_its_term_is_proposed_never_erased_by_itself(pair: Pair) -> None:
    before = _names(pair.desk)
    due = pair.services.erasure.due()
    assert due and _names(pair.desk) == before
    rules = pair.desk.registry.retention
    assert all(one.due_on == one.counted_from + timedelta(days=rules[one.rule].days) <= NOW.date() for one in due)
    first = due[0]
    pair.services.erasure.propose(first.number, rule=first.rule)
    assert first.number not in {one.number for one in pair.services.erasure.due()}
    (waiting,) = pair.services.erasure.proposals()
    pair.services.erasure.withdraw(waiting.id)
    assert first.number in {one.number for one in pair.services.erasure.due()}
    young = next(number for number in before if number not in {one.number for one in due})
    for rule in ("closed_case", "geen_regel"):
        with pytest.raises(InputError):
            pair.services.erasure.propose(young, rule=rule)
    with pytest.raises(InputError):
        pair.services.erasure.propose(young, reason="kort")


def test_a_refused_registration_is_brought_down_to_what_is_needed(pair: Pair) -> None:
    number = next(row.number for row in pair.services.cases.every() if row.status == "refused")
    keep = pair.desk.registry.retention["refused_reduced"].keep
    pair.erase(number, rule="refused_reduced")
    view = pair.services.cases.view(number)
    assert {one.key.field_id for one in view.answers} <= set(keep)
    assert view.answers.value("name_used")
    assert view.dates.decisions and not any(one.reason or one.exception_ground for one in view.dates.decisions)
    assert not any(one.used or one.missing or one.trace for one in view.assessment.result.results)
    assert pair.services.admission.view(view.case.id).result
    assert pair.services.health.check().passed


def test_a_backup_that_is_put_back_does_not_bring_them_back(pair: Pair, tmp_path: Path) -> None:
    made = pair.services.backups.make(tmp_path / "stick")
    number = next(iter(_names(pair.desk)))
    pair.erase(number)
    assert pair.services.erasure.certificates()[0].gone_from_backups_on is None
    folder = pair.desk.vault.folder
    pair.desk.close()
    restored = restoring.restore(folder, made.folder, PASSPHRASE, clock=lambda: NOW)
    assert restored.erased_again == 1
    assert number not in _names(restored.desk)
    assert Services(restored.desk).health.check().passed
    restored.desk.close()


def test_what_was_set_aside_counts_until_it_is_gone(pair: Pair, tmp_path: Path) -> None:
    number = next(iter(_names(pair.desk)))
    made = pair.services.backups.make(tmp_path / "stick")
    folder = pair.desk.vault.folder
    pair.desk.close()
    restored = restoring.restore(folder, made.folder, PASSPHRASE, user=pair.first.name, clock=lambda: NOW).desk
    pair.desk, pair.services, pair._own = restored, Services(restored), restored.vault.keys.sign
    pair.first = restored.actor
    pair.erase(number)
    gone = pair.services.erasure.certificates()[0].gone_from_backups_on
    assert gone == NOW.date() + timedelta(days=31)
    restored.clock = lambda: NOW + timedelta(days=29)
    pair.services.backups.daily()
    assert pair.services.erasure.certificates()[0].gone_from_backups_on == gone
    restored.clock = lambda: NOW + timedelta(days=31)
    pair.services.backups.daily()
    assert list(folder.glob("aside-*")) == []
    assert pair.services.erasure.certificates()[0].gone_from_backups_on is None
    restored.close()


def test_the_log_names_nobody(pair: Pair) -> None:
    number = next(iter(_names(pair.desk)))
    name = _names(pair.desk)[number]
    pair.erase(number)
    entries = pair.services.audit.page().entries
    assert any(one.action == "case.erased" for one in entries)
    assert name not in repr(entries) and number not in repr([replace(one, h="") for one in entries])


def test_reasons_for_looking_go_with_the_case(pair: Pair) -> None:
    desk, services = pair.desk, pair.services
    number = next(iter(_names(desk)))
    case = services.cases.view(number).case
    reasons = {"access.taken": "Zeldzaamwoord belde in nood", "access.assigned": "Zeldzaamwoord vroeg om een ander"}
    desk.store.actor = replace(desk.store.actor, roles=(*desk.actor.roles, "counsellor"))
    services.caseload.take(number, reasons["access.taken"])
    services.caseload.assign(case.id, UUID(pair.first.account_id), reasons["access.assigned"])
    for kind, reason in reasons.items():
        assert services.audit.page(kind=kind).entries[0].purpose == reason
    assert services.caseload.view(number).given[0].reason == reasons["access.taken"]
    assert len(services.caseload.view(number).given) == 1, "a case that was handed over is no access beside it"
    assert b"Zeldzaamwoord" in _plain_pages(desk)
    pair.erase(number)
    assert b"Zeldzaamwoord" not in _plain_pages(desk)
    for kind in reasons:
        (entry,) = services.audit.page(kind=kind).entries
        assert entry.purpose is None and entry.object_id == str(case.id)
    assert services.health.check().passed, "and the log is whole"

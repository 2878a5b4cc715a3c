"""Genuine lines that are carried along once more, to undo what came after them: nobody gains anything by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from lvv_desk.services import restoring, signing, vaults
from lvv_desk.services.services import Services
from lvv_desk.store import audit_check
from lvv_desk.store.line_code import Row, canonical
from lvv_desk.vault.key_pairs import KeyPairs
from lvv_desk.vault.slots import Slot
from tests.conftest import CHEAP
from tests.store.insider import COLLEAGUE, FOUNDER, INSIDER, PHRASES, Office, line_of

MANAGER, LEAD = ("counsellor", "administrator"), ("counsellor", "team_lead")


def _roles(office: Office, name: str, *each: tuple[str, ...]) -> None:
    with office.at_work(FOUNDER) as desk:
        for roles in each:
            Services(desk).accounts.set_roles(UUID(office.slot(name).id), roles)


def _key_lines(office: Office, what: str) -> list[Row]:
    with office.beside() as store, store.read() as reader:
        return [one for one in audit_check.key_rows(reader) if one["detail"].get("what") == what]


def _rights_given(office: Office) -> Row:
    """The line that once made the insider someone who manages accounts."""
    mine = office.slot(INSIDER).id
    given = [one for one in _key_lines(office, "roles") if one["object_id"] == mine]
    return next(one for one in given if "administrator" in one["detail"]["roles"])


def _listing(office: Office, proof: list[Row], users: list[Slot], **other: object) -> dict[str, Any]:
    listed = vaults.describe(office.folder)
    carried = [signing.as_proof(one) if not isinstance(one["at"], str) else one for one in proof]
    return {"slots": listed.digest(), "proof": carried} | signing.everyone(users, listed.recovery) | other


def _put_back(office: Office, detail: dict[str, object]) -> dict[str, tuple[tuple[str, ...], bool]]:
    """The insider writes that a backup was put back. Gives the roles by name, and who was removed."""
    office.write(office.actor(INSIDER), ("vault.restored", None, detail), "session.opened")
    return {one.name: (one.roles, one.removed) for one in office.problems()[1].accounts.values()}


def _raised(office: Office) -> list[Slot]:
    """Everyone, with the insider as who manages accounts, and someone whom nobody knows."""
    users = vaults.describe(office.folder).users
    everyone = [replace(one, roles=MANAGER) if one.user == INSIDER else one for one in users]
    ghost = replace(everyone[0], id=str(uuid4()), user="Nog Iemand", public_keys=KeyPairs.new().public)
    return [*everyone, ghost]


def _signed_by_insider(office: Office, row: Row) -> Row:
    with office.beside() as store:
        h = store._chain._mac(canonical(row))  # type: ignore[attr-defined]
    return row | {"h": h.hex(), "signature": office.keys(INSIDER).sign(h).hex()}


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("now", [("counsellor",), LEAD])
def test_rights_that_were_taken_away_do_not_come_back(tmp_path: Path, now: tuple[str, ...], nested: bool) -> None:
    office = Office(tmp_path / "kluis", MANAGER)
    _roles(office, INSIDER, LEAD, MANAGER, now)
    given, users = _rights_given(office), _raised(office)
    if nested:
        inner = line_of(office.actor(INSIDER), "vault.restored", **_listing(office, [given], users))
        given = _signed_by_insider(office, signing.as_proof(inner | {"seq": 10_000}))
    found = _put_back(office, _listing(office, [given], users))
    assert office.kinds() == {"unvouched"}
    assert found[INSIDER] == (now, False)
    assert found["Nog Iemand"] == ((), False)


def test_nor_do_they_from_a_line_that_an_earlier_restore_carried_along(tmp_path: Path) -> None:
    """Its number is as high as that of a newer line would be."""
    office = Office(tmp_path / "kluis", LEAD)
    with office.at_work(FOUNDER) as desk:
        backup = Services(desk).backups.make(tmp_path / "stick").folder
        for _ in range(9):
            Services(desk).cases.page("")
    _roles(office, INSIDER, MANAGER, LEAD)
    given = _rights_given(office)
    restoring.restore(office.folder, backup, PHRASES[FOUNDER], user=FOUNDER, clock=office.clock).desk.close()
    with office.beside() as store, store.read() as reader:
        assert given["seq"] > max(one["seq"] for one in audit_check.rows(reader))
    assert office.kinds() == set()
    found = _put_back(office, _listing(office, [given], _raised(office)))
    assert office.kinds() == {"unvouched"}
    assert found[INSIDER] == (LEAD, False)


def test_a_carried_line_does_not_hold_as_a_line_of_its_own(tmp_path: Path) -> None:
    office = Office(tmp_path / "kluis", LEAD)
    _roles(office, INSIDER, MANAGER, LEAD)
    given = _rights_given(office)
    _, ring = office.problems()
    assert not ring.take(given)
    assert ring.accounts[office.slot(INSIDER).id].roles == LEAD


def test_codes_that_were_renewed_do_not_count_again_in_silence(tmp_path: Path) -> None:
    office = Office(tmp_path / "kluis", LEAD)
    for _ in range(2):
        with office.at_work(FOUNDER) as desk:
            Services(desk).recovery.renew()
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).cases.page("")
    old, listed = _key_lines(office, "recovery_renewed")[0], vaults.describe(office.folder)
    codes = signing.codes(listed.recovery) | old["detail"]["recovery"]
    _put_back(office, _listing(office, [old], list(listed.users), recovery=codes))
    assert office.kinds() == {"unvouched"}


@pytest.mark.parametrize("taken", ["accounts", "roles", "codes"])
def test_a_team_lead_takes_nothing_from_anyone(tmp_path: Path, taken: str) -> None:
    office = Office(tmp_path / "kluis", LEAD)
    users, before = list(vaults.describe(office.folder).users), office.problems()[1]
    if taken == "accounts":
        users = [one for one in users if one.user == INSIDER]
    elif taken == "roles":
        users = [replace(one, roles=("counsellor",)) if one.user == FOUNDER else one for one in users]
    _put_back(office, _listing(office, [], users, **({"recovery": {}} if taken == "codes" else {})))
    after = office.problems()[1]
    assert office.kinds() == {"unvouched"}
    assert {owner: (one.roles, one.removed) for owner, one in after.accounts.items()} == {
        owner: (one.roles, one.removed) for owner, one in before.accounts.items()
    }
    assert after.codes == before.codes
    with office.at_work(FOUNDER) as desk:
        assert "keys_unvouched" in desk.warnings


def test_what_nobody_vouched_for_in_a_log_that_is_carried_along_is_reported_here_too(tmp_path: Path) -> None:
    office = Office(tmp_path / "kluis", ("counsellor",))
    with office.at_work(FOUNDER) as desk:
        backup = Services(desk).backups.make(tmp_path / "stick").folder
    _put_back(office, _listing(office, [], _raised(office)))
    restored = restoring.restore(office.folder, backup, PHRASES[FOUNDER], user=FOUNDER, clock=office.clock)
    assert restored.desk.warnings == ("keys_unvouched",)
    restored.desk.close()
    assert office.kinds() == {"unvouched"}


def test_a_team_lead_puts_backups_back_and_forth(tmp_path: Path) -> None:
    """Accounts that came, changed and went since are in the lines of the later log, on whichever side they are."""
    office = Office(tmp_path / "kluis")
    with office.at_work(FOUNDER) as desk:
        made = [Services(desk).backups.make(tmp_path / "1").folder]
        Services(desk).accounts.add("Roos Later", LEAD, PHRASES[FOUNDER], kdf=CHEAP)
        Services(desk).accounts.remove(UUID(office.slot(INSIDER).id))
        made.append(Services(desk).backups.make(tmp_path / "2").folder)
        Services(desk).recovery.renew()
    _roles(office, "Roos Later", ("counsellor",), LEAD)
    for round_ in range(5):
        backup = made[round_ % 2] if round_ < 3 else made[-1]
        restored = restoring.restore(office.folder, backup, PHRASES[COLLEAGUE], user=COLLEAGUE, clock=office.clock)
        assert restored.desk.warnings == ()
        assert [one.name for one in Services(restored.desk).health.check().rows if not one.passed] == []
        restored.desk.close()
        with office.at_work(FOUNDER) as desk:
            made.append(Services(desk).backups.make(tmp_path / f"{round_}-later").folder)
        _roles(office, "Roos Later", LEAD, ("counsellor",))

"""Forgeries by an insider who has the data key and an account, but nobody else's signature: each has to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from lvv_desk.domain.rights import Right
from lvv_desk.errors import VaultError
from lvv_desk.services import signing, vaults
from lvv_desk.services.services import Services
from lvv_desk.store import integrity
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.line_code import Row
from lvv_desk.store.unit_of_work import Line
from lvv_desk.vault import slot_file, slots
from lvv_desk.vault import vault as vault_files
from lvv_desk.vault.key_pairs import KeyPairs
from tests.conftest import CHEAP, NOW, PASSPHRASE
from tests.store.insider import COLLEAGUE, FOUNDER, INSIDER, PHRASES, Office, line_of, without_close


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "kluis")


def _last(lines: list[Row], action: str) -> int:
    return max(place for place, one in enumerate(lines) if one["action"] == action)


def test_an_office_at_work_is_in_order(office: Office) -> None:
    assert office.kinds() == set()
    office.write(office.actor(INSIDER), "session.opened", "case.opened", "session.closed")
    assert office.kinds() == set()


# -- lines in someone else's session ----------------------------------------------------------------------------------


def _put_between(office: Office) -> None:
    def change(lines: list[Row]) -> list[Row]:
        place = _last(lines, "case.listed") + 1
        slipped = lines[place - 1] | {"action": "case.opened", "object_id": str(office.case.id)}
        return [*lines[:place], slipped, *lines[place:]]

    office.edit(change)


def _put_at_the_end(office: Office, *, signed: bool = True) -> None:
    office.killed(COLLEAGUE)

    def change(lines: list[Row]) -> list[Row]:
        return [*lines, lines[-1] | {"action": "case.opened", "object_id": str(office.case.id)}]

    office.edit(change, None if signed else (lambda _: lambda _: b""))


def _changed(office: Office) -> None:
    office.edit(
        lambda lines: [one | {"action": "case.opened"} if one["action"] == "case.listed" else one for one in lines]
    )


def _taken_out(office: Office) -> None:
    def change(lines: list[Row]) -> list[Row]:
        place = _last(lines, "case.listed")
        return [*lines[:place], *lines[place + 1 :]]

    office.edit(change)


def _without_the_end(office: Office) -> None:
    office.edit(lambda lines: [*without_close(lines), lines[-1] | {"action": "case.opened"}])


def _in_own_name(office: Office) -> None:
    office.killed(COLLEAGUE)
    mine = office.actor(INSIDER)
    office.edit(lambda lines: [*lines, lines[-1] | {"actor": mine.account_id}])


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        (_put_between, "forged"),
        (_put_at_the_end, "forged"),
        (lambda office: _put_at_the_end(office, signed=False), "forged"),
        (_changed, "forged"),
        (_taken_out, "forged"),
        (_without_the_end, "forged"),
        (_in_own_name, "session"),
    ],
)
def test_a_line_in_a_colleagues_session(office: Office, attack: Callable[[Office], None], kind: str) -> None:
    attack(office)
    assert office.kinds() == {kind}


def test_a_session_in_a_colleagues_name(office: Office) -> None:
    theirs = office.actor(COLLEAGUE)
    office.write(theirs, "session.opened", "case.opened", "session.closed")
    assert office.kinds() == {"forged"}


def test_lines_of_a_session_that_nobody_opened(office: Office) -> None:
    office.write(office.actor(INSIDER), "case.opened")
    assert office.kinds() == {"session"}


def test_lines_after_the_end_of_a_session(office: Office) -> None:
    mine = office.actor(INSIDER)
    office.write(mine, "session.opened", "session.closed", "case.opened")
    assert office.kinds() == {"session"}


@pytest.mark.parametrize("between", [True, False])
def test_a_session_that_comes_back(office: Office, between: bool) -> None:
    mine = office.actor(INSIDER)
    office.write(mine, "session.opened", "case.opened")
    if between:
        office.write(office.actor(INSIDER), "session.opened")
    office.write(mine, "session.opened")
    assert office.kinds() == {"session"}


def test_a_line_slipped_under_the_hands_of_an_open_program(office: Office) -> None:
    """The program signs nothing on top of it, so nothing vouches for it."""
    with office.at_work(COLLEAGUE) as desk:
        services = Services(desk)
        services.cases.page("")
        chain = KeyedChain(office.keys(INSIDER).sign, signing.trust_in(desk.vault.slots.vault_id))
        chain.take_key(bytearray(desk.chain._key))
        slipped = Line("case.opened", "case", str(office.case.id), {})
        with Session(desk.store.engines.write) as session, session.begin():
            chain.append(session, desk.actor, NOW, [slipped])
        with pytest.raises(VaultError) as raised:
            services.cases.register(name="Wordt niet bewaard", municipality="utrecht", on=desk.today())
        assert raised.value.key == desk.store.read_only == "log_written_beside"
        assert services.cases.page("").total == 1
    assert office.kinds() == {"forged"}


# -- keys and accounts ------------------------------------------------------------------------------------------------


def _named(office: Office, what: str, object_id: str, key: KeyPairs) -> tuple[str, str, dict[str, object]]:
    public = key.public.ed25519
    code = {str(uuid4()): public}
    detail = {"name": COLLEAGUE, "roles": ["administrator"], "ed25519": public, "by": next(iter(code))}
    return "keys.changed", object_id, {"what": what, "slots": "x", "recovery": code, **detail}


@pytest.mark.parametrize("what", ["account_added", "roles", "account_removed", "recovery_renewed", "recovery_used"])
@pytest.mark.parametrize("about", [COLLEAGUE, INSIDER, "someone new"])
def test_a_key_or_right_that_the_insider_names(office: Office, what: str, about: str) -> None:
    whom = str(uuid4()) if about == "someone new" else office.slot(about).id
    made = _named(office, what, whom, office.keys(INSIDER))
    office.write(office.actor(INSIDER), "session.opened", made)
    assert office.kinds() == {"keys"}


def test_a_key_named_in_the_name_of_who_may(office: Office) -> None:
    theirs = office.actor(FOUNDER)
    office.write(theirs, _named(office, "recovery_used", theirs.account_id, KeyPairs.new()), "session.opened")
    assert office.kinds() == {"keys"}


def test_the_passphrase_of_another(office: Office) -> None:
    mine, detail = office.actor(INSIDER), {"what": "passphrase", "slots": "x"}
    office.write(mine, "session.opened", ("keys.changed", mine.account_id, detail))
    assert office.kinds() == set()
    mine = office.actor(INSIDER)
    office.write(mine, "session.opened", ("keys.changed", office.slot(COLLEAGUE).id, detail))
    assert office.kinds() == {"keys"}


def test_an_administrator_names_no_other_key_for_a_colleague(tmp_path: Path) -> None:
    office = Office(tmp_path / "beheer", ("counsellor", "administrator"))
    other = KeyPairs.new()
    made = _named(office, "account_added", office.slot(COLLEAGUE).id, other)
    removed = ("keys.changed", office.slot(COLLEAGUE).id, {"what": "account_removed", "slots": "x"})
    office.write(office.actor(INSIDER), "session.opened", removed, made)
    assert office.kinds() == {"keys"}


@pytest.mark.parametrize("as_whom", [FOUNDER, INSIDER])
@pytest.mark.parametrize("roles", [("counsellor",), ("counsellor", "administrator")])
def test_putting_a_backup_back_names_no_other_key_for_a_colleague(
    tmp_path: Path, as_whom: str, roles: tuple[str, ...]
) -> None:
    office = Office(tmp_path / "terug", roles)
    keys = office.keys(INSIDER)
    listed = vaults.describe(office.folder)
    users = [replace(one, public_keys=keys.public) for one in listed.users]
    detail = {"slots": listed.digest(), "proof": [], **signing.everyone(users, listed.recovery)}
    office.write(office.actor(as_whom), ("vault.restored", listed.vault_id, detail))
    theirs = office.actor(COLLEAGUE)
    office.write(theirs, "session.opened", "case.opened", "session.closed")
    assert office.kinds() == {"unvouched"}
    with office.at_work(FOUNDER) as desk:
        assert "keys_unvouched" in desk.warnings
        assert "keys" in {one.name for one in Services(desk).health.check().rows if not one.passed}


def test_rights_that_no_administrator_gave(office: Office) -> None:
    """In the list of slots, in the table, and as a new list of slots that a line of one's own explains."""
    office.sql("UPDATE account SET roles = '[\"administrator\"]'")
    assert office.kinds() == {"account"}
    vault = vault_files.unlock(office.folder, PHRASES[INSIDER], INSIDER)
    raised = slots.sealed(replace(vault.me, roles=("administrator", "counsellor")), vault.place)
    extra, _ = slots.new_user(
        vault.place, user="Nog Iemand", roles=("counsellor",), passphrase="een zin van niemand", created="", kdf=CHEAP
    )
    changed = vault.signed(vault.slots.with_slot(raised).with_slot(extra))
    slot_file.write(office.folder, changed)
    vault.forget()
    mine = office.actor(INSIDER)
    detail = {"what": "passphrase", "slots": changed.digest()}
    office.write(mine, "session.opened", ("keys.changed", mine.account_id, detail), "session.closed")
    with office.at_work(INSIDER) as desk:
        assert desk.actor.roles == ("counsellor",)
        assert Right.MANAGE_ACCOUNTS not in desk.rights
        assert "slots_unexplained" in desk.warnings
    with pytest.raises(VaultError) as refused:
        vaults.open_vault(office.folder, "een zin van niemand", user="Nog Iemand", clock=lambda: NOW)
    assert refused.value.key == "account_removed"


def test_a_colleagues_name_on_ones_own_account(office: Office) -> None:
    office.sql(f"UPDATE account SET name = '{COLLEAGUE}' WHERE name = '{INSIDER}'")
    assert office.kinds() == {"account"}


def test_a_removed_account_signs_nothing_any_more(office: Office) -> None:
    keys, gone = office.keys(INSIDER), office.actor(INSIDER)
    with office.at_work(FOUNDER) as desk:
        Services(desk).accounts.remove(UUID(gone.account_id))
        chain, store = desk.chain, desk.store
        with store.write() as work:
            work.log("session.closed", "session", desk.actor.session)
        store.actor, chain._sign = gone, keys.sign
        with store.write() as work:
            work.log("session.opened", "session", gone.session)
        with store.read() as reader:
            assert [one.split(" ")[0] for one in chain.problems(reader)] == ["forged"]


# -- the whole log ----------------------------------------------------------------------------------------------------


def test_another_founder(office: Office) -> None:
    mine, slot = office.actor(INSIDER), office.slot(INSIDER)

    def change(lines: list[Row]) -> list[Row]:
        named = lines[0]["detail"] | signing.everyone([slot], vaults.describe(office.folder).recovery)
        first = lines[0] | {"detail": named, "actor": mine.account_id}
        return [first, *(one | {"actor": mine.account_id} for one in lines[1:])]

    office.edit(change)
    assert office.kinds() == {"keys"}
    for name in (FOUNDER, INSIDER):
        with pytest.raises(VaultError) as raised:
            vaults.open_vault(office.folder, PHRASES[name], user=name, clock=lambda: NOW)
        assert raised.value.key == "log_replaced"


def test_another_founder_and_a_vault_that_bears_their_key(office: Office) -> None:
    """Nobody else gets in then: every slot is bound to the id of the vault under its own passphrase."""
    listed = vaults.describe(office.folder)
    slot_file.write(office.folder, replace(listed, vault_id=str(uuid4())))
    for name in (FOUNDER, COLLEAGUE):
        with pytest.raises(VaultError) as raised:
            vaults.open_vault(office.folder, PHRASES[name], user=name, clock=lambda: NOW)
        assert raised.value.key == "wrong_passphrase"


def test_a_log_that_was_rewritten_after_its_first_lines(office: Office) -> None:
    """What the insider signs alone is in order; that it is not the log of before, this computer knows."""
    mine = office.actor(INSIDER)

    def change(lines: list[Row]) -> list[Row]:
        kept = lines[: 1 + max(place for place, one in enumerate(lines) if one["action"] == "keys.changed")]
        return [*kept, line_of(mine, "session.opened"), line_of(mine, "session.closed")]

    office.edit(change)
    assert office.kinds() == set()
    with office.at_work(FOUNDER) as desk:
        assert "older_copy" in desk.warnings


def test_a_log_without_a_beginning_or_without_sense(office: Office) -> None:
    office.edit(lambda lines: lines[1:])
    assert office.kinds() == {"forged"}
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(office.folder, PASSPHRASE, user=FOUNDER, clock=lambda: NOW)
    assert raised.value.key == "log_replaced"
    office.edit(lambda _: [])
    assert office.kinds() == {"gap"}


@pytest.mark.parametrize(
    "nonsense",
    ["detail = '[1]'", "detail = '{'", "roles = '7'", "at = 'gisteren'", "h = x'00'", "signature = 'zz'", "prev = 'é'"],
)
def test_what_no_program_wrote_is_reported(office: Office, nonsense: str) -> None:
    office.sql("DROP TRIGGER audit_no_update", f"UPDATE audit SET {nonsense} WHERE action = 'keys.changed'")
    with office.beside() as store:
        layers = integrity.all_layers(store, store._chain)  # type: ignore[arg-type]
        assert integrity.run({"log": layers["log"]})["log"]
    try:
        vaults.open_vault(office.folder, PASSPHRASE, user=FOUNDER, clock=lambda: NOW).close()
    except VaultError as error:
        assert error.key in ("database_damaged", "account_removed", "log_replaced")

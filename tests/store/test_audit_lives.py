"""What happens to a vault in its life: the log is in order after each of it, and says who may sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from lvv_desk.errors import RightsError, VaultError
from lvv_desk.services import restoring, signing, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import audit_check
from lvv_desk.store.audit import KeyedChain
from lvv_desk.vault import slot_file
from lvv_desk.vault.vault import Vault
from tests.conftest import CHEAP, PASSPHRASE
from tests.store.insider import COLLEAGUE, FOUNDER, INSIDER, PHRASES, Office

NEW = "een nieuwe zin na het vergeten"
LATER = "Roos Later"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "kluis")


def _passed(desk: Desk) -> bool:
    failed = [one for one in Services(desk).health.check().rows if not one.passed]
    assert failed == []
    return True


def _in_order(office: Office, name: str = FOUNDER, phrase: str | None = None) -> None:
    for _ in range(2):
        desk = vaults.open_vault(office.folder, phrase or PHRASES[name], user=name, clock=office.clock)
        assert desk.warnings == ()
        _passed(desk)
        desk.close()


def _codes(office: Office) -> tuple[str, ...]:
    with office.at_work(FOUNDER) as desk:
        return Services(desk).recovery.renew()


def _recover(office: Office, code: str, name: str, phrase: str = NEW) -> str:
    desk = vaults.open_with_code(office.folder, code, user=name, passphrase=phrase, clock=office.clock, kdf=CHEAP)
    _passed(desk)
    (fresh,) = desk.recovery_codes
    desk.close()
    return fresh


def test_accounts_that_come_change_and_go(office: Office) -> None:
    with office.at_work(FOUNDER) as desk:
        accounts = Services(desk).accounts
        accounts.set_roles(UUID(office.slot(COLLEAGUE).id), ("team_lead", "administrator"))
        accounts.remove(UUID(office.slot(INSIDER).id))
        accounts.add(INSIDER, ("counsellor",), PHRASES[INSIDER], kdf=CHEAP)
        _passed(desk)
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).accounts.add(LATER, ("counsellor",), NEW, kdf=CHEAP)
        Services(desk).accounts.set_roles(UUID(office.slot(FOUNDER).id), ("counsellor",))
        Services(desk).accounts.rotate()
        Services(desk).accounts.rotate()
    _in_order(office)
    _in_order(office, INSIDER)
    _in_order(office, LATER, NEW)


def test_a_new_passphrase_and_new_codes(office: Office) -> None:
    with office.at_work(INSIDER) as desk:
        Services(desk).accounts.change_passphrase(PHRASES[INSIDER], NEW, kdf=CHEAP)
        Services(desk).cases.page("")
    _codes(office)
    _codes(office)
    _in_order(office, INSIDER, NEW)


def test_a_recovery_by_everyone_with_each_code(office: Office) -> None:
    first, second = _codes(office)
    third = _recover(office, first, FOUNDER)
    _recover(office, second, COLLEAGUE)
    _recover(office, third, FOUNDER, PASSPHRASE)
    _in_order(office)
    _in_order(office, COLLEAGUE, NEW)


def test_a_used_code_and_the_key_before_it_count_no_more(office: Office) -> None:
    first, _ = _codes(office)
    kept = {name: (office.folder / name).read_bytes() for name in slot_file.COPIES}
    _recover(office, first, COLLEAGUE)
    _in_order(office)
    for name, content in kept.items():
        (office.folder / name).write_bytes(content)
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(office.folder, PHRASES[COLLEAGUE], user=COLLEAGUE, clock=office.clock)
    assert raised.value.key == "account_other_key"
    with pytest.raises(VaultError) as raised:
        vaults.open_with_code(office.folder, first, user=FOUNDER, passphrase=NEW, clock=office.clock, kdf=CHEAP)
    assert raised.value.key == "slots_tampered"
    assert office.kinds() == set()


def _killed_before_the_list(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], name: str) -> None:
    """The line about the slots is in the log, and the program ends before the list is written."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "adopt", killed)
        patched.setattr(slot_file, "mend", killed)
        with pytest.raises(KeyboardInterrupt):
            work()


@pytest.mark.parametrize("before", ["by code", "by passphrase"])
def test_a_recovery_that_was_killed_is_done_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:  # fmt: skip
    first, _ = _codes(office)
    _killed_before_the_list(monkeypatch, lambda: _recover(office, first, COLLEAGUE), COLLEAGUE)
    if before == "by code":
        _recover(office, first, COLLEAGUE)
        _in_order(office, COLLEAGUE, NEW)
    else:
        office.killed(COLLEAGUE)
        with office.at_work(COLLEAGUE) as desk:
            _passed(desk) if "unclean" not in desk.warnings else None
        _recover(office, first, FOUNDER)
        _in_order(office, FOUNDER, NEW)


def test_codes_that_were_to_be_renewed_stay_good_when_that_was_killed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    first, second = _codes(office)

    def renew() -> None:
        with office.at_work(FOUNDER) as desk:
            Services(desk).recovery.renew()

    _killed_before_the_list(monkeypatch, renew, FOUNDER)
    _recover(office, first, FOUNDER)
    _recover(office, second, COLLEAGUE)
    _in_order(office, FOUNDER, NEW)


def test_killed_and_killed_again(office: Office) -> None:
    for name in (INSIDER, COLLEAGUE, INSIDER):
        office.killed(name)
    desk = vaults.open_vault(office.folder, PASSPHRASE, user=FOUNDER, clock=office.clock)
    assert desk.warnings == ("unclean",)
    assert Services(desk).health.start_check().passed
    desk.close()
    assert office.kinds() == set()


# -- putting backups back ---------------------------------------------------------------------------------------------


def _backup(office: Office, tmp_path: Path, name: str = "stick") -> Path:
    with office.at_work(FOUNDER) as desk:
        return Services(desk).backups.make(tmp_path / name).folder


def _restore(office: Office, backup: Path, name: str, phrase: str | None = None) -> None:
    restored = restoring.restore(
        office.folder, backup, phrase or PHRASES[name], user=name, backup_passphrase=PHRASES[name], clock=office.clock
    )
    assert restored.desk.warnings == ()
    _passed(restored.desk)
    restored.desk.close()


def _much_happens(office: Office) -> str:
    """Someone new, someone gone, other rights, new codes, and the founder with a new key. Gives a code that is left."""
    first, second = _codes(office)
    with office.at_work(FOUNDER) as desk:
        accounts = Services(desk).accounts
        accounts.set_roles(UUID(office.slot(COLLEAGUE).id), ("team_lead", "administrator"))
        accounts.add(LATER, ("team_lead",), NEW, kdf=CHEAP)
        accounts.remove(UUID(office.slot(INSIDER).id))
    _recover(office, first, FOUNDER)
    return second


@pytest.mark.parametrize(("name", "phrase"), [(FOUNDER, NEW), (COLLEAGUE, None)])
def test_a_backup_from_before_all_that(office: Office, tmp_path: Path, name: str, phrase: str | None) -> None:
    backup = _backup(office, tmp_path)
    left = _much_happens(office)
    _restore(office, backup, name, phrase)
    _in_order(office, FOUNDER, NEW)
    _in_order(office, LATER, NEW)
    _restore(office, backup, name, phrase)
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).accounts.set_roles(UUID(office.slot(LATER).id), ("counsellor",))
    again = _backup_by(office, COLLEAGUE, tmp_path)
    _restore(office, backup, name, phrase)
    _restore(office, again, name, phrase)
    _recover(office, left, LATER, PASSPHRASE)
    _in_order(office, LATER, PASSPHRASE)


def _backup_by(office: Office, name: str, tmp_path: Path) -> Path:
    with office.at_work(name) as desk:
        return Services(desk).backups.make(tmp_path / "later").folder


def test_a_newcomer_with_the_right_puts_back_a_backup_that_does_not_know_them(office: Office, tmp_path: Path) -> None:
    backup = _backup(office, tmp_path)
    with office.at_work(FOUNDER) as desk:
        Services(desk).accounts.add(LATER, ("team_lead",), NEW, kdf=CHEAP)
    restored = restoring.restore(office.folder, backup, NEW, user=LATER, clock=office.clock)
    assert restored.desk.warnings == ()
    _passed(restored.desk)
    restored.desk.close()
    _in_order(office)


def test_what_nobody_can_vouch_for_is_reported_and_works(office: Office, tmp_path: Path) -> None:
    """The later file is gone, so nothing says who gave the founder the key of now."""
    backup = _backup(office, tmp_path)
    left = _much_happens(office)
    database = office.folder / vaults.describe(office.folder).db_file
    database.write_bytes(bytes(len(database.read_bytes())))
    restored = restoring.restore(
        office.folder, backup, NEW, user=FOUNDER, backup_passphrase=PASSPHRASE, clock=office.clock
    )
    assert restored.desk.warnings == ("keys_unvouched",)
    assert "administrator" in restored.desk.actor.roles
    services = Services(restored.desk)
    assert {one.name for one in services.health.check().rows if not one.passed} == {"keys", "start_up"}
    assert services.health.start_check().passed
    services.cases.register(name="Het werk gaat door", municipality="utrecht", on=restored.desk.today())
    restored.desk.close()
    newcomer = vaults.open_vault(office.folder, NEW, user=LATER, clock=office.clock)
    assert newcomer.actor.roles == ()
    newcomer.close()
    _give_back(office)
    _recover_reported(office, left)
    assert office_problems(office) == []


def _give_back(office: Office) -> None:
    """An administrator gives who nobody vouched for their roles."""
    desk = vaults.open_vault(office.folder, NEW, user=FOUNDER, clock=office.clock)
    Services(desk).accounts.set_roles(UUID(office.slot(LATER).id), ("team_lead",))
    desk.close()
    desk = vaults.open_vault(office.folder, NEW, user=LATER, clock=office.clock)
    assert desk.actor.roles == ("team_lead",)
    desk.close()


def _recover_reported(office: Office, code: str) -> None:
    vaults.open_with_code(office.folder, code, user=LATER, passphrase=PASSPHRASE, clock=office.clock, kdf=CHEAP).close()


def office_problems(office: Office) -> list[str]:
    desk = vaults.open_vault(office.folder, NEW, user=FOUNDER, clock=office.clock)
    try:
        with desk.store.read() as reader:
            return desk.chain.problems(reader)
    finally:
        desk.close()


def test_who_lost_the_right_puts_nothing_back(office: Office, tmp_path: Path) -> None:
    backup = _backup(office, tmp_path)
    with office.at_work(FOUNDER) as desk:
        Services(desk).accounts.set_roles(UUID(office.slot(COLLEAGUE).id), ("counsellor",))
    with pytest.raises(RightsError):
        restoring.restore(office.folder, backup, PHRASES[COLLEAGUE], user=COLLEAGUE, clock=office.clock)
    _in_order(office)


def test_a_look_at_the_later_file_leaves_it_as_it_is(office: Office, tmp_path: Path) -> None:
    backup = _backup(office, tmp_path)
    with office.at_work(FOUNDER) as desk:
        Services(desk).accounts.add(LATER, ("team_lead",), NEW, kdf=CHEAP)
    database = office.folder / vaults.describe(office.folder).db_file
    journal = database.with_name(f"{database.name}-journal")
    journal.write_bytes(b"of a transaction that was not finished")
    before = database.read_bytes(), journal.read_bytes()
    restored = restoring.restore(office.folder, backup, PASSPHRASE, user=FOUNDER, clock=office.clock)
    aside = restored.aside / database.name
    assert (aside.read_bytes(), aside.with_name(journal.name).read_bytes()) == before
    restored.desk.close()


# -- lines that wait --------------------------------------------------------------------------------------------------


def test_an_action_that_was_said_to_fail_and_stands_is_not_told_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with office.at_work(COLLEAGUE) as desk:
        real = KeyedChain.kept

        def failing(chain: KeyedChain) -> None:
            raise VaultError("disk_error")

        with monkeypatch.context() as patched:
            patched.setattr(KeyedChain, "kept", failing)
            with pytest.raises(VaultError):
                Services(desk).cases.register(name="Staat er", municipality="utrecht", on=desk.today())
        assert KeyedChain.kept is real
        assert Services(desk).cases.page("Staat er").total == 1
    assert office.kinds() == set()
    with office.at_work(FOUNDER) as desk, desk.store.read() as reader:
        opened = [one["session"] for one in audit_check.rows(reader, ("session.opened",))]
        assert len(opened) == len(set(opened))
        assert signing.agrees(desk.vault.slots, desk.chain.keyring(reader))

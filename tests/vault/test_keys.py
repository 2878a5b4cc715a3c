"""Accounts, passphrases, recovery codes and renewing the keys: who gets in afterwards, and who does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from lvv_desk.domain.plain_text import same_name
from lvv_desk.errors import DeskError, InputError, VaultError
from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.store import copying
from lvv_desk.vault import kdf, local_state, slot_file
from lvv_desk.vault import vault as vault_files
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.kdf import KdfParameters, calibrated
from tests.conftest import CHEAP, NOW, PASSPHRASE

OTHER = "een tweede zin om te testen"
NEW = "een nieuwe zin na het vergeten"


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Desk]:
    """A vault that is no practice vault, just made."""
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, kdf=CHEAP, clock=lambda: NOW, name="Aster Oefenaar")
    yield desk
    desk.close()


def _add(desk: Desk, name: str = "Linde Voorbeeld", roles: tuple[str, ...] = ("counsellor",)) -> UUID:
    return Services(desk).accounts.add(name, roles, OTHER, kdf=CHEAP)


def _opens(folder: Path, passphrase: str, user: str | None = None) -> bool:
    try:
        vaults.open_vault(folder, passphrase, user=user, clock=lambda: NOW + timedelta(hours=1)).close()
    except VaultError as error:
        assert error.key in ("wrong_passphrase", "slots_tampered"), error.key
        return False
    return True


def _digests(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.glob("vault*") if one.is_file()}


def test_no_first_case_before_a_recovery_code_was_typed_back(real: Desk) -> None:
    services = Services(real)
    with pytest.raises(InputError) as raised:
        services.cases.register(name="Verzonnen Persoon", municipality="utrecht", on=real.today())
    assert raised.value.key == "recovery_unproven"
    assert len(real.recovery_codes) == 2
    with pytest.raises(VaultError):
        services.recovery.prove("AAAA-" * 7 + "AAAA")
    services.recovery.prove(real.recovery_codes[1].replace("-", " ").lower())
    assert services.recovery.state().codes == ()
    services.cases.register(name="Verzonnen Persoon", municipality="utrecht", on=real.today())


def test_a_lost_passphrase_is_replaced_and_the_code_is_used_up(real: Desk) -> None:
    folder, (code, spare) = real.vault.folder, real.recovery_codes
    real.close()
    desk = vaults.open_with_code(folder, code, user="aster oefenaar", passphrase=NEW, kdf=CHEAP, clock=lambda: NOW)
    (fresh,) = desk.recovery_codes
    assert desk.warnings == ()
    assert Services(desk).health.check().passed
    desk.close()
    assert _opens(folder, NEW)
    assert not _opens(folder, PASSPHRASE)
    for given, fits in ((code, False), (spare, True), (fresh, True)):
        try:
            vault_files.unlock_with_code(folder, given).forget()
        except VaultError as error:
            assert not fits and error.key == "wrong_code"
        else:
            assert fits


def test_a_new_passphrase_changes_the_slots_alone(desk: Desk) -> None:
    services, folder = Services(desk), desk.vault.folder
    pages = folder / "vault-1.db"
    before = pages.stat().st_size
    with pytest.raises(VaultError):
        services.accounts.change_passphrase("dit is de verkeerde zin", NEW, kdf=CHEAP)
    with pytest.raises(VaultError) as raised:
        services.accounts.change_passphrase(PASSPHRASE, "vluchteling2026", kdf=CHEAP)
    assert raised.value.key == "passphrase_guessable"
    key = bytes(desk.vault.data_key.raw())
    services.accounts.change_passphrase(PASSPHRASE, NEW, kdf=CHEAP)
    assert bytes(desk.vault.data_key.raw()) == key
    assert desk.vault.slots.dek_epoch == 1
    assert pages.stat().st_size - before <= 8192  # the lines of the log
    desk.close()
    assert _opens(folder, NEW)
    assert not _opens(folder, PASSPHRASE)


def test_a_second_account_opens_it_with_its_own_roles(desk: Desk) -> None:
    _add(desk)
    folder = desk.vault.folder
    desk.close()
    own = vaults.open_vault(folder, OTHER, clock=lambda: NOW)
    assert own.by == "Linde Voorbeeld"
    assert own.actor.roles == ("counsellor",)
    with pytest.raises(DeskError, match="account"):
        Services(own).accounts.add("Iemand", ("counsellor",), NEW, kdf=CHEAP)
    own.close()
    assert _opens(folder, OTHER, "linde voorbeeld")
    assert not _opens(folder, OTHER, "begeleider")


@pytest.mark.parametrize(
    "name, roles, key",
    [("", ("counsellor",), "account_name_empty"), ("BEGELEIDER", ("counsellor",), "account_name_taken"),
     ("Nieuw", (), "account_no_role"), ("Nieuw", ("koning",), "role_unknown")],
)  # fmt: skip
def test_an_account_that_can_not_be(desk: Desk, name: str, roles: tuple[str, ...], key: str) -> None:
    before = _digests(desk.vault.folder)["vault.keys"]
    with pytest.raises(DeskError) as raised:
        _add(desk, name, roles)
    assert raised.value.key == key
    assert _digests(desk.vault.folder)["vault.keys"] == before


def test_somebody_always_manages_accounts_and_no_case_is_left_alone(desk: Desk) -> None:
    accounts = Services(desk).accounts
    me, other = UUID(desk.actor.account_id), _add(desk)
    for work, key in (
        (lambda: accounts.remove(me), "account_own"),
        (lambda: accounts.set_roles(me, ("counsellor",)), "account_last_manager"),
    ):
        with pytest.raises(InputError) as raised:
            work()
        assert raised.value.key == key
    case = Services(desk).cases.register(name="Verzonnen", municipality="utrecht", on=desk.today())
    Services(desk).caseload.assign(case.id, other, "neemt de zaken over")
    with pytest.raises(InputError) as raised:
        accounts.remove(other)
    assert raised.value.key == "account_has_cases"


def test_after_a_removal_neither_the_old_slots_nor_the_old_key_open_anything_new(desk: Desk, tmp_path: Path) -> None:
    PracticeService(desk).fill(cases=2)
    folder, other = desk.vault.folder, _add(desk)
    kept = {name: (folder / name).read_bytes() for name in slot_file.COPIES}
    old_key = DataKey(desk.vault.data_key.raw(), desk.vault.slots.vault_id)
    rotation = Services(desk).accounts.remove(other)
    assert rotation.epoch == 2
    assert not (folder / "vault-1.db").exists()
    assert Services(desk).health.check().passed
    assert rotation.backup.cases == len(Services(desk).cases.every())
    new = desk.vault.database
    desk.close()
    assert _opens(folder, PASSPHRASE)
    assert not _opens(folder, OTHER)
    for take in (old_key.database, old_key.backup):
        with pytest.raises(VaultError):
            copying.problems(new, take)
        with pytest.raises(VaultError):
            copying.problems(rotation.backup.folder / "database.lvvb", take)
    raw = bytes(old_key.raw())
    assert all(raw.hex() not in slot.sealed_key for slot in slot_file.read(folder).slots)
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(folder, OTHER, clock=lambda: NOW)
    assert raised.value.key == "database_missing"


def test_renewing_keeps_everything_and_leaves_one_database(desk: Desk) -> None:
    PracticeService(desk).fill(cases=3)
    services, folder = Services(desk), desk.vault.folder
    before = services.cases.every()
    services.accounts.rotate()
    services.accounts.rotate()
    assert services.cases.every() == before
    assert sorted(one.name for one in folder.glob("vault-*.db")) == ["vault-3.db"]
    desk.close()
    assert _opens(folder, PASSPHRASE)


def test_renewing_stops_when_the_slots_on_the_disk_were_tampered_with(desk: Desk, tmp_path: Path) -> None:
    vaults.create(tmp_path / "vreemd", NEW, kdf=CHEAP).close()
    stranger = slot_file.read(tmp_path / "vreemd").users[0]
    slot_file.write(desk.vault.folder, slot_file.read(desk.vault.folder).with_slot(stranger))
    with pytest.raises(VaultError) as raised:
        Services(desk).accounts.rotate()
    assert raised.value.key == "slots_tampered"
    assert desk.vault.slots.dek_epoch == 1


def test_a_second_program_is_refused_and_told_who_has_it(desk: Desk) -> None:
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(desk.vault.folder, PASSPHRASE)
    assert raised.value.key == "vault_in_use"
    assert "?" not in str(raised.value)


# -- failed attempts -------------------------------------------------------------------------------------------------


def test_failed_attempts_are_remembered_and_never_lock_anyone_out(desk: Desk) -> None:
    folder = desk.vault.folder
    desk.close()
    moment = [NOW]
    waits = []
    for _ in range(12):
        with pytest.raises(VaultError) as raised:
            vaults.open_vault(folder, "dit is de verkeerde zin", clock=lambda: moment[0])
        if raised.value.key == "wait":
            pytest.fail("it had waited long enough")
        wait = vaults.seconds_to_wait(folder, clock=lambda: moment[0])
        waits.append(wait)
        if wait:
            with pytest.raises(VaultError) as raised:
                vaults.open_vault(folder, PASSPHRASE, clock=lambda: moment[0])
            assert raised.value.key == "wait"
        moment[0] += timedelta(seconds=wait)
    assert waits == [0, 0, 2, 5, 15, 30, 60, 60, 60, 60, 60, 60]
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: moment[0])
    entry = Services(again).audit.page(kind="session.opened").entries[0]
    assert entry.detail["failed"] == 12
    again.close()
    assert vaults.seconds_to_wait(folder, clock=lambda: moment[0]) == 0


@pytest.mark.parametrize("content", ["", "[]", '{"failed": "x", "failed_at": "gisteren"}', '{"failed": 3}', "{" * 5000])
def test_a_broken_memory_remembers_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "abc.json").write_text(content)
    assert local_state.load(tmp_path, "abc").seconds_to_wait(NOW) == 0


def test_a_clock_that_was_turned_back_waits_no_longer_than_the_longest_wait() -> None:
    state = local_state.LocalState(failed=9, failed_at=NOW.isoformat())
    assert state.seconds_to_wait(NOW - timedelta(days=400)) == 60
    assert state.seconds_to_wait(datetime.max.replace(tzinfo=NOW.tzinfo)) == 0


def test_the_derivation_is_as_heavy_as_the_machine_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kdf._seconds(CHEAP) > 0
    per_mebibyte = 0.004
    monkeypatch.setattr("lvv_desk.vault.kdf._seconds", lambda one: one.memory_kib / 1024 * per_mebibyte)
    assert calibrated() == KdfParameters(262_144, 3, 4)
    per_mebibyte = 1.0
    assert calibrated() == KdfParameters(65_536, 3, 4)
    per_mebibyte = 0.0001
    assert calibrated() == KdfParameters(1_048_576, 3, 4)


def test_a_vault_is_made_with_what_this_machine_can_bear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = KdfParameters(65_536, 2, 1)
    monkeypatch.setattr("lvv_desk.vault.vault.calibrated", lambda: chosen)
    vaults.create(tmp_path / "nieuw", PASSPHRASE).close()
    assert [one.kdf for one in vaults.describe(tmp_path / "nieuw").users] == [chosen]


COMPOSED, APART = "Zo\u00eb", "Zoe\u0308"


@pytest.mark.parametrize(
    "typed", [APART, "ZOE\u0308", "  zo\u00eb ", "Zo\u00eb\u200b", "z\u200do\u00eb"],
    ids=["apart", "capitals", "blanks", "unseen", "joiner"],
)  # fmt: skip
def test_a_name_is_the_same_however_it_was_typed(desk: Desk, typed: str) -> None:
    added = Services(desk).accounts.add(COMPOSED, ("team_lead",), OTHER, kdf=CHEAP)
    with pytest.raises(VaultError) as raised:
        Services(desk).accounts.add(typed, ("counsellor",), NEW, kdf=CHEAP)
    assert raised.value.key == "account_name_taken"
    desk.close()
    opened = vaults.open_vault(desk.vault.folder, OTHER, user=typed)
    assert opened.actor.account_id == str(added)
    opened.close()


def test_a_name_is_kept_composed(desk: Desk) -> None:
    Services(desk).accounts.add(f" {APART}", ("team_lead",), OTHER, kdf=CHEAP)
    assert COMPOSED in [one.name for one in Services(desk).accounts.every()]
    assert not same_name("Anna", "Ana") and not same_name("Zoë", "Zoe") and same_name("Jan  Jansen", "jan jansen")

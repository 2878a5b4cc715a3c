"""Backups: whole or not there, the right ones kept, and put back without overwriting anything."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lvv_desk.errors import DeskError, VaultError
from lvv_desk.services import restoring, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.store import copying
from lvv_desk.vault import backup_set, slot_file
from tests.conftest import CHEAP, NOW, PASSPHRASE, OpenWith

OTHER = "een tweede zin om te testen"


@pytest.fixture
def filled(open_with: OpenWith) -> Desk:
    return open_with("practice and 2", lambda desk: PracticeService(desk).fill(cases=2))


def _count(desk: Desk) -> int:
    return len(Services(desk).cases.every())


def _register(desk: Desk, name: str = "Later Erbij") -> None:
    Services(desk).cases.register(name=name, municipality="utrecht", on=desk.today())


def test_a_backup_is_whole_encrypted_and_complete(filled: Desk) -> None:
    made = Services(filled).backups.make()
    backup = backup_set.read(made.folder)
    assert made.cases == _count(filled) == backup.manifest.cases
    assert sorted(one.name for one in made.folder.iterdir()) == [
        "database.lvvb", "manifest.json", "vault.keys", "vault.keys2",
    ]  # fmt: skip
    backup_set.require_whole(backup)
    assert copying.problems(backup.database, filled.vault.data_key.backup) == []
    with pytest.raises(VaultError):
        copying.problems(backup.database, filled.vault.data_key.database)
    assert backup.slots() == filled.vault.slots
    assert b"Oefenpersoon" not in b"".join(one.read_bytes() for one in made.folder.iterdir())
    assert made.folder.stat().st_mode & 0o077 == 0


def test_a_drill_puts_it_back_and_leaves_nothing(filled: Desk) -> None:
    services = Services(filled)
    with pytest.raises(VaultError) as raised:
        services.backups.drill()
    assert raised.value.key == "backup_none"
    services.backups.make()
    before = sorted(one.name for one in filled.vault.backups.iterdir())
    drill = services.backups.drill()
    assert drill.findings.passed
    assert len(drill.findings.rows) == 8
    assert sorted(one.name for one in filled.vault.backups.iterdir()) == before
    assert services.backups.state().last_drill == NOW


def test_a_broken_backup_fails_the_drill_or_is_not_offered(filled: Desk) -> None:
    services = Services(filled)
    made = services.backups.make()
    content = bytearray((made.folder / "database.lvvb").read_bytes())
    content[9000] ^= 1
    (made.folder / "database.lvvb").write_bytes(content)
    with pytest.raises(VaultError) as raised:
        services.backups.drill()
    assert raised.value.key == "backup_broken"
    (made.folder / "database.lvvb").write_bytes(content[:-1])
    assert services.backups.state().backups == ()


def test_what_a_killed_backup_left_is_never_offered_and_goes(filled: Desk) -> None:
    half = filled.vault.backups / "backup-20260101T000000000000-1.lvvb.part"
    half.mkdir(parents=True)
    (half / "database.lvvb").write_bytes(b"half")
    assert Services(filled).backups.state().backups == ()
    Services(filled).backups.make()
    assert not half.exists()


def test_the_backup_of_the_day(tmp_path: Path) -> None:
    moment = [NOW]
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, kdf=CHEAP, clock=lambda: moment[0])
    services = Services(desk)
    services.recovery.prove(desk.recovery_codes[0])
    assert services.backups.daily() is not None
    assert services.backups.daily() is None
    _register(desk)
    assert services.backups.daily() is None, "one a day"
    moment[0] += timedelta(days=1)
    assert services.backups.daily() is not None
    moment[0] += timedelta(days=1)
    assert services.backups.daily() is None, "nothing changed"
    state = services.backups.state()
    assert not state.drill_due
    moment[0] += timedelta(days=90)
    assert services.backups.state().drill_due
    services.backups.drill()
    assert not services.backups.state().drill_due
    desk.close()


def test_seven_days_four_weeks_and_six_months_stay() -> None:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    kept: set[datetime] = set()
    for day in range(300):
        for hour in (0, 5):
            kept.add(start + timedelta(days=day, hours=hour))
        kept -= backup_set.superfluous(kept)
    newest = max(kept)
    assert newest == start + timedelta(days=299, hours=5)
    assert {newest - timedelta(days=back) for back in range(7)} <= kept
    assert len({one.strftime("%G-%V") for one in kept}) >= 4
    assert len({one.strftime("%Y-%m") for one in kept}) >= 6
    assert len(kept) <= 17
    assert backup_set.superfluous([newest]) == set()


def test_putting_back_overwrites_nothing(filled: Desk) -> None:
    made = Services(filled).backups.make()
    before = _count(filled)
    _register(filled)
    folder, old = filled.vault.folder, filled.vault.database.name
    filled.close()
    later = (folder / old).read_bytes()
    restored = restoring.restore(folder, made.folder, PASSPHRASE, clock=lambda: NOW)
    assert _count(restored.desk) == before
    assert (restored.aside / old).read_bytes() == later
    assert restored.desk.warnings == ()
    assert Services(restored.desk).health.check().passed
    assert Services(restored.desk).audit.page(kind="vault.restored").entries[0].signature
    restored.desk.close()
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert again.warnings == ()
    assert _count(again) == before
    again.close()


@pytest.mark.parametrize("lost", ["database", "keys", "folder"])
def test_putting_back_where_the_vault_is_lost(filled: Desk, tmp_path: Path, lost: str) -> None:
    stick = tmp_path / "stick"
    made = Services(filled).backups.make(stick)
    folder, number = filled.vault.folder, _count(filled)
    filled.close()
    if lost == "database":
        (folder / "vault-1.db").unlink()
    elif lost == "keys":
        for name in slot_file.COPIES:
            (folder / name).write_bytes(b"kapot")
    else:
        shutil.rmtree(folder)
    restored = restoring.restore(folder, made.folder, PASSPHRASE, clock=lambda: NOW)
    assert _count(restored.desk) == number
    assert Services(restored.desk).health.check().passed
    restored.desk.close()


def test_a_backup_from_before_new_keys_needs_the_passphrase_of_then(filled: Desk, tmp_path: Path) -> None:
    services = Services(filled)
    made = services.backups.make(tmp_path / "stick")
    services.accounts.rotate()
    services.accounts.change_passphrase(PASSPHRASE, OTHER, kdf=CHEAP)
    folder, number = filled.vault.folder, _count(filled)
    filled.close()
    with pytest.raises(VaultError) as raised:
        restoring.restore(folder, made.folder, OTHER, clock=lambda: NOW)
    assert raised.value.key == "backup_passphrase"
    restored = restoring.restore(folder, made.folder, OTHER, backup_passphrase=PASSPHRASE, clock=lambda: NOW)
    assert _count(restored.desk) == number
    assert restored.desk.vault.slots.dek_epoch == 2
    restored.desk.close()
    vaults.open_vault(folder, OTHER, clock=lambda: NOW).close()


def test_another_vaults_backup_and_who_may_not(filled: Desk, tmp_path: Path) -> None:
    other = vaults.create(tmp_path / "andere", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: NOW)
    foreign = Services(other).backups.make(tmp_path / "stick")
    other.close()
    own = Services(filled).backups.make()
    Services(filled).accounts.add("Linde Voorbeeld", ("counsellor",), OTHER, kdf=CHEAP)
    folder = filled.vault.folder
    filled.close()
    before = sorted(one.name for one in folder.iterdir())
    for backup, passphrase, key in (
        (foreign.folder, PASSPHRASE, "backup_foreign"),
        (own.folder, OTHER, "not_allowed"),
        (own.folder, "dit is de verkeerde zin", "wrong_passphrase"),
        (tmp_path, PASSPHRASE, "backup_broken"),
    ):
        with pytest.raises(DeskError) as raised:
            restoring.restore(folder, backup, passphrase, clock=lambda: NOW)
        assert raised.value.key == key
    assert sorted(one.name for one in folder.iterdir()) == before


def test_mutated_backups_are_rejected_with_a_reason(filled: Desk, tmp_path: Path) -> None:
    made = Services(filled).backups.make(tmp_path / "stick")
    folder = filled.vault.folder
    filled.close()
    rng = random.Random(4)
    for number in range(24):
        copy = tmp_path / f"backup-{number}.lvvb"
        shutil.copytree(made.folder, copy)
        name = rng.choice(["database.lvvb", "manifest.json"])
        content = bytearray((copy / name).read_bytes())
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        (copy / name).write_bytes(content)
        with pytest.raises(VaultError) as raised:
            restoring.restore(folder, copy, PASSPHRASE, clock=lambda: NOW)
        assert raised.value.key in ("backup_broken", "backup_foreign", "backup_passphrase")
    manifest = json.loads((made.folder / "manifest.json").read_text())
    for change in ({"cases": 0}, {"seq": 1}, {"epoch": 9}, {"extra": 1}, {"made_at": "gisteren"}):
        copy = tmp_path / "veranderd.lvvb"
        shutil.copytree(made.folder, copy, dirs_exist_ok=True)
        (copy / "manifest.json").write_text(json.dumps(manifest | change))
        with pytest.raises(VaultError):
            restoring.restore(folder, copy, PASSPHRASE, clock=lambda: NOW)
    vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW).close()


def test_a_full_disk_makes_no_half_backup(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lvv_desk.vault.storage.enough_room", lambda _: False)
    with pytest.raises(VaultError) as raised:
        Services(filled).backups.make()
    assert raised.value.key == "disk_nearly_full"
    assert not list(filled.vault.backups.glob("*")) if filled.vault.backups.exists() else True


def test_room_that_was_kept_back_lets_one_finish(tmp_path: Path) -> None:
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, kdf=CHEAP, clock=lambda: NOW)
    services = Services(desk)
    services.recovery.prove(desk.recovery_codes[0])
    assert (desk.vault.folder / "vault.reserve").stat().st_size == 16 * 1024 * 1024
    desk.store.read_only = "disk_full"
    with pytest.raises(VaultError) as raised:
        _register(desk)
    assert raised.value.key == "disk_full"
    services.health.free_reserve()
    assert not (desk.vault.folder / "vault.reserve").exists()
    _register(desk)
    with pytest.raises(VaultError):
        services.health.free_reserve()
    desk.close()


def test_a_backup_from_before_a_removal_asks_for_new_codes_again(tmp_path: Path) -> None:
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, name="Anna", kdf=CHEAP, clock=lambda: NOW)
    services = Services(desk)
    bram = services.accounts.add("Bram", ("counsellor",), OTHER, kdf=CHEAP)
    before = services.backups.make()
    services.accounts.remove(bram)
    services.recovery.renew()
    assert not services.recovery.state().known_to_leaver
    desk.close()
    restored = restoring.restore(
        tmp_path / "echt", before.folder, PASSPHRASE, user="Anna", clock=lambda: NOW
    ).desk  # fmt: skip
    assert Services(restored).recovery.state().known_to_leaver, "the log of the backup knows of no renewal"
    assert restored.warnings == ()
    restored.close()

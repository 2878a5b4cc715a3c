"""The vault: what opens it, what does not, and that trouble never creates or overwrites anything."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from lvv_desk.errors import VaultError
from lvv_desk.services import vaults
from lvv_desk.store.tables import Base
from lvv_desk.vault import slot_file, slots
from lvv_desk.vault.kdf import KdfParameters
from tests.conftest import CHEAP, PASSPHRASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kluis"
    vaults.create(path, PASSPHRASE, kdf=CHEAP).close()
    return path


def _state(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def _trouble(folder: Path, passphrase: str = PASSPHRASE) -> str:
    before = _state(folder) if folder.is_dir() else None
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(folder, passphrase)
    assert (_state(folder) if folder.is_dir() else None) == before
    return raised.value.key


def test_the_right_passphrase_opens_it(folder: Path) -> None:
    desk = vaults.open_vault(folder, PASSPHRASE)
    assert desk.by == "begeleider"
    desk.close()


def test_a_wrong_passphrase(folder: Path) -> None:
    assert _trouble(folder, "een heel andere zin dan deze") == "wrong_passphrase"


def test_the_same_letters_in_another_unicode_form_open_it(tmp_path: Path) -> None:
    path = tmp_path / "accent"
    vaults.create(path, "een zin met café erin", kdf=CHEAP).close()
    vaults.open_vault(path, "een zin met cafe\u0301 erin").close()


def test_there_is_no_vault(tmp_path: Path) -> None:
    assert _trouble(tmp_path / "nergens") == "no_vault"
    assert not (tmp_path / "nergens").exists()


def test_the_database_is_missing(folder: Path) -> None:
    (folder / "vault-1.db").unlink()
    assert _trouble(folder) == "database_missing"


def test_the_database_is_empty(folder: Path) -> None:
    (folder / "vault-1.db").write_bytes(b"")
    assert _trouble(folder) == "database_empty"


def test_the_database_is_plaintext(folder: Path) -> None:
    (folder / "vault-1.db").unlink()
    connection = sqlite3.connect(folder / "vault-1.db")
    connection.execute("create table person(name)")
    connection.commit()
    connection.close()
    assert _trouble(folder) == "database_plaintext"


@pytest.mark.parametrize("keep", [100, 4096, 9000])
def test_the_database_is_cut_off(folder: Path, keep: int) -> None:
    path = folder / "vault-1.db"
    path.write_bytes(path.read_bytes()[:keep])
    assert _trouble(folder) == "database_truncated"


def test_a_damaged_database_is_not_blamed_on_the_passphrase(folder: Path) -> None:
    path = folder / "vault-1.db"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert _trouble(folder) == "database_damaged"


def test_the_database_of_a_newer_program(folder: Path) -> None:
    desk = vaults.open_vault(folder, PASSPHRASE)
    with desk.store.engines.write.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    desk.close()
    assert _trouble(folder) == "vault_newer"


def test_the_slot_file_of_a_newer_program(folder: Path) -> None:
    for name in slot_file.COPIES:
        body = (folder / name).read_bytes().split(b"\n", 1)[1]
        newer = json.dumps(json.loads(body) | {"format": 99, "future": True}).encode()
        (folder / name).write_bytes(hashlib.sha256(newer).hexdigest().encode() + b"\n" + newer)
    assert _trouble(folder) == "vault_newer"


def test_a_vault_of_before_the_log_named_keys(folder: Path) -> None:
    for name in slot_file.COPIES:
        body = (folder / name).read_bytes().split(b"\n", 1)[1]
        older = json.dumps(json.loads(body) | {"format": 2}).encode()
        (folder / name).write_bytes(hashlib.sha256(older).hexdigest().encode() + b"\n" + older)
    assert _trouble(folder) == "vault_older"


def test_one_damaged_copy_of_the_slots_is_no_trouble(folder: Path) -> None:
    (folder / "vault.keys").write_bytes(b"niets")
    vaults.open_vault(folder, PASSPHRASE).close()


def test_both_copies_damaged(folder: Path) -> None:
    for name in slot_file.COPIES:
        (folder / name).write_bytes((folder / name).read_bytes()[:-5])
    assert _trouble(folder) == "slots_damaged"


def test_any_changed_part_of_a_slot_fails_closed(folder: Path) -> None:
    listed = slot_file.read(folder)
    slot = listed.users[0]
    keys = replace(slot.public_keys, mlkem=slot.public_keys.mlkem[:-2] + "00")
    for change in (
        {"kind": "recovery"}, {"created": "2020"}, {"id": "x"}, {"salt": "00" * 16}, {"nonce": "00" * 12},
        {"public_keys": keys}, {"wrapped_seeds": slot.wrapped_seeds[:-2] + "00"}, {"kdf": KdfParameters(65_536, 2, 1)},
    ):  # fmt: skip
        with pytest.raises(VaultError):
            slots.open_with_passphrase(replace(slot, **change), listed.vault_id, PASSPHRASE)
    with pytest.raises(VaultError):
        slots.open_with_passphrase(slot, "een andere kluis", PASSPHRASE)
    opened = slots.open_with_passphrase(slot, listed.vault_id, PASSPHRASE)
    for change in ({"user": "ander"}, {"roles": ("administrator",)}, {"sealed_key": slot.sealed_key[:-2] + "00"}):
        with pytest.raises(VaultError):
            slots.data_key_of(replace(slot, **change), listed.vault_id, 1, opened)
    with pytest.raises(VaultError):
        slots.data_key_of(slot, listed.vault_id, 2, opened)


@pytest.mark.parametrize(
    "change", [{"practice": True}, {"db_file": "../vault-1.db"}, {"dek_epoch": 1, "created": "2020"}, {"generation": 9}]
)
def test_a_changed_list_of_slots_is_not_opened(folder: Path, change: dict[str, object]) -> None:
    slot_file.write(folder, replace(slot_file.read(folder), **change))
    assert _trouble(folder) in ("slots_tampered", "slots_damaged")


def test_a_slot_added_without_the_data_key_is_refused(folder: Path, tmp_path: Path) -> None:
    vaults.create(tmp_path / "andere", "een heel andere zin dan deze", kdf=CHEAP).close()
    stranger = slot_file.read(tmp_path / "andere").users[0]
    slot_file.write(folder, slot_file.read(folder).with_slot(stranger))
    assert _trouble(folder) == "slots_tampered"


@pytest.mark.parametrize("bad", [KdfParameters(1024, 3, 4), KdfParameters(2**21, 3, 4), KdfParameters(65_536, 0, 4)])
def test_unsafe_parameters_are_refused_before_any_memory_is_taken(folder: Path, bad: KdfParameters) -> None:
    listed = slot_file.read(folder)
    with pytest.raises(VaultError) as raised:
        slots.open_with_passphrase(replace(listed.users[0], kdf=bad), listed.vault_id, PASSPHRASE)
    assert raised.value.key == "slot_parameters"


def test_a_folder_with_something_in_it_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "foto.txt").write_text("van iemand anders")
    before = _state(tmp_path)
    with pytest.raises(VaultError) as raised:
        vaults.create(tmp_path, PASSPHRASE, kdf=CHEAP)
    assert raised.value.key == "folder_taken"
    assert _state(tmp_path) == before


def test_a_short_passphrase_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultError) as raised:
        vaults.create(tmp_path / "kluis", "te kort", kdf=CHEAP)
    assert raised.value.key == "passphrase_short"
    assert not (tmp_path / "kluis").exists()


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr("lvv_desk.store.migrate.migrate", fail)
    with pytest.raises(OSError, match="disk"):
        vaults.create(tmp_path / "kluis", PASSPHRASE, kdf=CHEAP)
    assert not (tmp_path / "kluis").exists()


def test_the_files_tell_nothing(folder: Path) -> None:
    content = b"".join(one.read_bytes() for one in folder.iterdir())
    assert PASSPHRASE.encode() not in content
    assert b"SQLite format" not in content
    assert Base.metadata.tables["case_file"].name.encode() not in content
    assert all((one.stat().st_mode & 0o077) == 0 for one in folder.iterdir() if one.name.startswith("vault.keys"))

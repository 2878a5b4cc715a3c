"""What the torture found, each as a small test of its own that needs no strace."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import update

from lvv_desk.domain.answers import AnswerKey
from lvv_desk.errors import VaultError
from lvv_desk.services import restoring, vaults
from lvv_desk.services.accounts import AccountService
from lvv_desk.services.backups import BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.services.health import HealthService, hold
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.store import copying, engine, integrity, migrate
from lvv_desk.store.tables import SummaryRow
from lvv_desk.vault import slot_file
from lvv_desk.vault.database_file import PAGE, journal_of
from lvv_desk.vault.instance import Instance
from lvv_desk.vault.vault import Vault
from tests.conftest import CHEAP, NOW, PASSPHRASE

OTHER = "een heel andere zin voor later"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An open vault, which most of these tests close themselves."""
    return vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: NOW)


def _register(desk: Desk, name: str) -> None:
    Services(desk).cases.register(name=name, municipality="utrecht", on=desk.today())


def _names(desk: Desk) -> set[str]:
    return {row.name for row in Services(desk).cases.every()}


def _reopened(desk: Desk) -> Desk:
    desk.close()
    return vaults.open_vault(desk.vault.folder, PASSPHRASE, clock=lambda: NOW)


def _fail_writing(monkeypatch: pytest.MonkeyPatch, failing: set[int]) -> None:
    """The calls of these numbers that write a copy of the slots fail, after what they had to write was written."""
    real, calls = slot_file.write_synced, iter(range(1, 100))

    def write(path: Path, content: bytes) -> None:
        real(path, content)
        if next(calls) in failing:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(slot_file, "write_synced", write)


@pytest.mark.parametrize(("failing", "key"), [({1}, "slots_not_written"), (set(range(1, 9)), "slots_unsure")])
def test_a_code_that_was_used_in_vain_says_so_and_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: set[int], key: str
) -> None:
    made = vaults.create(tmp_path / "echt", PASSPHRASE, name="Anna", kdf=CHEAP, clock=lambda: NOW)
    code, folder = made.recovery_codes[0], made.vault.folder
    made.close()
    use = partial(vaults.open_with_code, folder, user="Anna", passphrase=OTHER, kdf=CHEAP, clock=lambda: NOW)
    with monkeypatch.context() as patched:
        _fail_writing(patched, failing)
        with pytest.raises(VaultError) as raised:
            use(code)
    assert raised.value.key == key
    if key == "slots_unsure":
        return
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert again.warnings == (), "the passphrase of before still counts"
    again.close()
    recovered = use(code)
    (fresh,) = recovered.recovery_codes
    recovered.close()
    vaults.open_vault(folder, OTHER, clock=lambda: NOW).close()
    use(fresh).close()


def test_work_after_a_failed_renewal_of_the_key_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        _fail_writing(patched, {1})
        with pytest.raises(VaultError, match="sleutels"):
            AccountService(desk).rotate()
    _register(desk, "Na de storing")
    again = _reopened(desk)
    assert _names(again) == {"Na de storing"}
    assert again.warnings == ()
    assert AccountService(again).rotate().epoch == 2
    again.close()


def test_nothing_is_written_any_more_when_it_is_unsure_which_file_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(desk, "Van tevoren")
    with monkeypatch.context() as patched:
        _fail_writing(patched, set(range(1, 100)))
        with pytest.raises(VaultError):
            AccountService(desk).rotate()
    with pytest.raises(VaultError):
        _register(desk, "Dat gaat verloren")
    again = _reopened(desk)
    assert _names(again) == {"Van tevoren"}
    again.close()


def test_a_renewed_database_has_its_journal_beside_it_before_it_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    real = Vault.renew

    def renew(vault: Vault, changed: Any, key: Any) -> None:
        seen.append(journal_of(vault.folder / changed.db_file).exists())
        real(vault, changed, key)

    monkeypatch.setattr(Vault, "renew", renew)
    AccountService(desk).rotate()
    assert seen == [True]
    desk.close()


KILLED_ROTATION = """
import os, signal, sys
from pathlib import Path
from lvv_desk.services import vaults
from lvv_desk.services.accounts import AccountService
from lvv_desk.vault import database_file

def kill(database):
    if database.name == "vault-1.db":
        os.kill(os.getpid(), signal.SIGKILL)

desk = vaults.open_vault(Path(sys.argv[1]), sys.argv[2])
database_file.remove = kill
AccountService(desk).rotate()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_renewal_of_the_key_that_was_killed_before_the_old_database_went(desk: Desk, tmp_path: Path) -> None:
    _register(desk, "Van tevoren")
    folder = desk.vault.folder
    shutil.copy(desk.vault.database, folder / "vault-1.db.before-migration")
    desk.close()
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "elsewhere"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", KILLED_ROTATION, folder, PASSPHRASE], env=environment, cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert {"vault-1.db", "vault-2.db", "vault-1.db.before-migration"} <= {one.name for one in folder.iterdir()}
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert again.vault.slots.dek_epoch == 2
    assert (folder / "vault-1.db").exists(), "not before the new one was looked at"
    assert HealthService(again).start_check().passed
    assert _names(again) == {"Van tevoren"}
    assert {one.name for one in folder.rglob("vault-*.db*")} == {"vault-2.db", "vault-2.db-journal"}
    again.close()


def _killed_after_the_switch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup is being put back in a vault with later work; the program ends when the restored database counts."""
    _register(desk, "Vroeger")
    BackupService(desk).make()
    _register(desk, "Later")
    desk.close()
    folder = desk.vault.folder

    def killed(vault: Vault, **_: object) -> Desk:
        vault.forget()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(vaults, "open_unlocked", killed)
        (only,) = restoring.backups_beside(folder)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(folder, only.folder, PASSPHRASE, clock=lambda: NOW)
    return folder


def test_a_restore_that_was_killed_leaves_nothing_unexplained(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _killed_after_the_switch(desk, monkeypatch)
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert _names(again) == {"Vroeger"}
    assert again.warnings == ()
    (aside,) = folder.glob("aside-*")
    assert {one.name for one in aside.iterdir()} >= {"vault-1.db", *slot_file.COPIES}
    again.close()


def test_a_restore_that_the_disk_refuses_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _register(desk, "Vroeger")
    BackupService(desk).make()
    _register(desk, "Later")
    desk.close()
    folder = desk.vault.folder
    (only,) = restoring.backups_beside(folder)
    with monkeypatch.context() as patched:
        _fail_writing(patched, {1})
        with pytest.raises(VaultError):
            restoring.restore(folder, only.folder, PASSPHRASE, clock=lambda: NOW)
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert _names(again) == {"Vroeger", "Later"}
    assert again.warnings == ()
    again.close()


def test_two_crashes_in_a_row_are_no_lacking_journal(tmp_path: Path) -> None:
    database = tmp_path / "vault-1.db"
    journal_of(database).write_bytes(b"of a transaction that was not finished")
    crashed = Instance(tmp_path)
    crashed.take(database)
    crashed.sign()
    crashed._lock.release()
    journal_of(database).unlink()  # as the database does when it undoes the transaction
    after = Instance(tmp_path)
    after.take(database)
    assert (after.found_unclean, after.found_journal) == (True, True)
    after.sign()
    after.recovered()
    after._lock.release()
    once_more = Instance(tmp_path)
    once_more.take(database)
    assert (once_more.found_unclean, once_more.found_journal) == (True, False)
    once_more.release()


def test_an_import_that_does_not_fit_on_the_disk_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = desk.vault.database.stat().st_size // 4096
    row = {"municipality": "utrecht", "registered_on": "2026-11-02", "answers": {"name_used": "Lang " * 30}}
    monkeypatch.setattr(engine, "PRAGMAS", (*engine.PRAGMAS, f"max_page_count={pages + 4}"))
    with pytest.raises(VaultError) as raised:
        ImportService(desk).rows([row | {"reference": f"bestand {number} "} for number in range(200)])
    assert raised.value.key == "disk_full"
    desk.close()


def test_a_list_row_that_hides_a_draft_is_reported(desk: Desk) -> None:
    services = Services(desk)
    case = services.cases.register(name="Met concept", municipality="utrecht", on=desk.today())
    services.intake.save(case.id, AnswerKey("language"), "tir")
    assert services.health.check().passed
    with desk.store.engines.write.begin() as connection:
        connection.execute(update(SummaryRow).values(has_draft=False))
    assert [one.name for one in services.health.check().rows if not one.passed] == ["lists"]
    desk.close()


def test_a_new_place_for_backups_lasts_with_the_backup(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(slot_file, "sync_folder", synced.append)
    made = BackupService(desk).make(tmp_path / "stick")
    assert {tmp_path, tmp_path / "stick"} <= set(synced)
    assert made.folder.parent == tmp_path / "stick"
    desk.close()


def test_a_folder_that_can_not_be_read_is_no_folder_without_backups(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    BackupService(desk).make()

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "glob", refuse)
        with pytest.raises(VaultError) as raised:
            restoring.backups_beside(desk.vault.folder)
    assert raised.value.key == "disk_error"
    desk.close()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_error"),
        ("file is not a database", "database_damaged"),
    ],
)
def test_a_copy_says_what_the_disk_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, words: str, key: str
) -> None:  # fmt: skip
    def refuse(*_: object) -> None:
        raise sqlcipher.OperationalError(words)

    monkeypatch.setattr(copying, "_into", refuse)
    with pytest.raises(VaultError) as raised:
        BackupService(desk).make()
    assert raised.value.key == key
    assert not list(desk.vault.backups.iterdir())
    desk.close()


def test_leftovers_that_can_not_be_moved_keep_nobody_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.vault.folder / "vault-9.db").write_bytes(b"over")
    desk.close()

    def refuse(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        vaults.open_vault(desk.vault.folder, PASSPHRASE).close()
    assert (desk.vault.folder / "vault-9.db").exists()


def test_the_scripts_of_the_tables_are_compiled_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(*_: object) -> None:
        raise AssertionError("compiled again")

    assert not migrate.behind(desk.store.engines.read)
    monkeypatch.setattr(migrate.ScriptDirectory, "from_config", again)
    assert not migrate.behind(desk.store.engines.read)
    migrate.migrate(desk.store.engines.write)
    desk.close()


def test_who_is_under_way_when_the_vault_closes_writes_nothing_after_its_last_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look in another thread came after the goodbye into the log, which then belonged to no open vault."""
    _register(desk, "Aster")
    services = Services(desk)
    dispose, refused = desk.store._engines.dispose, []

    def late() -> None:
        for look in (services.cases.every, lambda: _register(desk, "Linde")):
            with pytest.raises(VaultError) as told:
                look()
            refused.append(told.value.key)
        dispose()

    monkeypatch.setattr(type(desk.store._engines), "dispose", lambda _: late())
    desk.close()
    monkeypatch.undo()
    assert refused == ["vault_closed", "vault_closed"]
    again = vaults.open_vault(desk.vault.folder, PASSPHRASE, clock=lambda: NOW)
    assert HealthService(again).check().passed
    assert _names(again) == {"Aster"}
    again.close()


def _flipped(vault: Path, *, free: bool) -> None:
    """A bit of the first page of the file that is free, or of the last one that is not."""
    (file,) = vault.glob("*.db")
    whole = file.read_bytes()
    pages = range(2, len(whole) // PAGE + 1)
    for page in pages if free else reversed(pages):
        at = (page - 1) * PAGE + 100
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            desk = vaults.open_vault(vault, PASSPHRASE, clock=lambda: NOW)
        except VaultError:
            continue  # a page that the opening needs
        found = integrity.run(integrity.all_layers(desk.store, desk.chain))
        is_free = integrity.only_free_pages(desk.store, found)
        desk.store.close()
        desk.chain.forget()
        desk.vault.forget()
        if is_free is free:
            return
    raise AssertionError("no such page")


@pytest.mark.parametrize("free", [True, False])
def test_a_torn_page_that_nothing_stands_on_is_mended_and_any_other_is_damage(desk: Desk, free: bool) -> None:
    """A power cut in a transaction that takes a free page into use leaves it torn: nothing undoes it."""
    _register(desk, "Aster")
    services = Services(desk)
    case_id = services.cases.every()[0].case_id
    for _ in range(20):
        services.intake.save(case_id, AnswerKey("client_wish"), "een lange wens " * 900)
        services.intake.discard(case_id)
    desk.close()
    vault = desk.vault.folder
    _flipped(vault, free=free)
    again = vaults.open_vault(vault, PASSPHRASE, clock=lambda: NOW)
    hold(again)
    assert HealthService(again).start_check().passed is free
    assert ("free_pages_mended" in again.warnings) is free
    assert (again.store.read_only is None) is free
    if free:
        assert _names(again) == {"Aster"}
        assert Services(again).audit.page(kind="storage.free_pages_mended").total == 1
        assert all(one.passed for one in HealthService(again).check().rows if one.name != "start_up")
    again.close()

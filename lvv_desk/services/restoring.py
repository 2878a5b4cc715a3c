"""Putting a backup back. The vault is closed then, and may be damaged, so this works on its folder.

Nothing is overwritten: the restored database gets a name of its own, writing the slots switches to it, and what was
there is moved aside. Killed at any point there is one vault that opens: the old or the restored one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

from lvv_desk.domain.rights import Right
from lvv_desk.domain.session import Actor
from lvv_desk.errors import RightsError, VaultError, system_words
from lvv_desk.paths import state_folder
from lvv_desk.services import signing, vaults
from lvv_desk.services.desk import Clock, Desk, definitions, now
from lvv_desk.store import accounts, audit_check, copying, migrate
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.keyring import Keyring
from lvv_desk.store.line_code import Row
from lvv_desk.store.unit_of_work import Store
from lvv_desk.texts import name_of
from lvv_desk.vault import backup_set, local_state, slot_file
from lvv_desk.vault import vault as vault_files
from lvv_desk.vault.backup_set import BackupSet
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.database_file import journal_of
from lvv_desk.vault.instance import Instance
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.vault import ASIDE, Vault

FoundBackup: TypeAlias = BackupSet
"""A backup on the disk, with its folder and its manifest."""

UNUSABLE_SLOTS = frozenset({"no_vault", "slots_damaged"})


@dataclass(frozen=True)
class Restored:
    """The vault after a backup was put back, open, and where the earlier files are now."""

    desk: Desk
    aside: Path
    erased_again: int


def backups_beside(folder: Path) -> tuple[BackupSet, ...]:
    """The finished backups in the folder of a vault that need not open, the newest first."""
    return backup_set.every(folder / vault_files.BACKUPS)


def backups_in(folder: Path) -> tuple[BackupSet, ...]:
    """The finished backups in any folder, the newest first; the folder can be one itself. Raises :class:`VaultError`.

    A folder of a vault gives the backups of that vault.
    """
    found = backup_set.every(folder) or backups_beside(folder)
    return found or (backup_set.read(folder),)


def restore(
    folder: Path, backup_folder: Path, passphrase: str, *,
    backup_passphrase: str | None = None, user: str | None = None, clock: Clock = now,
) -> Restored:  # fmt: skip
    """Puts a backup back in the place of the database of a vault and opens it.

    The people and passphrases of now stay when their keys can still be read; otherwise those of the backup come back.

    Args:
        passphrase: the passphrase of now, or of the time of the backup where the vault's own keys are lost.
        backup_passphrase: the passphrase of the time of the backup, where the data key was renewed since.

    Raises:
        VaultError: the backup is broken or of another vault, or a passphrase does not fit; nothing was changed.
        RightsError: the account may not restore.
    """
    backup = backup_set.read(backup_folder)
    backup_set.require_whole(backup)
    old = backup_passphrase or passphrase
    vault, backup_key = vaults.counted(
        backup.manifest.vault_id, clock, lambda: _keys(folder, backup, passphrase, old, user)
    )
    try:
        _require_right(vault.me.roles)
        backup.manifest.check(backup_key)
        stamp = clock().strftime(backup_set.STAMP)
        database = _new_database(folder, backup, backup_key, vault, stamp)
        changed = vault.signed(replace(vault.slots, db_file=database.name))
        aside = _switch(folder, vault, changed, stamp, backup, lambda: _told(vault, database, changed, backup, clock))
    except BaseException:
        vault.forget()
        raise
    finally:
        if backup_key is not vault.data_key:
            backup_key.forget()
    desk = vaults.open_unlocked(vault, clock=clock)
    return Restored(desk, aside, desk.erased_again)


def _keys(
    folder: Path, backup: BackupSet, passphrase: str, old_passphrase: str, user: str | None
) -> tuple[Vault, DataKey]:
    """The vault with its keys of now, or else of the backup, and the data key that the backup was made with."""
    try:
        current = vault_files.unlock_keys(folder, passphrase, user)
    except VaultError as error:
        if error.key not in UNUSABLE_SLOTS:
            raise
        return _from_backup(folder, backup, old_passphrase)
    try:
        _require_same_vault(current, backup)
        if current.slots.dek_epoch == backup.manifest.epoch:
            return current, current.data_key
        return current, _key_of_then(backup, old_passphrase)
    except BaseException:
        current.forget()
        raise


def _require_same_vault(vault: Vault, backup: BackupSet) -> None:
    if vault.slots.vault_id != backup.manifest.vault_id:
        raise VaultError("backup_foreign")


def _key_of_then(backup: BackupSet, passphrase: str) -> DataKey:
    try:
        _, keys, data_key = vault_files.keys_of_backup(backup.slots(), passphrase)
    except VaultError as error:
        raise VaultError("backup_passphrase" if error.key == "wrong_passphrase" else error.key) from error
    keys.forget()
    return data_key


def _from_backup(folder: Path, backup: BackupSet, passphrase: str) -> tuple[Vault, DataKey]:
    listed = backup.slots()
    slot, keys, data_key = vault_files.keys_of_backup(listed, passphrase)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    instance = Instance(folder)
    instance.take(folder / listed.db_file)
    return Vault(folder, listed, slot, keys, data_key, instance), data_key


def _require_right(held: tuple[str, ...]) -> None:
    roles = definitions().roles
    if not any(Right.RESTORE in roles[name].rights for name in held if name in roles):
        raise RightsError("not_allowed", right=name_of(Right.RESTORE))


def _new_database(folder: Path, backup: BackupSet, backup_key: DataKey, vault: Vault, stamp: str) -> Path:
    """The restored database under the key of now and a name that nothing refers to yet."""
    if copying.problems(backup.database, backup_key.backup):
        raise VaultError("backup_broken", name=backup.folder.name)
    database = folder / f"vault-{vault.slots.dek_epoch}-{stamp}.db"
    copying.copy(backup.database, backup_key.backup, database, vault.data_key.database)
    facts = copying.facts(database, vault.data_key.database)
    if copying.problems(database, vault.data_key.database) or facts.head != backup.manifest.head:
        database.unlink()
        raise VaultError("backup_broken", name=backup.folder.name)
    return database


def _told(vault: Vault, database: Path, changed: SlotFile, backup: BackupSet, clock: Clock) -> None:
    """Writes in the log of the restored database what is about to happen, as before every change of the slots.

    Killed after the switch the next opening then finds nothing unexplained. What the log of the backup does not know of
    the accounts of now, the lines of the later log vouch for, where they can still be read. All of them are carried
    along: a line that the log knows can't be played to it again.
    """
    chain = KeyedChain(vault.keys.sign, signing.trust_in(vault.slots.vault_id))
    actor = Actor(vault.me.id, vault.me.user, vault.me.roles, str(uuid4()))
    store = Store(database, vault.data_key.database, clock=clock, actor=actor, chain=chain)
    try:
        with store.plain_errors():
            migrate.migrate(store.engines.write)
        with store.read() as reader:
            chain.take_key(vaults.own_log_key(reader, vault))
            ring, known = chain.keyring(reader), audit_check.key_rows(reader)
        proof = _later_lines(vault, known)
        later = ring.after(proof)
        _require_standing(vault, later)
        users = [one for one in changed.users if not later.is_removed(one.id)]
        with store.write() as work:
            gone = accounts.match(work, {UUID(one.id): (one.user, one.roles) for one in users})
            work.log(
                "vault.restored", "vault", vault.slots.vault_id, backup=backup.folder.name, slots=changed.digest(),
                seq=backup.manifest.seq, removed=[str(one) for one in gone],
                proof=[signing.as_proof(one) for one in proof],
                **signing.everyone(users, changed.recovery),
            )  # fmt: skip
    finally:
        store.close()
        chain.forget()


def _later_lines(vault: Vault, known: list[Row]) -> list[Row]:
    """The lines about keys that the log in force has beyond those of the backup."""
    found = audit_check.key_rows_of(vault.database, vault.data_key.database)
    same = sum(1 for _ in takewhile(lambda pair: pair[0]["h"] == pair[1]["h"], zip(found, known, strict=False)))
    return found[same:]


def _require_standing(vault: Vault, ring: Keyring) -> None:
    """Raises :class:`DeskError` when the log says that who restores was removed, or has no such right any more."""
    if ring.is_removed(vault.me.id):
        raise VaultError("account_removed")
    if vault.me.id in ring.accounts:
        _require_right(ring.accounts[vault.me.id].roles)


def _switch(
    folder: Path, vault: Vault, changed: SlotFile, stamp: str, backup: BackupSet, tell: Callable[[], None]
) -> Path:
    """Keeps the present files aside and makes the restored database the one that counts.

    Raises:
        VaultError: the disk refuses; the vault is as it was.
    """
    database, aside = folder / changed.db_file, folder / f"{ASIDE}-{stamp}"
    before = folder / vault.slots.db_file
    try:
        _keep_slots(folder, aside)
        tell()
        backup_set.bring_erasures(backup.folder, folder)
        _forget_anchor(vault)
        vault.adopt(changed)
    except BaseException as error:
        if not vault.unsure:
            for one in (database, journal_of(database)):
                with suppress(OSError):
                    one.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise VaultError("copy_not_written", file=aside.name, why=system_words(error)) from error
        raise
    _set_aside(before, aside)
    vault.instance.sign()
    return aside


def _keep_slots(folder: Path, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    for name in slot_file.COPIES:
        if (folder / name).exists():
            slot_file.write_synced(aside / name, (folder / name).read_bytes())
    slot_file.sync_folder(aside)
    slot_file.sync_folder(folder)


def _set_aside(before: Path, aside: Path) -> None:
    """Moves the earlier database; what can't be moved now is moved at the next opening."""
    with suppress(OSError):
        for old in (before, journal_of(before)):
            if old.exists():
                old.rename(aside / old.name)
        slot_file.sync_folder(before.parent)


def _forget_anchor(vault: Vault) -> None:
    vault_id = vault.slots.vault_id
    state = local_state.load(state_folder(), vault_id)
    local_state.save(state_folder(), vault_id, replace(state, anchor=None))

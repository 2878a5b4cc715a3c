"""A vault: a folder that holds the key slots, the database and (later) its backups."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError
from lvv_desk.vault import slot_file
from lvv_desk.vault.keys import (
    KdfParameters,
    Slot,
    check_passphrase,
    database_key,
    new_data_key,
    unwrap,
    wrap,
)
from lvv_desk.vault.slot_file import SlotFile

PLAIN_HEADER = b"SQLite format 3\x00"
PAGE = 4096
SMALLEST_PAGES = 2
ONLY_USER = "user"


@dataclass(frozen=True)
class Vault:
    """An unlocked vault. ``take_key`` gives the database key once for each connection; the taker wipes it."""

    folder: Path
    slots: SlotFile
    take_key: Callable[[], bytearray]
    forget: Callable[[], None]

    @property
    def database(self) -> Path:
        return self.folder / self.slots.db_file


def create(
    folder: Path,
    passphrase: str,
    *,
    practice: bool = False,
    open_practice: bool = False,
    kdf: KdfParameters | None = None,
) -> Vault:
    """Makes the folder with its key slots; the database file does not exist yet.

    Args:
        practice: marks a vault that may only hold fictitious people.
        open_practice: the passphrase is the public one of the practice vault.

    Raises:
        VaultError: the folder holds something already, or the passphrase is too short or too long.
    """
    check_passphrase(passphrase)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise VaultError("folder_taken", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise VaultError("folder_refused", folder=folder, why=error.strerror) from error
    vault_id, now = str(uuid4()), datetime.now(UTC).isoformat(timespec="seconds")
    data_key = new_data_key()
    empty = Slot(str(uuid4()), ONLY_USER, "counsellor", now, (kdf or KdfParameters()).checked(), "", "", "")
    slots = SlotFile(
        vault_id=vault_id,
        db_file="vault-1.db",
        slots=(wrap(empty, vault_id, passphrase, data_key),),
        created=now,
        practice=practice,
        open_practice=open_practice,
    )
    slot_file.write(folder, slots)
    os.close(os.open(folder / slots.db_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return _unlocked(folder, slots, data_key)


def discard(folder: Path, slots: SlotFile) -> None:
    """Takes away what a failed creation left behind; only what the creation itself made."""
    names = (*slot_file.COPIES, slots.db_file, f"{slots.db_file}-journal")
    for name in names:
        (folder / name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def describe(folder: Path) -> SlotFile:
    """What the slot file of a vault says, without opening it. Raises :class:`VaultError`."""
    if not folder.is_dir():
        raise VaultError("no_vault", folder=folder)
    return slot_file.read(folder)


def unlock(folder: Path, passphrase: str) -> Vault:
    """Opens the key slot. Creates and changes nothing.

    Raises:
        VaultError: no vault here, a wrong passphrase, or a database file that is missing, empty, plaintext or
            cut off.
    """
    slots = describe(folder)
    check_database_file(folder / slots.db_file)
    last_error: VaultError | None = None
    for slot in slots.slots:
        try:
            return _unlocked(folder, slots, unwrap(slot, slots.vault_id, passphrase))
        except VaultError as error:
            last_error = error
    raise last_error or VaultError("slots_damaged", folder=folder)


def check_database_file(path: Path) -> None:
    """What can be said of the database file without a key. Raises :class:`VaultError`."""
    if not path.is_file():
        raise VaultError("database_missing", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise VaultError("database_empty", file=path.name)
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise VaultError("database_plaintext", file=path.name)
    journal = path.with_name(f"{path.name}-journal")
    recovering = journal.is_file() and journal.stat().st_size > 0
    if not recovering and (size % PAGE or size < SMALLEST_PAGES * PAGE):
        raise VaultError("database_truncated", file=path.name)


def _unlocked(folder: Path, slots: SlotFile, data_key: bytearray) -> Vault:
    return Vault(folder, slots, lambda: database_key(data_key, slots.vault_id), lambda: wipe(data_key))

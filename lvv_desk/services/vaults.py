"""Making and opening vaults."""

from __future__ import annotations

from pathlib import Path

from lvv_desk.errors import DeskError, VaultError
from lvv_desk.services.desk import Clock, Desk, definitions, now
from lvv_desk.store import migrate, records
from lvv_desk.store.unit_of_work import Store
from lvv_desk.vault import vault as vaults
from lvv_desk.vault.keys import KdfParameters
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.vault import Vault

PRACTICE_PASSPHRASE = "oefenen met verzonnen mensen"  # noqa: S105 - public on purpose: a practice vault holds nobody
DEFAULT_NAME = "begeleider"


def create(
    folder: Path,
    passphrase: str,
    *,
    practice: bool = False,
    name: str = DEFAULT_NAME,
    clock: Clock = now,
    kdf: KdfParameters | None = None,
) -> Desk:
    """A new vault, open. When anything goes wrong nothing of it stays.

    Raises:
        VaultError: the folder is taken, or the passphrase is too short or too long.
    """
    registry = definitions()
    vault = vaults.create(
        folder, passphrase, practice=practice, open_practice=practice and passphrase == PRACTICE_PASSPHRASE, kdf=kdf
    )
    try:
        store = Store(vault.database, vault.take_key, clock=clock, by=name)
        migrate.migrate(store.engines.write)
        with store.write() as work:
            records.set_meta(work, "vault_id", vault.slots.vault_id)
            records.set_meta(work, "counsellor", name)
            records.add_account(work, name, "counsellor")
            work.log("vault.created", "vault", vault.slots.vault_id)
    except BaseException:
        vaults.discard(folder, vault.slots)
        raise
    return Desk(vault, store, registry, clock, name)


def open_vault(folder: Path, passphrase: str, *, clock: Clock = now) -> Desk:
    """Opens a vault and brings its tables up to date.

    Raises:
        VaultError: each kind of trouble with its own message; nothing is created or overwritten.
    """
    return open_unlocked(vaults.unlock(folder, passphrase), clock=clock)


def open_unlocked(vault: Vault, *, clock: Clock = now) -> Desk:
    """The same for a vault whose slot is open already."""
    registry = definitions()
    store = Store(vault.database, vault.take_key, clock=clock, by=DEFAULT_NAME)
    try:
        migrate.migrate(store.engines.write)
        with store.read() as reader:
            name = records.meta(reader, "counsellor") or DEFAULT_NAME
            _require_own(records.meta(reader, "vault_id"), vault)
    except BaseException:
        store.close()
        vault.forget()
        raise
    store.by = name
    return Desk(vault, store, registry, clock, name)


def _require_own(vault_id: str | None, vault: Vault) -> None:
    if vault_id != vault.slots.vault_id:
        raise VaultError("database_foreign")


def describe(folder: Path) -> SlotFile:
    """What can be said of a vault without opening it. Raises :class:`VaultError`."""
    return vaults.describe(folder)


def is_vault(folder: Path) -> bool:
    """Whether there is a readable vault in the folder."""
    try:
        vaults.describe(folder)
    except DeskError:
        return False
    return True


def remove(vault: Vault) -> None:
    """Takes away a vault that could not be filled; only ever called on one that was just made."""
    vaults.discard(vault.folder, vault.slots)

"""Making and opening vaults."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from lvv_desk.domain.session import Actor
from lvv_desk.errors import DeskError, VaultError
from lvv_desk.paths import state_folder
from lvv_desk.services import erasure_marks
from lvv_desk.services.desk import Clock, Desk, definitions, now
from lvv_desk.store import accounts, audit, copying, migrate, records
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.unit_of_work import Reader, Store, UnitOfWork
from lvv_desk.vault import backup_set, local_state, slot_file, storage
from lvv_desk.vault import vault as vaults
from lvv_desk.vault.kdf import KdfParameters
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.vault import Vault

PRACTICE_PASSPHRASE = "oefenen met verzonnen mensen"  # noqa: S105 - public on purpose: a practice vault holds nobody
DEFAULT_NAME = "begeleider"
LOG_KEY = "log_key"
T = TypeVar("T")
ALL_ROLES = ("counsellor", "team_lead", "data_officer", "administrator")
"""Who makes a vault begins with every role; others get theirs from them."""


def create(
    folder: Path,
    passphrase: str,
    *,
    practice: bool = False,
    name: str = DEFAULT_NAME,
    clock: Clock = now,
    kdf: KdfParameters | None = None,
) -> Desk:
    """A new vault, open, with its recovery codes. When anything goes wrong nothing of it stays.

    Raises:
        VaultError: the folder is taken, or the passphrase does not follow the rules.
    """
    open_practice = practice and passphrase == PRACTICE_PASSPHRASE
    made = vaults.create(
        folder, passphrase, user=name, roles=ALL_ROLES, practice=practice, open_practice=open_practice, kdf=kdf
    )
    vault = made.vault
    try:
        desk = _desk(vault, clock, recovery_codes=() if practice else made.codes)
        migrate.migrate(desk.store.engines.write)
        log_key = os.urandom(32)
        desk.chain.take_key(bytearray(log_key))
        with desk.store.write() as work:
            records.set_meta(work, "vault_id", vault.slots.vault_id)
            records.set_meta(work, LOG_KEY, log_key.hex())
            _add_account(work, vault)
            work.log("vault.created", "vault", vault.slots.vault_id, slots=vault.slots.digest())
            _log_opening(work)
        desk.remember_head()
        if not practice:
            storage.make_reserve(folder)
    except BaseException:
        vault.forget()
        vaults.discard(folder, vault.slots)
        raise
    return desk


def open_vault(folder: Path, passphrase: str, *, user: str | None = None, clock: Clock = now) -> Desk:
    """Opens a vault and brings its tables up to date.

    Raises:
        VaultError: each kind of trouble with its own message; nothing is created or overwritten.
    """
    return _attempt(folder, clock, lambda: vaults.unlock(folder, passphrase, user))


def open_with_code(
    folder: Path, code: str, *, user: str, passphrase: str, clock: Clock = now, kdf: KdfParameters | None = None
) -> Desk:
    """Opens a vault with a recovery code and gives a user a new passphrase. The code is used up; a new one is made.

    Raises:
        VaultError: the code does not fit, there is no such user, the passphrase does not follow the rules, or the
            keys can't be written; then the code still works.
    """
    vault = counted(describe(folder).vault_id, clock, lambda: vaults.unlock_with_code(folder, code))
    used, before = vault.me, vault.slots
    try:
        known = vault.user_named(user)
        _, slot, keys = vault.with_user(known.user, known.roles, passphrase, kdf=kdf, slot_id=known.id)
        vault.slots, vault.me, vault.keys = vault.slots.with_slot(slot), slot, keys
        changed, fresh_code = vault.with_new_code(used.id)
        vault.slots = before
    except BaseException:
        vault.forget()
        raise

    def record(work: UnitOfWork) -> None:
        accounts.add_key(work, UUID(slot.id), slot.public_keys.ed25519)
        work.log("keys.changed", "keys", slot.id, signed=True, what="recovery_used", code=used.user,
                 slots=changed.digest())  # fmt: skip

    desk = open_unlocked(vault, clock=clock, first=record, changed=changed)
    return replace(desk, recovery_codes=(fresh_code,))


def open_unlocked(
    vault: Vault,
    *,
    clock: Clock = now,
    first: Callable[[UnitOfWork], None] | None = None,
    changed: SlotFile | None = None,
) -> Desk:
    """The same for a vault whose slot is open already.

    ``first`` adds to the first lines of the session; ``changed`` is the list of slots that comes into force then.
    """
    desk = _desk(vault, clock)
    try:
        with desk.store.plain_errors():
            if migrate.behind(desk.store.engines.read):
                copying.keep_before_migration(vault.database, vault.data_key.database)
            migrate.migrate(desk.store.engines.write)
        with desk.store.read() as reader:
            desk.chain.take_key(own_log_key(reader, vault))
            warnings = _warnings(reader, vault, slots_explained=first is not None)
            desk.change_roles(_own_roles(reader, vault))
        vaults.set_leftovers_aside(vault.folder, vault.slots, clock().strftime(backup_set.STAMP))
        with desk.store.write() as work:
            if first is not None:
                first(work)
            _log_opening(work, failed=_state(vault).failed, warnings=list(warnings))
        vault.instance.recovered()
        if changed is None:
            slot_file.mend(vault.folder, vault.slots)
        else:
            vault.adopt(changed)
        _forget_failures(vault)
        desk.erased_again = erasure_marks.apply_again(desk)
        if "older_copy" not in warnings:
            desk.remember_head()
    except BaseException:
        desk.store.close()
        desk.chain.forget()
        vault.forget()
        raise
    return replace(desk, warnings=warnings)


def _desk(vault: Vault, clock: Clock, *, recovery_codes: tuple[str, ...] = ()) -> Desk:
    chain = KeyedChain(vault.keys.sign)
    actor = Actor(vault.me.id, vault.me.user, vault.me.roles, str(uuid4()))
    store = Store(vault.database, vault.data_key.database, clock=clock, actor=actor, chain=chain)
    return Desk(vault, store, chain, definitions(), clock, recovery_codes)


def own_log_key(reader: Reader, vault: Vault) -> bytearray:
    """The key of the log. Raises :class:`VaultError` when the database belongs to another vault."""
    log_key = records.meta(reader, LOG_KEY)
    if records.meta(reader, "vault_id") != vault.slots.vault_id or log_key is None:
        raise VaultError("database_foreign")
    return bytearray.fromhex(log_key)


def _add_account(work: UnitOfWork, vault: Vault) -> None:
    accounts.add(work, UUID(vault.me.id), vault.me.user, vault.me.roles, vault.me.public_keys.ed25519)


def _log_opening(work: UnitOfWork, failed: int = 0, warnings: list[str] | None = None) -> None:
    work.log("session.opened", "session", work.actor.session, signed=True, failed=failed, warnings=warnings or [])


def _warnings(reader: Reader, vault: Vault, *, slots_explained: bool) -> tuple[str, ...]:
    """What the start-up found that people should know; the file can be worked in all the same."""
    found = []
    anchor = _state(vault).anchor
    if anchor is not None and not audit.holds(reader, anchor.seq, anchor.head):
        found.append("older_copy")
    if vault.instance.found_unclean:
        found.append("unclean")
        if not vault.instance.found_journal:
            found.append("journal_gone")
    if not slots_explained and not _explained(reader, vault):
        found.append("slots_unexplained")
    return tuple(found)


def _explained(reader: Reader, vault: Vault) -> bool:
    """Whether the log knows why the slots are as they are.

    They are what the newest line says; or an earlier line, when what came after was logged and never done. An older
    list than this computer has seen is no such thing: someone put it back. Where this computer has seen none, only the
    line just before the newest counts.
    """
    states, digest = audit.slot_states(reader), vault.slots.digest()
    seen = _state(vault).generation
    if digest in states[:1]:
        return True
    return digest in states and vault.slots.generation >= seen if seen else digest in states[:2]


def _own_roles(reader: Reader, vault: Vault) -> tuple[str, ...]:
    """The roles that the slot and the account both give: an old list of slots gives none back.

    Raises:
        VaultError: the account was removed.
    """
    known = next((one for one in accounts.every(reader) if str(one.id) == vault.me.id), None)
    if known is None or known.removed_at is not None:
        raise VaultError("account_removed")
    return tuple(one for one in vault.me.roles if one in known.roles)


# -- failed attempts ------------------------------------------------------------------------------------------------


def seconds_to_wait(folder: Path, *, clock: Clock = now) -> int:
    """How long the next attempt has to wait after failed ones. Raises :class:`VaultError` when there is no vault."""
    return local_state.load(state_folder(), vaults.describe(folder).vault_id).seconds_to_wait(clock())


def _attempt(folder: Path, clock: Clock, unlock: Callable[[], Vault]) -> Desk:
    return open_unlocked(counted(describe(folder).vault_id, clock, unlock), clock=clock)


def counted(vault_id: str, clock: Clock, attempt: Callable[[], T]) -> T:
    """An attempt at a passphrase or code that waits its turn and is remembered when it fails.

    Raises:
        VaultError: it has to wait, or the attempt failed.
    """
    state = local_state.load(state_folder(), vault_id)
    seconds = state.seconds_to_wait(clock())
    if seconds:
        raise VaultError("wait", seconds=seconds)
    try:
        return attempt()
    except VaultError as error:
        if error.key in ("wrong_passphrase", "wrong_code"):
            local_state.save(state_folder(), vault_id, state.after_failure(clock()))
        raise


def _state(vault: Vault) -> local_state.LocalState:
    return local_state.load(state_folder(), vault.slots.vault_id)


def _forget_failures(vault: Vault) -> None:
    local_state.save(state_folder(), vault.slots.vault_id, _state(vault).after_success())


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

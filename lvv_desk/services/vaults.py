"""Making and opening vaults."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from lvv_desk.domain.session import Actor
from lvv_desk.errors import DeskError, VaultError
from lvv_desk.paths import state_folder
from lvv_desk.services import erasure_marks, signing
from lvv_desk.services.desk import Clock, Desk, definitions, now
from lvv_desk.services.waiting_lines import Memory, WaitingLines
from lvv_desk.store import accounts, audit, copying, migrate, records, waiting
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.keyring import Keyring
from lvv_desk.store.unit_of_work import Line, Reader, Store, UnitOfWork
from lvv_desk.store.waiting import WaitingFile
from lvv_desk.vault import backup_set, local_state, slot_file, storage
from lvv_desk.vault import vault as vaults
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.kdf import KdfParameters
from lvv_desk.vault.key_pairs import KeyPairs
from lvv_desk.vault.local_state import LocalState
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.slots import Slot
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
        log_key = bytearray(os.urandom(32))
        desk.chain.take_key(log_key)
        with desk.store.write() as work:
            records.set_meta(work, "vault_id", vault.slots.vault_id)
            records.set_meta(work, LOG_KEY, log_key.hex())
            accounts.add(work, UUID(vault.me.id), vault.me.user, vault.me.roles)
            work.log("vault.created", "vault", vault.slots.vault_id, slots=vault.slots.digest(),
                     **signing.everyone(vault.slots.users, vault.slots.recovery))  # fmt: skip
            work.lines.append(_opening(vault, work.actor))
        _take_back(desk, (vault.me.public_keys.ed25519,), log_key, clock())
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
    used, before, code_keys = vault.me, vault.slots, vault.keys
    try:
        known = vault.user_named(user)
        _, slot, keys = vault.with_user(known.user, known.roles, passphrase, kdf=kdf, slot_id=known.id)
        vault.slots, vault.me, vault.keys = vault.slots.with_slot(slot), slot, keys
        changed, fresh_code = vault.with_new_code(used.id)
        vault.slots = before
    except BaseException:
        if vault.keys is not code_keys:
            code_keys.forget()
        vault.forget()
        raise
    try:
        desk = open_unlocked(vault, clock=clock, recovery=Recovery(used, code_keys, changed))
    finally:
        code_keys.forget()
    return replace(desk, recovery_codes=(fresh_code,))


@dataclass(frozen=True)
class Recovery:
    """The slot of a recovery code, the keys that it opened, and the list of slots that comes into force with it.

    What those keys sign, only who has the paper can have signed.
    """

    slot: Slot
    keys: KeyPairs
    changed: SlotFile

    def log(self, work: UnitOfWork, me: Slot) -> None:
        """The line that names the new key of the account, signed by the code."""
        work.log("keys.changed", "keys", me.id, what="recovery_used", code=self.slot.user, by=self.slot.id,
                 ed25519=me.public_keys.ed25519, recovery=signing.codes(self.changed.recovery),
                 slots=self.changed.digest())  # fmt: skip
        work.lines[-1] = replace(work.lines[-1], sign=self.keys.sign)


def open_unlocked(vault: Vault, *, clock: Clock = now, recovery: Recovery | None = None) -> Desk:
    """The same for a vault whose slot is open already; the use of a recovery code is written down before all else.

    That it was opened is written with the first line that is: not before the checks after the unlock have let writing
    in, where :func:`lvv_desk.services.health.hold` was called.
    """
    desk = _desk(vault, clock)
    try:
        with desk.store.plain_errors():
            if migrate.behind(desk.store.engines.read):
                copying.keep_before_migration(vault.database, vault.data_key.database)
            migrate.migrate(desk.store.engines.write)
        with desk.store.read() as reader:
            log_key = own_log_key(reader, vault)
            desk.chain.take_key(log_key)
            ring = desk.chain.keyring(reader)
            _require_known(ring, vault, recovery)
            warnings = _warnings(reader, vault, ring, slots_explained=recovery is not None)
        desk.change_roles(tuple(one for one in vault.me.roles if one in ring.accounts[vault.me.id].roles))
        vaults.set_leftovers_aside(vault.folder, vault.slots, clock().strftime(backup_set.STAMP))
        if recovery is None:
            slot_file.mend(vault.folder, vault.slots)
        else:
            with desk.store.write() as work:
                recovery.log(work, vault.me)
            vault.adopt(recovery.changed)
        since = clock()
        desk.store.wait(_opening(vault, desk.actor, failed=_state(vault).untold, warnings=warnings))
        _take_back(desk, (*ring.accounts[vault.me.id].keys, vault.me.public_keys.ed25519), log_key, since)
        desk.store.after_first = lambda: _first_kept(desk, warnings)
        _change_state(vault, LocalState.after_success)
        desk.erased_again = erasure_marks.apply_again(desk)
        if "older_copy" not in warnings:
            desk.remember_head()
    except BaseException:
        desk.store.close()
        desk.chain.forget()
        vault.forget()
        raise
    return replace(desk, warnings=warnings)


def _take_back(desk: Desk, keys: tuple[str, ...], log_key: bytearray, since: datetime) -> None:
    """Takes what earlier sessions could not write, signed with one of these keys, and keeps what this one can't.

    The file opens with the key of the log, as the data key is renewed now and then.
    """
    vault = desk.vault
    file = WaitingFile(vault.folder / waiting.FILE, DataKey(log_key, vault.slots.vault_id).database)
    memory = Memory(lambda: _state(vault), lambda change: _change_state(vault, change))
    lines = WaitingLines(file, vault.me.id, desk.actor.session, since, vault.keys.sign, memory)
    with desk.store.read() as reader:
        desk.store.take_back(lines.from_before(reader, keys))
    desk.store.keeper = lines


def _first_kept(desk: Desk, warnings: tuple[str, ...]) -> None:
    """The opening stands in the log, with the attempts that failed before it."""
    desk.vault.instance.recovered()
    _change_state(desk.vault, LocalState.after_telling)
    if "older_copy" not in warnings:
        with suppress(DeskError):  # the line stands; what can't be remembered now is remembered at the end
            desk.remember_head()


def _desk(vault: Vault, clock: Clock, *, recovery_codes: tuple[str, ...] = ()) -> Desk:
    chain = KeyedChain(vault.keys.sign, signing.trust_in(vault.slots.vault_id))
    actor = Actor(vault.me.id, vault.me.user, vault.me.roles, str(uuid4()))
    store = Store(vault.database, vault.data_key.database, clock=clock, actor=actor, chain=chain)
    return Desk(vault, store, chain, definitions(), clock, recovery_codes)


def own_log_key(reader: Reader, vault: Vault) -> bytearray:
    """The key of the log. Raises :class:`VaultError` when the database belongs to another vault."""
    log_key = records.meta(reader, LOG_KEY)
    if records.meta(reader, "vault_id") != vault.slots.vault_id or log_key is None:
        raise VaultError("database_foreign")
    return bytearray.fromhex(log_key)


def _opening(vault: Vault, actor: Actor, failed: int = 0, warnings: tuple[str, ...] = ()) -> Line:
    """The line of an opening. It names the list of slots that opened, which what was announced before it came to."""
    detail = {"failed": failed, "warnings": list(warnings), "slots": vault.slots.digest()}
    return Line("session.opened", "session", actor.session, detail, looked_only=True)


def _warnings(reader: Reader, vault: Vault, ring: Keyring, *, slots_explained: bool) -> tuple[str, ...]:
    """What the start-up found that people should know; the file can be worked in all the same."""
    found = []
    anchor = _state(vault).anchor
    if anchor is not None and not audit.holds(reader, anchor.seq, anchor.head):
        found.append("older_copy")
    if vault.instance.found_unclean:
        found.append("unclean")
        if not vault.instance.found_journal:
            found.append("journal_gone")
    if not slots_explained and not (_explained(reader, vault) and signing.agrees(vault.slots, ring)):
        found.append("slots_unexplained")
    if ring.unvouched:
        found.append("keys_unvouched")
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


def _require_known(ring: Keyring, vault: Vault, recovery: Recovery | None) -> None:
    """Lets nobody in whose lines the log would not take for theirs.

    Raises:
        VaultError: the log does not begin with who founded the vault, the account was removed, or the key of its slot
            or of the recovery code is not the one that the log names.
    """
    if not ring.accounts:
        raise VaultError("log_replaced")
    known = ring.accounts.get(vault.me.id)
    if known is None or known.removed:
        raise VaultError("account_removed")
    if recovery is not None:
        if ring.codes.get(recovery.slot.id) != recovery.slot.public_keys.ed25519:
            raise VaultError("slots_tampered")
    elif vault.me.public_keys.ed25519 not in known.keys:
        raise VaultError("account_other_key")


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


def _change_state(vault: Vault, change: Callable[[LocalState], LocalState]) -> None:
    local_state.save(state_folder(), vault.slots.vault_id, change(_state(vault)))


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

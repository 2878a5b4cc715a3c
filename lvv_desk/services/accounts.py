"""Accounts: who may come in, with which roles; passphrases; and renewing the data key when someone leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, VaultError, system_words
from lvv_desk.services import signing
from lvv_desk.services.actions import Service, action
from lvv_desk.services.backups import BackupInfo, BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.services.health import findings
from lvv_desk.services.recovery import REMOVED
from lvv_desk.store import accounts, audit, copying, integrity
from lvv_desk.store.unit_of_work import Store
from lvv_desk.vault import database_file
from lvv_desk.vault import slots as vault_slots
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.kdf import KdfParameters
from lvv_desk.vault.slot_file import SlotFile, sync_folder
from lvv_desk.vault.vault import database_name

MANAGER = "administrator"


@dataclass(frozen=True)
class AccountView:
    """An account as people see it. A removed one stays in the list, because the log names it."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    created_at: datetime
    removed_at: datetime | None
    is_me: bool
    cases: int


@dataclass(frozen=True)
class Rotation:
    """The data key was renewed: everything lies in a new file, and a new backup of it was made."""

    epoch: int
    backup: BackupInfo


class AccountService(Service):
    """The people who work with the vault."""

    @action(Right.OWN_ACCOUNT, "accounts.looked_at")
    def every(self) -> tuple[AccountView, ...]:
        """All accounts, by name."""
        with self._desk.store.read() as reader:
            return tuple(
                AccountView(
                    one.id, one.name, one.roles, one.created_at, one.removed_at,
                    str(one.id) == self._desk.actor.account_id, accounts.owned_by(reader, one.id),
                )
                for one in accounts.every(reader)
            )  # fmt: skip

    @action(Right.MANAGE_ACCOUNTS, "keys.changed")
    def add(self, name: str, roles: tuple[str, ...], passphrase: str, *, kdf: KdfParameters | None = None) -> UUID:
        """A new account; its user sets the passphrase at this computer.

        Raises:
            InputError: no role was chosen, or one that is not known.
            VaultError: the name is taken, or the passphrase does not follow the rules.
        """
        self._require_roles(roles)
        changed, slot, keys = self._desk.vault.with_user(name, roles, passphrase, kdf=kdf)
        keys.forget()
        account_id = UUID(slot.id)
        with self._desk.store.write() as work:
            accounts.add(work, account_id, slot.user, roles)
            work.log("keys.changed", "keys", slot.id, what="account_added", slots=changed.digest(),
                     **signing.account(slot))  # fmt: skip
        self._desk.vault.adopt(changed)
        return account_id

    @action(Right.MANAGE_ACCOUNTS, "keys.changed")
    def set_roles(self, account_id: UUID, roles: tuple[str, ...]) -> None:
        """Other roles for an account. Raises :class:`InputError` when nobody would manage accounts any more."""
        self._require_roles(roles)
        if MANAGER not in roles:
            self._require_other_manager(account_id)
        changed = self._desk.vault.with_roles(str(account_id), roles)
        with self._desk.store.write() as work:
            accounts.change(work, account_id, roles=roles)
            work.log("keys.changed", "keys", account_id, what="roles", roles=list(roles), slots=changed.digest())
        self._desk.vault.adopt(changed)
        if str(account_id) == self._desk.actor.account_id:
            self._desk.change_roles(roles)

    @action(Right.MANAGE_ACCOUNTS, "keys.changed")
    def remove(self, account_id: UUID) -> Rotation:
        """Takes an account away and renews the data key: a copy that was kept opens nothing that comes after.

        Raises:
            InputError: it is one's own account, nobody would manage accounts any more, or cases would be left alone.
        """
        if str(account_id) == self._desk.actor.account_id:
            raise InputError("account_own")
        self._require_other_manager(account_id)
        with self._desk.store.read() as reader:
            left = accounts.owned_by(reader, account_id)
        if left:
            raise InputError("account_has_cases", cases=left)
        changed = self._desk.vault.without(str(account_id))
        with self._desk.store.write() as work:
            accounts.change(work, account_id, removed_at=work.at)
            work.log("keys.changed", "keys", account_id, what=REMOVED, slots=changed.digest())
        self._desk.vault.adopt(changed)
        return self.rotate()

    @action(Right.OWN_ACCOUNT, "keys.changed")
    def change_passphrase(self, current: str, new: str, *, kdf: KdfParameters | None = None) -> None:
        """A new passphrase for one's own account; nothing is encrypted anew. Older backups keep the old one.

        Raises:
            VaultError: the current passphrase is wrong, or the new one does not follow the rules.
        """
        vault = self._desk.vault
        vault_slots.open_with_passphrase(vault.me, vault.slots.vault_id, current).forget()
        changed = vault.with_passphrase(new, kdf)
        with self._desk.store.write() as work:
            work.log("keys.changed", "keys", vault.me.id, what="passphrase", slots=changed.digest())
        vault.adopt(changed)

    @action(Right.MANAGE_ACCOUNTS, "keys.rotated")
    def rotate(self) -> Rotation:
        """Renews the data key by copying everything into a new file under it. Killed at any moment one vault opens.

        What a killed renewal left under the old key is taken away after the checks of the next opening.

        Raises:
            VaultError: the slots were tampered with, there is no room, or the copy is not whole; all stays as it was.
        """
        desk, vault = self._desk, self._desk.vault
        data_key = DataKey.new(vault.slots.vault_id)
        target = vault.folder / database_name(vault.slots.dek_epoch + 1)
        database_file.remove(target)
        changed = vault.with_data_key(data_key, target.name)
        with desk.store.write() as work:
            work.log("keys.rotated", "keys", None, epoch=changed.dek_epoch, slots=changed.digest())
        try:
            _copied(desk, data_key, changed)
        except BaseException:
            database_file.remove(target)
            data_key.forget()
            raise
        before = vault.database
        _renewed(desk, changed, data_key)
        desk.store.move_to(vault.database, vault.data_key.database)
        database_file.remove(before)
        vault.drop_copy_before_migration()
        return Rotation(changed.dek_epoch, BackupService(desk).make())

    def _require_roles(self, roles: tuple[str, ...]) -> None:
        if not roles:
            raise InputError("account_no_role")
        unknown = [one for one in roles if one not in self._desk.registry.roles]
        if unknown:
            raise InputError("role_unknown", role=unknown[0], known=", ".join(self._desk.registry.roles))

    def _require_other_manager(self, account_id: UUID) -> None:
        others = [one for one in self._desk.vault.slots.users if one.id != str(account_id) and MANAGER in one.roles]
        if not others:
            raise InputError("account_last_manager")


def _copied(desk: Desk, data_key: DataKey, changed: SlotFile) -> None:
    """The new file, looked at in every way before anything refers to it."""
    vault = desk.vault
    target = vault.folder / changed.db_file
    copying.copy(vault.database, vault.data_key.database, target, data_key.database)
    store = Store(target, data_key.database, clock=desk.clock, actor=desk.actor, chain=desk.chain)
    try:
        layers = integrity.all_layers(store, desk.chain)
        with desk.store.read() as here, store.read() as there:
            same = audit.head(here) == audit.head(there)
        if not same or not all(one.passed for one in findings(integrity.run(layers))):
            raise VaultError("rotation_not_whole")
    finally:
        store.close()
    try:
        database_file.make_journal(target)
        sync_folder(vault.folder)
    except OSError as error:
        raise VaultError("copy_not_written", file=target.name, why=system_words(error)) from error


def _renewed(desk: Desk, changed: SlotFile, data_key: DataKey) -> None:
    """Writes the list that names the new file. Where that may have been done in spite of an error, nothing more is
    written: it would go to the file before, which the next opening sets aside.
    """
    try:
        desk.vault.renew(changed, data_key)
    except VaultError:
        data_key.forget()
        if desk.vault.unsure:
            desk.store.read_only = "disk_error"
        else:
            database_file.remove(desk.vault.folder / changed.db_file)
        raise

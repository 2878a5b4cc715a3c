"""A vault: a folder that holds the key slots, the database and its backups.

What changes the slots comes in two halves: a method gives the list as it will be, ``adopt`` makes it so. In between the
log is told what is coming.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lvv_desk.domain.plain_text import cleaned, same_name
from lvv_desk.errors import VaultError, system_words
from lvv_desk.vault import database_file, passphrases, slot_file, slots
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.instance import LOCK_FILE, Instance
from lvv_desk.vault.kdf import KdfParameters, calibrated
from lvv_desk.vault.key_pairs import KeyPairs, vault_id_of
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.slots import Place, Slot

RECOVERY_NAMES = ("1", "2")
BACKUPS = "backups"
RESERVE = "vault.reserve"
ASIDE = "aside"
STAMP, STAMP_LENGTH = "%Y%m%dT%H%M%S", 15
BEFORE_MIGRATION = "before-migration"
Opener = Callable[[], tuple[Slot, KeyPairs]]


@dataclass
class Vault:
    """An unlocked vault: where it is, who opened it, and the keys for as long as it is open."""

    folder: Path
    slots: SlotFile
    me: Slot
    keys: KeyPairs
    data_key: DataKey
    instance: Instance
    unsure: bool = False
    """Whether the list on the disk may be another than this one: it could neither be written nor put back."""

    @property
    def database(self) -> Path:
        return self.folder / self.slots.db_file

    @property
    def backups(self) -> Path:
        return self.folder / BACKUPS

    @property
    def place(self) -> Place:
        return Place(self.slots.vault_id, self.slots.dek_epoch, self.data_key)

    def forget(self) -> None:
        """Wipes the keys and lets others in."""
        self.data_key.forget()
        self.keys.forget()
        self.instance.release()

    def drop_copy_before_migration(self) -> None:
        """Takes away the copies that were kept before the tables changed: the file has been whole since."""
        for one in self.folder.glob(f"vault-*.db.{BEFORE_MIGRATION}"):
            one.unlink(missing_ok=True)

    def drop_under_old_key(self) -> None:
        """Takes away the databases of before a renewal of the data key that was killed just then, and their copies.

        Who left may have the old key. Called when the database of now is known to be whole.
        """
        with suppress(OSError):  # the next opening tries again
            old = _under_old_key(self.folder, self.slots)
            for one in old:
                one.unlink(missing_ok=True)
            if old:
                slot_file.sync_folder(self.folder)

    def set_aside(self) -> dict[Path, datetime]:
        """The folders with what was set aside, and when that was, by the stamp in their names."""
        found: dict[Path, datetime] = {}
        for one in self.folder.glob(f"{ASIDE}-*"):
            stamp = one.name.removeprefix(f"{ASIDE}-")[:STAMP_LENGTH]
            with suppress(ValueError):
                moment = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
                found |= {one: moment} if one.is_dir() else {}
        return found

    # -- changes of the slots -----------------------------------------------------------------------------------

    def signed(self, changed: SlotFile) -> SlotFile:
        """The list as it will be, with its code and my signature."""
        return slot_file.sealed(changed, self.data_key, self.me.id, self.keys)

    def adopt(self, changed: SlotFile) -> None:
        """Writes the list and goes on with it. Raises :class:`VaultError`; the list on the disk is put back then."""
        try:
            slot_file.write(self.folder, changed)
        except OSError as error:
            self._put_back()
            key = "slots_unsure" if self.unsure else "slots_not_written"
            raise VaultError(key, why=system_words(error)) from error
        self.slots = changed
        self.me = next((one for one in changed.slots if one.id == self.me.id), self.me)

    def _put_back(self) -> None:
        """One copy may hold the new list, which the next opening would take for the one that counts."""
        try:
            slot_file.write(self.folder, self.slots)
        except OSError:
            self.unsure = True

    def renew(self, changed: SlotFile, data_key: DataKey) -> None:
        """Writes the list of a renewed data key and goes on with that key; the one before it is wiped."""
        self.adopt(changed)
        self.data_key.forget()
        self.data_key = data_key

    def with_passphrase(self, passphrase: str, kdf: KdfParameters | None = None) -> SlotFile:
        """My seeds under a new passphrase; nothing is encrypted anew. Raises :class:`VaultError`."""
        passphrases.check(passphrase, context=(self.me.user,))
        fresh = slots.rewrapped(self.me, self.slots.vault_id, self.keys, passphrase, kdf or calibrated())
        return self.signed(self.slots.with_slot(fresh))

    def with_user(
        self, user: str, roles: tuple[str, ...], passphrase: str, *,
        kdf: KdfParameters | None = None, slot_id: str | None = None,
    ) -> tuple[SlotFile, Slot, KeyPairs]:  # fmt: skip
        """A way in for a user, who sets the passphrase here; with ``slot_id`` in the place of a lost one.

        Raises:
            VaultError: the name is taken or empty, or the passphrase does not follow the rules.
        """
        name = _account_name(user)
        if any(same_name(one.user, name) and one.id != slot_id for one in self.slots.users):
            raise VaultError("account_name_taken", name=name)
        passphrases.check(passphrase, context=(name,))
        slot, keys = slots.new_user(
            self.place, user=name, roles=roles, passphrase=passphrase, created=_now(), kdf=kdf or calibrated(),
            slot_id=slot_id,
        )  # fmt: skip
        return self.signed(self.slots.with_slot(slot)), slot, keys

    def with_roles(self, slot_id: str, roles: tuple[str, ...]) -> SlotFile:
        """Other roles for a user: the data key is sealed anew, since the seal is bound to them."""
        changed = slots.sealed(replace(self.slot(slot_id), roles=roles), self.place)
        return self.signed(self.slots.with_slot(changed))

    def without(self, slot_id: str) -> SlotFile:
        """Without a user. Only a rotation keeps out someone who kept an old copy."""
        return self.signed(self.slots.without(slot_id))

    def new_recovery(self, name: str) -> tuple[Slot, str]:
        """A recovery slot and its code."""
        return slots.new_recovery(self.place, name=name, created=_now())

    def with_new_code(self, slot_id: str) -> tuple[SlotFile, str]:
        """A recovery slot in the place of one whose code was used or seen, and the new code."""
        old = self.slot(slot_id)
        slot, code = self.new_recovery(old.user)
        return self.signed(self.slots.without(slot_id).with_slot(slot)), code

    def with_data_key(self, data_key: DataKey, db_file: str) -> SlotFile:
        """The next data key, sealed to everyone who stays, and the database file that it opens.

        Raises:
            VaultError: the list of slots as it lies on the disk is not genuine.
        """
        on_disk = slot_file.read(self.folder)
        slot_file.check(on_disk, self.data_key)
        place = Place(on_disk.vault_id, on_disk.dek_epoch + 1, data_key)
        kept = tuple(slots.sealed(one, place) for one in on_disk.slots)
        changed = replace(on_disk, slots=kept, dek_epoch=place.epoch, db_file=db_file)
        return slot_file.sealed(changed, data_key, self.me.id, self.keys)

    def slot(self, slot_id: str) -> Slot:
        """The slot with this id. Raises :class:`VaultError`."""
        found = next((one for one in self.slots.slots if one.id == slot_id), None)
        if found is None:
            raise VaultError("account_unknown")
        return found

    def user_named(self, name: str) -> Slot:
        """The slot of a user. Raises :class:`VaultError`."""
        found = next((one for one in self.slots.users if same_name(one.user, name)), None)
        if found is None:
            raise VaultError("account_unknown")
        return found

    def proves(self, code: str) -> Slot:
        """The recovery slot that this code opens, tried for real. Raises :class:`VaultError`."""
        slot, keys = _slot_of_code(self.slots, code)
        keys.forget()
        return slot


@dataclass(frozen=True)
class Created:
    """A new vault and its two recovery codes, which exist nowhere else afterwards."""

    vault: Vault
    codes: tuple[str, ...]


def create(
    folder: Path,
    passphrase: str,
    *,
    user: str,
    roles: tuple[str, ...],
    practice: bool = False,
    open_practice: bool = False,
    kdf: KdfParameters | None = None,
) -> Created:
    """Makes the folder with its key slots; the database file is there and empty.

    Args:
        practice: marks a vault that may only hold fictitious people.
        open_practice: the passphrase is the public one of the practice vault.

    Raises:
        VaultError: the folder holds something already, the name is empty, or the passphrase does not follow the rules.
    """
    user = _account_name(user)
    passphrases.check(passphrase, context=(user,))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise VaultError("folder_taken", folder=folder)
    chosen = kdf or calibrated()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise VaultError("folder_refused", folder=folder, why=system_words(error)) from error
    keys, now = KeyPairs.new(), _now()
    vault_id = vault_id_of(keys.public.ed25519)
    place = Place(vault_id, 1, DataKey.new(vault_id))
    me, _ = slots.new_user(place, user=user, roles=roles, passphrase=passphrase, created=now, kdf=chosen, keys=keys)
    recovery = [slots.new_recovery(place, name=name, created=now) for name in RECOVERY_NAMES]
    listed = SlotFile(
        vault_id=vault_id,
        db_file=database_name(1),
        slots=(me, *(slot for slot, _ in recovery)),
        created=now,
        practice=practice,
        open_practice=open_practice,
        generation=0,
    )
    genuine = slot_file.sealed(listed, place.data_key, me.id, keys)
    instance = Instance(folder)
    try:
        slot_file.write(folder, genuine)
        os.close(os.open(folder / genuine.db_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        instance.take(folder / genuine.db_file)
    except OSError as error:
        discard(folder, genuine)
        raise VaultError("folder_refused", folder=folder, why=system_words(error)) from error
    instance.sign()
    return Created(Vault(folder, genuine, me, keys, place.data_key, instance), tuple(code for _, code in recovery))


def _account_name(typed: str) -> str:
    name = cleaned(typed)
    if not name:
        raise VaultError("account_name_empty")
    return name


def database_name(epoch: int) -> str:
    return f"vault-{epoch}.db"


def set_leftovers_aside(folder: Path, listed: SlotFile, stamp: str) -> list[str]:
    """Moves database files that the slots no longer name into a folder beside them; deletes nothing.

    Those under an old data key stay where they are: see :meth:`Vault.drop_under_old_key`.
    """
    known = {listed.db_file, f"{listed.db_file}-journal"}
    loose: list[Path] = []
    with suppress(OSError):  # what stays where it is stands in nobody's way; the next opening tries again
        known |= {one.name for one in _under_old_key(folder, listed)}
        found = [one for one in folder.glob("vault-*.db*") if one.name not in known and not one.name.endswith(".part")]
        loose = [one for one in found if BEFORE_MIGRATION not in one.name]
        if not loose:
            return []
        aside = folder / f"{ASIDE}-{stamp}"
        aside.mkdir(mode=0o700, exist_ok=True)
        for one in loose:
            one.rename(aside / one.name)
        slot_file.sync_folder(folder)
    return [one.name for one in loose]


def _under_old_key(folder: Path, listed: SlotFile) -> list[Path]:
    names = ((one, database_file.epoch_of(one.name)) for one in folder.glob("vault-*.db*"))
    return [one for one, epoch in names if epoch is not None and epoch < listed.dek_epoch]


def discard(folder: Path, made: SlotFile) -> None:
    """Takes away what a failed creation left behind; only what the creation itself made."""
    names = (*slot_file.COPIES, made.db_file, f"{made.db_file}-journal", LOCK_FILE, RESERVE)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def describe(folder: Path) -> SlotFile:
    """What the slot file of a vault says, without opening it. Raises :class:`VaultError`."""
    if not folder.is_dir():
        raise VaultError("no_vault", folder=folder)
    return slot_file.read(folder)


def unlock(folder: Path, passphrase: str, user: str | None = None) -> Vault:
    """Opens the slot of a user; without a name, the slot that the passphrase fits. Creates and changes nothing.

    Raises:
        VaultError: no vault here, it is in use, a wrong passphrase, slots that were tampered with, or a database
            file that is missing, empty, plaintext or cut off.
    """
    database_file.check(folder / describe(folder).db_file)
    return unlock_keys(folder, passphrase, user)


def unlock_keys(folder: Path, passphrase: str, user: str | None = None) -> Vault:
    """The same whatever the state of the database file, for putting a backup back. Raises :class:`VaultError`."""
    listed = describe(folder)
    chosen = [one for one in listed.users if user is None or same_name(one.user, user)]
    if not chosen:
        raise VaultError("wrong_passphrase")
    return _with_instance(folder, listed, lambda: _slot_of_passphrase(listed, chosen, passphrase))


def keys_of_backup(listed: SlotFile, passphrase: str) -> tuple[Slot, KeyPairs, DataKey]:
    """Opens a slot of a backup with the passphrase of its time. Raises :class:`VaultError`."""
    slot, keys = _slot_of_passphrase(listed, list(listed.users), passphrase)
    data_key = slots.data_key_of(slot, listed.vault_id, listed.dek_epoch, keys)
    slot_file.check(listed, data_key)
    return slot, keys, data_key


def unlock_with_code(folder: Path, code: str) -> Vault:
    """Opens a recovery slot. The next thing to do is to give its user a passphrase. Raises :class:`VaultError`."""
    listed = describe(folder)
    database_file.check(folder / listed.db_file)
    return _with_instance(folder, listed, lambda: _slot_of_code(listed, code))


def _with_instance(folder: Path, listed: SlotFile, open_slot: Opener) -> Vault:
    instance = Instance(folder)
    instance.take(folder / listed.db_file)
    try:
        slot, keys = open_slot()
        data_key = slots.data_key_of(slot, listed.vault_id, listed.dek_epoch, keys)
        slot_file.check(listed, data_key)
    except BaseException:
        instance.release()
        raise
    instance.sign()
    return Vault(folder, listed, slot, keys, data_key, instance)


def _slot_of_passphrase(listed: SlotFile, chosen: list[Slot], passphrase: str) -> tuple[Slot, KeyPairs]:
    refusal = VaultError("wrong_passphrase")
    for slot in chosen:
        try:
            return slot, slots.open_with_passphrase(slot, listed.vault_id, passphrase)
        except VaultError as error:
            refusal = error
    raise refusal


def _slot_of_code(listed: SlotFile, code: str) -> tuple[Slot, KeyPairs]:
    refusal = VaultError("wrong_code")
    for slot in listed.recovery:
        try:
            return slot, slots.open_with_code(slot, listed.vault_id, code)
        except VaultError as error:
            refusal = error
    raise refusal


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

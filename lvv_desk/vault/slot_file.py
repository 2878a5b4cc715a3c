"""The file of key slots, in two copies, each behind its SHA-256.

Copy one is written and synced, then copy two; reading takes the valid copy of the highest generation and mends the
other. So one of them is whole at every moment (security.md 3.3 and 5.11). The list carries a code under the data key
and the signature of who changed it last: nobody without the data key can add a way in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError, system_words
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.key_pairs import KeyPairs
from lvv_desk.vault.slots import Slot

FORMAT = 3
COPIES = ("vault.keys", "vault.keys2")
LARGEST = 4 * 1024 * 1024
DB_FILE = re.compile(r"vault-\d+(-[0-9T]+)?\.db\Z")
"""A database lies in the folder of its vault and nowhere else."""


@dataclass(frozen=True)
class SlotFile:
    """What the slot file says: which vault, which database file, and the ways in."""

    vault_id: str
    db_file: str
    slots: tuple[Slot, ...]
    created: str
    practice: bool = False
    open_practice: bool = False
    generation: int = 1
    dek_epoch: int = 1
    changed_by: str = ""
    mac: str = ""
    signature: str = ""
    format: int = FORMAT

    @property
    def users(self) -> tuple[Slot, ...]:
        return tuple(one for one in self.slots if one.kind == "user")

    @property
    def recovery(self) -> tuple[Slot, ...]:
        return tuple(one for one in self.slots if one.kind == "recovery")

    def with_slot(self, slot: Slot) -> SlotFile:
        """With this slot in the place of one with the same id, or at the end."""
        if any(one.id == slot.id for one in self.slots):
            return replace(self, slots=tuple(slot if one.id == slot.id else one for one in self.slots))
        return replace(self, slots=(*self.slots, slot))

    def without(self, slot_id: str) -> SlotFile:
        return replace(self, slots=tuple(one for one in self.slots if one.id != slot_id))

    def statement(self) -> bytes:
        """What the code and the signature are about: all but themselves."""
        data = {name: value for name, value in asdict(self).items() if name not in ("mac", "signature")}
        return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """SHA-256 of the statement: how the log names a state of the slots."""
        return hashlib.sha256(self.statement()).hexdigest()

    def content(self) -> bytes:
        body = json.dumps(asdict(self), sort_keys=True, indent=1).encode()
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def sealed(slots: SlotFile, data_key: DataKey, changed_by: str, keys: KeyPairs) -> SlotFile:
    """The next generation, with its code and the signature of who changes it."""
    next_one = replace(slots, generation=slots.generation + 1, changed_by=changed_by, mac="", signature="")
    statement = next_one.statement()
    return replace(next_one, mac=_code(statement, data_key), signature=keys.sign(statement).hex())


def check(slots: SlotFile, data_key: DataKey) -> None:
    """Raises :class:`VaultError` when the list was changed by someone without the data key."""
    statement = slots.statement()
    signer = next((one for one in slots.slots if one.id == slots.changed_by), None)
    try:
        signature = bytes.fromhex(slots.signature)
    except ValueError:
        signature = b""
    genuine = hmac.compare_digest(_code(statement, data_key), slots.mac)
    if not genuine or signer is None or not signer.public_keys.signed(statement, signature):
        raise VaultError("slots_tampered")


def _code(statement: bytes, data_key: DataKey) -> str:
    key = data_key.slots_mac()
    code = hmac.new(key, statement, hashlib.sha256).hexdigest()
    wipe(key)
    return code


def write(folder: Path, slots: SlotFile) -> None:
    """Writes both copies, each synced before the next."""
    for name in COPIES:
        write_synced(folder / name, slots.content())
    sync_folder(folder)


def write_synced(path: Path, content: bytes) -> None:
    """Puts the content in the file, for its owner alone, and on the disk before returning."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.ftruncate(handle, len(content))
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path) -> SlotFile:
    """The valid copy of the highest generation; changes nothing.

    Raises:
        VaultError: there is none, none is whole, or it is of a newer or an older program.
    """
    if not any((folder / name).exists() for name in COPIES):
        raise VaultError("no_vault", folder=folder)
    whole: list[SlotFile] = []
    unreadable: VaultError | None = None
    for name in COPIES:
        try:
            found = _read_copy(folder / name)
        except VaultError as error:
            unreadable = error
        else:
            whole += [found] if found is not None else []
    if not whole:
        raise unreadable or VaultError("slots_damaged", folder=folder)
    return max(whole, key=lambda one: one.generation)


def mend(folder: Path, slots: SlotFile) -> bool:
    """Brings a copy that is behind or broken up to date; says whether that was done. Only after an unlock.

    Where it can't be done now the other copy is whole all the same, and the next unlock tries again.
    """
    good = slots.content()
    try:
        behind = [name for name in COPIES if _bytes_of(folder / name) != good]
        for name in behind:
            write_synced(folder / name, good)
        if behind:
            sync_folder(folder)
    except (OSError, VaultError):
        return False
    return bool(behind)


def _bytes_of(path: Path) -> bytes:
    """What is in the file; nothing when it is not there. Raises :class:`VaultError` when it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise VaultError("slots_unreadable", why=system_words(error)) from error


def _read_copy(path: Path) -> SlotFile | None:
    try:
        digest, _, body = _bytes_of(path).partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        data = json.loads(body)
        if data["format"] > FORMAT:
            raise VaultError("vault_newer")
        if data["format"] < FORMAT:
            raise VaultError("vault_older")
        listed = SlotFile(**{**data, "slots": tuple(Slot.from_data(one) for one in data["slots"])})
        if type(listed.generation) is not int or type(listed.dek_epoch) is not int or not DB_FILE.match(listed.db_file):
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return listed


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder last, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

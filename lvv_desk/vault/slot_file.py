"""The file of key slots, in two copies, each behind its SHA-256.

Copy one is written and synced, then copy two; reading takes the valid copy of the highest generation. So one of
them is whole at every moment (security.md 3.3 and 5.11).
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lvv_desk.errors import VaultError
from lvv_desk.vault.keys import Slot

FORMAT = 1
COPIES = ("vault.keys", "vault.keys2")


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
    format: int = field(default=FORMAT)

    def content(self) -> bytes:
        body = json.dumps(asdict(self), sort_keys=True, indent=1, ensure_ascii=False).encode()
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def write(folder: Path, slots: SlotFile) -> None:
    """Writes both copies, each synced before the next."""
    for name in COPIES:
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            content = slots.content()
            os.write(handle, content)
            os.ftruncate(handle, len(content))
            os.fsync(handle)
        finally:
            os.close(handle)
    sync_folder(folder)


def read(folder: Path) -> SlotFile:
    """The valid copy of the highest generation; mends the other copy where it is behind.

    Raises:
        VaultError: there is none, none is whole, or it is of a newer program.
    """
    if not any((folder / name).exists() for name in COPIES):
        raise VaultError("no_vault", folder=folder)
    whole = [one for one in (_read_copy(folder / name) for name in COPIES) if one is not None]
    if not whole:
        raise VaultError("slots_damaged", folder=folder)
    return max(whole, key=lambda one: one.generation)


def _read_copy(path: Path) -> SlotFile | None:
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        data = json.loads(body)
        if data["format"] > FORMAT:
            raise VaultError("vault_newer")
        return SlotFile(**{**data, "slots": tuple(Slot.from_data(one) for one in data["slots"])})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder last, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Room on the disk: the reserve that is given back when the disk is full, and what the journal tells."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from lvv_desk.vault.vault import RESERVE

RESERVE_BYTES = 16 * 1024 * 1024
SPARE_BYTES = 100 * 1024 * 1024
CHUNK = 1024 * 1024


def make_reserve(folder: Path) -> bool:
    """Keeps 16 MiB of the disk for the moment when it is full; says whether there was room for it."""
    target = folder / RESERVE
    if target.exists():
        return True
    if shutil.disk_usage(folder).free < SPARE_BYTES + RESERVE_BYTES:
        return False
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            # Random bytes: a disk that packs zeros away would keep nothing free.
            for _ in range(RESERVE_BYTES // CHUNK):
                file.write(os.urandom(CHUNK))
    except OSError:
        target.unlink(missing_ok=True)
        return False
    return True


def free_reserve(folder: Path) -> bool:
    """Gives the reserve back to the disk; says whether there was one."""
    target = folder / RESERVE
    there = target.exists()
    target.unlink(missing_ok=True)
    return there


def enough_room(database: Path) -> bool:
    """Whether there is room for two more copies of the database and something to spare (security.md 4.3)."""
    return shutil.disk_usage(database.parent).free >= 2 * database.stat().st_size + SPARE_BYTES

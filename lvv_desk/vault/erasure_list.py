"""Which cases were erased, beside the vault: so that a backup that is put back does not bring them back.

Random ids and days only. Each line has its own check, so a cut-off last line costs no more than itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from uuid import UUID

from lvv_desk.vault.slot_file import sync_folder

FILE = "vault.erased"
DIGITS = 16


def add(folder: Path, case_ids: list[UUID], on: date) -> None:
    """Adds cases, on the disk before it returns."""
    lines = b"".join(_line(case_id, on) for case_id in case_ids)
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, lines)
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(folder)


def read(folder: Path) -> dict[UUID, date]:
    """The erased cases with their day."""
    found: dict[UUID, date] = {}
    try:
        lines = (folder / FILE).read_bytes().splitlines()
    except OSError:
        return found
    for line in lines:
        body, _, check = line.rpartition(b" ")
        if hashlib.sha256(body).hexdigest()[:DIGITS].encode() == check:
            case_id, on = json.loads(body)
            found[UUID(case_id)] = date.fromisoformat(on)
    return found


def _line(case_id: UUID, on: date) -> bytes:
    body = json.dumps([str(case_id), on.isoformat()], separators=(",", ":")).encode()
    return body + b" " + hashlib.sha256(body).hexdigest()[:DIGITS].encode() + b"\n"

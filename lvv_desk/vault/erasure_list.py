"""Which cases were erased, beside the vault: so that a backup that is put back does not bring them back.

Random ids and days only. Each line carries a code that only the vault can make: nobody adds a case from outside, and a
cut-off last line costs no more than itself.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from lvv_desk.vault.slot_file import sync_folder

FILE = "vault.erased"
PURPOSE = b"lvv/erased/v1|"
Code = Callable[[bytes], str]
"""A keyed code over a message, as hexadecimal text."""


def add(folder: Path, case_ids: Iterable[UUID], on: date, code: Code) -> None:
    """Adds cases, on the disk before it returns. Raises :class:`OSError`."""
    lines = b"".join(_line(case_id, on, code) for case_id in case_ids)
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, lines)
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(folder)


def read(folder: Path, code: Code) -> dict[UUID, date]:
    """The erased cases with their day; lines that the vault did not make are left out."""
    found: dict[UUID, date] = {}
    try:
        lines = (folder / FILE).read_bytes().splitlines()
    except OSError:
        return found
    for line in lines:
        body, _, check = line.rpartition(b" ")
        if hmac.compare_digest(code(PURPOSE + body).encode(), check):
            case_id, on = json.loads(body)
            found[UUID(case_id)] = date.fromisoformat(on)
    return found


def _line(case_id: UUID, on: date, code: Code) -> bytes:
    body = json.dumps([str(case_id), on.isoformat()], separators=(",", ":")).encode()
    return body + b" " + code(PURPOSE + body).encode() + b"\n"

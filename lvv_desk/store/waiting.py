"""Lines that can't stand in the log yet, in a small encrypted file beside the vault: a crash does not lose them.

Each is signed by who it is about, as everyone can open the file: nobody puts a look there in a colleague's name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from lvv_desk.errors import VaultError
from lvv_desk.store import engine
from lvv_desk.store.line_code import Sign
from lvv_desk.store.unit_of_work import Line

FILE = "vault.waiting"
SUBJECT = b"lvv/waiting/v1|"
TABLE = "CREATE TABLE IF NOT EXISTS line (account TEXT NOT NULL, body TEXT NOT NULL, signature TEXT NOT NULL)"


@dataclass(frozen=True)
class WaitingFile:
    """The file, with the key that opens it."""

    path: Path
    take_key: Callable[[], bytearray]

    def keep(self, account: str, lines: Iterable[Line], sign: Sign) -> None:
        """Adds lines, on the disk before it returns. Raises :class:`VaultError`."""
        bodies = [_body(one) for one in lines]
        rows = [(account, one, sign(_signed(account, one)).hex()) for one in bodies]
        with self._opened(create=True) as connection:
            connection.execute(TABLE)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    def of(self, account: str, is_theirs: Callable[[bytes, bytes], bool]) -> list[Line]:
        """The lines of an account that it signed. Raises :class:`VaultError` where the file can't be read."""
        if not self.path.exists():
            return []
        with self._opened() as connection:
            query = "SELECT body, signature FROM line WHERE account = ? ORDER BY rowid"
            found = connection.execute(query, (account,)).fetchall()
        return [_line(body) for body, signature in found if is_theirs(_signed(account, body), _bytes(signature))]

    def forget(self, account: str) -> None:
        """Takes the lines of an account away, and the file with the last of them, or when it is damaged."""
        left = 0
        try:
            with self._opened() as connection:
                connection.execute("DELETE FROM line WHERE account = ?", (account,))
                left = connection.execute("SELECT count(*) FROM line").fetchone()[0]
        except VaultError as error:
            if error.key != "database_damaged":
                return  # the lines come once more then: a look that stands there twice harms nobody
        if not left:
            for one in (self.path, self.path.with_name(f"{FILE}-journal")):
                with suppress(OSError):
                    one.unlink(missing_ok=True)

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[Any]:
        try:
            if create:
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            connection = engine.connect(self.path, self.take_key)
            try:
                yield connection
            finally:
                connection.close()
        except (sqlcipher.Error, OSError) as error:
            raise VaultError("disk_error") from error


def _bytes(signature: object) -> bytes:
    try:
        return bytes.fromhex(str(signature))
    except ValueError:
        return b""


def _signed(account: str, body: str) -> bytes:
    return SUBJECT + json.dumps([account, body]).encode()


def _body(line: Line) -> str:
    at = line.at.isoformat() if line.at is not None else None
    return json.dumps([line.action, line.object_type, line.object_id, line.detail, line.purpose, at])


def _line(body: str) -> Line:
    action, object_type, object_id, detail, purpose, at = json.loads(body)
    moment = datetime.fromisoformat(at) if at is not None else None
    return Line(action, object_type, object_id, dict(detail), purpose, looked_only=True, at=moment)

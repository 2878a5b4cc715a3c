"""Lines that can't stand in the log yet, in a small encrypted file beside the vault: a crash does not lose them.

Each is signed by who it is about, as everyone can open the file: nobody puts a look there in a colleague's name. What
is signed names the session and holds a moment and a number that no other line of the account has, also in the log: a
file that is put back brings nothing in twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from lvv_desk.errors import VaultError
from lvv_desk.store import engine
from lvv_desk.store.audit_check import OPENED
from lvv_desk.store.line_code import Sign
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import CASE, Line, Reader

FILE = "vault.waiting"
SUBJECT = b"lvv/waiting/v2|"
TABLE = "CREATE TABLE IF NOT EXISTS line (account TEXT NOT NULL, body TEXT NOT NULL, signature TEXT NOT NULL)"
ODD = (ValueError, TypeError, AttributeError, RecursionError, OverflowError)
"""What a line raises that this program did not write."""
LONGEST, BIGGEST, AT_ONCE = 20_000, 2**63, 500
Stamp: TypeAlias = tuple[str, int]
"""The moment and the number of a line."""


@dataclass(frozen=True)
class Waited:
    """A line that waited, with the session it is of and the moment when that opened."""

    line: Line
    session: str
    since: datetime

    @property
    def stamp(self) -> Stamp:
        return stamp_of(self.line)


@dataclass(frozen=True)
class WaitingFile:
    """The file, with the key that opens it."""

    path: Path
    take_key: Callable[[], bytearray]

    def keep(self, account: str, lines: Iterable[Waited], sign: Sign) -> None:
        """Adds lines, on the disk before it returns. Raises :class:`VaultError`."""
        bodies = [_body(one) for one in lines]
        rows = [(account, one, sign(_signed(account, one)).hex()) for one in bodies]
        with self._opened(create=True) as connection:
            connection.execute(TABLE)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

    def of(self, account: str, is_theirs: Callable[[bytes, bytes], bool]) -> list[Waited | None]:
        """The lines of an account that it signed; ``None`` for one that makes no sense.

        Raises:
            VaultError: the file can't be read.
        """
        query = "SELECT body, signature FROM line WHERE account = ? ORDER BY rowid"
        found = [(body, by) for body, by in self._rows(query, account) if isinstance(body, str)]
        return [_read(body) for body, by in found if is_theirs(_signed(account, body), _bytes(by))]

    def stamps(self) -> dict[str, set[Stamp]]:
        """The moments and numbers of all lines that make sense, by account. Raises :class:`VaultError`."""
        found: dict[str, set[Stamp]] = {}
        for account, body in self._rows("SELECT account, body FROM line"):
            if line := _read(body):
                found.setdefault(str(account), set()).add(line.stamp)
        return found

    def _rows(self, query: str, *values: str) -> list[tuple[Any, Any]]:
        if not self.path.exists():
            return []
        with self._opened() as connection:
            return list(connection.execute(query, values).fetchall())

    def forget(self, account: str) -> None:
        """Takes the lines of an account away, and the file with the last of them, or when it is damaged."""
        left = 0
        try:
            with self._opened() as connection:
                connection.execute("DELETE FROM line WHERE account = ?", (account,))
                left = connection.execute("SELECT count(*) FROM line").fetchone()[0]
        except VaultError as error:
            if error.key != "database_damaged":
                return  # the lines come once more then, and are known
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


def stamp_of(line: Line) -> Stamp:
    """The moment and the number of a line that waits."""
    return _stamp(line.at or datetime.min.replace(tzinfo=UTC), line.number or 0)


def _stamp(at: datetime, number: int) -> Stamp:
    return at.astimezone(UTC).isoformat(), number


def standing(reader: Reader, account: str, stamps: Iterable[Stamp]) -> set[Stamp]:
    """Which of these lines of an account stand in the log."""
    numbers, found = [number for _, number in stamps], set()
    for place in range(0, len(numbers), AT_ONCE):
        query = select(AuditRow.at, AuditRow.monotonic_ns).where(
            AuditRow.actor == account, AuditRow.monotonic_ns.in_(numbers[place : place + AT_ONCE])
        )
        found |= {_stamp(at, number) for at, number in reader.session.execute(query)}
    return found


def opening(reader: Reader, session: str) -> tuple[str, datetime] | None:
    """Who opened a session that the log knows, and when."""
    query = select(AuditRow.actor, AuditRow.at).where(AuditRow.action == OPENED, AuditRow.session == session)
    found = reader.session.execute(query.limit(1)).first()
    return (found[0], found[1]) if found else None


def _body(one: Waited) -> str:
    line, at = one.line, one.line.at.isoformat() if one.line.at is not None else None
    what = [line.action, line.object_type, line.object_id, line.detail, line.purpose, at]
    return json.dumps([one.session, one.since.isoformat(), line.number, *what])


def _read(body: object) -> Waited | None:
    """What was kept; ``None`` for what could not stand in the log."""
    try:
        return _checked(body) if isinstance(body, str) and len(body) <= LONGEST else None
    except ODD:
        return None


def _checked(body: str) -> Waited:
    kept = json.loads(body)
    json.dumps(kept, ensure_ascii=False, allow_nan=False).encode()
    session, since, number, action, object_type, object_id, detail, purpose, at = kept
    texts = (session, action, object_type, object_id or "", purpose or "")
    if not all(isinstance(one, str) for one in texts) or not isinstance(detail, dict):
        raise TypeError("a line that waits")
    if type(number) is not int or not 0 <= number < BIGGEST:
        raise ValueError("the number of a line")
    if object_type == CASE and object_id is not None and str(UUID(object_id)) != object_id:
        raise ValueError("the case of a line")
    line = Line(action, object_type, object_id, detail, purpose, looked_only=True, at=_moment(at), number=number)
    return Waited(line, session, _moment(since))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment of nowhere")
    return moment.astimezone(UTC)

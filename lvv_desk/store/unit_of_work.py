"""Reading and writing: one user action is one transaction with its lines in the log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, Protocol
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lvv_desk.domain.session import Actor
from lvv_desk.errors import VaultError
from lvv_desk.store import copying
from lvv_desk.store import engine as engines

CASE = "case"
CLOSED = "vault_closed"
WRITTEN_BESIDE = "log_written_beside"
"""Something else wrote in the log while the vault was open: what comes after it would be signed on top of it."""


class GivenUp(Exception):
    """An action was given up on purpose: nothing of it is kept."""


@dataclass
class Reader:
    """A consistent look at the vault."""

    session: Session


@dataclass(frozen=True)
class Line:
    """A line for the log, before it has its place in the chain."""

    action: str
    object_type: str
    object_id: str | None
    detail: dict[str, Any]
    purpose: str | None = None
    looked_only: bool = False
    at: datetime | None = None
    number: int | None = None
    """With the moment, what tells a line that waited from every other of its account."""
    record_hash: str | None = None
    sign: Callable[[bytes], bytes] | None = None
    """Whose signature it carries, where that is not the one of who is at work: a recovery code has its own."""

    @property
    def changes_case(self) -> bool:
        """Whether a case holds something else after it. A look must never seal: it could seal damage."""
        return self.object_type == CASE and self.object_id is not None and not self.looked_only


@dataclass
class UnitOfWork(Reader):
    """A user action under way: who does it, when, and what it adds to the log."""

    actor: Actor
    at: datetime
    lines: list[Line] = field(default_factory=list)

    @property
    def by(self) -> str:
        return self.actor.name

    def log(
        self, action: str, object_type: str, object_id: UUID | str | None = None, *,
        purpose: str | None = None, **detail: Any,
    ) -> None:  # fmt: skip
        """A line for the log. ``detail`` holds ids and codes, never what was written about people."""
        name = str(object_id) if object_id is not None else None
        self.lines.append(Line(action, object_type, name, detail, purpose))

    def give_up(self) -> NoReturn:
        """Ends the action without keeping anything. Raises :class:`GivenUp`, for the caller outside to catch."""
        raise GivenUp


class Chain(Protocol):
    """Puts lines at the end of the log; the keeper of its keys implements it."""

    def append(
        self, session: Session, actor: Actor, at: datetime, lines: Sequence[Line], waiting: Sequence[Line] = ()
    ) -> None: ...

    def kept(self) -> None: ...

    def seals(self, session: Session, case_ids: list[UUID]) -> dict[str, str]: ...


class Keeper(Protocol):
    """Keeps waiting lines where a crash does not lose them. What it can't keep it counts; it raises nothing."""

    def keep(self, lines: Sequence[Line]) -> None: ...

    def written(self) -> None: ...


class Store:
    """An open database."""

    def __init__(
        self, database: Path, take_key: Callable[[], bytearray], *, clock: Callable[[], datetime], actor: Actor,
        chain: Chain,
    ) -> None:  # fmt: skip
        self._engines = engines.engines(database, take_key)
        self._take_key = take_key
        self._clock = clock
        self._chain = chain
        self._trail = threading.local()
        self.actor = actor
        self.database = database
        self.read_only: str | None = None
        """Why nothing can be written now: the key of an error; ``None`` when all is well."""
        self.after_first: Callable[[], None] | None = None
        """What is done when the first action of this session stands."""
        self.keeper: Keeper | None = None
        self._waiting: list[Line] = []
        self._unkept: list[Line] = []
        self._number = 0
        self._turn = threading.RLock()
        self._closed = False

    @property
    def engines(self) -> engines.Engines:
        return self._engines

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A look that can't change anything. Raises :class:`VaultError` once the vault is closed."""
        if self._closed:
            raise VaultError(CLOSED)
        with self.plain_errors(), Session(self._engines.read, expire_on_commit=False) as session:
            yield Reader(session)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """An action: all of it is kept, with its lines in the log, or nothing.

        Raises:
            VaultError: the file can't be written; nothing was changed.
        """
        with self._action() as work:
            yield work
            if not work.lines:
                raise RuntimeError("a change without a line in the log")

    @contextmanager
    def last(self) -> Iterator[UnitOfWork]:
        """The last action: whoever is under way in another thread comes too late to write."""
        with self._turn:
            with self.write() as work:
                yield work
            self.read_only = CLOSED

    @contextmanager
    def _action(self) -> Iterator[UnitOfWork]:
        with self._turn, self.plain_errors():
            if self.read_only is not None:
                raise VaultError(self.read_only)
            with Session(self._engines.write, expire_on_commit=False) as session, session.begin():
                work = UnitOfWork(session, self.actor, self._clock())
                yield work
                session.flush()
                waiting = tuple(self._waiting)
                self._chain.append(session, work.actor, work.at, self._with_seals(session, work.lines), waiting)
            self._chain.kept()
            self._have_written(len(waiting))
            self._remember(line.action for line in work.lines)
        if self.after_first is not None:
            after, self.after_first = self.after_first, None
            after()

    def _with_seals(self, session: Session, lines: list[Line]) -> list[Line]:
        """The last line about each case carries the seal of what the case holds now."""
        last = {str(line.object_id): place for place, line in enumerate(lines) if line.changes_case}
        found = self._chain.seals(session, [UUID(case_id) for case_id in last])
        return [
            replace(line, record_hash=found[str(line.object_id)]) if last.get(str(line.object_id)) == place else line
            for place, line in enumerate(lines)
        ]

    def note(self, line: Line) -> None:
        """A line about something that was only looked at. While nothing can be written it waits its turn.

        Raises:
            VaultError: the vault is closed. Who looked gets nothing to see, and there is nothing to tell.
        """
        try:
            with self.write() as work:
                work.lines.append(line)
        except VaultError:
            if self.read_only in (None, CLOSED):
                raise
            self.wait(line)

    def wait(self, line: Line) -> None:
        """A line that goes before what is written next, with the moment of now."""
        with self._turn:
            self._number = max(self._number + 1, time.monotonic_ns())
            line = replace(line, at=self._clock(), number=self._number)
            self._waiting.append(line)
            self._unkept.append(line)
            if self.read_only is not None and self.keeper is not None:
                self.keeper.keep(self._unkept)
                self._unkept.clear()

    def take_back(self, lines: Sequence[Line]) -> None:
        """Lines that an earlier session could not write wait here, with their own moment."""
        with self._turn:
            self._waiting += [one if one.at is not None else replace(one, at=self._clock()) for one in lines]

    def _have_written(self, waited: int) -> None:
        if waited:
            del self._waiting[:waited]
            self._unkept.clear()
            if self.keeper is not None:
                self.keeper.written()

    def let_waiting_in(self) -> None:
        """Writes the lines that waited, each with its moment, where there are any and it can be done now."""
        with self._turn:
            if self.read_only is None and self._waiting:
                with self._action():
                    pass

    def allow_writing(self) -> None:
        """Ends a time in which nothing could be written; a vault that was closed meanwhile stays closed."""
        with self._turn:
            if self.read_only != CLOSED:
                self.read_only = None
        self.let_waiting_in()

    # -- which actions were logged --------------------------------------------------------------------------------

    @contextmanager
    def trail(self) -> Iterator[set[str]]:
        """Gathers the actions that this thread logs meanwhile."""
        outer: list[set[str]] = getattr(self._trail, "open", [])
        mine: set[str] = set()
        self._trail.open = [*outer, mine]
        try:
            yield mine
        finally:
            self._trail.open = outer

    def _remember(self, actions: Iterator[str]) -> None:
        logged = set(actions)
        for one in getattr(self._trail, "open", []):
            one.update(logged)

    def compact(self) -> None:
        """Writes the file anew without the room that erased rows left behind."""
        engines.compact(self.database, self._take_key)

    def write_anew(self, sync_folder: Callable[[Path], None]) -> None:
        """Puts a whole copy without free pages in the place of the file. Raises :class:`VaultError`."""
        with self._turn:
            self._engines.dispose()
            copying.write_anew(self.database, self._take_key, sync_folder)

    def move_to(self, database: Path, take_key: Callable[[], bytearray]) -> None:
        """Goes on in another file, a copy of this one."""
        self._engines.dispose()
        self._engines = engines.engines(database, take_key)
        self._take_key = take_key
        self.database = database

    def close(self) -> None:
        with self._turn:
            self._closed, self.read_only = True, CLOSED
        self._engines.dispose()

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Raises what the database says as a :class:`VaultError` that people can read."""
        try:
            yield
        except VaultError as error:
            if error.key == WRITTEN_BESIDE:
                self.read_only = error.key
            raise
        except DBAPIError as error:
            key = _plain_key(error)
            if key is None:
                raise
            if key == "disk_full":
                self.read_only = key
            raise VaultError(key) from error


def _plain_key(error: BaseException | None) -> str | None:
    """The key of what the disk said first: a full disk ends the transaction, and then its savepoints are not there."""
    found = None
    while error is not None:
        code = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
        found = next((key for start, key in PLAIN_ERRORS.items() if code.startswith(start)), found)
        error = error.__context__
    return found


PLAIN_ERRORS = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_BUSY": "vault_busy",
    "SQLITE_READONLY": "vault_read_only",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_IOERR": "disk_error",
    "SQLITE_CANTOPEN": "disk_error",
}

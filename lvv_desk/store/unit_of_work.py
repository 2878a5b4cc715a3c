"""Reading and writing: one user action is one transaction with its line in the change log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lvv_desk.errors import VaultError
from lvv_desk.store import engine as engines
from lvv_desk.store.tables import ChangeRow


class GivenUp(Exception):
    """An action was given up on purpose: nothing of it is kept."""


@dataclass
class Reader:
    """A consistent look at the vault."""

    session: Session


@dataclass
class UnitOfWork(Reader):
    """A user action under way: who does it, when, and what it adds to the change log."""

    by: str
    at: datetime
    logged: bool = False

    def log(self, action: str, object_type: str, object_id: UUID | str | None = None, **detail: Any) -> None:
        """A line for the change log. ``detail`` holds ids and codes, never what was written about people."""
        name = str(object_id) if object_id is not None else None
        self.session.add(
            ChangeRow(at=self.at, by=self.by, action=action, object_type=object_type, object_id=name, detail=detail)
        )
        self.logged = True

    def give_up(self) -> NoReturn:
        """Ends the action without keeping anything. Raises :class:`GivenUp`, for the caller outside to catch."""
        raise GivenUp


class Store:
    """An open database."""

    def __init__(
        self, database: Path, take_key: Callable[[], bytearray], *, clock: Callable[[], datetime], by: str
    ) -> None:
        self._engines = engines.engines(database, take_key)
        self._clock = clock
        self.by = by
        self.database = database

    @property
    def engines(self) -> engines.Engines:
        return self._engines

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A look that can't change anything."""
        with _plain_errors(), Session(self._engines.read, expire_on_commit=False) as session:
            yield Reader(session)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """An action: all of it is kept, or nothing.

        Raises:
            VaultError: the file can't be written; nothing was changed.
        """
        with (
            _plain_errors(),
            Session(self._engines.write, expire_on_commit=False) as session,
            session.begin(),
        ):
            work = UnitOfWork(session, self.by, self._clock())
            yield work
            if not work.logged:
                raise RuntimeError("a change without a line in the change log")

    def close(self) -> None:
        self._engines.dispose()


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorname", "")
        if code.startswith("SQLITE_FULL"):
            raise VaultError("disk_full") from error
        if code.startswith("SQLITE_BUSY"):
            raise VaultError("vault_busy") from error
        if code.startswith("SQLITE_READONLY"):
            raise VaultError("vault_read_only") from error
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR")):
            raise VaultError("database_damaged") from error
        raise

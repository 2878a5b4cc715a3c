"""Copies of a database under another key, by SQLite's backup interface, and what is checked of a copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError, system_words
from lvv_desk.store import engine

TakeKey = Callable[[], bytearray]
BEFORE_MIGRATION = "before-migration"


def copy(source: Path, source_key: TakeKey, target: Path, target_key: TakeKey) -> None:
    """Copies the database page by page into a new file under the target's key, and onto the disk.

    Raises:
        VaultError: the source can't be read or the target can't be written; the target is taken away again.
    """
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise VaultError("copy_not_written", file=target.name, why=system_words(error)) from error
    with _whole_or_gone(target):
        reading = engine.connect(source, source_key, read_only=True)
        try:
            _into(reading, target, target_key)
        finally:
            reading.close()
        _synced(target)


@contextmanager
def _whole_or_gone(target: Path) -> Iterator[None]:
    """Takes a file away whose making failed. Raises :class:`VaultError` for what the database or the disk says."""
    try:
        yield
    except sqlcipher.Error as error:
        _take_away(target)
        raise VaultError(_trouble(error)) from error
    except OSError as error:
        _take_away(target)
        raise VaultError("copy_not_written", file=target.name, why=system_words(error)) from error
    except BaseException:
        _take_away(target)
        raise


def write_anew(database: Path, take_key: TakeKey, sync_folder: Callable[[Path], None]) -> None:
    """Puts a copy with only the pages that something stands on in the place of the file, once it is whole on the disk.

    Unlike ``VACUUM``, which keeps a copy of every page to be able to go back, it reads no page that is free.

    Raises:
        VaultError: it can't be read or written; the file stays as it is.
    """
    part = database.with_name(f"{database.name}.part")
    _take_away(part)
    with _whole_or_gone(part):
        connection = engine.connect(database, take_key)
        try:
            connection.set_authorizer(None)  # it attaches a file of its own
            connection.execute("vacuum into ?", (str(part),))
        finally:
            connection.close()
        require_whole(part, take_key)
        part.chmod(0o600)
        _synced(part)
        part.replace(database)
        sync_folder(database.parent)


def _into(reading: object, target: Path, target_key: TakeKey) -> None:
    writing = sqlcipher.connect(f"{target.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        writing.execute("pragma cipher_log_level=NONE")
        key = target_key()
        try:
            writing.set_key(key)
        finally:
            wipe(key)
        writing.execute("pragma journal_mode=truncate")
        writing.execute("pragma synchronous=extra")
        reading.backup(writing)  # type: ignore[attr-defined] # a connection of the driver, which has no types
    finally:
        writing.close()


def _trouble(error: sqlcipher.Error) -> str:
    """What went wrong, by its words: the errors of a copy carry no code. A disk is never called a damaged file."""
    words = str(error)
    return next((key for found, key in DISK_WORDS.items() if found in words), "database_damaged")


DISK_WORDS = {
    "disk is full": "disk_full",
    "disk I/O": "disk_error",
    "readonly": "disk_error",
    "unable to open": "disk_error",
}


def _synced(path: Path) -> None:
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_away(path: Path) -> None:
    """What can't be taken away now stands in nobody's way: nothing refers to it."""
    for name in (path.name, f"{path.name}-journal"):
        with suppress(OSError):
            path.with_name(name).unlink(missing_ok=True)


def problems(path: Path, take_key: TakeKey) -> list[str]:
    """What is wrong with a copy: the cipher's check of every page, SQLite's of the structure, and the references.

    Raises:
        VaultError: it can't be opened at all.
    """
    connection = engine.connect(path, take_key, read_only=True)
    try:
        found = [f"cipher: {row[0]}" for row in connection.execute("pragma cipher_integrity_check")]
        found += [str(row[0]) for row in connection.execute("pragma integrity_check") if row[0] != "ok"]
        found += [f"reference: {row[0]}" for row in connection.execute("pragma foreign_key_check")]
    except sqlcipher.Error as error:
        raise VaultError(_trouble(error)) from error
    finally:
        connection.close()
    return found


def require_whole(path: Path, take_key: TakeKey) -> None:
    """Raises :class:`VaultError` when a copy has any problem."""
    if problems(path, take_key):
        raise VaultError("database_damaged")


@dataclass(frozen=True)
class Facts:
    """What a copy holds: how many cases, the end of its log, and the version of its tables."""

    cases: int
    seq: int
    head: str
    tables: str


def facts(path: Path, take_key: TakeKey) -> Facts:
    """Reads them from the copy itself. Raises :class:`VaultError` when it can't be opened."""
    connection = engine.connect(path, take_key, read_only=True)
    try:
        cases = connection.execute("select count(*) from case_file").fetchone()[0]
        last = connection.execute("select seq, h from audit order by seq desc limit 1").fetchone() or (0, "")
        tables = connection.execute("select version_num from alembic_version").fetchone()[0]
    except sqlcipher.Error as error:
        raise VaultError(_trouble(error)) from error
    finally:
        connection.close()
    return Facts(cases, last[0], last[1], tables)


def keep_before_migration(database: Path, take_key: TakeKey) -> Path:
    """A checked copy of the database beside it, before its tables are changed; an older one makes way.

    Raises:
        VaultError: the copy can't be made or is not whole; nothing was changed.
    """
    target = database.with_name(f"{database.name}.{BEFORE_MIGRATION}")
    part = database.with_name(f"{target.name}.part")
    _take_away(part)
    copy(database, take_key, part, take_key)
    try:
        require_whole(part, take_key)
        part.replace(target)
    except OSError as error:
        raise VaultError("copy_not_written", file=target.name, why=system_words(error)) from error
    return target

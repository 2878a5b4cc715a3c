"""The connection to the encrypted file: recipe, pragmas and authorizer of security.md 4.1.

Only this module and ``search.py`` may use SQL that other databases than SQLite do not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError
from lvv_desk.store.tables import Base

PRAGMAS = (
    "journal_mode=truncate",
    "synchronous=extra",
    "foreign_keys=on",
    "secure_delete=on",
    "temp_store=memory",
    "trusted_schema=off",
    "cell_size_check=on",
    "recursive_triggers=on",
    "mmap_size=0",
)
ALLOWED_PRAGMAS = frozenset(
    "table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list foreign_key_check "
    "quick_check integrity_check cipher_integrity_check cipher_status cipher_version data_version "
    "page_count freelist_count read_uncommitted".split()
)
DENIED_FUNCTIONS = frozenset({"sqlcipher_export", "load_extension"})
APPEND_ONLY_TABLES = frozenset({"audit"})
OLDEST_SQLCIPHER = (4, 17)
OLDEST_SQLITE = (3, 53, 3)
DAMAGED = frozenset({11, 26})
"""SQLITE_CORRUPT and SQLITE_NOTADB: the key opened its slot, so it is the file that is wrong."""
SQLITE_DETACH = 25  # the driver does not name this one
BUSY_SECONDS = 10


@dataclass(frozen=True)
class Engines:
    """One engine that writes, one that only reads."""

    write: Engine
    read: Engine

    def dispose(self) -> None:
        """Lets go of the file and of the statements that were made for it.

        The mappers would keep those of every engine there ever was: each lock of the vault would take longer.
        """
        self.write.dispose()
        self.read.dispose()
        for mapper in Base.registry.mappers:
            mapper.__dict__.pop("_compiled_cache", None)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Refuses what could copy the file out in the clear, break it, or rewrite the change log."""
    allowed = True
    if action in (sqlcipher.SQLITE_ATTACH, SQLITE_DETACH):
        allowed = False
    elif action == sqlcipher.SQLITE_PRAGMA:
        allowed = (first or "").lower() in ALLOWED_PRAGMAS and (first in ALLOWED_WITH_VALUE or not second)
    elif action == sqlcipher.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in DENIED_FUNCTIONS
    elif action in (sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE):
        allowed = first not in APPEND_ONLY_TABLES
    return int(sqlcipher.SQLITE_OK if allowed else sqlcipher.SQLITE_DENY)


ALLOWED_WITH_VALUE = frozenset(
    "table_info table_xinfo index_list index_info index_xinfo foreign_key_list foreign_key_check".split()
)


def connect(path: Path, take_key: Callable[[], bytearray], *, read_only: bool = False, frozen: bool = False) -> Any:
    """An open, checked connection. Never creates a file.

    Args:
        frozen: reads the file as it lies there; an unfinished transaction is not undone and nothing is touched.

    Raises:
        VaultError: the key opened its slot but the file is not readable with it: the file is damaged.
    """
    uri = f"{path.resolve().as_uri()}?{'mode=ro&immutable=1' if frozen else 'mode=rw'}"
    try:
        connection = sqlcipher.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except sqlcipher.Error as error:
        raise VaultError("database_unreadable") from error
    try:
        connection.execute("pragma cipher_log_level=NONE")
        key = take_key()
        try:
            connection.set_key(key)
        finally:
            wipe(key)
        for pragma in PRAGMAS:
            connection.execute(f"pragma {pragma}")
        _require_encryption(connection)
        connection.execute("select count(*) from sqlite_schema").fetchone()
        if read_only or frozen:
            connection.execute("pragma query_only=on")
        connection.set_authorizer(_authorize)
    except sqlcipher.DatabaseError as error:
        connection.close()
        code = getattr(error, "sqlite_errorcode", None)
        raise VaultError("database_damaged" if code in DAMAGED else "database_unreadable") from error
    except BaseException:
        connection.close()
        raise
    return connection


def compact(path: Path, take_key: Callable[[], bytearray]) -> None:
    """Rewrites the file without free pages. VACUUM attaches a file of its own, which the authorizer would refuse."""
    connection = connect(path, take_key)
    try:
        connection.set_authorizer(None)
        connection.execute("vacuum")
    except sqlcipher.Error as error:
        raise VaultError("disk_nearly_full") from error
    finally:
        connection.close()


def _require_encryption(connection: Any) -> None:
    """A missing key would give a plaintext database without any error."""
    if connection.execute("pragma cipher_status").fetchone()[0] != "1":
        raise VaultError("database_unencrypted")


def versions() -> tuple[str, str]:
    """The versions of SQLCipher and of the SQLite in it."""
    connection = sqlcipher.connect(":memory:")
    try:
        cipher = connection.execute("pragma cipher_version").fetchone()[0].split()[0]
        return cipher, connection.execute("select sqlite_version()").fetchone()[0]
    finally:
        connection.close()


def check_versions() -> None:
    """Raises :class:`VaultError` when SQLCipher or SQLite is older than the oldest known good one."""
    cipher, sqlite = versions()
    if _numbers(cipher) < OLDEST_SQLCIPHER or _numbers(sqlite) < OLDEST_SQLITE:
        raise VaultError("sqlcipher_old", found=f"{cipher}/{sqlite}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def engines(path: Path, take_key: Callable[[], bytearray]) -> Engines:
    """The two engines of one database file."""
    check_versions()
    return Engines(_engine(path, take_key, read_only=False), _engine(path, take_key, read_only=True))


def frozen_engine(path: Path, take_key: Callable[[], bytearray]) -> Engine:
    """For a look into a file that is kept as it is found, whatever its state."""
    return _engine(path, take_key, read_only=True, frozen=True)


def _engine(path: Path, take_key: Callable[[], bytearray], *, read_only: bool, frozen: bool = False) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, take_key, read_only=read_only, frozen=frozen),
        poolclass=NullPool,
        hide_parameters=True,
        echo=False,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", start)
    return engine

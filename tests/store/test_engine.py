"""Every connection has the whole recipe; what could leak or break the file is refused."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from lvv_desk.errors import VaultError
from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.store.tables import Base
from tests.conftest import CHEAP, NOW, PASSPHRASE

WANTED = {
    "journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2,
    "trusted_schema": 0, "cell_size_check": 1, "recursive_triggers": 1, "mmap_size": 0,
}  # fmt: skip


@pytest.mark.parametrize("read_only", [False, True])
def test_every_connection_has_all_nine_pragmas(desk: Desk, read_only: bool) -> None:
    for _ in range(3):
        connection = engine.connect(desk.vault.database, desk.vault.data_key.database, read_only=read_only)
        connection.set_authorizer(None)
        found = {name: connection.execute(f"pragma {name}").fetchone() for name in WANTED}
        connection.close()
        assert {name: row[0] if row else 0 for name, row in found.items()} == WANTED


FORBIDDEN = [
    "ATTACH DATABASE ':memory:' AS other",
    "DETACH DATABASE main",
    "SELECT sqlcipher_export('other')",
    "SELECT load_extension('x')",
    "PRAGMA key = 'x'",
    "PRAGMA rekey = 'x'",
    "PRAGMA journal_mode = wal",
    "PRAGMA synchronous = off",
    "PRAGMA writable_schema = on",
    "PRAGMA cipher_plaintext_header_size = 16",
    "PRAGMA cipher_hmac_pgno = be",
    "PRAGMA temp_store = file",
    "PRAGMA foreign_keys = off",
    "UPDATE audit SET actor = 'iemand anders'",
    "DELETE FROM audit",
    "VACUUM INTO 'kopie.db'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_authorizer_refuses(desk: Desk, statement: str) -> None:
    connection = engine.connect(desk.vault.database, desk.vault.data_key.database)
    try:
        with pytest.raises(Exception, match=r"not authorized|authorization denied|prohibited"):
            connection.execute(statement)
    finally:
        connection.close()


def test_a_reader_cannot_write(desk: Desk) -> None:
    with desk.store.read() as reader, pytest.raises(DatabaseError):
        reader.session.execute(text("INSERT INTO meta(name, value) VALUES('x', 'y')"))


def test_old_libraries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(VaultError) as raised:
        engine.check_versions()
    assert raised.value.key == "sqlcipher_old"


def test_a_change_without_a_line_in_the_log_is_not_kept(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.store.write() as work:
        work.session.execute(text("INSERT INTO meta(name, value) VALUES('x', 'y')"))
    with desk.store.read() as reader:
        assert reader.session.execute(text("SELECT count(*) FROM meta WHERE name = 'x'")).scalar() == 0


def test_an_action_that_fails_leaves_nothing(desk: Desk) -> None:
    def fail() -> None:
        with desk.store.write() as work:
            work.log("test", "test")
            work.session.execute(text("CREATE TABLE half(x)"))
            raise ValueError("halverwege")

    with pytest.raises(ValueError, match="halverwege"):
        fail()
    with desk.store.read() as reader:
        assert reader.session.execute(text("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")).scalar() == 0


def test_the_migrations_make_the_tables_of_the_model(desk: Desk) -> None:
    def differences(connection: Connection) -> list[object]:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        return [one for one in found if "case_search" not in str(one)]

    with desk.store.engines.write.connect() as connection:
        assert differences(connection) == []


def test_moments_are_kept_in_utc(desk: Desk) -> None:
    with desk.store.write() as work:
        work.log("test", "test")
        assert work.at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_nothing_is_kept_of_the_statements_of_a_vault_that_was_closed(tmp_path: Path) -> None:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: NOW)
    Services(desk).cases.register(name="Verzonnen Persoon", municipality="utrecht", on=desk.today())
    dialect = weakref.ref(desk.store.engines.write.dialect)
    desk.close()
    del desk
    gc.collect()
    assert dialect() is None

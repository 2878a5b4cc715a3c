"""The log: a chain in which nothing can be changed, taken away, put between, or forged without it being seen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lvv_desk.errors import VaultError
from lvv_desk.services import health, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.store import audit_check, engine
from lvv_desk.store.line_code import CODED, Row
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.vault import vault as vault_files
from tests.conftest import CHEAP, NOW, PASSPHRASE, OpenWith


@pytest.fixture
def filled(open_with: OpenWith) -> Desk:
    return open_with("practice and 3", lambda desk: PracticeService(desk).fill(cases=3))


def _failed(desk: Desk) -> set[str]:
    return {one.name for one in Services(desk).health.check().rows if not one.passed}


def _raw(desk: Desk) -> Any:
    """A connection as a forger with the key would have: no authorizer, and triggers that can be dropped."""
    connection = engine.connect(desk.vault.database, desk.vault.data_key.database)
    connection.set_authorizer(None)
    return connection


def _forge(desk: Desk, *statements: str) -> None:
    connection = _raw(desk)
    for trigger in ("audit_no_update", "audit_no_delete", "audit_in_order"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_whole_log_passes(filled: Desk) -> None:
    assert _failed(filled) == set()


FORBIDDEN = [
    "UPDATE audit SET action = 'x' WHERE seq = 3",
    "DELETE FROM audit WHERE seq = 3",
    "DELETE FROM audit",
    "INSERT OR REPLACE INTO audit SELECT seq, at, monotonic_ns, session, actor, roles, 'x', object_type, object_id, "
    "purpose, detail, record_hash, prev, h, signature FROM audit WHERE seq = 3",
    "INSERT INTO audit SELECT seq + 100000, at, monotonic_ns, session, actor, roles, action, object_type, object_id, "
    "purpose, detail, record_hash, prev, h, signature FROM audit WHERE seq = 3",
    "REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_triggers_stop_it_even_without_the_authorizer(filled: Desk, statement: str) -> None:
    connection = _raw(filled)
    with pytest.raises(Exception, match="append only"):
        connection.execute(statement)
    connection.close()
    assert _failed(filled) == set()


FORGED = [
    ("UPDATE audit SET action = 'case.opened' WHERE seq = 5",),
    ("UPDATE audit SET actor = 'iemand' WHERE seq = 5",),
    ("UPDATE audit SET detail = '{\"x\":1}' WHERE seq = (SELECT max(seq) FROM audit)",),
    ("DELETE FROM audit WHERE seq = 5",),
    ("DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = seq - 1 WHERE seq > 5"),
    ("UPDATE audit SET seq = -1 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 6",
     "UPDATE audit SET seq = 6 WHERE seq = -1"),
    ("UPDATE audit SET signature = NULL WHERE action = 'session.opened'",),
    ("UPDATE audit SET h = prev WHERE seq = 5",),
]  # fmt: skip


@pytest.mark.parametrize("statements", FORGED)
def test_a_forged_line_is_seen(filled: Desk, statements: tuple[str, ...]) -> None:
    _forge(filled, *statements)
    assert "log" in _failed(filled)


def test_a_case_that_was_changed_beside_the_program_is_seen(filled: Desk) -> None:
    connection = _raw(filled)
    connection.execute("UPDATE decision SET reason = 'anders'")
    connection.close()
    assert _failed(filled) == {"contents"}


def test_an_action_can_not_be_put_on_a_colleague_by_who_holds_the_keys(filled: Desk) -> None:
    accounts = Services(filled).accounts
    other = accounts.add("Linde Voorbeeld", ("counsellor",), "een andere zin om te testen", kdf=CHEAP)
    real = filled.store.actor
    filled.store.actor = type(real)(str(other), "Linde Voorbeeld", ("counsellor",), real.session)
    with filled.store.write() as work:
        work.log("session.opened", "session", "x")
    filled.store.actor = real
    assert _failed(filled) == {"log"}


def _reopened(path: Path) -> Desk:
    return vaults.open_vault(path, PASSPHRASE, clock=lambda: NOW)


def _cut(path: Path) -> None:
    vault = vault_files.unlock(path, PASSPHRASE)
    connection = engine.connect(vault.database, vault.data_key.database)
    connection.set_authorizer(None)
    connection.execute("DROP TRIGGER audit_no_delete")
    connection.execute("DELETE FROM audit WHERE seq > 4")
    connection.close()
    vault.forget()


@pytest.mark.parametrize("cut", ["tail", "old file"])
def test_a_cut_tail_and_an_old_file_are_seen_through_the_anchor(tmp_path: Path, cut: str) -> None:
    path = tmp_path / "kluis"
    made = vaults.create(path, PASSPHRASE, kdf=CHEAP, practice=True, clock=lambda: NOW)
    made.close()
    database = path / "vault-1.db"
    before = database.read_bytes()
    desk = _reopened(path)
    PracticeService(desk).fill(cases=1)
    desk.close()
    if cut == "tail":
        _cut(path)
    else:
        database.write_bytes(before)
    again = _reopened(path)
    assert "older_copy" in again.warnings
    assert "start_up" in _failed(again)
    again.close()


def test_reading_is_logged_with_the_account_and_the_case(filled: Desk) -> None:
    services = Services(filled)
    number = services.cases.page("").rows[0].number
    services.cases.view(number)
    entries = services.audit.page(case=number).entries
    assert entries[0].action == "case.opened"
    assert entries[0].actor == filled.actor.account_id
    assert entries[0].record_hash is None
    found = services.cases.page("oefen")
    searched = services.audit.page(kind="case.listed").entries[0]
    assert searched.detail["query"] and "oefen" not in str(searched.detail)
    assert set(searched.detail["cases"]) <= {str(row.case_id) for row in found.rows}


def test_damage_that_is_looked_at_is_not_sealed_as_right(filled: Desk) -> None:
    services = Services(filled)
    number = services.cases.page("").rows[0].number
    connection = _raw(filled)
    connection.execute("UPDATE answer SET source = 'x'")
    connection.close()
    services.cases.view(number)
    assert "contents" in _failed(filled)


def test_while_nothing_can_be_written_looks_wait_for_their_line(filled: Desk) -> None:
    services = Services(filled)
    number = services.cases.page("").rows[0].number
    before = services.audit.page().total
    filled.store.read_only = "vault_checking"
    services.cases.view(number)
    with pytest.raises(VaultError):
        services.cases.register(name="Nieuw", municipality="utrecht", on=filled.today())
    filled.store.allow_writing()
    assert services.audit.page().total >= before + 2
    assert _failed(filled) == set()


def test_who_looked_at_a_file_goes_by_role(filled: Desk) -> None:
    services = Services(filled)
    number = services.cases.page("").rows[0].number
    services.cases.view(number)
    lines = services.audit.of_case(number)
    assert lines[-1].action == "case.opened"
    assert all("begeleider" != one.actor for one in lines if hasattr(one, "actor"))
    assert "Begeleider" in lines[-1].roles


def test_every_column_of_a_line_is_under_its_code() -> None:
    columns = set(AuditRow.__table__.columns.keys())
    assert columns - {"h", "signature"} == {*CODED, "at"}


def test_every_line_is_signed(filled: Desk) -> None:
    with filled.store.read() as reader:
        lines = list(audit_check.rows(reader))
    key = filled.vault.me.public_keys
    assert len(lines) > 3
    assert all(key.signed(bytes.fromhex(one["h"]), bytes.fromhex(one["signature"])) for one in lines)


# -- when an opening is written ---------------------------------------------------------------------------------------


def _sessions(desk: Desk) -> list[Row]:
    with desk.store.read() as reader:
        return list(audit_check.rows(reader, ("session.opened",)))


def test_an_opening_is_written_when_the_checks_let_writing_in(desk: Desk) -> None:
    folder, moment = desk.vault.folder, [NOW]
    desk.close()
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: moment[0])
    health.hold(again)
    before = again.vault.database.read_bytes()
    services = Services(again)
    services.cases.page("")
    moment[0] += timedelta(minutes=3)
    assert again.vault.database.read_bytes() == before
    assert services.health.start_check().passed
    opened = _sessions(again)[-1]
    assert (opened["session"], opened["at"]) == (again.actor.session, NOW)
    (listed, checked) = services.audit.page().entries[1::-1]
    assert (listed.action, listed.at) == ("case.listed", NOW)
    assert (checked.action, checked.at) == ("vault.checked", moment[0])
    assert _failed(again) == set()
    again.close()


@pytest.mark.parametrize("check", ["start_check", "check"])
def test_nothing_is_written_into_a_damaged_file(desk: Desk, check: str) -> None:
    PracticeService(desk).fill(cases=3)
    folder, database = desk.vault.folder, desk.vault.database
    desk.close()
    content = bytearray(database.read_bytes())
    content[-5000] ^= 1
    database.write_bytes(content)
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    health.hold(again)
    assert not getattr(Services(again).health, check)().passed
    Services(again).accounts.every()
    assert again.store.read_only == "database_damaged_open"
    again.close()
    assert database.read_bytes() == content


def test_failed_attempts_are_told_when_the_opening_is(desk: Desk) -> None:
    folder = desk.vault.folder
    desk.close()
    for _ in range(2):
        with pytest.raises(VaultError):
            vaults.open_vault(folder, "dit is de verkeerde zin", clock=lambda: NOW)
    unheard = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    health.hold(unheard)
    unheard.close()
    again = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    Services(again).cases.page("")
    assert [one["detail"]["failed"] for one in _sessions(again)] == [0, 2]
    again.close()

"""Looks while nothing can be written: they outlive the program, stay whose they are, and come into the log later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from lvv_desk.errors import VaultError
from lvv_desk.services import health, vaults
from lvv_desk.services.actions import Service
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.services.waiting_lines import LOOKS
from lvv_desk.store import audit_check, waiting
from lvv_desk.store.keyring import KEY_ACTIONS
from lvv_desk.store.line_code import Row
from lvv_desk.store.unit_of_work import Line
from lvv_desk.store.waiting import FILE, Waited, WaitingFile
from lvv_desk.vault.data_key import DataKey
from tests.conftest import NOW
from tests.store.insider import COLLEAGUE, FOUNDER, INSIDER, PHRASES, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "kluis")


def _held(office: Office, look: Callable[[Services], object], name: str = COLLEAGUE) -> None:
    """Someone looks while the vault is being checked, and the program is killed."""
    desk = vaults.open_vault(office.folder, PHRASES[name], user=name, clock=office.clock)
    health.hold(desk)
    look(Services(desk))
    desk.store.close()
    desk.chain.forget()
    desk.vault.instance._lock.release()


def _view(services: Services) -> None:
    services.cases.view(services.cases.page("").rows[0].number)


def _waited(session: str, action: str, office: Office, at: datetime | None = None) -> Waited:
    moment = at or office.clock()
    look = Line(action, "case", str(office.case.id), {}, looked_only=True, at=moment, number=office.moment.second)
    return Waited(look, session, min(moment, NOW))


def _file(office: Office) -> WaitingFile:
    """The file as whoever has the data key opens it."""
    with office.beside() as store:
        log_key = bytearray(store._chain._key)  # type: ignore[attr-defined]
    return WaitingFile(office.folder / FILE, DataKey(log_key, vaults.describe(office.folder).vault_id).database)


def _actions(office: Office, name: str) -> list[str]:
    """What an opening and the check after it write."""
    with office.at_work(name) as desk:
        Services(desk).health.start_check()
        return [one["action"] for one in _lines(desk) if one["session"] == desk.actor.session]


def _lines(desk: Desk) -> list[Row]:
    with desk.store.read() as reader:
        return list(audit_check.rows(reader))


def test_looks_outlive_the_program_and_come_into_the_log_with_their_own_moment(office: Office) -> None:
    before = office.moment
    _held(office, _view)
    after = office.moment
    assert (office.folder / FILE).exists()
    assert str(office.case.id).encode() not in (office.folder / FILE).read_bytes()
    with office.at_work(INSIDER) as desk:
        assert not [one for one in _lines(desk) if one["action"] == "session.held"]
    assert (office.folder / FILE).exists(), "the looks of a colleague wait for the colleague"
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        mine = [one for one in _lines(desk) if one["session"] == desk.actor.session]
        assert [one["action"] for one in mine][:4] == ["session.opened", "session.held", "case.listed", "case.opened"]
        assert all(before < one["at"] <= after < mine[0]["at"] for one in mine[1:4])
        assert mine[3]["object_id"] == str(office.case.id)
    assert not (office.folder / FILE).exists()
    assert office.kinds() == set()


def test_an_opening_that_is_let_in_leaves_nothing_beside_the_vault(office: Office) -> None:
    with office.at_work(COLLEAGUE) as desk:
        health.hold(desk)
        _view(Services(desk))
        assert (office.folder / FILE).exists()
        Services(desk).health.start_check()
        assert not (office.folder / FILE).exists()
    assert not list(office.folder.glob(f"{FILE}*"))


def test_they_wait_through_a_renewal_of_the_key(office: Office) -> None:
    _held(office, _view)
    with office.at_work(FOUNDER) as desk:
        Services(desk).accounts.rotate()
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        assert [one["action"] for one in _lines(desk)].count("session.held") == 1
    assert office.kinds() == set()


def test_nobody_puts_a_look_there_in_a_colleagues_name(office: Office) -> None:
    _held(office, lambda services: services.cases.page(""))
    theirs, keys = office.actor(COLLEAGUE), office.keys(INSIDER)
    with office.beside() as store:
        log_key = bytearray(store._chain._key)  # type: ignore[attr-defined]
        file = WaitingFile(office.folder / FILE, DataKey(log_key, vaults.describe(office.folder).vault_id).database)
        file.keep(theirs.account_id, [_waited(str(uuid4()), "case.opened", office)], keys.sign)
        with file._opened() as connection:
            connection.execute("UPDATE line SET signature = 'zz' WHERE rowid = 1")
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        mine = [one["action"] for one in _lines(desk) if one["session"] == desk.actor.session]
        assert mine == ["session.opened", "case.listed", "session.lines_missing", "vault.checked"]


def test_where_there_is_no_room_at_all_the_log_says_so_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def full(*_: object) -> None:
        raise VaultError("disk_error")

    with monkeypatch.context() as patched:
        patched.setattr(WaitingFile, "keep", full)
        _held(office, _view)
    for missing in ([3], []):
        with office.at_work(COLLEAGUE) as desk:
            Services(desk).health.start_check()
            mine = [one for one in _lines(desk) if one["session"] == desk.actor.session]
            assert [one["detail"]["lines"] for one in mine if one["action"] == "session.lines_missing"] == missing
    assert office.kinds() == set()


def test_room_that_came_back_in_time_means_that_nothing_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def full(*_: object) -> None:
        raise VaultError("disk_error")

    with office.at_work(COLLEAGUE) as desk:
        health.hold(desk)
        with monkeypatch.context() as patched:
            patched.setattr(WaitingFile, "keep", full)
            _view(Services(desk))
        Services(desk).health.start_check()
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        assert not [one for one in _lines(desk) if one["action"] == "session.lines_missing"]
        assert [one["action"] for one in _lines(desk)].count("case.opened") == 1


def test_a_damaged_file_is_told_of_and_makes_way(office: Office) -> None:
    _held(office, _view)
    content = bytearray((office.folder / FILE).read_bytes())
    content[100] ^= 1
    (office.folder / FILE).write_bytes(content)
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        told = [one["detail"] for one in _lines(desk) if one["action"] == "session.lines_missing"]
        assert told == [{"lines": 3}]
    assert not (office.folder / FILE).exists()
    assert office.kinds() == set()


# -- what an insider makes of it --------------------------------------------------------------------------------------


def test_a_file_that_is_put_back_brings_nothing_in_twice(office: Office) -> None:
    _held(office, _view)
    copy = (office.folder / FILE).read_bytes()
    assert _actions(office, COLLEAGUE).count("case.opened") == 1
    for _ in range(2):
        (office.folder / FILE).write_bytes(copy)
        assert _actions(office, COLLEAGUE) == ["session.opened", "vault.checked"]
    assert office.kinds() == set()


def test_nor_do_looks_that_their_own_session_wrote(office: Office) -> None:
    with office.at_work(COLLEAGUE) as desk:
        health.hold(desk)
        _view(Services(desk))
        copy = (office.folder / FILE).read_bytes()
        Services(desk).health.start_check()
    (office.folder / FILE).write_bytes(copy)
    assert _actions(office, COLLEAGUE) == ["session.opened", "vault.checked"]


def test_a_line_that_stands_in_the_file_twice_counts_once(office: Office) -> None:
    _held(office, _view)
    with _file(office)._opened() as connection:
        connection.execute("INSERT INTO line SELECT * FROM line")
    assert _actions(office, COLLEAGUE).count("case.opened") == 1


@pytest.mark.parametrize("action", ["erasure.done", "keys.changed", "session.closed", "session.opened", "case.erased"])
def test_nothing_but_looks_comes_in(office: Office, action: str) -> None:
    mine = office.actor(INSIDER).account_id
    _file(office).keep(mine, [_waited(str(uuid4()), action, office)], office.keys(INSIDER).sign)
    assert _actions(office, INSIDER) == ["session.opened", "session.lines_missing", "vault.checked"]
    assert office.kinds() == set()


def test_no_look_from_before_its_session(office: Office) -> None:
    with office.at_work(INSIDER) as desk:
        Services(desk).cases.page("")
        session = desk.actor.session
    mine, sign, early = office.actor(INSIDER).account_id, office.keys(INSIDER).sign, NOW - timedelta(days=900)
    told = _waited(str(uuid4()), "case.opened", office, early)
    _file(office).keep(mine, [_waited(session, "case.opened", office, early)], sign)
    _file(office).keep(mine, [Waited(told.line, told.session, NOW)], sign)
    assert _actions(office, INSIDER) == ["session.opened", "session.lines_missing", "vault.checked"]
    _file(office).keep(mine, [_waited(session, "case.opened", office)], sign)
    assert "case.opened" in _actions(office, INSIDER)


@pytest.mark.parametrize(
    "body",
    [
        "[1]", "{", "[" * 10_000, "7", '["s", "x", 1, "case.opened", "case", null, {}, null, "y"]',
        '["s", "@", 1, "case.opened", "case", "x", {}, null, "@"]',
        '["s", "@", 1, "case.listed", "case", null, {"x": NaN}, null, "@"]',
        '["s", "@", 1, "case.listed", "case", null, {"x": "\\ud800"}, null, "@"]',
        '["s", "@", 1, "case.listed", "case", null, [], null, "@"]',
        '["s", "@", -1, "case.listed", "case", null, {}, null, "@"]',
        '["s", "0001-01-01T00:00:00+14:00", 1, "case.listed", "case", null, {}, null, "@"]',
        '["s", "2026-01-01", 1, "case.listed", "case", null, {}, null, "@"]',
    ],
)  # fmt: skip
def test_a_line_without_sense_keeps_nobody_out(office: Office, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(waiting, "_body", lambda _: body.replace("@", NOW.isoformat()))
        mine = office.actor(INSIDER).account_id
        _file(office).keep(mine, [_waited("s", "case.opened", office)], office.keys(INSIDER).sign)
    assert _actions(office, INSIDER) == ["session.opened", "session.lines_missing", "vault.checked"]
    assert _actions(office, INSIDER) == ["session.opened", "vault.checked"]


@pytest.mark.parametrize("who", [COLLEAGUE, FOUNDER])
def test_a_file_that_was_taken_away_is_told_of_once(office: Office, who: str) -> None:
    """Whoever comes first tells it: who looked may never come again."""
    _held(office, _view)
    (office.folder / FILE).unlink()
    with office.at_work(who) as desk:
        Services(desk).health.start_check()
        told = [one["detail"] for one in _lines(desk) if one["action"] == "session.lines_missing"]
        assert told == [{"lines": 3} | ({"account": office.slot(COLLEAGUE).id} if who == FOUNDER else {})]
    for name in (COLLEAGUE, FOUNDER):
        assert "session.lines_missing" not in _actions(office, name)


def test_lines_that_were_taken_out_of_the_file_are_told_of(office: Office) -> None:
    _held(office, _view)
    with _file(office)._opened() as connection:
        connection.execute("DELETE FROM line WHERE rowid = 3")
    assert _actions(office, COLLEAGUE)[1:4] == ["session.held", "case.listed", "session.lines_missing"]


def test_lines_that_another_computer_took_in_are_not_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _held(office, _view)
    with monkeypatch.context() as patched:
        patched.setattr(vaults, "state_folder", lambda: tmp_path / "another computer")
        assert "session.held" in _actions(office, COLLEAGUE)
    assert "session.lines_missing" not in _actions(office, COLLEAGUE)


def test_what_counts_as_a_look_is_declared_and_changes_no_keys() -> None:
    declared = {
        one.declared.audit
        for service in Service.__subclasses__()
        for one in vars(service).values()
        if hasattr(one, "declared")
    }
    assert LOOKS <= declared | {"access.refused"}
    assert not LOOKS & set(KEY_ACTIONS)

"""Looks while nothing can be written: they outlive the program, stay whose they are, and come into the log later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lvv_desk.errors import VaultError
from lvv_desk.services import health, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import audit_check
from lvv_desk.store.line_code import Row
from lvv_desk.store.unit_of_work import Line
from lvv_desk.store.waiting import FILE, WaitingFile
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
        look = Line("case.opened", "case", str(office.case.id), {}, looked_only=True, at=NOW - timedelta(days=9))
        file.keep(theirs.account_id, [look], keys.sign)
        with file._opened() as connection:
            connection.execute("UPDATE line SET signature = 'zz' WHERE rowid = 1")
    with office.at_work(COLLEAGUE) as desk:
        Services(desk).health.start_check()
        mine = [one["action"] for one in _lines(desk) if one["session"] == desk.actor.session]
        assert mine == ["session.opened", "case.listed", "vault.checked"]


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
        assert told == [{"lines": None}]
    assert not (office.folder / FILE).exists()
    assert office.kinds() == set()

"""The parts of Beheer, each doing its work for real in a vault that is no practice vault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.errors import VaultError
from lvv_desk.services import vaults
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.keys import SECOND, Bench, real_vault
from ui import theme
from ui.sections.account import AccountSection
from ui.sections.account_forms import AddForm, RemoveForm, RolesForm
from ui.sections.accounts import REMOVE, ROLES, AccountsSection
from ui.sections.backups import BackupsSection
from ui.sections.codes import CodesSection
from ui.sections.log import LogSection
from ui.sections.retention import CONFIRM, REQUEST, ConfirmForm, RequestForm, RetentionSection
from ui.sections.settings import SettingsSection
from ui.sections.theft import TheftSection
from ui.views.today_notices import needed

NEW = "zes heel andere woorden voor later"


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    theme.apply(qapp, "light")
    desk, _ = real_vault(tmp_path / "kluis", clock=lambda: datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    made = Bench(desk, qtbot)
    yield made
    made.close()


def _said(section: Any) -> str:
    item = section.outcome.itemAt(0)
    return item.widget().accessibleName() if item is not None else ""


def test_only_what_the_account_may_do_is_listed(bench: Bench, tmp_path: Path) -> None:
    bench.open("settings", SettingsSection)
    assert len(bench.page.parts) == 11
    bench.services.accounts.add("Bram", ("counsellor",), SECOND, kdf=CHEAP)
    bench.close()
    desk = vaults.open_vault(tmp_path / "kluis", SECOND, user="Bram")
    other = Bench(desk, bench.qtbot)
    other.open("accounts", SettingsSection)
    assert set(other.page.parts) == {"settings", "account", "codes", "backups", "checks", "theft", "retention"}
    other.close()


def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(bench: Bench, tmp_path: Path) -> None:
    section: AccountSection = bench.open("account", AccountSection)
    form = section.form
    form.save_button.click()
    assert form.frames["current"].error()
    form.current.setText("een zin die niet past hier")
    form.passphrase.first.setText(NEW)
    form.passphrase.second.setText(NEW)
    form.save_button.click()
    bench.rest()
    assert form.frames["current"].error()
    form.current.setText(PASSPHRASE)
    form.save_button.click()
    bench.rest()
    assert _said(section) == "De wachtwoordzin is gewijzigd"
    assert form.current.text() == form.passphrase.value() == ""
    bench.close()
    with pytest.raises(VaultError):
        vaults.open_vault(tmp_path / "kluis", PASSPHRASE)
    vaults.open_vault(tmp_path / "kluis", NEW).close()


def test_accounts_come_change_and_go(bench: Bench) -> None:
    section: AccountsSection = bench.open("accounts", AccountsSection)
    section.add_button.click()
    add = section.form
    assert isinstance(add, AddForm)
    add.save_button.click()
    assert add.frames["name"].error()
    assert add.frames["roles"].error()
    add.name.setText("Bram")
    add.roles.set_values(["counsellor"])
    add.passphrase.first.setText(SECOND)
    add.passphrase.second.setText(SECOND)
    add.save_button.click()
    bench.rest()
    assert _said(section) == "Bram heeft een account"
    bram = next(one for one in section.rows if one.name == "Bram")
    section.open_form(f"{ROLES}{bram.id}")
    roles = section.form
    assert isinstance(roles, RolesForm)
    roles.roles.set_values(["counsellor", "team_lead"])
    roles.save_button.click()
    bench.rest()
    bram = next(one for one in section.rows if one.name == "Bram")
    assert bram.roles == ("counsellor", "team_lead")
    section.open_form(f"{REMOVE}{bram.id}")
    remove = section.form
    assert isinstance(remove, RemoveForm)
    assert not remove.save_button.isEnabled()
    bench.qtbot.keyClicks(remove.word, "VERWIJDEREN")
    epoch = bench.services.desk.vault.slots.dek_epoch
    remove.save_button.click()
    bench.rest()
    assert "verwijderd" in _said(section)
    assert bench.services.desk.vault.slots.dek_epoch == epoch + 1
    assert next(one for one in section.rows if one.name == "Bram").removed_at is not None
    section.codes_button.click()
    assert bench.visits.calls[-1] == ("show_section", ("codes",))


def test_after_a_removal_the_codes_are_asked_for_until_they_are_new(bench: Bench) -> None:
    bram = bench.services.accounts.add("Bram", ("counsellor",), SECOND, kdf=CHEAP)
    assert bench.services.recovery.state().known_to_leaver is False
    bench.services.accounts.remove(bram)
    assert "notices.codes_known" in [one.key for one in needed(bench.context)]
    section: CodesSection = bench.open("codes", CodesSection)
    bench.dialogs.queue.append("renew")
    section.panel.renew_button.click()
    bench.rest()
    assert len(section.panel.state.codes) == 2
    assert section.panel.print_button.isVisible(), "the new paper is there at once"
    assert not bench.services.recovery.state().known_to_leaver
    assert "notices.codes_known" not in [one.key for one in needed(bench.context)]


def test_the_last_manager_stays(bench: Bench) -> None:
    section: AccountsSection = bench.open("accounts", AccountsSection)
    section.open_form(f"{ROLES}{section.rows[0].id}")
    form = section.form
    assert isinstance(form, RolesForm)
    form.roles.set_values(["counsellor"])
    form.save_button.click()
    bench.rest()
    assert "beheerder" in form.frames["roles"].error()


def test_new_codes_replace_the_old_ones(bench: Bench) -> None:
    section: CodesSection = bench.open("codes", CodesSection)
    bench.dialogs.queue.append("renew")
    section.panel.renew()
    bench.rest()
    codes = section.panel.state.codes
    assert len(codes) == 2
    assert not section.panel.state.proven
    section.panel.code.setText(codes[0])
    section.panel.prove()
    bench.rest()
    assert bench.services.recovery.state().proven


def test_backups_are_made_practised_and_put_on_a_stick(bench: Bench, tmp_path: Path) -> None:
    section: BackupsSection = bench.open("backups", BackupsSection)
    assert section.state.newest is None
    section.make_button.click()
    bench.rest()
    assert section.state.newest is not None
    section.drill_button.click()
    bench.rest()
    assert _said(section) == "De reservekopie is goed"
    assert section.state.last_drill is not None
    stick = tmp_path / "stick"
    stick.mkdir()
    bench.dialogs.queue.append(stick)
    section.stick_button.click()
    bench.rest()
    assert any(stick.iterdir())
    section.restore_button.click()
    assert bench.visits.calls[-1][0] == "show_restore"


def test_the_log_is_filtered_and_paged(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from lvv_desk.services import auditing

    monkeypatch.setattr(auditing, "PAGE", 5)
    case = bench.services.cases.register(name="Oefenpersoon Es", municipality="utrecht", on=date(2023, 1, 1))
    for _ in range(4):
        bench.services.cases.view_by_id(case.id)
    section: LogSection = bench.open("log", LogSection)
    assert section.page is not None
    first = section.page.entries[0].seq
    assert section.table.model().rowCount() == 5
    section.older.click()
    bench.rest()
    assert section.page.entries[0].seq == first - 5
    section.newer.click()
    bench.rest()
    assert not section.newer.isEnabled()
    section.case.setText(case.number)
    section.kind.set_value("case.registered")
    section.look()
    bench.rest()
    assert [one.action for one in section.page.entries] == ["case.registered"]
    assert section.table.model().index(0, 3).data() == case.number
    section.case.setText("XYZ-1")
    section.look()
    bench.rest()
    assert _said(section) == "Dit is niet gelukt"


def test_erasing_takes_two_people(bench: Bench, tmp_path: Path) -> None:
    old = bench.services.cases.register(name="Oefenpersoon Es", municipality="utrecht", on=date(2023, 1, 1))
    new = bench.services.cases.register(name="Oefenpersoon Ahorn", municipality="utrecht", on=date(2026, 11, 1))
    bench.services.accounts.add("Carla", ("team_lead",), SECOND, kdf=CHEAP)
    section: RetentionSection = bench.open("retention", RetentionSection)
    assert [one.case_id for one in section.due] == [old.id]
    section.propose(section.due[0])
    bench.rest()
    assert section.proposals[0].is_mine
    section.open_form(REQUEST)
    request = section.form
    assert isinstance(request, RequestForm)
    request.save_button.click()
    assert request.frames["number"].error()
    request.number.setText(new.number)
    request.save_button.click()
    bench.rest()
    assert request.frames["reason"].error()
    request.reason.set_text("De cliënt vroeg erom op papier")
    request.save_button.click()
    bench.rest()
    assert len(section.proposals) == 2
    section.withdraw(next(one for one in section.proposals if one.ground == "request"))
    bench.rest()
    assert len(section.proposals) == 1
    bench.close()
    desk = vaults.open_vault(tmp_path / "kluis", SECOND, user="Carla", clock=bench.services.desk.clock)
    other = Bench(desk, bench.qtbot)
    section = other.open("retention", RetentionSection)
    section.open_form(f"{CONFIRM}{section.proposals[0].id}")
    confirm = section.form
    assert isinstance(confirm, ConfirmForm)
    other.qtbot.keyClicks(confirm.word, "WISSEN")
    confirm.save_button.click()
    other.rest()
    assert _said(section) == "Gewist"
    assert other.services.cases.page().total == 1
    assert other.services.erasure.certificates()
    other.close()


def test_the_theft_report_is_saved_for_nobody_else_to_read(bench: Bench, tmp_path: Path) -> None:
    section: TheftSection = bench.open("theft", TheftSection)
    target = tmp_path / "verslag.pdf"
    bench.dialogs.queue.append(target)
    section.save()
    bench.rest()
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_mode & 0o077 == 0


def test_every_control_of_beheer_has_a_name(bench: Bench) -> None:
    bench.open("settings", SettingsSection)
    for part in bench.page.parts:
        bench.page.open(part)
        bench.rest()
        nameless = [
            type(one).__name__
            for one in bench.page.findChildren(QWidget)
            if one.isVisible()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not (one.accessibleName() or getattr(one, "text", lambda: "")())
        ]
        assert nameless == [], part

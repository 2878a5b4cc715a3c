"""Getting in: names, wrong passphrases, a lost passphrase, damage, a backup put back; a new vault and its codes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.keys import SECOND, WAIT, Hands, real_vault
from ui.views.damage_found import DamageFoundPage
from ui.views.recovery import RecoveryPage
from ui.views.restored import RestoredPage
from ui.views.today import TodayView

NEW = "zes heel andere woorden voor later"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A closed vault with two accounts, a case and a backup."""
    desk, codes = real_vault(tmp_path / "kluis")
    services = Services.of(desk)
    services.accounts.add("Bram", ("counsellor",), SECOND, kdf=CHEAP)
    services.cases.register(name="Oefenpersoon Es", municipality="utrecht", on=date(2023, 1, 1))
    services.backups.make()
    (tmp_path / "code").write_text("\n".join(codes), "utf-8")
    desk.close()
    return tmp_path / "kluis"


@pytest.fixture
def hands(vault: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    made = Hands(qtbot, qapp, vault)
    yield made
    made.window.close()


def test_who_works_with_others_chooses_a_name(hands: Hands) -> None:
    assert hands.welcome.name.isVisible()
    hands.unlock(SECOND)
    assert hands.window.current_view is None
    assert hands.welcome.name.frame.error()
    hands.unlock(SECOND, "Bram")
    today: TodayView = hands.view(TodayView)
    assert today.context.services.desk.by == "Bram"
    hands.window.lock()
    hands.rest()
    assert hands.welcome.name.value() is None


def test_wrong_passphrases_wait_longer_and_the_wait_outlives_the_window(hands: Hands, qapp: QApplication) -> None:
    said = set()
    for _ in range(3):
        hands.unlock("een zin die niet past hier", "Anna")
        said.add(hands.welcome.notice.accessibleDescription())
    assert len(said) == 1
    assert not hands.welcome.unlock_button.isEnabled()
    again = Hands(hands.qtbot, qapp, hands.welcome._vault)
    assert not again.welcome.unlock_button.isEnabled()
    again.window.close()


def test_a_lost_passphrase_is_replaced_with_a_code_and_the_new_code_is_shown(hands: Hands, tmp_path: Path) -> None:
    code = (tmp_path / "code").read_text("utf-8").splitlines()[1]
    hands.welcome.show_forgotten()
    page = hands.welcome.forgotten
    page.open()
    assert page.name.frame.error()
    page.name.combo.set_value("Anna")
    page.code.setText("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    page.passphrase.first.setText(NEW)
    page.passphrase.second.setText(NEW)
    page.open()
    hands.rest()
    assert page._code_frame.error()
    page.code.setText(code)
    page.open()
    shown: RecoveryPage = hands.view(RecoveryPage)
    assert len(shown.panel.state.codes) == 1
    assert shown.panel.state.codes[0] != code
    hands.window.lock()
    hands.rest()
    hands.unlock(NEW, "Anna")
    assert hands.view(TodayView)


def _damage(vault: Path) -> None:
    database = vault / vaults.describe(vault).db_file
    content = bytearray(database.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    database.write_bytes(content)


def test_damage_is_said_calmly_and_a_backup_is_put_back(hands: Hands, vault: Path) -> None:
    _damage(vault)
    hands.unlock(name="Anna")
    page: DamageFoundPage = hands.view(DamageFoundPage)
    assert "1" in page.safe.accessibleDescription()
    assert hands.window.status.text()
    page.restore_button.click()
    hands.rest()
    assert hands.window.current_view is None
    restoring = hands.welcome.restoring
    hands.qtbot.waitUntil(lambda: bool(restoring._backups), timeout=WAIT)
    restoring.name.combo.set_value("Anna")
    restoring.passphrase.setText("een zin die niet past hier")
    restoring.restore()
    hands.rest()
    assert restoring.trouble.isVisible()
    restoring.passphrase.setText(PASSPHRASE)
    restoring.restore()
    done: RestoredPage = hands.view(RestoredPage)
    assert done.context.services.cases.page().total == 1
    assert hands.window.status.text() == ""
    done.go_on.click()
    assert hands.view(TodayView)


def test_a_file_that_is_gone_leads_to_the_same_page(hands: Hands, vault: Path) -> None:
    (vault / vaults.describe(vault).db_file).unlink()
    hands.unlock(name="Anna")
    assert hands.welcome._pages.currentWidget() is hands.welcome.restoring
    hands.rest()
    assert hands.welcome.restoring.restore_button.isEnabled()


def test_a_backup_from_before_new_keys_asks_for_the_passphrase_of_then(
    hands: Hands, vault: Path, tmp_path: Path
) -> None:
    old = tmp_path / "stick"
    desk = vaults.open_vault(vault, PASSPHRASE, user="Anna")
    services = Services.of(desk)
    services.backups.make(old)
    services.accounts.change_passphrase(PASSPHRASE, NEW, kdf=CHEAP)
    services.accounts.rotate()
    desk.close()
    hands.welcome.show_restore()
    page = hands.welcome.restoring
    hands.dialogs.queue.append(old)
    hands.rest()
    page.choose_other()
    hands.rest()
    page.name.combo.set_value("Anna")
    page.passphrase.setText(NEW)
    page.restore()
    hands.rest()
    assert page._then_frame.isVisible()
    page.passphrase_then.setText(PASSPHRASE)
    page.restore()
    assert hands.view(RestoredPage)


def test_a_new_vault_shows_its_codes_and_the_first_case_waits_for_one_of_them(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap = vaults.create
    monkeypatch.setattr(vaults, "create", lambda *args, **kwargs: cheap(*args, **kwargs, kdf=CHEAP))
    hands = Hands(qtbot, qapp, None)
    hands.welcome.show_new()
    form = hands.welcome.new_vault
    form.set_folder(tmp_path / "nieuw")
    form.name.setText("Anna")
    form.first.setText("wachtwoord12345")
    form.second.setText("wachtwoord12345")
    qtbot.waitUntil(lambda: "raden" in form.passphrase.strength.text(), timeout=WAIT)
    form._create()
    hands.rest()
    assert form._frames["first"].error()
    form.passphrase.make_up.click()
    assert len(form.first.text().split()) == 6
    assert form.first.is_shown()
    form.second.setText(form.first.text())
    passphrase = form.first.text()
    form._create()
    page: RecoveryPage = hands.view(RecoveryPage)
    codes = page.panel.state.codes
    assert len(codes) == 2
    kit = tmp_path / "codes.pdf"
    hands.dialogs.queue.append(kit)
    page.panel.save_kit()
    hands.rest()
    assert kit.read_bytes().startswith(b"%PDF")
    assert kit.stat().st_mode & 0o077 == 0
    page.panel.print_kit()
    hands.rest()
    assert hands.dialogs.asked[-1].endswith(": 2")
    page.later.click()
    today: TodayView = hands.view(TodayView)
    with pytest.raises(Exception, match="herstelcode"):
        today.context.services.cases.register(name="X", municipality="utrecht", on=date(2023, 1, 1))
    hands.window._go(RecoveryPage, "manage")
    page = hands.view(RecoveryPage)
    page.panel.code.setText(codes[0][:-1] + ("A" if codes[0][-1] != "A" else "B"))
    page.panel.prove()
    hands.rest()
    assert page.panel.code_frame.error()
    page.panel.code.setText(codes[1].lower().replace("-", " "))
    page.panel.prove()
    today = hands.view(TodayView)
    assert today.context.services.recovery.state().proven
    hands.window.lock()
    hands.rest()
    hands.unlock(passphrase)
    assert hands.view(TodayView)
    hands.window.close()
    shutil.rmtree(tmp_path / "nieuw")


def test_today_says_what_the_vault_needs_and_no_more(hands: Hands, vault: Path) -> None:
    hands.unlock(name="Anna")
    today: TodayView = hands.view(TodayView)
    assert today.notices.shown == []
    assert today.notices.isHidden()
    today.context.services.backups.state()
    hands.window.lock()
    hands.rest()
    for one in (vault / "backups").iterdir():
        shutil.rmtree(one)
    desk = vaults.open_vault(vault, SECOND, user="Bram")
    number = (
        Services.of(desk).cases.register(name="Oefenpersoon Iep", municipality="utrecht", on=date(2023, 1, 1)).number
    )
    Services.of(desk).erasure.propose(number, reason="De cliënt vroeg erom")
    desk.close()
    hands.unlock(name="Anna")
    today = hands.view(TodayView)
    keys = {one.key for one in today.notices.shown}
    assert keys == {"notices.erasure"}
    today.context.services.desk.warnings = ("older_copy", "unclean", "journal_gone", "slots_unexplained")
    today.notices.look_again()
    hands.rest()
    assert len(today.notices.shown) == 5
    assert list((vault / "backups").iterdir())


def test_a_colleague_does_not_come_in_where_someone_else_was(hands: Hands) -> None:
    hands.unlock(name="Anna")
    hands.view(TodayView)
    hands.window.show_place("manage")
    hands.rest()
    hands.window.lock()
    hands.rest()
    hands.unlock(SECOND, "Bram")
    assert hands.view(TodayView)
    hands.window.lock()
    hands.rest()
    hands.unlock(SECOND, "Bram")
    assert hands.view(TodayView)

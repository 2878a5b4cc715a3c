"""A disk that runs full while the window is open: it can be read on, says so, and goes on when there is room again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import Standing
from lvv_desk.errors import VaultError
from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.texts import t
from lvv_desk.vault import storage
from lvv_desk.vault.vault import RESERVE
from tests.conftest import PASSPHRASE
from tests.ui.keys import Hands, real_vault
from ui.forms.controls import TypedControl
from ui.views.case_list import CaseListView
from ui.views.case_page import CasePage
from ui.views.intake import IntakeView
from ui.widgets import Text, TextArea

Fill = Callable[[], None]
LONG = "Een antwoord dat ruimte kost. " * 60


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    desk, _ = real_vault(tmp_path / "kluis")
    for name in ("Oefenpersoon Es", "Oefenpersoon Iep"):
        Services.of(desk).cases.register(name=name, municipality="utrecht", on=date(2023, 1, 1))
    desk.close()
    made = Hands(qtbot, qapp, tmp_path / "kluis")
    made.unlock()
    made.window.show_place("cases")
    made.view(CaseListView)
    yield made
    made.window.close()


@pytest.fixture
def fill(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Fills the disk: the database may not grow, and nothing in it is free. The reserve, once given back, makes room."""
    pragmas, give_back = engine.PRAGMAS, storage.free_reserve

    def with_room(folder: Path) -> bool:
        there = give_back(folder)
        monkeypatch.setattr(engine, "PRAGMAS", pragmas)
        return there

    def full() -> None:
        monkeypatch.setattr(engine, "PRAGMAS", (*pragmas, "max_page_count=1"))
        monkeypatch.setattr(storage, "free_reserve", with_room)
        vault = _desk(hands).vault
        connection = engine.connect(vault.database, vault.data_key.database)
        for size in (40_000, 4_000, 400, 40):
            for number in range(10_000):
                try:
                    connection.execute("insert into meta values (?, ?)", (f"vol {size} {number}", "x" * size))
                except sqlcipher.OperationalError:
                    break
        connection.close()

    return full


def _desk(hands: Hands) -> Desk:
    view = hands.window.current_view
    assert view is not None
    return view.context.services.desk


def _type(hands: Hands, intake: IntakeView, text: str) -> None:
    assert intake.form is not None
    control = intake.form.entries["referral_reason"].answers[Standing.CLAIMED].control
    assert isinstance(control, TypedControl) and isinstance(control.line, TextArea)
    control.line.set_text(text)
    control.flush()
    hands.rest()


def _intake(hands: Hands) -> IntakeView:
    view = hands.window.current_view
    assert isinstance(view, CaseListView)
    hands.window.show_intake(view.model.rows[0].case_id)
    intake: IntakeView = hands.view(IntakeView)
    return intake


def test_a_full_disk_is_told_and_ended_in_the_window(hands: Hands, fill: Fill, tmp_path: Path) -> None:
    intake = _intake(hands)
    _type(hands, intake, "Bewaard")
    fill()
    for number in range(30):  # the last page still takes a few
        if hands.window.status.isVisible():
            break
        _type(hands, intake, f"{number} {LONG}")
    assert hands.window.status.text() == t("condition.full")
    assert hands.window.status.link.text() == t("condition.make_room")
    assert intake.status.text() == t("intake.not_saved")

    # nothing can be changed, in words that name the disk; all can be read
    services = intake.context.services
    with pytest.raises(VaultError) as raised:
        services.cases.register(name="Past niet", municipality="utrecht", on=date(2023, 1, 1))
    assert str(raised.value) == t("error.disk_full")
    hands.window.show_place("cases")
    cases: CaseListView = hands.view(CaseListView)
    assert cases.model.rowCount() == 2
    hands.window.show_case(cases.model.rows[1].case_id)
    page: CasePage = hands.view(CasePage)
    names = [one.text() for one in page.findChildren(Text)]
    assert "Oefenpersoon" in " ".join(names)
    assert hands.window.status.isVisible()

    # the room that was kept is given back, and the work goes on
    assert (tmp_path / "kluis" / RESERVE).exists()
    hands.window.status.link.click()
    hands.rest()
    assert not (tmp_path / "kluis" / RESERVE).exists()
    assert not hands.window.status.isVisible()
    hands.window.show_place("cases")
    hands.view(CaseListView)
    intake = _intake(hands)
    _type(hands, intake, "Na het vrijmaken")
    assert intake.status.text().startswith("Opgeslagen")
    case_id = intake._case_id
    hands.window.lock()
    hands.rest()
    desk = vaults.open_vault(tmp_path / "kluis", PASSPHRASE)
    state = Services.of(desk).intake.state(case_id)
    assert state.answers.value("referral_reason") == "Na het vrijmaken"
    opened = Services.of(desk).audit.page(kind="case.opened")
    assert opened.entries, "what was looked at while nothing could be written stands in the log too"
    assert Services.of(desk).health.check().passed
    desk.close()


def test_a_look_at_which_the_disk_runs_full_is_answered(hands: Hands, fill: Fill) -> None:
    view = hands.window.current_view
    assert view is not None
    services = view.context.services
    fill()
    for _ in range(100):  # each look is a line in the log, until there is no room for one
        assert services.cases.page().total == 2
        if services.desk.store.read_only is not None:
            break
    assert services.desk.store.read_only == "disk_full"
    hands.window.show_place("today")
    hands.rest()
    assert hands.window.status.text() == t("condition.full")

"""Leaving a form with something typed in it: one question, in the same words everywhere, and only where it matters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.texts import t
from tests.flows.test_documents import DETAILS, pdf
from tests.ui.conftest import Answers
from tests.ui.test_habits import _worked
from tests.ui.test_views import _rest, _visits
from ui.context import Context
from ui.sections.account import AccountSection
from ui.sections.accounts import ADD as ADD_ACCOUNT
from ui.sections.accounts import AccountsSection
from ui.sections.locations import ADD, CHANGE, LocationsSection
from ui.sections.retention import REQUEST, RetentionSection
from ui.views.access import AccessPage
from ui.views.documents import DocumentsPage
from ui.views.manage import ManagePage
from ui.views.take_access import TakeAccessPage
from ui.views.trajectory import TrajectoryPage

KEEP, DISCARD, STAY = "keep", "discard", "stay"


def _show(qtbot: QtBot, context: Context, view: Any) -> Any:
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    return view


def _answers(context: Context, *answers: str) -> Answers:
    assert isinstance(context.dialogs, Answers)
    context.dialogs.queue += answers
    return context.dialogs


class Offered:
    """Remembers which answers a question offered."""

    def __init__(self, context: Context, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
        self.options: list[list[str]] = []

        def choose(_parent: QWidget, _title: str, _text: str, options: Any) -> str:
            self.options.append([name for name, _ in options])
            return answer

        monkeypatch.setattr(context.dialogs, "choose", choose)


def test_an_exit_that_waits_is_there_again(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, TrajectoryPage(context, _worked(context, "W18")))
    page.open_form("exit")
    page.form.note.set_text("Nog niet vastgelegd")
    dialogs = _answers(context, STAY, KEEP, KEEP, DISCARD)
    page.form.close_button.click()
    assert page.form.note.text() == "Nog niet vastgelegd"
    page.form.close_button.click()
    assert page.form is None
    assert _visits(context).calls[-1] == ("notify", (t("form_card.kept"),))
    page.open_form("scenario")
    page.form.reason.set_text("Ook dit wacht")
    page.open_form("exit")
    assert page.form.note.text() == "Nog niet vastgelegd"
    memory = page.remember()
    assert memory["waiting"]["scenario"]["reason"] == "Ook dit wacht"
    again = _show(qtbot, context, TrajectoryPage(context, page._case_id))
    again.put_back(memory)
    assert again.form.note.text() == "Nog niet vastgelegd"
    assert again.may_leave()
    assert again.keeps, "the scenario still waits"
    assert set(again.remember()) == {"waiting"}
    assert len(dialogs.asked) == 4


def test_a_form_in_which_nothing_was_typed_closes_without_a_question(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, TrajectoryPage(context, _worked(context, "W18")))
    page.open_form("exit")
    page.form.close_button.click()
    assert page.form is None
    assert _answers(context).asked == []


def test_a_removal_asks_nothing_and_says_what_its_buttons_do(qtbot: QtBot, context: Context, tmp_path: Any) -> None:
    case_id = _worked(context, "W18")
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    context.services.documents.add(case_id, [path], DETAILS)
    page = _show(qtbot, context, DocumentsPage(context, case_id))
    page.rows[0].remove_button.click()
    assert page.form.close_button.text() == t("documents_page.remove_not")
    page.form.reason.set_value("wrong_file")
    page.form.close_button.click()
    assert page.form is None
    assert _answers(context).asked == []


@pytest.mark.parametrize(("section", "may_keep"), [("locations", True), ("accounts", False), ("retention", True)])
def test_beheer_asks_before_another_part(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, section: str, may_keep: bool
) -> None:
    page = _show(qtbot, context, ManagePage(context, section))
    part: LocationsSection | AccountsSection | RetentionSection = page.section
    part.open_form({"locations": ADD, "accounts": ADD_ACCOUNT, "retention": REQUEST}[section])
    form: Any = part.form
    (form.number if section == "retention" else form.name).setText("Half getypt")
    offered = Offered(context, monkeypatch, KEEP if may_keep else STAY)
    page.open("settings")
    assert offered.options == [[KEEP, DISCARD, STAY] if may_keep else [DISCARD, STAY]]
    assert (page.section is part) is not may_keep
    if may_keep:
        assert page.may_leave()
        assert page.keeps
        page.open(section)
        _rest(qtbot, context)
        form = page.section.form
        assert (form.number if section == "retention" else form.name).text() == "Half getypt"


def test_what_waits_in_beheer_survives_going_away(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, ManagePage(context, "locations"))
    page.section.open_form(ADD)
    page.section.form.name.setText("Huis dat wacht")
    _answers(context, KEEP)
    page.open("settings")
    again = _show(qtbot, context, ManagePage(context))
    again.put_back(page.remember())
    again.open("locations")
    _rest(qtbot, context)
    assert again.section.form.name.text() == "Huis dat wacht"


def test_a_passphrase_is_never_kept(qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _show(qtbot, context, ManagePage(context, "account"))
    section: AccountSection = page.section
    offered = Offered(context, monkeypatch, DISCARD)
    page.open("settings")
    page.open("account")
    page.section.form.current.setText("een geheim")
    assert page.remember() == {}
    page.open("settings")
    assert offered.options == [[DISCARD, STAY]]
    assert section is not page.section


def test_ctrl_enter_opens_and_saves_a_location_and_the_focus_goes_to_it(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, ManagePage(context, "locations"))
    section: LocationsSection = page.section
    with qtbot.waitActive(page):
        page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form: Any = section.form
    form.city.set_value("utrecht")
    form.name.setText("Nieuw Huis")
    QTest.keyClick(form.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.frames["places"].error()
    form.places.setText("12")
    QTest.keyClick(form.places, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _rest(qtbot, context)
    assert section.form is None
    added = next(one for one in section.rows or () if one.location.name == "Nieuw Huis")
    opener = section.forms._openers[f"{CHANGE}{added.location.id}"]
    assert page.focusWidget() is opener
    opener.click()
    section.form.close_button.click()
    assert page.focusWidget() is opener


def test_the_focus_is_on_the_button_of_a_form_that_was_saved(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, TrajectoryPage(context, _worked(context, "W18")))
    name = f"step {page.rows[1].step.step_id}"
    page.open_form(name)
    page.form.note.set_text("gebeld")
    page.primary()
    _rest(qtbot, context)
    assert page.form is None
    assert page.focusWidget() is page.rows[1].change


def test_what_is_typed_about_access_is_asked_after_and_put_back(qtbot: QtBot, context: Context) -> None:
    case_id: UUID = _worked(context, "W18")
    page = _show(qtbot, context, AccessPage(context, case_id))
    assert not page.is_unsaved()
    page.why.setText("Neemt waar")
    page.set_openness("team")
    _rest(qtbot, context)
    assert page.why.text() == "Neemt waar", "another change on the page takes nothing away"
    _answers(context, STAY, KEEP)
    assert not page.may_leave()
    assert page.may_leave()
    assert page.keeps
    again = _show(qtbot, context, AccessPage(context, case_id))
    again.recall(page.remember())
    assert again.why.text() == "Neemt waar"
    again.drop()
    assert not again.is_unsaved()


def test_a_reason_to_take_access_is_asked_after(qtbot: QtBot, context: Context) -> None:
    page = _show(qtbot, context, TakeAccessPage(context, _worked(context, "W18"), "UTR-1"))
    page.reason.set_text("De begeleider is ziek")
    _answers(context, STAY)
    assert not page.may_leave()
    page.drop()
    assert page.may_leave()

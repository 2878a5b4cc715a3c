"""What was typed survives a lock, another language, and going away and coming back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import Standing
from lvv_desk.domain.case import DecisionKind
from lvv_desk.domain.notes import drafts
from lvv_desk.settings import Settings
from tests.flows.test_main_window import WAIT, Hands, _unlock, hands, no_network
from tests.ui.conftest import Answers
from ui import theme
from ui.main_window import MainWindow
from ui.views.admission import AdmissionPage
from ui.views.case_list import CaseListView
from ui.views.document_forms import AddForm
from ui.views.documents import DocumentsPage
from ui.views.figures import FiguresPage
from ui.views.help import HelpPage
from ui.views.intake import IntakeView
from ui.views.manage import ManagePage
from ui.views.notes import NotesPage
from ui.views.register import RegisterView
from ui.views.stay import StayPage
from ui.views.trajectory import TrajectoryPage
from ui.way_back import Stop, WayBack

__all__ = ["hands", "no_network"]


def _lock_and_unlock(hands: Hands) -> None:
    hands.window.lock()
    hands.rest()
    _unlock(hands)


def _asked(hands: Hands, *answers: str) -> Answers:
    dialogs = hands.window.dialogs
    assert isinstance(dialogs, Answers)
    dialogs.queue += answers
    return dialogs


def test_a_registration_survives_the_lock_with_its_cursor(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_register()
    view: RegisterView = hands.view(RegisterView)
    view.name.setText("Oefenpersoon Salie")
    view.city.set_value("utrecht")
    view.day.set_text("31-2-2026")
    view.number.setFocus()
    QTest.keyClicks(view.number, "00000")
    view.number.setCursorPosition(2)
    hands.window.notify("Dossier AMS-2021-0001 is gemaakt.")
    hands.window.lock()
    assert hands.window._snackbar.isHidden()
    assert hands.window.windowTitle() == "Vergrendeld"
    hands.rest()
    _unlock(hands)
    again: RegisterView = hands.view(RegisterView)
    assert again is not view
    assert (again.name.text(), again.number.text()) == ("Oefenpersoon Salie", "00000")
    assert (again.city.value(), again.day.text()) == ("utrecht", "31-2-2026")
    assert hands.window.focusWidget() is again.number
    assert again.number.cursorPosition() == 2
    _asked(hands, "discard")


def test_a_decision_survives_the_lock(hands: Hands) -> None:
    _unlock(hands)
    case_id = hands.window.current_view.context.services.cases.view("W18").case.id
    hands.window.show_part("admission", case_id)
    page: AdmissionPage = hands.view(AdmissionPage)
    hands.qtbot.waitUntil(lambda: hasattr(page, "loaded"), timeout=WAIT)
    page.open_form("decision")
    page.form.kind_choice.set_value(DecisionKind.EXCEPTION_LSO.value)
    page.form._show_kind()
    page.form.ground.set_text("Een grond die niet weg mag")
    page.form.ground.setFocus()
    _lock_and_unlock(hands)
    again: AdmissionPage = hands.view(AdmissionPage)
    hands.qtbot.waitUntil(lambda: again.form is not None, timeout=WAIT)
    assert again.form.ground.text() == "Een grond die niet weg mag"
    assert hands.window.focusWidget() is again.form.ground
    _asked(hands, "discard")


def test_the_forms_of_the_trajectory_survive_the_lock(hands: Hands) -> None:
    _unlock(hands)
    case_id = hands.window.current_view.context.services.cases.view("W18").case.id
    hands.window.show_part("trajectory", case_id)
    page: TrajectoryPage = hands.view(TrajectoryPage)
    hands.qtbot.waitUntil(lambda: bool(page.rows), timeout=WAIT)
    for name in ("scenario", f"step {page.rows[0].step.step_id}", "exit"):
        page.open_form(name)
        field = page.form.frames["reason" if name == "scenario" else "note"].control
        field.set_text(f"Niet kwijt: {name}")
        typed = page.form.typed()
        _lock_and_unlock(hands)
        page = hands.view(TrajectoryPage)
        hands.qtbot.waitUntil(lambda page=page: page.form is not None, timeout=WAIT)
        assert page.form.typed() == typed
        page.drop()


def test_a_note_survives_the_lock_and_leaving_as_a_draft(hands: Hands) -> None:
    _unlock(hands)
    case_id = hands.window.current_view.context.services.cases.view("W18").case.id
    hands.window.show_part("notes", case_id)
    page: NotesPage = hands.view(NotesPage)
    hands.qtbot.waitUntil(page.new.isVisible, timeout=WAIT)
    page.begin()
    text = page.form.rows[0].text
    text.setFocus()
    QTest.keyClicks(text, "Midden in een zin")
    typed = page.form.typed()
    _lock_and_unlock(hands)
    again: NotesPage = hands.view(NotesPage)
    hands.qtbot.waitUntil(lambda: again.form is not None, timeout=WAIT)
    assert again is not page and again.form.typed() == typed
    assert hands.window.focusWidget() is again.form.rows[0].text
    assert again.form.rows[0].text.textCursor().position() == len("Midden in een zin")
    QTest.keyClicks(again.form.rows[0].text, ", en verder")
    hands.window._search()
    hands.view(CaseListView)
    services = hands.window.current_view.context.services
    (draft,) = drafts(services.cases.view_by_id(case_id).notes)
    assert draft.says.topics[0].text == "Midden in een zin, en verder"


def test_the_forms_of_the_stay_survive_the_lock(hands: Hands) -> None:
    _unlock(hands)
    case_id = hands.window.current_view.context.services.cases.view("W04").case.id
    hands.window.show_part("stay", case_id)
    page: StayPage = hands.view(StayPage)
    hands.qtbot.waitUntil(lambda: hasattr(page, "case"), timeout=WAIT)
    for name in ("place", f"correct {page.case.placements[0].id}", "end"):
        page.open_form(name)
        if name == "end":
            page.form.on.set_text("31-2-2026")
        else:
            page.form.how.set_value("bed")
            page.form.location.set_value(page.options[0].location.id.hex)
            page.form.place.setText(f"Niet kwijt: {name}")
            page.form.anyway.setVisible(True)
            page.form.anyway.setChecked(True)
        typed = page.form.typed()
        _lock_and_unlock(hands)
        page = hands.view(StayPage)
        hands.qtbot.waitUntil(lambda page=page: page.form is not None, timeout=WAIT)
        assert page.form.typed() == typed
        page.drop()


def test_a_new_location_survives_the_lock(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_section("locations")
    page: ManagePage = hands.view(ManagePage)
    page.section.open_form("add")
    page.section.form.name.setText("Huis niet kwijt")
    page.section.form.places.setText("twaalf")
    typed = page.section.form.typed()
    _lock_and_unlock(hands)
    again: ManagePage = hands.view(ManagePage)
    hands.qtbot.waitUntil(lambda: again.section.form is not None, timeout=WAIT)
    assert again.section.form.typed() == typed
    _asked(hands, "discard")


def test_the_forms_of_the_documents_survive_the_lock(hands: Hands, tmp_path: Path) -> None:
    from tests.flows.test_documents import DETAILS, pdf

    _unlock(hands)
    services = hands.window.current_view.context.services
    case_id = services.cases.view("W18").case.id
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    services.documents.add(case_id, [path], DETAILS)
    hands.window.show_part("documents", case_id)
    page: DocumentsPage = hands.view(DocumentsPage)
    for name in ("add", f"remove {page.rows[0].document.id}"):
        page.open_form(name)
        if isinstance(page.form, AddForm):
            page.form.take_files([path])
            page.form.dated_on.set_text("31-2-2024")
            page.form.note.set_text("Niet kwijt")
            page.form.note.setFocus()
        else:
            page.form.reason.set_value("wrong_file")
        page.look(page.rows[0].document)
        hands.rest()
        typed = page.form.typed()
        _lock_and_unlock(hands)
        page = hands.view(DocumentsPage)
        hands.qtbot.waitUntil(lambda page=page: page.form is not None, timeout=WAIT)
        assert page.form.typed() == typed
        assert page.viewer is None
        page.drop()


def test_an_answer_that_was_not_understood_survives_the_lock_and_another_topic(hands: Hands) -> None:
    _unlock(hands)
    case_id = hands.window.current_view.context.services.cases.view("W18").case.id
    hands.window.show_intake(case_id, "identity")
    view: IntakeView = hands.view(IntakeView)
    hands.qtbot.waitUntil(lambda: view.form is not None, timeout=WAIT)

    def line(view: IntakeView) -> object:
        return view.form.entries["birth_date"].answers[Standing.CLAIMED].control.line

    line(view).clear()
    hands.type(view.form.entries["birth_date"], "31-2-1987")
    view.go_to("wishes")
    hands.rest()
    view.go_to("identity")
    assert line(view).text() == "31-2-1987"
    _lock_and_unlock(hands)
    again: IntakeView = hands.view(IntakeView)
    hands.qtbot.waitUntil(lambda: again.form is not None, timeout=WAIT)
    hands.rest()
    assert line(again).text() == "31-2-1987"
    again.go_on()
    hands.rest()
    assert "31-2-1987 bestaat niet" in again.form.entries["birth_date"].answers[Standing.CLAIMED].frame.error()
    _asked(hands, "stay", "discard")
    hands.window.show_place("today")
    assert hands.window.current_view is again


def test_leaving_a_registration_offers_to_keep_it(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_register()
    view: RegisterView = hands.view(RegisterView)
    view.name.setText("Oefenpersoon Munt")
    dialogs = _asked(hands, "stay", "keep", "discard")
    hands.window.show_place("today")
    assert hands.window.current_view is view
    hands.window.show_place("today")
    assert hands.window.current_view is not view
    hands.rest()
    hands.window.show_register()
    again: RegisterView = hands.view(RegisterView)
    assert again.name.text() == "Oefenpersoon Munt"
    hands.window.show_place("today")
    hands.rest()
    hands.window.show_register()
    fresh: RegisterView = hands.view(RegisterView)
    assert fresh.name.text() == ""
    assert len(dialogs.asked) == 3


def test_registering_gives_the_day_to_the_intake(hands: Hands) -> None:
    _unlock(hands)
    services = hands.window.current_view.context.services
    case = services.cases.register(name="Oefenpersoon Dille", municipality="utrecht", on=date(2023, 1, 2))
    assert services.cases.view_by_id(case.id).answers.value("referral_date") == "2023-01-02"
    assert services.intake.finish(case.id) == ()


def test_alt_left_goes_back(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_place("figures")
    hands.view(FiguresPage)
    hands.window._help()
    hands.view(HelpPage)
    hands.window.go_back()
    hands.view(FiguresPage)


def test_another_language_keeps_the_form_of_a_new_vault(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), None, dialogs=Answers())
    qtbot.addWidget(window)
    window.show()
    window._welcome.show_new()
    form = window._welcome.new_vault
    form.name.setText("Oefenbegeleider")
    form.first.setText("vijf losse woorden hier")
    form.set_folder(tmp_path / "kluis")
    window.change_settings(Settings(language="en"))
    again = window._welcome.new_vault
    assert again is not form
    assert again.isVisible()
    assert (again.name.text(), again.first.text()) == ("Oefenbegeleider", "vijf losse woorden hier")
    assert again._folder == tmp_path / "kluis"


def test_another_account_or_vault_starts_with_nothing(tmp_path: Path) -> None:
    ways = WayBack()
    assert ways.enter(tmp_path / "een", "ik") is None
    for vault, account in (("twee", "ik"), ("twee", "jij")):
        ways.lock(Stop(FiguresPage, "figures", {"typed": "geheim"}))
        assert ways.enter(tmp_path / vault, account) is None
    ways.lock(Stop(FiguresPage, "figures"))
    assert ways.enter(tmp_path / "twee", "jij") == Stop(FiguresPage, "figures")


def test_closing_asks_about_a_form_that_waits_elsewhere(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_register()
    view: RegisterView = hands.view(RegisterView)
    view.name.setText("Oefenpersoon Dragon")
    dialogs = _asked(hands, "keep", "stay", "discard")
    hands.window.show_place("today")
    hands.rest()
    assert not hands.window.close()
    assert hands.window.close()
    assert len(dialogs.asked) == 3

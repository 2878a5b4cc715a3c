"""The whole job in the real window: unlock, intake of a worked case, test, decision, scenario, PDF, release."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import AnswerKey, Standing
from lvv_desk.domain.case import DecisionKind, StepStatus
from lvv_desk.services import practice, vaults
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.settings import Settings
from tests import ready
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.conftest import Answers
from ui import theme
from ui.forms.controls import TypedControl
from ui.forms.question import Question
from ui.main_window import MainWindow
from ui.views.admission import AdmissionPage
from ui.views.case_list import CaseListView
from ui.views.case_page import CasePage
from ui.views.check_answers import CheckAnswersView
from ui.views.figures import FiguresPage
from ui.views.handover import HandoverPage
from ui.views.intake import IntakeView
from ui.views.notes import NotesPage
from ui.views.register import RegisterView
from ui.views.trajectory import TrajectoryPage
from ui.views.trajectory_forms import OutcomeForm, ScenarioForm
from ui.views.welcome import WelcomeView

WAIT = 15_000


class Hands:
    """Works in the window as a user would, and waits as one would."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.window.busy, timeout=WAIT)
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not self.window.busy, timeout=WAIT)

    def view(self, kind: type[Any]) -> Any:
        """The view that is open, once it is of this kind and at rest."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.current_view, kind), timeout=WAIT)
        self.rest()
        return self.window.current_view

    def type(self, question: Question, text: str, standing: Standing = Standing.CLAIMED) -> None:
        control = question.answers[standing].control
        assert isinstance(control, TypedControl)
        control.line.setFocus()
        self.qtbot.keyClicks(control.line, text)
        control.flush()
        self.rest()

    def choose(self, question: Question, value: str) -> None:
        radio = question.answers[Standing.CLAIMED].control.focusProxy()
        assert isinstance(radio, QWidget)
        radio.set_value(value)  # type: ignore[attr-defined]  # a group of choices
        radio.chosen.emit(value)  # type: ignore[attr-defined]
        self.rest()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the program reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def _make(folder: Path) -> None:
    desk = vaults.create(folder, PASSPHRASE, practice=True, kdf=CHEAP)
    ImportService(desk).rows([*practice.worked_rows(), *practice.fictitious_rows(10)])
    desk.close()


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication, no_network: None) -> Iterator[Hands]:
    ready.begin("a vault for the window", tmp_path / "kluis", lambda: _make(tmp_path / "kluis"))
    theme.apply(qapp, "light")
    window = MainWindow(Settings(), tmp_path / "kluis", dialogs=Answers())
    qtbot.addWidget(window)
    window.show()
    yield Hands(window, qtbot)
    window.close()


def _unlock(hands: Hands) -> None:
    welcome = hands.window.findChild(WelcomeView)
    assert welcome is not None
    hands.rest()
    hands.qtbot.keyClicks(welcome.passphrase, PASSPHRASE)
    hands.qtbot.keyClick(welcome.passphrase, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: hands.window.current_view is not None, timeout=WAIT)
    hands.rest()


def _worked(name: str) -> dict[str, Any]:
    return next(row for row in practice.worked_rows() if row["reference"] == name)


def test_the_whole_job(hands: Hands, tmp_path: Path) -> None:
    _unlock(hands)
    window, dialogs = hands.window, hands.window.dialogs
    assert isinstance(dialogs, Answers)

    # the list, and searching for someone who is there
    window.show_place("cases")
    cases: CaseListView = hands.view(CaseListView)
    hands.qtbot.keyClicks(cases.search, "gentiaan")
    hands.qtbot.waitUntil(lambda: 0 < cases.model.rowCount() < 5, timeout=WAIT)
    hands.rest()
    assert all("gentiaan" in row.sort_name for row in cases.model.rows)

    # a new registration
    window.show_register()
    register: RegisterView = hands.view(RegisterView)
    register.name.setText("Oefenpersoon Tijm")
    register.number.setText("0000000777")
    register.city.set_value("groningen")
    register.day.set_day(date(2021, 4, 12))
    hands.rest()
    register.register_button.click()

    # intake: a wrong number keeps its words, answers are saved as they are given
    intake: IntakeView = hands.view(IntakeView)
    case_id = intake._case_id
    form = intake.form
    assert form is not None
    assert form.entries["referral_date"].answers[Standing.CLAIMED].control.line.text() == "12-04-2021"
    intake.go_to("names_numbers")
    number = intake.form.entries["v_number"]
    number.answers[Standing.CLAIMED].control.line.clear()
    hands.type(number, "V123AL568")
    assert number.answers[Standing.CLAIMED].frame.error() == ""
    intake.go_on()
    hands.rest()
    assert "verblijfsdocument" in number.answers[Standing.CLAIMED].frame.error()
    assert number.answers[Standing.CLAIMED].control.line.text() == "V123AL568"
    number.answers[Standing.CLAIMED].control.line.clear()
    hands.type(number, "0000000777")
    assert number.answers[Standing.CLAIMED].frame.error() == ""
    intake.go_to("identity")
    hands.type(intake.form.entries["birth_date"], "3 1977")
    assert "03-1977" in intake.form.entries["birth_date"].answers[Standing.CLAIMED].control.note.text()

    # the rest of the worked case, through the service that the forms use
    services: Services = intake.context.services
    answers = {k: v for k, v in _worked("W18")["answers"].items() if isinstance(v, (bool, str, int))}
    for name, value in answers.items():
        if name not in ("name_used", "referral_date", "v_number"):
            services.intake.save(case_id, AnswerKey(name), value)
    services.intake.save(case_id, AnswerKey("nationality"), "MNG")

    # check your answers, and finish
    window.show_part("check", case_id)
    check: CheckAnswersView = hands.view(CheckAnswersView)
    check.finish()

    # the admission page: the advice, and the decision
    admission: AdmissionPage = hands.view(AdmissionPage)
    hands.qtbot.waitUntil(lambda: hasattr(admission, "loaded"), timeout=WAIT)
    assert admission.loaded.admission.result.advice == "admissible"
    assert len(admission.rows) == 26
    admission.open_form("decision")
    decision = admission.form
    assert decision is not None
    admission.form.save_button.click()
    assert decision.frames["body"].error()
    decision.body_choice.set_value("lso")
    decision.kind_choice.set_value(DecisionKind.ADMITTED.value)
    decision.on.set_day(date(2021, 5, 6))
    decision.reason.set_text("Besproken in het LSO <b>&amp; akkoord</b>")
    admission.form.save_button.click()
    hands.qtbot.waitUntil(lambda: admission.loaded.case.decision is not None, timeout=WAIT)
    hands.rest()

    # scenario and steps
    window.show_part("trajectory", case_id)
    trajectory: TrajectoryPage = hands.view(TrajectoryPage)
    trajectory.open_form("scenario")
    scenario = trajectory.form
    assert isinstance(scenario, ScenarioForm)
    scenario.scenario.set_value("return")
    scenario._show_routes()
    scenario.route.set_value("iom")
    scenario.on.set_day(date(2021, 5, 20))
    trajectory._save_scenario(scenario)
    hands.qtbot.waitUntil(lambda: len(trajectory.rows) >= 11, timeout=WAIT)
    hands.rest()
    first = trajectory.rows[0]
    trajectory._quick(first, StepStatus.COMPLETED)
    hands.qtbot.waitUntil(lambda: trajectory.case.shown_steps[0].is_finished, timeout=WAIT)

    # the handover, previewed and saved; read back from the file
    window.show_part("handover", case_id)
    handover: HandoverPage = hands.view(HandoverPage)
    hands.qtbot.waitUntil(lambda: handover.preview is not None, timeout=WAIT)
    handover.choose("dtv")
    hands.qtbot.waitUntil(lambda: handover.preview.document.recipient_id == "dtv", timeout=WAIT)
    hands.rest()
    pdf = tmp_path / "overdracht.pdf"
    dialogs.queue.append(pdf)
    handover.save()
    hands.rest()
    text = _pdf_text(pdf)
    assert "Oefenpersoon Tijm" in text
    assert "000.000.0777" in text
    assert "Besproken in het LSO" not in text
    assert "03-1977" in text
    assert "Met IOM" in text
    assert pdf.read_bytes() == handover_bytes(services, case_id)

    # the exit, then the figures and the release; read back from the files
    window.show_part("trajectory", case_id)
    trajectory = hands.view(TrajectoryPage)
    trajectory.open_form("exit")
    leaving = trajectory.form
    assert isinstance(leaving, OutcomeForm)
    leaving.outcome.set_value("B2")
    leaving.on.set_day(date(2022, 2, 1))
    trajectory.primary()
    hands.rest()
    window.show_place("figures")
    figures: FiguresPage = hands.view(FiguresPage)
    hands.qtbot.waitUntil(lambda: figures._shown is not None, timeout=WAIT)
    assert figures._shown.areas[0].get("exits_by_outcome", "B2").count >= 1
    figures.release.k.setText("4")
    figures.release.make_preview()
    hands.qtbot.waitUntil(lambda: figures.release.preview is not None, timeout=WAIT)
    hands.rest()
    assert not figures.release.save_button.isEnabled()
    hands.qtbot.keyClicks(figures.release.word, "LEVEREN")
    dialogs.queue.append(tmp_path / "levering")
    figures.release.save()
    hands.rest()
    with (tmp_path / "levering" / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(services.cases.every())
    assert json.loads((tmp_path / "levering" / "release.json").read_text("utf-8"))["achieved_k"] >= 4
    assert "Tijm" not in (tmp_path / "levering" / "cases.csv").read_text("utf-8")


def handover_bytes(services: Services, case_id: Any) -> bytes:
    """The content of the file whose digest was recorded with the disclosure."""
    newest = services.cases.view_by_id(case_id).disclosures[-1]
    for candidate in Path(services.desk.vault.folder).parent.glob("*.pdf"):
        content = candidate.read_bytes()
        if hashlib.sha256(content).hexdigest() == newest.sha256:
            return content
    raise AssertionError("no file has the digest that was recorded")


def _pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_locking_keeps_what_was_typed_and_comes_back_to_the_same_place(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_place("cases")
    cases: CaseListView = hands.view(CaseListView)
    case_id = cases.model.rows[0].case_id
    hands.window.show_intake(case_id, "wishes", "client_wish")
    intake: IntakeView = hands.view(IntakeView)
    wish = intake.form.entries["client_wish"]
    wish.focus_control()
    hands.qtbot.keyClicks(wish.answers[Standing.CLAIMED].control.line, "Een wens die niet weg mag")
    hands.window.lock()
    assert hands.window.current_view is None
    hands.rest()
    _unlock(hands)
    again: IntakeView = hands.view(IntakeView)
    hands.qtbot.waitUntil(lambda: again.form is not None, timeout=WAIT)
    assert again.form.page.id == "wishes"
    text = again.form.entries["client_wish"].answers[Standing.CLAIMED].control.line.text()
    assert "Een wens die niet weg mag" in text


def test_a_wrong_passphrase_says_so_and_selects_the_field(hands: Hands) -> None:
    welcome = hands.window.findChild(WelcomeView)
    hands.rest()
    for _ in range(3):
        welcome.passphrase.setText("een andere zin dan deze")
        welcome.unlock()
        hands.rest()
    assert welcome.notice.isVisible()
    assert welcome.passphrase.selectedText()
    assert not welcome.unlock_button.isEnabled()
    assert hands.window.current_view is None


def test_every_view_can_be_reached_and_every_control_has_a_name(hands: Hands) -> None:
    _unlock(hands)
    window = hands.window
    services: Services = window.current_view.context.services
    case_id = services.cases.view("W18").case.id
    for go in (
        lambda: window.show_place("today"), lambda: window.show_place("cases"), lambda: window.show_register("Oefen"),
        lambda: window.show_case(case_id), lambda: window.show_intake(case_id, "identity"),
        lambda: window.show_part("check", case_id), lambda: window.show_part("admission", case_id),
        lambda: window.show_part("trajectory", case_id), lambda: window.show_part("handover", case_id),
        lambda: window.show_part("notes", case_id), lambda: _begin_note(window),
        lambda: window.show_part("stay", case_id), lambda: window.show_section("locations"),
        lambda: window.show_place("figures"), lambda: window.show_place("manage"), lambda: window.show_place("help"),
    ):  # fmt: skip
        go()
        hands.rest()
        view = window.current_view
        nameless = [
            type(one).__name__
            for one in view.findChildren(QWidget)
            if one.isVisible()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not (one.accessibleName() or getattr(one, "text", lambda: "")())
        ]
        assert nameless == [], type(view).__name__


def _begin_note(window: MainWindow) -> None:
    view = window.current_view
    assert isinstance(view, NotesPage)
    view.begin()


def test_the_case_page_tells_the_story(hands: Hands) -> None:
    _unlock(hands)
    services: Services = hands.window.current_view.context.services
    hands.window.show_case(services.cases.view("W12b").case.id)
    page: CasePage = hands.view(CasePage)
    hands.qtbot.waitUntil(lambda: bool(page._phases), timeout=WAIT)
    assert [phase.id for phase in page._phases] == [
        "intake",
        "admission",
        "decision",
        "trajectory",
        "record",
        "exit",
        "handover",
    ]

"""The last look before answers count: what changes, what is new, and what stops it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import AnswerKey
from tests.ui.conftest import Visits, rest
from ui.context import Context
from ui.views.admission import AdmissionPage
from ui.views.check_answers import CheckAnswersView
from ui.widgets import Card


def test_checking_says_on_top_what_finishing_changes(qtbot: QtBot, worked: Context) -> None:
    intake, case_id = worked.services.intake, worked.services.cases.view("W04").case.id
    intake.save(case_id, AnswerKey("sex"), "x")
    intake.save(case_id, AnswerKey("client_wish"), "Een wens")
    standing = worked.services.cases.view("W04").answers
    languages = next(one for one in standing if worked.services.registry.group_of.get(one.key.field_id))
    intake.save(case_id, languages.key, None)
    view = CheckAnswersView(worked, case_id)
    qtbot.addWidget(view)
    view.show()
    rest(qtbot, worked)
    card = view.findChildren(Card)[0]
    said = " | ".join(one.text() for one in card.findChildren(QLabel))
    assert "2 gewijzigde antwoorden  ·  1 weggehaald antwoord" in said
    assert "was: Vrouw" in said
    assert "Weggehaald" in said


def test_what_is_typed_and_is_no_answer_stops_the_finishing(qtbot: QtBot, worked: Context) -> None:
    case = worked.services.cases.view("W04").case
    go = worked.go
    assert isinstance(go, Visits)
    go.typed[f"IntakeView {case.id}"] = {"typed": {AnswerKey("birth_date"): "31-2-1990"}}
    worked.services.intake.save(case.id, AnswerKey("client_wish"), "Een wens")
    view = CheckAnswersView(worked, case.id)
    qtbot.addWidget(view)
    view.show()
    rest(qtbot, worked)
    view.finish()
    rest(qtbot, worked)
    assert not view.summary.isHidden()
    assert any("31-2-1990" in one.text() for one in view.summary.findChildren(QPushButton))
    assert worked.services.cases.view("W04").has_draft
    page = AdmissionPage(worked, case.id)
    qtbot.addWidget(page)
    rest(qtbot, worked)
    page.finish()
    assert ("show_part", ("check", case.id)) in go.calls
    go.typed.clear()
    view.finish()
    rest(qtbot, worked)
    assert not worked.services.cases.view("W04").has_draft


def test_checking_starts_at_the_top_and_knows_new_from_changed(qtbot: QtBot, context: Context) -> None:
    case = context.services.cases.register(name="Oefenpersoon Kamille", municipality="utrecht", on=date(2023, 1, 1))
    context.services.intake.save(case.id, AnswerKey("name_used"), "Oefenpersoon Kamille Wit")
    context.services.intake.save(case.id, AnswerKey("client_wish"), "Een wens")
    view = CheckAnswersView(context, case.id)
    qtbot.addWidget(view)
    view.resize(1000, 500)
    view.show()
    rest(qtbot, context)
    notes = {one.text() for one in view.findChildren(QWidget) if one.property("type") == "caption" and one.isVisible()}
    assert {"nieuw", "gewijzigd"} <= notes
    assert view.window().focusWidget().mapTo(view, QPoint(0, 0)).y() < 400

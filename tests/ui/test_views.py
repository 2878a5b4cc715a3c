"""Views on their own: what they show, what they keep, where they lead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import AbsentReason, AnswerKey, Standing
from lvv_desk.services import practice
from lvv_desk.services.importing import ImportService
from lvv_desk.texts import t
from tests.ui.conftest import Answers, Visits
from ui.context import Context
from ui.sections.bring_in import BringInSection
from ui.sections.checks import ChecksSection
from ui.views.case_list import CaseListView
from ui.views.check_answers import CheckAnswersView
from ui.views.handover import HandoverPage
from ui.views.intake import IntakeView
from ui.views.manage import ManagePage
from ui.views.register import RegisterView
from ui.views.today import TodayView
from ui.views.trajectory import TrajectoryPage
from ui.widgets import Notice

WAIT = 10_000


def _rest(qtbot: QtBot, context: Context) -> None:
    qtbot.wait(10)
    qtbot.waitUntil(lambda: not context.tasks.busy, timeout=WAIT)
    qtbot.wait(10)


def _visits(context: Context) -> Visits:
    assert isinstance(context.go, Visits)
    return context.go


def _case(context: Context) -> object:
    return context.services.cases.page(status="in_trajectory").rows[0].case_id


def test_the_list_opens_a_case_with_the_keyboard(qtbot: QtBot, context: Context) -> None:
    view = CaseListView(context)
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    assert view.model.rowCount() == 40
    view.table.setFocus()
    view.table.selectRow(2)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert _visits(context).calls[-1] == ("show_case", (view.model.rows[2].case_id,))


def test_the_list_says_when_nothing_is_found(qtbot: QtBot, context: Context) -> None:
    view = CaseListView(context)
    qtbot.addWidget(view)
    view.search.setText("zzzz")
    view._load()
    _rest(qtbot, context)
    assert view._stack.currentWidget() is view._nothing


def test_registering_needs_a_name_and_a_city_and_keeps_what_was_typed(qtbot: QtBot, context: Context) -> None:
    view = RegisterView(context, "Oefenpersoon Zuring")
    qtbot.addWidget(view)
    view._register()
    assert view._frames["city"].error()
    assert view.name.text() == "Oefenpersoon Zuring"
    view.city.set_value("utrecht")
    view.number.setText("123456789")
    view._register()
    _rest(qtbot, context)
    assert "tien cijfers" in view._frames["number"].error()
    view.number.clear()
    view.day.set_day(date(2022, 3, 1))
    view._register()
    _rest(qtbot, context)
    assert _visits(context).calls[-2][0] == "show_intake"
    assert context.services.cases.page("zuring").total >= 1


def test_the_same_person_gets_a_second_case(qtbot: QtBot, context: Context) -> None:
    first = context.services.cases.page().rows[0]
    case = context.services.cases.register(
        name=first.name, municipality="utrecht", on=date(2023, 1, 1), same_client_as=first.case_id
    )
    view = context.services.cases.view_by_id(case.id)
    assert [one.id for one in view.other_cases] == [first.case_id]
    assert view.summary.v_number == first.v_number


def test_an_answer_and_the_reason_for_none(qtbot: QtBot, context: Context) -> None:
    case_id = _case(context)
    view = IntakeView(context, case_id, "wishes")  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    wish = view.form.entries["client_wish"].answers[Standing.CLAIMED]
    wish.control.line.set_text("Verzonnen wens")
    wish.control.flush()
    _rest(qtbot, context)
    state = context.services.intake.state(case_id)
    assert state.answers.value("client_wish") == "Verzonnen wens"
    wish._absent.set_value(AbsentReason.DECLINED.value)
    wish._absent.chosen.emit(AbsentReason.DECLINED.value)
    _rest(qtbot, context)
    answer = context.services.intake.state(case_id).answers.get("client_wish")
    assert answer is not None
    assert (answer.value, answer.absent) == (None, AbsentReason.DECLINED)
    assert wish.control.line.text() == "Verzonnen wens"


def test_hidden_answers_are_kept_aside_and_the_user_is_told(qtbot: QtBot, context: Context) -> None:
    case_id = _case(context)
    service = context.services.intake
    service.save(case_id, AnswerKey("dublin_claim"), True)
    service.save(case_id, AnswerKey("dublin_transfer_deadline"), "2021-01-01")
    service.save(case_id, AnswerKey("dublin_claim"), False)
    view = IntakeView(context, case_id, "dublin")  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    assert "dublin_transfer_deadline" in service.state(case_id).kept_aside
    assert not view.aside.isHidden()
    assert view.form.entries["dublin_transfer_deadline"].isHidden()


def test_rows_of_a_group_come_and_go(qtbot: QtBot, context: Context) -> None:
    case_id = _case(context)
    view = IntakeView(context, case_id, "names_numbers")  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    group = view.form.entries["aliases"]
    group.add_row()
    name = group.questions()[0].answers[Standing.CLAIMED].control
    name.line.setText("Andere naam")
    name.flush()
    _rest(qtbot, context)
    state = context.services.intake.state(case_id)
    assert state.answers.value("alias_name", 0) == "Andere naam"
    group._remove(0)
    _rest(qtbot, context)
    assert context.services.intake.state(case_id).answers.items(["alias_name"]) == ()


def test_finishing_needs_the_required_questions(qtbot: QtBot, context: Context) -> None:
    case = context.services.cases.register(name="Oefenpersoon Wilg", municipality="utrecht", on=date(2023, 1, 1))
    context.services.intake.save(case.id, AnswerKey("referral_date"), None)
    view = CheckAnswersView(context, case.id)
    qtbot.addWidget(view)
    _rest(qtbot, context)
    view.finish()
    _rest(qtbot, context)
    assert not view.summary.isHidden()
    assert context.services.cases.view_by_id(case.id).dates.intake_finished_on is None


def test_import_shows_failed_rows_and_keeps_nothing(qtbot: QtBot, context: Context, tmp_path: object) -> None:
    import json
    from pathlib import Path

    path = Path(str(tmp_path)) / "fout.json"
    path.write_text(json.dumps([*practice.fictitious_rows(1, seed=99), {"reference": "X"}]), "utf-8")
    page = ManagePage(context, "bring_in")
    qtbot.addWidget(page)
    view = page.section
    assert isinstance(view, BringInSection)
    assert isinstance(context.dialogs, Answers)
    context.dialogs.queue.append(path)
    before = context.services.cases.page().total
    view.bring_in()
    _rest(qtbot, context)
    assert context.services.cases.page().total == before
    view._start(path, partial_too=True)
    _rest(qtbot, context)
    assert context.services.cases.page().total == before + 1


def test_the_checks_run_from_the_window(qtbot: QtBot, context: Context) -> None:
    page = ManagePage(context, "checks")
    qtbot.addWidget(page)
    view = page.section
    assert isinstance(view, ChecksSection)
    view.check()
    _rest(qtbot, context)
    assert view.rows.count() >= 6


def test_today_shows_what_is_due_and_the_drafts(qtbot: QtBot, context: Context) -> None:
    context.services.intake.save(_case(context), AnswerKey("client_wish"), "x")
    view = TodayView(context)
    qtbot.addWidget(view)
    _rest(qtbot, context)
    assert not view.list.isHidden()


def test_a_scenario_comes_after_admission(qtbot: QtBot, context: Context) -> None:
    case = context.services.cases.register(name="Oefenpersoon Vlier", municipality="utrecht", on=date(2023, 1, 1))
    view = TrajectoryPage(context, case.id)
    qtbot.addWidget(view)
    _rest(qtbot, context)
    assert view.rows == []


def test_an_open_form_with_words_in_it_is_not_left_unasked(qtbot: QtBot, context: Context) -> None:
    ImportService(context.services.desk).rows([row for row in practice.worked_rows() if row["reference"] == "W18"])
    view = TrajectoryPage(context, context.services.cases.view("W18").case.id)
    qtbot.addWidget(view)
    _rest(qtbot, context)
    view.open_form(f"step {view.rows[0].step.step_id}")
    assert view.form is not None
    view.form.note.set_text("nog niet bewaard")
    assert isinstance(context.dialogs, Answers)
    context.dialogs.queue += ["stay", "discard"]
    assert view.may_leave() is False
    assert view.form.note.text() == "nog niet bewaard"
    assert view.may_leave() is True


def test_a_handover_that_is_out_of_date_is_shown_again_instead_of_saved(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    case_id = _case(context)
    view = HandoverPage(context, case_id)  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    _rest(qtbot, context)
    qtbot.waitUntil(lambda: view.preview is not None, timeout=WAIT)
    before = view.preview
    context.services.intake.save(case_id, AnswerKey("consent_sharing"), False)  # type: ignore[arg-type]  # an id
    assert isinstance(context.dialogs, Answers)
    context.dialogs.queue.append(tmp_path / "overdracht.pdf")
    view.save()
    qtbot.waitUntil(lambda: view.preview is not before, timeout=WAIT)
    _rest(qtbot, context)
    first = view.about.itemAt(0).widget()
    assert isinstance(first, Notice)
    assert first.accessibleName() == t("handover_page.not_saved")
    assert not (tmp_path / "overdracht.pdf").exists()
    context.dialogs.queue.append(tmp_path / "overdracht.pdf")
    view.save()
    qtbot.waitUntil((tmp_path / "overdracht.pdf").exists, timeout=WAIT)
    _rest(qtbot, context)

"""How the window behaves while somebody works: what moves, what stays, what is asked, and what is said where."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.domain.answers import AnswerKey, Standing
from lvv_desk.domain.case import DecisionKind, StepStatus
from lvv_desk.services import practice
from lvv_desk.services.case_story import events
from lvv_desk.services.importing import ImportService
from lvv_desk.texts import many
from tests.ui.test_views import _case, _rest, _visits
from ui import theme
from ui.context import Context
from ui.views.admission import AdmissionPage
from ui.views.case_list import CaseListView
from ui.views.case_page import CasePage
from ui.views.day_words import day_field
from ui.views.decision_form import DecisionForm
from ui.views.handover import HandoverPage
from ui.views.intake import IntakeView
from ui.views.layouts import row_table
from ui.views.register import RegisterView
from ui.views.release import ReleasePanel
from ui.views.today import TodayView
from ui.views.trajectory import TWICE_MS, TrajectoryPage
from ui.views.trajectory_forms import ScenarioForm
from ui.widgets import (
    Body,
    Card,
    ChipGroup,
    DataTable,
    ErrorSummary,
    FieldFrame,
    Flow,
    Option,
    Pages,
    PrimaryButton,
    SecondaryButton,
    Segmented,
    Snackbar,
    TextField,
)
from ui.words import named_problem

TODAY = date(2026, 11, 24)


def _worked(context: Context, reference: str) -> UUID:
    ImportService(context.services.desk).rows([row for row in practice.worked_rows() if row["reference"] == reference])
    return context.services.cases.view(reference).case.id


def test_enter_presses_the_button_with_the_focus(qtbot: QtBot) -> None:
    button = SecondaryButton("Kies een bestand")
    qtbot.addWidget(button)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(pressed) == 3


def test_chips_are_one_stop_for_tab(qtbot: QtBot) -> None:
    chips = ChipGroup([Option(one, one) for one in "abc"], accessible_name="Keuze")
    qtbot.addWidget(chips)
    tab = Qt.FocusPolicy.TabFocus
    assert sum((chip.focusPolicy() & tab) == tab for chip in chips._chips.values()) == 1
    chips.set_value("c")
    assert (chips._chips["c"].focusPolicy() & tab) == tab
    assert sum((chip.focusPolicy() & tab) == tab for chip in chips._chips.values()) == 1


def test_the_focus_of_segments_is_on_the_chosen_one(qtbot: QtBot) -> None:
    choice = Segmented([Option("a", "A"), Option("b", "B")], value="a")
    qtbot.addWidget(choice)
    choice.set_value("b")
    assert choice.focusProxy() is choice._segments["b"]


def test_a_flow_goes_on_below(qtbot: QtBot) -> None:
    flow = Flow()
    flow.add(*(PrimaryButton(f"Een knop met woorden {number}") for number in range(4)))
    qtbot.addWidget(flow)
    assert flow.heightForWidth(2000) < flow.heightForWidth(300)
    flow.resize(300, flow.heightForWidth(300))
    flow.show()
    for button in flow.findChildren(PrimaryButton):
        assert flow.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()


def test_pages_are_as_high_as_the_one_that_is_shown(qtbot: QtBot) -> None:
    pages = Pages()
    low, high = Body("Kort"), QWidget()
    high.setMinimumHeight(900)
    pages.addWidget(low)
    pages.addWidget(high)
    qtbot.addWidget(pages)
    assert pages.sizeHint().height() < 900
    pages.setCurrentWidget(high)
    assert pages.sizeHint().height() >= 900
    assert pages.currentWidget() is high


def test_a_message_covers_no_button(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    column.addStretch(1)
    save = PrimaryButton("Opslaan")
    column.addWidget(save, 0, Qt.AlignmentFlag.AlignHCenter)
    bar = Snackbar(window, close_text="Sluit")
    qtbot.addWidget(window)
    window.resize(900, 500)
    window.show()
    bar.show_message("Opgeslagen")
    assert not bar.geometry().intersects(QRect(save.mapTo(window, QPoint(0, 0)), save.size()))


def test_columns_of_a_table_fit(qtbot: QtBot) -> None:
    from ui.models.rows import RowTable

    table = DataTable(accessible_name="Lijst")
    model = RowTable(["a", "b", "c"], [["1", "2", "3"]])
    model.setParent(table)
    table.setModel(model)
    table.set_column_widths(20, 20, 20, first_to_go=(1,))
    qtbot.addWidget(table)
    for width, hidden in ((1200, False), (420, True)):
        table.resize(width, 200)
        table.show()
        qtbot.wait(20)
        assert table.isColumnHidden(1) is hidden
        assert table.horizontalScrollBar().maximum() == 0


def test_an_error_leaves_its_room_when_it_goes(qtbot: QtBot) -> None:
    frame = FieldFrame("Naam", TextField())
    qtbot.addWidget(frame)
    frame.set_error("Vul de naam in.")
    high = frame.sizeHint().height()
    frame.take_error_back()
    assert (frame.error(), frame.sizeHint().height()) == ("", high)
    frame.set_error("")
    assert frame.sizeHint().height() < high


def test_a_line_of_the_summary_goes_quiet(qtbot: QtBot) -> None:
    summary = ErrorSummary("Nog nodig")
    qtbot.addWidget(summary)
    summary.set_errors([("a", "Kies."), ("b", "Vul in.")], take_focus=False)
    summary.tick_off("a")
    assert [link.isEnabled() for link in summary._links] == [False, True]
    summary.tick_off("b")
    assert summary.isHidden()


def test_the_calendar_stays_on_the_screen(qtbot: QtBot) -> None:
    field = day_field(TODAY, TODAY)
    qtbot.addWidget(field)
    screen = field.screen().availableGeometry()
    field.move(screen.right() - 60, screen.bottom() - 40)
    field.show()
    field.show_calendar()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert screen.contains(popup.geometry())
    popup.close()


def test_words_for_one_and_for_many_and_with_the_name_of_the_question() -> None:
    assert many("cases.count", 1) == "1 dossier"
    assert many("cases.count", 2) == "2 dossiers"
    assert named_problem("Wie heeft besloten?", "Kies.") == "Wie heeft besloten? Kies."
    assert named_problem("Datum", "Vul de dag in.") == "Datum: vul de dag in."


def test_a_decision_says_one_thing_a_field_and_takes_it_back(qtbot: QtBot, context: Context) -> None:
    form = DecisionForm(context.services.registry, "admissible", TODAY)
    qtbot.addWidget(form)
    form.on.set_text("31-2-2026")
    assert not form.check()
    assert "31-2-2026 bestaat niet" in form.frames["on"].error()
    texts = [link.text() for link in form.summary._links]
    assert texts[0].startswith("Wie heeft besloten?")
    assert texts[-1].startswith("Datum van het besluit:")
    form.kind_choice._buttons[DecisionKind.ADMITTED.value].click()
    assert form.frames["kind"].error() == ""
    assert form.frames["body"].error()


def test_a_registration_is_checked_all_at_once(qtbot: QtBot, context: Context) -> None:
    view = RegisterView(context)
    qtbot.addWidget(view)
    view.number.setText("123")
    view.day.set_text("24-11-87")
    view._register()
    assert all(frame.error() for frame in view._frames.values())
    assert "vier cijfers" in view._frames["day"].error()
    view.number.setText("0000000778")
    assert view._frames["number"].error() == ""


def test_unknown_takes_the_choice_away(qtbot: QtBot, context: Context) -> None:
    case_id = _case(context)
    view = IntakeView(context, case_id, "registration")  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    one = view.form.answers()[AnswerKey("needs_bed_tonight")] if "needs_bed_tonight" in view.form.entries else next(
        one for one in view.form.answers().values() if one.field.type == "boolean"
    )  # fmt: skip
    one.control._radio._buttons["yes"].click()
    assert not one._source.isHidden()
    one._absent._chips["unknown"].click()
    _rest(qtbot, context)
    assert one.control.given() is None
    answer = context.services.intake.state(case_id).answers.get(one.key.field_id)
    assert (answer.value, answer.absent.value) == (None, "unknown")


def test_the_topic_list_follows(qtbot: QtBot, context: Context) -> None:
    view = IntakeView(context, _case(context))  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    view.resize(1100, 500)
    view.show()
    _rest(qtbot, context)
    last = view._pages[-1].id
    view.go_to(last)
    qtbot.wait(20)
    row = view.topics.list.row(last)
    area = view.topics._area
    top = row.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= area.viewport().height() - row.height()


def test_open_questions_are_asked_once(qtbot: QtBot, context: Context) -> None:
    case = context.services.cases.register(name="Oefenpersoon Mirte", municipality="utrecht", on=date(2023, 1, 1))
    page = AdmissionPage(context, case.id)
    qtbot.addWidget(page)
    _rest(qtbot, context)
    for row in page.rows.values():
        texts = [label.text() for label in row.findChildren(Body)]
        for quick in row.quick.values():
            assert texts.count(next(iter(quick.findChildren(Body))).text()) == 1
    assert not page.to_scenario.isVisibleTo(page)


def test_a_finished_intake_is_folded(qtbot: QtBot, context: Context) -> None:
    page = CasePage(context, _worked(context, "W18"))
    qtbot.addWidget(page)
    _rest(qtbot, context)
    assert page.tasks.row("0:0") is None
    page._open("unfold:0")
    assert page.tasks.row("0:0") is not None


def test_a_step_that_began_keeps_its_deadline_and_planned_steps_say_so(context: Context) -> None:
    case_id = _worked(context, "W18")
    service, registry = context.services.trajectories, context.services.registry
    view = context.services.cases.view_by_id(case_id)
    pairs = zip(view.steps, view.shown_steps, strict=True)
    step = next(one for one, status in pairs if one.due_on and status is StepStatus.NOT_STARTED)
    service.set_step(case_id, step.id, on=view.today, status=StepStatus.IN_PROGRESS)
    happened = events(registry, context.services.cases.view_by_id(case_id))
    assert any(one.on == step.due_on and one.kind in ("planned", "due") for one in happened)
    assert {one.word for one in happened if one.kind in ("planned", "due")} <= {"gepland", "te laat"}
    assert [one.on for one in happened] == sorted(one.on for one in happened)


def test_scenarios_stand_in_the_order_of_the_work(qtbot: QtBot, context: Context) -> None:
    form = ScenarioForm(context.services.registry, TODAY, is_change=False)
    qtbot.addWidget(form)
    order = list(form.scenario._buttons)
    assert order == ["return", "legalisation", "onward_migration", "under_investigation", "none"]


@pytest.mark.parametrize(("given", "notice"), [(True, 0), (False, 1), (None, 1)])
def test_a_handover_says_when_sharing_was_not_agreed_to(
    qtbot: QtBot, context: Context, given: bool | None, notice: int
) -> None:
    case = context.services.cases.register(name="Oefenpersoon Linde", municipality="utrecht", on=date(2023, 1, 1))
    if given is not None:
        context.services.intake.save(case.id, AnswerKey("consent_sharing"), given)
    context.services.intake.finish(case.id)
    page = HandoverPage(context, case.id)
    qtbot.addWidget(page)
    _rest(qtbot, context)
    assert len(page._consent()) == notice


def test_a_group_that_is_too_small_is_said_at_the_field(qtbot: QtBot, context: Context) -> None:
    panel = ReleasePanel(context)
    qtbot.addWidget(panel)
    panel.k.setText("1")
    panel.go_on()
    _rest(qtbot, context)
    assert panel.k_frame.error()
    panel.k.setText("5")
    assert panel.k_frame.error() == ""


def test_ctrl_enter_opens_and_keeps_on_the_trajectory(qtbot: QtBot, context: Context) -> None:
    page = TrajectoryPage(context, _worked(context, "W18"))
    qtbot.addWidget(page)
    _rest(qtbot, context)
    page.primary()
    assert page.form is not None
    page.form.on.set_text("")
    page.primary()
    assert page.form.frames["on"].error()
    assert not _visits(context).calls


def test_an_intake_date_takes_a_short_year_and_a_birth_date_does_not(qtbot: QtBot, context: Context) -> None:
    view = IntakeView(context, _case(context), "registration")  # type: ignore[arg-type]  # an id
    qtbot.addWidget(view)
    _rest(qtbot, context)
    referral = view.form.answers()[AnswerKey("referral_date", 0, Standing.CLAIMED)]
    referral.control.line.setText("12-4-21")
    assert referral.control.given() == "2021-04-12"
    view.go_to("identity")
    birth = view.form.answers()[AnswerKey("birth_date", 0, Standing.CLAIMED)]
    birth.control.line.setText("12-4-21")
    assert "vier cijfers" in birth.trouble(TODAY)


def test_a_page_that_is_made_anew_keeps_the_form_that_is_open(qtbot: QtBot, context: Context) -> None:
    case_id = _worked(context, "W18")
    page = TrajectoryPage(context, case_id)
    qtbot.addWidget(page)
    page.show()
    _rest(qtbot, context)
    page.open_form("scenario")
    page.form.reason.set_text("Nog niet opgeslagen")
    row = page.rows[-1]
    page._quick(row, StepStatus.IN_PROGRESS)
    _rest(qtbot, context)
    assert page.rows[-1] is not row
    assert page.form.reason.text() == "Nog niet opgeslagen"
    admission = AdmissionPage(context, case_id)
    qtbot.addWidget(admission)
    _rest(qtbot, context)
    admission.open_form("decision")
    admission.form.reason.set_text("Nog niet besloten")
    admission._test()
    _rest(qtbot, context)
    assert admission.form.reason.text() == "Nog niet besloten"


def test_a_second_press_does_not_finish_a_step_and_each_step_has_a_way_back(qtbot: QtBot, context: Context) -> None:
    page = TrajectoryPage(context, _worked(context, "W18"))
    qtbot.addWidget(page)
    page.show()
    _rest(qtbot, context)
    row = next(one for one in page.rows if one.quick_button is not None and one.step.status is StepStatus.NOT_STARTED)
    number, before = page.rows.index(row), row.step
    row.quick_button.click()
    _rest(qtbot, context)
    page.rows[number].quick_button.click()
    _rest(qtbot, context)
    assert page.rows[number].step.status is StepStatus.IN_PROGRESS
    qtbot.wait(TWICE_MS)
    page.rows[number].quick_button.click()
    _rest(qtbot, context)
    assert page.rows[number].step.status is StepStatus.COMPLETED
    for status in (StepStatus.IN_PROGRESS, StepStatus.NOT_STARTED):
        qtbot.wait(TWICE_MS)
        assert page.rows[number].step.before is not None
        page.rows[number].back.emit()
        _rest(qtbot, context)
        assert page.rows[number].step.status is status
    assert (page.rows[number].step.before, page.rows[number].step.note) == (None, before.note)
    assert before.id not in [one.id for one in page.case.steps if one.status_on and one.status.is_finished]


def test_a_key_that_is_held_down_presses_once(qtbot: QtBot) -> None:
    button = SecondaryButton("Begin")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", again)
        QApplication.sendEvent(button, event)
    assert len(pressed) == 1


@pytest.mark.parametrize("name", ["exit", "aftercare", "scenario", "decision"])
def test_a_task_lands_where_its_thing_is(qtbot: QtBot, context: Context, name: str) -> None:
    if name == "decision":
        case_id = context.services.cases.register(name="Oefenpersoon Meidoorn", municipality="utrecht", on=TODAY).id
    else:
        case_id = _worked(context, {"exit": "W18", "aftercare": "W12a", "scenario": "W08"}[name])
    page = CasePage(context, case_id)
    qtbot.addWidget(page)
    _rest(qtbot, context)
    number, place = next(
        (number, place)
        for number, phase in enumerate(page._phases)
        for place, task in enumerate(phase.tasks)
        if task.place == name
    )
    page._open(f"{number}:{place}")
    call, (part, where, at) = _visits(context).calls[-1]
    assert (call, where, at) == ("show_part", case_id, name)
    landed = (AdmissionPage if part == "admission" else TrajectoryPage)(context, case_id)
    qtbot.addWidget(landed)
    landed.resize(1000, 500)
    landed.land(at)
    landed.show()
    _rest(qtbot, context)
    assert landed.forms.name == name
    assert landed.form.isAncestorOf(landed.focusWidget())


def test_a_task_that_is_done_lands_on_what_was_recorded(qtbot: QtBot, context: Context) -> None:
    case_id = _worked(context, "W18")
    services = context.services
    view = services.cases.view_by_id(case_id)
    services.trajectories.record_exit(case_id, on=view.today, outcome=next(iter(services.registry.outcomes)))
    page = TrajectoryPage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1000, 400)
    page.show()
    _rest(qtbot, context)
    page.land("exit")
    qtbot.wait(20)
    assert page.form is None
    assert page.focusWidget() is page.forms._openers[f"correct {page.case.exit.id}"]
    assert page.area.place() > 0
    page.open_form("scenario")
    page.form.reason.set_text("Nog niet opgeslagen")
    page.land("aftercare")
    assert page.form.reason.text() == "Nog niet opgeslagen"


def test_what_is_due_lands_on_its_step(qtbot: QtBot, context: Context) -> None:
    view = TodayView(context)
    qtbot.addWidget(view)
    _rest(qtbot, context)
    task, place = next(iter(view._steps.items()))
    view._open(task)
    assert _visits(context).calls[-1] == ("show_part", ("trajectory", UUID(task), place))
    page = TrajectoryPage(context, UUID(task))
    qtbot.addWidget(page)
    page.land(place)
    page.show()
    _rest(qtbot, context)
    assert page.focusWidget() in [row.change for row in page.rows if f"step {row.step.step_id}" == place]


def test_a_case_number_is_never_cut_off(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    theme.apply(qapp, "light", 1.5)
    view = CaseListView(context)
    qtbot.addWidget(view)
    view.show()
    _rest(qtbot, context)
    metrics = view.table.fontMetrics()
    for width in (800, 1000, 1230):
        view.resize(width, 600)
        qtbot.wait(20)
        assert not view.table.isColumnHidden(1)
        assert view.table.horizontalScrollBar().maximum() == 0
        for row in range(view.model.rowCount()):
            number = view.model.index(row, 1).data()
            assert view.table.columnWidth(1) >= metrics.horizontalAdvance(number) + 24
        fields = [view.search, view.status, view.city]
        for one, other in pairwise(fields):
            assert not one.geometry().intersects(other.geometry())
    theme.apply(qapp, "light")


@pytest.mark.parametrize("width", [520, 760, 1100])
def test_a_table_of_figures_shows_its_names_in_full(qtbot: QtBot, width: int) -> None:
    rows = [("Locatie Verzonnen Hof aan de Lange Laan, Groningen", "4", "1", "3"), ("Huis, Utrecht", "8", "4", "4")]
    table = row_table("Bezetting", ("Locatie", "Plekken", "Vrij", "Bezet"), rows, (0, 12, 12, 12))
    box = QWidget()
    QVBoxLayout(box).addWidget(table)
    qtbot.addWidget(box)
    box.resize(width, 600)
    box.show()
    qtbot.wait(50)
    words, metrics = table.columnWidth(0) - 32, table.fontMetrics()
    lines = metrics.boundingRect(0, 0, words, 1000, int(Qt.TextFlag.TextWordWrap), rows[0][0]).height()
    assert table.rowHeight(0) >= lines
    assert table.verticalScrollBar().maximum() == 0
    assert table.height() < 600


def test_the_buttons_of_a_card_go_below_its_title_together(qtbot: QtBot) -> None:
    buttons = [SecondaryButton("Leg een verhuizing vast"), SecondaryButton("Beëindig")]
    card = Card("Waar de cliënt nu slaapt", actions=buttons)
    qtbot.addWidget(card)
    for width in (900, 420, 300):
        card.resize(width, card.heightForWidth(width) if card.hasHeightForWidth() else 200)
        card.show()
        qtbot.wait(20)
        places = [QRect(one.mapTo(card, QPoint(0, 0)), one.size()) for one in (card.title, *buttons)]
        for number, one in enumerate(places):
            assert card.rect().contains(one)
            assert not any(one.intersects(other) for other in places[number + 1 :])
        assert all(one.width() >= one.sizeHint().width() for one in buttons)
    card.resize(900, 200)
    qtbot.wait(20)
    right = buttons[1].mapTo(card, QPoint(buttons[1].width(), 0)).x()
    assert 0 <= card.width() - theme.current().space.three - right <= 1, "but for the edge of the card"

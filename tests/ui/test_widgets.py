"""The widgets by keyboard, by name, and in narrow and wide windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui import gallery
from ui import theme
from ui.widgets import (
    Body,
    Card,
    CheckGroup,
    ChipGroup,
    Columns,
    Curtain,
    DataTable,
    Disclosure,
    EmptyState,
    ErrorSummary,
    FieldFrame,
    HBarChart,
    KeyValue,
    KeyValueList,
    LinkButton,
    Notice,
    Option,
    PassphraseField,
    PrimaryButton,
    Progress,
    RadioGroup,
    Rail,
    SaveStatus,
    ScrollArea,
    SearchCombo,
    SearchField,
    Segmented,
    Snackbar,
    Task,
    TaskGroup,
    TaskList,
    TextArea,
    TextField,
    Timeline,
    TimelineEvent,
)

# The offscreen platform says this of windows with a smallest size and of popups.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KEY = Qt.Key
OPTIONS = [Option("a", "Ja"), Option("b", "Nee", "Met een hint"), Option("c", "Weet ik niet")]
COUNTRIES = [
    Option("ET", "Ethiopië"),
    Option("CI", "Ivoorkust"),
    Option("SY", "Syrië"),
    Option("SO", "Somalië"),
]


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light", 1.0)
    yield
    theme.apply(qapp, "light", 1.0)


def shown(qtbot: QtBot, *widgets: QWidget, size: tuple[int, int] = (640, 480)) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def press(widget: QWidget | None, *keys: Qt.Key) -> None:
    for key in keys:
        target = QApplication.focusWidget() or widget
        assert target is not None
        QTest.keyClick(target, key)


def test_every_focusable_control_of_the_gallery_has_a_name(qtbot: QtBot) -> None:
    for build in (gallery.words_page, gallery.fields_page, gallery.lists_page, gallery.case_page):
        page = build()
        qtbot.addWidget(page)
        page.resize(1366, 768)
        page.show()
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                interface = QAccessible.queryAccessibleInterface(widget)
                assert interface is not None
                name = interface.text(QAccessible.Text.Name)
                assert name.strip(), (type(widget).__name__, widget.parent())
                if isinstance(widget, SearchCombo) and widget.text():
                    assert name != widget.text()
        page.close()


def test_labels_never_read_markup(qtbot: QtBot) -> None:
    for build in (gallery.words_page, gallery.lists_page, gallery.case_page):
        page = build()
        qtbot.addWidget(page)
        for label in page.findChildren(QLabel):
            if label.text():
                assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_label_of_the_gallery_is_cut_off(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    for build in (gallery.words_page, gallery.fields_page, gallery.lists_page, gallery.case_page):
        page = build()
        qtbot.addWidget(page)
        page.resize(1024, 700)
        page.show()
        qtbot.wait(50)
        for area in page.findChildren(ScrollArea) or [page]:
            assert isinstance(area, ScrollArea)
            assert area.horizontalScrollBar().maximum() == 0
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        for button in page.findChildren(QAbstractButton):
            if button.isVisible() and button.text():
                assert button.width() >= button.minimumSizeHint().width(), button.text()
        page.close()


def test_gallery_is_drawn_to_files(qtbot: QtBot, tmp_path: Path) -> None:
    page = gallery.words_page()
    qtbot.addWidget(page)
    gallery.draw(page, None, tmp_path / "words.png")
    assert (tmp_path / "words.png").stat().st_size > 10_000


def test_buttons_answer_to_the_keyboard(qtbot: QtBot) -> None:
    button, link = PrimaryButton("Ga door"), LinkButton("Bekijk de toets")
    _window = shown(qtbot, button, link)
    for one in (button, link):
        one.setFocus()
        with qtbot.waitSignal(one.clicked, timeout=500):
            press(one, KEY.Key_Space)


def test_body_wraps_at_about_75_characters(qtbot: QtBot) -> None:
    text = Body("woord " * 60)
    _window = shown(qtbot, text, size=(1600, 400))
    limit = theme.current().text_width(75)
    assert text.contentsRect().width() <= limit
    assert text.height() >= text.fontMetrics().height() * 3


def test_field_frame_names_its_control_and_says_errors_in_words(qtbot: QtBot) -> None:
    field = TextField()
    frame = FieldFrame("&Datum van de beschikking", field, hint="Staat op de brief.", optional_text="(niet verplicht)")
    _window = shown(qtbot, frame)
    assert field.accessibleName() == "Datum van de beschikking"
    assert field.accessibleDescription() == "Staat op de brief."
    frame.set_error("Vul de datum in.")
    assert frame.error() == "Vul de datum in."
    assert "Vul de datum in." in field.accessibleDescription()
    assert any(label.text() == "Vul de datum in." and label.isVisible() for label in frame.findChildren(QLabel))
    frame.set_error("")
    assert not any(label.text() == "Vul de datum in." for label in frame.findChildren(QLabel))
    frame.focus_control()
    assert field.hasFocus()


def test_field_frame_keeps_an_ampersand_that_is_not_a_shortcut(qtbot: QtBot) -> None:
    field = TextField()
    _window = shown(qtbot, FieldFrame("Contact met DT&&V", field))
    assert field.accessibleName() == "Contact met DT&V"


def test_passphrase_is_hidden_until_asked(qtbot: QtBot) -> None:
    field = PassphraseField(show_text="Toon", hide_text="Verberg", accessible_name="Wachtzin")
    _window = shown(qtbot, field)
    hints = field.inputMethodHints()
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert hints & Qt.InputMethodHint.ImhNoPredictiveText
    assert field.echoMode() == QLineEdit.EchoMode.Password
    toggle = field.findChildren(QAbstractButton)[0]
    toggle.setFocus()
    press(toggle, KEY.Key_Space)
    assert field.is_shown()
    assert toggle.accessibleName() == "Verberg"


def test_text_area_grows_and_lets_tab_pass(qtbot: QtBot) -> None:
    area, after = (
        TextArea(accessible_name="Aantekening", min_lines=2, max_lines=5),
        TextField(accessible_name="B"),
    )
    _window = shown(qtbot, area, after)
    small = area.height()
    area.set_text("regel\n" * 3)
    middle = area.height()
    area.set_text("regel\n" * 40)
    assert small < middle < area.height()
    assert area.height() < small * 4
    area.setFocus()
    press(area, KEY.Key_Tab)
    assert after.hasFocus()


def test_radio_group_starts_with_nothing_and_follows_the_arrows(qtbot: QtBot) -> None:
    group = RadioGroup(OPTIONS, accessible_name="Vraag")
    _window = shown(qtbot, group)
    assert group.value() == ""
    heard: list[str] = []
    group.chosen.connect(heard.append)
    group.setFocus()
    press(group, KEY.Key_Space, KEY.Key_Down, KEY.Key_Down)
    assert heard == ["a", "b", "c"]
    group.set_value("")
    assert group.value() == ""
    group.set_value("b")
    assert (group.value(), heard) == ("b", ["a", "b", "c"])


def test_check_group(qtbot: QtBot) -> None:
    group = CheckGroup(OPTIONS, accessible_name="Vraag")
    _window = shown(qtbot, group)
    group.setFocus()
    with qtbot.waitSignal(group.changed, timeout=500) as blocker:
        press(group, KEY.Key_Space)
    assert blocker.args == [["a"]]
    group.set_values(["c", "b"])
    assert group.values() == ("b", "c")


def test_radio_row_is_a_target_over_its_whole_width(qtbot: QtBot) -> None:
    group = RadioGroup(OPTIONS, accessible_name="Vraag")
    _window = shown(qtbot, group)
    row = group.findChildren(QAbstractButton)[1]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 3, 3))
    assert group.value() == "b"
    assert row.height() >= 36


def test_chips_go_on_and_off(qtbot: QtBot) -> None:
    chips = ChipGroup(OPTIONS, accessible_name="Geboortedatum")
    _window = shown(qtbot, chips)
    heard: list[str] = []
    chips.chosen.connect(heard.append)
    chips.setFocus()
    press(chips, KEY.Key_Return, KEY.Key_Right, KEY.Key_Space, KEY.Key_Space)
    assert heard == ["a", "b", ""]
    assert chips.value() == ""


def test_segmented(qtbot: QtBot) -> None:
    group = Segmented(OPTIONS, accessible_name="Taal", value="a")
    _window = shown(qtbot, group)
    group.setFocus()
    with qtbot.waitSignal(group.chosen, timeout=500):
        press(group, KEY.Key_Right)
    assert group.value() == "b"
    group.set_value("c")
    assert group.value() == "c"


def type_text(field: QLineEdit, text: str) -> None:
    """What QTest.keyClicks does, also for letters that are not ASCII."""
    field.setFocus()
    field.selectAll()
    field.insert(text)
    field.textEdited.emit(field.text())


@pytest.mark.parametrize("typed", ["ethiopie", "OPIË", "  Ethiopië "])
def test_search_combo_finds_any_part_without_accents(qtbot: QtBot, typed: str) -> None:
    combo = SearchCombo(COUNTRIES, accessible_name="Land")
    after = TextField(accessible_name="Daarna")
    _window = shown(qtbot, combo, after)
    assert combo.value() == ""
    with qtbot.waitSignal(combo.chosen, timeout=500) as blocker:
        type_text(combo, typed)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        after.setFocus(Qt.FocusReason.TabFocusReason)
    assert blocker.args == ["ET"]
    assert combo.text() == "Ethiopië"


def test_search_combo_puts_back_what_was_chosen_and_can_be_emptied(qtbot: QtBot) -> None:
    combo, after = SearchCombo(COUNTRIES, accessible_name="Land"), TextField(accessible_name="Daarna")
    _window = shown(qtbot, combo, after)
    combo.set_value("SY")
    type_text(combo, "zzz")
    after.setFocus(Qt.FocusReason.TabFocusReason)
    assert (combo.value(), combo.text()) == ("SY", "Syrië")
    combo.setFocus()
    combo.selectAll()
    with qtbot.waitSignal(combo.chosen, timeout=500) as blocker:
        QTest.keyClick(combo, KEY.Key_Delete)
    assert blocker.args == [""]
    assert combo.value() == ""
    combo.set_value("nergens")
    assert combo.value() == ""


def test_search_combo_filters_its_list_and_takes_with_enter(qtbot: QtBot) -> None:
    combo = SearchCombo(COUNTRIES, accessible_name="Land")
    _window = shown(qtbot, combo)
    heard: list[str] = []
    combo.chosen.connect(heard.append)
    combo.setFocus()
    completer = combo.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    QTest.keyClicks(combo, "ali")
    assert completer.completionCount() == 1
    QTest.keyClick(popup, KEY.Key_Down)
    QTest.keyClick(popup, KEY.Key_Return)
    assert (combo.value(), combo.text(), heard) == ("SO", "Somalië", ["SO"])
    QTest.keyClick(combo, KEY.Key_Down)
    assert popup.isVisible()
    assert completer.completionCount() == len(COUNTRIES), "the whole list, not only what is chosen"
    assert popup.currentIndex().data() == "Somalië"
    QTest.keyClick(popup, KEY.Key_Up)
    QTest.keyClick(popup, KEY.Key_Return)
    assert heard == ["SO", "SY"]
    combo.selectAll()
    QTest.keyClicks(combo, "ivoor")
    popup.hide()
    QTest.keyClick(combo, KEY.Key_Return)
    assert heard == ["SO", "SY", "CI"]


def test_search_combo_keeps_its_choice_with_new_options(qtbot: QtBot) -> None:
    combo = SearchCombo(COUNTRIES, accessible_name="Land")
    _window = shown(qtbot, combo)
    combo.set_value("CI")
    combo.set_options([Option("NL", "Nederland"), Option("CI", "Ivoorkust")])
    assert combo.value() == "CI"
    combo.set_options([Option("NL", "Nederland")])
    assert (combo.value(), combo.text()) == ("", "")


def test_search_field_waits_for_a_pause(qtbot: QtBot) -> None:
    field = SearchField(accessible_name="Zoek", clear_text="Wis")
    _window = shown(qtbot, field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    field.setFocus()
    QTest.keyClicks(field, "ama")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["ama"], timeout=1000)
    QTest.keyClicks(field, "n")
    press(field, KEY.Key_Return)
    assert heard == ["ama", "aman"]
    press(field, KEY.Key_Escape)
    assert heard == ["ama", "aman", ""]


def test_disclosure_opens_in_place(qtbot: QtBot) -> None:
    why = Disclosure("Waarom vragen we dit?", "Daarom.")
    _window = shown(qtbot, why)
    text = next(label for label in why.findChildren(QLabel) if label.text() == "Daarom.")
    assert not text.isVisible()
    why.setFocus()
    press(why, KEY.Key_Return)
    assert text.isVisible()
    press(why, KEY.Key_Left)
    assert not why.is_open()
    press(why, KEY.Key_Space)
    assert why.is_open()


def test_rail_by_keyboard(qtbot: QtBot) -> None:
    rail = Rail(gallery.PLACES, accessible_name="Plaatsen")
    rail.set_place("cases")
    _window = shown(qtbot, rail)
    rail.setFocus()
    with qtbot.waitSignal(rail.place_chosen, timeout=500) as blocker:
        press(rail, KEY.Key_Down, KEY.Key_Return)
    assert blocker.args == ["meeting"]
    assert rail.place() == "cases", "the owner sets the place"
    with pytest.raises(ValueError, match="six"):
        Rail([*gallery.PLACES, gallery.PLACES[0].__class__("x", "X", "help")])


def test_task_list_by_keyboard(qtbot: QtBot) -> None:
    tasks = TaskList(gallery.PHASES, accessible_name="Taken")
    _window = shown(qtbot, tasks)
    tasks.focus_task("route")
    with qtbot.waitSignal(tasks.chosen, timeout=500) as blocker:
        press(tasks, KEY.Key_Down, KEY.Key_Return)
    assert blocker.args == ["health"]
    row = QApplication.focusWidget()
    assert row is not None
    assert row.accessibleName() == "Gezondheid, Nog niet begonnen"
    tasks.set_groups([TaskGroup("Intake", [Task("health", "Gezondheid", "Klaar", "done")])])
    row = QApplication.focusWidget()
    assert row is not None
    assert row.accessibleName() == "Gezondheid, Klaar"


@pytest.mark.parametrize("count", [0, 1, 200])
def test_timeline_holds_many_events(qtbot: QtBot, count: int) -> None:
    events = [TimelineEvent("1 maart 2026", "Een lange titel " * 6, "x" * 400, "planned", "Gepland")] * count
    line = Timeline(events, accessible_name="Tijdlijn", empty_text="Nog niets")
    area = ScrollArea(columns=0)
    area.add(line)
    qtbot.addWidget(area)
    area.resize(360, 500)
    area.show()
    qtbot.wait(5)
    assert line.height() >= line.heightForWidth(line.width())
    assert not area.grab().isNull()
    assert line.accessibleDescription()


def test_bars_are_said_in_words(qtbot: QtBot) -> None:
    chart = HBarChart([], accessible_name="Uitstroom", empty_text="Nog geen cijfers")
    _window = shown(qtbot, chart)
    assert chart.accessibleDescription() == "Nog geen cijfers"
    assert not chart.grab().isNull()


def test_table_opens_a_row_with_enter(qtbot: QtBot) -> None:
    table = DataTable(accessible_name="Dossiers")
    table.setModel(gallery.SampleModel(table))
    table.set_tag_column(4)
    table.set_column_widths(0, 15, 17, 16, 20)
    _window = shown(qtbot, table)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.current_row() == 0
    with qtbot.waitSignal(table.row_activated, timeout=500) as blocker:
        press(table, KEY.Key_Down, KEY.Key_Return)
    assert blocker.args == [1]


def test_key_values_say_what_their_link_changes(qtbot: QtBot) -> None:
    rows = KeyValueList([KeyValue("birth", "Geboortedatum", "Niet ingevuld", "Wijzig", missing=True)])
    _window = shown(qtbot, rows)
    link = rows.findChildren(LinkButton)[0]
    assert link.accessibleName() == "Wijzig: Geboortedatum"
    with qtbot.waitSignal(rows.action, timeout=500) as blocker:
        link.click()
    assert blocker.args == ["birth"]
    rows.set_rows([KeyValue("name", "Naam", "Selamawit")])
    assert [label.text() for label in rows.findChildren(QLabel) if label.isVisibleTo(rows)] == [
        "Naam",
        "Selamawit",
    ]


def test_error_summary_takes_the_focus_and_links(qtbot: QtBot) -> None:
    summary = ErrorSummary("Er is nog iets nodig")
    _window = shown(qtbot, summary)
    assert not summary.isVisible()
    summary.set_errors([("birth", "Vul de geboortedatum in"), ("name", "Vul een naam in")])
    assert summary.hasFocus()
    with qtbot.waitSignal(summary.chosen, timeout=500) as blocker:
        press(summary, KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Space)
    assert blocker.args == ["name"]
    summary.set_errors([])
    assert not summary.isVisible()


def test_snackbar_never_takes_the_focus(qtbot: QtBot) -> None:
    field = TextField(accessible_name="Naam")
    window = shown(qtbot, field)
    field.setFocus()
    bar = Snackbar(window, close_text="Sluit")
    bar.show_message("Verborgen", "Maak ongedaan", shown_ms=60_000)
    assert field.hasFocus()
    assert window.rect().contains(bar.geometry())
    window.resize(400, 300)
    assert window.rect().contains(bar.geometry())
    action = next(b for b in bar.findChildren(QAbstractButton) if b.text() == "Maak ongedaan")
    with qtbot.waitSignal(bar.action_triggered, timeout=500):
        action.click()
    assert not bar.isVisible()
    bar.show_message("Nog iets", shown_ms=10)
    qtbot.waitSignal(bar.dismissed, timeout=1000).wait()


def test_curtain_covers_everything_and_gives_the_cursor_back(qtbot: QtBot) -> None:
    field = TextField(accessible_name="Naam")
    window = shown(qtbot, field)
    curtain = Curtain(window)
    field.setText("Selam")
    field.setFocus()
    field.setCursorPosition(2)
    curtain.drop()
    assert curtain.geometry() == window.rect()
    assert not field.hasFocus()
    window.resize(900, 600)
    assert curtain.geometry() == window.rect()
    picture = window.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 900, 30) for y in range(0, 600, 30)}
    assert len(colours) == 1
    curtain.lift()
    assert field.hasFocus()
    assert field.cursorPosition() == 2


def test_scroll_area_follows_the_focus(qtbot: QtBot) -> None:
    area = ScrollArea()
    fields = [TextField(accessible_name=str(number)) for number in range(40)]
    for field in fields:
        area.add(field)
    qtbot.addWidget(area)
    area.resize(500, 300)
    area.show()
    qtbot.wait(5)
    area.activateWindow()
    fields[30].setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.wait(5)
    top = fields[30].mapTo(area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top <= area.viewport().height() - fields[30].height()


def test_columns_stack_when_narrow(qtbot: QtBot) -> None:
    columns = Columns(Card("Een"), Card("Twee"), least=30)
    _window = shown(qtbot, columns, size=(1200, 500))
    assert not columns.is_stacked()
    wide = columns.heightForWidth(1200)
    assert columns.heightForWidth(400) > wide


def test_notice_empty_state_status_and_progress(qtbot: QtBot) -> None:
    notice = Notice("In de wacht", "Tot 2 april", role="held")
    notice.set_content("Klaar", role="done")
    assert notice.accessibleName() == "Klaar"
    empty = EmptyState("Nog geen dossiers", "Begin met een aanmelding.", "Maak een aanmelding")
    status = SaveStatus()
    work = Progress("Bezig", cancel_text="Stop")
    _window = shown(qtbot, notice, empty, status, work)
    status.show_text("Opgeslagen om 14:03")
    assert status.text() == "Opgeslagen om 14:03"
    work.set_progress(3, 10)
    assert empty.button is not None
    assert work.button is not None
    with qtbot.waitSignals([empty.triggered, work.cancelled], timeout=500):
        empty.button.click()
        work.button.click()


def test_widgets_restyle_at_run_time(qtbot: QtBot, qapp: QApplication) -> None:
    page = gallery.case_page()
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    light = page.grab().toImage()
    theme.apply(qapp, "dark", 1.5)
    qtbot.wait(5)
    dark = page.grab().toImage()
    assert light.pixelColor(1000, 8).lightness() > 200
    assert dark.pixelColor(1000, 8).lightness() < 60

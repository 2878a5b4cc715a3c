"""The page of contact notes: what is typed is in the vault, finishing, correcting, and finding back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.notes import ContactNote, NoteContent, NoteTopic, drafts, standing
from lvv_desk.domain.rights import Look
from lvv_desk.errors import VaultError
from lvv_desk.texts import t
from tests.ui.conftest import Answers
from ui.context import Context
from ui.views.note_cards import DraftCard, FoldedText, NoteCard
from ui.views.notes import NotesPage
from ui.widgets import Caption, ChipSet, Option
from ui.widgets.chip_set import LargeChip

WAIT = 10_000
LONG = "Woord " * 200


class Desk:
    """The page on a case without notes, and what stands in the vault."""

    def __init__(self, context: Context, qtbot: QtBot) -> None:
        self.context, self.qtbot = context, qtbot
        self.case_id: UUID = next(iter(context.services.cases.every())).case_id
        self.page = self.open()

    def open(self) -> NotesPage:
        page = NotesPage(self.context, self.case_id)
        self.qtbot.addWidget(page)
        page.resize(1100, 800)
        page.show()
        self.rest()
        return page

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.context.tasks.busy, timeout=WAIT)
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not self.context.tasks.busy, timeout=WAIT)

    def notes(self) -> tuple[ContactNote, ...]:
        return self.context.services.cases.view_by_id(self.case_id).notes

    def fill(self, text: str = "Over de toekomst gepraat.") -> None:
        form = self.page.form
        assert form is not None
        for chips, code in ((form.medium, "phone"), (form.present, "client"), (form.interpreter, "none")):
            press(chips, code)
        press(form.rows[0].topic, "return")
        form.rows[0].text.set_text(text)

    def answer(self, *answers: str) -> None:
        dialogs = self.context.dialogs
        assert isinstance(dialogs, Answers)
        dialogs.queue += answers

    def write(self, text: str, topic: str = "return") -> None:
        says = NoteContent(
            self.context.services.desk.today(), "", "phone", ("client",), "none", None, (NoteTopic(topic, text),)
        )  # fmt: skip
        self.context.services.notes.finish(self.case_id, new_id(), says)


def press(chips: ChipSet, code: str) -> None:
    chips._chips[code].click()


@pytest.fixture
def at(context: Context, qtbot: QtBot) -> Desk:
    return Desk(context, qtbot)


def _shown(page: NotesPage, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in page.findChildren(kind) if one.isVisible()]


def test_what_is_typed_is_a_draft_a_moment_later(at: Desk) -> None:
    at.page.begin()
    assert at.notes() == ()
    at.qtbot.keyClicks(at.page.form.rows[0].text, "Zo begint het")
    at.qtbot.waitUntil(lambda: len(drafts(at.notes())) == 1, timeout=WAIT)
    at.rest()
    assert at.page.form.status.text().startswith("Opgeslagen om")
    at.page.form.on.set_text("31-2-2026")
    at.page.form.on.changed.emit()
    at.page.hide()
    at.rest()
    (draft,) = drafts(at.notes())
    assert (draft.says.on, draft.says.on_typed) == (None, "31-2-2026")
    again = at.open()
    (card,) = _shown(again, DraftCard)
    card.go_on_wanted.emit()
    assert (again.form.on.text(), again.form.rows[0].text.text()) == ("31-2-2026", "Zo begint het")
    assert not again.is_unsaved()


def test_finishing_says_what_is_needed_and_seals(at: Desk) -> None:
    at.page.begin()
    at.rest()
    at.page._primary()
    form = at.page.form
    assert {name for name, frame in form.frames.items() if frame.error()} == {
        "medium", "present", "interpreter", "topic 0", "text 0",
    }  # fmt: skip
    assert form.frames["language"].isHidden()
    press(form.interpreter, "phone")
    assert form.frames["language"].isVisible()
    form.check()
    assert form.frames["language"].error()
    at.fill()
    assert form.frames["language"].isHidden()
    at.page._primary()
    at.rest()
    (note,) = standing(at.notes())
    assert at.page.form is None and drafts(at.notes()) == ()
    assert note.says.topics == (NoteTopic("return", "Over de toekomst gepraat."),)
    assert len(_shown(at.page, NoteCard)) == 1
    assert any("niet mee in de overdracht" in one.text() for one in at.page.findChildren(Caption))


def test_topics_come_and_go(at: Desk) -> None:
    at.page.begin()
    form = at.page.form
    at.fill("Eerst dit")
    form._more()
    press(form.rows[1].topic, "health")
    form.rows[1].text.set_text("Dan dat")
    form.rows[1].inside.setChecked(False)
    assert form.rows[1].text.accessibleName() == "Onderwerp 2: wat is er besproken?"
    form.rows[0].remove.click()
    assert form.rows[0].text.accessibleName() == "Wat is er besproken?"
    form._more()
    at.page._finish()
    at.rest()
    (note,) = standing(at.notes())
    assert note.says.topics == (NoteTopic("health", "Dan dat", stays_inside=False),)


def test_a_correction_is_a_later_version(at: Desk) -> None:
    at.write("Zo was het")
    at.page.load()
    at.rest()
    (card,) = _shown(at.page, NoteCard)
    card.correct_wanted.emit()
    form = at.page.form
    assert form.rows[0].text.text() == "Zo was het"
    form.rows[0].text.set_text("Zo was het echt")
    at.page._finish()
    assert form.frames["reason"].error()
    form.reason.set_text("Verkeerd gehoord")
    at.page._finish()
    at.rest()
    (note,) = standing(at.notes())
    assert (note.says.topics[0].text, note.reason) == ("Zo was het echt", "Verkeerd gehoord")
    words = {one.text() for one in at.page.findChildren(QWidget) if hasattr(one, "text") and callable(one.text)}
    assert {"Eerdere versie", "Zo was het", "Reden van de verbetering: Verkeerd gehoord"} <= words


def test_a_draft_is_thrown_away_only_after_asking(at: Desk) -> None:
    at.page.begin()
    at.fill()
    at.answer("stay", "discard")
    at.page.form.discard_wanted.emit()
    at.rest()
    assert at.page.form is not None
    at.page.form.discard_wanted.emit()
    at.rest()
    assert at.page.form is None and at.notes() == ()
    at.page.begin()
    at.page.form.discard_wanted.emit()
    assert at.page.form is None


def test_a_second_talk_offers_the_draft_first(at: Desk) -> None:
    at.page.begin()
    at.fill("Nog niet af")
    at.page._close()
    at.rest()
    at.answer("stay", "go_on", "new")
    at.page.begin()
    assert at.page.form is None
    at.page.begin()
    assert at.page.form.rows[0].text.text() == "Nog niet af"
    at.page.begin()
    at.fill("Iets anders")
    at.page._close()
    at.rest()
    assert {one.says.topics[0].text for one in drafts(at.notes())} == {"Nog niet af", "Iets anders"}


def test_the_newest_first_folded_and_found(at: Desk) -> None:
    at.write(LONG, "health")
    at.write("Kort bericht")
    at.page.load()
    at.rest()
    texts = [one for card in _shown(at.page, NoteCard) for one in card.findChildren(FoldedText)]
    assert [one.toggle.isVisible() for one in texts] == [False, True]
    texts[1].toggle.click()
    assert texts[1].body.text() == LONG.strip()
    at.page.sought.setText("BERICHT")
    at.page._show_list()
    at.rest()
    assert len(_shown(at.page, NoteCard)) == 1
    at.page.topic.set_value("health")
    at.page._show_list()
    at.rest()
    assert _shown(at.page, NoteCard) == []
    at.page.sought.setText("")
    at.page._show_list()
    at.rest()
    assert len(_shown(at.page, NoteCard)) == 1


def test_what_can_not_be_saved_is_said_and_not_left_behind(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise VaultError("disk_full")

    at.page.begin()
    with monkeypatch.context() as patch:
        patch.setattr(type(at.context.services.notes), "save_draft", full)
        at.fill("Dit mag niet weg")
        at.page._saver.flush()
        at.rest()
        assert at.page.form.status.text() == "Nog niet opgeslagen"
        at.answer("stay")
        assert not at.page.may_leave()
    at.page.form.edited.emit()
    at.page._saver.flush()
    at.rest()
    assert drafts(at.notes())[0].says.topics[0].text == "Dit mag niet weg"
    assert at.page.may_leave()


def test_who_sees_a_part_reads_no_texts(at: Desk) -> None:
    at.write("Niet voor iedereen")
    view = at.context.services.cases.view_by_id(at.case_id)
    says = tuple(replace(one, says=NoteContent(on=one.says.on, medium=one.says.medium)) for one in view.notes)
    at.page._show(replace(view, look=Look.TEAM, notes=says))
    assert at.page.new.isHidden() and at.page.filters.isHidden()
    words = " ".join(one.text() for one in at.page.findChildren(QWidget) if hasattr(one, "text") and callable(one.text))
    assert "is voor u afgeschermd" in words and "Verbeter" not in words


def test_chips_choose_one_or_many_and_are_one_stop_for_tab(qtbot: QtBot) -> None:
    options = [Option("a", "A & B"), Option("b", "Bé"), Option("c", "Cé")]
    for many, expected in ((False, ("c",)), (True, ("a", "c"))):
        chips = ChipSet(options, many=many)
        qtbot.addWidget(chips)
        chips.show()
        with qtbot.waitSignals([chips.changed, chips.changed]):
            press(chips, "a")
            press(chips, "c")
        assert chips.values() == expected
        stops = [one for one in chips.findChildren(LargeChip) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert len(stops) == 1 and stops[0].accessibleName() == "Cé"
        press(chips, "c")
        assert "c" not in chips.values()


def test_a_note_says_that_no_interpreter_was_needed_and_what_stays_inside(at: Desk) -> None:
    at.write("Over de toekomst gepraat.")
    at.page.load()
    at.rest()
    (card,) = at.page.findChildren(NoteCard)
    words = " ".join(one.text() for one in card.findChildren(Caption))
    assert "Geen tolk nodig" in words
    assert "blijft binnen de opvang" in words
    at.page.begin()
    assert "overdracht" in t("note_form.inside_hint")
    assert at.page.form.rows[0].inside.accessibleName() == t("note_form.inside")

"""The contact notes of a case: drafts on top, the newest talk first, a topic and a search to find one back."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QTime
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.notes import ContactNote, drafts, earlier_versions, standing
from lvv_desk.domain.rights import Look
from lvv_desk.services.cases import CaseView
from lvv_desk.services.notes import TOPICS, matching
from lvv_desk.texts import t
from ui import theme
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.case_header import CaseHeader
from ui.views.draft_saver import DraftSaver
from ui.views.layouts import clear
from ui.views.note_cards import DraftCard, NoteCard
from ui.views.note_form import NoteForm, options_of
from ui.widgets import (
    Body,
    Caption,
    EmptyState,
    Notice,
    Option,
    PageTitle,
    PrimaryButton,
    ScrollArea,
    SearchCombo,
    SearchField,
)

FEW = 2


class NotesPage(View):
    """Reading notes, and writing one. What is typed is a draft in the vault a moment later."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self._header: CaseHeader | None = None
        self.form: NoteForm | None = None
        self._saver = DraftSaver(self._save, self)
        self._lost = False
        self._build()
        self.bind_go_on(self._primary)
        self.load()

    def help_page(self) -> str:
        return "notes"

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        else:
            self.new.setFocus()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        space = theme.current().space
        self.area = ScrollArea(columns=94, margin=space.four)
        head = QHBoxLayout()
        head.addWidget(PageTitle(t("notes.title")), 1)
        self.new = PrimaryButton(t("notes.new"), icon_name="plus")
        self.new.clicked.connect(self.begin)
        self.new.hide()
        head.addWidget(self.new)
        self.area.add(head)
        self.area.add(Caption(t("notes.not_handed_over")))
        self._form_place, self._drafts, self._list = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._drafts.setSpacing(space.two)
        self._list.setSpacing(space.two)
        self.area.add(self._form_place)
        self.area.add(self._drafts)
        self.area.add(self._filters())
        self.area.add(self._list)
        self.area.add(QWidget(), 1)

    def _filters(self) -> QWidget:
        self.filters = QWidget()
        row = QHBoxLayout(self.filters)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space.two)
        self.sought = SearchField(
            accessible_name=t("notes.search"), placeholder=t("notes.search_hint"), clear_text=t("notes.search_clear"),
            characters=28,
        )  # fmt: skip
        self.sought.searched.connect(lambda _: self._show_list())
        row.addWidget(self.sought, 1)
        self.topic = SearchCombo(accessible_name=t("notes.filter"), placeholder=t("notes.all_topics"), characters=26)
        self.topic.chosen.connect(lambda _: self._show_list())
        row.addWidget(self.topic, 1)
        self.count = Caption("", wrap=False)
        row.addWidget(self.count)
        row.addStretch(1)
        self.filters.hide()
        return self.filters

    # -- showing ------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the case and shows its notes anew."""
        read = partial(self.context.services.cases.view_by_id, self._case_id)
        self.context.tasks.run(self, read, self._show)

    def _show(self, view: CaseView) -> None:
        self.case = view
        if self._header is None:
            self._header = CaseHeader(self.context, view)
            self.outer.addWidget(self._header)
            self.outer.addWidget(self.area, 1)
        else:
            self._header.set_view(view)
        self.new.setVisible(self._is_whole and self.form is None)
        self._show_drafts()
        self._show_filters()
        self._show_list()
        if self.form is None and self.focusWidget() is None:
            self.focus_first()
        self.is_there()

    @property
    def _is_whole(self) -> bool:
        return self.case.look is Look.FULL

    def _show_drafts(self) -> None:
        clear(self._drafts)
        if not self._is_whole:
            self._drafts.addWidget(Notice(t("access.shielded"), t("notes.shielded"), role="held"))
        for one in drafts(self.case.notes):
            if self.form is not None and self.form.note_id == one.id:
                continue
            card = DraftCard(one, self.context.services.registry)
            card.go_on_wanted.connect(partial(self.open_draft, one))
            card.discard_wanted.connect(partial(self._discard, one.id))
            self._drafts.addWidget(card)

    def _show_filters(self) -> None:
        held = standing(self.case.notes)
        self.filters.setVisible(self._is_whole and len(held) >= FEW)
        there = {one.topic for note in held for one in note.says.topics}
        every = [Option("", t("notes.all_topics"))]
        every += [one for one in options_of(self.context.services.registry, TOPICS) if one.id in there]
        self.topic.set_options(every)

    def _show_list(self) -> None:
        clear(self._list)
        registry, held = self.context.services.registry, standing(self.case.notes)
        typed = self.sought.text().strip()
        found = matching(registry, held, typed=typed, topic=self.topic.value())
        self.count.setText(t("notes.found", number=len(found), total=len(held)) if len(found) < len(held) else "")
        for one in found:
            earlier = earlier_versions(self.case.notes, one)
            card = NoteCard(one, earlier, registry, shielded=not self._is_whole, opened=bool(typed))
            card.correct_wanted.connect(partial(self.correct, one))
            self._list.addWidget(card)
        if held and not found:
            self._list.addWidget(Body(t("notes.nothing_found"), muted=True))
        elif not self.case.notes and self.form is None:
            self._list.addWidget(self._nothing_yet())

    def _nothing_yet(self) -> EmptyState:
        words = t("notes.new") if self._is_whole else ""
        empty = EmptyState(t("notes.none_yet"), t("notes.none_yet_text"), words, icon_name="meeting")
        empty.triggered.connect(self.begin)
        self.new.hide()
        return empty

    # -- opening a form -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new note; where one was begun before, that is offered first."""
        begun = [one for one in drafts(self.case.notes) if one.corrects is None]
        if begun:
            options = [(one, t(f"notes.second_{one}")) for one in ("go_on", "new", "stay")]
            chosen = self.context.dialogs.choose(self, t("notes.second"), t("notes.second_text"), options)
            if chosen == "go_on":
                self.open_draft(begun[0])
            if chosen != "new":
                return
        self._open(self._make_form(new_id()))

    def open_draft(self, note: ContactNote) -> None:
        """Goes on with a draft."""
        form = self._make_form(note.id, note.corrects, is_stored=True)
        form.show_content(note.says, note.reason)
        self._open(form)

    def correct(self, note: ContactNote) -> None:
        """A copy to put right; where a correction was begun before, that one."""
        begun = next((one for one in drafts(self.case.notes) if one.corrects == note.id), None)
        if begun is not None:
            self.open_draft(begun)
            return
        form = self._make_form(new_id(), note.id)
        form.show_content(note.says, "")
        self._open(form)

    def _make_form(self, note_id: UUID, corrects: UUID | None = None, *, is_stored: bool = False) -> NoteForm:
        return NoteForm(self.case, self.context.services.registry, note_id, corrects=corrects, is_stored=is_stored)

    def _open(self, form: NoteForm) -> None:
        self._saver.flush()
        self._take_form_away()
        self.form, self._lost = form, False
        form.remember_start()
        form.edited.connect(self._edited)
        form.save_wanted.connect(self._finish)
        form.close_wanted.connect(self._close)
        form.discard_wanted.connect(partial(self._discard, form.note_id))
        self._form_place.addWidget(form)
        self.new.hide()
        self._show_drafts()
        self._show_list()
        form.focus_first()
        self.area.show_widget(form)

    def _take_form_away(self) -> None:
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _close(self) -> None:
        """The draft stays in the vault."""
        self._saver.flush()
        self._take_form_away()
        self.load()

    def _primary(self) -> None:
        if self.form is not None:
            self._finish()
        elif self._header is not None and self._is_whole:
            self.begin()

    # -- keeping ------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        if self.form is not None and self.form.isEnabled():
            self._saver.touch()

    def _save(self) -> None:
        form = self.form
        if form is None or not form.is_changed():
            return
        form.is_stored = True
        form.remember_start()
        work = partial(
            self.context.services.notes.save_draft, self._case_id, form.note_id, form.content(),
            corrects=form.corrects, reason=form.reason.text(),
        )  # fmt: skip
        form.status.show_text(t("note_form.saving"), icon_name="clock")
        self.context.tasks.run(self, work, lambda _: self._kept(form), partial(self._not_kept, form))

    def _kept(self, form: NoteForm) -> None:
        self._lost = False
        if shiboken6.isValid(form):
            form.status.show_text(t("note_form.saved", time=QTime.currentTime().toString("HH:mm")))

    def _not_kept(self, form: NoteForm, error: Exception) -> None:
        """It is said, and it is tried again at the next key."""
        self._lost = True
        self.context.go.notify(str(error))
        if shiboken6.isValid(form):
            form.forget_start()
            form.status.show_text(t("note_form.not_saved"), icon_name="warning")

    def _finish(self) -> None:
        form = self.form
        if form is None or not form.isEnabled() or not form.check():
            return
        self._saver.flush()
        work = partial(
            self.context.services.notes.finish, self._case_id, form.note_id, form.content(),
            corrects=form.corrects, reason=form.reason.text(),
        )  # fmt: skip
        form.setEnabled(False)
        key = "note_form.corrected" if form.corrects else "note_form.finished"
        self.context.tasks.run(self, work, lambda _: self._finished(key), partial(self._not_finished, form))

    def _finished(self, key: str) -> None:
        self._saver.cancel()
        self._take_form_away()
        self.context.go.notify(t(key))
        self.load()

    def _not_finished(self, form: NoteForm, error: Exception) -> None:
        if shiboken6.isValid(form):
            form.setEnabled(True)
            form.show_error(error)

    def _discard(self, note_id: UUID) -> None:
        """Asks first. A form in which nothing was typed goes without a question."""
        form = self.form if self.form is not None and self.form.note_id == note_id else None
        if form is not None and not form.is_stored and not form.is_changed():
            self._close()
            return
        options = [("discard", t("notes.throw_away_yes")), ("stay", t("notes.throw_away_no"))]
        chosen = self.context.dialogs.choose(self, t("notes.throw_away"), t("notes.throw_away_text"), options)
        if chosen != "discard":
            return
        if form is not None:
            self._saver.cancel()
            self._take_form_away()
        work = partial(self.context.services.notes.discard, self._case_id, note_id)
        self.context.tasks.run(self, work, lambda _: self._discarded())

    def _discarded(self) -> None:
        self.context.go.notify(t("notes.thrown_away"))
        self.load()

    # -- what was typed -----------------------------------------------------------------------------------------

    def is_unsaved(self) -> bool:
        self._saver.flush()
        return self.form is not None and self._lost

    def leave_text(self) -> str:
        return t("note_form.not_saved_text")

    def drop(self) -> None:
        self._saver.cancel()
        self._lost = False

    def remember(self) -> Memory:
        self._saver.flush()
        memory: Memory = {"search": self.sought.text(), "topic": self.topic.value()}
        if self.form is not None:
            memory |= {"note": self.form.note_id, "corrects": self.form.corrects, "typed": self.form.typed()}
        return memory if any(memory.values()) else {}

    def put_back(self, memory: Memory) -> None:
        self.sought.setText(memory["search"])
        self.topic.set_value(memory["topic"])
        self._show_list()
        if "note" not in memory:
            return
        before = next((one for one in self.case.notes if one.id == memory["note"]), None)
        if before is not None and not before.is_draft:
            return
        form = self._make_form(memory["note"], memory["corrects"], is_stored=before is not None)
        if before is not None:
            form.show_content(before.says, before.reason)
        self._open(form)
        form.put_back(memory["typed"])
        if form.is_changed():
            self._saver.touch()

    def hideEvent(self, event: QHideEvent) -> None:
        self._saver.flush()
        super().hideEvent(event)

"""The intake: topics at the side, questions in the middle, everything saved as it is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QTime
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions.forms import Field, Page
from lvv_desk.domain.answers import AnswerKey
from lvv_desk.services.cases import CaseView
from lvv_desk.services.intake import IntakeState, pages
from lvv_desk.services.intake import problems as problems_of
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.forms.page_form import PageForm
from ui.forms.question import OneAnswer
from ui.views.base import Memory, View
from ui.views.case_header import CaseHeader
from ui.views.topics import TopicList
from ui.widgets import (
    Body,
    ErrorSummary,
    Flow,
    Notice,
    PageTitle,
    PrimaryButton,
    QuietButton,
    SaveStatus,
    ScrollArea,
    SecondaryButton,
)
from ui.words import named_problem


class IntakeView(View):
    """One topic page at a time. Topics can be jumped to freely; nothing waits for a save button."""

    def __init__(
        self, context: Context, case_id: UUID, page_id: str | None = None, field_id: str | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(context, parent)
        self._case_id = case_id
        self._pages = pages(context.services.registry)
        self._wanted = (page_id, field_id)
        self._state: IntakeState | None = None
        self._today = context.services.desk.today()
        self._unkept: dict[AnswerKey, str] = {}
        self.form: PageForm | None = None
        self._load()

    def help_page(self) -> str:
        return "intake"

    def where(self) -> Callable[[Context], View] | None:
        if self.form is None:
            return None
        return partial(IntakeView, case_id=self._case_id, page_id=self.form.page.id, field_id=self._focused())

    def _focused(self) -> str | None:
        focus = self.focusWidget()
        if focus is None or self.form is None:
            return None
        return next((name for name, entry in self.form.entries.items() if entry.isAncestorOf(focus)), None)

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_field(self._wanted[1] or "")

    # -- loading and building -----------------------------------------------------------------------------------

    def _load(self) -> None:
        services = self.context.services

        def load() -> tuple[CaseView, IntakeState]:
            return services.cases.view_by_id(self._case_id), services.intake.state(self._case_id)

        self.context.tasks.run(self, load, self._loaded)

    def _loaded(self, loaded: tuple[CaseView, IntakeState]) -> None:
        view, self._state = loaded
        self.outer.addWidget(CaseHeader(self.context, view))
        body = QHBoxLayout()
        body.setSpacing(0)
        self.topics = TopicList(self._pages)
        self.topics.chosen.connect(self.go_to)
        body.addWidget(self.topics)
        body.addLayout(self._middle(), 1)
        self.outer.addLayout(body, 1)
        self.bind_go_on(self.go_on)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._move, step))
        page_id, field_id = self._wanted
        self.go_to(page_id or self._page_of(field_id))
        if field_id:
            self.focus_first()
        self.is_there()

    def _page_of(self, field_id: str | None) -> str:
        for page in self._pages:
            if any(field_id in (one.id, *(inner.id for inner in one.field)) for one in page.field):
                return page.id
        return self._pages[0].id

    def _middle(self) -> QVBoxLayout:
        space = theme.current().space
        column = QVBoxLayout()
        column.setSpacing(0)
        self.area = ScrollArea(columns=94, margin=space.four)
        self.title = PageTitle("")
        self.area.add(self.title)
        self.intro = Body("", muted=True)
        self.area.add(self.intro)
        self.summary = ErrorSummary(t("intake.summary"))
        self.summary.chosen.connect(self._go_to_answer)
        self.area.add(self.summary)
        self.aside = Notice(t("intake.aside"), "", role="info")
        self.aside.hide()
        self.area.add(self.aside)
        self._slot = QVBoxLayout()
        self.area.add(self._slot)
        self.area.add(QWidget(), 1)
        column.addWidget(self.area, 1)
        column.addWidget(self._foot())
        return column

    def _foot(self) -> QWidget:
        space = theme.current().space
        self.foot = foot = Flow(margins=(space.four, space.one))
        foot.setProperty("surface", "raised")
        self.back = SecondaryButton(t("intake.back"), icon_name="arrow_left")
        self.back.clicked.connect(partial(self._move, -1))
        self.next = PrimaryButton(t("intake.next"), icon_name="arrow_right", icon_after=True)
        self.next.clicked.connect(self.go_on)
        check = SecondaryButton(t("intake.check"))
        check.clicked.connect(self._check)
        self.discard = QuietButton(t("intake.discard"))
        self.discard.clicked.connect(self._discard)
        self.status = SaveStatus("")
        foot.add(self.back, self.next, check)
        foot.add_gap()
        foot.add(self.status, self.discard)
        return foot

    def foot_height(self) -> int:
        return self.foot.height() if self.form is not None else 0

    # -- pages --------------------------------------------------------------------------------------------------

    def go_to(self, page_id: str) -> None:
        """Shows a topic page; what was typed on the one before is given first."""
        if self._state is None:
            return
        self._take_form_away()
        page = next((one for one in self._pages if one.id == page_id), self._pages[0])
        self.form = PageForm(page, self.context.services.registry)
        self.form.given.connect(self._given)
        self.form.removed.connect(self._removed)
        self.form.show_state(self._state)
        self._slot.addWidget(self.form)
        self.form.put_back(self._unkept, {})
        self.title.setText(say(page.label))
        intro = [say(page.intro)] if page.intro else []
        if self.form.all_is_optional:
            intro.append(t("intake.all_optional"))
        self.intro.setText(" ".join(intro))
        self.intro.setVisible(bool(intro))
        self.summary.set_errors([])
        self.area.verticalScrollBar().setValue(0)
        place = self._pages.index(page)
        self.back.setEnabled(place > 0)
        self._show_progress()

    def _take_form_away(self) -> None:
        if self.form is None:
            return
        self.form.flush()
        self._unkept |= self.form.unkept()
        self._slot.removeWidget(self.form)
        self.form.hide()
        self.form.deleteLater()
        self.form = None

    def _show_progress(self) -> None:
        if self._state is None or self.form is None:
            return
        self.topics.show_progress(self._state.progress, self.form.page.id)
        self.discard.setVisible(self._state.has_draft)
        if self._state.kept_aside:
            labels = [say(self.context.services.registry.fields[one].label) for one in self._state.kept_aside]
            self.aside.set_content(t("intake.aside"), t("intake.aside_text", labels="; ".join(labels)))
        self.aside.setVisible(bool(self._state.kept_aside))

    def _move(self, step: int) -> None:
        if self.form is None:
            return
        place = self._pages.index(self.form.page) + step
        if 0 <= place < len(self._pages):
            self.go_to(self._pages[place].id)
            self.form.focus_field("")
        elif place == len(self._pages):
            self._check()

    def go_on(self) -> None:
        """Checks the page and goes to the next one."""
        if self.form is None or self._state is None:
            return
        self.form.flush()
        page = self.form.page
        self.context.tasks.run(
            self, partial(self.context.services.intake.state, self._case_id), partial(self._checked, page)
        )

    def _checked(self, page: Page, state: IntakeState) -> None:
        self._state = state
        problems = problems_of(state, page)
        if self.form is None or self.form.page is not page:
            return
        found = {one.key: one.message for one in problems} | self.form.troubles(self._today)
        answers = self.form.answers()
        self.form.show_errors(found)
        listed = [(key, named_problem(one.title, found[key])) for key, one in answers.items() if key in found]
        self.summary.set_errors((_link(key), words) for key, words in listed)
        if not listed:
            self._move(1)

    def _go_to_answer(self, link: str) -> None:
        answers = self.form.answers() if self.form is not None else {}
        for key, one in answers.items():
            if _link(key) == link:
                one.frame.focus_control()

    def _check(self) -> None:
        self._flush()
        self.context.go.show_part("check", self._case_id)

    # -- saving -------------------------------------------------------------------------------------------------

    def _given(self, one: OneAnswer) -> None:
        given = None if one.absent else one.control.given()
        if one.frame.error() and not one.trouble(self._today) and (given is not None or one.absent):
            one.frame.take_error_back()
            self.summary.tick_off(_link(one.key))
        save = partial(
            self.context.services.intake.save, self._case_id, one.key, given, absent=one.absent, source=one.source
        )
        self.status.show_text(t("intake.saving"), icon_name="clock")
        self.context.tasks.run(self, save, partial(self._saved, one), partial(self._not_saved, one))

    def _saved(self, one: OneAnswer, state: IntakeState) -> None:
        self._state = state
        self._unkept.pop(one.key, None)
        self.status.show_text(t("intake.saved", time=QTime.currentTime().toString("HH:mm")))
        if shiboken6.isValid(one):
            one.control.mark_kept()
        if self.form is not None:
            self.area.hold_still()
            self.form.show_state(state, answers=False)
        self._show_progress()

    def _not_saved(self, _one: OneAnswer, _error: Exception) -> None:
        """Said quietly while somebody is still typing; what is wrong is said on going on."""
        self.status.show_text(t("intake.not_saved"), icon_name="info")

    def _removed(self, group: Field, item: int) -> None:
        remove = partial(self.context.services.intake.remove_item, self._case_id, group, item)
        self.context.tasks.run(self, remove, self._row_gone)

    def _row_gone(self, state: IntakeState) -> None:
        self._state = state
        self.status.show_text(t("intake.row_gone"))
        self._show_progress()

    def _discard(self) -> None:
        options = [("discard", t("intake.discard_yes")), ("stay", t("intake.discard_no"))]
        chosen = self.context.dialogs.choose(self, t("intake.discard"), t("intake.discard_text"), options)
        if chosen == "discard":
            self.context.tasks.run(self, partial(self.context.services.intake.discard, self._case_id), self._discarded)

    def _discarded(self, state: IntakeState) -> None:
        self._state = state
        if self.form is not None:
            page_id = self.form.page.id
            self._take_form_away()
            self._unkept.clear()
            self.go_to(page_id)
        self.status.show_text(t("intake.discarded"))

    # -- leaving ------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        if self.form is not None:
            self.form.flush()

    def _not_understood(self) -> dict[AnswerKey, str]:
        """What was typed and can't be an answer: on this page, and on topics where one was before."""
        if self.form is None:
            return {}
        here = self.form.unkept()
        troubles = self.form.troubles(self._today)
        elsewhere = {key: text for key, text in self._unkept.items() if key not in self.form.answers()}
        return elsewhere | {key: here.get(key, "") for key in troubles}

    def is_unsaved(self) -> bool:
        self._flush()
        return bool(self._not_understood())

    def leave_text(self) -> str:
        troubles = self.form.troubles(self._today) if self.form is not None else {}
        first = next(iter(troubles.items()), None)
        if first is None or self.form is None:
            return t("intake.leave_text")
        return named_problem(self.form.answers()[first[0]].title, first[1])

    def drop(self) -> None:
        self._unkept.clear()
        if self.form is not None:
            for key, one in self.form.answers().items():
                if one.trouble(self._today) and self._state is not None:
                    one.show_answer(self._state.answers.get(key.field_id, key.item, key.standing))

    def remember(self) -> Memory:
        if self.form is None:
            return {}
        self._flush()
        return {"typed": self._unkept | self.form.unkept(), "rows": self.form.rows()}

    def put_back(self, memory: Memory) -> None:
        self._unkept |= memory["typed"]
        if self.form is not None:
            self.form.put_back(self._unkept, memory["rows"])

    def hideEvent(self, event: QHideEvent) -> None:
        self._flush()
        super().hideEvent(event)


def _link(key: AnswerKey) -> str:
    """The name of an answer in the list of what is still needed."""
    return f"{key.field_id} {key.item} {key.standing.value}"

"""Check your answers: everything by topic, each with the way to change it, then finish."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.definitions.forms import Field, Page
from lvv_desk.domain.answers import Answer, AnswerKey, Standing
from lvv_desk.services.cases import CaseView
from lvv_desk.services.intake import IntakeState, Problem
from lvv_desk.texts import many, say, t
from ui import theme
from ui.context import Context
from ui.views.answer_changes import changes_card, label, not_understood, shown
from ui.views.base import View
from ui.views.case_header import CaseHeader
from ui.widgets import (
    Body,
    Card,
    Disclosure,
    ErrorSummary,
    KeyValue,
    KeyValueList,
    PageTitle,
    PrimaryButton,
    ScrollArea,
    SecondaryButton,
)
from ui.words import named_problem

Loaded = tuple[CaseView, IntakeState]


class CheckAnswersView(View):
    """The last look before answers count."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        services = context.services

        def load() -> Loaded:
            return services.cases.view_by_id(case_id), services.intake.state(case_id)

        context.tasks.run(self, load, self._show)

    def help_page(self) -> str:
        return "intake"

    def _show(self, loaded: Loaded) -> None:
        view, state = loaded
        self._view, self._state = view, state
        self.outer.addWidget(CaseHeader(self.context, view))
        area = ScrollArea(columns=96, margin=32)
        area.add(PageTitle(t("check_answers.title")))
        area.add(Body(t("check_answers.intro"), muted=True))
        self.summary = ErrorSummary(t("check_answers.summary"))
        self.summary.chosen.connect(self._change)
        area.add(self.summary)
        changed, listed = changes_card(self.context.services.registry, view.answers, state.answers)
        if listed is not None:
            listed.action.connect(self._change)
        area.add(changed)
        for progress in state.progress:
            area.add(self._page(progress.page))
        area.add(self._buttons())
        area.add(QWidget(), 1)
        self.outer.addWidget(area, 1)
        self.bind_go_on(self.finish)
        self.focus_first()
        self.is_there()

    def focus_first(self) -> None:
        """Reading starts at the top."""
        first = next((one for one in self.findChildren(KeyValueList) if one.focus_first()), None)
        if first is None and hasattr(self, "finish_button"):
            self.finish_button.setFocus()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.one)
        self.finish_button = PrimaryButton(t("check_answers.finish"), icon_name="check")
        self.finish_button.clicked.connect(self.finish)
        back = SecondaryButton(t("check_answers.back"))
        back.clicked.connect(lambda: self.context.go.show_intake(self._case_id))
        row.addWidget(self.finish_button)
        row.addWidget(back)
        row.addStretch(1)
        return row

    def _page(self, page: Page) -> Card:
        card = Card(say(page.label))
        rows: list[KeyValue] = []
        skipped: list[KeyValue] = []
        for entry in page.field:
            if entry.id in self._state.masked:
                rows.append(KeyValue(entry.id, say(entry.label), t("access.shielded")))
            elif entry.id in self._state.hidden:
                rows += self._aside(entry)
            elif entry.type == "group":
                found = list(self._group(entry))
                rows += found
                if not found:
                    skipped.append(self._empty(entry))
            elif entry.is_question():
                found = list(self._rows(entry, 0))
                (rows if found or entry.required else skipped).extend(found or [self._empty(entry)])
        listed = KeyValueList(rows, accessible_name=say(page.label))
        listed.action.connect(self._change)
        card.add(listed)
        if skipped:
            box = Disclosure(many("check_answers.skipped", len(skipped)))
            inner = KeyValueList(skipped, accessible_name=say(page.label))
            inner.action.connect(self._change)
            box.add(inner)
            card.add(box)
        return card

    def _empty(self, field: Field) -> KeyValue:
        return KeyValue(field.id, say(field.label), t("check_answers.empty"), t("check_answers.change"), missing=True)

    def _rows(self, field: Field, item: int, action: str = "") -> Iterator[KeyValue]:
        for standing in Standing:
            answer = self._state.answers.get(field.id, item, standing)
            if answer is None:
                continue
            registry, key = self.context.services.registry, answer.key
            words, now = label(registry, key, self._state.answers), shown(registry, answer)
            yield KeyValue(action or field.id, words, now, t("check_answers.change"), note=self._note(key, answer))

    def _group(self, group: Field) -> Iterator[KeyValue]:
        items = self._state.answers.items([one.id for one in group.field])
        for item in items:
            for field in group.field:
                yield from self._rows(field, item, group.id)

    def _aside(self, entry: Field) -> list[KeyValue]:
        return [
            KeyValue(row.id, row.label, row.value, "", note=t("check_answers.aside"))
            for question in entry.questions()
            for row in self._rows(question, 0)
        ]

    def _note(self, key: AnswerKey, answer: Answer) -> str:
        before = self._view.answers.get(key.field_id, key.item, key.standing)
        if before is None:
            return t("check_answers.new")
        same = (before.value, before.absent) == (answer.value, answer.absent)
        return "" if same else t("check_answers.changed")

    def _change(self, field_id: str) -> None:
        self.context.go.show_intake(self._case_id, None, field_id)

    def finish(self) -> None:
        """Makes the answers count, or says what is still needed."""
        waiting = not_understood(self.context, self._case_id)
        if waiting:
            self.summary.set_errors(waiting)
            return
        self.finish_button.setEnabled(False)
        work = partial(self.context.services.intake.finish, self._case_id)
        self.context.tasks.run(self, work, self._finished, self._refused)

    def _finished(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            self.finish_button.setEnabled(True)
            fields = self.context.services.registry.fields
            self.summary.set_errors(
                (one.key.field_id, named_problem(say(fields[one.key.field_id].label), one.message)) for one in problems
            )
            return
        self.context.go.show_part("admission", self._case_id)
        self.context.go.notify(t("check_answers.finished"))

    def _refused(self, error: Exception) -> None:
        self.finish_button.setEnabled(True)
        self.summary.set_errors([("", str(error))])

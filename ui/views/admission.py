"""The admission page: the advice and all its reasons, every criterion, and what was decided."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.domain.answers import AbsentReason, AnswerKey
from lvv_desk.domain.case import Decision, RecordKind
from lvv_desk.domain.dates import day_of
from lvv_desk.services.cases import CaseView
from lvv_desk.services.intake import Problem, pages
from lvv_desk.texts import many, name_of, say, t
from ui import theme
from ui.context import Context
from ui.views import admission_words as words
from ui.views.admission_criteria import CriteriaGroup, CriterionRow
from ui.views.admission_words import Group, Loaded
from ui.views.answer_changes import not_understood
from ui.views.case_part import CORRECT, CasePart
from ui.views.day_words import long_day
from ui.views.decision_form import DecisionForm
from ui.widgets import (
    Body,
    Caption,
    Card,
    Divider,
    Flow,
    Notice,
    PageTitle,
    PrimaryButton,
    SecondaryButton,
    Tag,
)

DIGEST = 12
DECISION = "decision"
GIVEN: dict[str, tuple[Any, AbsentReason | None]] = {
    "yes": (True, None), "no": (False, None), "unknown": (None, AbsentReason.UNKNOWN), "": (None, None),
}  # fmt: skip


class AdmissionPage(CasePart):
    """The program advises, people decide: both stand here, apart."""

    columns = 92

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        self._just_decided = False
        self.rows: dict[str, CriterionRow] = {}
        super().__init__(context, case_id, parent)

    def help_page(self) -> str:
        return "admission"

    # -- loading ------------------------------------------------------------------------------------------------

    def read(self) -> Loaded:
        services = self.context.services
        return Loaded(
            services.cases.view_by_id(self._case_id),
            services.admission.view(self._case_id),
            services.intake.state(self._case_id),
            words.pages_of_fields(pages(services.registry)),
        )

    def take(self, loaded: Loaded) -> CaseView:
        self.loaded = loaded
        return loaded.case

    def shown(self) -> bool:
        """After a decision the eye goes to it, and the cursor to what comes next."""
        if self._just_decided:
            self._just_decided = False
            self.to_scenario.setFocus()
            self.area.show_widget(self._decided_card)
            return True
        return False

    def fill(self) -> None:
        self.area.add(PageTitle(t("admission.title")))
        self.area.add(self._outcome())
        self._draft = Notice(t("admission.draft_title"), "", role="info")
        finish = PrimaryButton(t("admission.finish_draft"))
        finish.clicked.connect(self.finish)
        line = QHBoxLayout()
        line.addWidget(finish)
        line.addStretch(1)
        self._draft.add(line)
        self.area.add(self._draft)
        self._show_draft()
        self._add_groups(first=True)
        self._decided_card = self._decisions()
        self.area.add(self._decided_card)
        slot = QVBoxLayout()
        self.places[DECISION] = slot
        self.area.add(slot)
        self._add_groups(first=False)

    def bar(self) -> Flow:
        """How it stands, and the way to decide: it never scrolls away."""
        space = theme.current().space
        bar = Flow(spacing=space.two, margins=(space.four, space.one))
        bar.setProperty("surface", "sunken")
        registry = self.context.services.registry
        result = self.loaded.admission.result
        text = next(one for one in registry.advice.advice if one.id == result.advice)
        bar.add(Tag(say(text.label), words.ADVICE_ROLES[result.advice]))
        decision = self.loaded.case.decision
        said = t("admission.no_decision")
        if decision is not None:
            said = t("admission.decided_so", kind=name_of(decision.kind), on=long_day(decision.on))
        bar.add(Caption(said, wrap=False))
        bar.add_gap()
        shelters = decision is not None and decision.kind.shelters
        chosen = self.loaded.case.scenario is not None
        add = (SecondaryButton if shelters else PrimaryButton)(t("admission.add_decision"), icon_name="plus")
        self.opens(add, DECISION)
        key = "admission.to_trajectory" if chosen else "admission.to_scenario"
        self.to_scenario = PrimaryButton(t(key), icon_name="arrow_right", icon_after=True)
        place = "" if chosen else "scenario"
        self.to_scenario.clicked.connect(lambda: self.context.go.show_part("trajectory", self._case_id, place))
        self.to_scenario.setVisible(shelters)
        bar.add(add, self.to_scenario)
        return bar

    def _outcome(self) -> Notice:
        registry = self.context.services.registry
        result = self.loaded.admission.result
        text = next(one for one in registry.advice.advice if one.id == result.advice)
        notice = Notice(say(text.label), say(text.explanation), role=words.ADVICE_ROLES[result.advice])
        notice.add(Body(say(text.next_step)))
        if result.advice == "exception_needed":
            notice.add(Body(say(registry.criteria[words.EXCEPTION_CRITERION].next_step)))
        notice.add(Caption(t("admission.people_decide")))
        stored = self.loaded.admission.stored
        parts = [t("admission.tested_now", on=long_day(result.on), digest=result.definitions_digest[:DIGEST])]
        if stored is not None:
            changed = self.loaded.admission.changed_since
            key = "admission.changed" if changed else "admission.same"
            on, day = day_of(stored.at), stored.result.on
            told = "admission.test_of" if on == day else "admission.test_of_for"
            parts.append(t(key, test=t(told, on=long_day(on), day=long_day(day)), criteria=", ".join(changed)))
        notice.add(Caption(" ".join(parts)))
        row = QHBoxLayout()
        again = SecondaryButton(t("admission.test_now"), icon_name="refresh")
        again.clicked.connect(self._test)
        row.addWidget(again)
        row.addStretch(1)
        notice.add(row)
        return notice

    def _add_groups(self, *, first: bool) -> None:
        registry = self.context.services.registry
        judged = words.judged(self.loaded.admission, registry)
        wanted = (Group.IN_THE_WAY, Group.OPEN) if first else (Group.MET, Group.ASIDE)
        for group in wanted:
            rows = [CriterionRow(one, self.loaded, registry) for one in judged if one.group is group]
            for row in rows:
                row.answered.connect(self._answer)
                row.change_wanted.connect(self._change)
                row.documents_wanted.connect(lambda: self.context.go.show_part("documents", self._case_id))
                self.rows[row.one.result.criterion_id] = row
            if rows:
                self.area.add(CriteriaGroup(group, rows))

    # -- answering in place -------------------------------------------------------------------------------------

    def _answer(self, field_id: str, value: str) -> None:
        given, absent = GIVEN[value]
        save = partial(self.context.services.intake.save, self._case_id, AnswerKey(field_id), given, absent=absent)
        self.context.tasks.run(self, lambda: (save(), self.read())[1], self._answered)

    def _answered(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.area.hold_still()
        for row in self.rows.values():
            row.show_draft(loaded)
        self._show_draft()

    def _show_draft(self) -> None:
        number = self.loaded.draft_size()
        self._draft.set_content(t("admission.draft_title"), many("admission.draft_text", number))
        self._draft.setVisible(number > 0)

    def finish(self) -> None:
        """Makes the draft count and tests anew; where something waits that is no answer, the check page says so."""
        if not_understood(self.context, self._case_id):
            self.context.go.show_part("check", self._case_id)
            return
        self.context.tasks.run(self, partial(self.context.services.intake.finish, self._case_id), self._finished)

    def _finished(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            self.context.go.show_part("check", self._case_id)
        else:
            self.done("admission.finished")

    def _change(self, field_id: str) -> None:
        self.context.go.show_intake(self._case_id, self.loaded.pages.get(field_id), field_id)

    def _test(self) -> None:
        work = partial(self.context.services.admission.assess_now, self._case_id)
        self.do(work, "admission.tested")

    # -- decisions ----------------------------------------------------------------------------------------------

    def _decisions(self) -> Card:
        card = Card(t("admission.decisions"))
        decisions = self.loaded.case.dates.decisions
        if not decisions:
            card.add(Body(t("admission.no_decision"), muted=True))
        for number, decision in enumerate(reversed(decisions)):
            if number:
                card.add(Divider())
            card.add(self._decision(decision))
        return card

    def _decision(self, decision: Decision) -> QWidget:
        registry = self.context.services.registry
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.half)
        row = QHBoxLayout()
        row.addWidget(Body(name_of(decision.kind), strong=True), 1)
        row.addWidget(Tag(words.differs_words(decision), "neutral"))
        column.addLayout(row)
        body = values.code_label(registry.code_lists["decision_bodies"], decision.body)
        column.addWidget(Caption(f"{long_day(decision.on)}  ·  {body}"))
        for text in (decision.reason, decision.exception_ground):
            if text:
                column.addWidget(Body(text, selectable=True))
        if self.may_mend():
            what = f"{name_of(decision.kind)}, {long_day(decision.on)}"
            column.addLayout(self.mend_ways(RecordKind.DECISION, decision.id, what))
        self.places[f"{CORRECT}{decision.id}"] = column
        return box

    def make_form(self, name: str) -> DecisionForm:
        advice = self.loaded.admission.result.advice
        named = name.removeprefix(CORRECT)
        corrects = next((one for one in self.loaded.case.dates.decisions if str(one.id) == named), None)
        form = DecisionForm(self.context.services.registry, advice, self.loaded.case.today, corrects=corrects)
        form.save_wanted.connect(partial(self._save_decision, corrects, form))
        return form

    def to_fill_in(self, name: str) -> bool:
        return name == DECISION and self.loaded.case.decision is None

    def _save_decision(self, corrects: Decision | None, form: DecisionForm) -> None:
        given = form.decision() if form.check() else None
        if given is None:
            return
        services = self.context.services
        if corrects is not None:
            mend = partial(services.mending.correct_decision, self._case_id, corrects.id, **vars(given))
            self.keep(form, mend, "admission.decision_corrected")
            return
        form.set_busy(True)
        decide = partial(services.admission.decide, self._case_id, **vars(given))
        self.context.tasks.run(self, decide, lambda _: self._decided(), form.show_error)

    def _decided(self) -> None:
        self._just_decided = True
        self.forms.done()
        self.done("admission.decided")

    def primary(self) -> None:
        """Keeps the decision that is filled in, or begins one."""
        if self.form is None and self._content is not None:
            self.open_form(DECISION)
        else:
            super().primary()

"""The trajectory: the scenario that is worked towards, its steps, and how it ended. Intention and result are apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.domain.case import Aftercare, Exit, RecordKind, ScenarioChoice, SolutionClass, StepStatus
from lvv_desk.domain.placements import SHELTERED, still_taken
from lvv_desk.services.admission import evidence_in
from lvv_desk.services.case_story import step_place
from lvv_desk.texts import name_of, say, t
from ui.context import Context
from ui.views.case_part import CORRECT, CasePart
from ui.views.day_words import long_day
from ui.views.form_card import FormCard
from ui.views.left_behind import left_behind_notice
from ui.views.trajectory_forms import OutcomeForm, ScenarioForm, StepForm
from ui.views.trajectory_steps import StepRow
from ui.widgets import (
    Body,
    Button,
    Caption,
    Card,
    Disclosure,
    Divider,
    EmptyState,
    PageTitle,
    PrimaryButton,
    SecondaryButton,
    Tag,
)

TWICE_MS = 1_200  # well above a double click, below a choice


class TrajectoryPage(CasePart):
    """Planned above, achieved below."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        self.rows: list[StepRow] = []
        self._pressed = QElapsedTimer()
        super().__init__(context, case_id, parent)

    def help_page(self) -> str:
        return "trajectory"

    def focus_first(self) -> None:
        first = next((one for one in self.findChildren(Button) if one.property("small")), None)
        if first is not None:
            first.setFocus()

    def fill(self) -> None:
        view, area = self.case, self.area
        self.rows = []
        if self._pressed.isValid():
            self._pressed.restart()
        area.add(PageTitle(t("trajectory.title")))
        if not any(one.kind.shelters for one in view.dates.decisions):
            area.add(self._not_yet())
            return
        area.add(self._scenario())
        if view.steps:
            area.add(self._steps())
        area.add(self._exit())
        left = still_taken(view.placements, view.dates, view.today)
        if left is not None:
            area.add(left_behind_notice(self.context, view, left, partial(self.done, "stay.ended"), self))
        if view.exit is not None:
            area.add(self._aftercare())

    def _not_yet(self) -> EmptyState:
        empty = EmptyState(
            t("trajectory.not_yet"), t("trajectory.not_yet_text"), t("trajectory.to_admission"), icon_name="path"
        )
        empty.triggered.connect(lambda: self.context.go.show_part("admission", self._case_id))
        return empty

    # -- scenario -----------------------------------------------------------------------------------------------

    def _scenario(self) -> Card:
        choice = self.case.scenario
        can_set = self.case.status in SHELTERED
        words = t("trajectory.change") if choice else t("trajectory.set")
        button = PrimaryButton(words) if choice is None else SecondaryButton(words)
        card = Card(t("trajectory.planned"), actions=(button,) if can_set else ())
        self.opens(button, "scenario")
        self.places["scenario"] = card
        if choice is None:
            card.add(Body(t("trajectory.no_scenario"), muted=True))
            return card
        registry = self.context.services.registry
        card.add(Body(self._scenario_words(choice), strong=True))
        card.add(Caption(t("trajectory.set_on", on=long_day(choice.on))))
        card.add(Body(say(registry.scenarios[choice.scenario.value].description), muted=True))
        if choice.reason:
            card.add(Body(choice.reason, selectable=True))
        if self.may_mend():
            what = f"{self._scenario_words(choice)}, {long_day(choice.on)}"
            card.add(self.mend_ways(RecordKind.SCENARIO, choice.id, what, corrects=False))
        earlier = [one for one in self.case.dates.scenarios if one.id != choice.id]
        if earlier:
            box = Disclosure(t("trajectory.earlier", number=len(earlier)))
            for one in reversed(earlier):
                box.add(Body(f"{long_day(one.on)}: {self._scenario_words(one)}. {one.reason}".strip()))
            card.add(box)
        return card

    def _scenario_words(self, choice: ScenarioChoice) -> str:
        definition = self.context.services.registry.scenarios[choice.scenario.value]
        route = next((say(one.label) for one in definition.sub_route if one.id == choice.sub_route), "")
        return f"{say(definition.label)}: {route}" if route else say(definition.label)

    def _save_scenario(self, form: ScenarioForm) -> None:
        day = form.on.value()
        if not form.check() or day is None:
            return
        work = partial(
            self.context.services.trajectories.set_scenario, self._case_id,
            on=day, scenario=form.chosen(), sub_route=form.route.value() or None, reason=form.reason.text(),
        )  # fmt: skip
        self.keep(form, work, "trajectory.scenario_saved")

    # -- steps --------------------------------------------------------------------------------------------------

    def _steps(self) -> Card:
        finished = sum(one.is_finished for one in self.case.shown_steps)
        progress = Tag(t("story.steps_done", done=finished, steps=len(self.case.steps)), "info")
        card = Card(t("trajectory.steps"), actions=(progress,))
        present = evidence_in(self.case.answers, self.context.services.desk, self.case.documents)
        for number, (step, status) in enumerate(zip(self.case.steps, self.case.shown_steps, strict=True)):
            if number:
                card.add(Divider())
            row = StepRow(step, status, self.case, self.context.services.registry, present)
            row.quick.connect(partial(self._quick, row))
            row.back.connect(partial(self._back, row))
            name = step_place(step.step_id)
            self.opens(row.change, name)
            self.places[name] = row.column
            self.rows.append(row)
            card.add(row)
        return card

    def _quick(self, row: StepRow, status: StepStatus) -> None:
        work = partial(
            self.context.services.trajectories.set_step, self._case_id, row.step.id, on=self.case.today, status=status
        )
        self._at_once(work, "trajectory.step_saved")

    def _back(self, row: StepRow) -> None:
        self._at_once(
            partial(self.context.services.trajectories.set_step_back, self._case_id, row.step.id),
            "trajectory.back_done",
        )

    def _at_once(self, work: Callable[[], object], message: str) -> None:
        """Other buttons come in the place of the one that was pressed: a second press would be for one of those."""
        if self._pressed.isValid() and not self._pressed.hasExpired(TWICE_MS):
            return
        self._pressed.start()
        self.do(work, message)

    def _save_step(self, step_id: UUID, form: StepForm) -> None:
        day = form.on.value()
        if not form.check() or day is None:
            return
        work = partial(
            self.context.services.trajectories.set_step, self._case_id, step_id,
            on=day, status=StepStatus(form.status.value()), note=form.note.text(),
        )  # fmt: skip
        self.keep(form, work, "trajectory.step_saved")

    # -- exit and aftercare ---------------------------------------------------------------------------------------

    def _exit(self) -> Card:
        left = self.case.exit
        record = SecondaryButton(t("trajectory.record_exit"))
        card = Card(t("trajectory.achieved"), actions=() if left else (record,))
        if left is None:
            self.opens(record, "exit")
        self.places["exit"] = card
        if left is None:
            card.add(Body(t("trajectory.still_in"), muted=True))
            return card
        self._outcome(card, left.outcome, t("trajectory.left_on", on=long_day(left.on)), left.reason)
        self._ways(card, RecordKind.EXIT, left)
        return card

    def _ways(self, card: Card, kind: RecordKind, one: Exit | Aftercare) -> None:
        if self.may_mend():
            label = say(self.context.services.registry.outcomes[one.outcome].label)
            card.add(self.mend_ways(kind, one.id, f"{label}, {long_day(one.on)}"))
        self.places[f"{CORRECT}{one.id}"] = card

    def _outcome(self, card: Card, outcome: str, when: str, note: str) -> None:
        definition = self.context.services.registry.outcomes[outcome]
        row = QHBoxLayout()
        row.addWidget(Body(say(definition.label), strong=True), 1)
        row.addWidget(Tag(name_of(SolutionClass(definition.outcome_class)), "neutral"))
        card.add(row)
        card.add(Caption(when))
        if note:
            card.add(Body(note, selectable=True))

    def _aftercare(self) -> Card:
        button = SecondaryButton(t("trajectory.record_aftercare"))
        card = Card(t("trajectory.aftercare"), actions=(button,))
        self.opens(button, "aftercare")
        self.places["aftercare"] = card
        if not self.case.aftercare:
            card.add(Body(t("trajectory.no_aftercare"), muted=True))
        for number, one in enumerate(self.case.aftercare):
            if number:
                card.add(Divider())
            self._outcome(card, one.outcome, t("trajectory.known_on", on=long_day(one.on)), one.note)
            self._ways(card, RecordKind.AFTERCARE, one)
        return card

    def _save_outcome(self, kind: RecordKind, corrects: Exit | Aftercare | None, form: OutcomeForm) -> None:
        day = form.on.value()
        if not form.check() or day is None:
            return
        services, outcome, note = self.context.services, form.outcome.value(), form.note.text()
        work: Callable[[], object]
        if kind is RecordKind.EXIT:
            work = partial(
                services.trajectories.record_exit, self._case_id,
                on=day, outcome=outcome, reason=note, correction=corrects is not None,
            )  # fmt: skip
        elif corrects is not None:
            work = partial(
                services.mending.correct_aftercare, self._case_id, corrects.id, on=day, outcome=outcome, note=note
            )
        else:
            work = partial(services.trajectories.record_aftercare, self._case_id, on=day, outcome=outcome, note=note)
        self.keep(form, work, f"trajectory.{kind.value}_saved")

    # -- forms --------------------------------------------------------------------------------------------------

    def make_form(self, name: str) -> FormCard:
        registry, today = self.context.services.registry, self.case.today
        form: ScenarioForm | StepForm | OutcomeForm
        if name == "scenario":
            form = ScenarioForm(registry, today, is_change=self.case.scenario is not None)
            form.save_wanted.connect(partial(self._save_scenario, form))
        elif name.startswith(step_place("")):
            shown = zip(self.case.steps, self.case.shown_steps, strict=True)
            step, status = next(pair for pair in shown if step_place(pair[0].step_id) == name)
            form = StepForm(status, today)
            form.save_wanted.connect(partial(self._save_step, step.id, form))
        else:
            kind, corrects = self._outcome_of(name)
            form = OutcomeForm(kind, registry, today, corrects=corrects)
            form.save_wanted.connect(partial(self._save_outcome, kind, corrects, form))
        return form

    def to_fill_in(self, name: str) -> bool:
        if name == "scenario":
            return self.case.scenario is None and self.case.status in SHELTERED
        return (name == "exit" and self.case.exit is None) or (name == "aftercare" and not self.case.aftercare)

    def _outcome_of(self, name: str) -> tuple[RecordKind, Exit | Aftercare | None]:
        """What the form of an outcome records, and what it puts right."""
        if not name.startswith(CORRECT):
            return RecordKind(name), None
        record_id = UUID(name.removeprefix(CORRECT))
        if self.case.exit is not None and self.case.exit.id == record_id:
            return RecordKind.EXIT, self.case.exit
        return RecordKind.AFTERCARE, next(one for one in self.case.aftercare if one.id == record_id)

    def primary(self) -> None:
        """Keeps the form that is open, else opens the one that comes next."""
        if self.form is not None:
            self.form.save_wanted.emit()
        elif self.rows:
            waiting = [
                row for row, status in zip(self.rows, self.case.shown_steps, strict=True) if not status.is_finished
            ]
            following = "aftercare" if self.case.exit else "exit"
            self.open_form(step_place(waiting[0].step.step_id) if waiting else following)
        else:
            self.open_form("scenario")

"""Scenario, steps, exit and aftercare."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from lvv_desk.definitions.registry import find
from lvv_desk.domain.case import (
    Aftercare,
    Case,
    Exit,
    ScenarioChoice,
    ScenarioKind,
    StepStatus,
    TrajectoryStep,
    latest,
    status_on,
)
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.placements import SHELTERED
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_day, require_in_stay
from lvv_desk.services.desk import Desk, case_with
from lvv_desk.store import cases, placements
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import say


class TrajectoryService(Service):
    """What is worked towards, step by step, and how it ended."""

    @action(Right.WRITE_CASES, "scenario.set", case="case_id")
    def set_scenario(
        self, case_id: UUID, *, on: date, scenario: ScenarioKind, sub_route: str | None, reason: str
    ) -> ScenarioChoice:
        """Establishes a scenario and lays out its steps; earlier scenarios stay as history.

        Raises:
            InputError: the person is not admitted on that day or has left, the sub-route is lacking, or a change has
                no reason.
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            choice = make_scenario(self._desk, work, case, on=on, scenario=scenario, sub_route=sub_route, reason=reason)
            summaries.refresh(self._desk, work, case)
        return choice

    @action(Right.WRITE_CASES, "step.changed", case="case_id")
    def set_step(
        self, case_id: UUID, step_row: UUID, *, on: date, status: StepStatus, note: str = "",
        due_on: date | None = None,
    ) -> None:  # fmt: skip
        """Records how far a step is. Raises :class:`InputError` when the day or the status can't be right."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            if not cases.has_step(work, case.id, step_row):
                raise NotFoundError("not_of_case")
            _require_step(self._desk, case, status, on, note)
            cases.add_step_event(work, step_row, on, status, note.strip())
            if due_on is not None:
                cases.set_step_due(work, step_row, due_on)
            work.log("step.changed", "case", case.id, status=status.value)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "step.set_back", case="case_id")
    def set_step_back(self, case_id: UUID, step_row: UUID) -> StepStatus:
        """Puts a step back to how far it was before, as of today; what was recorded stays as history.

        Raises:
            InputError: the step stands as it began.
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            before = _running_step(work, case, step_row, self._desk.today()).before
            if before is None:
                raise InputError("step_as_it_began")
            cases.add_step_event(work, step_row, self._desk.today(), before.status, before.note)
            work.log("step.set_back", "case", case.id, status=before.status.value)
            summaries.refresh(self._desk, work, case)
        return before.status

    @action(Right.WRITE_CASES, "exit.recorded", case="case_id")
    def record_exit(self, case_id: UUID, *, on: date, outcome: str, reason: str = "", correction: bool = False) -> None:
        """Ends the stay with an outcome.

        Args:
            correction: the exit that was recorded for this stay is not right; the earlier one stays as history.

        Raises:
            InputError: the day or the outcome can't be right, or there is an exit already and this corrects nothing.
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            make_exit(self._desk, work, case, on=on, outcome=outcome, reason=reason, correction=correction)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "aftercare.recorded", case="case_id")
    def record_aftercare(self, case_id: UUID, *, on: date, outcome: str, note: str = "") -> None:
        """Adds what became of someone later; the outcome at exit stays. Raises :class:`InputError`."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            make_aftercare(self._desk, work, case, on=on, outcome=outcome, note=note)
            summaries.refresh(self._desk, work, case)


def make_scenario(
    desk: Desk, work: UnitOfWork, case: Case, *,
    on: date, scenario: ScenarioKind, sub_route: str | None, reason: str,
    states: dict[str, tuple[StepStatus, date, str]] | None = None,
) -> ScenarioChoice:  # fmt: skip
    """Checks and writes a scenario with its steps; ``states`` are the states steps come with."""
    _not_in_future(desk, on)
    dates = cases.dates_of(work, case.id)
    require_in_stay(dates, on)
    if status_on(dates, on) not in SHELTERED:
        raise InputError("scenario_before_admission")
    definition = find(desk.registry.scenarios, scenario.value)
    known = {one.id for one in definition.sub_route}
    if known and not sub_route:
        raise InputError("sub_route_missing")
    if sub_route and sub_route not in known:
        raise InputError("sub_route_unknown", sub_route=sub_route, known=", ".join(sorted(known)))
    if latest(dates.scenarios, on) is not None and not reason.strip():
        raise InputError("scenario_change_reason")
    choice = ScenarioChoice(
        new_id(), on, scenario, sub_route or None, reason.strip(), definition.version, work.by, work.at
    )
    template = definition.steps_of(sub_route or None)
    unknown = set(states or {}) - {one.id for one in template}
    if unknown:
        raise InputError("step_unknown", step=", ".join(sorted(unknown)))
    untouched: tuple[StepStatus, date | None, str] = (StepStatus.NOT_STARTED, None, "")
    steps = []
    for position, step in enumerate(template):
        status, status_on_day, note = (states or {}).get(step.id, untouched)
        if status_on_day is not None:
            _require_step(desk, case, status, status_on_day, note)
        steps.append(
            TrajectoryStep(
                new_id(), choice.id, step.id, position, status, on + timedelta(days=step.offset_days),
                status_on_day, note,
            )
        )  # fmt: skip
    cases.add_scenario(work, case.id, choice, steps)
    work.session.flush()
    work.log("scenario.set", "case", case.id, scenario=scenario.value, sub_route=sub_route or "")
    return choice


def _require_step(desk: Desk, case: Case, status: StepStatus, on: date, note: str) -> None:
    """The rule for every state of a step, typed or imported. Raises :class:`InputError`."""
    require_day(desk, case, on)
    if status is StepStatus.CANNOT_START_YET:
        raise InputError("step_waiting")
    if status is StepStatus.NOT_POSSIBLE and not note.strip():
        raise InputError("step_reason")


def make_exit(
    desk: Desk, work: UnitOfWork, case: Case, *, on: date, outcome: str, reason: str, correction: bool = False
) -> None:
    """Checks and writes an exit."""
    if outcome not in desk.registry.outcomes:
        raise InputError("outcome_missing")
    _not_in_future(desk, on)
    dates = cases.dates_of(work, case.id)
    started = [one.on for one in dates.decisions if one.kind.shelters]
    if not started:
        raise InputError("exit_without_admission")
    if on < min(started):
        raise InputError("exit_before_admission", on=min(started).strftime("%d-%m-%Y"))
    if dates.exit is not None and not correction:
        raise InputError("exit_again", on=dates.exit.on.strftime("%d-%m-%Y"))
    begun = [one.first_day for one in placements.placements_of(work, case.id)]
    last = max([one.on for one in dates.decisions] + [one.on for one in dates.scenarios] + begun)
    if on < last:
        raise InputError("exit_before_records", on=last.strftime("%d-%m-%Y"))
    cases.put_exit(work, case.id, Exit(dates.exit.id if dates.exit else new_id(), on, outcome, reason.strip()))
    work.log("exit.recorded", "case", case.id, outcome=outcome, correction=dates.exit is not None)


def make_aftercare(
    desk: Desk, work: UnitOfWork, case: Case, *, on: date, outcome: str, note: str, instead_of: UUID | None = None
) -> None:
    """Checks and writes an aftercare outcome, as a new one or in the place of one. Raises :class:`InputError`."""
    known = desk.registry.outcomes.get(outcome)
    if known is None:
        raise InputError("outcome_missing")
    if not known.as_aftercare:
        raise InputError("aftercare_outcome", outcome=say(known.label))
    _not_in_future(desk, on)
    left = cases.exit_of(work, case.id)
    if left is None:
        raise InputError("aftercare_without_exit")
    if on < left.on:
        raise InputError("aftercare_before_exit", on=left.on.strftime("%d-%m-%Y"))
    cases.put_aftercare(work, case.id, Aftercare(instead_of or new_id(), on, outcome, note.strip()))
    done = "aftercare.recorded" if instead_of is None else "aftercare.corrected"
    work.log(done, "case", case.id, outcome=outcome)


def _running_step(reader: Reader, case: Case, step_row: UUID, today: date) -> TrajectoryStep:
    scenario = latest(cases.dates_of(reader, case.id).scenarios, today)
    steps = cases.steps_of(reader, scenario.id) if scenario is not None else ()
    step = next((one for one in steps if one.id == step_row), None)
    if step is None:
        raise NotFoundError("not_of_case")
    return step


def _not_in_future(desk: Desk, on: date) -> None:
    if on > desk.today():
        raise InputError("date_future")

"""The forms of the trajectory page: a scenario, the state of a step, the exit, and aftercare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import Aftercare, Exit, RecordKind, ScenarioKind, SolutionClass, StepStatus
from lvv_desk.texts import name_of, say, t
from ui.views.day_words import day_field, day_problem
from ui.views.form_card import FormCard, Typed
from ui.widgets import FieldFrame, Option, RadioGroup, TextArea

SETTABLE = tuple(one for one in StepStatus if one is not StepStatus.CANNOT_START_YET)


class ScenarioForm(FormCard):
    """Sets a scenario with its route; a change needs a reason."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "scenario_before_admission": "on", "sub_route_missing": "route", "sub_route_unknown": "route",
        "scenario_change_reason": "reason", "date_future": "on", "after_exit": "on",
    }  # fmt: skip

    def __init__(self, registry: Registry, today: date, *, is_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(t("trajectory.set_scenario"), t("trajectory.save_scenario"), parent)
        self._registry = registry
        self._is_change = is_change
        defined = [registry.scenarios[one.value] for one in ScenarioKind if one.value in registry.scenarios]
        options = [Option(one.id, say(one.label), say(one.description)) for one in defined]
        self.scenario = RadioGroup(options)
        self.scenario.chosen.connect(lambda _: self._show_routes())
        self.add(self.framed("scenario", FieldFrame(t("trajectory.scenario"), self.scenario)))
        self.route = RadioGroup([])
        self._route_frame: FieldFrame | None = None
        self._route_place = self.body.count()
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t("trajectory.since"), self.on)))
        self.reason = TextArea(min_lines=2)
        optional = "" if is_change else t("forms.optional")
        self.add(self.framed("reason", FieldFrame(t("trajectory.reason"), self.reason, optional_text=optional)))
        self.add_buttons()

    def _show_routes(self) -> None:
        if self._route_frame is not None:
            self.body.removeWidget(self._route_frame)
            self._route_frame.deleteLater()
            self._route_frame = None
            self.frames.pop("route", None)
        routes = self._registry.scenarios[self.scenario.value()].sub_route
        self.route = RadioGroup([Option(one.id, say(one.label)) for one in routes])
        if routes:
            self._route_frame = self.framed("route", FieldFrame(t("trajectory.route"), self.route))
            self.body.insertWidget(self._route_place, self._route_frame)

    def typed(self) -> Typed:
        return {
            "scenario": self.scenario.value(), "route": self.route.value(), "on": self.on.text(),
            "reason": self.reason.text(),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.scenario.set_value(typed["scenario"])
        if typed["scenario"]:
            self._show_routes()
        self.route.set_value(typed["route"])
        self.on.set_text(typed["on"])
        self.reason.set_text(typed["reason"])

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not self.scenario.value():
            found.append(("scenario", t("trajectory.scenario_missing")))
        elif self._route_frame is not None and not self.route.value():
            found.append(("route", t("error.sub_route_missing")))
        found += day_problem("on", self.on, t("error.scenario_date"))
        if self._is_change and not self.reason.text().strip():
            found.append(("reason", t("error.scenario_change_reason")))
        return found

    def chosen(self) -> ScenarioKind:
        return ScenarioKind(self.scenario.value())


class StepForm(FormCard):
    """Records how far a step is."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "step_reason": "note", "date_future": "on", "date_before_registration": "on", "step_waiting": "status",
    }  # fmt: skip

    def __init__(self, status: StepStatus, today: date, parent: QWidget | None = None) -> None:
        super().__init__(t("trajectory.step_form"), t("trajectory.save_step"), parent)
        self.status = RadioGroup([Option(one.value, name_of(one)) for one in SETTABLE])
        self.status.set_value(status.value if status in SETTABLE else "")
        self.add(self.framed("status", FieldFrame(t("trajectory.step_status"), self.status)))
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t("trajectory.step_on"), self.on)))
        self.note = TextArea(min_lines=2)
        optional = t("forms.optional")
        self.add(self.framed("note", FieldFrame(t("trajectory.step_note"), self.note, optional_text=optional)))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"status": self.status.value(), "on": self.on.text(), "note": self.note.text()}

    def put_back(self, typed: Typed) -> None:
        self.status.set_value(typed["status"])
        self.on.set_text(typed["on"])
        self.note.set_text(typed["note"])

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not self.status.value():
            found.append(("status", t("trajectory.step_status_missing")))
        found += day_problem("on", self.on, t("trajectory.step_on_missing"))
        if self.status.value() == StepStatus.NOT_POSSIBLE.value and not self.note.text().strip():
            found.append(("note", t("error.step_reason")))
        return found


class OutcomeForm(FormCard):
    """An outcome on a day: of the exit, or of aftercare."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "outcome_missing": "outcome", "exit_before_admission": "on", "aftercare_before_exit": "on",
        "date_future": "on", "exit_without_admission": "on", "aftercare_without_exit": "on",
        "exit_before_records": "on", "exit_again": "on", "aftercare_outcome": "outcome",
    }  # fmt: skip

    def __init__(
        self, kind: RecordKind, registry: Registry, today: date, *,
        corrects: Exit | Aftercare | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        name = kind.value
        title, save = (
            (f"trajectory.{name}_form", f"trajectory.save_{name}")
            if corrects is None
            else (f"trajectory.{name}_correct", "trajectory.save_correct")
        )
        super().__init__(t(title), t(save), parent)
        options = [
            Option(one.id, say(one.label), name_of(SolutionClass(one.outcome_class)))
            for one in registry.outcomes.values()
            if kind is RecordKind.EXIT or one.as_aftercare
        ]
        self.outcome = RadioGroup(options)
        self.add(self.framed("outcome", FieldFrame(t(f"trajectory.{name}_outcome"), self.outcome)))
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t(f"trajectory.{name}_on"), self.on)))
        self.note = TextArea(min_lines=2)
        optional = t("forms.optional")
        self.add(self.framed("note", FieldFrame(t("trajectory.outcome_note"), self.note, optional_text=optional)))
        if corrects is not None:
            note = corrects.reason if isinstance(corrects, Exit) else corrects.note
            self.put_back({"outcome": corrects.outcome, "on": corrects.on.strftime("%d-%m-%Y"), "note": note})
        self.add_buttons()

    def typed(self) -> Typed:
        return {"outcome": self.outcome.value(), "on": self.on.text(), "note": self.note.text()}

    def put_back(self, typed: Typed) -> None:
        self.outcome.set_value(typed["outcome"])
        self.on.set_text(typed["on"])
        self.note.set_text(typed["note"])

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not self.outcome.value():
            found.append(("outcome", t("error.outcome_missing")))
        return found + day_problem("on", self.on, t("error.exit_date"))

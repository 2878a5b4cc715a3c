"""The form of a decision: which body decided what, on which day, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import Decision, DecisionKind
from lvv_desk.services.admission import differs
from lvv_desk.texts import name_of, say, t
from ui.views.day_words import day_field, day_problem
from ui.views.form_card import FormCard, Typed
from ui.widgets import FieldFrame, Notice, Option, RadioGroup, SearchCombo, TextArea

BODIES = "decision_bodies"


@dataclass(frozen=True)
class GivenDecision:
    """A decision as it was filled in."""

    on: date
    body: str
    kind: DecisionKind
    reason: str
    exception_ground: str


class DecisionForm(FormCard):
    """Says plainly when what is chosen differs from the advice."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "decision_body": "body", "decision_body_unknown": "body", "decision_body_kind": "body", "decision_future": "on",
        "decision_before_registration": "on", "decision_reason": "reason", "exception_ground": "ground",
        "after_exit": "on", "rests_on": "on",
    }  # fmt: skip

    def __init__(
        self, registry: Registry, advice: str, today: date, *,
        corrects: Decision | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        end = "_correct" if corrects is not None else ""
        super().__init__(t(f"decision_form.title{end}"), t(f"decision_form.save{end}"), parent)
        self._advice = advice
        bodies = registry.code_lists[BODIES].code
        self._never = {one.id: one.never_decides for one in bodies}
        self._bodies = {one.id: say(one.label) for one in bodies}
        options = [Option(one.id, say(one.label)) for one in bodies]
        self.body_choice = SearchCombo(options, placeholder=t("decision_form.body_hint"), characters=44)
        self.add(self.framed("body", FieldFrame(t("decision_form.body"), self.body_choice)))
        self.kind_choice = RadioGroup([Option(one.value, name_of(one)) for one in DecisionKind])
        self.kind_choice.chosen.connect(lambda _: self._show_kind())
        self.add(self.framed("kind", FieldFrame(t("decision_form.kind"), self.kind_choice)))
        self._differs = Notice(t("decision_form.differs"), t("decision_form.differs_text"), role="attention")
        self._differs.hide()
        self.add(self._differs)
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t("decision_form.on"), self.on)))
        self.reason = TextArea(min_lines=3)
        hint = t("decision_form.reason_hint")
        self.add(self.framed("reason", FieldFrame(t("decision_form.reason"), self.reason, hint=hint)))
        self.ground = TextArea(min_lines=2)
        self._ground = self.framed("ground", FieldFrame(t("decision_form.ground"), self.ground))
        self._ground.hide()
        self.add(self._ground)
        if corrects is not None:
            self.put_back({
                "body": corrects.body, "kind": corrects.kind.value, "on": corrects.on.strftime("%d-%m-%Y"),
                "reason": corrects.reason, "ground": corrects.exception_ground or "",
            })  # fmt: skip
        self.add_buttons()

    def _chosen(self) -> DecisionKind | None:
        return DecisionKind(self.kind_choice.value()) if self.kind_choice.value() else None

    def _show_kind(self) -> None:
        kind = self._chosen()
        self._ground.setVisible(kind is not None and kind.is_exception)
        self._differs.setVisible(kind is not None and not kind.is_exception and differs(self._advice, kind))

    def typed(self) -> Typed:
        return {
            "body": self.body_choice.value(), "kind": self.kind_choice.value(), "on": self.on.text(),
            "reason": self.reason.text(), "ground": self.ground.text(),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.body_choice.set_value(typed["body"])
        self.kind_choice.set_value(typed["kind"])
        self.on.set_text(typed["on"])
        self.reason.set_text(typed["reason"])
        self.ground.set_text(typed["ground"])
        self._show_kind()

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        kind = self._chosen()
        if not self.body_choice.value():
            found.append(("body", t("error.decision_body")))
        if kind is None:
            found.append(("kind", t("error.decision_kind")))
        elif kind in self._never.get(self.body_choice.value(), ()):
            words = t("error.decision_body_kind", body=self._bodies[self.body_choice.value()], kind=name_of(kind))
            found.append(("body", words))
        found += day_problem("on", self.on, t("error.decision_date"))
        if kind is not None and kind.is_exception and not self.ground.text().strip():
            found.append(("ground", t("error.exception_ground")))
        elif kind is not None and differs(self._advice, kind) and not self._why():
            found.append(("reason", t("error.decision_reason")))
        return found

    def _why(self) -> str:
        return f"{self.reason.text()}{self.ground.text()}".strip()

    def decision(self) -> GivenDecision | None:
        """What was filled in, or ``None`` while something is lacking."""
        kind, on = self._chosen(), self.on.value()
        if kind is None or on is None:
            return None
        ground = self.ground.text() if kind.is_exception else ""
        return GivenDecision(on, self.body_choice.value(), kind, self.reason.text(), ground)

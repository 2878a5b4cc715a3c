"""The records of a case in a handover: admission, decisions, scenario, steps and attachments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lvv_desk.definitions import values
from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.definitions.trajectories import SubRoute
from lvv_desk.domain.answers import Answer
from lvv_desk.domain.case import ScenarioChoice, StepStatus
from lvv_desk.domain.handover import Line, Table
from lvv_desk.services.cases import CaseView
from lvv_desk.services.gate import Gate
from lvv_desk.texts import name_of, say, t

DOCUMENT_LISTS = frozenset({"document_kinds"})

Records = tuple[list[Line], list[Table]]


def shown(registry: Registry, field: Field, answer: Answer | None) -> str | None:
    """An answer as it is printed: its value, or why there is none; ``None`` when nothing was recorded."""
    if answer is None:
        return None
    if answer.absent is not None:
        return name_of(answer.absent)
    return values.show(field, answer.value, registry) if answer.value is not None else None


def _admission(gate: Gate, view: CaseView) -> Records:
    admitted = [one for one in view.dates.decisions if one.kind.admits]
    lines = [
        Line(t("handover.registered_on"), view.case.registered_on.strftime("%d-%m-%Y")),
        Line(t("handover.admitted_on"), admitted[0].on.strftime("%d-%m-%Y") if admitted else None),
    ]
    if view.assessment is None:
        return lines, []
    rows = []
    purposes: set[str] = set()
    for one in view.assessment.result.results:
        criterion = gate.registry.criteria[one.criterion_id]
        fields = gate.registry.fields
        rests_on = [fields[used.field_id] for used in one.used if used.field_id in fields]
        if not one.counts or not all(gate.field(field) for field in rests_on):
            continue
        purposes |= {purpose for field in rests_on if (purpose := field.consent_to_share(gate.recipient))}
        label = say(criterion.label)
        if criterion.source.unconfirmed:
            label += f" ({t('mark.unconfirmed')})"
        rows.append((one.criterion_id, label, name_of(one.value)))
    header = (t("handover.code"), t("handover.criterion"), t("handover.result"))
    return lines, [Table(t("handover.criteria"), header, tuple(rows), frozenset(purposes))]


def _decisions(gate: Gate, view: CaseView) -> Records:
    """Without the reason and the exception ground: free text never leaves by itself."""
    bodies = gate.registry.code_lists["decision_bodies"]
    rows = tuple(
        (one.on.strftime("%d-%m-%Y"), values.code_label(bodies, one.body), name_of(one.kind))
        for one in view.dates.decisions
    )
    header = (t("handover.date"), t("handover.body"), t("handover.decision"))
    return [], [Table(t("handover.decisions"), header, rows)]


def _route(gate: Gate, choice: ScenarioChoice) -> SubRoute | None:
    """The sub-route that may be named."""
    scenario = gate.registry.scenarios[choice.scenario.value]
    if not gate.routes(scenario):
        return None
    return next((one for one in scenario.sub_route if one.id == choice.sub_route), None)


def _scenario(gate: Gate, view: CaseView) -> Records:
    choice = view.scenario
    if choice is None:
        return [Line(t("handover.scenario"), None)], []
    route = _route(gate, choice)
    text = say(gate.registry.scenarios[choice.scenario.value].label)
    if route is not None:
        text += f": {say(route.label)}"
    text += f" ({t('handover.since', on=choice.on.strftime('%d-%m-%Y'))})"
    return [Line(t("handover.scenario"), text, consent=route.consent if route else None)], []


def _steps(gate: Gate, view: CaseView) -> Records:
    choice = view.scenario
    if choice is None or not view.steps or not gate.routes(gate.registry.scenarios[choice.scenario.value]):
        return [], []
    rows = []
    purposes: set[str] = set()
    for step, status in zip(view.steps, view.shown_steps, strict=True):
        template = gate.registry.steps.get(step.step_id)
        if template is None or status is StepStatus.NOT_APPLICABLE or not gate.consent(template.consent):
            continue
        purposes |= {template.consent} if template.consent else set()
        owner = values.code_label(gate.registry.code_lists["organisations"], template.owner)
        planned = None if status.is_finished else step.due_on
        rows.append((say(template.label), owner, name_of(status), _day(step.status_on), _day(planned)))
    header = (
        t("handover.step"),
        t("handover.owner"),
        t("handover.status"),
        t("handover.since_day"),
        t("handover.planned"),
    )
    return [], [Table(t("handover.steps"), header, tuple(rows), frozenset(purposes))]


def _day(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else "–"


def _attachments(gate: Gate, _: CaseView) -> Records:
    rows: list[tuple[str | None, ...]] = []
    purposes: set[str] = set()
    for group in gate.registry.groups.values():
        kind = next((one for one in group.field if one.codelist in DOCUMENT_LISTS), None)
        if kind is None or not gate.field(kind):
            continue
        for item in gate.answers.items([one.id for one in group.field]):
            if gate.row(group, item):
                rows.append((shown(gate.registry, kind, gate.answers.best(kind.id, item)), t("handover.may_leave")))
                purposes |= gate.row_rests_on(group, item)
    header = (t("handover.document"), t("handover.consent_flag"))
    return [], [Table(t("handover.attachments"), header, tuple(rows), frozenset(purposes))]


RECORDS: dict[str, Callable[[Gate, CaseView], Records]] = {
    "admission": _admission,
    "decisions": _decisions,
    "scenario": _scenario,
    "steps": _steps,
    "attachments": _attachments,
}

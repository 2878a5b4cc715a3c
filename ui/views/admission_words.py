"""What the admission page says: criteria in groups, answers, evidence and the way a result came about, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lvv_desk.definitions import values
from lvv_desk.definitions.base import Source
from lvv_desk.definitions.forms import Page
from lvv_desk.definitions.registry import CriterionInForce, Registry
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet
from lvv_desk.domain.assessment import CriterionResult, CriterionValue, UsedAnswer
from lvv_desk.domain.case import Decision
from lvv_desk.domain.truth import Truth
from lvv_desk.services.admission import AdmissionView, differs
from lvv_desk.services.cases import CaseView
from lvv_desk.services.intake import IntakeState
from lvv_desk.texts import name_of, say, t
from ui.theme import TagRole

INFORMATIVE_KINDS = frozenset({"inclusion", "priority", "weighing", "operational", "exception"})
EXCEPTION_CRITERION = "T26"
VALUE_ROLES: dict[CriterionValue, TagRole] = {
    CriterionValue.MET: "done",
    CriterionValue.NOT_MET: "held",
    CriterionValue.UNKNOWN: "info",
    CriterionValue.NOT_APPLICABLE: "neutral",
}
ADVICE_ROLES: dict[str, TagRole] = {
    "admissible": "done", "exception_granted": "done", "further_inquiry": "info", "refer": "info",
    "not_admissible": "held", "exception_needed": "held",
}  # fmt: skip
OPERATORS = {"!=": "other_than", ">": "after", "<": "before", ">=": "from", "<=": "until"}


class Group(StrEnum):
    """Where a criterion stands on the page."""

    IN_THE_WAY = "in_the_way"
    OPEN = "open"
    MET = "met"
    ASIDE = "aside"


@dataclass(frozen=True)
class Loaded:
    """Everything the page shows, read together."""

    case: CaseView
    admission: AdmissionView
    state: IntakeState
    pages: Mapping[str, str]

    def drafted(self, key: AnswerKey) -> Answer | None:
        """The answer in the draft where it is another than the one that counts."""
        new = self.state.answers.by_key.get(key)
        return None if same_answer(new, self.case.answers.by_key.get(key)) else new

    def draft_size(self) -> int:
        """How many answers of the draft differ from those that count."""
        keys = {*self.state.answers.by_key, *self.case.answers.by_key}
        old, new = self.case.answers.by_key, self.state.answers.by_key
        return sum(not same_answer(new.get(key), old.get(key)) for key in keys)


@dataclass(frozen=True)
class Judged:
    """A criterion with its result and its place on the page."""

    result: CriterionResult
    rule: CriterionInForce
    group: Group


def same_answer(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same, whoever gave them and when."""
    if one is None or other is None:
        return one is other
    return (one.value, one.absent, one.source) == (other.value, other.absent, other.source)


def judged(view: AdmissionView, registry: Registry) -> list[Judged]:
    """All criteria of the test, in their order."""
    rules = {one.criterion.id: one for one in registry.criteria_in_force(view.case.municipality, view.result.on)}
    reasons = set(view.result.reasons)
    return [Judged(one, rules[one.criterion_id], group_of(one, reasons)) for one in view.result.results]


def group_of(result: CriterionResult, reasons: set[str]) -> Group:
    """The group in which a criterion stands."""
    if result.criterion_id in reasons:
        return Group.IN_THE_WAY if result.value is CriterionValue.NOT_MET else Group.OPEN
    if not result.counts or result.kind in INFORMATIVE_KINDS or result.value is CriterionValue.NOT_APPLICABLE:
        return Group.ASIDE
    return Group.MET


def pages_of_fields(pages: tuple[Page, ...]) -> dict[str, str]:
    """The topic page on which each question stands."""
    return {question.id: page.id for page in pages for entry in page.field for question in entry.questions()}


def sentence(one: Judged) -> str:
    """Why the result is what it is."""
    criterion = one.rule.criterion
    if one.result.value is CriterionValue.MET:
        return say(criterion.when_met)
    if one.result.value is CriterionValue.NOT_MET:
        return say(criterion.when_not_met)
    return say(criterion.question) if one.result.value is CriterionValue.UNKNOWN else t("admission.does_not_apply")


def kind_words(one: Judged) -> str:
    """Code, kind, and whether it counts here and is confirmed."""
    parts = [one.rule.criterion.id, t(f"admission.kind.{one.result.kind}")]
    if not one.result.counts:
        parts.append(t("admission.counts_not"))
    if one.rule.criterion.source.unconfirmed:
        parts.append(f"({t('mark.unconfirmed')})")
    return " · ".join(parts)


def source_words(source: Source) -> str:
    """A source with its mark."""
    marked = f"{source.title} [{t('admission.mark.' + source.mark.replace('-', '_'))}]"
    return f"{marked} ({t('mark.unconfirmed')})" if source.unconfirmed else marked


def label_of(field_id: str, registry: Registry) -> str:
    """The question, as it is asked."""
    field = registry.fields.get(field_id)
    return say(field.label) if field else t(f"admission.derived.{field_id}")


def value_words(field_id: str, value: Any, registry: Registry) -> str:
    """A stored value as people read it."""
    field = registry.fields.get(field_id)
    if field is None or isinstance(value, bool):
        return t("answer.yes") if value else t("answer.no")
    return values.show(field, tuple(value) if isinstance(value, list) else value, registry)


def answer_words(used: UsedAnswer, registry: Registry) -> str:
    """An answer that a result rests on; empty when there is none at all."""
    if used.value is not None:
        return value_words(used.field_id, used.value, registry)
    return name_of(AbsentReason(used.absent)) if used.absent else ""


def answer_source(used: UsedAnswer, answers: AnswerSet, registry: Registry) -> str:
    """Who says so, and when it was written down."""
    code = registry.code("answer_sources", used.source or "")
    if code is not None:
        return t("admission.source_of_answer", source=say(code.label))
    return t("admission.source_not_given") if answers.best(used.field_id) else ""


def drafted_words(answer: Answer, registry: Registry) -> str:
    """What the draft says."""
    if answer.absent is not None:
        return name_of(answer.absent)
    return value_words(answer.key.field_id, answer.value, registry)


def organisation(code_id: str, registry: Registry) -> str:
    """An organisation by its code."""
    code = registry.code("organisations", code_id)
    return say(code.label) if code else code_id


def organisations(ids: tuple[str, ...], registry: Registry) -> str:
    """Several organisations, by their short names where they have one."""
    return ", ".join(organisation(one, registry).split(" (")[0] for one in ids)


def document(kind: str, registry: Registry) -> str:
    """A kind of document by its code."""
    code = registry.code("document_kinds", kind)
    return say(code.label) if code else kind


def asked_fields(one: Judged, hidden: frozenset[str], registry: Registry) -> list[str]:
    """The questions that are still open for a criterion and can be asked now."""
    return [name for name in one.result.missing if name in registry.fields and name not in hidden]


def differs_words(decision: Decision) -> str:
    """Whether a decision followed the advice of its day."""
    if not decision.advice:
        return t("admission.advice_unknown")
    return t("admission.differs") if differs(decision.advice, decision.kind) else t("admission.follows")


def trace_lines(result: CriterionResult, registry: Registry) -> Iterator[tuple[int, str]]:
    """The way a result came about: how deep, and a sentence."""
    if "applies_when" in result.trace:
        yield 0, t("admission.trace.applies")
        yield from _trace(result.trace["applies_when"], 1, registry)
        yield 0, t("admission.trace.met")
        yield from _trace(result.trace["met_when"], 1, registry)
    else:
        yield from _trace(result.trace["met_when"], 0, registry)


def _trace(node: Mapping[str, Any], depth: int, registry: Registry) -> Iterator[tuple[int, str]]:
    truth = name_of(Truth(node["truth"])).lower()
    if node["kind"] == "comparison":
        yield depth, _with_answer(_wanted(node, registry), node["field"], node["value"], truth, registry)
    elif node["kind"] == "predicate":
        name, value = next(iter(node["values"].items()), ("", None))
        yield depth, _with_answer(_predicate(node, registry), name, value, truth, registry)
    else:
        yield depth, t(f"admission.trace.{node['kind']}", truth=truth)
        for part in node["parts"]:
            yield from _trace(part, depth + 1, registry)


def _with_answer(wanted: str, field_id: str, value: Any, truth: str, registry: Registry) -> str:
    given = value_words(field_id, value, registry) if value is not None else t("admission.trace.nothing")
    label = label_of(field_id, registry) if field_id else ""
    return t("admission.trace.line", label=label, wanted=wanted, given=given, truth=truth)


def _wanted(node: Mapping[str, Any], registry: Registry) -> str:
    op, expected = node["op"], node["expected"]
    if op == "exists":
        return t("admission.trace.empty" if expected is False else "admission.trace.filled")
    shown = value_words(node["field"], expected, registry)
    if op == "=":
        return shown
    return t(f"admission.trace.{OPERATORS[op]}", value=shown)


def _predicate(node: Mapping[str, Any], registry: Registry) -> str:
    args = dict(node["args"])
    if "codelist" in args and args["codelist"] in registry.code_lists:
        args["codelist"] = say(registry.code_lists[args["codelist"]].label)
    if "code" in args and "field" in args:
        args["code"] = value_words(str(args["field"]), args["code"], registry)
    return t(f"admission.trace.{node['name']}", **args)

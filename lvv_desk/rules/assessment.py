"""Tests a case against the criteria in force and draws the advice from the decision table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from lvv_desk.definitions.base import Condition
from lvv_desk.definitions.criteria import AdviceTable, CriterionVersion
from lvv_desk.definitions.registry import CriterionInForce, Registry
from lvv_desk.domain.answers import Answer, AnswerKey, AnswerSet
from lvv_desk.domain.assessment import AssessmentResult, CriterionResult, CriterionValue, UsedAnswer
from lvv_desk.domain.truth import Truth
from lvv_desk.rules.conditions import Facts, Traced, evaluate
from lvv_desk.rules.visibility import asked_answers, facts_for

REQUIRED_KINDS = frozenset({"requirement", "local"})
DECISIVE_KINDS = REQUIRED_KINDS | {"exclusion", "referral"}
EXCEPTION_FIELD = "exception_decided"


def assess(
    registry: Registry, answers: AnswerSet, *, municipality: str, programme: str, on: date, exception: bool
) -> AssessmentResult:
    """The advice for these answers on a day, every criterion with its value and trace.

    Args:
        exception: whether the LSO or the steering group decided to make an exception.
    """
    asked = asked_answers(registry, answers, on)
    if exception:
        asked = asked.overlaid([Answer(AnswerKey(EXCEPTION_FIELD), value=True)])
    facts = facts_for(registry, asked, on)
    results = tuple(judge(one, facts, on) for one in registry.criteria_in_force(municipality, on))
    found = facts_of(results)
    advice = advise(registry.advice, found)
    return AssessmentResult(
        on=on,
        municipality=municipality,
        programme=programme,
        definitions_digest=registry.digest,
        advice=advice,
        reasons=reasons_for(results),
        facts=found,
        results=results,
    )


def judge(in_force: CriterionInForce, facts: Facts, on: date) -> CriterionResult:
    """One criterion: met, not met, unknown or not applicable."""
    version = next(one for one in in_force.criterion.version if one.in_force(on))
    met_when = in_force.override.met_when if in_force.override and in_force.override.met_when else version.met_when
    met = evaluate(met_when, facts)
    applies = evaluate(version.applies_when, facts) if version.applies_when else None
    fields = sorted(_fields_of(version, met_when))
    value = _value(met, applies)
    return CriterionResult(
        criterion_id=in_force.criterion.id,
        kind=in_force.kind,
        counts=in_force.counts,
        value=value,
        version_from=version.valid_from,
        used=tuple(_used(field_id, facts) for field_id in fields),
        missing=tuple(one for one in fields if facts.value(one) is None) if value is CriterionValue.UNKNOWN else (),
        trace={"met_when": met.trace, **({"applies_when": applies.trace} if applies else {})},
    )


def _fields_of(version: CriterionVersion, met_when: Condition) -> frozenset[str]:
    return met_when.fields() | (version.applies_when.fields() if version.applies_when else frozenset())


def _value(met: Traced, applies: Traced | None) -> CriterionValue:
    if applies is not None and applies.truth is Truth.FALSE:
        return CriterionValue.NOT_APPLICABLE
    if met.truth is Truth.TRUE:
        return CriterionValue.MET
    if met.truth is Truth.FALSE and (applies is None or applies.truth is Truth.TRUE):
        return CriterionValue.NOT_MET
    return CriterionValue.UNKNOWN


def _used(field_id: str, facts: Facts) -> UsedAnswer:
    answer = facts.answers.best(field_id)
    if answer is None:
        return UsedAnswer(field_id, None, None, None)
    return UsedAnswer(field_id, answer.value, answer.absent.value if answer.absent else None, answer.source)


def facts_of(results: Iterable[CriterionResult]) -> dict[str, bool]:
    """The facts that the decision table is about."""
    found = {
        "requirement_failed": False,
        "exclusion_failed": False,
        "referral_failed": False,
        "open_questions": False,
        "exception_granted": False,
    }
    tested = False
    for one in results:
        if one.kind == "exception":
            found["exception_granted"] |= one.value is CriterionValue.MET
        elif one.counts and one.kind in DECISIVE_KINDS:
            group = "requirement" if one.kind in REQUIRED_KINDS else one.kind
            found[f"{group}_failed"] |= one.value is CriterionValue.NOT_MET
            found["open_questions"] |= one.value is CriterionValue.UNKNOWN
            tested = True
    found["open_questions"] |= not tested  # where no rule is in force, nothing may be called admissible
    return found


def advise(table: AdviceTable, facts: Mapping[str, bool]) -> str:
    """The advice of the first row whose conditions all hold; the last row has none."""
    return next(row.advice for row in table.row if all(facts[name] is want for name, want in row.when.items()))


def reasons_for(results: Iterable[CriterionResult]) -> tuple[str, ...]:
    """All criteria that stand in the way or are open, not only the first."""
    return tuple(
        one.criterion_id
        for one in results
        if one.counts and one.kind in DECISIVE_KINDS and one.value in (CriterionValue.NOT_MET, CriterionValue.UNKNOWN)
    )

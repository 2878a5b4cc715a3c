"""Evaluates conditions in three values, and keeps the trace.

Every operator is monotone: a known answer never changes what was already certain. That is why answering an open
question never turns met into not met by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lvv_desk.definitions.base import Condition
from lvv_desk.definitions.forms import Field
from lvv_desk.domain.answers import AnswerSet, Value
from lvv_desk.domain.dates import Span, parse_partial_date
from lvv_desk.domain.truth import Truth, all_of, any_of

DATE_TYPES = frozenset({"date", "partial_date"})
DERIVED_FIELDS = frozenset({"exception_decided"})
"""Answers that no form asks: they follow from records of the case."""


@dataclass(frozen=True)
class Facts:
    """What conditions are tested on: answers, the day, the fields and the code lists."""

    answers: AnswerSet
    on: date
    fields: Mapping[str, Field]
    codes: Mapping[str, frozenset[str]]

    def value(self, field_id: str) -> Value | None:
        return self.answers.value(field_id)


@dataclass(frozen=True)
class Traced:
    """A truth with the way it came about, as plain data."""

    truth: Truth
    trace: dict[str, Any]


def evaluate(condition: Condition, facts: Facts) -> Traced:
    """The truth of a condition and its trace."""
    if condition.field is not None:
        return _comparison(condition, facts)
    if condition.predicate is not None:
        return _predicate(condition, facts)
    parts = [evaluate(part, facts) for part in condition.parts()]
    traces = [part.trace for part in parts]
    if condition.not_ is not None:
        truth, name = parts[0].truth.negated(), "not"
    elif condition.all is not None:
        truth, name = all_of(part.truth for part in parts), "all"
    else:
        truth, name = any_of(part.truth for part in parts), "any"
    return Traced(truth, {"kind": name, "truth": truth.value, "parts": traces})


def _predicate(condition: Condition, facts: Facts) -> Traced:
    from lvv_desk.rules.predicates import PREDICATES  # noqa: PLC0415 - predicates build on Facts above

    truth = PREDICATES[str(condition.predicate)](facts, condition.args)
    return Traced(
        truth,
        {
            "kind": "predicate", "name": condition.predicate, "args": dict(condition.args), "truth": truth.value,
            "values": {name: _plain(facts.value(name)) for name in sorted(condition.fields())},
        },
    )  # fmt: skip


def _comparison(condition: Condition, facts: Facts) -> Traced:
    field_id = str(condition.field)
    value = facts.value(field_id)
    expected = condition.value.isoformat() if isinstance(condition.value, date) else condition.value
    if value is None:
        truth = Truth.UNKNOWN
    elif condition.op == "exists":
        truth = Truth.of(condition.value is not False)
    else:
        field = facts.fields.get(field_id)
        is_date = field is not None and field.type in DATE_TYPES
        truth = _compare_dates(value, expected, condition.op) if is_date else _compare(value, expected, condition.op)
    return Traced(
        truth,
        {
            "kind": "comparison", "field": field_id, "op": condition.op, "expected": expected,
            "value": _plain(value), "truth": truth.value,
        },
    )  # fmt: skip


def _plain(value: Value | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _compare(value: Value, expected: Any, op: str | None) -> Truth:
    if isinstance(value, tuple):
        contains = expected in value
        return Truth.of(contains if op == "=" else not contains)
    if op in ("=", "!="):
        same = type(value) is type(expected) and value == expected
        return Truth.of(same is (op == "="))
    if type(value) is not type(expected) or isinstance(value, bool):
        return Truth.UNKNOWN
    return Truth.of(_ordered(value, expected, op))


def _ordered(value: Any, expected: Any, op: str | None) -> bool:
    if op == ">":
        return bool(value > expected)
    if op == ">=":
        return bool(value >= expected)
    return bool(value < expected) if op == "<" else bool(value <= expected)


def span_of(value: Value | None) -> Span | None:
    """The days that a stored date can mean; ``None`` when it is no date."""
    parsed = parse_partial_date(value) if isinstance(value, str) else None
    return parsed.span() if parsed else None


def _compare_dates(value: Value, expected: Any, op: str | None) -> Truth:
    """Compares what both dates can mean: certain only when every day of the one compares so with the other."""
    mine, theirs = span_of(value), span_of(expected)
    if mine is None or theirs is None:
        return Truth.UNKNOWN
    if op in ("=", "!="):
        if mine.last < theirs.first or mine.first > theirs.last:
            return Truth.of(op == "!=")
        exact = mine == theirs and mine.first == mine.last
        return Truth.of(op == "=") if exact else Truth.UNKNOWN
    pairs = ((mine.first, theirs.last), (mine.last, theirs.first))
    outcomes = {_ordered(one, other, op) for one, other in pairs}
    return Truth.of(outcomes.pop()) if len(outcomes) == 1 else Truth.UNKNOWN

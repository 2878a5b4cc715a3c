"""Named predicates, for rules that need more than comparisons.

To add one: write the function, then name it in ``PREDICATES``. A definition uses it as
``{ predicate = "name", args = { field = "...", ... } }``. It must be monotone: no answer gives unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lvv_desk.domain.dates import age_on, parse_partial_date
from lvv_desk.domain.truth import Truth
from lvv_desk.rules.conditions import Facts, span_of

Args = Mapping[str, bool | int | str]


def age_at_least(facts: Facts, args: Args) -> Truth:
    """Whether the person is surely, surely not or not certainly so many ``years`` old on the day."""
    value = facts.value(str(args["field"]))
    born = parse_partial_date(value) if isinstance(value, str) else None
    return age_on(born, facts.on).at_least(int(args["years"])) if born else Truth.UNKNOWN


def code_not_in(facts: Facts, args: Args) -> Truth:
    """Whether the chosen code is outside a code list; one of the list ``unknown_in`` says nothing either way."""
    value = facts.value(str(args["field"]))
    unsettled = facts.codes[str(args["unknown_in"])] if "unknown_in" in args else frozenset()
    if not isinstance(value, str) or value in unsettled:
        return Truth.UNKNOWN
    return Truth.of(value not in facts.codes[str(args["codelist"])])


def date_before_today(facts: Facts, args: Args) -> Truth:
    """Whether the whole of a date lies before the day of the assessment."""
    span = span_of(facts.value(str(args["field"])))
    if span is None or span.first < facts.on <= span.last:
        return Truth.UNKNOWN
    return Truth.of(span.last < facts.on)


def any_row_has(facts: Facts, args: Args) -> Truth:
    """Whether a row of a repeating group has the ``code``; a row may still be added, so never false."""
    field_id = str(args["field"])
    rows = facts.answers.items([field_id])
    found = any(facts.answers.value(field_id, item) == args["code"] for item in rows)
    return Truth.TRUE if found else Truth.UNKNOWN


PREDICATES: dict[str, Callable[[Facts, Args], Truth]] = {
    "age_at_least": age_at_least,
    "code_not_in": code_not_in,
    "date_before_today": date_before_today,
    "any_row_has": any_row_has,
}

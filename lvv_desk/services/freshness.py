"""Documents that are too old to be of use, by the terms in the code list of document kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lvv_desk.definitions.forms import Code
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.dates import add_months, parse_partial_date
from lvv_desk.domain.documents import Document
from lvv_desk.texts import say

KINDS = "document_kinds"


@dataclass(frozen=True)
class StaleDocument:
    """A document past its term, and since when."""

    kind: str
    label: str
    issued_on: date
    expired_on: date
    unconfirmed: bool


def stale_documents(
    registry: Registry, answers: AnswerSet, on: date, kept: Sequence[Document] = ()
) -> tuple[StaleDocument, ...]:
    """The documents whose term has passed on a day; a partial date counts as its last day.

    Args:
        kept: the files of the case; the date of the newest counts for a kind that the answers give no date of.
    """
    dated: set[str] = set()
    found: list[StaleDocument] = []
    for group in registry.groups.values():
        kind_field = next((one for one in group.field if one.codelist == KINDS), None)
        date_field = next((one for one in group.field if one.issue_date), None)
        if kind_field is None or date_field is None:
            continue
        for item in answers.items([one.id for one in group.field]):
            kind, issued = answers.value(kind_field.id, item), answers.value(date_field.id, item)
            code = registry.code(KINDS, str(kind)) if kind else None
            day = parse_partial_date(str(issued)) if issued else None
            if code and day:
                dated.add(code.id)
                found += _stale(code, day.span().last, on)
    newest: dict[str, date] = {}
    for one in kept:
        if one.dated_on is not None and one.kind not in dated:
            newest[one.kind] = max(one.dated_on, newest.get(one.kind, one.dated_on))
    for kind, issued_on in newest.items():
        code = registry.code(KINDS, kind)
        found += _stale(code, issued_on, on) if code else []
    return tuple(found)


def _stale(code: Code, issued: date, on: date) -> list[StaleDocument]:
    last = expiry(code, issued)
    if last is None or last >= on:
        return []
    return [StaleDocument(code.id, say(code.label), issued, last, bool(code.source and code.source.unconfirmed))]


def expiry(code: Code, issued: date) -> date | None:
    """The last day on which a document of this kind is fresh, or ``None`` when it has no term."""
    if code.freshness_months is not None:
        return add_months(issued, code.freshness_months)
    return issued + timedelta(weeks=code.freshness_weeks) if code.freshness_weeks is not None else None

"""The result of testing a case against the admission criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class CriterionValue(StrEnum):
    """The outcome of one criterion. Not meeting one is an outcome, not an error."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class UsedAnswer:
    """An answer that a result rests on; ``value`` is ``None`` where it is missing, with the reason if one was given."""

    field_id: str
    value: Any
    absent: str | None
    source: str | None


@dataclass(frozen=True)
class CriterionResult:
    """One criterion for one case on one day, with the trace of how it came about."""

    criterion_id: str
    kind: str
    counts: bool
    value: CriterionValue
    version_from: date
    used: tuple[UsedAnswer, ...]
    missing: tuple[str, ...]
    trace: dict[str, Any]


@dataclass(frozen=True)
class AssessmentResult:
    """The advice for a case on a day, with every criterion; ``reasons`` are all criteria the advice rests on."""

    on: date
    municipality: str
    programme: str
    definitions_digest: str
    advice: str
    reasons: tuple[str, ...]
    facts: dict[str, bool]
    results: tuple[CriterionResult, ...]

    def result(self, criterion_id: str) -> CriterionResult:
        return next(one for one in self.results if one.criterion_id == criterion_id)


@dataclass(frozen=True)
class Assessment:
    """A stored assessment."""

    id: UUID
    result: AssessmentResult
    by: str
    at: datetime

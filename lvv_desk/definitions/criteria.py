"""Admission criteria, the municipalities' own rules, and the decision table of the advice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from pydantic import Field as PydanticField
from pydantic import model_validator

from lvv_desk.definitions.base import Condition, Dated, Definition, Identifier, Label, Source

CriterionKind = Literal[
    "requirement", "exclusion", "referral", "local", "inclusion", "priority", "weighing", "operational", "exception"
]  # fmt: skip
Expected = Literal["met", "not_met", "unknown", "not_applicable"]
Primitive = bool | int | str


class CriterionVersion(Dated):
    """The rule as it was in force in a period."""

    valid_from: date
    met_when: Condition
    applies_when: Condition | None = None


class CriterionExample(Definition):
    """Answers and the result they must give: run by the tests."""

    answers: dict[str, Primitive] = PydanticField(default_factory=dict)
    expect: Expected
    on: date | None = None


class Criterion(Definition):
    """One admission criterion. To add one, add one ``[[criterion]]`` to ``resources/definitions/criteria``."""

    id: Identifier
    kind: CriterionKind
    counts: bool = True
    label: Label
    question: Label
    when_met: Label
    when_not_met: Label
    next_step: Label
    testers: tuple[str, ...] = PydanticField(strict=False)
    evidence: tuple[str, ...] = PydanticField(default=(), strict=False)
    refer_to: tuple[str, ...] = PydanticField(default=(), strict=False)
    source: Source
    version: tuple[CriterionVersion, ...] = PydanticField(strict=False, min_length=1)
    example: tuple[CriterionExample, ...] = PydanticField(default=(), strict=False)

    @model_validator(mode="after")
    def _versions_follow(self) -> Criterion:
        for earlier, later in pairwise(self.version):
            if earlier.valid_until is None or later.valid_from != earlier.valid_until + timedelta(days=1):
                raise ValueError(
                    f"{self.id}: versions follow each other without gap or overlap: "
                    f"end the earlier one on the day before {later.valid_from.isoformat()}"
                )
        return self


class Override(Dated):
    """What one municipality does differently with a criterion in a period."""

    criterion: Identifier
    kind: CriterionKind | None = None
    counts: bool | None = None
    met_when: Condition | None = None
    note: Label | None = None
    source: Source


class Term(Definition):
    """A term in one unit, counted from a named event."""

    id: Identifier
    label: Label
    hours: int | None = None
    days: int | None = None
    weeks: int | None = None
    months: int | None = None
    counted_from: Identifier
    applies_to: Identifier
    source: Source

    @model_validator(mode="after")
    def _has_one_unit(self) -> Term:
        if sum(unit is not None for unit in (self.hours, self.days, self.weeks, self.months)) != 1:
            raise ValueError(f"{self.id}: a term has exactly one of hours, days, weeks, months")
        return self


class Programme(Dated):
    """What a municipality runs in a period: the LVV pilot, or its own programme after it."""

    id: Identifier
    label: Label
    lvv: bool
    client_word: Label
    max_stay: Identifier | None = None
    capacity: int | None = None
    source: Source


class Municipality(Definition):
    """A city: its programmes and its own rules."""

    id: Identifier
    label: Label
    prefix: str
    programme: tuple[Programme, ...] = PydanticField(strict=False, min_length=1)
    override: tuple[Override, ...] = PydanticField(default=(), strict=False)
    term: tuple[Term, ...] = PydanticField(default=(), strict=False)


AdviceCode = Literal[
    "admissible", "not_admissible", "further_inquiry", "refer", "exception_needed", "exception_granted"
]  # fmt: skip


class AdviceRow(Definition):
    """A row of the decision table: facts that must be so (absent: any), and the advice they give."""

    when: dict[str, bool] = PydanticField(default_factory=dict)
    advice: AdviceCode


class AdviceText(Definition):
    """What an advice says and what to do next."""

    id: AdviceCode
    label: Label
    explanation: Label
    next_step: Label


class AdviceTable(Definition):
    """The decision table, hit policy FIRST; the last row fits always."""

    source: Source
    advice: tuple[AdviceText, ...] = PydanticField(strict=False)
    row: tuple[AdviceRow, ...] = PydanticField(strict=False, min_length=1)

    @model_validator(mode="after")
    def _ends_with_a_default(self) -> AdviceTable:
        if self.row[-1].when:
            raise ValueError("the last row of the decision table has no conditions")
        return self

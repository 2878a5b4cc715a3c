"""The definition files that hold a list of rows."""

from __future__ import annotations

from pydantic import Field

from lvv_desk.definitions.base import Definition
from lvv_desk.definitions.criteria import Criterion, Term
from lvv_desk.definitions.outputs import Indicator, ReferenceFigure
from lvv_desk.definitions.trajectories import Outcome


class CriteriaFile(Definition):
    criterion: tuple[Criterion, ...] = Field(strict=False)


class OutcomeFile(Definition):
    outcome: tuple[Outcome, ...] = Field(strict=False)


class TermFile(Definition):
    term: tuple[Term, ...] = Field(strict=False)


class IndicatorFile(Definition):
    indicator: tuple[Indicator, ...] = Field(strict=False)


class ReferenceFile(Definition):
    figure: tuple[ReferenceFigure, ...] = Field(strict=False)

"""Participants and exits on a reference date, each with its counting basis.

Persons are counted, not stays: someone who came back is one participant, and has left only when their last stay
has ended. The denominator of every percentage is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from lvv_desk.definitions.outputs import Indicator
from lvv_desk.definitions.trajectories import Outcome
from lvv_desk.domain.stays import Stay

UNKNOWN_OUTCOME = "G0"


class Basis(StrEnum):
    """Who counts as a participant."""

    OFFICIAL = "official"
    WITH_PROVISIONAL = "with_provisional"


@dataclass(frozen=True)
class Figure:
    """One number with all that is needed not to misread it."""

    indicator: str
    part: str | None
    count: int
    denominator_name: str | None
    denominator: int | None

    @property
    def percentage(self) -> Decimal | None:
        """The share in per cent with two decimals, or ``None`` without a denominator."""
        if not self.denominator:
            return None
        share = Decimal(self.count * 100) / Decimal(self.denominator)
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def rounded(self) -> int | None:
        """The percentage rounded half up to a whole number."""
        if not self.denominator:
            return None
        share = Decimal(self.count * 100) / Decimal(self.denominator)
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class AreaFigures:
    """All figures of one municipality, or of all together (``None``)."""

    municipality: str | None
    figures: tuple[Figure, ...]

    def get(self, indicator: str, part: str | None = None) -> Figure:
        return next(one for one in self.figures if one.indicator == indicator and one.part == part)


def count(
    stays: Iterable[Stay], *,
    on: date, basis: Basis, indicators: tuple[Indicator, ...], outcomes: Mapping[str, Outcome],
) -> tuple[AreaFigures, ...]:  # fmt: skip
    """All figures on a reference date: first those of all municipalities together, then of each."""
    begun = [stay for stay in stays if (start := started(stay, basis)) is not None and start <= on]
    areas: list[str | None] = [None, *sorted({stay.municipality for stay in begun})]
    return tuple(
        _area(area, [one for one in begun if area in (None, one.municipality)], on, basis, indicators, outcomes)
        for area in areas
    )


def participants(stays: Iterable[Stay], *, on: date, basis: Basis) -> int:
    """How many people had begun a stay by a day."""
    return len({stay.client_id for stay in stays if (start := started(stay, basis)) is not None and start <= on})


def started(stay: Stay, basis: Basis) -> date | None:
    """The day from which a stay counts on this basis."""
    if basis is Basis.OFFICIAL:
        return stay.official_from
    known = [day for day in (stay.provisional_from, stay.official_from) if day is not None]
    return min(known, default=None)


def _area(
    area: str | None, stays: list[Stay], on: date, basis: Basis, indicators: tuple[Indicator, ...],
    outcomes: Mapping[str, Outcome],
) -> AreaFigures:  # fmt: skip
    persons = _persons(stays, on, basis)
    left = Counter(outcome for outcome in persons.values() if outcome is not None)
    totals = {"participants": len(persons), "exits": sum(left.values())}
    found: list[Figure] = []
    for indicator in indicators:
        base = indicator.denominator
        found += [
            Figure(indicator.id, part, number, base, totals[base] if base else None)
            for part, number in _parts(indicator, totals, left, outcomes)
        ]
    return AreaFigures(area, tuple(found))


def _persons(stays: list[Stay], on: date, basis: Basis) -> dict[UUID, str | None]:
    """Each person with the outcome they left with, or ``None`` while one of their stays goes on."""
    persons: dict[UUID, str | None] = {}
    for stay in sorted(stays, key=lambda one: started(one, basis) or date.min):
        gone = stay.exit_on is not None and stay.exit_on <= on
        persons[stay.client_id] = (stay.outcome or UNKNOWN_OUTCOME) if gone else None
    return persons


def _parts(
    indicator: Indicator, totals: Mapping[str, int], left: Counter[str], outcomes: Mapping[str, Outcome]
) -> list[tuple[str | None, int]]:
    if indicator.counts == "exit_outcome":
        return [(outcome_id, left[outcome_id]) for outcome_id in outcomes]
    if indicator.counts == "exit_class":
        classes = list(dict.fromkeys(one.outcome_class for one in outcomes.values()))
        return [(name, sum(left[one.id] for one in outcomes.values() if one.outcome_class == name)) for name in classes]
    if indicator.counts == "still_in":
        return [(None, totals["participants"] - totals["exits"])]
    return [(None, totals[indicator.counts])]

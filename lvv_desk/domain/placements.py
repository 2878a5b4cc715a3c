"""Places to sleep: the houses and what they hold, and who stays where from when until when.

Nights are counted. A placement holds its place from the first day up to the last, and the last day is the day of
leaving: that night the place is free, so whoever moves ends the one placement and begins the next on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from lvv_desk.domain.case import CaseDates, CaseStatus, latest, status_on

SHELTERED = frozenset({CaseStatus.ADMITTED, CaseStatus.PROVISIONAL, CaseStatus.IN_TRAJECTORY})
"""The statuses in which someone can be given a place, or money to live on instead of one."""
SHELTER_OVER = frozenset({CaseStatus.EXITED, CaseStatus.AFTERCARE, CaseStatus.REFUSED, CaseStatus.REFERRED})
"""The statuses in which a place that is still taken was left behind. A decision that is deferred ends nothing."""


class PlacementKind(StrEnum):
    """Where someone stays: in a bed of ours, or elsewhere with money or with the place kept for them."""

    BED = "bed"
    LIVING_ALLOWANCE = "living_allowance"
    ELSEWHERE = "elsewhere"


class StayStatus(StrEnum):
    """The status under which someone stays on a day: official, provisional, or none (any more)."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"
    ENDED = "ended"


@dataclass(frozen=True)
class LocationState:
    """What a location holds from a day on; ``closed``: nobody is placed there from that day."""

    valid_from: date
    places: int
    closed: bool = False


@dataclass(frozen=True)
class Location:
    """A house or a floor. Its states stand in order of their days; of one day, the one written last counts."""

    id: UUID
    municipality: str
    name: str
    states: tuple[LocationState, ...]

    def on(self, day: date) -> LocationState | None:
        """How it stands on a day; ``None`` before it was there."""
        return next((one for one in reversed(self.states) if one.valid_from <= day), None)

    def is_open(self, day: date) -> bool:
        state = self.on(day)
        return state is not None and not state.closed

    def places(self, day: date) -> int:
        """How many places it has; none while it is closed."""
        state = self.on(day)
        return 0 if state is None or state.closed else state.places


@dataclass(frozen=True)
class Span:
    """The nights from a first day up to a last one, or without an end."""

    first_day: date
    last_day: date | None

    def covers(self, day: date) -> bool:
        """Whether the night after this day is in it."""
        return self.first_day <= day and (self.last_day is None or day < self.last_day)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a night, or one lies within the other."""
        mine, theirs = self.last_day or date.max, other.last_day or date.max
        return self.first_day < theirs and other.first_day < mine


@dataclass(frozen=True)
class Placement:
    """Where someone stays, or stayed, as it stands now."""

    id: UUID
    kind: PlacementKind
    location_id: UUID | None
    location: str
    place: str
    first_day: date
    last_day: date | None
    note: str
    by: str = ""
    at: datetime | None = None

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)


@dataclass(frozen=True)
class FullDay:
    """A day on which a location has no place left, and how it stands then."""

    on: date
    taken: int
    places: int


def first_full_day(location: Location, stays: Sequence[Span], wanted: Span, until: date) -> FullDay | None:
    """The first day of a stay, up to a day, on which the others already take every place."""
    beside = [one for one in stays if one.overlaps(wanted)]
    changes = [one.first_day for one in beside] + [one.valid_from for one in location.states]
    days = [
        day for day in sorted({wanted.first_day, *changes})
        if day <= until and wanted.covers(day) and location.is_open(day)
    ]  # fmt: skip
    if all(len(beside) < location.places(day) for day in days):
        return None
    for day in days:
        taken = sum(one.covers(day) for one in beside)
        if taken >= location.places(day):
            return FullDay(day, taken, location.places(day))
    return None


def stay_status(dates: CaseDates, day: date) -> StayStatus:
    """Under which LVV status someone stays on a day: that of the last decision that gave a place."""
    decision = latest((one for one in dates.decisions if one.kind.shelters), day)
    if decision is None or status_on(dates, day) in SHELTER_OVER:
        return StayStatus.ENDED
    return StayStatus.OFFICIAL if decision.kind.admits else StayStatus.PROVISIONAL


def current(placements: Iterable[Placement], day: date) -> Placement | None:
    """Where someone sleeps in the night after a day."""
    return next((one for one in placements if one.span.covers(day)), None)


def shelter_ended_on(dates: CaseDates, today: date) -> date | None:
    """The day on which the right to a place ended; ``None`` while there is one, or when there never was."""
    if status_on(dates, today) not in SHELTER_OVER or not any(one.kind.shelters for one in dates.decisions):
        return None
    if dates.exit is not None and dates.exit.on <= today:
        return dates.exit.on
    decision = latest(dates.decisions, today)
    return decision.on if decision is not None else None


def still_taken(placements: Iterable[Placement], dates: CaseDates, today: date) -> Placement | None:
    """A place that is still taken though the stay is over: nobody ends it by itself."""
    if shelter_ended_on(dates, today) is None:
        return None
    return current(placements, today)

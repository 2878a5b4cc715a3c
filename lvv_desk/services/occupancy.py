"""Occupancy on any date: how many places there are, how many are taken, and who stays elsewhere. It names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lvv_desk.domain.placements import Location, PlacementKind, StayStatus, stay_status
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError
from lvv_desk.services.actions import Service, action
from lvv_desk.store import erasure, evaluation_rows
from lvv_desk.store import placements as store
from lvv_desk.store.unit_of_work import Reader


@dataclass(frozen=True)
class Split:
    """How many cases, by the LVV status that each has on the day."""

    official: int = 0
    provisional: int = 0
    ended: int = 0

    @property
    def total(self) -> int:
        return self.official + self.provisional + self.ended


@dataclass(frozen=True)
class LocationOccupancy:
    """One location on the day. ``free`` is below zero when more people stay than there are places."""

    municipality: str
    name: str
    places: int
    closed: bool
    taken: Split

    @property
    def free(self) -> int:
        return self.places - self.taken.total


@dataclass(frozen=True)
class AreaOccupancy:
    """One municipality, or all together (``None``)."""

    municipality: str | None
    locations: tuple[LocationOccupancy, ...]
    stays: dict[PlacementKind, Split]

    @property
    def places(self) -> int:
        return sum(one.places for one in self.locations)

    @property
    def taken(self) -> int:
        return self.stays[PlacementKind.BED].total

    @property
    def free(self) -> int:
        return self.places - self.taken


@dataclass(frozen=True)
class OccupancyView:
    """Occupancy on a day. ``erased``: how many cases are gone or were brought down, and count on no day any more."""

    on: date
    areas: tuple[AreaOccupancy, ...]
    erased: int
    practice: bool


@dataclass(frozen=True)
class _Stay:
    municipality: str
    kind: PlacementKind
    location_id: UUID | None
    status: StayStatus


class OccupancyService(Service):
    """Places and who takes them."""

    @action(Right.FIGURES, "occupancy.shown")
    def on(self, day: date | None = None) -> OccupancyView:
        """Occupancy in the night after a day (today when none is given), of all cases, also those one may not open.

        Placements, decisions and exits count as they stand now: a correction mends the past, so what is asked again
        may differ from what was answered before it. A placement that was erased with its case counts on no day.

        Raises:
            InputError: the day lies in the future.
        """
        today = self._desk.today()
        if day is not None and day > today:
            raise InputError("reference_date_future")
        wanted = day or today
        with self._desk.store.read() as reader:
            stays = _stays(reader, wanted, self._desk.clock())
            locations = store.locations(reader)
            erased = sum(len(row.case_ids) for row in erasure.proposals(reader, done=True))
        used = {one.municipality for one in stays} | {one.municipality for one in locations if one.is_open(wanted)}
        cities: list[str | None] = [one for one in self._desk.registry.municipalities if one in used]
        areas = tuple(_area(area, wanted, locations, stays) for area in [None, *cities])
        return OccupancyView(wanted, areas, erased, self._desk.is_practice)


def _stays(reader: Reader, day: date, moment: datetime) -> list[_Stay]:
    dates = evaluation_rows.dates(reader, moment)
    return [
        _Stay(one.municipality, one.kind, one.location_id, stay_status(dates[one.case_id], day))
        for one in store.staying(reader, day)
    ]


def _area(area: str | None, day: date, locations: tuple[Location, ...], stays: list[_Stay]) -> AreaOccupancy:
    mine = [one for one in stays if area in (None, one.municipality)]
    rows = []
    for place in locations:
        if area not in (None, place.municipality):
            continue
        taken = _split(one for one in mine if one.location_id == place.id)
        if place.is_open(day) or taken.total:
            rows.append(
                LocationOccupancy(place.municipality, place.name, place.places(day), not place.is_open(day), taken)
            )
    return AreaOccupancy(
        area, tuple(rows), {kind: _split(one for one in mine if one.kind is kind) for kind in PlacementKind}
    )


def _split(stays: Iterable[_Stay]) -> Split:
    counted = Counter(one.status for one in stays)
    return Split(counted[StayStatus.OFFICIAL], counted[StayStatus.PROVISIONAL], counted[StayStatus.ENDED])

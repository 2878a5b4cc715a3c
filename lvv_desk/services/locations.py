"""The houses in which people stay: who may manage places adds them, and says what they hold from which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lvv_desk.definitions.registry import find
from lvv_desk.domain.placements import Location, LocationState
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk
from lvv_desk.store import placements as store
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

LONGEST_NAME = 100
MOST_PLACES = 9999


@dataclass(frozen=True)
class LocationView:
    """A location with how it stands today. ``upcoming``: changes that are written down for later."""

    location: Location
    places: int
    taken: int
    is_open: bool
    upcoming: tuple[LocationState, ...]


class LocationService(Service):
    """Locations and their places. What a location held on a past day stays known: states are added, never changed."""

    @action(Right.MANAGE_PLACES, "locations.looked_at")
    def every(self) -> tuple[LocationView, ...]:
        """All locations, by municipality and name."""
        today = self._desk.today()
        with self._desk.store.read() as reader:
            return tuple(
                LocationView(
                    one, one.places(today), sum(span.covers(today) for span in store.spans_in(reader, one.id)),
                    one.is_open(today), tuple(state for state in one.states if state.valid_from > today),
                )
                for one in store.locations(reader)
            )  # fmt: skip

    @action(Right.MANAGE_PLACES, "location.added")
    def add(self, *, municipality: str, name: str, places: int, on: date) -> UUID:
        """A new location. Raises :class:`InputError`: the name is empty or taken, or the number can't be right."""
        with self._desk.store.write() as work:
            return make_location(self._desk, work, municipality, name, LocationState(on, places))

    @action(Right.MANAGE_PLACES, "location.changed")
    def change(self, location_id: UUID, *, name: str, places: int, on: date) -> None:
        """Another name, or another number of places from a day on; a location that was closed is open again then.

        Raises:
            InputError: the name is empty or taken, or the number can't be right.
        """
        with self._desk.store.write() as work:
            found = _location(work, location_id)
            plain = _named(work, name, found.municipality, but=found.id)
            state = LocationState(on, _places(places))
            now = found.on(on)
            if plain != found.name:
                store.rename_location(work, found.id, plain)
            if now is None or (now.places, now.closed) != (state.places, state.closed):
                store.add_state(work, found.id, state)
            work.log("location.changed", "location", found.id, places=places)

    @action(Right.MANAGE_PLACES, "location.closed")
    def close(self, location_id: UUID, on: date) -> None:
        """Nobody is placed there from a day on; who stays there keeps being counted until somebody moves them.

        Raises:
            InputError: it is not open on that day.
        """
        with self._desk.store.write() as work:
            found = _location(work, location_id)
            now = found.on(on)
            if now is None or now.closed:
                raise InputError("location_not_open_then", location=found.name, on=on.strftime("%d-%m-%Y"))
            store.add_state(work, found.id, LocationState(on, now.places, closed=True))
            work.log("location.closed", "location", found.id)


def make_location(desk: Desk, work: UnitOfWork, municipality: str, name: str, state: LocationState) -> UUID:
    """Checks and writes a location."""
    city = find(desk.registry.municipalities, municipality)
    plain = _named(work, name, city.id)
    _places(state.places)
    location_id = store.add_location(work, city.id, plain, state)
    work.log("location.added", "location", location_id, municipality=city.id, places=state.places)
    return location_id


def by_name(reader: Reader, municipality: str, name: str) -> Location | None:
    """The location with this name in a municipality, whatever its capitals."""
    wanted = cleaned(name).casefold()
    return next((one for one in store.locations(reader, municipality) if one.name.casefold() == wanted), None)


def _named(reader: Reader, name: str, municipality: str, *, but: UUID | None = None) -> str:
    plain = cleaned(name)
    if not plain:
        raise InputError("location_name_empty")
    if len(plain) > LONGEST_NAME:
        raise InputError("location_name_long", limit=LONGEST_NAME)
    found = by_name(reader, municipality, plain)
    if found is not None and found.id != but:
        raise InputError("location_name_taken", name=found.name)
    return plain


def _places(places: int) -> int:
    if not 0 <= places <= MOST_PLACES:
        raise InputError("places_bounds", limit=MOST_PLACES)
    return places


def _location(reader: Reader, location_id: UUID) -> Location:
    found = store.location(reader, location_id)
    if found is None:
        raise NotFoundError("location_unknown")
    return found

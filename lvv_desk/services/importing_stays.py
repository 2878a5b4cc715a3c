"""Placements of an imported case, and the locations that come with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from lvv_desk.definitions.registry import find
from lvv_desk.domain.case import Case
from lvv_desk.domain.placements import LocationState, PlacementKind
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, RightsError
from lvv_desk.services import locations, placements
from lvv_desk.services.desk import Desk
from lvv_desk.services.exchange import LocationShape, PlacementShape
from lvv_desk.services.placements import Wanted
from lvv_desk.store.unit_of_work import UnitOfWork
from lvv_desk.texts import name_of, t


def bring_in(desk: Desk, work: UnitOfWork, case: Case, shapes: Sequence[PlacementShape]) -> Iterator[str]:
    """Checks and writes the placements. Yields what deserves a look: a full location does not stop an import.

    Raises:
        InputError: a placement that could not be recorded at the window either, or a location that is not there.
    """
    for shape in sorted(shapes, key=lambda one: one.from_):
        location_id = None
        if shape.kind is PlacementKind.BED:
            location_id, warning = _location(desk, work, case, shape)
            if warning:
                yield warning
        elif shape.location is not None or shape.place:
            raise InputError("import_location_not_bed")
        wanted = Wanted(shape.kind, shape.from_, shape.until, location_id, shape.place, shape.note)
        full = placements.make_placement(desk, work, case, wanted)
        work.log("placement.recorded", "case", case.id, kind=wanted.kind.value, full=full is not None)
        if full is not None:
            on = full.on.strftime("%d-%m-%Y")
            yield t("import.location_full", reference=case.reference or case.number, on=on, taken=full.taken,
                    places=full.places)  # fmt: skip


def _location(desk: Desk, work: UnitOfWork, case: Case, shape: PlacementShape) -> tuple[UUID, str]:
    """The location with this name, made when the row says what it holds; and a warning when it holds something else."""
    given = shape.location
    if given is None:
        raise InputError("location_missing")
    name = given.name if isinstance(given, LocationShape) else given
    found = locations.by_name(work, case.municipality, name)
    if found is not None:
        other = isinstance(given, LocationShape) and found.places(given.from_) != given.places
        return found.id, t("import.location_there", location=found.name) if other else ""
    if not isinstance(given, LocationShape):
        city = find(desk.registry.municipalities, case.municipality)
        raise InputError("import_location_unknown", location=name, municipality=city.label.nl)
    if Right.MANAGE_PLACES not in desk.rights:
        raise RightsError("not_allowed", right=name_of(Right.MANAGE_PLACES))
    state = LocationState(given.from_, given.places)
    return locations.make_location(desk, work, case.municipality, name, state), ""

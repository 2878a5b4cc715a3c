"""Locations and occupancy as plain data for ``--json``: stable names, documented in the README."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lvv_desk.domain.placements import PlacementKind
from lvv_desk.services.locations import LocationView
from lvv_desk.services.occupancy import AreaOccupancy, OccupancyView, Split


def locations_data(rows: Iterable[LocationView]) -> list[dict[str, Any]]:
    """All locations with their history."""
    return [
        {
            "id": str(one.location.id), "municipality": one.location.municipality, "name": one.location.name,
            "open": one.is_open, "places": one.places, "taken": one.taken, "free": one.places - one.taken,
            "history": [
                {"from": state.valid_from.isoformat(), "places": state.places, "closed": state.closed}
                for state in one.location.states
            ],
        }
        for one in rows
    ]  # fmt: skip


def occupancy_data(view: OccupancyView) -> dict[str, Any]:
    """Occupancy on a day."""
    return {
        "reference_date": view.on.isoformat(),
        "counted": "cases",
        "practice": view.practice,
        "erased_cases": view.erased,
        "areas": [_area(one) for one in view.areas],
    }


def _area(area: AreaOccupancy) -> dict[str, Any]:
    return {
        "municipality": area.municipality,
        "places": area.places,
        "taken": area.taken,
        "free": area.free,
        **{kind.value: _split(area.stays[kind]) for kind in PlacementKind},
        "locations": [
            {
                "name": one.name, "municipality": one.municipality, "open": not one.closed, "places": one.places,
                "taken": one.taken.total, "free": one.free, **_split(one.taken),
            }
            for one in area.locations
        ],
    }  # fmt: skip


def _split(split: Split) -> dict[str, int]:
    return {"official": split.official, "provisional": split.provisional, "ended": split.ended}

"""Locations, what they hold, and who stays where: from rows to dataclasses and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.placements import Location, LocationState, Placement, PlacementKind, Span
from lvv_desk.store.tables import CaseRow, SummaryRow
from lvv_desk.store.tables_casework import CapacityRow, LocationRow, PlacementRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def locations(reader: Reader, municipality: str | None = None) -> tuple[Location, ...]:
    """All locations, or those of one municipality, by municipality and name."""
    states: dict[UUID, list[LocationState]] = defaultdict(list)
    for row in reader.session.scalars(select(CapacityRow).order_by(CapacityRow.valid_from, CapacityRow.id)):
        states[row.location_id].append(LocationState(row.valid_from, row.places, row.closed))
    query = select(LocationRow).order_by(LocationRow.municipality, LocationRow.name)
    if municipality is not None:
        query = query.where(LocationRow.municipality == municipality)
    return tuple(
        Location(row.id, row.municipality, row.name, tuple(states[row.id])) for row in reader.session.scalars(query)
    )


def location(reader: Reader, location_id: UUID) -> Location | None:
    return next((one for one in locations(reader) if one.id == location_id), None)


def add_location(work: UnitOfWork, municipality: str, name: str, state: LocationState) -> UUID:
    row = LocationRow(id=new_id(), municipality=municipality, name=name, by=work.by, at=work.at)
    work.session.add(row)
    work.session.flush()
    add_state(work, row.id, state)
    return row.id


def add_state(work: UnitOfWork, location_id: UUID, state: LocationState) -> None:
    """What the location holds from a day on; what was known before stays."""
    work.session.add(
        CapacityRow(
            id=new_id(), location_id=location_id, valid_from=state.valid_from, places=state.places,
            closed=state.closed, by=work.by, at=work.at,
        )
    )  # fmt: skip
    work.session.flush()


def rename_location(work: UnitOfWork, location_id: UUID, name: str) -> None:
    work.session.execute(update(LocationRow).where(LocationRow.id == location_id).values(name=name))


def placements_of(reader: Reader, case_id: UUID) -> tuple[Placement, ...]:
    """The placements of a case as they stand now, the first day first."""
    query = (
        select(PlacementRow, LocationRow.name)
        .outerjoin(LocationRow, LocationRow.id == PlacementRow.location_id)
        .where(PlacementRow.case_id == case_id, PlacementRow.superseded_by.is_(None))
        .order_by(PlacementRow.first_day, PlacementRow.id)
    )
    return tuple(
        Placement(
            row.id, PlacementKind(row.kind), row.location_id, name or "", row.place, row.first_day, row.last_day,
            row.note, row.by, row.at,
        )
        for row, name in reader.session.execute(query)
    )  # fmt: skip


def add_placement(work: UnitOfWork, case_id: UUID, placement: Placement, *, instead_of: UUID | None = None) -> None:
    """Writes a placement; the one it takes the place of stays as history."""
    if instead_of is not None:
        _supersede(work, instead_of, placement.id)
    work.session.add(
        PlacementRow(
            id=placement.id, case_id=case_id, kind=placement.kind.value, location_id=placement.location_id,
            place=placement.place, first_day=placement.first_day, last_day=placement.last_day, note=placement.note,
            by=work.by, at=work.at,
        )
    )  # fmt: skip
    work.session.flush()


def take_away(work: UnitOfWork, placement_id: UUID) -> None:
    """It was never so: the row stays as history and takes the place of itself."""
    _supersede(work, placement_id, placement_id)


def _supersede(work: UnitOfWork, earlier: UUID, by: UUID) -> None:
    work.session.execute(update(PlacementRow).where(PlacementRow.id == earlier).values(superseded_by=by))


def erase_placements(work: UnitOfWork, case_id: UUID) -> None:
    """All placements of a case, superseded ones too."""
    work.session.execute(delete(PlacementRow).where(PlacementRow.case_id == case_id))


def spans_in(reader: Reader, location_id: UUID, *, without_case: UUID | None = None) -> list[Span]:
    """When the places of a location are taken, whoever by."""
    query = select(PlacementRow.first_day, PlacementRow.last_day).where(
        PlacementRow.location_id == location_id, PlacementRow.superseded_by.is_(None)
    )
    if without_case is not None:
        query = query.where(PlacementRow.case_id != without_case)
    return [Span(first, last) for first, last in reader.session.execute(query)]


@dataclass(frozen=True)
class Staying:
    """A placement that is taken on a day, and of which case."""

    case_id: UUID
    municipality: str
    kind: PlacementKind
    location_id: UUID | None


def staying(reader: Reader, day: date) -> list[Staying]:
    """Who stays where in the night after a day, as the rows stand now."""
    query = (
        select(PlacementRow.case_id, CaseRow.municipality, PlacementRow.kind, PlacementRow.location_id)
        .join(CaseRow, CaseRow.id == PlacementRow.case_id)
        .where(*_covering(day))
    )
    return [
        Staying(case_id, city, PlacementKind(kind), at) for case_id, city, kind, at in reader.session.execute(query)
    ]


def staying_with_status(reader: Reader, day: date, statuses: Collection[str]) -> list[UUID]:
    """The cases in which a place is taken on a day, among those whose row in the list has one of these statuses."""
    query = (
        select(PlacementRow.case_id)
        .join(SummaryRow, SummaryRow.case_id == PlacementRow.case_id)
        .where(*_covering(day), SummaryRow.status.in_(statuses))
        .order_by(SummaryRow.sort_name)
    )
    return list(reader.session.scalars(query))


def _covering(day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        PlacementRow.superseded_by.is_(None),
        PlacementRow.first_day <= day,
        PlacementRow.last_day.is_(None) | (PlacementRow.last_day > day),
    )

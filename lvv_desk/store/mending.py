"""Dated records that turned out to be wrong: put right in their place, or taken away. What they said stays.

A record keeps its id when it is put right, so that what rests on it, and its place among others of the same day, stay
as they were; what it said before gets a row of its own that points to it. A record that was taken away points to
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from lvv_desk.domain.case import RecordKind
from lvv_desk.domain.ids import new_id
from lvv_desk.store.tables import AftercareRow, DecisionRow, ExitRow, ScenarioRow
from lvv_desk.store.unit_of_work import UnitOfWork

DatedRow = DecisionRow | ScenarioRow | ExitRow | AftercareRow
TABLES: dict[RecordKind, type[DatedRow]] = {
    RecordKind.DECISION: DecisionRow,
    RecordKind.SCENARIO: ScenarioRow,
    RecordKind.EXIT: ExitRow,
    RecordKind.AFTERCARE: AftercareRow,
}


class Mendable(Protocol):
    """What is asked of a row to know whether it stood at a moment."""

    @property
    def id(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...
    @property
    def superseded_by(self) -> UUID | None: ...


RowT = TypeVar("RowT", bound=Mendable)


def record_row(work: UnitOfWork, kind: RecordKind, record_id: UUID) -> DatedRow | None:
    return cast("DatedRow | None", work.session.get(TABLES[kind], record_id))


def put_right(work: UnitOfWork, row: DatedRow, values: dict[str, Any]) -> None:
    """Gives a record other values; what it said until now stays as a row that it took the place of."""
    columns = {one.key: getattr(row, one.key) for one in row.__mapper__.column_attrs}
    work.session.add(type(row)(**columns | {"id": new_id(), "superseded_by": row.id}))
    for name, value in (values | {"by": work.by, "at": work.at}).items():
        setattr(row, name, value)
    work.session.flush()


def take_away(work: UnitOfWork, case_id: UUID, kind: RecordKind, record_id: UUID) -> bool:
    """Takes a record away that never was. Returns whether this case has it, and nobody took it away before."""
    row = record_row(work, kind, record_id)
    if row is None or row.case_id != case_id or row.superseded_by is not None:
        return False
    row.superseded_by = row.id
    work.session.flush()
    return True


def standing_at(
    rows: Iterable[RowT], moment: datetime, record: Callable[[RowT], Hashable] = lambda row: row.superseded_by or row.id
) -> Iterator[RowT]:
    """Each record as it was known at a moment; what was not known yet then, as it stands.

    What was taken away stands at no moment: it was not right.

    Args:
        record: which record a row is about; without it, itself or the one that took its place.
    """
    by_record: dict[Hashable, list[RowT]] = {}
    for row in rows:
        by_record.setdefault(record(row), []).append(row)
    for found in by_record.values():
        last = next((one for one in found if one.superseded_by is None), None)
        if last is not None:
            yield max((one for one in found if one.at < moment), key=lambda one: one.at, default=last)

"""The list of cases: a read model, one row a case, sorted, filtered and paged in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from lvv_desk.domain.lists import CaseSummary, SortBy
from lvv_desk.store import search
from lvv_desk.store.tables import SummaryRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

PAGE_SIZE = 200


COLUMNS = tuple(column.name for column in fields(CaseSummary))


def save(work: UnitOfWork, summary: CaseSummary, words: str) -> None:
    """Writes the row of a case and the words it is found by."""
    row = work.session.scalars(select(SummaryRow).where(SummaryRow.case_id == summary.case_id)).first()
    values = {name: getattr(summary, name) for name in COLUMNS}
    if row is None:
        row = SummaryRow(**values)
        work.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    work.session.flush()
    search.index(work.session, row.row, words)


def set_has_draft(work: UnitOfWork, case_id: UUID, *, has_draft: bool) -> None:
    row = work.session.scalars(select(SummaryRow).where(SummaryRow.case_id == case_id)).one()
    row.has_draft = has_draft


def get(reader: Reader, case_id: UUID) -> CaseSummary:
    row = reader.session.scalars(select(SummaryRow).where(SummaryRow.case_id == case_id)).one()
    return _summary(row)


def page(
    reader: Reader,
    *,
    typed: str = "",
    status: str | None = None,
    municipality: str | None = None,
    sort: SortBy = SortBy.CHANGED,
    descending: bool = True,
    offset: int = 0,
    limit: int = PAGE_SIZE,
    hidden: Collection[UUID] = (),
) -> list[CaseSummary]:
    """One page of the list; ``typed`` is matched against the beginnings of names and numbers."""
    column = getattr(SummaryRow, sort.value)
    order = column.desc() if descending else column.asc()
    chosen = _filtered(select(*_columns()), typed, status, municipality, hidden)
    found = reader.session.execute(
        chosen.order_by(order.nulls_last(), SummaryRow.row).offset(offset).limit(limit), _query(typed)
    )
    return [CaseSummary(*row) for row in found]


def alike(reader: Reader, typed: str, *, most: int, hidden: Collection[UUID] = ()) -> list[CaseSummary]:
    """The cases of who could be meant by a name, the likeliest first: names are spelled in many ways."""
    query = search.alike_query(typed)
    if query is None:
        return []
    wanted = list(reader.session.scalars(search.alike_rows(), {"query": query, "most": most}))
    found = reader.session.execute(
        select(SummaryRow.row, *_columns()).where(SummaryRow.row.in_(wanted), SummaryRow.case_id.not_in(tuple(hidden)))
    )
    rows = {row: CaseSummary(*columns) for row, *columns in found}
    return [rows[one] for one in wanted if one in rows]


def count(
    reader: Reader, *, typed: str = "", status: str | None = None, municipality: str | None = None,
    hidden: Collection[UUID] = (),
) -> int:  # fmt: skip
    """How many cases the same choice has in all."""
    chosen = _filtered(select(func.count()).select_from(SummaryRow), typed, status, municipality, hidden)
    return reader.session.scalar(chosen, _query(typed)) or 0


def with_v_number(reader: Reader, v_number: str) -> list[CaseSummary]:
    """The cases with this V-nummer."""
    found = reader.session.execute(select(*_columns()).where(SummaryRow.v_number == v_number))
    return [CaseSummary(*row) for row in found]


def due(reader: Reader, until: date, limit: int = PAGE_SIZE) -> list[CaseSummary]:
    """The cases with a next step due on or before a day, the most urgent first."""
    found = reader.session.execute(
        select(*_columns())
        .where(SummaryRow.next_due_on <= until)
        .order_by(SummaryRow.next_due_on, SummaryRow.sort_name)
        .limit(limit)
    )
    return [CaseSummary(*row) for row in found]


def drafts(reader: Reader, limit: int = PAGE_SIZE) -> list[CaseSummary]:
    """The cases with an unfinished draft, the newest first."""
    found = reader.session.execute(
        select(*_columns()).where(SummaryRow.has_draft.is_(True)).order_by(SummaryRow.changed_at.desc()).limit(limit)
    )
    return [CaseSummary(*row) for row in found]


def _columns() -> list[Any]:
    return [getattr(SummaryRow, name) for name in COLUMNS]


def _summary(row: SummaryRow) -> CaseSummary:
    return CaseSummary(**{name: getattr(row, name) for name in COLUMNS})


def _query(typed: str) -> dict[str, str]:
    query = search.match_query(typed)
    return {"query": query} if query else {}


def _filtered(
    query: Select[Any], typed: str, status: str | None, municipality: str | None, hidden: Collection[UUID]
) -> Select[Any]:
    if hidden:
        query = query.where(SummaryRow.case_id.not_in(hidden))
    if search.match_query(typed):
        query = query.where(SummaryRow.row.in_(search.matching_rows()))
    if status:
        query = query.where(SummaryRow.status == status)
    if municipality:
        query = query.where(SummaryRow.municipality == municipality)
    return query

"""Everything that is kept about a person: every row of every table that hangs on their cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from lvv_desk.store.seals import PARENTS
from lvv_desk.store.tables import Base, CaseRow, ClientRow
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import Reader


def records_of(reader: Reader, case_ids: list[UUID]) -> dict[str, list[dict[str, Any]]]:
    """The rows by table, as plain data. A new table that hangs on a case is in it without a word more."""
    tables = Base.metadata.tables
    found = {name: _rows(reader, table, case_ids) for name, table in sorted(tables.items())}
    clients = {row["client_id"] for row in found[CaseRow.__tablename__]}
    person = tables[ClientRow.__tablename__]
    found[person.name] = _plain(reader, select(person).where(person.c.id.in_([UUID(one) for one in clients])))
    return {name: rows for name, rows in found.items() if rows}


def _rows(reader: Reader, table: Table, case_ids: list[UUID]) -> list[dict[str, Any]]:
    if table.name == AuditRow.__tablename__:
        return []
    if table.name == CaseRow.__tablename__:
        return _plain(reader, select(table).where(table.c.id.in_(case_ids)))
    if "case_id" in table.columns:
        return _plain(reader, select(table).where(table.c.case_id.in_(case_ids)))
    if table.name in PARENTS:
        name, column = PARENTS[table.name]
        parent = Base.metadata.tables[name]
        joined = table.join(parent, parent.c.id == table.c[column])
        return _plain(reader, select(table).select_from(joined).where(parent.c.case_id.in_(case_ids)))
    return []


def _plain(reader: Reader, query: Any) -> list[dict[str, Any]]:
    return [{name: _value(one) for name, one in row._mapping.items()} for row in reader.session.execute(query)]


def _value(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value

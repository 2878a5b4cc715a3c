"""Seals of cases: a code over everything that a case holds.

The log carries the seal of a case after each change. A page of the file that an older one was put in the place of, or
half a transaction, gives another seal than the log says, while all else looks whole (security.md 5.5).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table

from lvv_desk.store.tables import Base, CaseRow, SummaryRow
from lvv_desk.store.tables_casework import DocumentContentRow
from lvv_desk.store.tables_keeping import AuditRow, ErasureRow

MODULUS = 1 << 128
BYTES = 16
CHUNK = 2000
PARENTS = {"criterion_result": ("assessment", "assessment_id"), "step_event": ("step", "step_row_id")}
"""Tables whose rows belong to a case through another table, and the column that leads there."""
UNSEALED = frozenset(one.__tablename__ for one in (AuditRow, ErasureRow, SummaryRow, DocumentContentRow))
"""Not a part of the case's seal: not of a case, made of others, or held by a digest in a row that is sealed."""

Code = Callable[[bytes], int]


def code_with(key: bytearray) -> Code:
    """A keyed BLAKE2b code as a number, so that the codes of rows add up in any order."""

    def code(message: bytes) -> int:
        return int.from_bytes(hashlib.blake2b(message, key=key, digest_size=BYTES).digest(), "big")

    return code


def _queries() -> tuple[tuple[str, str], ...]:
    """For each table of a case: its name, and SQL for the case id and the columns of every row."""
    found = []
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        source = _case_column(table)
        if source is None:
            continue
        columns = ", ".join(f't."{name}"' for name in sorted(table.columns.keys()))
        column, join = source
        found.append((table.name, f'SELECT {column}, {columns} FROM "{table.name}" t{join}'))  # noqa: S608 - own names
    return tuple(found)


def _case_column(table: Table) -> tuple[str, str] | None:
    if table.name in UNSEALED:
        return None
    if table.name == CaseRow.__tablename__:
        return "t.id", ""
    if "case_id" in table.columns:
        return "t.case_id", ""
    if table.name in PARENTS:
        parent, column = PARENTS[table.name]
        return "p.case_id", f" JOIN {parent} p ON p.id = t.{column}"
    return None


QUERIES = _queries()


def seals(connection: Connection, code: Code, case_ids: Iterable[UUID]) -> dict[str, str]:
    """The seals of these cases, by id; a case that is gone has the seal of nothing."""
    found: dict[str, str] = {}
    for case_id in case_ids:
        total = 0
        for name, query in QUERIES:
            column = query.split(",", 1)[0].removeprefix("SELECT ")
            for row in connection.exec_driver_sql(f"{query} WHERE {column} = ?", (case_id.hex,)):
                total += code(_bytes(name, row))
        found[str(case_id)] = f"{total % MODULUS:032x}"
    return found


def all_seals(connection: Connection, code: Code) -> dict[str, str]:
    """The seals of all cases, each table read once."""
    totals: dict[str, int] = defaultdict(int)
    for name, query in QUERIES:
        for row in connection.exec_driver_sql(query):
            totals[row[0]] += code(_bytes(name, row))
    return {str(UUID(hex=case_id)): f"{total % MODULUS:032x}" for case_id, total in totals.items()}


def _bytes(name: str, row: Any) -> bytes:
    return repr((name, *row[1:])).encode("utf-8", "surrogatepass")

"""Whether the file is whole: the cipher's own check, SQLite's, and that the tables hold together."""

from __future__ import annotations

from sqlalchemy import func, select

from lvv_desk.store.tables import (
    AnswerRow,
    CaseRow,
    CriterionResultRow,
    ExitRow,
    StepRow,
    SummaryRow,
)
from lvv_desk.store.unit_of_work import Reader, Store


def checks(store: Store) -> dict[str, list[str]]:
    """Each check with the problems it found."""
    found: dict[str, list[str]] = {}
    with store.read() as reader:
        connection = reader.session.connection()
        found["cipher"] = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
        pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        found["pages"] = [] if pages == ["ok"] else pages
        keys = [str(tuple(row)) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        found["references"] = keys
        found["lists"] = _lists(reader)
    return found


def _lists(reader: Reader) -> list[str]:
    cases = reader.session.scalar(select(func.count()).select_from(CaseRow)) or 0
    rows = reader.session.scalar(select(func.count()).select_from(SummaryRow)) or 0
    return [] if cases == rows else [f"{cases} / {rows}"]


def names_in_use(reader: Reader) -> tuple[set[str], set[str], set[str], set[str]]:
    """The ids of fields, criteria, steps and outcomes that records name."""
    columns = (AnswerRow.field_id, CriterionResultRow.criterion_id, StepRow.step_id, ExitRow.outcome)
    fields, criteria, steps, outcomes = (set(reader.session.scalars(select(one).distinct())) for one in columns)
    return fields, criteria, steps, outcomes

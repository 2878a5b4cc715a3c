"""A release for the evaluation: select, coarsen, suppress, shuffle, write, read back and count again.

What leaves is an allow-list: the columns of ``release.toml`` and the fields with an ``export``. Names, numbers,
exact dates and free text have no way in.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lvv_desk.definitions.base import Label
from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.outputs import ReleaseColumn
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AbsentReason
from lvv_desk.domain.stays import ReleaseRecord
from lvv_desk.evaluation import anonymity
from lvv_desk.evaluation.transforms import TRANSFORMS, Given

KEY_COLUMN = "case_key"


@dataclass(frozen=True)
class Column:
    """A column of a release, whichever way it came in."""

    id: str
    label: Label
    role: str
    transform: str
    field_id: str | None
    record: str | None
    codelist: str | None
    suppress_with: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseTable:
    """A table as it leaves: header and rows, all text. ``persons`` tells who each row is about and never leaves."""

    name: str
    columns: tuple[Column, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    k: int
    suppressed: int
    persons: tuple[str, ...] = field(repr=False)

    @property
    def first(self) -> int:
        """The place of the first column that says something: behind the key, where the table has one."""
        return len(self.header) - len(self.columns)

    def quasi_rows(self, rows: Sequence[Sequence[str]] | None = None) -> list[tuple[str, ...]]:
        """The cells by which someone could be recognised, of these rows or of those read back from a file."""
        places = [self.first + place for place in quasi_places(self.columns)]
        return [tuple(row[place] for place in places) for row in (self.rows if rows is None else rows)]


@dataclass(frozen=True)
class ReleaseTables:
    """The case table and the step table of one release.

    The step table has no key of the case: joined to the case table, the steps and their half-years would single out
    people whom each table hides. So ``k`` holds in each table by itself, and there is nothing to join them on.
    """

    cases: ReleaseTable
    steps: ReleaseTable
    reference_date: date
    k: int


def columns_of(registry: Registry, table: str) -> tuple[Column, ...]:
    """The columns of a table: those of the records first, then the exported answers (case table only)."""
    own = [_of_record(one) for one in registry.release.column if one.table == table]
    if table == "cases":
        own += [_of_field(one) for one in registry.fields.values() if one.export is not None]
    return tuple(own)


def _of_record(column: ReleaseColumn) -> Column:
    return Column(
        column.id, column.label, column.role, column.transform, None, column.value, None, column.suppress_with
    )  # fmt: skip


def _of_field(question: Field) -> Column:
    export = question.export
    if export is None:
        raise ValueError(f"{question.id} is not exported")
    return Column(
        export.column, export.label or question.label, export.role, export.transform, question.id, None,
        question.codelist, export.suppress_with,
    )  # fmt: skip


def quasi_places(columns: Sequence[Column]) -> list[int]:
    return [place for place, column in enumerate(columns) if column.role == "quasi"]


def make(
    registry: Registry, records: Sequence[ReleaseRecord], *, on: date, k: int, rng: random.Random | None = None
) -> ReleaseTables:
    """The tables of a release, ready to be written.

    Args:
        on: the reference date: ages and running stays are counted until then.
        k: every combination of recognisable cells is shared by at least this many persons.
        rng: for tests; the order and the keys are unpredictable without it.
    """
    order = list(records)
    shuffle = (rng or secrets.SystemRandom()).shuffle
    shuffle(order)
    cells = [_case_cells(registry, one, on) for one in order]
    cases = _table(registry, "cases", cells, [str(one.client_id) for one in order], k, _keys(len(order), rng))
    steps = [(str(one.client_id), row) for one in order for row in _step_cells(registry, one, on)]
    if len({person for person, _ in steps}) < k:
        steps = []
    shuffle(steps)
    step_table = _table(registry, "steps", [row for _, row in steps], [person for person, _ in steps], k)
    return ReleaseTables(cases, step_table, on, k)


def _keys(number: int, rng: random.Random | None) -> list[str]:
    """Keys that mean nothing outside this release."""
    return [f"{rng.getrandbits(64):016x}" if rng else secrets.token_hex(8) for _ in range(number)]


def _case_cells(registry: Registry, record: ReleaseRecord, on: date) -> list[str]:
    cells = []
    for column in columns_of(registry, "cases"):
        if column.field_id is not None:
            given: object = record.answers.get(column.field_id, AbsentReason.NOT_ASKED)
        else:
            given = record.values.get(str(column.record))
        cells.append(_cell(registry, column, given, on))
    return cells


def _step_cells(registry: Registry, record: ReleaseRecord, on: date) -> list[list[str]]:
    columns = columns_of(registry, "steps")
    rows = []
    for step in record.steps:
        values: Mapping[str, object] = {
            "step.id": step.step_id,
            "step.status": step.status,
            "step.start": step.started_on,
            "step.duration_days": (step.ended_on - step.started_on).days if step.ended_on else None,
        }
        rows.append([_cell(registry, column, values.get(str(column.record)), on) for column in columns])
    return rows


def _cell(registry: Registry, column: Column, given: object, on: date) -> str:
    missing = {one.id: str(one.code) for one in registry.release.missing}
    if given is None:
        return missing["not_applicable"]
    if isinstance(given, AbsentReason):
        return missing[given.value]
    coarse = TRANSFORMS[column.transform](Given(given, on, column.codelist, registry))
    return coarse if coarse is not None else missing["unknown"]


def _table(
    registry: Registry, name: str, cells: list[list[str]], persons: list[str], k: int, keys: list[str] | None = None
) -> ReleaseTable:
    columns = columns_of(registry, name)
    places = quasi_places(columns)
    quasi = [tuple(row[place] for place in places) for row in cells]
    kept = anonymity.suppress(quasi, k, _dearest_last(quasi), persons)
    safe = [
        _suppressed(columns, row, dict(zip(places, one, strict=True))) for row, one in zip(cells, kept, strict=True)
    ]
    header = tuple(column.id for column in columns)
    if keys is not None:
        header = (KEY_COLUMN, *header)
        safe = [(key, *row) for key, row in zip(keys, safe, strict=True)]
    suppressed = sum(cell == anonymity.SUPPRESSED for one in kept for cell in one)
    reached = anonymity.achieved_k(kept, persons)
    return ReleaseTable(name, columns, header, tuple(safe), reached, suppressed, tuple(persons))


def _suppressed(columns: Sequence[Column], row: list[str], quasi: Mapping[int, str]) -> tuple[str, ...]:
    """A row with its recognisable cells as they may leave, and without what would tell the suppressed ones."""
    gone = {columns[place].id for place, cell in quasi.items() if cell == anonymity.SUPPRESSED}
    return tuple(
        anonymity.SUPPRESSED if gone.intersection(column.suppress_with) else quasi.get(place, cell)
        for place, (column, cell) in enumerate(zip(columns, row, strict=True))
    )


def _dearest_last(rows: Sequence[tuple[str, ...]]) -> list[int]:
    """The columns in the order to give them up: the one with the most values first."""
    if not rows:
        return []
    kinds = [len(Counter(row[place] for row in rows)) for place in range(len(rows[0]))]
    return sorted(range(len(kinds)), key=lambda place: (-kinds[place], place))

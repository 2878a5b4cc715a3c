"""Writes a release as files and reads it back to count again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lvv_desk.definitions.registry import Registry
from lvv_desk.errors import InputError
from lvv_desk.evaluation import anonymity
from lvv_desk.evaluation.release import KEY_COLUMN, Column, ReleaseTable, ReleaseTables, quasi_places
from lvv_desk.texts import LANGUAGES, catalogue

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CODEBOOK = "codebook.csv"
ENUMS = {
    "case.state": "CaseStatus", "case.decision": "DecisionKind", "case.outcome_class": "SolutionClass",
    "step.status": "StepStatus",
}  # fmt: skip
"""The records whose values are members of an enumeration, with its name in the catalogues."""
MANIFEST = "release.json"


@dataclass(frozen=True)
class WrittenRelease:
    """The files of a release, as they were read back from disk."""

    folder: Path
    files: dict[str, str]
    cases: int
    steps: int
    k: int
    achieved_k: int
    achieved_k_steps: int | None
    suppressed: int
    cells: int


def neutral(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; whole negative numbers (the missing codes) stay as they are."""
    runs = cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS)
    if runs and not (cell[0] == "-" and cell[1:].isdecimal()):
        return f"'{cell}"
    return cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV: UTF-8, comma, every cell quoted."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([neutral(c) for c in row] for row in rows)
    return out.getvalue().encode("utf-8")


def write(registry: Registry, tables: ReleaseTables, where: Path, folder: Path) -> WrittenRelease:
    """Writes the files into an empty folder and checks them from disk.

    Args:
        folder: where they will be found in the end.

    Raises:
        InputError: the files did not pass the count.
    """
    contents = {
        "cases.csv": csv_bytes([tables.cases.header, *tables.cases.rows]),
        "steps.csv": csv_bytes([tables.steps.header, *tables.steps.rows]),
        CODEBOOK: csv_bytes(codebook(registry, tables)),
    }
    contents[MANIFEST] = _manifest(registry, tables, contents)
    for name, content in contents.items():
        _write_new(where / name, content)
    return recount(tables, where, folder)


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def recount(tables: ReleaseTables, where: Path, folder: Path) -> WrittenRelease:
    """Counts the persons of the smallest class again from the files on disk.

    Raises:
        InputError: a class is too small, or a file does not hold the rows that were made.
    """
    found: dict[str, int] = {}
    for table in (tables.cases, tables.steps):
        header, *rows = read_csv(where / f"{table.name}.csv")
        if tuple(header) != table.header or rows != [[neutral(cell) for cell in row] for row in table.rows]:
            raise InputError("release_check_failed", table=table.name)
        found[table.name] = anonymity.achieved_k(table.quasi_rows(rows), table.persons)
        if rows and found[table.name] < tables.k:
            raise InputError("release_check_failed", table=table.name)
    files = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(where.iterdir())}
    cells = sum(len(quasi_places(one.columns)) * len(one.rows) for one in (tables.cases, tables.steps))
    return WrittenRelease(
        folder, files, len(tables.cases.rows), len(tables.steps.rows), tables.k, found["cases"],
        found["steps"] if tables.steps.rows else None, tables.cases.suppressed + tables.steps.suppressed, cells,
    )  # fmt: skip


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def codebook(registry: Registry, tables: ReleaseTables) -> list[list[str]]:
    """A row for every column, every value that stands in it, and every code for a missing value."""
    rows = [["table", "column", "value", "label_nl", "label_en", "transform", "role"]]
    for table in (tables.cases, tables.steps):
        if table.first:
            rows.append([table.name, KEY_COLUMN, "", "Sleutel van deze levering", "Key of this release", "", "key"])
        for place, column in enumerate(table.columns, start=table.first):
            rows.append([table.name, column.id, "", column.label.nl, column.label.en, column.transform, column.role])
            rows += _value_rows(registry, table, column, place)
    rows += [["", "", str(one.code), one.label.nl, one.label.en, "missing", ""] for one in registry.release.missing]
    return rows


def _value_rows(registry: Registry, table: ReleaseTable, column: Column, place: int) -> list[list[str]]:
    missing = {str(one.code) for one in registry.release.missing}
    values = sorted({row[place] for row in table.rows} - missing)
    rows = []
    for value in values:
        nl, en = _value_labels(registry, column, value)
        rows.append([table.name, column.id, value, nl, en, "", ""])
    return rows


def _value_labels(registry: Registry, column: Column, value: str) -> tuple[str, str]:
    record = column.record or ""
    labelled: object | None = None
    if column.transform == "region":
        labelled = registry.code("regions", value)
    elif column.codelist:
        labelled = registry.code(column.codelist, value)
    elif record.endswith("outcome"):
        labelled = registry.outcomes.get(value)
    elif record == "case.municipality":
        labelled = registry.municipalities.get(value)
    elif record == "case.scenario":
        labelled = registry.scenarios.get(value)
    elif record == "case.sub_route":
        routes = (one for scenario in registry.scenarios.values() for one in scenario.sub_route)
        labelled = next((one for one in routes if one.id == value), None)
    elif record == "case.advice":
        labelled = next((one for one in registry.advice.advice if one.id == value), None)
    elif record == "step.id":
        labelled = registry.steps.get(value)
    label = getattr(labelled or registry.code("yes_no", value), "label", None)
    if label is not None:
        return label.nl, label.en
    key = f"enum.{ENUMS[record]}.{value}" if record in ENUMS else f"band.{value}"
    nl, en = (catalogue(language).get(key, value) for language in LANGUAGES)
    return nl, en


def _manifest(registry: Registry, tables: ReleaseTables, contents: dict[str, bytes]) -> bytes:
    data = {
        "schema_version": registry.release.version,
        "definitions_digest": registry.digest,
        "reference_date": tables.reference_date.isoformat(),
        "k": tables.k,
        "achieved_k": tables.cases.k,
        "achieved_k_steps": tables.steps.k if tables.steps.rows else None,
        "counting": "strict: a suppressed cell is a value of its own; persons are counted, not rows",
        "population": "all cases registered on or before the reference date; one row a case",
        "step_table": "no key of the case: k holds in each table by itself, and the tables can't be joined",
        "quasi_identifiers": [one.id for one in tables.cases.columns if one.role == "quasi"],
        "rows": {"cases": len(tables.cases.rows), "steps": len(tables.steps.rows)},
        "suppressed_with": {
            one.id: list(one.suppress_with)
            for one in (*tables.cases.columns, *tables.steps.columns)
            if one.suppress_with
        },
        "suppressed_cells": {"cases": tables.cases.suppressed, "steps": tables.steps.suppressed},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "status": "pseudonymised, risk limited; not anonymous",
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8")

"""The list of cases as a table model: rows come in pages, sorted and filtered by the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import CaseStatus, ScenarioKind
from lvv_desk.domain.identifiers import grouped_v_number
from lvv_desk.domain.lists import CaseSummary, ShieldedSummary, SortBy
from lvv_desk.texts import name_of, say, t
from ui.views.case_words import STATUS_ROLES
from ui.widgets import TAG_ROLE, icon

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
STATUS_COLUMN = 4


def _day(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else ""


class CaseTable(QAbstractTableModel):
    """Columns: name, number, V-nummer, municipality, status, scenario, next date, missing."""

    COLUMNS: tuple[tuple[str, SortBy | None], ...] = (
        ("name", SortBy.NAME),
        ("number", SortBy.NUMBER),
        ("v_number", None),
        ("municipality", None),
        ("status", SortBy.STATUS),
        ("scenario", None),
        ("due", SortBy.DUE),
        ("registered", SortBy.REGISTERED),
    )

    def __init__(self, registry: Registry, want_more: Callable[[], None]) -> None:
        super().__init__()
        self._registry = registry
        self._want_more = want_more
        self._rows: list[CaseSummary] = []
        self._total = 0

    @property
    def rows(self) -> list[CaseSummary]:
        return self._rows

    def start(self, rows: tuple[CaseSummary, ...], total: int) -> None:
        """Shows the first page."""
        self.beginResetModel()
        self._rows, self._total = list(rows), total
        self.endResetModel()

    def append(self, rows: tuple[CaseSummary, ...]) -> None:
        """Adds the next page."""
        first = len(self._rows)
        self.beginInsertRows(NOWHERE, first, first + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid():
            self._want_more()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return t(f"cases.column_{self.COLUMNS[section][0]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, self.COLUMNS[index.column()][0])
        if role == Qt.ItemDataRole.DecorationRole and isinstance(row, ShieldedSummary) and index.column() == 0:
            return icon("lock", "text_muted", 16)
        if role == TAG_ROLE and index.column() == STATUS_COLUMN:
            return STATUS_ROLES[CaseStatus(row.status)]
        return None

    def _words(self, row: CaseSummary, column: str) -> str:
        if column == "municipality":
            return say(self._registry.municipalities[row.municipality].label)
        if column == "status":
            return name_of(CaseStatus(row.status))
        if column == "scenario":
            return name_of(ScenarioKind(row.scenario)) if row.scenario else ""
        if column == "v_number":
            return grouped_v_number(row.v_number)
        days = {"due": row.next_due_on, "registered": row.registered_on}
        return _day(days[column]) if column in days else str(getattr(row, column))

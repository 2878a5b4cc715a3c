"""A table without grid noise, for any table model; and label-value rows for checking answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Divider
from ui.widgets.tag import Tag, paint_tag, tag_size
from ui.widgets.text import Body, Text

NARROWEST = 0.94  # of its width: below that a column goes rather than all get narrower
LEAST_STRETCH = 18  # characters of a column that takes what is left; with less than that the table scrolls sideways
PADDING = 24
ROW = 44
SIDES = 32  # what the style leaves empty at both sides of a cell
MOST_HIGH = 10_000
TAG_ROLE = int(Qt.ItemDataRole.UserRole) + 100
"""Under this role a model gives the tag role of a status cell; the word is the display text."""


class TagDelegate(QStyledItemDelegate):
    """Draws a status cell as a tag."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        word = str(index.data() or "")
        if not word:
            return
        given = index.data(TAG_ROLE)
        role: theme.TagRole = given if given in get_args(theme.TagRole) else "neutral"
        size = tag_size(word)
        room = QRectF(option.rect).adjusted(15, 0, -4, -1)
        rect = QRectF(
            room.left(), room.center().y() - size.height() / 2, min(size.width(), room.width()), size.height()
        )
        painter.save()
        paint_tag(painter, rect, word, role)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = tag_size(str(index.data() or ""))
        return QSize(size.width() + 24, super().sizeHint(option, index).height())


class WrappingDelegate(QStyledItemDelegate):
    """Makes a row as high as its words need in their column, and leaves room around them."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._table.columnWidth(index.column()) - SIDES
        wrapped = self._table.fontMetrics().boundingRect(
            0, 0, width, MOST_HIGH, int(Qt.TextFlag.TextWordWrap), str(index.data() or "")
        )
        return QSize(super().sizeHint(option, index).width(), wrapped.height() + theme.current().space.two)


class DataTable(QTableView):
    """Rows are chosen with the arrows, opened with Enter or a double click, and left with Tab.

    With ``shown_rows`` it is exactly as high as its rows, up to that many, and words that do not fit go on below.
    """

    row_activated = Signal(int)

    def __init__(
        self, *, accessible_name: str, sortable: bool = False, shown_rows: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self._shown_rows = shown_rows
        self.setWordWrap(bool(shown_rows))
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(sortable)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        mode = QHeaderView.ResizeMode
        rows.setSectionResizeMode(mode.ResizeToContents if shown_rows else mode.Fixed)
        if shown_rows:
            self.setItemDelegate(WrappingDelegate(self))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionsClickable(sortable)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(48)
        self._wanted: tuple[int, ...] = ()
        self._first_to_go: tuple[int, ...] = ()
        self._whole: tuple[int, ...] = ()
        self._tags = TagDelegate(self)
        self.doubleClicked.connect(self._open)
        self._restyle()
        theme.on_change(self._restyle)

    def set_tag_column(self, column: int) -> None:
        """Draw the cells of this column as tags."""
        self.setItemDelegateForColumn(column, self._tags)

    def set_column_widths(self, *characters: int, first_to_go: Sequence[int] = (), whole: Sequence[int] = ()) -> None:
        """Width of each column in characters; 0 takes what is left. Call it again after a change of the text size.

        With ``first_to_go`` the table never scrolls sideways: these columns go, in this order, where there is no
        room, and the others become a little narrower, but for those that must stay ``whole``.
        """
        self._wanted, self._first_to_go, self._whole = characters, tuple(first_to_go), tuple(whole)
        self.horizontalHeader().setStretchLastSection(not first_to_go and 0 not in characters)
        for column, count in enumerate(characters):
            if count:
                self.setColumnWidth(column, theme.current().text_width(count) + PADDING)
        self._stretch_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that fit."""
        super().resizeEvent(event)
        if self._first_to_go:
            self._fit_columns()
        else:
            self._stretch_columns()

    def updateGeometries(self) -> None:
        """Rows and columns have the sizes that they keep: as high as those."""
        super().updateGeometries()
        if self._shown_rows:
            self._fit_height()

    def _stretch_columns(self) -> None:
        """The columns without a width of their own share what is left, and never get so little that nothing is read."""
        taking = [column for column, count in enumerate(self._wanted) if not count]
        taken = sum(self.columnWidth(column) for column, count in enumerate(self._wanted) if count)
        least = theme.current().text_width(LEAST_STRETCH) + PADDING
        for column in taking:
            self.setColumnWidth(column, max(least, (self.viewport().width() - taken) // len(taking)))

    def _fit_columns(self) -> None:
        room = self.viewport().width()
        widths = {column: theme.current().text_width(count) + PADDING for column, count in enumerate(self._wanted)}
        for column in self._first_to_go:
            if sum(widths.values()) * NARROWEST <= room:
                break
            del widths[column]
        kept = sum(width for column, width in widths.items() if column in self._whole)
        share = (room - kept) / max(1, sum(widths.values()) - kept)
        for column in range(len(self._wanted)):
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column] if column in self._whole else int(widths[column] * share))

    def _fit_height(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        around = self.viewportMargins().top() + 2 * self.frameWidth()
        scrolls = columns.length() > self.viewport().width()
        under = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        shown = sum(rows.sectionSize(row) for row in range(min(rows.count(), self._shown_rows)))
        self.setFixedHeight(around + shown + under)

    def current_row(self) -> int:
        """The chosen row, or -1."""
        return self.currentIndex().row()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by keyboard chooses the first row, so that it is seen where one is."""
        super().focusInEvent(event)
        model = self.model()
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if not by_mouse and model is not None and model.rowCount() and not self.currentIndex().isValid():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_activated.emit(index.row())

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.current().scaled(ROW))
        self.verticalHeader().setMinimumSectionSize(theme.current().scaled(ROW))


@dataclass(frozen=True, slots=True)
class KeyValue:
    """One row; `missing` marks "Niet ingevuld"; the action ("Wijzig") is said with the label."""

    id: str
    label: str
    value: str
    action_text: str = ""
    missing: bool = False
    note: str = ""


class KeyValueList(QWidget):
    """Label, value, and an optional link per row."""

    action = Signal(str)

    def __init__(
        self, rows: Iterable[KeyValue] = (), *, accessible_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._ids: dict[LinkButton, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.current().space.three)
        self._grid.setVerticalSpacing(theme.current().space.one)
        self._grid.setColumnStretch(0, 4)
        self._grid.setColumnStretch(1, 7)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_rows(rows)

    def set_rows(self, rows: Iterable[KeyValue]) -> None:
        """Show these rows."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._ids.clear()
        top = Qt.AlignmentFlag.AlignTop
        line = 0
        for number, row in enumerate(rows):
            if number:
                self._grid.addWidget(Divider(), line, 0, 1, 3)
                line += 1
            self._grid.addWidget(Body(row.label, muted=True), line, 0, top)
            value: QWidget = Tag(row.value, "attention") if row.missing else Body(row.value, selectable=True)
            left = Qt.AlignmentFlag.AlignLeft if row.missing else Qt.AlignmentFlag(0)
            self._grid.addWidget(value, line, 1, top | left)
            if row.action_text:
                link = LinkButton(row.action_text, accessible_name=f"{row.action_text}: {row.label}")
                link.clicked.connect(self._clicked)
                self._ids[link] = row.id
                self._grid.addWidget(link, line, 2, top | Qt.AlignmentFlag.AlignRight)
            line += 1
            if row.note:
                note = Text(row.note, type_role="caption")
                self._grid.addWidget(note, line, 1, top)
                line += 1
        for number in range(self._grid.count()):
            item = self._grid.itemAt(number)
            shown = item.widget() if item is not None else None
            if shown is not None:
                shown.show()

    def focus_first(self) -> bool:
        """Puts the focus on the first link; whether there is one."""
        first = next(iter(self._ids), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def _clicked(self) -> None:
        link = self.sender()
        if isinstance(link, LinkButton):
            self.action.emit(self._ids[link])

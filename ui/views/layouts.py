"""Small arrangements that several views share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.models.rows import RowTable
from ui.widgets import Body, Card, DataTable, Flow

MOST_ROWS = 12


def line(*widgets: QWidget) -> QHBoxLayout:
    """Buttons or words beside each other, at the left."""
    row = QHBoxLayout()
    row.setSpacing(theme.current().space.one)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def flow(*widgets: QWidget) -> Flow:
    """Buttons or words beside each other, at the left, and below where there is no room."""
    row = Flow()
    row.add(*widgets)
    return row


def column(box: QWidget) -> QVBoxLayout:
    """A column without edges in a widget."""
    inner = QVBoxLayout(box)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(theme.current().space.two)
    return inner


def clear(layout: QVBoxLayout) -> None:
    """Takes everything out of a column."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def page() -> QWidget:
    """An empty page with a column in it: see :func:`page_body`."""
    made = QWidget()
    column(made)
    return made


def page_body(made: QWidget) -> QVBoxLayout:
    """The column of a page."""
    inner = made.layout()
    if not isinstance(inner, QVBoxLayout):
        raise TypeError("a page has a column")
    return inner


def choice_card(title: str, text: str, button: QWidget) -> Card:
    """One of several ways to go: what it is, and a button."""
    card = Card(title)
    card.add(Body(text))
    card.add(line(button))
    return card


def row_table(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> DataTable:
    """A table of rows of text, as high as its rows up to a dozen."""
    table = DataTable(accessible_name=name, shown_rows=MOST_ROWS)
    model = RowTable(header, rows)
    model.setParent(table)
    table.setModel(model)
    table.set_column_widths(*widths)
    return table

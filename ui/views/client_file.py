"""What a client may ask for: who looked into the file, and the whole file on a stick."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.services.auditing import LookedAt
from lvv_desk.texts import t
from ui.context import Context
from ui.models.rows import RowTable
from ui.sections.log import action_words
from ui.views.layouts import clear, line
from ui.widgets import Body, Card, DataTable, SecondaryButton

WIDTHS = (13, 30, 0)
TABLE_HEIGHT = 320


class LookedCard(Card):
    """Everything that was done with a case, with roles instead of names."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(t("client_file.looked"), parent=parent)
        self._context, self._case_id = context, case_id
        self.add(Body(t("client_file.looked_text"), muted=True))
        self.show_button = SecondaryButton(t("client_file.looked_show"), icon_name="eye")
        self.show_button.clicked.connect(self.look)
        self.add(line(self.show_button))
        self._slot = QVBoxLayout()
        self.add(self._slot)
        self.rows: tuple[LookedAt, ...] = ()

    def look(self) -> None:
        """Reads the lines about this case."""
        work = partial(self._context.services.audit.of_case, self._case_id)
        self._context.tasks.run(self, work, self._show, lambda error: self._context.go.notify(str(error)))

    def _show(self, rows: tuple[LookedAt, ...]) -> None:
        self.rows = rows
        clear(self._slot)
        header = [t(f"client_file.column_{one}") for one in ("when", "who", "what")]
        table = DataTable(accessible_name=t("client_file.looked"))
        lines = [
            (one.at.astimezone().strftime("%d-%m-%Y %H:%M"), ", ".join(one.roles), action_words(one.action))
            for one in rows
        ]
        model = RowTable(header, lines)
        model.setParent(table)
        table.setModel(model)
        table.set_column_widths(*WIDTHS)
        table.setMinimumHeight(TABLE_HEIGHT)
        self._slot.addWidget(table)

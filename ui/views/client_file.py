"""What a client may ask for: who looked into the file, and the whole file on a stick."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.services.auditing import LookedAt
from lvv_desk.services.person_export import Exported
from lvv_desk.texts import t
from ui.context import Context
from ui.dialogs import stick_folder
from ui.models.rows import RowTable
from ui.sections.log import action_words
from ui.views.layouts import clear, line
from ui.widgets import Body, Card, DataTable, Mono, Notice, Progress, SecondaryButton

WIDTHS = (16, 34, 0)
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


class ExportCard(Card):
    """The whole file of the person as one encrypted PDF; its passphrase is shown once."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(t("client_file.export"), parent=parent)
        self._context, self._case_id = context, case_id
        self.add(Body(t("client_file.export_text"), muted=True))
        self.save_button = SecondaryButton(t("client_file.export_save"), icon_name="export")
        self.save_button.clicked.connect(self.save)
        self.add(line(self.save_button))
        self._slot = QVBoxLayout()
        self.add(self._slot)

    def save(self) -> None:
        """Asks where to, and writes the file."""
        name = stick_folder() / t("client_file.export_name")
        path = self._context.dialogs.save_file(self, t("client_file.export_where"), name, "PDF (*.pdf)")
        if path is None:
            return
        self.save_button.setEnabled(False)
        clear(self._slot)
        self._slot.addWidget(Progress(t("client_file.exporting")))
        work = partial(self._context.services.person.export, self._case_id, path, replace=True)
        self._context.tasks.run(self, work, self._saved, self._not_saved)

    def _saved(self, exported: Exported) -> None:
        clear(self._slot)
        notice = Notice(t("client_file.exported", file=exported.path), t("client_file.exported_text"), role="done")
        self.passphrase = Mono(exported.passphrase)
        self.passphrase.setAccessibleName(t("new_vault.first"))
        notice.add(self.passphrase)
        self.seen_button = SecondaryButton(t("client_file.exported_seen"), icon_name="check")
        self.seen_button.clicked.connect(self._seen)
        notice.add(self.seen_button)
        self._slot.addWidget(notice)
        self.seen_button.setFocus()

    def _seen(self) -> None:
        self.passphrase.clear()
        clear(self._slot)
        self.save_button.setEnabled(True)

    def _not_saved(self, error: Exception) -> None:
        clear(self._slot)
        self.save_button.setEnabled(True)
        self._slot.addWidget(Notice(t("client_file.not_exported"), str(error), role="attention"))

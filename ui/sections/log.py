"""The log: who did what and when, with filters, a page at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from lvv_desk.domain.session import AuditEntry
from lvv_desk.services.auditing import AuditPage
from lvv_desk.texts import t
from ui.context import Context
from ui.models.rows import RowTable
from ui.sections.base import Section
from ui.views.day_words import day_field
from ui.views.layouts import line
from ui.widgets import (
    Caption,
    Card,
    Columns,
    DataTable,
    EmptyState,
    FieldFrame,
    Option,
    PrimaryButton,
    SearchCombo,
    SecondaryButton,
    TextField,
)

WIDTHS = (18, 12, 30, 11, 0)
TABLE_HEIGHT = 420
COLUMNS = ("when", "who", "what", "case", "why")


class LogSection(Section):
    """Reads the log; nothing of it can be changed."""

    help_id = "log"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.page: AuditPage | None = None
        self._before: list[int] = []
        self.body.addWidget(self._filters())
        self.add_outcome()
        self._slot = QVBoxLayout()
        self.body.addLayout(self._slot)
        self.head = Caption("", selectable=True)
        self.newer = SecondaryButton(t("log.newer"), icon_name="arrow_left")
        self.newer.clicked.connect(self.show_newer)
        self.older = SecondaryButton(t("log.older"), icon_name="arrow_right", icon_after=True)
        self.older.clicked.connect(self.show_older)
        self.body.addLayout(line(self.newer, self.older))
        self.body.addWidget(self.head)
        self._build_table()
        self.look()

    def _filters(self) -> Card:
        card = Card(t("log.filters"))
        today = self.context.services.desk.today()
        self.account = SearchCombo(characters=22, placeholder=t("log.everyone"))
        self.kind = SearchCombo(characters=26, placeholder=t("log.everything"))
        self.case = TextField(characters=18, max_length=40)
        self.first, self.last = day_field(today), day_field(today)
        account, kind = FieldFrame(t("log.account"), self.account), FieldFrame(t("log.kind"), self.kind)
        card.add(Columns(account, kind, FieldFrame(t("log.case"), self.case), least=24))
        card.add(Columns(FieldFrame(t("log.first"), self.first), FieldFrame(t("log.last"), self.last), least=28))
        self.look_button = PrimaryButton(t("log.look"), icon_name="search")
        self.look_button.clicked.connect(lambda _: self.look())
        self.case.returnPressed.connect(self.look)
        card.add(line(self.look_button))
        return card

    def _build_table(self) -> None:
        self.table = DataTable(accessible_name=t("log.title"))
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.empty = EmptyState(t("log.none"), t("log.none_text"), icon_name="search")
        self._slot.addWidget(self.table)
        self._slot.addWidget(self.empty)
        self.empty.hide()

    # -- pages --------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        self.look()

    def look(self) -> None:
        """The newest lines that fit the filters."""
        self._before = []
        self._load()

    def show_older(self) -> None:
        if self.page is not None and self.page.entries:
            self._before.append(self.page.entries[-1].seq)
            self._load()

    def show_newer(self) -> None:
        if self._before:
            self._before.pop()
            self._load()

    def _load(self) -> None:
        work = partial(
            self.context.services.audit.page, account=self.account.value() or None, kind=self.kind.value() or None,
            case=self.case.text().strip() or None, first=self.first.value(), last=self.last.value(),
            before=self._before[-1] if self._before else None,
        )  # fmt: skip
        self.work(t("log.reading"), work, self._show, self.look_button, self.newer, self.older)

    def _show(self, page: AuditPage) -> None:
        self.page = page
        self.account.set_options([Option(id_, name) for id_, name in page.names.items()])
        kinds = sorted((Option(one, action_words(one)) for one in page.actions), key=lambda one: one.label)
        self.kind.set_options(kinds)
        model = RowTable([t(f"log.column_{one}") for one in COLUMNS], [self._row(one, page) for one in page.entries])
        model.setParent(self.table)
        self.table.setModel(model)
        self.table.set_column_widths(*WIDTHS)
        self.table.setVisible(bool(page.entries))
        self.empty.setVisible(not page.entries)
        seen = page.entries[-1].seq if page.entries else 0
        self.older.setEnabled(bool(page.entries) and seen > 1 and len(page.entries) < page.total)
        self.newer.setEnabled(bool(self._before))
        self.head.setText(t("log.head", shown=len(page.entries), total=page.total, head=page.head))

    def _row(self, one: AuditEntry, page: AuditPage) -> tuple[str, ...]:
        when = one.at.astimezone().strftime("%d-%m-%Y %H:%M:%S")
        case = page.numbers.get(one.object_id or "", "") if one.object_type == "case" else ""
        return when, page.names.get(one.actor, one.actor), entry_words(one), case, one.purpose or ""


def action_words(action: str) -> str:
    """An action of the log in words."""
    return t(f"audit.{action}")


def entry_words(entry: AuditEntry) -> str:
    """A line of the log in words, with what kind of change it was where the line says so."""
    words = action_words(entry.action)
    what = entry.detail.get("what")
    return f"{words}: {t(f'audit.what.{what}')}" if isinstance(what, str) else words

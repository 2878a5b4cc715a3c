"""The list of cases: searched, filtered and sorted by the store, page by page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from lvv_desk.domain.case import CaseStatus
from lvv_desk.domain.lists import ShieldedSummary, SortBy
from lvv_desk.services.cases import CasePage
from lvv_desk.texts import many, name_of, say, t
from ui import theme
from ui.context import Context
from ui.models.cases import STATUS_COLUMN, CaseTable
from ui.views.base import Memory, View
from ui.widgets import Caption, DataTable, EmptyState, Flow, Option, PageTitle, PrimaryButton, SearchCombo, SearchField

WIDTHS = (20, 13, 12, 10, 17, 14, 11, 9)
FIRST_TO_GO = (7, 2, 3, 5, 6)  # registered, V-number, municipality, scenario, due: all of it stands on the case page
WHOLE = (1,)  # a number that is cut off names another case
SEARCH_CHARACTERS = 40


class CaseListView(View):
    """Everyone in the vault, and the way in for someone new."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._sort, self._descending = SortBy.CHANGED, True
        self._asked = 0
        self._loading_more = False
        self._build()
        self._load()
        self.is_there()

    def help_page(self) -> str:
        return "cases"

    def focus_first(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def remember(self) -> Memory:
        return {"typed": self.search.text(), "status": self.status.value(), "city": self.city.value()}

    def put_back(self, memory: Memory) -> None:
        self.search.setText(memory["typed"])
        self.status.set_value(memory["status"])
        self.city.set_value(memory["city"])
        self._load()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        space = theme.current().space
        column = QVBoxLayout()
        column.setContentsMargins(space.four, space.three, space.four, space.two)
        column.setSpacing(space.two)
        column.addLayout(self._title_row())
        column.addWidget(self._filter_row())
        self.table = DataTable(accessible_name=t("cases.title"), sortable=False)
        self.model = CaseTable(self.context.services.registry, self._load_more)
        self.table.setModel(self.model)
        self.table.set_tag_column(STATUS_COLUMN)
        self.table.set_column_widths(*WIDTHS, first_to_go=FIRST_TO_GO, whole=WHOLE)
        self.table.row_activated.connect(self._open)
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort_by)
        self._empty = EmptyState(t("cases.empty_title"), t("cases.empty_text"), t("cases.register"), icon_name="cases")
        self._empty.triggered.connect(self._register)
        self._nothing = EmptyState(t("cases.none_title"), t("cases.none_text"), t("cases.register"), icon_name="search")
        self._nothing.triggered.connect(self._register)
        self._stack = QStackedWidget()
        for widget in (self.table, self._empty, self._nothing):
            self._stack.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.count = Caption("", wrap=False)
        column.addWidget(self.count)
        self.outer.addLayout(column)
        down = QShortcut(QKeySequence("Down"), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.table.setFocus)

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(PageTitle(t("cases.title")))
        row.addStretch(1)
        register = PrimaryButton(t("cases.register"), icon_name="plus")
        register.setToolTip("Ctrl+N")
        register.clicked.connect(self._register)
        row.addWidget(register)
        return row

    def _filter_row(self) -> Flow:
        row = Flow(spacing=theme.current().space.two)
        self.search = SearchField(
            accessible_name=t("cases.search"), placeholder=t("cases.search_hint"), clear_text=t("cases.clear")
        )
        self.search.searched.connect(lambda _: self._load())
        self.search.setMinimumWidth(theme.current().text_width(SEARCH_CHARACTERS))
        row.add(self.search)
        every_status = [Option("", t("cases.all_statuses")), *(Option(one.value, name_of(one)) for one in CaseStatus)]
        self.status = self._filter(t("cases.filter_status"), every_status, t("cases.all_statuses"))
        row.add(self.status)
        cities = self.context.services.registry.municipalities.values()
        every_city = [Option("", t("cases.all_cities")), *(Option(one.id, say(one.label)) for one in cities)]
        self.city = self._filter(t("cases.filter_city"), every_city, t("cases.all_cities"))
        row.add(self.city)
        return row

    def _filter(self, name: str, options: list[Option], placeholder: str) -> SearchCombo:
        combo = SearchCombo(options, accessible_name=name, placeholder=placeholder, characters=18)
        combo.chosen.connect(lambda _: self._load())
        return combo

    # -- loading ------------------------------------------------------------------------------------------------

    def _page(self, offset: int) -> partial[CasePage]:
        return partial(
            self.context.services.cases.page,
            self.search.text(),
            status=self.status.value() or None,
            municipality=self.city.value() or None,
            sort=self._sort,
            descending=self._descending,
            offset=offset,
        )

    def _load(self) -> None:
        self._asked += 1
        asked = self._asked
        self.context.tasks.run(self, self._page(0), lambda page: self._show(asked, page))

    def _show(self, asked: int, page: CasePage) -> None:
        if asked != self._asked:
            return
        self.model.start(page.rows, page.total)
        filtered = bool(self.search.text().strip() or self.status.value() or self.city.value())
        self._stack.setCurrentWidget(self.table if page.rows else self._nothing if filtered else self._empty)
        self.count.setText(many("cases.count", page.total))

    def _load_more(self) -> None:
        if self._loading_more:
            return
        self._loading_more = True
        asked = self._asked
        QTimer.singleShot(0, self, lambda: self._fetch(asked))

    def _fetch(self, asked: int) -> None:
        self.context.tasks.run(self, self._page(len(self.model.rows)), lambda page: self._add(asked, page))

    def _add(self, asked: int, page: CasePage) -> None:
        self._loading_more = False
        if asked == self._asked and page.rows:
            self.model.append(page.rows)

    # -- acting -------------------------------------------------------------------------------------------------

    def _sort_by(self, section: int) -> None:
        sort = CaseTable.COLUMNS[section][1]
        if sort is None:
            return
        self._descending = not self._descending if sort is self._sort else False
        self._sort = sort
        head = self.table.horizontalHeader()
        head.setSortIndicatorShown(True)
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(section, order)
        self._load()

    def _open(self, row: int) -> None:
        chosen = self.model.rows[row]
        if isinstance(chosen, ShieldedSummary):
            self.context.go.show_take_access(chosen.case_id, chosen.number)
        else:
            self.context.go.show_case(chosen.case_id)

    def _register(self) -> None:
        typed = self.search.text().strip()
        self.context.go.show_register("" if any(one.isdigit() for one in typed) else typed)

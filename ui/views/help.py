"""The help: short pages in the program itself, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from lvv_desk.paths import resources
from lvv_desk.texts import language, t
from ui import theme
from ui.context import Context
from ui.views.base import View
from ui.widgets import QuietButton, ScrollArea, Task, TaskGroup, TaskList

PAGES = (
    "start", "cases", "register", "referrals", "intake", "admission", "trajectory", "notes", "stay", "documents",
    "handover", "figures", "accounts", "recovery", "backups", "log", "retention", "keys", "safety",
)  # fmt: skip
LIST_CHARACTERS = 30
TEXT_CHARACTERS = 78
LINE_HEIGHT = 130
MARGIN = 32


class HelpPage(View):
    """A list of pages, and the page."""

    def __init__(self, context: Context, page: str = "start", parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.list = TaskList(accessible_name=t("help_page.pages"))
        self.list.chosen.connect(self.open)
        side = ScrollArea(columns=0, margin=16)
        back = QuietButton(t("help_page.back"), icon_name="arrow_left")
        back.setToolTip("Alt+←")
        back.clicked.connect(context.go.go_back)
        side.add(back)
        side.add(self.list)
        side.add(QWidget(), 1)
        side.setFixedWidth(theme.current().text_width(LIST_CHARACTERS))
        row.addWidget(side)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setOpenExternalLinks(False)
        self.text.setAccessibleName(t("help_page.text"))
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(MARGIN)
        self.text.setMaximumWidth(theme.current().text_width(TEXT_CHARACTERS) + 2 * MARGIN)
        self.text.anchorClicked.connect(self._follow)
        row.addWidget(self.text, 1000)
        row.addStretch(1)
        self.outer.addLayout(row)
        self.open(page)
        self.is_there()

    def where(self) -> Callable[[Context], View] | None:
        return partial(HelpPage, page=self._page)

    def help_page(self) -> str:
        return "start"

    def open(self, page: str) -> None:
        """Shows a page."""
        self._page = known = page if page in PAGES else PAGES[0]
        source = (resources() / "help" / language() / f"{known}.md").read_text("utf-8")
        self.text.setMarkdown(source)
        self._space_out()
        self.text.document().setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, known)
        tasks = [Task(one, t(f"help_page.{one}"), t("intake.here") if one == known else "", "info") for one in PAGES]
        self.list.set_groups([TaskGroup(t("help_page.title"), tasks)])

    def _space_out(self) -> None:
        """Room between the paragraphs and the lines; markdown alone has little."""
        space = theme.current().space
        cursor = QTextCursor(self.text.document())
        while True:
            form = cursor.blockFormat()
            in_list = cursor.currentList() is not None
            form.setBottomMargin(space.half if in_list else space.two)
            form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(form)
            if not cursor.movePosition(QTextCursor.MoveOperation.NextBlock):
                return

    def _follow(self, url: QUrl) -> None:
        """Links lead to other pages of the help only."""
        self.open(url.toString().removesuffix(".md"))

    def focus_first(self) -> None:
        self.text.setFocus()

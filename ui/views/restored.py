"""After a backup was put back: what there is now, and where the earlier files are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from lvv_desk.texts import t
from ui.context import Context
from ui.views.base import View
from ui.views.layouts import line
from ui.views.today import TodayView
from ui.widgets import Body, Caption, Card, KeyValue, KeyValueList, PageTitle, PrimaryButton, ScrollArea


class RestoredPage(View):
    """The first page after a backup was put back."""

    def __init__(self, context: Context, aside: Path, erased_again: int, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        area = ScrollArea(columns=78, margin=32)
        area.add(PageTitle(t("restore.done")))
        card = Card()
        card.add(Body(t("restore.done_text")))
        rows = [KeyValue("aside", t("restore.aside"), str(aside), note=t("restore.aside_text"))]
        if erased_again:
            rows.append(KeyValue("erased", t("restore.erased"), t("restore.erased_text", number=erased_again)))
        card.add(KeyValueList(rows, accessible_name=t("restore.done")))
        card.add(Caption(t("restore.after")))
        self.go_on = PrimaryButton(t("restore.go_on"), icon_name="arrow_right", icon_after=True)
        self.go_on.clicked.connect(lambda: context.go.show_place("today"))
        card.add(line(self.go_on))
        area.add(card)
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.is_there()

    def help_page(self) -> str:
        return "backups"

    def where(self) -> Callable[[Context], View]:
        """After a lock the day begins anew."""
        return TodayView

    def focus_first(self) -> None:
        self.go_on.setFocus()

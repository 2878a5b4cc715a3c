"""The checks found damage in the open vault: what was found, what is safe, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.services.backups import BackupState
from lvv_desk.services.health import Findings
from lvv_desk.texts import t
from ui.views.base import View
from ui.views.layouts import line
from ui.views.today import TodayView
from ui.widgets import Body, Card, Disclosure, Notice, PageTitle, PrimaryButton, ScrollArea

if TYPE_CHECKING:
    from ui.context import Context


class DamageFoundPage(View):
    """Opened by the window when the checks after the unlock did not pass. Nothing can be written any more."""

    def __init__(self, context: Context, findings: Findings, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        area = ScrollArea(columns=78, margin=32)
        area.add(PageTitle(t("damage.title")))
        what = Card(t("damage.happened"))
        what.add(Body(t("damage.happened_text")))
        found = Disclosure(t("damage.found"), "")
        for one in findings.rows:
            if not one.passed:
                found.add(Body(f"{t(f'check.{one.name}')}: {one.detail}", selectable=True))
        what.add(found)
        area.add(what)
        self.safe = Notice(t("restore.looking"), t("damage.untouched"))
        area.add(self.safe)
        area.add(self._next())
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.is_there()
        context.tasks.run(self, context.services.backups.state, self._show_safe, lambda _: None)

    def _next(self) -> Card:
        may = Right.RESTORE in self.context.services.desk.rights
        card = Card(t("restore.do"))
        card.add(Body(t("damage.next" if may else "damage.next_other")))
        self.restore_button = PrimaryButton(t("damage.restore"), icon_name="undo", enabled=may)
        self.restore_button.clicked.connect(self.context.go.show_restore)
        card.add(line(self.restore_button))
        return card

    def _show_safe(self, state: BackupState) -> None:
        newest = state.newest
        if newest is None:
            self.safe.set_content(t("restore.none"), t("restore.none_text"), "attention")
            return
        when = newest.made_at.astimezone().strftime("%d-%m-%Y, %H:%M")
        words = t("restore.safe_text", when=when, cases=newest.cases)
        self.safe.set_content(t("restore.safe"), f"{words} {t('damage.untouched')}", "done")

    def help_page(self) -> str:
        return "backups"

    def where(self) -> Callable[[Context], View]:
        """After a lock the day begins anew."""
        return TodayView

    def focus_first(self) -> None:
        self.restore_button.setFocus()

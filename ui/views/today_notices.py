"""What the vault itself needs, quietly above the work of the day: shown only when there is something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui.context import Context
from ui.theme import TagRole
from ui.views.layouts import clear, column
from ui.widgets import LinkButton, Notice

OLD_BACKUP = timedelta(days=7)


@dataclass(frozen=True)
class Needed:
    """Something to do about the vault: its words by key, and the part of Beheer where it is done."""

    key: str
    section: str = ""
    role: TagRole = "info"
    number: int = 0


def needed(context: Context) -> list[Needed]:
    """Everything there is to do, the most urgent first. Runs on the worker."""
    services, desk = context.services, context.services.desk
    found = [Needed(f"start_up.{one}", role="attention") for one in desk.warnings]
    if desk.is_practice:
        return found
    if Right.OWN_ACCOUNT in desk.rights:
        codes = services.recovery.state()
        if codes.known_to_leaver and Right.MANAGE_ACCOUNTS in desk.rights:
            found.append(Needed("notices.codes_known", "codes", "attention"))
        elif not codes.proven:
            found.append(Needed("notices.unproven", "codes", "attention"))
    if desk.store.read_only is not None:
        return found
    if Right.BACK_UP in desk.rights:
        found += _about_backups(context)
    if {Right.PROPOSE_ERASURE, Right.CONFIRM_ERASURE} <= desk.rights:
        waiting = sum(not one.is_mine for one in services.erasure.proposals())
        if waiting:
            found.append(Needed("notices.erasure", "retention", number=waiting))
    return found


def _about_backups(context: Context) -> list[Needed]:
    state, desk = context.services.backups.state(), context.services.desk
    if state.newest is None:
        return [Needed("notices.no_backup", "backups", "attention")]
    found = []
    days = (desk.clock() - state.newest.made_at).days
    if state.changed_since and desk.clock() - state.newest.made_at > OLD_BACKUP:
        found.append(Needed("notices.old_backup", "backups", "attention", days))
    if state.drill_due:
        found.append(Needed("notices.drill", "backups"))
    return found


class TodayNotices(QWidget):
    """Takes no room while there is nothing to say."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._column = column(self)
        self.shown: list[Needed] = []
        self.hide()
        self.look_again()

    def look_again(self) -> None:
        """Reads what is needed and shows it."""
        self._context.tasks.run(self, partial(needed, self._context), self._show, lambda _: None)

    def _show(self, found: list[Needed]) -> None:
        self.shown = found
        clear(self._column)
        for one in found:
            self._column.addWidget(self._notice(one))
        self.setVisible(bool(found))

    def _notice(self, one: Needed) -> Notice:
        notice = Notice(t(one.key), t(f"{one.key}_text", number=one.number), role=one.role)
        if one.section:
            link = LinkButton(t(f"{one.key}_do"))
            link.clicked.connect(partial(self._go, one.section))
            notice.add(link)
        return notice

    def _go(self, section: str) -> None:
        self._context.go.show_section(section)

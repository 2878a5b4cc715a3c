"""Beheer: a list of parts at the side, those that the account has rights for, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui import theme
from ui.context import Context
from ui.sections.account import AccountSection
from ui.sections.accounts import AccountsSection
from ui.sections.backups import BackupsSection
from ui.sections.base import Section
from ui.sections.bring_in import BringInSection
from ui.sections.checks import ChecksSection
from ui.sections.codes import CodesSection
from ui.sections.locations import LocationsSection
from ui.sections.log import LogSection
from ui.sections.retention import RetentionSection
from ui.sections.settings import SettingsSection
from ui.sections.theft import TheftSection
from ui.views.base import Memory, View
from ui.widgets import PageTitle, ScrollArea, Task, TaskGroup, TaskList

SIDE_CHARACTERS = 30


@dataclass(frozen=True)
class Part:
    """A part of Beheer: its name, the heading it stands under, the right it needs, and how it is made."""

    id: str
    group: str
    right: Right | None
    make: Callable[[Context], Section]


PARTS = (
    Part("settings", "program", None, SettingsSection),
    Part("account", "people", Right.OWN_ACCOUNT, AccountSection),
    Part("accounts", "people", Right.MANAGE_ACCOUNTS, AccountsSection),
    Part("codes", "people", Right.OWN_ACCOUNT, CodesSection),
    Part("locations", "shelter", Right.MANAGE_PLACES, LocationsSection),
    Part("backups", "safe", Right.BACK_UP, BackupsSection),
    Part("checks", "safe", Right.CHECK, ChecksSection),
    Part("theft", "safe", Right.CHECK, TheftSection),
    Part("log", "records", Right.READ_AUDIT, LogSection),
    Part("retention", "records", Right.PROPOSE_ERASURE, RetentionSection),
    Part("bring_in", "records", Right.IMPORT, BringInSection),
)


class ManagePage(View):
    """What belongs to the program and the vault rather than to a case."""

    def __init__(self, context: Context, section: str = "", parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._kept: dict[str, Memory] = {}
        self.section: Section
        self._open_id = ""
        rights = context.services.desk.rights
        self.parts = {one.id: one for one in PARTS if one.right is None or one.right in rights}
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._side())
        self.area = ScrollArea(columns=96, margin=32)
        self.title = PageTitle("")
        self.area.add(self.title)
        row.addWidget(self.area, 1)
        self.outer.addLayout(row)
        self.open(section if section in self.parts else next(iter(self.parts)))
        self.bind_go_on(self._go_on)
        self.is_there()

    def _side(self) -> QWidget:
        side = ScrollArea(columns=0, margin=theme.current().space.two)
        side.setProperty("surface", "sunken")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(theme.current().text_width(SIDE_CHARACTERS))
        self.list = TaskList(accessible_name=t("sections.list"))
        self.list.chosen.connect(self.open)
        side.add(self.list)
        side.add(QWidget(), 1)
        return side

    def open(self, section: str) -> None:
        """Shows a part."""
        part = self.parts[section]
        earlier: Section | None = getattr(self, "section", None)
        if earlier is not None:
            if not earlier.may_leave():
                return
            if earlier.keeps:
                self._kept[self._open_id] = earlier.remember()
        self.section, self._open_id = part.make(self.context), section
        if section in self._kept:
            self.section.put_back(self._kept.pop(section))
        if earlier is not None:
            self.area.body.removeWidget(earlier)
            earlier.hide()
            earlier.deleteLater()
        self.title.setText(t(f"sections.{section}"))
        self.area.add(self.section)
        self.area.verticalScrollBar().setValue(0)
        self._show_list(section)

    def _go_on(self) -> None:
        self.section.go_on()

    def _show_list(self, section: str) -> None:
        groups = [
            TaskGroup(t(f"sections.group_{group}"), [self._task(one, section) for one in parts])
            for group in dict.fromkeys(part.group for part in self.parts.values())
            if (parts := [one for one in self.parts.values() if one.group == group])
        ]
        self.list.set_groups(groups)

    def _task(self, part: Part, section: str) -> Task:
        return Task(part.id, t(f"sections.{part.id}"), t("intake.here") if part.id == section else "", "info")

    def where(self) -> Callable[[Context], View]:
        return partial(ManagePage, section=self._open_id)

    def is_unsaved(self) -> bool:
        return self.section.is_unsaved()

    def may_keep(self) -> bool:
        return self.section.may_keep()

    def holds(self) -> bool:
        return bool(self._kept) or self.section.holds()

    def leave_text(self) -> str:
        return self.section.leave_text()

    def drop(self) -> None:
        self.section.drop()

    def remember(self) -> Memory:
        here = self.section.remember()
        kept = self._kept | ({self._open_id: here} if here else {})
        return {"section": self._open_id, "kept": kept} if kept else {}

    def put_back(self, memory: Memory) -> None:
        kept = {name: typed for name, typed in memory["kept"].items() if name in self.parts}
        here = kept.pop(self._open_id, None)
        self._kept |= kept
        if here is not None:
            self.section.put_back(here)
        elif memory["section"] in kept:
            self.open(memory["section"])

    def help_page(self) -> str:
        return self.section.help_id

    def focus_first(self) -> None:
        self.list.focus_task(self._open_id)

"""What is due, by urgency, and the drafts to go on with."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.lists import CaseSummary
from lvv_desk.services.case_story import step_place
from lvv_desk.texts import say, t
from ui.context import Context
from ui.theme import TagRole
from ui.views.base import View
from ui.views.case_words import due_words
from ui.views.today_notices import TodayNotices
from ui.widgets import EmptyState, PageTitle, ScrollArea, Task, TaskGroup, TaskList

DAYS_AHEAD = 14
WEEK = 7
DRAFT = "draft:"
STAY = "stay:"
Rows = tuple[CaseSummary, ...]


class TodayView(View):
    """The first thing one sees: late, today, this week, later, and unfinished drafts."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._steps: dict[str, str] = {}
        area = ScrollArea(columns=90, margin=32)
        area.add(PageTitle(t("today.title")))
        self.notices = TodayNotices(context)
        area.add(self.notices)
        self.list = TaskList(accessible_name=t("today.title"))
        self.list.chosen.connect(self._open)
        area.add(self.list)
        self.empty = EmptyState(t("today.empty_title"), t("today.empty_text"), t("today.to_cases"), icon_name="today")
        self.empty.triggered.connect(lambda: context.go.show_place("cases"))
        self.empty.hide()
        area.add(self.empty)
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        context.tasks.run(self, self._load, self._show)

    def help_page(self) -> str:
        return "start"

    def focus_first(self) -> None:
        self.list.setFocus()

    def _load(self) -> tuple[date, Rows, Rows, Rows]:
        services = self.context.services
        today = services.desk.today()
        due = services.cases.due(today + timedelta(days=DAYS_AHEAD))
        return today, due, services.cases.drafts(), services.placements.left_behind()

    def _show(self, loaded: tuple[date, Rows, Rows, Rows]) -> None:
        today, due, drafts, left_behind = loaded
        week = today + timedelta(days=WEEK)
        groups: list[TaskGroup] = []
        if drafts:
            groups.append(TaskGroup(t("today.drafts"), [self._draft(one) for one in drafts]))
        if left_behind:
            stays = [self._left_behind(one) for one in left_behind]
            groups.append(TaskGroup(t("today.left_behind"), stays, str(len(stays))))
        parts: tuple[tuple[str, TagRole, list[CaseSummary]], ...] = (
            ("late", "attention", [one for one in due if one.next_due_on and one.next_due_on < today]),
            ("now", "info", [one for one in due if one.next_due_on == today]),
            ("week", "neutral", [one for one in due if one.next_due_on and today < one.next_due_on <= week]),
            ("later", "neutral", [one for one in due if one.next_due_on and one.next_due_on > week]),
        )
        for name, role, rows in parts:
            if rows:
                tasks = [self._due(one, today, role) for one in rows]
                groups.append(TaskGroup(t(f"today.{name}"), tasks, str(len(rows))))
        self.list.set_groups(groups)
        self.list.setVisible(bool(groups))
        self.empty.setVisible(not groups)
        self.is_there()

    def _due(self, row: CaseSummary, today: date, role: TagRole) -> Task:
        step = self.context.services.registry.steps.get(row.next_step or "")
        caption = f"{say(step.label)}  ·  {row.number}" if step else row.number
        if step is not None:
            self._steps[row.case_id.hex] = step_place(step.id)
        return Task(row.case_id.hex, row.name, due_words(row.next_due_on, today), role, caption)

    def _draft(self, row: CaseSummary) -> Task:
        return Task(f"{DRAFT}{row.case_id.hex}", row.name, t("today.draft"), "info", row.number)

    def _left_behind(self, row: CaseSummary) -> Task:
        return Task(f"{STAY}{row.case_id.hex}", row.name, t("story.still_taken"), "attention", row.number)

    def _open(self, task: str) -> None:
        if task.startswith(STAY):
            self.context.go.show_part("stay", UUID(task.removeprefix(STAY)))
            return
        case_id = UUID(task.removeprefix(DRAFT))
        if task.startswith(DRAFT):
            self.context.go.show_intake(case_id)
        else:
            self.context.go.show_part("trajectory", case_id, self._steps.get(task, ""))

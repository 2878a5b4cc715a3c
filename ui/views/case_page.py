"""The page of a case: the header, what is to be done by phase, and beside it what happened."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.rights import Look
from lvv_desk.services.case_story import Event, Phase, State, events, phases
from lvv_desk.services.cases import CaseView
from lvv_desk.texts import t
from ui import theme
from ui.context import Context
from ui.theme import TagRole
from ui.views.base import View
from ui.views.case_header import CaseHeader
from ui.widgets import (
    Body,
    Card,
    Columns,
    LinkButton,
    Notice,
    ScrollArea,
    SectionTitle,
    Task,
    TaskGroup,
    TaskList,
    Timeline,
    TimelineEvent,
)

UNFOLD, FEW = "unfold:", 3
STATE_ROLES: dict[State, TagRole] = {"done": "done", "busy": "info", "open": "neutral", "waiting": "held"}
Loaded = tuple[CaseView, tuple[Phase, ...], tuple[Event, ...]]


class CasePage(View):
    """Where every task of a case begins."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self._phases: tuple[Phase, ...] = ()
        self._unfolded: set[int] = set()
        self.tasks = TaskList(accessible_name=t("case_page.tasks"))
        self.tasks.chosen.connect(self._open)
        self.timeline = Timeline(accessible_name=t("case_page.timeline"), empty_text=t("case_page.nothing_yet"))
        context.tasks.run(self, self._load, self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        """A case of a colleague opens with a reason only; anything else is said."""
        if getattr(error, "key", "") == "case_of_other":
            self.context.go.show_take_access(self._case_id, str(getattr(error, "values", {}).get("number", "")))
        else:
            self.context.go.notify(str(error))

    def help_page(self) -> str:
        return "cases"

    def focus_first(self) -> None:
        self.tasks.setFocus()

    def _load(self) -> Loaded:
        services = self.context.services
        view = services.cases.view_by_id(self._case_id)
        intake = services.intake.state(self._case_id)
        return view, phases(services.registry, view, intake), events(services.registry, view)

    def _show(self, loaded: Loaded) -> None:
        view, self._phases, happened = loaded
        self.outer.addWidget(CaseHeader(self.context, view, back=False))
        area = ScrollArea(columns=0, margin=24)
        area.add(Columns(self._left(view), self._right(view, happened), stretches=(5, 4), least=38, spacing=32))
        area.add(QWidget(), 1)
        self.outer.addWidget(area, 1)
        self._show_tasks()
        self.focus_first()
        self.is_there()

    def _show_tasks(self) -> None:
        self.tasks.set_groups([self._group(number, phase) for number, phase in enumerate(self._phases)])

    def _left(self, view: CaseView) -> QWidget:
        box, column = _column()
        if view.has_draft:
            notice = Notice(t("case_page.draft"), t("case_page.draft_text"), role="info")
            go_on = LinkButton(t("case_page.go_on"))
            go_on.clicked.connect(lambda: self.context.go.show_part("check", self._case_id))
            notice.add(go_on)
            column.addWidget(notice)
        column.addWidget(self.tasks)
        column.addStretch(1)
        return box

    def _right(self, view: CaseView, happened: tuple[Event, ...]) -> QWidget:
        box, column = _column()
        if view.other_cases:
            card = Card(t("case_page.other_cases"))
            for one in view.other_cases:
                link = LinkButton(f"{one.number}, {one.registered_on:%d-%m-%Y}")
                link.clicked.connect(lambda _=False, case_id=one.id: self.context.go.show_case(case_id))
                card.add(link)
            column.addWidget(card)
        column.addWidget(self._access(view))
        column.addWidget(SectionTitle(t("case_page.timeline")))
        self.timeline.set_events(
            [TimelineEvent(f"{one.on:%d-%m-%Y}", one.title, one.detail, one.kind, one.word) for one in happened]
        )
        column.addWidget(self.timeline)
        column.addStretch(1)
        return box

    def _access(self, view: CaseView) -> Card:
        card = Card(t("access_page.title"))
        if view.look is not Look.FULL:
            card.add(Body(t("access_page.part"), muted=True))
        link = LinkButton(t("access_page.open"))
        link.clicked.connect(lambda: self.context.go.show_part("access", self._case_id))
        card.add(link)
        return card

    def _group(self, number: int, phase: Phase) -> TaskGroup:
        tasks = [
            Task(f"{number}:{place}", one.label, one.words, STATE_ROLES[one.state], one.detail)
            for place, one in enumerate(phase.tasks)
        ]
        steps = len(tasks)
        if self._is_folded(number, phase):
            hidden = len(tasks) - 1
            more = Task(f"{UNFOLD}{number}", t("case_page.show_topics", number=hidden))
            tasks = [tasks[-1], more]
        done = sum(one.state == "done" for one in phase.tasks)
        return TaskGroup(phase.label, tasks, t("case_page.done", done=done, tasks=steps))

    def _is_folded(self, number: int, phase: Phase) -> bool:
        """Topics of an intake that is finished stand in nobody's way."""
        last = phase.tasks[-1] if phase.tasks else None
        finished = last is not None and last.target == "check" and last.state == "done"
        return finished and len(phase.tasks) > FEW and number not in self._unfolded

    def _open(self, task_id: str) -> None:
        if task_id.startswith(UNFOLD):
            number = int(task_id.removeprefix(UNFOLD))
            self._unfolded.add(number)
            self._show_tasks()
            self.tasks.focus_task(f"{number}:0")
            return
        number, place = (int(part) for part in task_id.split(":"))
        task = self._phases[number].tasks[place]
        if task.target == "intake":
            self.context.go.show_intake(self._case_id, task.page_id)
        else:
            self.context.go.show_part(task.target, self._case_id, task.place)


def _column() -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().space.two)
    return box, column

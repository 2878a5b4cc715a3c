"""The topics of the forms at the side, with how far each is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.forms import Page
from lvv_desk.services.intake import PageProgress
from lvv_desk.texts import say, t
from ui import theme
from ui.widgets import ScrollArea, Task, TaskGroup, TaskList

WIDTH = 30


class TopicList(QWidget):
    """Emits ``chosen`` with the id of a page."""

    chosen = Signal(str)

    def __init__(self, pages: tuple[Page, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self.setProperty("surface", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.current().text_width(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._current = ""
        self._area = area = ScrollArea(columns=0, margin=theme.current().space.two)
        self.list = TaskList(accessible_name=t("intake.topics"))
        self.list.chosen.connect(self.chosen)
        area.add(self.list)
        area.add(QWidget(), 1)
        column.addWidget(area)

    def show_progress(self, progress: tuple[PageProgress, ...], current: str) -> None:
        """Each topic with the number of questions answered; the current one marked by a word."""
        groups = []
        for phase in dict.fromkeys(page.phase for page in self._pages):
            tasks = [self._task(one, current) for one in progress if one.page.phase == phase]
            groups.append(TaskGroup(t(f"intake.phase_{phase}"), tasks))
        self.list.set_groups(groups)
        row = self.list.row(current)
        if row is not None and current != self._current:
            self._area.show_widget(row)
        self._current = current

    def _task(self, progress: PageProgress, current: str) -> Task:
        count = f"{progress.answered}/{progress.asked}"
        here = progress.page.id == current
        done = progress.answered >= progress.asked
        words = t("intake.here") if here else count
        return Task(
            progress.page.id, say(progress.page.label), words, "info" if here else "done" if done else "neutral"
        )

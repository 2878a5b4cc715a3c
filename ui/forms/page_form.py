"""A topic page of a form: its questions, in place, as the answers come and go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.forms import Page
from lvv_desk.definitions.registry import Registry
from lvv_desk.services.intake import IntakeState, Problem
from lvv_desk.texts import say
from ui import theme
from ui.forms.group import GroupView
from ui.forms.question import Question
from ui.widgets import Body


class PageForm(QWidget):
    """Emits ``given`` with each answer, and ``removed`` with a group and the number of the row taken away."""

    given = Signal(object)
    removed = Signal(object, int)

    def __init__(self, page: Page, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.entries: dict[str, Question | GroupView] = {}
        self._all: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.four)
        for field in page.field:
            widget: QWidget
            if field.type == "display":
                widget = Body(say(field.label), muted=True)
            elif field.type == "group":
                group = GroupView(field, registry)
                group.given.connect(self.given)
                group.removed.connect(lambda item, field=field: self.removed.emit(field, item))
                widget = self.entries[field.id] = group
            else:
                question = Question(field, 0, registry)
                question.given.connect(self.given)
                widget = self.entries[field.id] = question
            self._all[field.id] = widget
            column.addWidget(widget)
        column.addStretch(1)

    def show_state(self, state: IntakeState, *, answers: bool = True) -> None:
        """Shows and hides questions as they are asked now; with ``answers`` also what is stored."""
        for field_id, widget in self._all.items():
            widget.setVisible(field_id not in state.hidden)
        if answers:
            for entry in self.entries.values():
                entry.show_answers(state.answers)
        self._shield(state.masked)

    def _shield(self, masked: frozenset[str]) -> None:
        for field_id, entry in self.entries.items():
            if isinstance(entry, GroupView):
                entry.set_shielded(masked)
            elif field_id in masked:
                entry.set_shielded()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Says beside each question what it needs; none takes the words away."""
        words = {one.key.field_id: one.message for one in problems}
        for field_id, entry in self.entries.items():
            entry.set_error(words.get(field_id, ""))

    def focus_field(self, field_id: str) -> None:
        """Puts the focus on a question, or on the group that it stands in."""
        entry = self.entries.get(field_id)
        if entry is None:
            owners = [one for one in self.page.field if field_id in {inner.id for inner in one.field}]
            entry = self.entries.get(owners[0].id) if owners else next(iter(self.entries.values()), None)
        if entry is not None:
            entry.focus_control()

    def flush(self) -> None:
        """Gives at once all that was typed."""
        for entry in self.entries.values():
            entry.flush()

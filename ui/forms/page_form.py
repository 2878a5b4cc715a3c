"""A topic page of a form: its questions, in place, as the answers come and go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.forms import Page
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerKey
from lvv_desk.services.intake import IntakeState
from lvv_desk.texts import say
from ui import theme
from ui.forms.group import GroupView
from ui.forms.question import OneAnswer, Question
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
        self._marks_optional = any(one.required for one in page.field)
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
                question = Question(field, 0, registry, optional=self._marks_optional)
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

    @property
    def all_is_optional(self) -> bool:
        """Whether nothing here must be answered."""
        return not self._marks_optional

    def answers(self) -> dict[AnswerKey, OneAnswer]:
        """Everything that can be answered here now, by its key."""
        questions = [
            question
            for entry in self.entries.values()
            for question in (entry.questions() if isinstance(entry, GroupView) else [entry])
        ]
        return {one.key: one for question in questions for one in question.answers.values()}

    def troubles(self, today: date) -> dict[AnswerKey, str]:
        """What was typed and can't be an answer, with what to do about it."""
        shown = {key: one for key, one in self.answers().items() if not one.isHidden()}
        return {key: words for key, one in shown.items() if (words := one.trouble(today))}

    def show_errors(self, words: Mapping[AnswerKey, str]) -> None:
        """Says beside each question what it needs; none takes the words away."""
        for key, one in self.answers().items():
            one.frame.set_error(words.get(key, ""))

    def unkept(self) -> dict[AnswerKey, str]:
        """What was typed and is not stored, as it was typed."""
        typed = {key: one.control.unkept() for key, one in self.answers().items()}
        return {key: text for key, text in typed.items() if text is not None}

    def rows(self) -> dict[str, list[int]]:
        """The rows that are open in each group."""
        return {name: one.open_rows() for name, one in self.entries.items() if isinstance(one, GroupView)}

    def put_back(self, typed: Mapping[AnswerKey, str], rows: Mapping[str, list[int]]) -> None:
        """Opens the rows again and puts back what was typed in them and elsewhere."""
        for name, items in rows.items():
            group = self.entries.get(name)
            if isinstance(group, GroupView):
                for item in items:
                    group.open_row(item)
        for key, one in self.answers().items():
            if key in typed:
                one.control.put_text(typed[key])

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

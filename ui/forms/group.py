"""A repeating group: rows as cards that can be added and taken away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.texts import say, t
from ui import theme
from ui.forms.question import Question
from ui.forms.shielded import shield
from ui.widgets import Body, Card, QuietButton, SecondaryButton, SectionTitle


class GroupView(QWidget):
    """Emits ``given`` with the answer of a row, and ``removed`` with the number of a row."""

    given = Signal(object)
    removed = Signal(int)

    def __init__(self, group: Field, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = group
        self._registry = registry
        self._masked: frozenset[str] = frozenset()
        self._rows: dict[int, tuple[Card, list[Question]]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.two)
        column.addWidget(SectionTitle(say(group.label)))
        if group.hint is not None:
            column.addWidget(Body(say(group.hint), muted=True))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.current().space.two)
        column.addLayout(self._column)
        line = QHBoxLayout()
        self.add_button = SecondaryButton(
            t("forms.add_row"), icon_name="plus", accessible_name=f"{t('forms.add_row')}: {say(group.label)}"
        )
        self.add_button.clicked.connect(self.add_row)
        line.addWidget(self.add_button)
        line.addStretch(1)
        column.addLayout(line)

    def show_answers(self, answers: AnswerSet) -> None:
        """Shows the rows that are stored; rows that were opened and not filled in yet stay."""
        for item in answers.items([one.id for one in self.field.field]):
            self.open_row(item)
        for _, questions in self._rows.values():
            for question in questions:
                question.show_answers(answers)

    def set_shielded(self, masked: frozenset[str]) -> None:
        """Shields the questions that are not for who is looking, in rows that come later too."""
        self._masked = masked
        if self.field.id in masked:
            shield(self, say(self.field.label))
            self.add_button.hide()
        for question in self.questions():
            if question.field.id in masked:
                question.set_shielded()

    def add_row(self) -> None:
        """Opens an empty row."""
        item = max(self._rows, default=-1) + 1
        self.open_row(item)
        self._rows[item][1][0].focus_control()

    def open_rows(self) -> list[int]:
        """The numbers of the rows that are open, with or without an answer."""
        return list(self._rows)

    def open_row(self, item: int) -> None:
        """Opens a row with this number, where it is not open."""
        if item in self._rows:
            return
        remove = QuietButton(t("forms.remove_row"), icon_name="trash")
        remove.clicked.connect(lambda: self._remove(item))
        card = Card(t("forms.row", number=len(self._rows) + 1), actions=(remove,))
        questions = []
        for field in self.field.field:
            question = Question(field, item, self._registry)
            question.given.connect(self.given)
            if field.id in self._masked:
                question.set_shielded()
            card.add(question)
            questions.append(question)
        self._rows[item] = (card, questions)
        self._column.addWidget(card)

    def _remove(self, item: int) -> None:
        card, _ = self._rows.pop(item)
        self._column.removeWidget(card)
        card.deleteLater()
        self.removed.emit(item)

    def focus_control(self) -> None:
        if self._rows:
            next(iter(self._rows.values()))[1][0].focus_control()
        else:
            self.add_button.setFocus()

    def questions(self) -> list[Question]:
        return [question for _, questions in self._rows.values() for question in questions]

    def flush(self) -> None:
        for question in self.questions():
            question.flush()

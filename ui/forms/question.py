"""One question as it is asked: label, control, the reasons for no answer, where the answer comes from, and why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.definitions.base import Source
from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet, Standing
from lvv_desk.texts import name_of, say, t
from ui.forms.controls import DATES, control_for
from ui.forms.shielded import shield
from ui.views.day_words import trouble_words
from ui.widgets import Caption, ChipGroup, Columns, Disclosure, FieldFrame, Notice, Option, SearchCombo

SOURCES = "answer_sources"


def mnemonic_free(label: str) -> str:
    """A label in which no letter becomes a shortcut."""
    return label.replace("&", "&&")


class OneAnswer(QWidget):
    """The control for one answer, claimed or established. ``given`` is emitted with itself when there is an answer."""

    given = Signal(object)

    def __init__(
        self, field: Field, key: AnswerKey, registry: Registry, *, title: str, optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.field = field
        self.key = key
        self.title = title
        self._registry = registry
        self.control = control_for(field, registry, compact=field.claimed_established)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        marked = optional and not field.required and key.standing is Standing.CLAIMED
        self.frame = FieldFrame(
            mnemonic_free(title), self.control, optional_text=t("forms.optional") if marked else "",
            hint=say(field.hint) if field.hint else "",
        )  # fmt: skip
        reasons = [
            Option(one.value, name_of(one))
            for one in (AbsentReason.UNKNOWN, AbsentReason.DECLINED, AbsentReason.NOT_ASKED)
        ]
        self._absent = ChipGroup(reasons, accessible_name=t("forms.no_answer", label=title))
        self._absent.chosen.connect(self._absent_chosen)
        self.frame.add_extra(self._absent)
        codes = registry.code_lists[SOURCES].code
        self._source = SearchCombo(
            [Option(one.id, say(one.label)) for one in codes],
            accessible_name=t("forms.source_of", label=title), placeholder=t("forms.source"), characters=26,
        )  # fmt: skip
        self._source.chosen.connect(lambda _: self.given.emit(self))
        stays = self._source.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # nothing shifts when it comes
        self._source.setSizePolicy(stays)
        self._source.hide()
        if field.claimed_established:
            self.frame.add_below(self._source)
        else:
            self.frame.add_extra(self._source)
        self.control.answered.connect(self._answered)
        column.addWidget(self.frame)

    def _answered(self) -> None:
        if self.control.given() is not None:
            self._absent.set_value("")
        self._show_source()
        self.given.emit(self)

    def _absent_chosen(self, reason: str) -> None:
        if reason:
            self.control.clear_choice()
        self._show_source()
        self.given.emit(self)

    def _show_source(self) -> None:
        """Where an answer comes from is asked once there is one."""
        answered = self.control.given() is not None or self.absent is not None
        self._source.setVisible(answered or self._source.hasFocus())

    def trouble(self, today: date) -> str:
        """Why what was typed can't be an answer, and what to do; empty when it can."""
        given = None if self.absent else self.control.given()
        if given is None:
            return ""
        try:
            value = values.parse(self.field, given, self._registry)
        except values.ValueProblem as problem:
            return trouble_words(str(given)) if problem.key in DATES else str(problem)
        return t("problem.future") if self.field.past and values.in_the_future(value, today) else ""

    @property
    def absent(self) -> AbsentReason | None:
        value = self._absent.value()
        return AbsentReason(value) if value else None

    @property
    def source(self) -> str | None:
        return self._source.value() or None

    def show_answer(self, answer: Answer | None) -> None:
        """Shows a stored answer. What was typed beside a reason for no answer stays until there is another."""
        if answer is None:
            self.control.set_value(None)
            self._absent.set_value("")
            self._source.set_value("")
            self._show_source()
            return
        if answer.value is not None:
            self.control.set_value(answer.value)
        self._absent.set_value(answer.absent.value if answer.absent else "")
        self._source.set_value(answer.source or "")
        self._show_source()


class Question(QWidget):
    """A field on a page: one answer, or claimed beside established."""

    given = Signal(object)

    def __init__(
        self, field: Field, item: int, registry: Registry, *, optional: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.item = item
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        label = say(field.label)
        self.answers: dict[Standing, OneAnswer] = {}
        kinds = list(Standing) if field.claimed_established else [Standing.CLAIMED]
        for kind in kinds:
            title = f"{label}, {name_of(kind).lower()}" if field.claimed_established else label
            one = OneAnswer(field, AnswerKey(field.id, item, kind), registry, title=title, optional=optional)
            one.given.connect(self.given)
            self.answers[kind] = one
        if field.claimed_established:
            column.addWidget(Columns(*self.answers.values(), least=26, spacing=24))
        else:
            column.addWidget(self.answers[Standing.CLAIMED])
        self._differ = Notice(t("forms.differ"), t("forms.differ_text"), role="info")
        self._differ.hide()
        column.addWidget(self._differ)
        if field.guidance is not None or field.source is not None:
            column.addWidget(_why(field))

    def show_answers(self, answers: AnswerSet) -> None:
        """Shows what is stored, in place."""
        found = {kind: answers.get(self.field.id, self.item, kind) for kind in self.answers}
        for kind, one in self.answers.items():
            one.show_answer(found[kind])
        known = {answer.value for answer in found.values() if answer is not None and answer.value is not None}
        self._differ.setVisible(len(known) > 1)

    def set_shielded(self) -> None:
        """Shows that the answer is not for who is looking; it can't be given either."""
        shield(self, say(self.field.label))

    def focus_control(self) -> None:
        self.answers[Standing.CLAIMED].frame.focus_control()

    def flush(self) -> None:
        for one in self.answers.values():
            one.control.flush()


def _why(field: Field) -> Disclosure:
    box = Disclosure(t("forms.why"), say(field.guidance) if field.guidance else "")
    if field.source is not None:
        box.add(Caption(source_words(field.source)))
    return box


def source_words(source: Source) -> str:
    """Where a rule or question comes from, with "niet bevestigd" where nobody confirmed it."""
    words = t("forms.rule_source", title=source.title)
    return f"{words} ({t('mark.unconfirmed')})" if source.unconfirmed else words

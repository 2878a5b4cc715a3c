"""The criteria of the admission page: one row each, in groups, with answers, evidence, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey
from lvv_desk.texts import name_of, say, t
from ui import theme
from ui.views import admission_words as words
from ui.views.admission_words import Group, Judged, Loaded
from ui.views.day_words import long_day
from ui.widgets import (
    Body,
    Caption,
    Card,
    ChipGroup,
    Disclosure,
    Divider,
    Icon,
    KeyValue,
    KeyValueList,
    LinkButton,
    Option,
    Tag,
)

DOCUMENTS_FIELD = "documents"
INDENT = 20


class QuickAnswer(QWidget):
    """An open yes-or-no question with its answers under it. Pressing again takes the answer back."""

    answered = Signal(str, str)

    def __init__(self, field_id: str, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field_id = field_id
        label = words.label_of(field_id, registry)
        options = [
            Option("yes", t("answer.yes")), Option("no", t("answer.no")),
            Option("unknown", name_of(AbsentReason.UNKNOWN)),
        ]  # fmt: skip
        self.chips = ChipGroup(options, accessible_name=label)
        self.chips.chosen.connect(lambda value: self.answered.emit(self.field_id, value))
        self._status = Caption(wrap=False)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.two)
        row.addWidget(self.chips)
        row.addWidget(self._status)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.half)
        column.addWidget(Body(label))
        column.addLayout(row)
        self.setFocusProxy(self.chips)

    def show_draft(self, answer: Answer | None, standing: Answer | None) -> None:
        """Shows what the draft says, else what counts."""
        self.chips.set_value(_chip_of(answer or standing))
        self._status.setText(t("admission.in_draft") if answer is not None else "")

    def show_problem(self, text: str) -> None:
        """Says why an answer was not kept."""
        self._status.setText(text)


def _chip_of(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.value is not None:
        return "yes" if answer.value else "no"
    return "unknown" if answer.absent is AbsentReason.UNKNOWN else ""


class CriterionRow(QWidget):
    """One criterion. ``change_wanted`` carries the question to change; ``documents_wanted`` goes to the files."""

    answered = Signal(str, str)
    change_wanted = Signal(str)
    documents_wanted = Signal()

    def __init__(self, one: Judged, loaded: Loaded, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = one
        self.quick: dict[str, QuickAnswer] = {}
        self._loaded = loaded
        self._registry = registry
        space = theme.current().space
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.one)
        self._add_head()
        asked = one.group is Group.OPEN and words.asked_fields(one, loaded.state.hidden, registry)
        if not asked:  # the questions say it, and with their answers beside them
            self._column.addWidget(Body(words.sentence(one), muted=one.group in (Group.MET, Group.ASIDE)))
        if one.group in (Group.IN_THE_WAY, Group.OPEN):
            self._add_questions()
            self._add_advice()
        self._column.addWidget(self._how())

    def _add_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.two)
        title = QVBoxLayout()
        title.setSpacing(0)
        title.addWidget(Body(say(self.one.rule.criterion.label), strong=True))
        title.addWidget(Caption(words.kind_words(self.one)))
        row.addLayout(title, 1)
        value = self.one.result.value
        role = "neutral" if self.one.group is Group.ASIDE else words.VALUE_ROLES[value]
        row.addWidget(Tag(name_of(value), role), 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)

    def _add_questions(self) -> None:
        if self.one.group is Group.IN_THE_WAY:
            self._column.addWidget(self._answers())
            return
        for field_id in words.asked_fields(self.one, self._loaded.state.hidden, self._registry):
            if self._registry.fields[field_id].type == "boolean":
                quick = QuickAnswer(field_id, self._registry)
                quick.answered.connect(self.answered)
                self.quick[field_id] = quick
                self._column.addWidget(quick)
            else:
                self._column.addLayout(self._fill_in(field_id))
        self.show_draft(self._loaded)

    def show_draft(self, loaded: Loaded) -> None:
        """Shows what the draft says now, in the questions that are asked here."""
        for field_id, quick in self.quick.items():
            key = AnswerKey(field_id)
            quick.show_draft(loaded.drafted(key), loaded.case.answers.by_key.get(key))

    def _fill_in(self, field_id: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.two)
        label = words.label_of(field_id, self._registry)
        row.addWidget(Body(label), 1)
        link = LinkButton(t("admission.fill_in"), accessible_name=f"{t('admission.fill_in')}: {label}")
        link.clicked.connect(lambda: self.change_wanted.emit(field_id))
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _add_advice(self) -> None:
        criterion = self.one.rule.criterion
        self._column.addWidget(Body(say(criterion.next_step)))
        who = words.organisations(criterion.testers, self._registry)
        lines = [t("admission.who_knows", who=who)]
        if criterion.refer_to and self.one.group is Group.IN_THE_WAY:
            lines.append(t("admission.refer_to", who=words.organisations(criterion.refer_to, self._registry)))
        lacking = self._evidence(present=False)
        if lacking:
            lines.append(t("admission.evidence_lacking", documents=", ".join(lacking)))
        there = self._evidence(present=True)
        if there:
            lines.append(t("admission.evidence_present", documents=", ".join(there)))
        for line in lines:
            self._column.addWidget(Caption(line))

    def _evidence(self, *, present: bool) -> list[str]:
        there = self._loaded.admission.evidence_present
        wanted = [kind for kind in self.one.rule.criterion.evidence if (kind in there) is present]
        return [words.document(kind, self._registry) for kind in wanted]

    def _answers(self) -> KeyValueList:
        hidden = self._loaded.state.hidden
        rows = [
            self._answer_row(used.field_id, words.answer_words(used, self._registry),
                             words.answer_source(used, self._loaded.case.answers, self._registry))
            for used in self.one.result.used
            if used.field_id not in hidden or used.value is not None
        ]  # fmt: skip
        found = KeyValueList(rows, accessible_name=t("admission.answers"))
        found.action.connect(self.change_wanted)
        return found

    def _answer_row(self, field_id: str, value: str, source: str) -> KeyValue:
        label = words.label_of(field_id, self._registry)
        if field_id not in self._registry.fields:
            return KeyValue(field_id, label, value or t("answer.no"))
        action = t("admission.change") if value else t("admission.fill_in")
        shown = value or t("admission.no_answer")
        drafted = self._loaded.drafted(AnswerKey(field_id))
        if drafted is not None:
            said = words.drafted_words(drafted, self._registry)
            source = t("admission.draft_says", value=said)
        return KeyValue(field_id, label, shown, action, note=source)

    def _how(self) -> Disclosure:
        """What stands behind the result; made when somebody opens it."""
        disclosure = Disclosure(t("admission.how"))
        name = f"{t('admission.how')} {say(self.one.rule.criterion.label)}"
        proxy = disclosure.focusProxy()
        if proxy is not None:
            proxy.setAccessibleName(name)

        def fill(opened: bool) -> None:
            if opened and disclosure.body.count() == 0:
                self._fill_how(disclosure)

        disclosure.toggled.connect(fill)
        return disclosure

    def _fill_how(self, disclosure: Disclosure) -> None:
        criterion = self.one.rule.criterion
        if self.one.group is not Group.IN_THE_WAY and self.one.result.used:
            disclosure.add(Caption(t("admission.answers"), strong=True))
            disclosure.add(self._answers())
        if criterion.evidence:
            disclosure.add(Caption(t("admission.evidence"), strong=True))
            self._add_evidence(disclosure)
        disclosure.add(Caption(t("admission.rule"), strong=True))
        for depth, line in words.trace_lines(self.one.result, self._registry):
            label = Body(line)
            row = QHBoxLayout()
            row.addSpacing(depth * INDENT)
            row.addWidget(label, 1)
            disclosure.add(row)
        if self.one.group in (Group.MET, Group.ASIDE):
            disclosure.add(Caption(t("admission.what_then"), strong=True))
            disclosure.add(Body(say(criterion.next_step)))
        override = self.one.rule.override
        if override is not None:
            city = self._registry.municipalities[self._loaded.case.case.municipality]
            disclosure.add(Caption(t("admission.override", city=say(city.label)), strong=True))
            if override.note is not None:
                disclosure.add(Body(say(override.note)))
            disclosure.add(Caption(words.source_words(override.source), selectable=True))
        disclosure.add(Caption(t("admission.source"), strong=True))
        disclosure.add(Caption(words.source_words(criterion.source), selectable=True))
        disclosure.add(Caption(t("admission.version_from", on=long_day(self.one.result.version_from))))

    def _add_evidence(self, disclosure: Disclosure) -> None:
        there = self._loaded.admission.evidence_present
        lacking = False
        for kind in self.one.rule.criterion.evidence:
            present = kind in there
            lacking = lacking or not present
            row = QHBoxLayout()
            row.setSpacing(theme.current().space.one)
            role = "done.fg" if present else "text_muted"
            row.addWidget(Icon("check" if present else "minus", role, 18), 0, Qt.AlignmentFlag.AlignTop)
            state = t("admission.in_file" if present else "admission.not_in_file")
            row.addWidget(Body(f"{words.document(kind, self._registry)}: {state}"), 1)
            if kind in self._loaded.admission.evidence_kept:
                row.addWidget(self._to_document(kind), 0, Qt.AlignmentFlag.AlignTop)
            disclosure.add(row)
        if lacking:
            link = LinkButton(t("admission.add_document"))
            link.clicked.connect(lambda: self.change_wanted.emit(DOCUMENTS_FIELD))
            disclosure.add(link)

    def _to_document(self, kind: str) -> LinkButton:
        look = t("admission.look_document")
        link = LinkButton(look, accessible_name=f"{look}: {words.document(kind, self._registry)}")
        link.clicked.connect(self.documents_wanted)
        return link


class CriteriaGroup(Card):
    """The criteria of one group, under a title that says how many."""

    def __init__(self, group: Group, rows: Iterable[CriterionRow], parent: QWidget | None = None) -> None:
        found = list(rows)
        super().__init__(t(f"admission.group.{group.value}", count=len(found)), parent=parent)
        self.rows = found
        self.body.setSpacing(theme.current().space.two)
        self.add(Caption(t(f"admission.group_hint.{group.value}")))
        for number, row in enumerate(found):
            if number:
                self.add(Divider())
            self.add(row)

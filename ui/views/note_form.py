"""The form of a contact note. What stands in it is a draft in the vault; finishing it is for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.notes import NoteContent
from lvv_desk.services.cases import CaseView
from lvv_desk.services.notes import INTERPRETERS, LANGUAGES, MEDIA, PERSONS, asks_language
from lvv_desk.texts import say, t
from ui import theme
from ui.views.day_words import day_field, day_problem
from ui.views.form_card import FormCard, Typed
from ui.views.note_topics import TopicRow
from ui.widgets import (
    Body,
    Caption,
    ChipSet,
    FieldFrame,
    Flow,
    Option,
    QuietButton,
    SaveStatus,
    SearchCombo,
    SecondaryButton,
    TextArea,
)


def options_of(registry: Registry, codelist: str) -> list[Option]:
    """The choices of a code list."""
    return [Option(one.id, say(one.label)) for one in registry.code_lists[codelist].code]


class NoteForm(FormCard):
    """``edited`` asks its page to keep the draft; ``discard_wanted`` to throw it away."""

    edited = Signal()
    discard_wanted = Signal()
    summary_words = "note_form.summary"
    close_words = "note_form.close"
    error_fields: ClassVar[Mapping[str, str]] = {
        "note_day": "on", "date_future": "on", "date_before_registration": "on", "note_medium": "medium",
        "note_present": "present", "note_interpreter": "interpreter", "note_language": "language",
        "note_reason": "reason",
    }  # fmt: skip

    def __init__(
        self, view: CaseView, registry: Registry, note_id: UUID, *, corrects: UUID | None = None,
        is_stored: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        kind = "title_correct" if corrects else "title_draft" if is_stored else "title"
        super().__init__(t(f"note_form.{kind}"), t("note_form.finish"), parent)
        self.note_id, self.corrects, self.is_stored = note_id, corrects, is_stored
        self._registry, self._view = registry, view
        self.rows: list[TopicRow] = []
        self._made = 0
        self.reason = TextArea(min_lines=2)
        if corrects is not None:
            self.add(Body(t("note_form.correct_text"), muted=True))
            self.add(self.framed("reason", FieldFrame(t("note_form.reason"), self.reason)))
        self._add_circumstances()
        self._topics = QVBoxLayout()
        self._topics.setSpacing(theme.current().space.three)
        self.add(self._topics)
        self._add_row()
        more = SecondaryButton(t("note_form.more"), icon_name="plus")
        more.clicked.connect(self._more)
        self.add(more)
        self.add(Caption(t("note_form.finish_text")))
        self.status = SaveStatus("")
        self.add_buttons()

    def _add_circumstances(self) -> None:
        registry = self._registry
        self.on = day_field(self._view.today, self._view.today)
        self.add(self.framed("on", FieldFrame(t("note_form.day"), self.on)))
        self.medium = ChipSet(options_of(registry, MEDIA))
        self.add(self.framed("medium", FieldFrame(t("note_form.medium"), self.medium)))
        self.present = ChipSet(options_of(registry, PERSONS), many=True)
        hint = t("note_form.present_hint")
        self.add(self.framed("present", FieldFrame(t("note_form.present"), self.present, hint=hint)))
        self.interpreter = ChipSet(options_of(registry, INTERPRETERS))
        self.interpreter.changed.connect(self._show_language)
        self.add(self.framed("interpreter", FieldFrame(t("note_form.interpreter"), self.interpreter)))
        self.language = SearchCombo(options_of(registry, LANGUAGES), placeholder=t("note_form.language_hint"))
        self.add(self.framed("language", FieldFrame(t("note_form.language"), self.language)))
        self._show_language()

    def framed(self, name: str, frame: FieldFrame) -> FieldFrame:
        """Every change is kept as a draft."""
        frame.changed.connect(self.edited)
        return super().framed(name, frame)

    def add_buttons(self) -> None:
        """Finish, close, and at the right what is saved."""
        foot = Flow()
        discard = QuietButton(t("notes.throw_away"))
        discard.clicked.connect(self.discard_wanted)
        foot.add(self.save_button, self.close_button)
        foot.add_gap()
        foot.add(self.status, discard)
        self.add(foot)
        self.remember_start()

    def forget_start(self) -> None:
        """What stands in the form could not be kept: all of it is still to be saved."""
        self._start = {}

    def _show_language(self) -> None:
        self.frames["language"].setVisible(asks_language(self._registry, self.interpreter.value()))

    # -- topics -------------------------------------------------------------------------------------------------

    def _more(self) -> None:
        row = self._add_row()
        self.edited.emit()
        row.topic.setFocus()

    def _add_row(self) -> TopicRow:
        row = TopicRow(self._registry, self._made)
        self._made += 1
        self.rows.append(row)
        self._topics.addWidget(row)
        for name, frame in row.frames().items():
            self.framed(name, frame)
        row.edited.connect(self.edited)
        row.remove_wanted.connect(lambda: self._remove(row))
        self._number_rows()
        return row

    def _remove(self, row: TopicRow) -> None:
        self._take_out(row)
        self._number_rows()
        self.edited.emit()
        self.rows[-1].topic.setFocus()

    def _take_out(self, row: TopicRow) -> None:
        for name in row.frames():
            del self.frames[name]
        self.rows.remove(row)
        self._topics.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _number_rows(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            row.set_number(number, of=len(self.rows))

    # -- what stands in it --------------------------------------------------------------------------------------

    def content(self) -> NoteContent:
        """What the note says, as far as it is filled in."""
        day = self.on.value()
        asked = asks_language(self._registry, self.interpreter.value())
        return NoteContent(
            on=day, on_typed="" if day else self.on.text(), medium=self.medium.value(), present=self.present.values(),
            interpreter=self.interpreter.value(), language=(self.language.value() or None) if asked else None,
            topics=tuple(row.value() for row in self.rows if not row.is_empty()),
        )  # fmt: skip

    def show_content(self, says: NoteContent, reason: str) -> None:
        """Fills the form with what a draft says, or with what is to be corrected."""
        rows = [[one.topic, one.text, one.stays_inside] for one in says.topics]
        day = f"{says.on.day}-{says.on.month}-{says.on.year}" if says.on else says.on_typed
        self.put_back(
            {
                "on": day, "medium": says.medium, "present": " ".join(says.present), "interpreter": says.interpreter,
                "language": says.language or "", "reason": reason, "topics": json.dumps(rows),
            }
        )  # fmt: skip

    def typed(self) -> Typed:
        rows = [[one.topic, one.text, one.stays_inside] for one in (row.value() for row in self.rows)]
        return {
            "on": self.on.text(), "medium": self.medium.value(), "present": " ".join(self.present.values()),
            "interpreter": self.interpreter.value(), "language": self.language.value(), "reason": self.reason.text(),
            "topics": json.dumps(rows),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.on.set_text(typed["on"])
        self.medium.set_values([typed["medium"]])
        self.present.set_values(typed["present"].split())
        self.interpreter.set_values([typed["interpreter"]])
        self.language.set_value(typed["language"])
        self._show_language()
        self.reason.set_text(typed["reason"])
        rows = json.loads(typed["topics"])
        while len(self.rows) > max(1, len(rows)):
            self._take_out(self.rows[-1])
        while len(self.rows) < len(rows):
            self._add_row()
        self._number_rows()
        for row, (topic, text, inside) in zip(self.rows, rows, strict=False):
            row.put_back(topic, text, inside=inside)

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if self.corrects is not None and not self.reason.text().strip():
            found.append(("reason", t("error.note_reason")))
        found += self._day_problems()
        for name in ("medium", "present", "interpreter"):
            if not getattr(self, name).value():
                found.append((name, t(f"error.note_{name}")))
        if asks_language(self._registry, self.interpreter.value()) and not self.language.value():
            found.append(("language", t("error.note_language")))
        for row in self.rows:
            if len(self.rows) == 1 or not row.is_empty():
                found += row.problems()
        return found

    def _day_problems(self) -> list[tuple[str, str]]:
        day, registered = self.on.value(), self._view.case.registered_on
        if day is None:
            return day_problem("on", self.on, t("error.note_day"))
        if day > self._view.today:
            return [("on", t("error.date_future"))]
        if day < registered:
            return [("on", t("error.date_before_registration", on=registered.strftime("%d-%m-%Y")))]
        return []

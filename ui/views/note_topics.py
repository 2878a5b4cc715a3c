"""One topic of a contact note: what it was about, what was said, and whether that stays inside."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.notes import NoteTopic
from lvv_desk.services.notes import TOPICS, topic_problem
from lvv_desk.texts import say, t
from ui.widgets import CheckRow, ChipSet, FieldFrame, Option, Panel, QuietButton, TextArea, name_control

LINES = (4, 24)


class TopicRow(Panel):
    """``edited`` tells about the flag, the frames tell about the rest."""

    edited = Signal()
    remove_wanted = Signal()

    def __init__(self, registry: Registry, serial: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._serial = serial
        codes = registry.code_lists[TOPICS].code
        self.topic = ChipSet(Option(one.id, say(one.label)) for one in codes)
        self._topic = FieldFrame(t("note_form.topic"), self.topic)
        self.add(self._topic)
        self.text = TextArea(min_lines=LINES[0], max_lines=LINES[1])
        self._text = FieldFrame(t("note_form.text"), self.text)
        self.add(self._text)
        self.inside = CheckRow(Option("inside", t("note_form.inside"), t("note_form.inside_hint")))
        self.inside.setChecked(True)
        self.inside.toggled.connect(self.edited)
        self.add(self.inside)
        self.remove = QuietButton(t("note_form.remove"), icon_name="trash")
        self.remove.clicked.connect(self.remove_wanted)
        self.add(self.remove)

    def frames(self) -> dict[str, FieldFrame]:
        """The fields by name, for their messages."""
        return {f"topic {self._serial}": self._topic, f"text {self._serial}": self._text}

    def set_number(self, number: int, *, of: int) -> None:
        """One of several says which it is; the only one can't be taken away."""
        for frame, name in ((self._topic, "topic"), (self._text, "text")):
            words = t(f"note_form.{name}_again", number=number) if of > 1 else t(f"note_form.{name}")
            frame.label.setText(words)
            name_control(frame.control, words)
        self.remove.setVisible(of > 1)
        self.remove.setAccessibleName(f"{t('note_form.remove')}: {number}")

    def value(self) -> NoteTopic:
        """What stands in it."""
        return NoteTopic(self.topic.value(), self.text.text(), self.inside.isChecked())

    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed."""
        return not self.topic.value() and not self.text.text().strip()

    def put_back(self, topic: str, text: str, *, inside: bool) -> None:
        """Fills it with what was typed before."""
        self.topic.set_values([topic])
        self.text.set_text(text)
        self.inside.setChecked(inside)

    def problems(self) -> list[tuple[str, str]]:
        """What is still needed: the field, and what to do."""
        found = [] if self.topic.value() else [(f"topic {self._serial}", t("error.note_topic"))]
        words = topic_problem(self.value())
        return [*found, (f"text {self._serial}", words)] if words else found

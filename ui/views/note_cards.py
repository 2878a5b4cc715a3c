"""How a contact note looks on its page: a card for a note that is finished, a quiet one for a draft."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.notes import ContactNote, NoteTopic
from lvv_desk.services import note_words
from lvv_desk.texts import many, t
from ui import theme
from ui.views.day_words import long_day
from ui.views.layouts import line
from ui.widgets import (
    Body,
    Caption,
    Card,
    Disclosure,
    Icon,
    LinkButton,
    Panel,
    QuietButton,
    SecondaryButton,
    Tag,
)

FOLDED_CHARACTERS = 280
LEAST_HIDDEN = 60


class FoldedText(QWidget):
    """A text; of a long one the beginning, until somebody reads on."""

    def __init__(self, text: str, *, about: str, opened: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._about = text, about
        self._start = _start_of(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.half)
        self.body = Body("", selectable=True)
        column.addWidget(self.body)
        self.toggle = LinkButton("")
        self.toggle.clicked.connect(lambda: self.set_open(not self._open))
        column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.toggle.setVisible(self._start != text)
        self.set_open(opened)

    def set_open(self, opened: bool) -> None:
        """Show all of it, or its beginning."""
        self._open = opened
        words = t("notes.fold" if opened else "notes.read_on")
        self.body.setText(self._text if opened else self._start)
        self.toggle.setText(words)
        self.toggle.setAccessibleName(f"{words}: {self._about}")


def _start_of(text: str) -> str:
    if len(text) <= FOLDED_CHARACTERS + LEAST_HIDDEN:
        return text
    return f"{text[:FOLDED_CHARACTERS].rsplit(maxsplit=1)[0].rstrip(' ,;:')} …"


class NoteCard(Card):
    """Day, means, who was there, and by topic what was said. ``correct_wanted`` asks for a correction."""

    correct_wanted = Signal()

    def __init__(
        self, note: ContactNote, earlier: tuple[ContactNote, ...], registry: Registry, *,
        shielded: bool = False, opened: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        day = long_day(note.says.on) if note.says.on else ""
        correct = QuietButton(t("mending.correct"), accessible_name=f"{t('mending.correct')}: {day}")
        super().__init__(day, actions=() if shielded else (correct,), parent=parent)
        correct.clicked.connect(self.correct_wanted)
        self.note = note
        self.add(_about(note, registry))
        if shielded:
            return
        for one in note.says.topics:
            self.add(_topic(one, registry, about=day, opened=opened))
        if note.reason:
            self.add(Caption(note_words.correction(note), selectable=True))
        if note.finished_at is not None:
            on = note.finished_at.astimezone().strftime("%d-%m-%Y")
            self.add(Caption(t("notes.finished_by", on=on, by=note.by)))
        if earlier:
            self.add(_earlier(earlier, registry))


def _about(note: ContactNote, registry: Registry) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().space.half)
    column.addWidget(Body(note_words.medium(registry, note.says)))
    people, interpreter = note_words.people(registry, note.says), note_words.interpreter(registry, note.says)
    parts = [t("notes.present_were", people=people)] if people else []
    parts += [interpreter] if interpreter else []
    if parts:
        column.addWidget(Caption("  ·  ".join(parts)))
    return box


def _topic(one: NoteTopic, registry: Registry, *, about: str, opened: bool) -> QWidget:
    space = theme.current().space
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space.half)
    label = note_words.topic(registry, one)
    head = QHBoxLayout()
    head.setSpacing(space.one)
    head.addWidget(Tag(label, "info"))
    if one.stays_inside:
        head.addWidget(Icon("lock", "text_muted", 16))
        head.addWidget(Caption(t("notes.inside"), wrap=False))
    head.addStretch(1)
    column.addLayout(head)
    column.addWidget(FoldedText(one.text, about=f"{about}, {label}", opened=opened))
    return box


def _earlier(versions: tuple[ContactNote, ...], registry: Registry) -> Disclosure:
    """What the note said before, in full."""
    box = Disclosure(many("notes.earlier", len(versions)))
    for one in versions:
        day = long_day(one.says.on) if one.says.on else ""
        finished = (one.finished_at or one.at).astimezone().strftime("%d-%m-%Y")
        words = t(
            "notes.earlier_about", day=day, medium=note_words.medium(registry, one.says), on=finished, by=one.by
        )  # fmt: skip
        box.add(Caption(words))
        for topic in one.says.topics:
            box.add(_topic(topic, registry, about=f"{t('notes.earlier_version')}, {day}", opened=True))
        if one.reason:
            box.add(Caption(note_words.correction(one), selectable=True))
    return box


class DraftCard(Panel):
    """A draft that waits: what it is about and since when, to go on with or to throw away."""

    go_on_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, note: ContactNote, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.note = note
        day = long_day(note.says.on) if note.says.on else note.says.on_typed or t("notes.no_day")
        title = f"{day}, {note_words.title(registry, note.says)}"
        key = "notes.draft_correction" if note.corrects else "notes.draft_of"
        self.add(Body(t(key, title=title), strong=True))
        self.add(Caption(_kept(note)))
        go_on = SecondaryButton(t("notes.go_on"), accessible_name=f"{t('notes.go_on')}: {title}")
        go_on.clicked.connect(self.go_on_wanted)
        discard = QuietButton(t("notes.throw_away"), accessible_name=f"{t('notes.throw_away')}: {title}")
        discard.clicked.connect(self.discard_wanted)
        self.add(line(go_on, discard))


def _kept(note: ContactNote) -> str:
    at: datetime = note.at.astimezone()
    return t("notes.draft_kept", on=at.strftime("%d-%m-%Y"), time=at.strftime("%H:%M"), by=note.by)

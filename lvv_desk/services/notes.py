"""Contact notes: a draft that is saved as it is typed, finishing it for good, and correcting by a later version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import Case
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.notes import ContactNote, NoteContent, NoteTopic
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import fitting, summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_day
from lvv_desk.services.desk import Desk, case_with
from lvv_desk.store import notes as note_store
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import t

MEDIA, PERSONS, TOPICS = "contact_media", "contact_persons", "contact_topics"
INTERPRETERS, LANGUAGES, USED = "contact_interpreters", "languages", "used"


class NoteService(Service):
    """Writing contact notes. They are read as a part of the case."""

    @action(Right.WRITE_CASES, "note.saved", case="case_id", whole="full")
    def save_draft(
        self, case_id: UUID, note_id: UUID, content: NoteContent, *, corrects: UUID | None = None, reason: str = ""
    ) -> datetime:
        """Keeps a draft as it stands, however little is filled in; ``note_id`` is new for a new one.

        Raises:
            InputError: the note is finished already, a text is too long, or a code is not one of its list.
        """
        whole, why = _clean(content), fitting.text(reason)
        _require_known(self._desk.registry, whole)
        with self._desk.store.write() as work:
            _require_draft(work, case_id, note_id)
            if corrects is not None:
                _of_case(work, case_id, corrects)
            note_store.save(work, case_id, note_id, whole, corrects=corrects, reason=why, finished=False)
            work.log("note.saved", "case", case_id, note=str(note_id))
            return work.at

    @action(Right.WRITE_CASES, "note.finished", case="case_id", whole="full")
    def finish(
        self, case_id: UUID, note_id: UUID, content: NoteContent, *, corrects: UUID | None = None, reason: str = ""
    ) -> None:
        """Seals a note as it stands: from then on it never changes.

        Raises:
            InputError: something is still needed, or the note it corrects was corrected meanwhile.
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            _require_draft(work, case_id, note_id)
            make_note(self._desk, work, case, content, note_id=note_id, corrects=corrects, reason=reason)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "note.discarded", case="case_id", whole="full")
    def discard(self, case_id: UUID, note_id: UUID) -> None:
        """Throws a draft away. Raises :class:`InputError` when it is finished."""
        with self._desk.store.write() as work:
            _require_draft(work, case_id, note_id)
            note_store.discard(work, note_id)
            work.log("note.discarded", "case", case_id, note=str(note_id))


def make_note(
    desk: Desk, work: UnitOfWork, case: Case, content: NoteContent, *,
    note_id: UUID | None = None, corrects: UUID | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Checks and writes a finished note, typed or imported. Raises :class:`InputError`."""
    whole, why = _clean(content), fitting.text(reason)
    _require_whole(desk, case, whole)
    if corrects is not None:
        earlier = _of_case(work, case.id, corrects)
        if not why:
            raise InputError("note_reason")
        if not earlier.stands:
            raise InputError("note_corrected_already")
    own_id = note_id or new_id()
    note_store.save(work, case.id, own_id, replace(whole, on_typed=""), corrects=corrects, reason=why, finished=True)
    if corrects is not None:
        note_store.supersede(work, corrects, own_id)
    work.log("note.finished", "case", case.id, note=str(own_id), corrects=str(corrects or ""))


def _require_whole(desk: Desk, case: Case, content: NoteContent) -> None:
    registry = desk.registry
    if content.on is None:
        raise InputError("note_day")
    require_day(desk, case, content.on)
    _require_code(registry, MEDIA, content.medium, "note_medium")
    if not content.present:
        raise InputError("note_present")
    for person in content.present:
        _require_code(registry, PERSONS, person, "note_present")
    _require_code(registry, INTERPRETERS, content.interpreter, "note_interpreter")
    if asks_language(registry, content.interpreter):
        _require_code(registry, LANGUAGES, content.language or "", "note_language")
    elif content.language is not None:
        raise InputError("note_no_language")
    if not content.topics:
        raise InputError("note_topics")
    for one in content.topics:
        _require_topic(registry, one)


def _require_known(registry: Registry, content: NoteContent) -> None:
    """What a draft has of codes is of their lists."""
    topics = [one.topic for one in content.topics]
    given = {
        MEDIA: [content.medium], PERSONS: content.present, INTERPRETERS: [content.interpreter],
        LANGUAGES: [content.language or ""], TOPICS: topics,
    }  # fmt: skip
    for codelist, codes in given.items():
        for code in filter(None, codes):
            _require_code(registry, codelist, code, "note_code")


def _require_topic(registry: Registry, one: NoteTopic) -> None:
    _require_code(registry, TOPICS, one.topic, "note_topic")
    if not one.text:
        raise InputError("note_text")


def _require_code(registry: Registry, codelist: str, code: str, missing: str) -> None:
    if not code:
        raise InputError(missing)
    if registry.code(codelist, code) is None:
        what = cleaned(code)[: fitting.LONGEST_LINE]
        raise InputError("note_code", what=what, known=", ".join(sorted(registry.code_ids[codelist])))


def asks_language(registry: Registry, interpreter: str) -> bool:
    """Whether an interpreter was used, so that the language is asked."""
    code = registry.code(INTERPRETERS, interpreter)
    return code is not None and code.group == USED


def topic_problem(one: NoteTopic) -> str:
    """What a topic still needs beside its code, in words; empty when nothing."""
    text = _text(one.text)
    if not text:
        return t("error.note_text")
    too_long = len(text) > values.LONG_TEXT
    return t("error.note_text_long", limit=values.LONG_TEXT, length=len(text)) if too_long else ""


def matching(
    registry: Registry, notes: Iterable[ContactNote], *, typed: str = "", topic: str = ""
) -> tuple[ContactNote, ...]:
    """The notes with this topic that have all the words in their texts or topics, without regard to accents."""
    words = summaries.sort_key(typed).split()
    return tuple(one for one in notes if _has_topic(one, topic) and _has_words(registry, one, words))


def _has_topic(note: ContactNote, topic: str) -> bool:
    return not topic or any(one.topic == topic for one in note.says.topics)


def _has_words(registry: Registry, note: ContactNote, words: list[str]) -> bool:
    if not words:
        return True
    labels = registry.code_lists[TOPICS]
    parts = [part for one in note.says.topics for part in (one.text, values.code_label(labels, one.topic))]
    text = summaries.sort_key(" ".join(parts))
    return all(word in text for word in words)


def _require_draft(work: UnitOfWork, case_id: UUID, note_id: UUID) -> None:
    """A note that is there already is a draft of this case. What is finished stays as it is."""
    found = note_store.note(work, note_id)
    if found is None:
        return
    if found[0] != case_id:
        raise NotFoundError("not_of_case")
    if not found[1].is_draft:
        raise InputError("note_sealed")


def _of_case(reader: Reader, case_id: UUID, note_id: UUID) -> ContactNote:
    found = note_store.note(reader, note_id)
    if found is None or found[0] != case_id:
        raise NotFoundError("not_of_case")
    return found[1]


def _clean(content: NoteContent) -> NoteContent:
    for one in content.topics:
        length = len(_text(one.text))
        if length > values.LONG_TEXT:
            raise InputError("note_text_long", limit=values.LONG_TEXT, length=length)
    topics = tuple(replace(one, text=_text(one.text)) for one in content.topics)
    return replace(content, on_typed=fitting.line(content.on_typed), topics=topics)


def _text(text: str) -> str:
    return cleaned(text, keep="\n\t")

"""How contact notes read, on the screen, in the file of a person, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.handover import Line
from lvv_desk.domain.notes import ContactNote, NoteContent, NoteTopic
from lvv_desk.services.notes import INTERPRETERS, LANGUAGES, MEDIA, PERSONS, TOPICS, asks_language
from lvv_desk.texts import t


def labels(registry: Registry, codelist: str, codes: Iterable[str]) -> list[str]:
    """The words of codes."""
    return [values.code_label(registry.code_lists[codelist], one) for one in codes if one]


def medium(registry: Registry, content: NoteContent) -> str:
    """By what means; empty when that is not filled in yet."""
    return " ".join(labels(registry, MEDIA, [content.medium]))


def topic(registry: Registry, one: NoteTopic) -> str:
    return " ".join(labels(registry, TOPICS, [one.topic])) or t("notes.no_topic")


def title(registry: Registry, content: NoteContent) -> str:
    """The medium and the topics, never what was said."""
    topics = ", ".join(dict.fromkeys(topic(registry, one) for one in content.topics))
    return ": ".join(part for part in (medium(registry, content), topics) if part) or t("notes.one")


def people(registry: Registry, content: NoteContent) -> str:
    """Who was there."""
    return ", ".join(labels(registry, PERSONS, content.present))


def interpreter(registry: Registry, content: NoteContent) -> str:
    """Whether there was an interpreter and in which language, also that none was needed; empty when it is not known."""
    if not content.interpreter:
        return ""
    (words,) = labels(registry, INTERPRETERS, [content.interpreter])
    language = labels(registry, LANGUAGES, [content.language or ""])
    if asks_language(registry, content.interpreter) and language:
        return f"{words} ({language[0]})"
    return words


def state(note: ContactNote) -> str:
    """What became of a note, in words; empty for one that stands."""
    if note.is_draft:
        return t("notes.draft")
    return "" if note.stands else t("notes.earlier_version")


def correction(note: ContactNote) -> str:
    """Why a note was corrected; empty for one that corrects nothing."""
    return t("notes.corrected_because", reason=note.reason) if note.reason else ""


def lines(registry: Registry, notes: Iterable[ContactNote]) -> Iterator[Line]:
    """Every note in full, drafts and earlier versions too, for the file of a person."""
    for note in sorted(notes, key=lambda one: (str(one.says.on or ""), one.id)):
        says = note.says
        day = says.on.strftime("%d-%m-%Y") if says.on else says.on_typed or t("notes.no_day")
        about = (
            medium(registry, says), people(registry, says), interpreter(registry, says), state(note), correction(note)
        )  # fmt: skip
        yield Line(day, "  ·  ".join(part for part in about if part) or None)
        for one in says.topics:
            label = topic(registry, one)
            yield Line(t("notes.inside_label", topic=label) if one.stays_inside else label, one.text or None)


def data(note: ContactNote) -> dict[str, Any]:
    """A finished note as plain data."""
    says = note.says
    return {
        "id": str(note.id),
        "on": says.on.isoformat() if says.on else None,
        "medium": says.medium,
        "present": list(says.present),
        "interpreter": says.interpreter,
        "language": says.language,
        "topics": [vars(one) for one in says.topics],
        "corrects": str(note.corrects) if note.corrects else None,
        "correction_reason": note.reason,
        "superseded_by": str(note.superseded_by) if note.superseded_by else None,
        "finished_at": note.finished_at.isoformat() if note.finished_at else None,
        "by": note.by,
    }

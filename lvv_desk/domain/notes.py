"""Contact notes: what was said with or about a client, on a day, by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class NoteTopic:
    """What was said about one topic. It stays inside unless somebody says otherwise."""

    topic: str
    text: str
    stays_inside: bool = True


@dataclass(frozen=True)
class NoteContent:
    """What a note says, as far as it is filled in. ``on_typed`` stands in the place of a day that can't be read yet."""

    on: date | None = None
    on_typed: str = ""
    medium: str = ""
    present: tuple[str, ...] = ()
    interpreter: str = ""
    language: str | None = None
    topics: tuple[NoteTopic, ...] = ()


@dataclass(frozen=True)
class ContactNote:
    """A note: a draft until it is finished, and from then on always the same.

    A correction is a note of its own that names the one it ``corrects``; once it is finished, that one names it in
    ``superseded_by``.
    """

    id: UUID
    says: NoteContent
    corrects: UUID | None
    reason: str
    finished_at: datetime | None
    superseded_by: UUID | None
    by: str
    at: datetime

    @property
    def is_draft(self) -> bool:
        return self.finished_at is None

    @property
    def stands(self) -> bool:
        """Whether it is finished and no later version took its place."""
        return self.finished_at is not None and self.superseded_by is None


def standing(notes: Iterable[ContactNote]) -> tuple[ContactNote, ...]:
    """The notes that stand, the newest first."""
    return tuple(sorted((one for one in notes if one.stands), key=_by_day, reverse=True))


def drafts(notes: Iterable[ContactNote]) -> tuple[ContactNote, ...]:
    """The drafts, the one written in last first."""
    return tuple(sorted((one for one in notes if one.is_draft), key=lambda one: one.at, reverse=True))


def earlier_versions(notes: Iterable[ContactNote], of: ContactNote) -> tuple[ContactNote, ...]:
    """What a note said before it was corrected, the version before this one first."""
    by_id = {one.id: one for one in notes}
    found: list[ContactNote] = []
    before = of.corrects
    while before is not None and before in by_id:
        found.append(by_id[before])
        before = by_id[before].corrects
    return tuple(found)


def _by_day(note: ContactNote) -> tuple[date, UUID]:
    return note.says.on or date.min, note.id

"""Contact notes: from rows to dataclasses and back. A note that is finished is never written to again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from lvv_desk.domain.notes import ContactNote, NoteContent, NoteTopic
from lvv_desk.store.tables_casework import ContactNoteRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def notes_of(reader: Reader, case_id: UUID) -> tuple[ContactNote, ...]:
    """All notes of a case, drafts and earlier versions too, in the order they were begun."""
    rows = reader.session.scalars(
        select(ContactNoteRow).where(ContactNoteRow.case_id == case_id).order_by(ContactNoteRow.id)
    )
    return tuple(_note(row) for row in rows)


def note(reader: Reader, note_id: UUID) -> tuple[UUID, ContactNote] | None:
    """A note and the case it belongs to."""
    row = reader.session.get(ContactNoteRow, note_id, populate_existing=True)
    return (row.case_id, _note(row)) if row is not None else None


def save(
    work: UnitOfWork, case_id: UUID, note_id: UUID, content: NoteContent, *,
    corrects: UUID | None, reason: str, finished: bool,
) -> None:  # fmt: skip
    """Writes a draft, new or over what it said before, or finishes one."""
    values = {
        "on": content.on, "on_typed": content.on_typed, "medium": content.medium, "present": list(content.present),
        "interpreter": content.interpreter, "language": content.language,
        "topics": [vars(one) for one in content.topics], "corrects": corrects, "correction_reason": reason,
        "finished_at": work.at if finished else None, "by": work.by, "at": work.at,
    }  # fmt: skip
    if work.session.get(ContactNoteRow, note_id) is None:
        work.session.add(ContactNoteRow(id=note_id, case_id=case_id, superseded_by=None, **values))
    else:
        draft = (ContactNoteRow.id == note_id, ContactNoteRow.finished_at.is_(None))
        work.session.execute(update(ContactNoteRow).where(*draft).values(**values))
    work.session.flush()


def supersede(work: UnitOfWork, earlier: UUID, by: UUID) -> None:
    """A finished correction takes the place of a note; what that says stays as it was."""
    work.session.execute(update(ContactNoteRow).where(ContactNoteRow.id == earlier).values(superseded_by=by))


def discard(work: UnitOfWork, note_id: UUID) -> None:
    """Takes a draft away; a finished note stays."""
    work.session.execute(
        delete(ContactNoteRow).where(ContactNoteRow.id == note_id, ContactNoteRow.finished_at.is_(None))
    )


def _note(row: ContactNoteRow) -> ContactNote:
    content = NoteContent(
        on=row.on, on_typed=row.on_typed, medium=row.medium, present=tuple(row.present),
        interpreter=row.interpreter, language=row.language, topics=tuple(NoteTopic(**one) for one in row.topics),
    )  # fmt: skip
    return ContactNote(
        row.id, content, row.corrects, row.correction_reason, row.finished_at, row.superseded_by, row.by, row.at
    )

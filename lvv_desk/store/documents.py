"""Files of a case. Their content stands in a table of its own, which only those functions read that hand it over."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import delete, select

from lvv_desk.domain.documents import Document
from lvv_desk.store.tables_casework import DocumentContentRow, DocumentRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def of_case(reader: Reader, case_id: UUID) -> tuple[Document, ...]:
    """The files of a case without their content, the last received first."""
    rows = reader.session.scalars(
        select(DocumentRow)
        .where(DocumentRow.case_id == case_id)
        .order_by(DocumentRow.received_on.desc(), DocumentRow.id.desc())
    )
    return tuple(_document(row) for row in rows)


def find(reader: Reader, case_id: UUID, document_id: UUID) -> Document | None:
    """One file of this case; of no other."""
    row = reader.session.get(DocumentRow, document_id)
    return _document(row) if row is not None and row.case_id == case_id else None


def content_of(reader: Reader, document_id: UUID) -> bytes | None:
    """The bytes of a file; ``None`` when they are not there."""
    content = DocumentContentRow.content
    return reader.session.scalar(select(content).where(DocumentContentRow.document_id == document_id))


def with_digest(reader: Reader, case_id: UUID, sha256: str) -> Document | None:
    """The file of this case that has exactly this content."""
    row = reader.session.scalars(
        select(DocumentRow).where(DocumentRow.case_id == case_id, DocumentRow.sha256 == sha256)
    ).first()
    return _document(row) if row is not None else None


def add(work: UnitOfWork, case_id: UUID, document: Document, content: bytes) -> None:
    work.session.add(
        DocumentRow(
            id=document.id, case_id=case_id, kind=document.kind, title=document.title, dated_on=document.dated_on,
            received_on=document.received_on, copy_kind=document.copy_kind, media_type=document.media_type,
            size=document.size, sha256=document.sha256, note=document.note, by=document.by, at=document.at,
        )
    )  # fmt: skip
    work.session.flush()
    row = DocumentContentRow(document_id=document.id, content=content)
    work.session.add(row)
    work.session.flush()
    work.session.expunge(row)  # several large files need not be in memory together


def remove(work: UnitOfWork, document_id: UUID) -> None:
    """Takes a file away; its content goes with it."""
    work.session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))


def problems(reader: Reader) -> list[str]:
    """The files whose content is not there, or is not what its digest says. One is read at a time."""
    rows = reader.session.execute(select(DocumentRow.id, DocumentRow.sha256, DocumentRow.size).order_by(DocumentRow.id))
    found = []
    for document_id, sha256, size in rows.all():
        content = content_of(reader, document_id)
        if content is None or len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            found.append(str(document_id))
    return found


def _document(row: DocumentRow) -> Document:
    return Document(
        row.id, row.kind, row.title, row.dated_on, row.received_on, row.copy_kind, row.media_type, row.size,
        row.sha256, row.note, row.by, row.at,
    )  # fmt: skip

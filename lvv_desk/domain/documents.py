"""Files that are kept in a case: scans, photos and PDFs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
"""The kinds of files that are taken, and how the name of a copy ends."""


@dataclass(frozen=True)
class DocumentDetails:
    """What is said about files when they are added. Without a title the kind gives one."""

    kind: str
    copy_kind: str
    received_on: date
    dated_on: date | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Document:
    """A file of a case, without its content. Without a title it is called by its kind.

    Who may not see the whole case gets it ``shielded``: the days and the kind, and that only where it tells nothing
    sensitive.
    """

    id: UUID
    kind: str
    title: str
    dated_on: date | None
    received_on: date
    copy_kind: str
    media_type: str
    size: int
    sha256: str
    note: str
    by: str
    at: datetime
    shielded: bool = False

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]


@dataclass(frozen=True)
class OpenedDocument:
    """A file with its content, to look at."""

    document: Document
    content: bytes

    def for_log(self) -> dict[str, Any]:
        """Which file, and nothing of what it is: the log stays when the case is erased."""
        return {"document": str(self.document.id)}

"""The tables of the daily work in a case: conversations, places to sleep, and the files that are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from lvv_desk.store.tables import Base, case_column, key_column


class ContactNoteRow(Base):
    """A conversation or another contact. A note that is finished never changes: a correction is a new row that names
    the earlier one in ``corrects`` and, once it is finished, is named by it in ``superseded_by``. ``topics`` are rows
    of ``{topic, text, stays_inside}``; a draft without a day that can be read keeps what was typed in ``on_typed``.
    """

    __tablename__ = "contact_note"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date | None] = mapped_column(index=True)
    on_typed: Mapped[str]
    medium: Mapped[str]
    present: Mapped[list[str]]
    interpreter: Mapped[str]
    language: Mapped[str | None]
    topics: Mapped[list[dict[str, Any]]]
    finished_at: Mapped[datetime | None]
    corrects: Mapped[UUID | None]
    correction_reason: Mapped[str] = mapped_column(Text)
    superseded_by: Mapped[UUID | None]
    by: Mapped[str]
    at: Mapped[datetime]


class LocationRow(Base):
    """A house or a floor with places. How many there are is in ``capacity``, since it changes."""

    __tablename__ = "location"
    id: Mapped[UUID] = key_column()
    municipality: Mapped[str]
    name: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class CapacityRow(Base):
    """How many places a location has from a day on, and whether it is closed from then on. Rows only come."""

    __tablename__ = "capacity"
    id: Mapped[UUID] = key_column()
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"), index=True)
    valid_from: Mapped[date]
    places: Mapped[int] = mapped_column(Integer)
    closed: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class PlacementRow(Base):
    """Where someone stays from a day on, or that they get money to live on instead; a correction supersedes a row."""

    __tablename__ = "placement"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    kind: Mapped[str]
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    place: Mapped[str]
    first_day: Mapped[date] = mapped_column(index=True)
    last_day: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    superseded_by: Mapped[UUID | None]
    by: Mapped[str]
    at: Mapped[datetime]


class DocumentRow(Base):
    """A file that is kept in the case. Which papers someone has are answers; this is the copy of one."""

    __tablename__ = "document"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    kind: Mapped[str]
    title: Mapped[str]
    dated_on: Mapped[date | None]
    received_on: Mapped[date]
    copy_kind: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class DocumentContentRow(Base):
    """The bytes of a document, apart so that lists never read them. Its digest stands in the document."""

    __tablename__ = "document_content"
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)

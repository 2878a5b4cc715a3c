"""The tables. Status is history: what happened stands in dated rows and is never overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lvv_desk.domain.ids import new_id

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored and given back in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy at class creation
        UUID: Uuid,
        date: Date,
        datetime: UtcDateTime,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


def key_column() -> Mapped[UUID]:
    return mapped_column(Uuid, primary_key=True, default=new_id)


def case_column() -> Mapped[UUID]:
    return mapped_column(Uuid, ForeignKey("case_file.id", ondelete="CASCADE"), index=True)


class MetaRow(Base):
    """Facts about the vault itself."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class ClientRow(Base):
    """A person, whatever they are called in their cases."""

    __tablename__ = "client"
    id: Mapped[UUID] = key_column()
    import_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class CaseRow(Base):
    """One registration of a client with one programme."""

    __tablename__ = "case_file"
    id: Mapped[UUID] = key_column()
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    municipality: Mapped[str]
    programme: Mapped[str]
    registered_on: Mapped[date]
    intake_finished_on: Mapped[date | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    owner_id: Mapped[UUID | None] = mapped_column(index=True)
    access: Mapped[str] = mapped_column(index=True, default="caseload")
    closed_for_erasure: Mapped[bool] = mapped_column(Boolean, default=False)


class ReferralRow(Base):
    """A referral that led to no case: codes only, about nobody. One that did is the beginning of its case."""

    __tablename__ = "referral"
    id: Mapped[UUID] = key_column()
    municipality: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    referrer: Mapped[str | None]
    reason: Mapped[str]
    referred_to: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]


class AnswerRow(Base):
    """One answer as it was given; a newer one supersedes it."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_current", "case_id", "superseded_by"),)
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    field_id: Mapped[str]
    item: Mapped[int] = mapped_column(Integer)
    standing: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    absent: Mapped[str | None]
    source: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    superseded_by: Mapped[UUID | None]


class DraftRow(Base):
    """An answer that was given and not yet finished. ``cleared`` takes an earlier answer away."""

    __tablename__ = "draft"
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(Integer, primary_key=True)
    standing: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    absent: Mapped[str | None]
    source: Mapped[str | None]
    cleared: Mapped[bool] = mapped_column(Boolean)
    by: Mapped[str]
    at: Mapped[datetime]


class ConsentRow(Base):
    """What a client said about sharing for one purpose, in one talk; the last of a purpose stands."""

    __tablename__ = "consent"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    purpose: Mapped[str]
    state: Mapped[str]
    on: Mapped[date | None]
    language: Mapped[str | None]
    interpreter: Mapped[bool | None]
    signed: Mapped[bool | None]
    by: Mapped[str]
    at: Mapped[datetime]


class AssessmentRow(Base):
    """The advice for a case on a day, with what it rests on."""

    __tablename__ = "assessment"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date]
    municipality: Mapped[str]
    programme: Mapped[str]
    definitions_digest: Mapped[str]
    advice: Mapped[str]
    reasons: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class CriterionResultRow(Base):
    """One criterion of an assessment, with the answers used and the trace."""

    __tablename__ = "criterion_result"
    id: Mapped[UUID] = key_column()
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    criterion_id: Mapped[str]
    kind: Mapped[str]
    counts: Mapped[bool]
    value: Mapped[str]
    version_from: Mapped[date]
    used: Mapped[list[dict[str, Any]]]
    missing: Mapped[list[str]]
    trace: Mapped[dict[str, Any]]


class DecisionRow(Base):
    """What a body decided; a row with ``superseded_by`` is history (:mod:`lvv_desk.store.mending`)."""

    __tablename__ = "decision"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date]
    body: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    exception_ground: Mapped[str | None] = mapped_column(Text)
    advice: Mapped[str | None]
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    by: Mapped[str]
    at: Mapped[datetime]
    superseded_by: Mapped[UUID | None]


class ScenarioRow(Base):
    """A scenario set for a case; taken away when it is superseded by itself."""

    __tablename__ = "scenario"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date]
    scenario: Mapped[str]
    sub_route: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text)
    template_version: Mapped[int] = mapped_column(Integer)
    by: Mapped[str]
    at: Mapped[datetime]
    superseded_by: Mapped[UUID | None]


class StepRow(Base):
    """A step of a trajectory as it stands; its earlier states are in ``step_event``."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("scenario_id", "step_id"),)
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id", ondelete="CASCADE"))
    step_id: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date | None] = mapped_column(index=True)


class StepEventRow(Base):
    """A change of a step's status, on its day."""

    __tablename__ = "step_event"
    id: Mapped[UUID] = key_column()
    step_row_id: Mapped[UUID] = mapped_column(ForeignKey("step.id", ondelete="CASCADE"), index=True)
    on: Mapped[date]
    status: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class ExitRow(Base):
    """How a stay ended; a row with ``superseded_by`` is history."""

    __tablename__ = "exit"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
    superseded_by: Mapped[UUID | None]


class AftercareRow(Base):
    """What became of someone later; a row with ``superseded_by`` is history."""

    __tablename__ = "aftercare"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    on: Mapped[date]
    outcome: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
    superseded_by: Mapped[UUID | None]


class DisclosureRow(Base):
    """What left, to whom, and the digest of the exact bytes."""

    __tablename__ = "disclosure"
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    recipient: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(Integer)
    manifest: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class ReleaseRow(Base):
    """A release for the evaluation."""

    __tablename__ = "release_record"
    id: Mapped[UUID] = key_column()
    k: Mapped[int] = mapped_column(Integer)
    achieved_k: Mapped[int] = mapped_column(Integer)
    cases: Mapped[int] = mapped_column(Integer)
    files: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class SummaryRow(Base):
    """The row of a case in lists: made of the other tables in the same transaction; ``row`` is its row in the index."""

    __tablename__ = "case_summary"
    __table_args__ = (
        Index("ix_summary_changed", "changed_at"),
        Index("ix_summary_name", "sort_name"),
        Index("ix_summary_status", "status", "changed_at"),
        Index("ix_summary_due", "next_due_on"),
    )
    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), unique=True)
    number: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    sort_name: Mapped[str]
    v_number: Mapped[str] = mapped_column(index=True)
    municipality: Mapped[str]
    programme: Mapped[str]
    status: Mapped[str]
    advice: Mapped[str | None]
    scenario: Mapped[str | None]
    sub_route: Mapped[str | None]
    next_step: Mapped[str | None]
    next_due_on: Mapped[date | None]
    missing: Mapped[int] = mapped_column(Integer)
    has_draft: Mapped[bool]
    registered_on: Mapped[date] = mapped_column(index=True)
    changed_at: Mapped[datetime]

"""The tables of keeping: who may do what, what was done, and what was erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from lvv_desk.store.tables import Base, case_column, key_column


class AccountRow(Base):
    """Who works, or worked, with this vault. The id is that of the key slot; whose signing key it is, the log says."""

    __tablename__ = "account"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class GrantRow(Base):
    """Access to a case beside its counsellor's: shared by one who may, or taken for a while with a reason."""

    __tablename__ = "case_grant"
    __table_args__ = (Index("ix_case_grant_account", "account_id", "case_id"),)
    id: Mapped[UUID] = key_column()
    case_id: Mapped[UUID] = case_column()
    account_id: Mapped[UUID]
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    by: Mapped[str]
    at: Mapped[datetime]


class AuditRow(Base):
    """The log: who did what, when, to which object, never the content. Each row is chained to the one before it.

    The fields are those of NEN 7513. ``record_hash`` is the seal of the case after the action, in actions that change
    one; ``signature`` is the actor's, over ``h``.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object_id", "seq"), Index("ix_audit_actor", "actor", "seq"))
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    monotonic_ns: Mapped[int] = mapped_column(BigInteger)
    session: Mapped[str]
    actor: Mapped[str]
    roles: Mapped[list[str]]
    action: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[str | None]
    purpose: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    record_hash: Mapped[str | None]
    prev: Mapped[str]
    h: Mapped[str]
    signature: Mapped[str | None]


class ErasureRow(Base):
    """A proposal to erase someone's cases, and what came of it. It names no one."""

    __tablename__ = "erasure"
    id: Mapped[UUID] = key_column()
    subject_id: Mapped[UUID] = mapped_column(index=True)
    case_ids: Mapped[list[str]]
    kind: Mapped[str]
    ground: Mapped[str]
    reference_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class StatisticRow(Base):
    """What stays of an erased stay: its place in the figures. Days are the last of their quarter, the person a number
    that was drawn at the erasure and leads nowhere.
    """

    __tablename__ = "statistic"
    id: Mapped[UUID] = key_column()
    person: Mapped[UUID]
    municipality: Mapped[str]
    provisional_on: Mapped[date | None]
    official_on: Mapped[date | None]
    exit_on: Mapped[date | None]
    outcome: Mapped[str | None]

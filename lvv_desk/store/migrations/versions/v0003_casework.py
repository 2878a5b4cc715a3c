"""Referrals, consents, contact notes, places to sleep, and files kept in a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False, index=True),
        sa.Column("referrer", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("referred_to", sa.String()),
        sa.Column("withdrawn_at", sa.DateTime()),
        *_written(),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _case(),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("on", sa.Date()),
        sa.Column("language", sa.String()),
        sa.Column("interpreter", sa.Boolean()),
        sa.Column("signed", sa.Boolean()),
        *_written(),
    )
    op.create_table(
        "contact_note",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _case(),
        sa.Column("on", sa.Date(), index=True),
        sa.Column("on_typed", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("language", sa.String()),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("corrects", sa.Uuid()),
        sa.Column("correction_reason", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Uuid()),
        *_written(),
    )
    _places()
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _case(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date()),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("copy_kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_written(),
    )
    op.create_table(
        "document_content",
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _places() -> None:
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *_written(),
    )
    op.create_table(
        "capacity",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "location_id", sa.Uuid(), sa.ForeignKey("location.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        *_written(),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _case(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("location_id", sa.Uuid(), sa.ForeignKey("location.id"), index=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False, index=True),
        sa.Column("last_day", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Uuid()),
        *_written(),
    )


def _case() -> sa.Column[object]:
    return sa.Column(
        "case_id", sa.Uuid(), sa.ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True
    )


def _written() -> tuple[sa.Column[object], ...]:
    return sa.Column("by", sa.String(), nullable=False), sa.Column("at", sa.DateTime(), nullable=False)

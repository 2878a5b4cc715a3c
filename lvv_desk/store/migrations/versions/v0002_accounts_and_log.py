"""Accounts with roles, access to cases, the chained log, and erasure. The change log before it held no chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit "
    "WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit) "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
)


def upgrade() -> None:
    op.drop_table("change")
    op.drop_table("account")
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime()),
    )
    op.create_table(
        "account_key",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("ed25519", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
    )
    op.add_column("case_file", sa.Column("owner_id", sa.Uuid()))
    op.add_column("case_file", sa.Column("access", sa.String(), nullable=False, server_default="caseload"))
    op.add_column("case_file", sa.Column("closed_for_erasure", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_case_file_owner_id", "case_file", ["owner_id"])
    op.create_index("ix_case_file_access", "case_file", ["access"])
    op.create_table(
        "case_grant",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_case_grant_account", "case_grant", ["account_id", "case_id"])
    _log()
    _erasure()


def _log() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("monotonic_ns", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String()),
        sa.Column("purpose", sa.String()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("record_hash", sa.String()),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("h", sa.String(), nullable=False),
        sa.Column("signature", sa.String()),
    )
    op.create_index("ix_audit_object", "audit", ["object_id", "seq"])
    op.create_index("ix_audit_actor", "audit", ["actor", "seq"])
    op.create_index("ix_audit_action", "audit", ["action"])
    for statement in APPEND_ONLY:
        op.execute(statement)


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reference_on", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String()),
        sa.Column("done_at", sa.DateTime()),
        sa.Column("withdrawn_at", sa.DateTime()),
    )
    op.create_table(
        "statistic",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("provisional_on", sa.Date()),
        sa.Column("official_on", sa.Date()),
        sa.Column("exit_on", sa.Date()),
        sa.Column("outcome", sa.String()),
    )

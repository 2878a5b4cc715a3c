"""Whose key an account signs with stands in the signed lines of the log, and no longer in a table that anyone can add to."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("account_key")

"""Decisions, scenarios and aftercare can be put right or taken away, as exits could; what they said stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("decision", "scenario", "aftercare"):
        op.add_column(table, sa.Column("superseded_by", sa.Uuid()))

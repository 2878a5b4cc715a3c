"""One table more, filled from another; a column more; an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tests.torture.scenarios_tables import LATER, programs_version

revision = LATER
down_revision = programs_version()
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "later_case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
    )
    op.execute("INSERT INTO later_case (id, number, weight) SELECT id, number, 1 FROM case_file")
    op.add_column("meta", sa.Column("since", sa.String()))
    op.execute("UPDATE meta SET since = 'before'")
    op.create_index("ix_later_case_number", "later_case", ["number"])
    op.execute("UPDATE later_case SET weight = (SELECT count(*) FROM case_file)")

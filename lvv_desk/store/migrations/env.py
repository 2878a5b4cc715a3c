"""Runs the migrations on the connection that :mod:`lvv_desk.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from lvv_desk.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()

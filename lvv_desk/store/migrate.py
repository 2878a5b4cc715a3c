"""Brings the tables of a vault to the version of this program, forwards only."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from lvv_desk.errors import VaultError

SCRIPTS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def current_version() -> str:
    """The version of the tables that this program works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _known() -> set[str]:
    return {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def behind(engine: Engine) -> bool:
    """Whether there are tables, of an earlier version than this program's."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found in _known() and found != current_version()


def migrate(engine: Engine) -> None:
    """Runs the migrations that are lacking, in one transaction.

    Raises:
        VaultError: the vault was written by a newer program.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == script.get_current_head():
            return
        if found is not None and found not in _known():
            raise VaultError("vault_newer")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

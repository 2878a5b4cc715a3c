"""Brings the tables of a vault to the version of this program, forwards only."""

from __future__ import annotations

from functools import cache
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


@cache
def _versions() -> tuple[str, frozenset[str]]:
    """The newest version of the tables, and all that are known. Finding out means compiling every script."""
    scripts = ScriptDirectory.from_config(_config())
    return str(scripts.get_current_head()), frozenset(one.revision for one in scripts.walk_revisions())


def current_version() -> str:
    """The version of the tables that this program works with."""
    return _versions()[0]


def behind(engine: Engine) -> bool:
    """Whether there are tables, of an earlier version than this program's."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    newest, known = _versions()
    return found in known and found != newest


def migrate(engine: Engine) -> None:
    """Runs the migrations that are lacking, in one transaction.

    Raises:
        VaultError: the vault was written by a newer program.
    """
    newest, known = _versions()
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == newest:
            return
        if found is not None and found not in known:
            raise VaultError("vault_newer")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

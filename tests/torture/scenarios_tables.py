"""What changes many rows at once: tables brought to a later version, and cases brought in from a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from lvv_desk.errors import DeskError
from lvv_desk.services.desk import Desk
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.store import copying, engine, migrate
from lvv_desk.vault import slot_file
from lvv_desk.vault import vault as vault_files
from tests.torture.opening import MUNICIPALITY, PASSPHRASE, day_after, make_desk, vault_of
from tests.torture.scenario import RefusedError, Scenario, opened
from tests.torture.scenarios_keeping import BEFORE, prepare_one, register, registered
from tests.torture.told import Found, Line, Log, outcomes
from tests.torture.verify import verify_cases

REVISIONS = Path(__file__).with_name("revisions")
LATER = "torture"
SOME = 5
"""How many cases the vault that is brought to a later version holds."""


# -- migration --------------------------------------------------------------------------------------------------------


@contextmanager
def later_tables() -> Iterator[None]:
    """As long as it lasts the program is a later one, that knows one more version of the tables."""
    before, programs_own = migrate._config, migrate.SCRIPTS / "versions"

    def config() -> Config:
        made = before()
        made.set_main_option("path_separator", "newline")
        made.set_main_option("version_locations", f"{programs_own}\n{REVISIONS}".replace("%", "%%"))
        return made

    migrate._config = config
    migrate._versions.cache_clear()
    try:
        yield
    finally:
        migrate._config = before
        migrate._versions.cache_clear()


def programs_version() -> str:
    """The newest version of the tables that the program itself knows: the later one follows on it."""
    own = Config()
    own.set_main_option("script_location", str(migrate.SCRIPTS).replace("%", "%%"))
    return str(ScriptDirectory.from_config(own).get_current_head())


def prepare_some(folder: Path) -> None:
    """A vault of this program with a few cases."""
    desk = make_desk(folder)
    for index in range(SOME):
        register(desk, f"{BEFORE} {index}")
    desk.close()


def migration(folder: Path, log: Log) -> None:
    """A later program opens the vault and works in it."""
    with later_tables():
        desk = opened(folder, log)
        if desk is None:
            return
        with log.action("register", name="Na de omzetting", on=day_after(0)):
            register(desk, "Na de omzetting")
        desk.close()


def verify_migration(folder: Path, said: list[Line] | None) -> Found:
    """The tables are wholly of before or wholly of after, and of after only beside a whole copy of before."""
    # in a copy: a look through the driver would undo what was unfinished without the program knowing of it
    problems = _half_way(copytree(folder, folder.with_name(f"{folder.name}-again"))) if said is not None else []
    before = [registered(f"{BEFORE} {index}") for index in range(SOME)]
    with later_tables():
        found = verify_cases(folder, None if said is None else [*before, *said])
    found.missed.extend(problems)
    return found


def _half_way(folder: Path) -> list[str]:
    vault = vault_of(folder)
    try:
        listed = slot_file.read(vault)
        _, keys, data_key = vault_files.keys_of_backup(listed, PASSPHRASE)
        keys.forget()
        database = vault / listed.db_file
        connection = engine.connect(database, data_key.database, read_only=True)
    except DeskError:
        return []  # opening says the same
    try:
        version = connection.execute("select version_num from alembic_version").fetchone()[0]
        tables = {row[0] for row in connection.execute("select name from sqlite_schema")}
    finally:
        connection.close()
    moved = version == LATER
    wrong = [] if moved == ("later_case" in tables) else [f"version {version} with other tables than its own"]
    kept = database.with_name(f"{database.name}.{copying.BEFORE_MIGRATION}")
    if moved and not kept.exists():
        wrong.append("no copy of before the migration")
    if kept.exists():
        wrong += [f"copy of before: {one}" for one in copying.problems(kept, data_key.database)]
        found = copying.facts(kept, data_key.database)
        wrong += [] if (found.cases, found.tables) == (SOME, programs_version()) else ["copy of before: not all there"]
    return wrong


# -- import -----------------------------------------------------------------------------------------------------------

FILES = (("Een", "Twee", "Drie", "Vier"), ("Vijf", "Zes"))


def _rows(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "reference": f"bestand {name}", "municipality": MUNICIPALITY, "registered_on": "2026-11-02",
            "answers": {"name_used": name, "referral_date": day_after(0)},
        }
        for name in names
    ]  # fmt: skip


def import_files(folder: Path, log: Log) -> None:
    """Two files; a row that is there already would make the whole second one fail."""
    desk = opened(folder, log)
    if desk is None:
        return
    for names in FILES:
        with log.action("import", names=list(names)):
            result = ImportService(desk).rows(_rows(names))
            if not result.kept:
                raise RefusedError(str(result.failed[0].reasons))
    desk.close()


def verify_import(folder: Path, said: list[Line] | None) -> Found:
    """Every file is there whole or not at all."""

    def whole(desk: Desk) -> list[str]:
        there = {row.name for row in Services(desk).cases.every()}
        return [
            f"a part of a file: {sorted(there & set(names))}"
            for names in FILES
            if 0 < len(there & set(names)) < len(names)
        ]

    if said is None:
        return verify_cases(folder, None)
    lines = [registered(BEFORE)]
    for one, done in outcomes(said):
        lines += [registered(name) | {"say": "did" if done else "will"} for name in one.get("names", ())]
    return verify_cases(folder, lines, whole)


TABLES = (
    Scenario("migration", prepare_some, migration, verify_migration),
    Scenario("import", prepare_one, import_files, verify_import),
)

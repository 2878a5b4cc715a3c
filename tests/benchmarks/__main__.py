"""Measures the program on this machine, in one run: ``python -m tests.benchmarks [--cases N] [--keep FOLDER]``.

Where the database is concerned, the same query on plain SQLite stands beside it, with the ratio of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lvv_desk.domain.answers import AnswerKey
from lvv_desk.domain.lists import SortBy
from lvv_desk.services import practice, vaults
from lvv_desk.services.desk import Desk, definitions
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.store import search
from lvv_desk.store.unit_of_work import Line
from lvv_desk.vault.kdf import KdfParameters

PASSPHRASE = vaults.PRACTICE_PASSPHRASE
CHEAP = KdfParameters(65_536, 1, 1)
MILLI = 1000.0
ROUNDS = 15
LOG_LINES = 100_000
SESSION_LINES = 40
TERMS = ("aster", "oefen", "linde ver", "000", "AMS-2021", "zzz")


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of so many rounds, in milliseconds, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * MILLI)
    return statistics.median(times)


def once_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * MILLI


def line(name: str, milliseconds: float, aim: float | None = None, beside: float | None = None) -> None:
    """Prints one measurement: name, time, its share of the aim, and the ratio to what it is held beside."""
    words = f"{name:<58} {milliseconds:9.1f} ms"
    words += f"   {milliseconds / aim:5.2f} of the aim of {aim:g} ms" if aim else ""
    words += f"   {milliseconds / beside:6.2f} x plain SQLite ({beside:.2f} ms)" if beside else ""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


FIRST_PAINT = """
import os, sys, time
start = time.perf_counter()
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from ui.app import make_app
from ui.main_window import MainWindow
from lvv_desk.settings import Settings
app = make_app()
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            sys.stdout.write(f"{time.perf_counter() - start} {'sqlalchemy' in sys.modules}")
            sys.stdout.flush()
            os._exit(0)
        return False
window = MainWindow(Settings(), Path(sys.argv[1]))
watch = Watch()
window.centralWidget().currentWidget().installEventFilter(watch)
window.show()
app.exec()
"""


def first_paint(vault: Path) -> None:
    """A fresh process, from its first line until the first paint of the unlock page."""
    times = []
    heavy = ""
    for _ in range(7):
        found = subprocess.run(
            [sys.executable, "-c", FIRST_PAINT, str(vault)], capture_output=True, text=True, check=True
        ).stdout.split()
        times.append(float(found[0]) * MILLI)
        heavy = found[1]
    line("first paint of the unlock page", statistics.median(times), aim=300)
    sys.stdout.write(f"{'  SQLAlchemy imported before it':<58} {heavy}\n")


def fill(folder: Path, cases: int) -> Desk:
    """A practice vault with so many fictitious cases."""
    desk = vaults.create(folder, PASSPHRASE, practice=True, kdf=CHEAP)
    rows = practice.reference_rows() if cases == practice.REFERENCE_PARTICIPANTS else practice.fictitious_rows(cases)
    taken = once_ms(lambda: ImportService(desk).rows(list(rows)))
    line(f"{cases} cases brought in (each)", taken / cases)
    return desk


def plain_copy(desk: Desk) -> sqlite3.Connection:
    """The list and its index on plain SQLite, in a file of its own."""
    path = desk.vault.folder.parent / f"plain-{uuid4().hex}.db"
    plain = sqlite3.connect(path)
    with desk.store.read() as reader:
        connection = reader.session.connection()
        for name in ("case_summary", "case_search"):
            sql = connection.exec_driver_sql(f"SELECT sql FROM sqlite_schema WHERE name = '{name}'").scalar_one()
            plain.execute(sql)
        for sql in connection.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'case_summary' AND sql IS NOT NULL"
        ):
            plain.execute(sql[0])
        rows = connection.exec_driver_sql("SELECT * FROM case_summary").fetchall()
        plain.executemany(
            f"INSERT INTO case_summary VALUES({','.join('?' * len(rows[0]))})", [tuple(one) for one in rows]
        )
        words = connection.exec_driver_sql("SELECT rowid, words FROM case_search").fetchall()
        plain.executemany("INSERT INTO case_search(rowid, words) VALUES(?, ?)", [tuple(one) for one in words])
    plain.commit()
    return plain


def unlocking(desk: Desk) -> Desk:
    """Opening without the key derivation: the vault object is unlocked once, then only the file is opened. Gives the
    vault as it was opened last: one that was open before writes nothing more in its log.
    """
    opened = [desk]

    def open_and_list() -> None:
        opened[-1].store.close()
        opened.append(vaults.open_unlocked(desk.vault, clock=lambda: datetime.now(UTC)))
        Services(opened[-1]).cases.page()

    line("unlock to a usable list, without the key derivation", median_ms(open_and_list, 7), aim=300)
    return opened[-1]


def keeping(desk: Desk) -> None:
    """The log, the checks and the backup."""
    services = Services(desk)
    look = Line("case.opened", "case", str(uuid4()), {}, looked_only=True)
    line("a line in the log, as every look adds one", median_ms(lambda: desk.store.note(look)), aim=30)
    sessions = max(0, LOG_LINES - services.audit.page().total) // SESSION_LINES
    work_for_years(desk, look, sessions)
    with desk.store.read() as reader:
        problems: list[str] = []
        taken = median_ms(lambda: problems.extend(desk.chain.problems(reader)), 3)
    line(f"the log verified ({services.audit.page().total} lines, {sessions} sessions)", taken, aim=2000)
    sys.stdout.write(f"  problems: {problems}\n")
    with desk.store.read() as reader:
        line("who may sign, as at every opening", median_ms(lambda: desk.chain.keyring(reader), 5))
    line("the checks after an unlock", once_ms(services.health.start_check))
    line("every check", once_ms(services.health.check))
    line("a backup, checked", once_ms(services.backups.make))


def work_for_years(desk: Desk, look: Line, sessions: int) -> None:
    """Sessions as counsellors have them, one after the other: opened, so many looks, closed."""
    actor = desk.actor
    closed = Line("session.closed", "session", None, {"reason": "closed"}, looked_only=True)
    with desk.store.write() as work:
        for _ in range(sessions):
            desk.chain.append(work.session, actor, work.at, [look] * (SESSION_LINES - 2) + [closed])
            actor = replace(actor, session=str(uuid4()))
            opened = Line("session.opened", "session", actor.session, {}, looked_only=True)
            desk.chain.append(work.session, actor, work.at, [opened])
        work.actor = actor
        work.lines.append(look)
    desk.store.actor = actor


def lists(desk: Desk, plain: sqlite3.Connection) -> None:
    services = Services(desk)
    newest = "SELECT * FROM case_summary ORDER BY changed_at DESC, row LIMIT 200"
    count = "SELECT count(*) FROM case_summary"
    beside = median_ms(lambda: (plain.execute(newest).fetchall(), plain.execute(count).fetchone()))
    line("list: first page and count", median_ms(services.cases.page), aim=50, beside=beside)
    by_name = median_ms(lambda: services.cases.page(sort=SortBy.NAME, descending=False, offset=400))
    line("list: third page by name", by_name, aim=50)
    for typed in TERMS:
        query = search.match_query(typed)
        where = "FROM case_summary WHERE row IN (SELECT rowid FROM case_search WHERE words MATCH ?)"
        chosen = f"SELECT * {where} ORDER BY changed_at DESC, row LIMIT 200"
        beside = median_ms(
            lambda chosen=chosen, where=where, query=query: (
                plain.execute(chosen, (query,)).fetchall(),
                plain.execute(f"SELECT count(*) {where}", (query,)).fetchone(),
            )
        )
        taken = median_ms(lambda typed=typed: services.cases.page(typed))
        line(f"search: {typed!r}", taken, aim=50, beside=beside)


def casework(desk: Desk) -> None:
    services = Services(desk)
    case = services.cases.page(status="in_trajectory").rows[0]
    numbers = iter(range(10_000))
    key = AnswerKey("client_wish")
    saved = median_ms(lambda: services.intake.save(case.case_id, key, f"Verzonnen wens {next(numbers)}"))
    line("an answer saved to the draft", saved, aim=30)
    services.intake.discard(case.case_id)
    line("case page loaded", median_ms(lambda: services.cases.view_by_id(case.case_id)))
    line("assessment of a case", median_ms(lambda: services.admission.view(case.case_id)))
    line("one handover PDF", median_ms(lambda: services.handovers.preview(case.number, "ind")), aim=100)


def evaluation(desk: Desk, cases: int, folder: Path) -> None:
    services = Services(desk)
    line(f"figures over {cases} cases", median_ms(services.evaluation.figures, 5))

    def release() -> None:
        services.evaluation.write(services.evaluation.preview(), folder / uuid4().hex)

    aim = 2000 if cases == practice.REFERENCE_PARTICIPANTS else None
    line(f"release of {cases} cases, written and counted again", median_ms(release, 3), aim=aim)


def reference(folder: Path) -> None:
    desk = fill(folder / "reference", practice.REFERENCE_PARTICIPANTS)
    area = Services(desk).evaluation.figures(practice.REFERENCE_DATE).areas[0]
    shares = {one.part: (one.count, one.rounded) for one in area.figures if one.indicator == "exits_by_class"}
    totals = [area.get(name).count for name in ("participants", "exits", "still_in")]
    sys.stdout.write(f"  reconstructed cohort: {totals} {json.dumps(shares)}\n")
    evaluation(desk, practice.REFERENCE_PARTICIPANTS, folder)
    desk.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures LVV Desk on this machine.")
    parser.add_argument("--cases", type=int, default=20_000)
    arguments = parser.parse_args()
    sys.stdout.write(f"{platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        line("definitions read and checked", once_ms(definitions))
        desk = fill(folder / "vault", arguments.cases)
        first_paint(desk.vault.folder)
        desk = unlocking(desk)
        lists(desk, plain_copy(desk))
        casework(desk)
        keeping(desk)
        evaluation(desk, arguments.cases, folder)
        desk.close()
        reference(folder)


if __name__ == "__main__":
    main()

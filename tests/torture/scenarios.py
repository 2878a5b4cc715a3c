"""What is put through the torture. A new one takes three functions and a line in ``SCENARIOS``: see ``scenario.py``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from lvv_desk.domain.answers import AnswerKey
from lvv_desk.errors import DeskError
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.vault import slot_file
from lvv_desk.vault.slot_file import SlotFile
from tests.torture.opening import MUNICIPALITY, day_after, make_desk, vault_of
from tests.torture.scenario import RefusedError, Scenario, opened
from tests.torture.scenarios_keeping import KEEPING
from tests.torture.scenarios_tables import TABLES
from tests.torture.told import Found, Line, Log, outcomes
from tests.torture.verify import verify_cases

ANSWERS = (
    ("language", "tir"), ("nationality", "ERI"), ("sex", "x"), ("referral_date", "2026-11-02"), ("language", "amh"),
)  # fmt: skip
PEOPLE = 2
GENERATIONS = 8


def prepare_cases(folder: Path) -> None:
    """An empty vault."""
    make_desk(folder).close()


def transactions(folder: Path, log: Log) -> None:
    """A counsellor at work: registers people, fills in the intake, finishes it, changes an answer, closes, returns."""
    for index in range(PEOPLE):
        desk = opened(folder, log)
        if desk is None:
            return
        _work_on(Services(desk), f"Persoon {index}", log)
        desk.close()


def _work_on(services: Services, name: str, log: Log) -> None:
    case: UUID | None = None
    with log.action("register", name=name, on=day_after(0)):
        case = services.cases.register(name=name, municipality=MUNICIPALITY, on=services.desk.today()).id
    if case is None:
        return
    for field, value in ANSWERS:
        _save(services, case, name, field, value, log)
    with log.action("finish", name=name):
        problems = services.intake.finish(case)
        if problems:
            raise RefusedError(str(problems))
    _save(services, case, name, "language", "som", log)
    with log.action("discard", name=name):
        services.intake.discard(case)
    _save(services, case, name, "sex", "female", log)


def _save(services: Services, case: UUID, name: str, field: str, value: str, log: Log) -> None:
    with log.action("save", name=name, field=field, value=value):
        services.intake.save(case, AnswerKey(field), value)


def slot_write(folder: Path, log: Log) -> None:
    """The slot file with growing generations, as every change of the slots makes them: the log first, then the file."""
    desk = opened(folder, log)
    if desk is None:
        return
    for _ in range(GENERATIONS):
        changed = desk.vault.signed(desk.vault.slots)
        with log.action("write", generation=changed.generation):
            with desk.store.write() as work:
                work.log("keys.changed", "keys", None, what="nothing", slots=changed.digest())
            desk.vault.adopt(changed)
    desk.close()


def verify_slots(folder: Path, said: list[Line] | None) -> Found:
    """The generation last acknowledged or one that was being written, whole; and the vault opens with it."""
    least, allowed = 1, {1}
    for action, acknowledged in outcomes(said or []):
        if action["kind"] == "write":
            allowed = {action["generation"]} if acknowledged else allowed | {action["generation"]}
            least = action["generation"] if acknowledged else least
    try:
        slots = slot_file.read(vault_of(folder))
    except DeskError as error:
        return Found(seen=[f"no slots: {error.key}"])
    found = verify_cases(folder, None if said is None else [])
    if said is not None and slots.generation not in allowed:
        found.missed.append(f"generation {slots.generation} instead of {sorted(allowed)}")
    said_by_it = json.dumps(slots.__dict__, default=str, sort_keys=True)
    return replace(found, tables={**found.tables, "slots": said_by_it}, kept=int(slots.generation > least))


SCENARIOS = {
    one.name: one
    for one in (
        Scenario("transactions", prepare_cases, transactions, verify_cases),
        Scenario("slot_write", prepare_cases, slot_write, verify_slots),
        *KEEPING,
        *TABLES,
    )
}


def unsynced(folder: Path, log: Log) -> None:
    """The same work on a store that does not wait for the disk."""
    engine.PRAGMAS = tuple(one if not one.startswith("synchronous") else "synchronous=off" for one in engine.PRAGMAS)
    transactions(folder, log)


def slots_overwritten(folder: Path, log: Log) -> None:
    """Slot files that are written over at once, the way that loses keys."""
    slot_file.write = _overwrite
    slot_write(folder, log)


def _overwrite(folder: Path, slots: SlotFile) -> None:
    for name in slot_file.COPIES:
        (folder / name).write_bytes(slots.content())


def forgetful(folder: Path, log: Log) -> None:
    """Acknowledges an action of which nothing is kept."""
    transactions(folder, log)
    with log.action("register", name="Niemand", on=day_after(0)):
        pass


SABOTAGE = {
    one.name: one
    for one in (
        Scenario("unsynced", prepare_cases, unsynced, verify_cases),
        Scenario("slots_overwritten", prepare_cases, slots_overwritten, verify_slots),
        Scenario("forgetful", prepare_cases, forgetful, verify_cases),
    )
}
"""What the torture must find fault with: run by the tests of the harness only."""

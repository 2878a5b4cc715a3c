"""What is put through the torture. A new one takes three functions and a line in ``SCENARIOS``.

A scenario is a :class:`Scenario`:

``prepare(folder)``
    makes what is there beforehand (``folder`` exists and is empty); nothing is hurt while it runs.
``run(folder, log)``
    is what is hurt: the program's own services, in a process of its own that can end at any instruction. Each thing a
    user would see as done or failed is one ``with log.action("kind", **facts) as action:``; the facts must be enough
    to find it back. An error of ``errors`` is one that a user reads; after it the block is left and ``action.done`` is
    false: go on as a user would, don't repeat the action blindly. Any other exception is a finding. Names, the clock
    and the number of actions follow from nothing random, so that call number N is the same call in every run.
``verify(folder, said)``
    looks at a crash state: ``said`` are the lines of the log up to then (``told.outcomes`` pairs them up). It gives a
    :class:`told.Found`: ``seen`` what the program itself reports, ``missed`` what only the harness knows to be wrong,
    ``tables`` digests of the contents, by any names (equal digests mean equal contents; those that opening alone
    changes are found out and left out of comparison). With ``said`` None it only gives ``seen`` and ``tables``: most of
    thousands of states hold just what the run held at some moment, and need no closer look.

``backup``, ``restore``, ``rotation``, ``migration`` and ``import`` can use ``prepare_cases`` and ``verify_cases`` as they
are where what they do leaves the cases alone: then only ``run`` is new::

    def rotation(folder, log):
        desk = _opened(folder, log)
        if desk is not None:
            with log.action("rotate"):
                RotationService(desk).rotate()

with ``Scenario("rotation", prepare_cases, rotation, verify_cases)``. ``verify_cases`` expects the cases that actions with
a ``name`` made; ``prepare_cases`` makes none. Everything must be below ``folder``: a file outside it is not replayed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from lvv_desk.domain.answers import AnswerKey
from lvv_desk.errors import DeskError
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.vault import slot_file
from lvv_desk.vault.slot_file import SlotFile
from tests.torture.opening import MUNICIPALITY, make_desk, open_desk, vault_of
from tests.torture.told import Found, Line, Log, outcomes
from tests.torture.verify import verify_cases

ANSWERS = (
    ("language", "tir"), ("nationality", "ERI"), ("sex", "x"), ("referral_date", "2026-11-02"), ("language", "amh"),
)  # fmt: skip
PEOPLE = 2
GENERATIONS = 8


class RefusedError(Exception):
    """The service says what is missing instead of doing it: right when an answer before it could not be saved."""


@dataclass(frozen=True)
class Scenario:
    """See the module."""

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path, Log], None]
    verify: Callable[[Path, list[Line] | None], Found]
    errors: tuple[type[Exception], ...] = (DeskError, RefusedError)
    changed_by_opening: frozenset[str] = frozenset()
    """Tables whose contents differ with how the last session ended, such as a log of openings."""


def prepare_cases(folder: Path) -> None:
    """An empty vault."""
    make_desk(folder).close()


def transactions(folder: Path, log: Log) -> None:
    """A counsellor at work: registers people, fills in the intake, finishes it, changes an answer, closes, returns."""
    for index in range(PEOPLE):
        desk = _opened(folder, log)
        if desk is None:
            return
        _work_on(Services.of(desk), f"Persoon {index}", log)
        desk.close()


def _opened(folder: Path, log: Log) -> Desk | None:
    """Opens the vault; tries once more when told that it does not open, as people do."""
    for _ in range(2):
        with log.action("open"):
            return open_desk(folder)
    return None


def _work_on(services: Services, name: str, log: Log) -> None:
    case: UUID | None = None
    with log.action("register", name=name):
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
    desk = _opened(folder, log)
    if desk is None:
        return
    for _ in range(GENERATIONS):
        changed = desk.vault.signed(desk.vault.slots)
        with log.action("write", generation=changed.generation):
            with desk.store.write() as work:
                work.log("keys.changed", "keys", None, signed=True, what="nothing", slots=changed.digest())
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
    with log.action("register", name="Niemand"):
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

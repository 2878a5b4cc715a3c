"""What a scenario is.

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

Everything must be below ``folder``: a file outside it is not replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lvv_desk.errors import DeskError
from lvv_desk.services.desk import Clock, Desk
from tests.torture.opening import now, open_desk
from tests.torture.told import Found, Line, Log


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


def opened(folder: Path, log: Log, clock: Clock = now) -> Desk | None:
    """Opens the vault; tries once more when told that it does not open, as people do."""
    for _ in range(2):
        with log.action("open"):
            return open_desk(folder, clock)
    return None

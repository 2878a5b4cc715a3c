"""Power cuts, on disks that keep their word and on disks that don't: replays a recorded run to every kind of crash."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.torture import told, trace
from tests.torture.disk import MODES, Disk
from tests.torture.outcome import COMMON, Amount, Outcome
from tests.torture.pool import Pool
from tests.torture.reference import Reference, Verdict
from tests.torture.told import Line

STATES_OF_A_PASS = 50
HEEDED = 0.5
LOST = "is not offered"
"""A backup that is gone: a whole thing that was lost, as whole actions may be."""
ONE_OF = 10
"""One state of so many that look right is looked at closely, by which work also goes on in it."""


@dataclass(frozen=True)
class CrashState:
    """A state with what had been said when the power went."""

    mode: str
    position: int
    files: dict[str, bytes]
    said: list[Line]

    def key(self) -> bytes:
        digest = hashlib.blake2b(f"{len(self.said)} ".encode())
        for name in sorted(self.files):
            digest.update(f"{name} {len(self.files[name])} ".encode() + self.files[name])
        return digest.digest()


def power_loss(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Every state must be whole, with all that was acknowledged in it."""
    number = amount.states if scenario == COMMON else amount.slot_states
    return _replay(pool, scenario, f"power loss, {scenario}", number, seed, lying=False)


def lying_disk(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Half of the syncs do nothing: losing is allowed, damage that the program does not report is not."""
    number = amount.lies if scenario == COMMON else amount.lies // 4
    return _replay(pool, scenario, f"lying fsync, {scenario}", number, seed, lying=True)


def _replay(pool: Pool, scenario: str, name: str, number: int, seed: int, *, lying: bool) -> Outcome:
    outcome = Outcome(name)
    outcome.skipped = trace.unavailable()
    if outcome.skipped:
        return outcome
    record = trace.record(pool, scenario)
    reference = Reference.of(pool, scenario)
    outcome.acked = told.count(record.said, "did")
    outcome.problems.update(reference.broken)
    known: dict[bytes, Verdict] = {}

    def judged(state: CrashState) -> tuple[CrashState, Verdict]:
        key = state.key()
        if key not in known:
            known[key] = reference.verdict(state.files, state.said, closely=key[0] % ONE_OF == 0)
        return state, known[key]

    rng = random.Random(seed)
    for state, verdict in pool.map(judged, states(record, number, rng, lying=lying)):
        outcome.runs += 1
        outcome.counts[verdict.name] += 1
        if _is_problem(verdict, lying=lying):
            outcome.problems[f"{verdict.name}: {verdict.words} ({state.mode})"] += 1
    outcome.counts["different states"] = len(known)
    return outcome


def _is_problem(verdict: Verdict, *, lying: bool) -> bool:
    """A lying disk may lose whole actions, which no file can tell by itself, and may damage what is then reported."""
    if lying:
        return not verdict.seen and verdict.name != "fine" and verdict.kind != "lost" and LOST not in verdict.words
    return verdict.name != "fine"


def states(record: trace.Record, number: int, rng: random.Random, *, lying: bool) -> Iterator[CrashState]:
    """Crash states at random moments of a recorded run, in every mode."""
    while number > 0:
        some = min(number, STATES_OF_A_PASS) if lying else number
        heeds: Callable[[], bool] = (lambda: rng.random() < HEEDED) if lying else (lambda: True)
        yield from _pass(record, some, rng, heeds)
        number -= some


def _pass(record: trace.Record, number: int, rng: random.Random, heeds: Callable[[], bool]) -> Iterator[CrashState]:
    moments = sorted(rng.randrange(len(record.events)) for _ in range(number))
    disk, text, made = Disk(record.before, heeds), b"", 0
    for position, event in enumerate(record.events):
        disk.do(event)
        text += event.data if event.kind == "told" else b""
        while made < number and moments[made] == position:
            mode = rng.choice(MODES)
            yield CrashState(mode, position, disk.crash(mode, rng), told.lines(text))
            made += 1

"""Kills at any moment: ``SIGKILL``, as the system does when memory runs out or someone pulls the plug on a program."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path

from tests.torture import told, trace
from tests.torture.outcome import COMMON, Amount, Outcome
from tests.torture.pool import Pool, read_state, write_state
from tests.torture.told import Found, Line

MARK = bytes.fromhex("d9d505f920a163d7")


def kills(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Runs the scenario and kills it, at moments spread over the time it takes."""
    number = amount.kills if scenario == COMMON else amount.rare_kills
    outcome = Outcome(f"kills, {scenario}")
    if not hasattr(os, "fork"):
        outcome.skipped = "this system can't fork"
        return outcome
    before, rng = trace.base(pool, scenario), random.Random(seed)
    whole = max(_once(pool, scenario, before, None)[0] for _ in range(2))
    moments = [whole * (index + rng.random()) / number for index in range(number)]
    rng.shuffle(moments)
    for _, killed, said, journal, found in pool.map(lambda moment: _once(pool, scenario, before, moment), moments):
        outcome.runs += 1
        outcome.acked += told.count(said, "did")
        outcome.counts["killed on the way"] += killed
        outcome.counts["killed in an action"] += killed and bool(said) and said[-1]["say"] == "will"
        outcome.counts[f"{journal} journals"] += bool(journal)
        outcome.counts["unacknowledged and kept"] += found.kept
        outcome.problems.update(found.problems)
        outcome.problems.update(one["error"] for one in said if one["say"] in ("broke", "failed"))
    outcome.counts = +outcome.counts
    return outcome


def statements(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Kills before each statement in turn, commits included, until a run is through."""
    outcome = Outcome(f"statements, {scenario}")
    if not hasattr(os, "fork") or scenario == COMMON:
        outcome.skipped = "its kills are spread over the time" if scenario == COMMON else "this system can't fork"
        return outcome
    before = trace.base(pool, scenario)
    through: list[int] = []

    def numbers() -> Iterator[int]:
        yield from itertools.takewhile(
            lambda _: not through, itertools.count(1 + seed % amount.statement_step, amount.statement_step)
        )

    for number, killed, said, found in pool.map(lambda one: _before(pool, scenario, before, one), numbers()):
        if not killed:
            through.append(number)
        outcome.runs += killed
        outcome.acked += told.count(said, "did")
        outcome.counts["unacknowledged and kept"] += found.kept
        outcome.problems.update(f"{words}, before statement {number}" for words in found.problems)
        outcome.problems.update(one["error"] for one in said if one["say"] in ("broke", "failed"))
    outcome.counts = +outcome.counts
    return outcome


def _before(pool: Pool, scenario: str, before: dict[str, bytes], number: int) -> tuple[int, bool, list[Line], Found]:
    with pool.place() as place, pool.worker() as worker:
        write_state(place / "folder", before)
        answer = worker.run(scenario, place / "folder", place / "log", statement=number)
        said = told.read(place / "log")
        return number, bool(answer["killed"]), said, worker.verify(scenario, place / "folder", said)


def _once(
    pool: Pool, scenario: str, before: dict[str, bytes], moment: float | None
) -> tuple[float, bool, list[Line], str, Found]:
    with pool.place(on_disk=True) as place, pool.worker() as worker:
        write_state(place / "folder", before)
        if moment is None:  # so that this process, too, remembers the derived key when it is measured
            worker.verify(scenario, place / "folder", [])
            write_state(place / "folder", before)
        told_in = place / "log"
        answer = worker.run(scenario, place / "folder", told_in, kill_after=moment)
        said, journal = told.read(told_in), _journal(place / "folder")
        return answer["seconds"], bool(answer["killed"]), said, journal, worker.verify(scenario, place / "folder", said)


def _journal(folder: Path) -> str:
    """Whether a transaction was under way: one that has to be undone has a journal with its mark in place."""
    found = [content for name, content in read_state(folder).items() if name.endswith("-journal") and content]
    return "" if not found else "hot" if any(one.startswith(MARK) for one in found) else "unsynced"

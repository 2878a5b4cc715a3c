"""``python -m tests.torture [--quick] [--only NAME] [--seed N] [--out FILE]``: ends with 1 when there are problems."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.torture.damage import damage, slot_bytes
from tests.torture.faults import io_faults
from tests.torture.full_disk import full_disk
from tests.torture.kills import kills, statements
from tests.torture.outcome import NIGHT, QUICK, Amount, Outcome
from tests.torture.pool import Pool
from tests.torture.power import lying_disk, power_loss
from tests.torture.scenarios import SCENARIOS

Driver = Callable[[Pool, str, Amount, int], Outcome]
DRIVERS: dict[str, Driver] = {
    "kills": kills,
    "statements": statements,
    "power": power_loss,
    "lying": lying_disk,
    "faults": io_faults,
    "damage": damage,
    "slot_bytes": slot_bytes,
    "full_disk": full_disk,
}


def run(only: str, amount: Amount, seed: int) -> Iterator[Outcome]:
    """Every driver over every scenario whose names, ``driver:scenario``, have ``only`` in them."""
    with Pool() as pool:
        for name, driver in DRIVERS.items():
            for scenario in SCENARIOS:
                if only in f"{name}:{scenario}":
                    begun = time.monotonic()
                    outcome = driver(pool, scenario, amount, seed)
                    outcome.seconds = time.monotonic() - begun
                    yield outcome


def table(outcomes: list[Outcome], mode: str, seed: int) -> str:
    """The outcomes as a page of Markdown."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    lines = [
        "# Torture of the vault",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {mode}, seed {seed}, {os.cpu_count()} cores, {memory:.0f} GB",
        "",
        "| Test | Runs | Acknowledged | Problems | Counts | Seconds |",
        "|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        counts = "; ".join(f"{value} {name}" for name, value in sorted(one.counts.items()))
        problems = str(sum(one.problems.values()))
        cells = ("–", "–", "–", f"skipped: {one.skipped}") if one.skipped else (one.runs, one.acked, problems, counts)
        lines.append(f"| {one.name} | {' | '.join(map(str, cells))} | {one.seconds:.0f} |")
    for one in outcomes:
        if one.problems:
            lines += ["", f"## {one.name}", "", *(f"- {words}" for words in one.found())]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the numbers of every merge instead of those of a night")
    parser.add_argument("--only", default="", help=f"a part of driver:scenario; drivers: {', '.join(DRIVERS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="a Markdown file for the results")
    given = parser.parse_args()
    outcomes = []
    for outcome in run(given.only, QUICK if given.quick else NIGHT, given.seed):
        outcomes.append(outcome)
        for line in (outcome.line(), *(f"    {words}" for words in outcome.found())):
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    if given.out is not None:
        given.out.write_text(table(outcomes, "quick" if given.quick else "night", given.seed), "utf-8")
    return int(any(one.problems for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())

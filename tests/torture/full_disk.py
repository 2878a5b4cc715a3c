"""A disk that is full: a file system of a few megabytes that is filled up before the scenario is done."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture import told, trace
from tests.torture.outcome import Amount, Outcome
from tests.torture.pool import Pool, write_state
from tests.torture.told import Found, Line

SIZE = 8 << 20
MOST_LEFT = 64 << 10
ENOSPC = 28


def full_disk(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """What does not fit is told in words that name the disk; what was acknowledged is there once there is room."""
    outcome = Outcome(f"full disk, {scenario}")
    outcome.skipped = unavailable(pool)
    if outcome.skipped:
        return outcome
    before, rng = trace.base(pool, scenario), random.Random(seed)
    for _ in range(amount.full):
        left = rng.randrange(MOST_LEFT)
        said, found = _once(pool, scenario, before, left)
        outcome.runs += 1
        outcome.acked += told.count(said, "did")
        failed = [one for one in said if one["say"] == "failed"]
        outcome.counts["errors told"] += len(failed)
        outcome.counts["runs where it all fitted"] += not failed
        outcome.counts["told of as failed and kept"] += found.kept
        outcome.problems.update(found.problems)
        outcome.problems.update(one["error"] for one in said if one["say"] == "broke")
        outcome.problems.update(f"the disk is full, but told is: {one['error']}" for one in failed if not _clear(one))
    return outcome


def _clear(line: Line) -> bool:
    return line["error"] in ("disk_full", "disk_nearly_full") or line.get("errno") == ENOSPC


def unavailable(pool: Pool) -> str | None:
    """Why no small file system can be mounted here, or ``None``."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"):
        return "mounting a small file system needs root"
    try:
        with pool.place() as place, _mounted(place / "disk"):
            return None
    except subprocess.CalledProcessError as error:
        return f"mounting a small file system is refused: {error.stderr.strip()}"


@contextmanager
def _mounted(where: Path) -> Iterator[Path]:
    where.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(where)], check=True, capture_output=True,
                   text=True)  # fmt: skip
    try:
        yield where
    finally:
        subprocess.run(["umount", str(where)], check=True, capture_output=True)


def _once(pool: Pool, scenario: str, before: dict[str, bytes], left: int) -> tuple[list[Line], Found]:
    with pool.place() as place, pool.worker() as worker, _mounted(place / "disk") as disk:
        folder, filler, log = disk / "folder", disk / "filler", place / "log"
        write_state(folder, before)
        free = shutil.disk_usage(disk).free
        filler.write_bytes(bytes(max(0, free - left)))
        worker.run(scenario, folder, log)
        said = told.read(log)
        filler.unlink()
        return said, worker.verify(scenario, folder, said)

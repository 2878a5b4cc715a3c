"""System calls that fail: strace makes call number N on the vault's files return an error, once or from then on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.torture import told, trace
from tests.torture.outcome import COMMON, Amount, Outcome
from tests.torture.pool import Pool, write_state
from tests.torture.told import Found, Line

FAULTS: dict[str, tuple[str, ...]] = {
    "pwrite64": ("EIO", "ENOSPC"),
    "write": ("EIO", "ENOSPC"),
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "ftruncate": ("EIO", "EACCES"),
    "openat": ("EACCES", "EIO", "ENOSPC"),
    "pread64": ("EIO",),
    "read": ("EIO",),
    "unlink": ("EACCES",),
    "unlinkat": ("EACCES",),
    "rename": ("EACCES", "ENOSPC"),
    "mkdir": ("EACCES", "ENOSPC"),
}


@dataclass(frozen=True)
class Fault:
    """Call number ``number`` of a kind fails; with ``sticky`` every later one too."""

    call: str
    error: str
    number: int
    sticky: bool

    def words(self) -> str:
        return f"{self.error} on {self.call}{' for good' if self.sticky else ''}"


def io_faults(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Whatever fails is told in words, is never acknowledged and lost, and leaves the vault whole."""
    outcome = Outcome(f"I/O faults, {scenario}")
    outcome.skipped = trace.unavailable()
    if outcome.skipped:
        return outcome
    before = trace.base(pool, scenario)
    made, paths = _calls_made(pool, scenario, before)

    def injected(fault: Fault) -> tuple[Fault, bool, bool, list[Line], Found]:
        return (fault, *_once(pool, scenario, before, fault, paths))

    for fault, hung, met, said, found in pool.map(injected, sweep(made, amount, _step(scenario, amount), seed)):
        outcome.runs += met
        outcome.acked += told.count(said, "did")
        outcome.counts["calls never reached"] += not met
        outcome.counts["errors told"] += told.count(said, "failed")
        outcome.counts["told of as failed and kept"] += found.kept
        outcome.counts["runs where nobody noticed"] += met and not told.count(said, "failed")
        outcome.problems.update(f"{words}, after {fault.words()}" for words in found.problems)
        outcome.problems.update(f"{one['error']}, at {fault.words()}" for one in said if one["say"] == "broke")
        outcome.problems[f"hangs at {fault.words()}"] += hung
    outcome.problems = +outcome.problems
    return outcome


def _step(scenario: str, amount: Amount) -> int:
    return amount.fault_step if scenario == COMMON else amount.rare_fault_step


def sweep(made: Counter[str], amount: Amount, step: int, seed: int) -> list[Fault]:
    """Every ``step``-th call of each kind: with each error, or in turn with one of them."""
    faults = []
    for call, errors in FAULTS.items():
        ways = [(error, sticky) for error in errors for sticky in (False, True)]
        for number in range(1 + seed % step, made[call] + 1, step):
            turn = number // step + seed
            chosen = ways if amount.every_fault else [ways[turn % len(ways)]]
            faults += [Fault(call, error, number, sticky) for error, sticky in chosen]
    return faults


def _calls_made(pool: Pool, scenario: str, before: dict[str, bytes]) -> tuple[Counter[str], list[str]]:
    """How many calls of each kind the scenario makes on its folder, and on which paths below it."""
    with pool.place() as place, pool.worker() as worker:
        folder = place / "folder"
        write_state(folder, before)
        calls = ",".join(f"?{one}" for one in FAULTS)
        worker.run(scenario, folder, place / "log",
                   strace=["-o", str(place / "strace"), "-y", "-xx", "-e", f"trace={calls}", "-e", "signal=none"])  # fmt: skip
        made: Counter[str] = Counter()
        paths = {"."}
        for _, name, arguments, _, opened in trace.calls((place / "strace").read_text("ascii")):
            inside = {
                path for path in _paths(arguments, opened) if path == str(folder) or path.startswith(f"{folder}/")
            }
            made[name] += bool(inside)
            paths |= {str(Path(path).relative_to(folder)) for path in inside}
        return made, sorted(paths)


def _paths(arguments: str, opened: str) -> set[str]:
    handles = [path for _, path in re.findall(trace.HANDLE, arguments)]
    named = [path for path, _ in re.findall(trace.STRING, arguments) if path.startswith(r"\x2f")]
    return {trace.plain(one).decode("utf-8", "replace") for one in [*handles, *named, opened]}


def _once(
    pool: Pool, scenario: str, before: dict[str, bytes], fault: Fault, paths: list[str]
) -> tuple[bool, bool, list[Line], Found]:
    with pool.place() as place, pool.worker() as worker:
        folder = place / "folder"
        write_state(folder, before)
        when = f"{fault.number}+" if fault.sticky else str(fault.number)
        options = ["-o", str(place / "strace"), "-e", f"trace={fault.call}", "-e", "signal=none",
                   "-e", f"inject={fault.call}:error={fault.error}:when={when}"]  # fmt: skip
        options += [word for path in paths for word in ("-P", str(folder / path))]
        answer = worker.run(scenario, folder, place / "log", strace=options)
        met = "(INJECTED)" in (place / "strace").read_text("utf-8", "replace")
        said = told.read(place / "log")
        return answer["hung"], met, said, worker.verify(scenario, folder, said)

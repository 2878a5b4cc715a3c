"""What a test of the torture gives, and how much of it there is to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 12


@dataclass(frozen=True)
class Amount:
    """How much: kills of work and of rarer scenarios, crash states, the step of the fault sweep, flips, and so on."""

    kills: int
    rare_kills: int
    states: int
    slot_states: int
    lies: int
    fault_step: int
    every_fault: bool
    flips: int
    slot_bytes: int
    pages: int
    full: int


QUICK = Amount(50, 10, 2_000, 500, 1_000, 5, False, 100, 700, 20, 3)
NIGHT = Amount(1_000, 200, 50_000, 20_000, 20_000, 1, True, 2_000, 1_000_000, 1_000, 20)
COMMON = "transactions"
"""The scenario that most of a counsellor's day is; the others happen now and then."""


@dataclass
class Outcome:
    """One driver over one scenario. ``problems`` are findings by their words with how often each was met."""

    name: str
    runs: int = 0
    acked: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    skipped: str | None = None
    seconds: float = 0.0

    def line(self) -> str:
        if self.skipped:
            return f"{self.name}: skipped, {self.skipped}"
        counts = ", ".join(f"{value} {name}" for name, value in sorted(self.counts.items()))
        return (
            f"{self.name}: {self.runs} runs, {self.acked} acknowledged, {sum(self.problems.values())} problems"
            f" ({counts}; {self.seconds:.0f} s)"
        )

    def found(self) -> list[str]:
        """The problems, most frequent first."""
        lines = [f"{number} × {words}" for words, number in self.problems.most_common(SHOWN)]
        return lines + ([f"and {len(self.problems) - SHOWN} more kinds"] if len(self.problems) > SHOWN else [])

"""What a test of the torture gives, and how much of it there is to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 12


@dataclass(frozen=True)
class Amount:
    """How much: kills of work and of rarer scenarios, crash states, the steps of the sweeps, flips, and so on."""

    kills: int
    rare_kills: int
    states: int
    slot_states: int
    lies: int
    fault_step: int
    rare_fault_step: int
    statement_step: int
    every_fault: bool
    flips: int
    slot_bytes: int
    pages: int
    full: int


QUICK = Amount(
    kills=50, rare_kills=10, states=800, slot_states=120, lies=400, fault_step=20, rare_fault_step=60, statement_step=9,
    every_fault=False, flips=100, slot_bytes=300, pages=10, full=2,
)  # fmt: skip
"""What fits in six minutes on two cores."""
NIGHT = Amount(
    kills=1_000, rare_kills=200, states=50_000, slot_states=20_000, lies=20_000, fault_step=1, rare_fault_step=1,
    statement_step=1, every_fault=True, flips=2_000, slot_bytes=1_000_000, pages=1_000, full=20,
)  # fmt: skip
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

"""The states that a recorded run went through, and where a crash state stands among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.torture import told
from tests.torture.disk import Disk
from tests.torture.pool import Pool, write_state
from tests.torture.scenarios import SABOTAGE, SCENARIOS
from tests.torture.told import Found, Line
from tests.torture.trace import Record, record

Tables = dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """``kind``: fine, lost (an earlier state, whole) or damaged (no state there ever was); and who notices."""

    kind: str
    seen: bool
    words: str

    @property
    def name(self) -> str:
        if self.kind == "fine" and not self.words:
            return "fine"
        return f"{self.kind}, {'reported' if self.seen else 'only the harness sees it'}"


class Reference:
    """What the vault held after each acknowledged action of a record."""

    @staticmethod
    def of(pool: Pool, scenario: str) -> Reference:
        """That of the recorded run of a scenario, the same for all drivers of a pool."""
        return pool.once(f"reference of {scenario}", lambda: Reference(pool, scenario, record(pool, scenario)))

    def __init__(self, pool: Pool, scenario: str, run: Record) -> None:
        self._pool, self._scenario = pool, scenario
        states = list(_acknowledged(run))
        found = list(pool.map(lambda one: (one[0], self.look(one[1], one[2])), [(i, *s) for i, s in enumerate(states)]))
        found.sort(key=lambda one: one[0])
        self.broken = [f"after action {number}: {words}" for number, one in found for words in one.problems]
        again = self.look(*states[len(states) // 2])
        first = found[len(states) // 2][1]
        restless = {name for name, digest in first.tables.items() if again.tables.get(name) != digest}
        self._restless = restless | {**SCENARIOS, **SABOTAGE}[scenario].changed_by_opening
        self._tables = [self._still(one.tables) for _, one in found]

    def _still(self, tables: Tables) -> Tables:
        return {name: digest for name, digest in tables.items() if name not in self._restless}

    def verdict(self, files: dict[str, bytes], said: list[Line], *, closely: bool = True) -> Verdict:
        """Looks at a state and judges it; where it looks right, closely only when asked to."""
        if not closely:
            found = self.judge(self.look(files, None), said)
            if found.name == "fine":
                return found
        return self.judge(self.look(files, said), said)

    def look(self, files: dict[str, bytes], said: list[Line] | None) -> Found:
        """Materialises a state and verifies it."""
        with self._pool.place() as place, self._pool.worker() as worker:
            write_state(place / "folder", files)
            return worker.verify(self._scenario, place / "folder", said)

    def judge(self, found: Found, said: list[Line]) -> Verdict:
        """Where a state stands that was found when ``said`` had been said."""
        acked = told.count(said, "did")
        under_way = bool(said) and said[-1]["say"] == "will"
        tables = self._still(found.tables)
        alike = {number for number, one in enumerate(self._tables) if one == tables}
        words = "; ".join(found.problems[:3])
        if alike & {acked, acked + under_way}:
            return Verdict("fine", bool(found.seen), words)
        return Verdict("lost" if alike else "damaged", bool(found.seen), words or "nothing notices it")


def _acknowledged(run: Record) -> Iterator[tuple[dict[str, bytes], list[Line]]]:
    """The folder at the start and after every acknowledged action, with what had been said."""
    disk, text = Disk(run.before), b""
    yield run.before, []
    for event in run.events:
        disk.do(event)
        if event.kind == "told":
            text += event.data
            said = told.lines(text)
            if said[-1]["say"] == "did":
                yield disk.live(), said

"""``python -m tests.torture.soak [--minutes 60]``: a writer, eight readers, and a vault that is locked again and again.

Everything that was acknowledged must be there at once for every reader, and after each unlock; nothing may fail but
what a vault that is being closed under somebody's hands says. Ends with 1 when there is a problem.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from lvv_desk.cli_output import place_of
from lvv_desk.domain.answers import AnswerKey
from lvv_desk.errors import DeskError
from lvv_desk.services.desk import now
from lvv_desk.services.health import HealthService
from lvv_desk.services.services import Services
from lvv_desk.texts import t
from tests.torture.opening import MUNICIPALITY, make_desk, open_desk

READERS = 8
SHORTEST, LONGEST = 0.5, 6.0
"""Seconds between two locks."""
WISHES = 200
MOST_CASES = 2_000
"""After so many the writer changes what is there: an hour must not end in a vault of another size."""


@dataclass
class Soak:
    """What was acknowledged, by case, and what was seen."""

    seed: int
    wishes: dict[UUID, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    closing: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def told(self, **counts: int) -> None:
        with self._turn:
            self.counts.update(counts)

    def wrong(self, words: str) -> None:
        with self._turn:
            self.problems[words] += 1

    # -- one stretch between two unlocks ------------------------------------------------------------------------

    def stretch(self, folder: Path, seconds: float, number: int) -> None:
        """Opens, lets all of them work, and closes: every other time under their hands."""
        desk = open_desk(folder, now)
        services, stop = Services(desk), threading.Event()
        self.closing = False
        if services.cases.page().total != len(self.wishes):
            self.wrong("cases are not there after an unlock")
        threads = [threading.Thread(target=self._write, args=(services, stop, number))]
        threads += [threading.Thread(target=self._read, args=(services, stop, number, one)) for one in range(READERS)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        under_their_hands = number % 2 == 1
        if under_their_hands:
            self.closing = True
            desk.close()
        stop.set()
        for thread in threads:
            thread.join()
        if not under_their_hands:
            desk.close()
        self.told(locks=1, under_their_hands=int(under_their_hands))

    def _work(self, do: object, *arguments: object) -> bool:
        """Does one thing. A vault that is being closed may refuse it; nothing else may go wrong."""
        try:
            do(*arguments)  # type: ignore[operator] # one of the methods below
        except DeskError as error:
            if not self.closing:
                self.wrong(f"refused: {error}")
            self.told(refused=1)
        except Exception as error:
            self.wrong(f"{type(error).__name__} at {place_of(error)}{' while closing' * self.closing}")
        return not self.closing

    def _write(self, services: Services, stop: threading.Event, number: int) -> None:
        chance = random.Random(f"{self.seed} {number}")
        while not stop.is_set() and self._work(self._write_once, services, chance):
            pass

    def _write_once(self, services: Services, chance: random.Random) -> None:
        wish = f"Wens {chance.randrange(WISHES)}"
        if len(self.wishes) < MOST_CASES and (not self.wishes or chance.random() < 0.3):
            name = f"Oefenpersoon {len(self.wishes)}"
            case = services.cases.register(name=name, municipality=MUNICIPALITY, on=services.desk.today())
            self.wishes[case.id] = ""
        else:
            case_id = chance.choice(list(self.wishes))
            services.intake.save(case_id, AnswerKey("client_wish"), wish)
            self.wishes[case_id] = wish
        self.told(written=1)

    def _read(self, services: Services, stop: threading.Event, number: int, reader: int) -> None:
        chance = random.Random(f"{self.seed} {number} {reader}")
        while not stop.is_set() and self._work(self._read_once, services, chance):
            pass

    def _read_once(self, services: Services, chance: random.Random) -> None:
        known = list(self.wishes)
        look = chance.randrange(4)
        if look == 0:
            if services.cases.page("oefenpersoon").total < len(known):
                self.wrong("a search does not find what was acknowledged")
        elif look == 1:
            services.evaluation.figures()
        elif known:
            case_id = chance.choice(known)
            before = self.wishes[case_id]
            seen = services.intake.state(case_id).answers.value("client_wish") or ""
            if seen not in (before, self.wishes[case_id]) and self.wishes[case_id] == before:
                self.wrong("an answer that was acknowledged is not seen")
        self.told(read=1)

    # -- all of it ----------------------------------------------------------------------------------------------

    def run(self, folder: Path, seconds: float) -> None:
        """Stretch after stretch, and at the end every check and every answer."""
        make_desk(folder).close()
        chance, until, number = random.Random(self.seed), time.monotonic() + seconds, 0
        while time.monotonic() < until:
            self.stretch(folder, min(chance.uniform(SHORTEST, LONGEST), seconds / 3), number)
            number += 1
        desk = open_desk(folder, now)
        services = Services(desk)
        for case_id, wish in self.wishes.items():
            if (services.intake.state(case_id).answers.value("client_wish") or "") != wish:
                self.wrong("an answer is not there at the end")
        for one in HealthService(desk).check().rows:
            if not one.passed:
                self.wrong(f"{t(f'check.{one.name}')}: {one.detail}")
        desk.close()
        self.told(cases=len(self.wishes))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    soak = Soak(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        soak.run(Path(folder), given.minutes * 60)
    counts = ", ".join(f"{value} {name}" for name, value in sorted(soak.counts.items()))
    lines = [f"{given.minutes:g} minutes: {counts}; {sum(soak.problems.values())} problems"]
    lines += [f"    {number} × {words}" for words, number in soak.problems.most_common()]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(soak.problems))


if __name__ == "__main__":
    sys.exit(main())

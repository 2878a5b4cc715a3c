"""What a scenario said before and after each action: the lines that a crash state is held against.

A line is written with one ``write`` to a file outside the vault, so that it also has its place in a trace of system
calls. ``will`` is said before an action, ``did`` once the service came back, ``failed`` when it came back with an error
for the user, ``broke`` when it came back with anything else.
"""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Line = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What verifying a state gave: what the program itself reports, and what only the harness saw.

    ``tables`` is a digest of each table's contents, ``kept`` the number of actions that failed and were kept.
    """

    seen: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    tables: dict[str, str] = field(default_factory=dict)
    kept: int = 0

    @property
    def problems(self) -> list[str]:
        return [*self.seen, *self.missed]


@dataclass
class Action:
    """An action under way. What only its outcome tells is put in ``facts``."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    done: bool = False


class Log:
    """Where a scenario says what it does."""

    def __init__(self, path: Path, errors: tuple[type[Exception], ...]) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._errors = errors

    @contextmanager
    def action(self, kind: str, **facts: Any) -> Iterator[Action]:
        """One action. An error meant for the user is written down and ends the action, not the scenario."""
        action = Action(kind, dict(facts))
        self._say("will", action)
        try:
            yield action
        except self._errors as error:
            code = getattr(error, "key", None) or type(error).__name__
            self._say("failed", action, error=str(code), words=str(error), errno=getattr(error, "errno", None))
        else:
            action.done = True
            self._say("did", action)

    def broke(self, error: BaseException) -> None:
        """Says that something came out that no user should see."""
        frames = [one for one in traceback.extract_tb(error.__traceback__) if "lvv_desk" in one.filename]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "scenario"
        text = f"{type(error).__name__} in {where}: {str(error).splitlines()[0] if str(error) else ''}"
        self._write({"say": "broke", "error": text, "traceback": traceback.format_exception(error)})

    def _say(self, word: str, action: Action, **more: Any) -> None:
        self._write({"say": word, "kind": action.kind, **action.facts, **more})

    def _write(self, line: Line) -> None:
        os.write(self._handle, json.dumps(line, ensure_ascii=True).encode() + b"\n")


def lines(content: bytes) -> list[Line]:
    """The whole lines of a log; a line that was cut off by a kill was not said."""
    return [json.loads(one) for one in content.split(b"\n")[:-1]]


def read(path: Path) -> list[Line]:
    """The lines of a log file; none when it was never begun."""
    return lines(path.read_bytes()) if path.exists() else []


def count(said: list[Line], word: str) -> int:
    return sum(one["say"] == word for one in said)


def outcomes(said: list[Line]) -> Iterator[tuple[Line, bool]]:
    """Every action with whether it was acknowledged; those that failed or never came back are not."""
    waiting: Line | None = None
    for line in said:
        if line["say"] == "will":
            if waiting is not None:
                yield waiting, False
            waiting = line
        elif line["say"] in ("did", "failed"):
            yield line, line["say"] == "did"
            waiting = None
    if waiting is not None:
        yield waiting, False

"""The process that runs and verifies scenarios: ``python -m tests.torture.worker``, JSON lines in and out.

It has everything imported already, so that a run costs a fork instead of an interpreter. A run is a child of this
process: only its parent can kill it without any risk of hitting another process.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from tests.torture import told, world
from tests.torture.scenarios import SABOTAGE, SCENARIOS, Scenario

ALL = {**SCENARIOS, **SABOTAGE}

LIMIT_SECONDS = 60
BROKE = 3


class TooLong(Exception):
    """A verification that hangs."""


def main() -> None:
    """Answers requests until there are none."""
    from lvv_desk.services import desk  # after the world was changed

    # Longer than the rest of closing, and writes nothing to the disk.
    desk._overwrite_free_blocks = lambda: None
    desk._overwrite_kept_chunks = lambda _: None
    gc.collect()
    gc.freeze()  # closing a vault collects garbage: what was imported is none
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        answer = DOES[request.pop("do")](**request)
        answers.write(json.dumps(answer) + "\n")


def prepare(scenario: str, folder: str) -> dict[str, Any]:
    """Makes the folder that every run begins with."""
    world.live_in(Path(folder))
    ALL[scenario].prepare(Path(folder))
    return {}


def run(
    scenario: str, folder: str, log: str, kill_after: float | None = None, strace: list[str] | None = None,
    statement: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Runs a scenario in a child of its own, which ends itself before a numbered statement when asked to."""
    gate, opened = os.pipe()
    child = os.fork()
    if not child:
        os.close(opened)
        _in_child(ALL[scenario], Path(folder), Path(log), gate, statement)
    os.close(gate)
    tracer = _attach(child, strace) if strace else None
    begun = time.monotonic()
    os.write(opened, b"g")
    os.close(opened)
    status, hung = _wait(child, kill_after)
    seconds = time.monotonic() - begun
    if tracer is not None:
        tracer.wait(LIMIT_SECONDS)
    return {"seconds": seconds, "hung": hung, "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status)}


def _in_child(scenario: Scenario, folder: Path, path: Path, gate: int, statement: int | None) -> None:
    code = BROKE
    try:
        if sys.platform == "linux":
            _let_trace()
        if statement is not None:
            _end_before(statement)
        os.read(gate, 1)
        world.live_in(folder)
        log = told.Log(path, scenario.errors)
        try:
            scenario.run(folder, log)
            code = 0
        except BaseException as error:  # a traceback is a finding, whatever it is
            log.broke(error)
    finally:
        os._exit(code)


def _end_before(statement: int) -> None:
    """Ends this process before the statement with this number; a commit counts as one."""
    from sqlalchemy import Engine, event

    left = itertools.count(1)

    def count(*_: object) -> None:
        if next(left) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


def _let_trace() -> None:
    """Lets the tracer, which is no ancestor, attach where the system would otherwise refuse it."""
    import ctypes

    any_process, set_ptracer = ctypes.c_ulong(-1), 0x59616D61
    ctypes.CDLL(None).prctl(set_ptracer, any_process, 0, 0, 0)


def _attach(child: int, options: list[str]) -> subprocess.Popen[bytes]:
    tracer = subprocess.Popen(["strace", "-q", "-f", *options, "-p", str(child)], stderr=subprocess.PIPE)
    until = time.monotonic() + LIMIT_SECONDS
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text("ascii", "replace"):
        if tracer.poll() is not None or time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise RuntimeError(f"strace does not attach: {(tracer.stderr or sys.stdin).read()!r}")
        time.sleep(0.002)
    return tracer


def _wait(child: int, kill_after: float | None) -> tuple[int, bool]:
    """Waits for the child, or kills it: at the moment asked for, or because it hangs."""
    until = time.monotonic() + (LIMIT_SECONDS if kill_after is None else kill_after)
    pause = 0.0005 if kill_after is not None else 0.005
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status, False
        left = until - time.monotonic()
        if left <= 0:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1], kill_after is None
        time.sleep(min(left, pause))


def verify(scenario: str, folder: str, said: list[told.Line] | None) -> dict[str, Any]:
    """Looks at a crash state."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise TooLong

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, too_long)
        signal.alarm(LIMIT_SECONDS)
    try:
        world.live_in(Path(folder))
        return ALL[scenario].verify(Path(folder), said).__dict__
    except Exception as error:
        return {"seen": [], "missed": [f"verify: {type(error).__name__}: {error}"], "tables": {}, "kept": 0}
    finally:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)


DOES = {"prepare": prepare, "run": run, "verify": verify}

if __name__ == "__main__":
    main()

"""The drivers' side of the worker processes, and the folders that runs take place in."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.torture.told import Found, Line

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: thousands of states are written
T = TypeVar("T")
R = TypeVar("R")


class Worker:
    """One worker process; it is started anew when it dies of what it looked at."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def _ask(self, **request: Any) -> dict[str, Any] | None:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.worker"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(json.dumps(request) + "\n")
        into.flush()
        answer = out.readline()
        return json.loads(answer) if answer else None

    def prepare(self, scenario: str, folder: Path) -> None:
        if self._ask(do="prepare", scenario=scenario, folder=str(folder)) is None:
            raise RuntimeError(f"{scenario}: the start could not be made")

    def run(
        self, scenario: str, folder: Path, log: Path, *, kill_after: float | None = None,
        strace: list[str] | None = None, statement: int | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        answer = self._ask(
            do="run", scenario=scenario, folder=str(folder), log=str(log), kill_after=kill_after, strace=strace,
            statement=statement,
        )  # fmt: skip
        if answer is None:
            raise RuntimeError(f"{scenario}: the worker ended while running")
        return answer

    def verify(self, scenario: str, folder: Path, said: list[Line] | None) -> Found:
        answer = self._ask(do="verify", scenario=scenario, folder=str(folder), said=said)
        return Found(**answer) if answer is not None else Found(missed=["verify: the process died"])

    def close(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.close()
            self._process.wait(60)
            self._process.stdout.close()


class Pool:
    """A worker for each processor, and a place to work in."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size or min(os.cpu_count() or 1, 16)
        self._free: queue.Queue[Worker] = queue.Queue()
        for _ in range(self.size):
            self._free.put(Worker())
        self._known: dict[str, Any] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="lvv-torture-", dir=MEMORY if MEMORY.is_dir() else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while not self._free.empty():
            self._free.get().close()
        self._folder.cleanup()

    def once(self, what: str, make: Callable[[], T]) -> T:
        """What is made once and serves every driver: a recorded run, the states that it went through."""
        if what not in self._known:
            self._known[what] = make()
        found: T = self._known[what]
        return found

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        one = self._free.get()
        try:
            yield one
        finally:
            self._free.put(one)

    @contextmanager
    def place(self, *, on_disk: bool = False) -> Iterator[Path]:
        """An empty folder for one run or state; on a real disk where syncing is to take its time."""
        path = Path(tempfile.mkdtemp(dir=None if on_disk else self._folder.name, prefix="lvv-torture-"))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """``work`` over the items on all processors; takes few items ahead, because they can be large."""
        with ThreadPoolExecutor(self.size) as threads:
            waiting: set[Future[R]] = set()
            for item in items:
                waiting.add(threads.submit(work, item))
                if len(waiting) > 2 * self.size:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in done)
            yield from (one.result() for one in waiting)


def write_state(folder: Path, files: dict[str, bytes]) -> None:
    """Materialises a state; a name that ends in a slash is a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            (folder / name).mkdir(exist_ok=True)
        else:
            (folder / name).write_bytes(content)


def read_state(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name in it, and every folder, with a slash after its name."""
    found = {}
    for one in sorted(folder.rglob("*")):
        name = one.relative_to(folder).as_posix()
        found.update({f"{name}/": b""} if one.is_dir() else {name: one.read_bytes()})
    return found

"""Recording with strace what a scenario does to its folder, and reading that record back.

Only what changes a folder is kept. A system call that changes one in a way that is not modelled here is an error, not
something to skip: a replay that leaves it out would prove nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.torture import told
from tests.torture.pool import Pool, read_state
from tests.torture.told import Line

MODELLED = (
    "openat ?open pwrite64 write read lseek close ftruncate fsync fdatasync sendfile ?unlink unlinkat ?rename ?renameat "
    "renameat2 ?mkdir mkdirat ?rmdir"
).split()
NOT_MODELLED = (
    "?creat dup ?dup2 dup3 writev pwritev pwritev2 fallocate truncate ?link linkat ?symlink symlinkat copy_file_range splice mmap "
    "sync syncfs sync_file_range"
).split()
HEX = r"(?:\\x[0-9a-f]{2})*"
STRING = rf'"({HEX})"(\.\.\.)?'
HANDLE = rf"(\d+|AT_FDCWD)<({HEX})>"
CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?(?: .*)?$", re.DOTALL)
UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$", re.DOTALL)
RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Event:
    """A change of the folder, by paths relative to it; or ``told``: a line of the log."""

    kind: str
    path: str = ""
    offset: int = 0
    data: bytes = b""
    target: str = ""


@dataclass(frozen=True)
class Record:
    """A whole run of a scenario: the folder before it, every change, what it said."""

    before: dict[str, bytes]
    events: tuple[Event, ...]
    said: list[Line]
    after: dict[str, bytes]


class NotModelledError(Exception):
    """The scenario does something to its folder that a replay does not know of."""


@cache
def unavailable() -> str | None:
    """Why there is no tracing here, or ``None``."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"strace may not trace here: {tried.stderr.strip()[:200]}"


def options(output: Path) -> list[str]:
    calls = ",".join([*MODELLED, *NOT_MODELLED])
    return ["-o", str(output), "-y", "-xx", "-s", str(1 << 26), "-e", f"trace={calls}", "-e", "signal=none"]


def record(pool: Pool, scenario: str) -> Record:
    """One whole run of the scenario, the same for all drivers of a pool."""
    return pool.once(f"record of {scenario}", lambda: _record(pool, scenario))


def _record(pool: Pool, scenario: str) -> Record:
    with pool.place() as place, pool.worker() as worker:
        folder, log, output = place / "folder", place / "log", place / "strace"
        folder.mkdir()
        worker.prepare(scenario, folder)
        before = read_state(folder)
        log.touch()
        worker.run(scenario, folder, log, strace=options(output))
        events = tuple(Reader(folder, log).events(output.read_text("ascii")))
        return Record(before, events, told.read(log), read_state(folder))


def base(pool: Pool, scenario: str) -> dict[str, bytes]:
    """The folder that runs of the scenario begin with, the same for all drivers of a pool."""
    return pool.once(f"base of {scenario}", lambda: _base(pool, scenario))


def _base(pool: Pool, scenario: str) -> dict[str, bytes]:
    with pool.place() as place, pool.worker() as worker:
        (place / "folder").mkdir()
        worker.prepare(scenario, place / "folder")
        return read_state(place / "folder")


def calls(text: str) -> Iterator[tuple[str, str, str, int, str]]:
    """The calls of a log as process, name, arguments, result and path of the result; split ones are joined."""
    begun: dict[str, str] = {}
    for line in text.splitlines():
        if found := UNFINISHED.match(line):
            begun[found[1]] = found[2]
            continue
        if found := RESUMED.match(line):
            line = f"{found[1]} {begun.pop(found[1])}{found[2]}"  # noqa: PLW2901 - the two halves are one call
        if found := CALL.match(line):
            yield found[1], found[2], found[3], int(found[4]), found[5] or ""


def plain(text: str) -> bytes:
    """The bytes of a string as strace -xx writes them."""
    return bytes.fromhex(text.replace("\\x", ""))


class Reader:
    """Turns a log of strace into events. Knows where each open file stands, because ``write`` does not say so."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._root, self._log = str(folder), str(log)
        self._marks = tuple("".join(f"\\x{one:02x}" for one in path.encode()) for path in (self._root, self._log))
        self._at: dict[str, int] = {}
        self._appending: set[str] = set()

    def events(self, text: str) -> Iterator[Event]:
        for _, name, arguments, result, opened in calls(text):
            if result < 0 or not any(mark in arguments or mark in opened for mark in self._marks):
                continue
            if "(deleted)" in arguments:
                continue
            method: Any = getattr(self, f"_{name}", None)
            if method is None:
                if name == "mmap" and not ("MAP_SHARED" in arguments and "PROT_WRITE" in arguments):
                    continue
                raise NotModelledError(f"{name}({arguments[:200]}")
            yield from method(arguments, result, opened)

    def _inside(self, path: str) -> str | None:
        """The path relative to the folder; ``.`` for the folder itself."""
        if path == self._root:
            return "."
        return path[len(self._root) + 1 :] if path.startswith(self._root + "/") else None

    def _handles(self, arguments: str) -> list[tuple[str, str]]:
        return [(number, plain(path).decode()) for number, path in re.findall(HANDLE, arguments)]

    def _openat(self, arguments: str, result: int, opened: str) -> Iterator[Event]:
        self._at[str(result)] = 0
        path = self._inside(plain(opened).decode())
        flags = set(re.sub(rf"{STRING}|<{HEX}>", "", arguments).replace(",", " ").replace("|", " ").split())
        self._appending.discard(str(result))
        if "O_APPEND" in flags:
            self._appending.add(str(result))
        if "O_TMPFILE" in flags and path is not None:
            raise NotModelledError("O_TMPFILE")
        if path is not None and "O_CREAT" in flags:
            yield Event("create", path)
        if path is not None and "O_TRUNC" in flags:
            yield Event("truncate", path, 0)

    _open = _openat

    def _write(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        ((number, path),) = self._handles(arguments)
        data = self._written(arguments)[:result]
        if path == self._log:
            yield Event("told", data=data)
            return
        inside = self._inside(path)
        if inside is not None and number in self._appending:
            yield Event("append", inside, data=data)
        elif inside is not None:
            yield Event("write", inside, self._at.get(number, 0), data)
        self._at[number] = self._at.get(number, 0) + result

    def _pwrite64(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        ((_, path),) = self._handles(arguments)
        inside = self._inside(path)
        if inside is not None:
            yield Event("write", inside, int(arguments.rsplit(", ", 1)[1]), self._written(arguments)[:result])

    @staticmethod
    def _written(arguments: str) -> bytes:
        found = re.search(STRING, arguments)
        if found is None or found[2]:
            raise NotModelledError(f"what is written was cut off: {arguments[:100]}")
        return plain(found[1])

    def _read(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        number = self._handles(arguments)[0][0]
        self._at[number] = self._at.get(number, 0) + result
        return iter(())

    def _lseek(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        self._at[self._handles(arguments)[0][0]] = result
        return iter(())

    def _close(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        self._at.pop(self._handles(arguments)[0][0], None)
        return iter(())

    def _sendfile(self, arguments: str, result: int, _: str) -> Iterator[Event]:
        (number, path), (_, source) = self._handles(arguments)
        start = re.search(r"\[(\d+)\]", arguments)
        inside = self._inside(path)
        if inside is None:
            return
        if start is None or self._inside(source) is None:
            raise NotModelledError(f"sendfile({arguments[:200]}")
        at = self._at.get(number, 0)
        yield Event("copy", inside, at, str(result).encode(), f"{start[1]}:{self._inside(source)}")
        self._at[number] = at + result

    def _ftruncate(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        path = self._inside(self._handles(arguments)[0][1])
        if path is not None:
            yield Event("truncate", path, int(arguments.rsplit(", ", 1)[1]))

    def _fsync(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        path = self._inside(self._handles(arguments)[0][1])
        if path is not None:
            yield Event("sync", path)

    _fdatasync = _fsync

    def _paths(self, arguments: str) -> list[str]:
        """The paths named, each made whole with the folder that it is relative to, when that is named."""
        found = []
        for _, base_, path in re.findall(rf'(?:(\d+|AT_FDCWD)<({HEX})>, )?"({HEX})"', arguments):
            name = plain(path).decode()
            found.append(name if name.startswith("/") or not base_ else f"{plain(base_).decode()}/{name}")
        return found

    def _unlink(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        path = self._inside(self._paths(arguments)[0])
        if path is not None:
            yield Event("rmdir" if "AT_REMOVEDIR" in arguments else "unlink", path)

    _unlinkat = _unlink

    def _rmdir(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        path = self._inside(self._paths(arguments)[0])
        if path is not None:
            yield Event("rmdir", path)

    def _mkdir(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        path = self._inside(self._paths(arguments)[0])
        if path is not None:
            yield Event("mkdir", path)

    _mkdirat = _mkdir

    def _rename(self, arguments: str, _: int, __: str) -> Iterator[Event]:
        source, target = (self._inside(one) for one in self._paths(arguments))
        if source is None or target is None or "RENAME_EXCHANGE" in arguments:
            raise NotModelledError(f"rename({arguments[:200]}")
        yield Event("rename", source, target=target)

    _renameat = _renameat2 = _rename

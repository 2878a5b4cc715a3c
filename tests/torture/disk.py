"""A disk that is cut off: what is certain to be on it, what is on its way, and which crash states that allows.

The rules are those of POSIX, not of one kind of file system: only ``fsync`` of a file makes its contents last, only ``fsync``
of a folder makes names in it last, and a name can last while its contents don't. Data that was not synced may be
there wholly, in part, in any order and by 512-byte sectors; names that were not synced appear in their order.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tests.torture.trace import Event

SECTOR = 512
MODES = ("none", "all", "prefix", "subset", "torn")


@dataclass(frozen=True)
class Change:
    """Something done to the contents of a file: ``data`` at ``offset``, or with ``data`` None a new size."""

    serial: int
    offset: int
    data: bytes | None


@dataclass
class File:
    """The contents of a file: as programs see them, as they last, and what lies between."""

    live: bytearray = field(default_factory=bytearray)
    lasting: bytes = b""
    pending: list[Change] = field(default_factory=list)

    def do(self, change: Change) -> None:
        self.pending.append(change)
        apply(self.live, change)

    def sync(self) -> None:
        if self.pending:
            self.lasting = bytes(self.live)
            self.pending.clear()


@dataclass(frozen=True)
class Naming:
    """A change of names: ``put`` makes a name (a folder when ``file`` is None), ``take`` takes one away."""

    serial: int
    put: str = ""
    take: str = ""
    file: File | None = None

    def folders(self) -> set[str]:
        return {str(PurePosixPath(one).parent) for one in (self.put, self.take) if one}


Names = dict[str, File | None]


def apply(content: bytearray, change: Change) -> None:
    """One change of contents."""
    if change.data is None:
        if change.offset < len(content):
            del content[change.offset :]
        else:
            content.extend(bytes(change.offset - len(content)))
        return
    if change.offset > len(content):
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


def rename(names: Names, change: Naming) -> None:
    """One change of names; a folder takes what is in it along."""
    if change.take and change.put:
        moved = {one: file for one, file in names.items() if one == change.take or one.startswith(f"{change.take}/")}
        for one, file in moved.items():
            del names[one]
            names[change.put + one[len(change.take) :]] = file
    elif change.take:
        names.pop(change.take, None)
    else:
        names[change.put] = change.file


class Disk:
    """Replays events. ``heeds`` says of each sync whether the disk obeys it."""

    def __init__(self, before: dict[str, bytes], heeds: Callable[[], bool] = lambda: True) -> None:
        self._names: Names = {}
        for name, content in before.items():
            self._names[name.rstrip("/")] = None if name.endswith("/") else File(bytearray(content), content)
        self._lasting: Names = dict(self._names)
        self._namings: list[Naming] = []
        self._serial = 0
        self._heeds = heeds

    def do(self, event: Event) -> None:
        """One event of a record."""
        self._serial += 1
        getattr(self, f"_{event.kind}")(event)

    def _told(self, event: Event) -> None:
        """Nothing of the disk."""

    def _file(self, path: str) -> File:
        file = self._names[path]
        assert file is not None, path
        return file

    def _create(self, event: Event) -> None:
        if event.path not in self._names:
            self._name(Naming(self._serial, put=event.path, file=File()))

    def _name(self, change: Naming) -> None:
        rename(self._names, change)
        self._namings.append(change)

    def _write(self, event: Event) -> None:
        self._file(event.path).do(Change(self._serial, event.offset, event.data))

    def _append(self, event: Event) -> None:
        file = self._file(event.path)
        file.do(Change(self._serial, len(file.live), event.data))

    def _copy(self, event: Event) -> None:
        start, source = event.target.split(":", 1)
        data = bytes(self._file(source).live[int(start) : int(start) + int(event.data)])
        self._file(event.path).do(Change(self._serial, event.offset, data))

    def _truncate(self, event: Event) -> None:
        self._file(event.path).do(Change(self._serial, event.offset, None))

    def _unlink(self, event: Event) -> None:
        self._name(Naming(self._serial, take=event.path))

    _rmdir = _unlink

    def _mkdir(self, event: Event) -> None:
        self._name(Naming(self._serial, put=event.path))

    def _rename(self, event: Event) -> None:
        self._name(Naming(self._serial, put=event.target, take=event.path, file=self._names[event.path]))

    def _sync(self, event: Event) -> None:
        if not self._heeds():
            return
        if event.path != "." and self._names[event.path] is not None:
            self._file(event.path).sync()
            return
        for change in [one for one in self._namings if event.path in one.folders()]:
            rename(self._lasting, change)
            self._namings.remove(change)

    def live(self) -> dict[str, bytes]:
        """The folder as programs see it; as in ``pool.read_state``, folders have a slash after their names."""
        return {_slashed(name, file): bytes(file.live) if file else b"" for name, file in self._names.items()}

    def uncertain(self) -> int:
        """How many changes are on their way."""
        return len(self._namings) + sum(len(file.pending) for file in self._names.values() if file)

    def crash(self, mode: str, rng: random.Random) -> dict[str, bytes]:
        """A state that the disk may be found in when the power is cut now."""
        names = dict(self._lasting)
        kept = {"none": 0, "all": len(self._namings)}.get(mode, rng.randint(0, len(self._namings)))
        for change in self._namings[:kept]:
            rename(names, change)
        names = {name: file for name, file in names.items() if _reached(name, names)}
        cut = rng.randint(0, self._serial)
        return {_slashed(name, file): _content(file, mode, cut, rng) if file else b"" for name, file in names.items()}


def _reached(name: str, names: Names) -> bool:
    """Whether all the folders on the way to a name are there: what lasts in a folder that does not is lost with it."""
    return all(str(one) in names for one in PurePosixPath(name).parents if str(one) != ".")


def _slashed(name: str, file: File | None) -> str:
    return name if file is not None else f"{name}/"


def _content(file: File, mode: str, cut: int, rng: random.Random) -> bytes:
    if mode == "none" or not file.pending:
        return file.lasting
    if mode == "all":
        return bytes(file.live)
    content = bytearray(file.lasting)
    for change in file.pending:
        if mode == "prefix":
            if change.serial <= cut:
                apply(content, change)
        elif mode == "subset" or change.data is None:
            if rng.random() < 0.5:
                apply(content, change)
        else:
            for start in range(0, len(change.data), SECTOR):
                if rng.random() < 0.5:
                    sector = change.data[start : start + SECTOR]
                    apply(content, Change(change.serial, change.offset + start, sector))
    return bytes(content)

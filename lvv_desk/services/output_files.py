"""Files that leave the vault: never onto the vault, never through a link, whole or not at all, never unrecorded.

What leaves is written beside its place first. The caller records it inside the ``with``; only when that record is
kept does the file or folder get its name. When anything goes wrong before, nothing of it stays. Only what was made
here is ever taken away.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lvv_desk.errors import InputError, why

PREFIX, SUFFIX = ".lvv-", ".part"
ONLY_OWNER = 0o700


@contextmanager
def leaving_file(path: Path, content: bytes, *, vault: Path, replace: bool) -> Iterator[None]:
    """Puts a file in its place, readable by its owner only, once what is done inside the ``with`` is kept.

    Args:
        vault: the folder that nothing may be written into.
        replace: the user has said that an existing file may go.

    Raises:
        InputError: the place is in the vault, a folder, a link or taken, or can't be written.
    """
    try:
        place = _place(path, vault)
        _require_free(path, place, replace=replace)
        part = _beside(place, content)
    except OSError as error:
        raise InputError("file_not_written", file=path, why=why(error)) from error
    kept = False
    try:
        yield
        kept = True
        _require_free(path, place, replace=replace)
        part.replace(place)
    except OSError as error:
        key = "file_not_placed" if kept else "file_not_written"
        raise InputError(key, file=path, why=why(error)) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def leaving_folder(folder: Path, *, vault: Path) -> Iterator[Path]:
    """Gives a folder to write in; what is in it gets its place once what is done inside the ``with`` is kept.

    A new folder is its owner's only. An existing one has to be empty and stays the folder that it was, with its
    rights: a drive or a shared folder is filled, not replaced.

    Raises:
        InputError: the place is in the vault, a link or taken, or can't be written.
    """
    made: list[Path] = []
    part: Path | None = None
    kept = False
    try:
        place = _place(folder, vault)
        exists = _require_empty(folder, place)
        if not exists:
            _make(place.parent, made)
        part = Path(tempfile.mkdtemp(SUFFIX, PREFIX, place if exists else place.parent))
        yield part
        kept = True
        _put_folder(part, place, exists=exists)
        made.clear()
    except OSError as error:
        key = "release_not_placed" if kept else "release_not_written"
        raise InputError(key, folder=folder, why=why(error)) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()


def _place(path: Path, vault: Path) -> Path:
    """Where a path leads, with every link on the way followed but its own. Raises :class:`InputError`."""
    named = path.name not in ("", "..")
    place = path.parent.resolve() / path.name if named else path.resolve()
    for one in (place, *place.parents):
        if one.exists() and one.samefile(vault):
            raise InputError("file_in_vault", file=path)
    return place


def _require_free(path: Path, place: Path, *, replace: bool) -> None:
    mode = _mode(place)
    if mode is None:
        return
    if stat.S_ISDIR(mode):
        raise InputError("file_is_folder", file=path)
    if not stat.S_ISREG(mode):
        raise InputError("file_not_plain", file=path)
    if not replace:
        raise InputError("file_exists", file=path)


def _require_empty(folder: Path, place: Path) -> bool:
    """Whether there is a folder already; an empty one. Raises :class:`InputError`."""
    mode = _mode(place)
    if mode is None:
        return False
    if stat.S_ISLNK(mode):
        raise InputError("file_not_plain", file=folder)
    if not stat.S_ISDIR(mode) or any(place.iterdir()):
        raise InputError("release_folder_taken", folder=folder)
    return True


def _mode(place: Path) -> int | None:
    try:
        return place.lstat().st_mode
    except FileNotFoundError:
        return None


def _beside(place: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(SUFFIX, PREFIX, place.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _make(folder: Path, made: list[Path]) -> None:
    for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        one.mkdir(mode=ONLY_OWNER)
        made.append(one)


def _put_folder(part: Path, place: Path, *, exists: bool) -> None:
    if not exists:
        if _mode(place) is not None:
            raise FileExistsError(errno.EEXIST, "taken", str(place))
        part.rename(place)
        return
    moved: list[Path] = []
    try:
        for one in sorted(part.iterdir()):
            if _mode(place / one.name) is not None:
                raise FileExistsError(errno.EEXIST, "taken", one.name)
            one.rename(place / one.name)
            moved.append(place / one.name)
    except OSError:
        for one in moved:
            one.unlink()
        raise
    part.rmdir()

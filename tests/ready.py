"""Vaults that a test process makes once: every test that begins with one is given a copy.

What this computer remembers of the vault is copied with it, so that nothing in the copy looks put back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lvv_desk.services import vaults

T = TypeVar("T")


class _Kept:
    folder: Path
    given: dict[object, tuple[Path, Any]] = {}  # noqa: RUF012 - one for the whole process


def keep_in(folder: Path) -> None:
    """Where the vaults of this process are kept, and forgets those of before."""
    _Kept.folder, _Kept.given = folder, {}


def begin(name: object, folder: Path, make: Callable[[], T]) -> T:
    """Leaves in the folder the vault that ``make`` makes there and closes; gives what it gave the first time."""
    state = vaults.state_folder()
    if name in _Kept.given:
        kept, given = _Kept.given[name]
        shutil.copytree(kept / "vault", folder)
        shutil.copytree(kept / "state", state, dirs_exist_ok=True)
    else:
        given, kept = make(), _Kept.folder / str(len(_Kept.given))
        shutil.copytree(folder, kept / "vault")
        shutil.copytree(state, kept / "state")
        _Kept.given[name] = kept, given
    return given  # type: ignore[no-any-return]  # what is kept of each is its own affair

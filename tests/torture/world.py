"""What worker processes change about the world before the program is imported: only they import this, and first.

Deriving a key takes most of opening a vault and none of its disk, so every derivation is made once a process; so is
the text of every statement, which the program itself forgets with the vault (it remembers values too). What a
computer remembers of a vault outside its folder goes beside it, so that it is recorded, cut off and damaged with it.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import argon2.low_level
import sqlalchemy
from sqlcipher3 import dbapi2

from lvv_desk import paths

if any(name.startswith(("lvv_desk.vault", "lvv_desk.services")) for name in sys.modules):
    raise ImportError("the world can't be changed any more: the program has been imported")


class _Here:
    folder = Path("/nonexistent")


def live_in(folder: Path) -> None:
    """From now on the computer remembers things in this folder."""
    _Here.folder = folder


_made = sqlalchemy.create_engine
_shared = _made("sqlite://", module=dbapi2)
with _shared.connect():
    pass  # the dialect learns what it talks to


def _engine(*arguments: Any, **options: Any) -> sqlalchemy.Engine:
    """An engine with a pool of its own, of which the statements are compiled once a process."""
    made = _made(*arguments, **options)
    made.dialect = _shared.dialect
    made._compiled_cache = _shared._compiled_cache
    return made


sqlalchemy.create_engine = _engine
argon2.low_level.hash_secret_raw = functools.lru_cache(maxsize=4096)(argon2.low_level.hash_secret_raw)
paths.state_folder = lambda: _Here.folder / "state"
paths.settings_file = lambda: _Here.folder / "settings" / "settings.toml"

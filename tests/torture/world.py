"""What worker processes change about the world before the program is imported: only they import this, and first.

Deriving a key takes most of opening a vault and none of its disk, so every derivation is made once a process. What a
computer remembers of a vault outside its folder goes beside it, so that it is recorded, cut off and damaged with it.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import argon2.low_level

from lvv_desk import paths

if any(name.startswith(("lvv_desk.vault", "lvv_desk.services")) for name in sys.modules):
    raise ImportError("the world can't be changed any more: the program has been imported")


class _Here:
    folder = Path("/nonexistent")


def live_in(folder: Path) -> None:
    """From now on the computer remembers things in this folder."""
    _Here.folder = folder


argon2.low_level.hash_secret_raw = functools.lru_cache(maxsize=4096)(argon2.low_level.hash_secret_raw)
paths.state_folder = lambda: _Here.folder / "state"
paths.settings_file = lambda: _Here.folder / "settings" / "settings.toml"

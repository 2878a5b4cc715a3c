"""What the process must not give away: no core dumps, no looks by other programs, no values in what it prints."""

from __future__ import annotations

import ctypes
import sys
import traceback
from pathlib import Path
from types import TracebackType

PR_SET_DUMPABLE = 4


def guard() -> None:
    """Turns off core dumps and hides the memory from other programs of the user, where the system can do that."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            ctypes.CDLL("libc.so.6").prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        except (OSError, AttributeError):
            return


def say_where(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For ``sys.excepthook``: which kind of error and where in the program, never what it was about."""
    frames = traceback.extract_tb(trace if trace is not None else error.__traceback__)
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    sys.stderr.write(f"{kind.__name__} ({places})\n")

"""Ids that grow with time (UUID version 7, RFC 9562 § 5.7)."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_state = {"last": 0}


def new_id() -> UUID:
    """A new id, larger than every one made before it by this process.

    The 12 bits after the milliseconds count sub-millisecond steps, so that the order of ids is the order of making.
    """
    with _lock:
        stamp = max(time.time_ns() * 4096 // 1_000_000, _state["last"] + 1)
        _state["last"] = stamp
    milliseconds, fraction = divmod(stamp, 4096)
    number = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
    return UUID(int=number | secrets.randbits(62))

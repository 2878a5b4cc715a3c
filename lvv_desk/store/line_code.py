"""The code of a line of the log: over everything in it and over the code of the line before."""

from __future__ import annotations

import json
from collections.abc import Callable
from operator import itemgetter
from typing import Any

Mac = Callable[[bytes], bytes]
Sign = Callable[[bytes], bytes]
Row = dict[str, Any]
"""A line as it lies in the table, by column."""

CODED = (
    "seq", "monotonic_ns", "session", "actor", "roles", "action", "object_type", "object_id", "purpose", "detail",
    "record_hash", "prev",
)  # fmt: skip
"""The columns that the code is about, beside the moment: all but the code itself and its signature."""
_coded = itemgetter(*CODED)
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def canonical(row: Row) -> bytes:
    """The bytes that the code of a line is about."""
    at = row["at"]
    return _written((at if isinstance(at, str) else at.isoformat(), *_coded(row))).encode("utf-8", "surrogatepass")


def is_its_own(row: Row, mac: Mac) -> bool:
    """Whether the code of a line is that of what stands in it."""
    return bool(mac(canonical(row)).hex() == row["h"])

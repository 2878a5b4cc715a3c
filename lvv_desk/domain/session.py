"""Who is at work in an open vault, and what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Actor:
    """An account at work: its id, its name, its roles, and the session of this unlock."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    session: str


@dataclass(frozen=True)
class AuditEntry:
    """A line of the log. ``detail`` holds ids, codes and counts, never what was written about people."""

    seq: int
    at: datetime
    session: str
    actor: str
    roles: tuple[str, ...]
    action: str
    object_type: str
    object_id: str | None
    purpose: str | None
    detail: dict[str, Any]
    record_hash: str | None
    h: str
    signature: str | None


SYSTEM = Actor("system", "LVV Desk", (), "")
"""The program itself, for what happens without anyone at work."""

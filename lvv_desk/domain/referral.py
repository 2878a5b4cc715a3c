"""Referrals that led to no case: counted, and about nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Referral:
    """Somebody was referred and no case was made. It holds codes only: nothing in it leads to a person."""

    id: UUID
    municipality: str
    on: date
    referrer: str | None
    reason: str
    referred_to: str | None
    by: str
    at: datetime

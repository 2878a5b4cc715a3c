"""Rows of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class SortBy(StrEnum):
    """How the list is sorted."""

    CHANGED = "changed_at"
    NAME = "sort_name"
    NUMBER = "number"
    STATUS = "status"
    DUE = "next_due_on"
    REGISTERED = "registered_on"


@dataclass(frozen=True)
class CaseSummary:
    """A case as a row of a list."""

    case_id: UUID
    number: str
    name: str
    sort_name: str
    v_number: str
    municipality: str
    programme: str
    status: str
    advice: str | None
    scenario: str | None
    sub_route: str | None
    next_step: str | None
    next_due_on: date | None
    missing: int
    has_draft: bool
    registered_on: date
    changed_at: datetime


@dataclass(frozen=True)
class ShieldedSummary(CaseSummary):
    """A row of another caseload: only that the case exists may be seen."""


@dataclass(frozen=True)
class Disclosure:
    """What left, to whom, when, and the digest of the exact bytes."""

    id: UUID
    recipient: str
    sha256: str
    size: int
    manifest: dict[str, Any]
    by: str
    at: datetime

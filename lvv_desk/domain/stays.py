"""What figures and releases are made of: one record a case, one a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lvv_desk.domain.answers import AbsentReason, Value


@dataclass(frozen=True)
class Stay:
    """One stay of a person with a programme: from admission to exit."""

    client_id: UUID
    case_id: UUID
    municipality: str
    provisional_from: date | None
    official_from: date | None
    exit_on: date | None
    outcome: str | None


@dataclass(frozen=True)
class StepRecord:
    """A step of a case's trajectory for the step table."""

    step_id: str
    status: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class ReleaseRecord:
    """A case for a release: its records by name, its answers that are exported by field id."""

    case_id: UUID
    client_id: UUID
    values: Mapping[str, str | date | int | None]
    answers: Mapping[str, Value | AbsentReason | None]
    steps: tuple[StepRecord, ...]

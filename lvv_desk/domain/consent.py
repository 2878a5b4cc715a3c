"""What a client agreed to, refused or took back, purpose by purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ConsentState(StrEnum):
    """What the client said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Circumstances:
    """What is known of the talk in which it was said: day, language, whether an interpreter was there, a signature."""

    on: date | None
    language: str | None
    interpreter: bool | None
    signed: bool | None


@dataclass(frozen=True)
class Consent:
    """One thing that was said about one purpose. Together they are the history; the last of a purpose stands."""

    id: UUID
    purpose: str
    state: ConsentState
    circumstances: Circumstances
    by: str
    at: datetime


def standing(consents: Iterable[Consent]) -> dict[str, Consent]:
    """The last thing said about each purpose; ids are UUIDv7, so their order is the order of writing."""
    return {one.purpose: one for one in sorted(consents, key=lambda consent: consent.id)}

"""A handover: what leaves, what is held back and why. The preview, the PDF and the disclosure are made of this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class WithheldBecause(StrEnum):
    """Why something stays inside."""

    NO_CONSENT = "no_consent"
    CONSENT_REFUSED = "consent_refused"
    NOT_FOR_RECIPIENT = "not_for_recipient"
    NEVER_SHARED = "never_shared"


@dataclass(frozen=True)
class Line:
    """A label with what was said. ``text`` is ``None`` where nothing is known: that is shown, never left out."""

    label: str
    text: str | None
    standing: str = ""
    source: str = ""
    consent: str | None = None


@dataclass(frozen=True)
class Table:
    """A repeating group: a heading and rows; an empty cell is ``None``."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class HandoverSection:
    """One section of the document, always present for its recipient, also when it is empty."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.tables and all(line.text is None for line in self.lines)


@dataclass(frozen=True)
class Withheld:
    """Something that was held back, named without its content."""

    label: str
    because: WithheldBecause
    reason: str


@dataclass(frozen=True)
class ConsentRecord:
    """A consent that a handover rests on."""

    purpose: str
    label: str
    given: bool | None
    on: str | None
    language: str | None
    interpreter: str | None


@dataclass(frozen=True)
class HandoverDocument:
    """Everything that the PDF is made of, in the language it is printed in.

    ``withheld`` is printed: it names every topic that consent was not given for, whether or not there is anything to
    tell, so that the list betrays nothing. ``kept_inside`` and ``warnings`` are for the counsellor only.
    """

    language: str
    recipient_id: str
    recipient: str
    purpose: str
    case_number: str
    v_number: str | None
    name: str
    municipality: str
    programme: str
    made_on: date
    author: str
    version: int
    sections: tuple[HandoverSection, ...]
    withheld: tuple[Withheld, ...]
    consents: tuple[ConsentRecord, ...]
    kept_inside: tuple[Withheld, ...]
    warnings: tuple[str, ...]
    practice: bool

    @property
    def missing(self) -> int:
        """How many lines have nothing in them."""
        return sum(line.text is None for section in self.sections for line in section.lines)

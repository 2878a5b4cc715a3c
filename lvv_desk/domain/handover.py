"""A handover: what leaves, what is held back and why. The preview, the PDF and the disclosure are made of this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class WithheldBecause(StrEnum):
    """Why something stays inside. Only ``ONLY_ON_CONSENT`` and ``NEVER_SHARED`` are printed: the others betray."""

    ONLY_ON_CONSENT = "only_on_consent"
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
    """A repeating group: a heading and rows; an empty cell is ``None``. ``rests_on``: the consents it is shared on."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    rests_on: frozenset[str] = frozenset()

    def resting_on(self, purpose: str | None) -> Table:
        """The same table, shared on one more consent."""
        return replace(self, rests_on=self.rests_on | {purpose}) if purpose else self


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

    @property
    def rests_on(self) -> frozenset[str]:
        """The consents that something in this section is shared on."""
        said = {line.consent for line in self.lines if line.consent is not None and line.text is not None}
        return frozenset(said).union(*(table.rests_on for table in self.tables))


@dataclass(frozen=True)
class Withheld:
    """Something that was held back, named without its content."""

    label: str
    because: WithheldBecause
    reason: str


@dataclass(frozen=True)
class ConsentRecord:
    """A consent that was given and that something in a handover rests on."""

    purpose: str
    label: str
    on: str | None
    language: str | None
    interpreter: str | None


@dataclass(frozen=True)
class HandoverDocument:
    """Everything that the PDF is made of, in the language it is printed in.

    ``withheld`` is printed, and is the same for everybody, whatever is known and whatever was said about consent, so
    that the list betrays nothing. ``kept_inside`` and ``warnings`` are for the counsellor only.
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

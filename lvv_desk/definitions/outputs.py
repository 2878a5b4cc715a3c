"""What leaves: handover sections and recipients, figures, and the columns of a release."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as PydanticField

from lvv_desk.definitions.base import CodeId, Condition, Definition, Identifier, Label, Source
from lvv_desk.definitions.forms import ExportRole


class Check(Definition):
    """Something a recipient will ask for; what is lacking is said in the preview, never in the document."""

    applies_when: Condition | None = None
    met_when: Condition
    label: Label
    source: Source


class Recipient(Definition):
    """Who a handover goes to."""

    id: CodeId
    label: Label
    full_name: Label
    purpose: Label
    question_field: Identifier
    check: tuple[Check, ...] = PydanticField(default=(), strict=False)


class Section(Definition):
    """A section of the handover: which recipients get it, and which records besides answers stand in it.

    With ``consent``, those records leave only on that consent.
    """

    id: Identifier
    label: Label
    recipients: tuple[str, ...] = PydanticField(strict=False)
    records: tuple[Literal["admission", "decisions", "scenario", "steps", "attachments"], ...] = PydanticField(
        default=(), strict=False
    )
    consent: Identifier | None = None
    withheld_reason: Label | None = None


class NeverShared(Definition):
    """A kind of data that never leaves by a handover; named among what was held back."""

    id: Identifier
    label: Label
    reason: Label


class HandoverDefinition(Definition):
    """The handover as a whole."""

    recipient: tuple[Recipient, ...] = PydanticField(strict=False)
    section: tuple[Section, ...] = PydanticField(strict=False)
    never: tuple[NeverShared, ...] = PydanticField(default=(), strict=False)


class Indicator(Definition):
    """A figure: what is counted and on which basis."""

    id: Identifier
    label: Label
    definition: Label
    basis: Label
    counts: Literal["participants", "exits", "still_in", "exit_class", "exit_outcome"]
    denominator: Literal["participants", "exits"] | None = None


class ReferenceFigure(Definition):
    """A published or derived figure to hold one's own beside; never shown without its mark."""

    source: Source
    reference_date: str
    area: str
    measure: Label
    value: int
    unit: Literal["persons", "percent"]


class ReleaseColumn(Definition):
    """A column that comes from the records of the case instead of an answer.

    ``suppress_with`` names the columns that this one would tell: where one of them is suppressed in a row, so is this.
    """

    id: CodeId
    table: Literal["cases", "steps"]
    value: Identifier
    transform: Identifier
    role: ExportRole
    label: Label
    suppress_with: tuple[CodeId, ...] = PydanticField(default=(), strict=False)


class ReleaseDefinition(Definition):
    """The release for the evaluation: schema version, threshold, columns, special codes."""

    version: int
    k: int
    column: tuple[ReleaseColumn, ...] = PydanticField(strict=False)
    missing: tuple[MissingCode, ...] = PydanticField(strict=False)


class MissingCode(Definition):
    """A code that stands where there is no value."""

    id: Literal["not_asked", "declined", "suppressed", "not_applicable", "unknown"]
    code: int
    label: Label


ReleaseDefinition.model_rebuild()

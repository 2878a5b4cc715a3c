"""Forms: topic pages of fields. To add a field, add one ``[[page.field]]`` to ``resources/definitions/forms``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as PydanticField
from pydantic import Strict, model_validator

from lvv_desk.definitions.base import CodeId, Condition, Dated, Definition, Identifier, Label, Source
from lvv_desk.domain.case import DecisionKind

FieldType = Literal[
    "string", "text", "boolean", "integer", "date", "partial_date", "choice", "multi_choice", "display", "group",
    "identifier",
]  # fmt: skip
NumberFormat = Literal["v_number", "bsn", "ecli", "phone"]
Privacy = Literal["identifying", "quasi", "sensitive", "none"]
ExportRole = Literal["quasi", "sensitive", "plain"]
ALWAYS = "always"
CONSENT_PREFIX = "consent:"


class Export(Definition):
    """How an answer leaves in a release: as which column, coarsened by which transform, in which role.

    ``suppress_with``: as in :class:`~lvv_desk.definitions.outputs.ReleaseColumn`.
    """

    column: CodeId
    transform: Identifier
    role: ExportRole
    label: Label | None = None
    suppress_with: tuple[CodeId, ...] = PydanticField(default=(), strict=False)


class Field(Dated):
    """One question: its control, validation, storage, row on the check page, PDF line and export column.

    ``consent``: this question records the consent to that purpose; ``consent_for`` names the recipients it was asked
    for. ``addressed_to``: the recipient that this text is written to; it is shared with nobody else.
    ``row_consent``: where this is true, the row of its group leaves only on that consent. ``issue_date``: the day a
    document of the row was issued, for its freshness.
    """

    id: Identifier
    type: FieldType
    label: Label
    hint: Label | None = None
    guidance: Label | None = None
    required: bool = False
    repeats: bool = False
    claimed_established: bool = False
    enabled_when: Condition | None = None
    codelist: Identifier | None = None
    format: NumberFormat | None = None
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    past: bool = False
    version: int = 1
    source: Source | None = None
    privacy: Privacy | None = None
    share: dict[str, str] = PydanticField(default_factory=dict)
    pdf: Identifier | None = None
    export: Export | None = None
    consent: Identifier | None = None
    consent_for: tuple[CodeId, ...] = PydanticField(default=(), strict=False)
    addressed_to: CodeId | None = None
    search: bool = False
    row_consent: Identifier | None = None
    issue_date: bool = False
    field: tuple[Field, ...] = PydanticField(default=(), strict=False)

    @model_validator(mode="after")
    def _holds_together(self) -> Field:
        if self.type == "display":
            return self
        if self.type == "group":
            if not self.field:
                raise ValueError(f"{self.id}: a group needs fields of its own ([[page.field.field]])")
        else:
            self._check_single()
        self._check_share()
        return self

    def _check_single(self) -> None:
        if self.field:
            raise ValueError(f"{self.id}: only a group has fields of its own")
        if self.privacy is None:
            raise ValueError(
                f'{self.id}: say how private it is: privacy = "identifying", "quasi", "sensitive" or "none"'
            )
        if (self.type in ("choice", "multi_choice")) != (self.codelist is not None):
            raise ValueError(f"{self.id}: a choice names its codelist, and only a choice does")
        if (self.type == "identifier") != (self.format is not None):
            raise ValueError(f"{self.id}: an identifier names its format, and only an identifier does")
        if self.export is not None and self.privacy == "identifying":
            raise ValueError(f"{self.id}: a field that identifies is never exported: take the export away")
        if self.export is not None and self.type in ("string", "text", "identifier"):
            raise ValueError(f"{self.id}: free text is never exported: take the export away")

    def _check_share(self) -> None:
        if self.share and self.pdf is None:
            raise ValueError(f"{self.id}: what is shared needs its section of the handover: pdf = ...")
        for recipient, rule in self.share.items():
            if rule != ALWAYS and not rule.startswith(CONSENT_PREFIX):
                raise ValueError(f'{self.id}: share.{recipient} is "always" or "consent:<purpose>"')
            if rule == ALWAYS and self.privacy == "sensitive":
                raise ValueError(f"{self.id}: what is sensitive leaves only on consent: share.{recipient}")

    def consent_to_share(self, recipient: str) -> str | None:
        """The purpose whose consent sharing this with the recipient rests on."""
        rule = self.share.get(recipient, ALWAYS)
        return None if rule == ALWAYS else rule.removeprefix(CONSENT_PREFIX)

    def is_question(self) -> bool:
        """Whether it takes an answer itself."""
        return self.type not in ("display", "group")

    def questions(self) -> Iterator[Field]:
        """The fields that take answers: itself, or those of the group."""
        if self.type == "group":
            yield from self.field
        elif self.is_question():
            yield self


class Page(Definition):
    """A topic: a handful of related questions."""

    id: Identifier
    label: Label
    intro: Label | None = None
    phase: Literal["intake", "admission", "handover"] = "intake"
    field: tuple[Field, ...] = PydanticField(strict=False)


class Form(Definition):
    """A form in a version: its pages in order."""

    id: Identifier
    version: int
    label: Label
    page: tuple[Page, ...] = PydanticField(strict=False)

    def fields(self) -> Iterator[Field]:
        """All fields and groups, page by page."""
        for page in self.page:
            yield from page.field


class Code(Dated):
    """One entry of a code list; with ``consent``, what has this code leaves only on that consent.

    ``never_decides`` says of a body which decisions can't be its own.
    """

    id: CodeId
    label: Label
    group: CodeId | None = None
    iso1: str | None = None
    iso2: str | None = None
    brp: str | None = None
    script: str | None = None
    freshness_months: int | None = None
    freshness_weeks: int | None = None
    note: Label | None = None
    consent: Identifier | None = None
    never_decides: tuple[Annotated[DecisionKind, Strict(strict=False)], ...] = PydanticField(default=(), strict=False)
    source: Source | None = None


class CodeList(Definition):
    """A closed list of choices."""

    id: Identifier
    label: Label
    source: Source | None = None
    group_list: Identifier | None = None
    code: tuple[Code, ...] = PydanticField(strict=False)

    def find(self, code_id: str) -> Code | None:
        return next((code for code in self.code if code.id == code_id), None)

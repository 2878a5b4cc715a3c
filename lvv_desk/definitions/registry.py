"""All definitions together: read once, cross-checked, in force on a date, with a digest of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from lvv_desk.definitions import loader
from lvv_desk.definitions.criteria import (
    AdviceTable,
    Criterion,
    Municipality,
    Override,
    Programme,
    Term,
)
from lvv_desk.definitions.files import (
    CriteriaFile,
    IndicatorFile,
    OutcomeFile,
    ReferenceFile,
    TermFile,
)
from lvv_desk.definitions.forms import Code, CodeList, Field, Form
from lvv_desk.definitions.keeping import Retention, RetentionFile, Role, RoleFile
from lvv_desk.definitions.outputs import (
    HandoverDefinition,
    Indicator,
    Recipient,
    ReferenceFigure,
    ReleaseDefinition,
)
from lvv_desk.definitions.trajectories import Outcome, Scenario, Step
from lvv_desk.errors import NotFoundError

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class CriterionInForce:
    """A criterion as one municipality applies it on a day: the national row with the overlay laid over it."""

    criterion: Criterion
    kind: str
    counts: bool
    version_from: date
    override: Override | None


@dataclass(frozen=True)
class Registry:
    """Every definition, by id."""

    digest: str
    forms: Mapping[str, Form]
    code_lists: Mapping[str, CodeList]
    criteria: Mapping[str, Criterion]
    municipalities: Mapping[str, Municipality]
    scenarios: Mapping[str, Scenario]
    outcomes: Mapping[str, Outcome]
    terms: Mapping[str, Term]
    advice: AdviceTable
    handover: HandoverDefinition
    indicators: tuple[Indicator, ...]
    reference: tuple[ReferenceFigure, ...]
    release: ReleaseDefinition
    roles: Mapping[str, Role]
    retention: Mapping[str, Retention]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields that take answers, those inside groups too, by id."""
        return {
            question.id: question
            for form in self.forms.values()
            for entry in form.fields()
            for question in entry.questions()
        }

    @cached_property
    def groups(self) -> dict[str, Field]:
        """All repeating groups, by id."""
        return {entry.id: entry for form in self.forms.values() for entry in form.fields() if entry.type == "group"}

    @cached_property
    def group_of(self) -> dict[str, Field]:
        """The group that a field belongs to, by the field's id."""
        return {question.id: group for group in self.groups.values() for question in group.field}

    @cached_property
    def consent_fields(self) -> dict[str, Field]:
        """The question that records the consent to a purpose, by purpose."""
        return {one.consent: one for one in self.fields.values() if one.consent}

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.id: step for scenario in self.scenarios.values() for step in scenario.step}

    @cached_property
    def lvv_programmes(self) -> frozenset[str]:
        """The programmes that the figures of the LVV are about; what a municipality does after it is not."""
        return frozenset(name for name, (_, programme) in self.programmes.items() if programme.lvv)

    @cached_property
    def programmes(self) -> dict[str, tuple[Municipality, Programme]]:
        """A programme with its municipality, by the programme's id."""
        return {
            programme.id: (municipality, programme)
            for municipality in self.municipalities.values()
            for programme in municipality.programme
        }

    def recipient(self, recipient_id: str) -> Recipient:
        return find({one.id: one for one in self.handover.recipient}, recipient_id)

    def code(self, codelist: str, code_id: str) -> Code | None:
        return self._codes[codelist].get(code_id)

    @cached_property
    def code_ids(self) -> dict[str, frozenset[str]]:
        """The ids of each code list, by the list's id."""
        return {list_id: frozenset(codes) for list_id, codes in self._codes.items()}

    @cached_property
    def _codes(self) -> dict[str, dict[str, Code]]:
        return {one.id: {code.id: code for code in one.code} for one in self.code_lists.values()}

    def programme_on(self, municipality_id: str, on: date) -> Programme | None:
        """The programme that the municipality runs on a day."""
        programmes = find(self.municipalities, municipality_id).programme
        return next((one for one in programmes if one.in_force(on)), None)

    def criteria_in_force(self, municipality_id: str, on: date) -> tuple[CriterionInForce, ...]:
        """The criteria as the municipality applies them on a day."""
        overrides = [one for one in find(self.municipalities, municipality_id).override if one.in_force(on)]
        found: list[CriterionInForce] = []
        for criterion in self.criteria.values():
            version = next((one for one in criterion.version if one.in_force(on)), None)
            if version is None:
                continue
            override = next((one for one in overrides if one.criterion == criterion.id), None)
            counts = criterion.counts if override is None or override.counts is None else override.counts
            kind = criterion.kind if override is None or override.kind is None else override.kind
            found.append(CriterionInForce(criterion, kind, counts, version.valid_from, override))
        return tuple(found)

    def term(self, municipality_id: str, term_id: str) -> Term:
        """A term, the municipality's own before the general one."""
        own = {one.id: one for one in find(self.municipalities, municipality_id).term}
        return find({**self.terms, **own}, term_id)


def find(rows: Mapping[str, RowT], row_id: str) -> RowT:
    """The row with this id. Raises :class:`NotFoundError`."""
    try:
        return rows[row_id]
    except KeyError:
        raise NotFoundError("not_defined", id=row_id) from None


def _unique(file: str, rows: Iterable[RowT]) -> dict[str, RowT]:
    found: dict[str, RowT] = {}
    for row in rows:
        row_id = str(getattr(row, "id", ""))
        if row_id in found:
            raise loader.mistake(file, row_id, "duplicate_id", "give the second one an id of its own")
        found[row_id] = row
    return found


def load(root: Path) -> Registry:
    """Reads every definition file below ``root``; cross-checks are in :mod:`lvv_desk.definitions.checks`.

    Raises:
        DefinitionError: a file has a mistake.
    """
    codelists = [loader.read(path, CodeList) for path in _files(root / "codelists")]
    forms = [loader.read(path, Form) for path in _files(root / "forms")]
    criteria = [one for path in _files(root / "criteria") for one in loader.read(path, CriteriaFile).criterion]
    return Registry(
        digest=digest_of(root),
        forms=_unique("forms", forms),
        code_lists=_unique("codelists", codelists),
        criteria=_unique("criteria", criteria),
        municipalities=_unique(
            "municipalities", [loader.read(path, Municipality) for path in _files(root / "municipalities")]
        ),
        scenarios=_unique("trajectories", [loader.read(path, Scenario) for path in _files(root / "trajectories")]),
        outcomes=_unique("outcomes.toml", loader.read(root / "outcomes.toml", OutcomeFile).outcome),
        terms=_unique("terms.toml", loader.read(root / "terms.toml", TermFile).term),
        advice=loader.read(root / "advice.toml", AdviceTable),
        handover=loader.read(root / "handover.toml", HandoverDefinition),
        indicators=loader.read(root / "indicators.toml", IndicatorFile).indicator,
        reference=loader.read(root / "reference.toml", ReferenceFile).figure,
        release=loader.read(root / "release.toml", ReleaseDefinition),
        roles=_unique("roles.toml", loader.read(root / "roles.toml", RoleFile).role),
        retention=_unique("retention.toml", loader.read(root / "retention.toml", RetentionFile).retention),
    )


def digest_of(root: Path) -> str:
    """SHA-256 over the names and bytes of all definition files: which definitions a result rests on."""
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.toml")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))

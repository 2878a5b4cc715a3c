"""Assessments, disclosures, releases, and facts about the vault."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from lvv_desk.domain.assessment import (
    Assessment,
    AssessmentResult,
    CriterionResult,
    CriterionValue,
    UsedAnswer,
)
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.lists import Disclosure
from lvv_desk.store.tables import (
    AssessmentRow,
    CriterionResultRow,
    DisclosureRow,
    MetaRow,
    ReleaseRow,
)
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def add_assessment(work: UnitOfWork, case_id: UUID, result: AssessmentResult) -> UUID:
    assessment_id = new_id()
    work.session.add(
        AssessmentRow(
            id=assessment_id, case_id=case_id, on=result.on, municipality=result.municipality,
            programme=result.programme, definitions_digest=result.definitions_digest, advice=result.advice,
            reasons=list(result.reasons), facts=dict(result.facts), by=work.by, at=work.at,
        )
    )  # fmt: skip
    work.session.flush()
    work.session.execute(insert(CriterionResultRow), _result_rows(assessment_id, result.results))
    return assessment_id


def _result_rows(assessment_id: UUID, results: Iterable[CriterionResult]) -> list[dict[str, Any]]:
    return [
        {
            "assessment_id": assessment_id,
            "position": position,
            "criterion_id": one.criterion_id,
            "kind": one.kind,
            "counts": one.counts,
            "value": one.value.value,
            "version_from": one.version_from,
            "used": [_used_data(used) for used in one.used],
            "missing": list(one.missing),
            "trace": one.trace,
        }
        for position, one in enumerate(results)
    ]


def _used_data(used: UsedAnswer) -> dict[str, Any]:
    value = list(used.value) if isinstance(used.value, tuple) else used.value
    return {"field_id": used.field_id, "value": value, "absent": used.absent, "source": used.source}


def latest_advice(reader: Reader, case_id: UUID) -> str | None:
    """The advice of the assessment written down last."""
    return reader.session.scalar(
        select(AssessmentRow.advice).where(AssessmentRow.case_id == case_id).order_by(AssessmentRow.id.desc()).limit(1)
    )


def latest_assessment_id(reader: Reader, case_id: UUID) -> UUID | None:
    return reader.session.scalar(
        select(AssessmentRow.id).where(AssessmentRow.case_id == case_id).order_by(AssessmentRow.id.desc()).limit(1)
    )


def latest_assessment(reader: Reader, case_id: UUID) -> Assessment | None:
    """The assessment written down last."""
    row = reader.session.scalars(
        select(AssessmentRow).where(AssessmentRow.case_id == case_id).order_by(AssessmentRow.id.desc()).limit(1)
    ).first()
    if row is None:
        return None
    results = reader.session.scalars(
        select(CriterionResultRow)
        .where(CriterionResultRow.assessment_id == row.id)
        .order_by(CriterionResultRow.position)
    )
    result = AssessmentResult(
        on=row.on, municipality=row.municipality, programme=row.programme,
        definitions_digest=row.definitions_digest, advice=row.advice, reasons=tuple(row.reasons),
        facts=dict(row.facts), results=tuple(_result(one) for one in results),
    )  # fmt: skip
    return Assessment(row.id, result, row.by, row.at)


def _result(row: CriterionResultRow) -> CriterionResult:
    return CriterionResult(
        criterion_id=row.criterion_id, kind=row.kind, counts=row.counts, value=CriterionValue(row.value),
        version_from=row.version_from, used=tuple(UsedAnswer(**used) for used in row.used),
        missing=tuple(row.missing), trace=row.trace,
    )  # fmt: skip


def assessments_of(reader: Reader, case_id: UUID) -> tuple[tuple[datetime, str], ...]:
    """When the case was assessed and what the advice was, the oldest first."""
    rows = reader.session.execute(
        select(AssessmentRow.at, AssessmentRow.advice)
        .where(AssessmentRow.case_id == case_id)
        .order_by(AssessmentRow.id)
    )
    return tuple((at, advice) for at, advice in rows)


def add_disclosure(
    work: UnitOfWork, case_id: UUID, recipient: str, sha256: str, size: int, manifest: dict[str, Any]
) -> None:
    work.session.add(
        DisclosureRow(
            case_id=case_id,
            recipient=recipient,
            sha256=sha256,
            size=size,
            manifest=manifest,
            by=work.by,
            at=work.at,
        )
    )


def disclosures_of(reader: Reader, case_id: UUID) -> tuple[Disclosure, ...]:
    rows = reader.session.scalars(
        select(DisclosureRow).where(DisclosureRow.case_id == case_id).order_by(DisclosureRow.id)
    )
    return tuple(Disclosure(one.id, one.recipient, one.sha256, one.size, one.manifest, one.by, one.at) for one in rows)


def add_release(work: UnitOfWork, *, k: int, achieved_k: int, cases: int, files: dict[str, str]) -> None:
    work.session.add(ReleaseRow(k=k, achieved_k=achieved_k, cases=cases, files=dict(files), by=work.by, at=work.at))


def set_meta(work: UnitOfWork, name: str, value: str) -> None:
    work.session.merge(MetaRow(name=name, value=value))


def meta(reader: Reader, name: str) -> str | None:
    return reader.session.scalar(select(MetaRow.value).where(MetaRow.name == name))


def forget_meta(work: UnitOfWork, name: str) -> None:
    work.session.execute(delete(MetaRow).where(MetaRow.name == name))

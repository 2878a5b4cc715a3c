"""Plain data for ``--json``: stable names, documented in the README."""

from __future__ import annotations

from typing import Any

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Answer, Standing
from lvv_desk.domain.assessment import CriterionResult
from lvv_desk.domain.consent import Consent
from lvv_desk.domain.documents import Document
from lvv_desk.domain.lists import CaseSummary
from lvv_desk.services import note_words
from lvv_desk.services.admission import AdmissionView
from lvv_desk.services.cases import CaseView
from lvv_desk.services.evaluation import FiguresView
from lvv_desk.services.freshness import stale_documents
from lvv_desk.services.referrals import ReferralOverview


def summary_data(row: CaseSummary) -> dict[str, Any]:
    """A row of the list."""
    return {
        "id": str(row.case_id),
        "number": row.number,
        "name": row.name,
        "v_number": row.v_number or None,
        "municipality": row.municipality,
        "programme": row.programme,
        "status": row.status,
        "advice": row.advice,
        "scenario": row.scenario,
        "sub_route": row.sub_route,
        "next_step": row.next_step,
        "next_due_on": row.next_due_on.isoformat() if row.next_due_on else None,
        "missing": row.missing,
        "has_draft": row.has_draft,
        "registered_on": row.registered_on.isoformat(),
    }


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer with its source; ``value`` is null where there is a reason for none."""
    return {
        "value": list(answer.value) if isinstance(answer.value, tuple) else answer.value,
        "absent": answer.absent.value if answer.absent else None,
        "source": answer.source,
        "by": answer.by,
        "at": answer.at.isoformat() if answer.at else None,
    }


def case_data(registry: Registry, view: CaseView) -> dict[str, Any]:
    """A whole case."""
    return {
        "case": summary_data(view.summary) | {
            "reference": view.case.reference,
            "client": str(view.case.client_id),
            "status": view.status.value,
            "other_cases": [one.number for one in view.other_cases],
        },
        "answers": _answers(registry, view),
        "decisions": [
            {
                "on": one.on.isoformat(), "body": one.body, "kind": one.kind.value, "reason": one.reason,
                "exception_ground": one.exception_ground, "advice": one.advice,
            }
            for one in view.dates.decisions
        ],
        "scenarios": [
            {
                "on": one.on.isoformat(), "scenario": one.scenario.value, "sub_route": one.sub_route,
                "reason": one.reason, "template_version": one.template_version,
            }
            for one in view.dates.scenarios
        ],
        "steps": [
            {
                "step": step.step_id, "status": status.value,
                "on": step.status_on.isoformat() if step.status_on else None,
                "due_on": step.due_on.isoformat() if step.due_on else None, "note": step.note,
            }
            for step, status in zip(view.steps, view.shown_steps, strict=True)
        ],
        "placements": [
            {
                "kind": one.kind.value, "location": one.location or None, "place": one.place or None,
                "from": one.first_day.isoformat(), "until": one.last_day.isoformat() if one.last_day else None,
                "note": one.note,
            }
            for one in view.placements
        ],
        "exit": _exit(registry, view),
        "aftercare": [
            {"on": one.on.isoformat(), "outcome": one.outcome, "note": one.note} for one in view.aftercare
        ],
        "contact_notes": [note_words.data(one) for one in view.notes if not one.is_draft],
        "disclosures": [
            {"at": one.at.isoformat(), "to": one.recipient, "sha256": one.sha256, "by": one.by}
            for one in view.disclosures
        ],
        "consents": [consent_data(one) for one in view.consents],
        "documents": [document_data(one) for one in view.documents],
        "missing": list(view.missing),
        "stale_documents": [
            {"kind": one.kind, "issued_on": one.issued_on.isoformat(), "expired_on": one.expired_on.isoformat()}
            for one in stale_documents(registry, view.answers, view.today, view.documents)
        ],
    }  # fmt: skip


def document_data(one: Document) -> dict[str, Any]:
    """A file of a case without its content; what is shielded from the team is null."""
    told: dict[str, Any] = {
        "title": one.title or None, "copy": one.copy_kind, "media_type": one.media_type, "size": one.size,
        "sha256": one.sha256, "note": one.note, "by": one.by,
    }  # fmt: skip
    return {
        "id": str(one.id),
        "kind": one.kind or None,
        "dated_on": one.dated_on.isoformat() if one.dated_on else None,
        "received_on": one.received_on.isoformat(),
        **(dict.fromkeys(told) if one.shielded else told),
        "at": one.at.isoformat(),
        "shielded": one.shielded,
    }


def referrals_data(overview: ReferralOverview) -> dict[str, Any]:
    """Referrals that led to no case, and how many did."""
    return {
        "from": overview.first.isoformat(),
        "until": overview.last.isoformat(),
        "registered": overview.registered,
        "by_reason": dict(overview.by_reason),
        "turned_away": [
            {
                "id": str(one.id), "on": one.on.isoformat(), "municipality": one.municipality, "reason": one.reason,
                "referrer": one.referrer, "referred_to": one.referred_to, "by": one.by,
            }
            for one in overview.turned_away
        ],
    }  # fmt: skip


def consent_data(consent: Consent) -> dict[str, Any]:
    talk = consent.circumstances
    return {
        "purpose": consent.purpose, "state": consent.state.value, "on": talk.on.isoformat() if talk.on else None,
        "language": talk.language, "interpreter": talk.interpreter, "signed": talk.signed, "by": consent.by,
        "at": consent.at.isoformat(),
    }  # fmt: skip


def _exit(registry: Registry, view: CaseView) -> dict[str, Any] | None:
    left = view.exit
    if left is None:
        return None
    outcome_class = registry.outcomes[left.outcome].outcome_class
    return {"on": left.on.isoformat(), "outcome": left.outcome, "class": outcome_class, "reason": left.reason}


def _answers(registry: Registry, view: CaseView) -> dict[str, Any]:
    """Answers by field id; groups as lists of rows; claimed and established apart where the field has both."""
    found: dict[str, Any] = {}
    for answer in sorted(view.answers, key=lambda one: one.key):
        field_id = answer.key.field_id
        field = registry.fields.get(field_id)
        if field is not None and field_id in registry.group_of:
            rows = found.setdefault(registry.group_of[field_id].id, {})
            rows.setdefault(answer.key.item, {})[field_id] = answer_data(answer)
        elif field is not None and field.claimed_established:
            pair = found.setdefault(field_id, {Standing.CLAIMED.value: None, Standing.ESTABLISHED.value: None})
            pair[answer.key.standing.value] = answer_data(answer)
        else:
            found[field_id] = answer_data(answer)
    return {
        name: [rows[item] for item in sorted(rows)] if name in registry.groups else rows for name, rows in found.items()
    }


def assessment_data(registry: Registry, view: AdmissionView) -> dict[str, Any]:
    """The advice with every criterion, its value, reason and source."""
    result = view.result
    text = next(one for one in registry.advice.advice if one.id == result.advice)
    return {
        "case": view.case.number,
        "on": result.on.isoformat(),
        "municipality": result.municipality,
        "programme": result.programme,
        "definitions_digest": result.definitions_digest,
        "advice": result.advice,
        "advice_label": text.label.model_dump(),
        "next_step": text.next_step.model_dump(),
        "reasons": list(result.reasons),
        "facts": result.facts,
        "criteria": [_criterion_data(registry, view, one) for one in result.results],
    }


def _criterion_data(registry: Registry, view: AdmissionView, result: CriterionResult) -> dict[str, Any]:
    criterion = registry.criteria[result.criterion_id]
    reason = {"met": criterion.when_met, "not_met": criterion.when_not_met}.get(result.value.value, criterion.next_step)
    return {
        "id": result.criterion_id,
        "label": criterion.label.model_dump(),
        "kind": result.kind,
        "counts": result.counts,
        "value": result.value.value,
        "reason": reason.model_dump(),
        "missing": list(result.missing),
        "testers": list(criterion.testers),
        "evidence": list(criterion.evidence),
        "evidence_present": sorted(view.evidence_present & set(criterion.evidence)),
        "evidence_kept": sorted(view.evidence_kept & set(criterion.evidence)),
        "answers": [
            {"field": one.field_id, "value": one.value, "absent": one.absent, "source": one.source}
            for one in result.used
        ],
        "version_from": result.version_from.isoformat(),
        "source": criterion.source.model_dump() | {"unconfirmed": criterion.source.unconfirmed},
        "trace": result.trace,
    }


def figures_data(registry: Registry, view: FiguresView) -> dict[str, Any]:
    """All figures with definition, basis and denominator."""
    words = {one.id: one for one in registry.indicators}
    return {
        "reference_date": view.on.isoformat(),
        "basis": view.basis.value,
        "counted": "persons",
        "practice": view.practice,
        "not_lvv": view.elsewhere,
        "areas": [
            {
                "municipality": area.municipality,
                "figures": [
                    {
                        "indicator": one.indicator,
                        "part": one.part,
                        "count": one.count,
                        "denominator": one.denominator_name,
                        "denominator_count": one.denominator,
                        "percentage": float(one.percentage) if one.percentage is not None else None,
                        "percentage_rounded": one.rounded,
                        "basis": words[one.indicator].basis.model_dump(),
                    }
                    for one in area.figures
                ],
            }
            for area in view.areas
        ],
        "definitions": {
            one.id: {"label": one.label.model_dump(), "definition": one.definition.model_dump()}
            for one in registry.indicators
        },
        "reference_figures": [
            {
                "source": one.source.title, "mark": one.source.mark, "reference_date": one.reference_date,
                "area": one.area, "measure": one.measure.model_dump(), "value": one.value, "unit": one.unit,
            }
            for one in view.reference
        ],
    }  # fmt: skip

"""Testing a case against the admission criteria, and recording what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.assessment import Assessment, AssessmentResult
from lvv_desk.domain.case import Case, Decision, DecisionKind
from lvv_desk.domain.documents import Document
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError
from lvv_desk.rules.assessment import assess
from lvv_desk.services import summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_in_stay
from lvv_desk.services.desk import Desk, case_named, case_with
from lvv_desk.store import answers as answer_store
from lvv_desk.store import cases, documents, records
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import name_of, say

EVIDENCE_GROUP = "documents"

EXPECTED_DECISIONS: dict[str, frozenset[DecisionKind]] = {
    "admissible": frozenset({DecisionKind.ADMITTED, DecisionKind.WAITING_LIST}),
    "not_admissible": frozenset({DecisionKind.REFUSED}),
    "further_inquiry": frozenset({DecisionKind.DEFERRED}),
    "refer": frozenset({DecisionKind.REFERRED}),
    "exception_needed": frozenset({DecisionKind.REFUSED}),
    "exception_granted": frozenset({DecisionKind.EXCEPTION_LSO, DecisionKind.EXCEPTION_STEERING_GROUP}),
}
"""The decisions that follow an advice. Any other differs from it and needs a reason (domain.md 2.4, mark D).

A provisional admission before the LSO has met differs from no advice: it decides nothing about the criteria.
"""


@dataclass(frozen=True)
class AdmissionView:
    """The test of today and the evidence that is in the case; ``evidence_kept``: what of it is kept as a file."""

    case: Case
    result: AssessmentResult
    evidence_present: frozenset[str]
    evidence_kept: frozenset[str]
    stored: Assessment | None
    changed_since: tuple[str, ...]


class AdmissionService(Service):
    """The admission page: every criterion, the advice, the decision."""

    @action(Right.READ_CASES, "case.tested", case="case_id", whole="full")
    def view(self, case_id: UUID, on: date | None = None) -> AdmissionView:
        """The test on a day (today when none is given) and what changed since the stored one."""
        with self._desk.store.read() as reader:
            case = case_with(reader, case_id)
            return self._view(reader, case, on or self._desk.today())

    @action(Right.READ_CASES, "case.tested", case="name", whole="full")
    def assess(self, name: str, on: date | None = None) -> AdmissionView:
        """The same for a case named by number, reference or id."""
        with self._desk.store.read() as reader:
            return self._view(reader, case_named(reader, name), on or self._desk.today())

    def _view(self, reader: Reader, case: Case, on: date) -> AdmissionView:
        answers = answer_store.answers_of(reader, case.id)
        result = _assess(self._desk, reader, case, answers, on)
        stored = records.latest_assessment(reader, case.id)
        before = {one.criterion_id: one.value for one in stored.result.results} if stored else {}
        changed = [
            one.criterion_id for one in result.results if stored and before.get(one.criterion_id) is not one.value
        ]
        kept = documents.of_case(reader, case.id)
        return AdmissionView(
            case, result, evidence_in(answers, self._desk, kept), frozenset(one.kind for one in kept),
            stored, tuple(changed),
        )  # fmt: skip

    @action(Right.WRITE_CASES, "case.assessed", case="case_id", whole="full")
    def assess_now(self, case_id: UUID) -> AssessmentResult:
        """Tests the case today and keeps the result."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            result = assess_and_store(self._desk, work, case, self._desk.today())
            summaries.refresh(self._desk, work, case)
        return result

    @action(Right.WRITE_CASES, "decision.recorded", case="case_id", whole="full")
    def decide(
        self, case_id: UUID, *, on: date, body: str, kind: DecisionKind, reason: str, exception_ground: str = ""
    ) -> Decision:
        """Records a decision of a body, apart from the advice.

        Raises:
            InputError: there is no body, the day can't be right or lies after the exit, or a reason is lacking where
                the decision differs from the advice or makes an exception.
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            decision = make_decision(
                self._desk, work, case,
                on=on, body=body, kind=kind, reason=reason, exception_ground=exception_ground,
            )  # fmt: skip
            summaries.refresh(self._desk, work, case)
        return decision


def make_decision(
    desk: Desk, work: UnitOfWork, case: Case, *,
    on: date, body: str, kind: DecisionKind, reason: str, exception_ground: str = "", instead_of: UUID | None = None,
) -> Decision:  # fmt: skip
    """Checks and writes a decision with the advice of its day beside it, as a new one or in the place of one.

    Raises:
        InputError: as :meth:`AdmissionService.decide`.
    """
    if not body:
        raise InputError("decision_body")
    known = desk.registry.code("decision_bodies", body)
    if known is None:
        raise InputError("decision_body_unknown", body=body)
    if kind in known.never_decides:
        raise InputError("decision_body_kind", body=say(known.label), kind=name_of(kind))
    if on > desk.today():
        raise InputError("decision_future")
    if on < case.registered_on:
        raise InputError("decision_before_registration", on=case.registered_on.strftime("%d-%m-%Y"))
    require_in_stay(cases.dates_of(work, case.id), on)
    if kind.is_exception and not exception_ground.strip():
        raise InputError("exception_ground")
    result = assess_and_store(desk, work, case, on, without=instead_of)
    if differs(result.advice, kind) and not (reason.strip() or exception_ground.strip()):
        raise InputError("decision_reason")
    work.session.flush()
    decision = Decision(
        instead_of or new_id(), on, body, kind, reason.strip(), exception_ground.strip() or None, result.advice,
        records.latest_assessment_id(work, case.id), work.by, work.at,
    )  # fmt: skip
    cases.put_decision(work, case.id, decision)
    done = "decision.recorded" if instead_of is None else "decision.corrected"
    work.log(done, "case", case.id, kind=kind.value, body=body, differs=differs(result.advice, kind))
    return decision


def differs(advice: str, kind: DecisionKind) -> bool:
    """Whether a decision differs from the advice, and so needs a reason."""
    return kind is not DecisionKind.PROVISIONAL and kind not in EXPECTED_DECISIONS[advice]


def _assess(
    desk: Desk, reader: Reader, case: Case, answers: AnswerSet, on: date, *, without: UUID | None = None
) -> AssessmentResult:
    exception = any(
        one.kind.is_exception and one.on <= on for one in cases.decisions_of(reader, case.id) if one.id != without
    )
    return assess(
        desk.registry, answers, municipality=case.municipality, programme=case.programme, on=on, exception=exception
    )


def assess_and_store(
    desk: Desk, work: UnitOfWork, case: Case, on: date, *, without: UUID | None = None
) -> AssessmentResult:
    """Tests the case on a day, ``without`` a decision that is put right, and keeps the result with the answers used."""
    result = _assess(desk, work, case, answer_store.answers_of(work, case.id), on, without=without)
    records.add_assessment(work, case.id, result)
    work.session.flush()
    work.log("case.assessed", "case", case.id, on=on.isoformat(), advice=result.advice)
    return result


def evidence_in(answers: AnswerSet, desk: Desk, kept: Sequence[Document] = ()) -> frozenset[str]:
    """The kinds of documents that are in the case: noted in the intake, or kept as a file."""
    group = desk.registry.groups.get(EVIDENCE_GROUP)
    kinds = [one.id for one in group.field if one.codelist == "document_kinds"] if group else []
    noted = {str(one.value) for one in answers if one.key.field_id in kinds and one.value is not None}
    return frozenset(noted | {one.kind for one in kept if one.kind})

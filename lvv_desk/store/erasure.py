"""Erasing cases without residue, and what stays of them in the figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.stays import Stay
from lvv_desk.store import evaluation_rows, placements, search
from lvv_desk.store.tables import (
    AftercareRow,
    AnswerRow,
    AssessmentRow,
    CaseRow,
    ClientRow,
    ConsentRow,
    CriterionResultRow,
    DecisionRow,
    DraftRow,
    ExitRow,
    ScenarioRow,
    StepEventRow,
    StepRow,
    SummaryRow,
)
from lvv_desk.store.tables_casework import ContactNoteRow, DocumentRow
from lvv_desk.store.tables_keeping import ErasureRow, GrantRow, StatisticRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

MONTHS_IN_QUARTER = 3


def is_there(reader: Reader, case_id: UUID) -> bool:
    return reader.session.get(CaseRow, case_id) is not None


def erase_case(work: UnitOfWork, case_id: UUID, counted: Collection[str]) -> None:
    """Takes away a case with all that hangs on it, its words in the index, and its client when it was the last.

    ``counted``: the programmes of which the figures keep the stay.
    """
    client_id = work.session.scalar(select(CaseRow.client_id).where(CaseRow.id == case_id))
    siblings = select(func.count()).select_from(CaseRow).where(CaseRow.client_id == client_id, CaseRow.id != case_id)
    is_last = not work.session.scalar(siblings)
    _keep_statistics(work, case_id, counted, person=client_id or new_id())
    summary = work.session.scalars(select(SummaryRow).where(SummaryRow.case_id == case_id)).first()
    if summary is not None:
        search.remove(work.session, summary.row)
    work.session.execute(delete(CaseRow).where(CaseRow.id == case_id))
    if client_id is not None and is_last:
        _let_go(work, client_id)


def reduce_case(work: UnitOfWork, case_id: UUID, keep: tuple[str, ...]) -> int:
    """Takes away all answers and drafts but the named ones, earlier versions of those too, what was said of consents,
    all notes and files, and where someone stayed. Returns how many answers.
    """
    gone = work.session.execute(
        delete(AnswerRow).where(
            AnswerRow.case_id == case_id, AnswerRow.field_id.not_in(keep) | AnswerRow.superseded_by.is_not(None)
        )
    )
    for table in (DraftRow, ConsentRow, ContactNoteRow, DocumentRow):
        work.session.execute(delete(table).where(table.case_id == case_id))
    placements.erase_placements(work, case_id)
    _empty_words(work, case_id)
    return int(gone.rowcount)  # type: ignore[attr-defined] # the result of a delete counts its rows


def _empty_words(work: UnitOfWork, case_id: UUID) -> None:
    """What was written beside decisions, scenarios, steps and exits, and the answers that the tests rested on."""
    own = select(AssessmentRow.id).where(AssessmentRow.case_id == case_id)
    steps = select(StepRow.id).where(StepRow.case_id == case_id)
    for change in (
        update(CriterionResultRow)
        .where(CriterionResultRow.assessment_id.in_(own))
        .values(used=[], missing=[], trace={}),
        update(AssessmentRow).where(AssessmentRow.case_id == case_id).values(facts={}),
        update(DecisionRow).where(DecisionRow.case_id == case_id).values(reason="", exception_ground=None),
        update(ScenarioRow).where(ScenarioRow.case_id == case_id).values(reason=""),
        update(StepEventRow).where(StepEventRow.step_row_id.in_(steps)).values(note=""),
        update(ExitRow).where(ExitRow.case_id == case_id).values(reason=""),
        update(AftercareRow).where(AftercareRow.case_id == case_id).values(note=""),
        update(GrantRow).where(GrantRow.case_id == case_id).values(reason=""),
    ):
        work.session.execute(change)


def _let_go(work: UnitOfWork, client_id: UUID) -> None:
    """Nothing leads to the person any more: what was counted as theirs gets a number drawn now."""
    drawn = new_id()
    work.session.execute(update(StatisticRow).where(StatisticRow.person == client_id).values(person=drawn))
    work.session.execute(delete(ClientRow).where(ClientRow.id == client_id))


def _keep_statistics(work: UnitOfWork, case_id: UUID, counted: Collection[str], person: UUID) -> None:
    """The figures count people, so stays of someone with another case here stay together until that goes too."""
    for stay in evaluation_rows.stays(work, work.at, counted):
        if stay.case_id != case_id:
            continue
        work.session.add(
            StatisticRow(
                person=person, municipality=stay.municipality, provisional_on=_quarter(stay.provisional_from),
                official_on=_quarter(stay.official_from), exit_on=_quarter(stay.exit_on), outcome=stay.outcome,
            )
        )  # fmt: skip
    work.session.flush()


def statistics(reader: Reader) -> list[Stay]:
    """The erased stays as they count in figures."""
    return [
        Stay(row.person, row.id, row.municipality, row.provisional_on, row.official_on, row.exit_on, row.outcome)
        for row in reader.session.scalars(select(StatisticRow))
    ]


def _quarter(day: date | None) -> date | None:
    """The last day of the quarter."""
    if day is None:
        return None
    month = (day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + MONTHS_IN_QUARTER
    first_after = date(day.year + month // 12, month % 12 + 1, 1)
    return first_after - timedelta(days=1)


# -- proposals ------------------------------------------------------------------------------------------------------


def propose(
    work: UnitOfWork, *, subject_id: UUID, case_ids: list[UUID], kind: str, ground: str, reference_on: date | None,
    reason: str,
) -> UUID:  # fmt: skip
    """Writes down a proposal."""
    row = ErasureRow(
        id=new_id(), subject_id=subject_id, case_ids=[str(one) for one in case_ids], kind=kind, ground=ground,
        reference_on=reference_on, reason=reason, proposed_by=work.actor.account_id, proposed_at=work.at,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def proposal(reader: Reader, proposal_id: UUID) -> ErasureRow | None:
    return reader.session.get(ErasureRow, proposal_id)


def proposals(reader: Reader, *, done: bool) -> list[ErasureRow]:
    """Open proposals, or those that were carried out, the newest first."""
    query = select(ErasureRow).where(ErasureRow.withdrawn_at.is_(None)).order_by(ErasureRow.proposed_at.desc())
    query = query.where(ErasureRow.done_at.is_not(None) if done else ErasureRow.done_at.is_(None))
    return list(reader.session.scalars(query))


def finish_proposal(work: UnitOfWork, proposal_id: UUID, at: datetime) -> None:
    work.session.execute(
        update(ErasureRow)
        .where(ErasureRow.id == proposal_id)
        .values(confirmed_by=work.actor.account_id, done_at=at, reason="")
    )


def withdraw(work: UnitOfWork, proposal_id: UUID) -> None:
    work.session.execute(update(ErasureRow).where(ErasureRow.id == proposal_id).values(withdrawn_at=work.at, reason=""))


def reduced(reader: Reader) -> set[UUID]:
    """The cases that were brought down to what is needed."""
    rows = reader.session.scalars(
        select(ErasureRow).where(ErasureRow.kind == "reduce", ErasureRow.done_at.is_not(None))
    )
    return {UUID(one) for row in rows for one in row.case_ids}

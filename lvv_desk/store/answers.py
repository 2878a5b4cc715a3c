"""Answers and drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, insert, select

from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet, Standing, Value
from lvv_desk.domain.ids import new_id
from lvv_desk.store.tables import AnswerRow, DraftRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def _stored(value: Value | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _answer(row: AnswerRow | DraftRow) -> Answer:
    return Answer(
        AnswerKey(row.field_id, row.item, Standing(row.standing)),
        value=tuple(row.value) if isinstance(row.value, list) else row.value,
        absent=AbsentReason(row.absent) if row.absent else None,
        source=row.source,
        by=row.by,
        at=row.at,
    )


def answers_of(reader: Reader, case_id: UUID) -> AnswerSet:
    """The answers that stand."""
    rows = reader.session.scalars(
        select(AnswerRow).where(AnswerRow.case_id == case_id, AnswerRow.superseded_by.is_(None))
    )
    return AnswerSet.of(_answer(row) for row in rows)


def add_answers(work: UnitOfWork, case_id: UUID, answers: Iterable[Answer]) -> int:
    """Writes answers that differ from those that stand; the earlier ones stay as superseded. Returns how many."""
    standing = _standing_rows(work, case_id)
    rows: list[dict[str, Any]] = []
    for answer in answers:
        earlier = standing.get(answer.key)
        if earlier is not None and _same(_answer(earlier), answer):
            continue
        answer_id = new_id()
        rows.append(
            {
                "id": answer_id,
                "case_id": case_id,
                "field_id": answer.key.field_id,
                "item": answer.key.item,
                "standing": answer.key.standing.value,
                "value": _stored(answer.value),
                "absent": answer.absent.value if answer.absent else None,
                "source": answer.source,
                "by": answer.by or work.by,
                "at": answer.at or work.at,
            }
        )
        if earlier is not None:
            earlier.superseded_by = answer_id
    if rows:
        work.session.execute(insert(AnswerRow), rows)
    return len(rows)


def _same(one: Answer, other: Answer) -> bool:
    return (one.value, one.absent, one.source) == (other.value, other.absent, other.source)


def _standing_rows(work: UnitOfWork, case_id: UUID) -> dict[AnswerKey, AnswerRow]:
    rows = work.session.scalars(
        select(AnswerRow).where(AnswerRow.case_id == case_id, AnswerRow.superseded_by.is_(None))
    )
    return {AnswerKey(row.field_id, row.item, Standing(row.standing)): row for row in rows}


def clear_answers(work: UnitOfWork, case_id: UUID, keys: Iterable[AnswerKey]) -> None:
    """Takes answers away: they stay in history, superseded by themselves."""
    standing = _standing_rows(work, case_id)
    for key in keys:
        if key in standing:
            standing[key].superseded_by = standing[key].id


def save_draft(work: UnitOfWork, case_id: UUID, answer: Answer) -> None:
    """One answer of a draft, in place of an earlier one."""
    _put(work, case_id, answer.key, answer)


def clear_in_draft(work: UnitOfWork, case_id: UUID, key: AnswerKey) -> None:
    """Notes in the draft that an answer is taken away."""
    _put(work, case_id, key, None)


def _put(work: UnitOfWork, case_id: UUID, key: AnswerKey, answer: Answer | None) -> None:
    work.session.merge(
        DraftRow(
            case_id=case_id, field_id=key.field_id, item=key.item, standing=key.standing.value,
            value=_stored(answer.value) if answer else None,
            absent=answer.absent.value if answer and answer.absent else None,
            source=answer.source if answer else None, cleared=answer is None, by=work.by, at=work.at,
        )
    )  # fmt: skip


def draft_of(reader: Reader, case_id: UUID) -> tuple[AnswerSet, frozenset[AnswerKey]]:
    """The answers of the draft, and the keys it takes away."""
    rows = reader.session.scalars(select(DraftRow).where(DraftRow.case_id == case_id)).all()
    cleared = frozenset(AnswerKey(row.field_id, row.item, Standing(row.standing)) for row in rows if row.cleared)
    return AnswerSet.of(_answer(row) for row in rows if not row.cleared), cleared


def drafted_at(reader: Reader, case_id: UUID) -> dict[AnswerKey, datetime]:
    """When each answer of the draft was given or taken away."""
    rows = reader.session.scalars(select(DraftRow).where(DraftRow.case_id == case_id))
    return {AnswerKey(row.field_id, row.item, Standing(row.standing)): row.at for row in rows}


def answers_as_drafted(reader: Reader, case_id: UUID) -> AnswerSet:
    """The answers that stand with the draft laid over them."""
    draft, cleared = draft_of(reader, case_id)
    standing = answers_of(reader, case_id)
    kept = AnswerSet({key: one for key, one in standing.by_key.items() if key not in cleared})
    return kept.overlaid(draft)


def has_draft(reader: Reader, case_id: UUID) -> bool:
    return bool(reader.session.scalar(select(exists().where(DraftRow.case_id == case_id))))


def discard_draft(work: UnitOfWork, case_id: UUID, keys: Iterable[AnswerKey] | None = None) -> None:
    """Removes the draft, or the keys named from it."""
    if keys is None:
        work.session.execute(delete(DraftRow).where(DraftRow.case_id == case_id))
        return
    for key in keys:
        here = and_(
            DraftRow.field_id == key.field_id,
            DraftRow.item == key.item,
            DraftRow.standing == key.standing.value,
        )
        work.session.execute(delete(DraftRow).where(DraftRow.case_id == case_id, here))


def drop_item(work: UnitOfWork, case_id: UUID, field_ids: Iterable[str], item: int) -> None:
    """Removes the draft answers of one row of a group."""
    work.session.execute(
        delete(DraftRow).where(
            DraftRow.case_id == case_id, DraftRow.item == item, DraftRow.field_id.in_(tuple(field_ids))
        )
    )

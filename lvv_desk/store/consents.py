"""The history of consents."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from lvv_desk.domain.consent import Circumstances, Consent, ConsentState
from lvv_desk.domain.ids import new_id
from lvv_desk.store.tables import ConsentRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def consents_of(reader: Reader, case_id: UUID) -> tuple[Consent, ...]:
    """All that was said, in the order it was written down."""
    rows = reader.session.scalars(select(ConsentRow).where(ConsentRow.case_id == case_id).order_by(ConsentRow.id))
    return tuple(_consent(one) for one in rows)


def _consent(row: ConsentRow) -> Consent:
    talk = Circumstances(row.on, row.language, row.interpreter, row.signed)
    return Consent(row.id, row.purpose, ConsentState(row.state), talk, row.by, row.at)


def add_consents(
    work: UnitOfWork, case_id: UUID, said: Mapping[str, ConsentState], talk: Circumstances
) -> None:  # fmt: skip
    """Writes down what was said about each purpose in one talk."""
    work.session.add_all(
        ConsentRow(
            id=new_id(), case_id=case_id, purpose=purpose, state=state.value, on=talk.on, language=talk.language,
            interpreter=talk.interpreter, signed=talk.signed, by=work.by, at=work.at,
        )
        for purpose, state in said.items()
    )  # fmt: skip
    work.session.flush()

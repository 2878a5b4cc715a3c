"""Referrals that led to no case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update

from lvv_desk.domain.referral import Referral
from lvv_desk.store.tables import CaseRow, ReferralRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


def add(work: UnitOfWork, referral: Referral) -> None:
    """Writes one down."""
    work.session.add(
        ReferralRow(
            id=referral.id, municipality=referral.municipality, on=referral.on, referrer=referral.referrer,
            reason=referral.reason, referred_to=referral.referred_to, by=referral.by, at=referral.at,
        )
    )  # fmt: skip
    work.session.flush()


def withdraw(work: UnitOfWork, referral_id: UUID) -> bool:
    """Counts it no longer; the row stays. Returns whether there was one that counted."""
    found = work.session.execute(
        update(ReferralRow)
        .where(ReferralRow.id == referral_id, ReferralRow.withdrawn_at.is_(None))
        .values(withdrawn_at=work.at)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined] # the result of an update counts its rows


def between(reader: Reader, first: date, last: date) -> tuple[Referral, ...]:
    """Those of a period, the newest first."""
    rows = reader.session.scalars(
        select(ReferralRow)
        .where(ReferralRow.withdrawn_at.is_(None), ReferralRow.on.between(first, last))
        .order_by(ReferralRow.on.desc(), ReferralRow.id.desc())
    )
    return tuple(
        Referral(one.id, one.municipality, one.on, one.referrer, one.reason, one.referred_to, one.by, one.at)
        for one in rows
    )


def registered_between(reader: Reader, first: date, last: date) -> int:
    """How many cases were registered in a period: the referrals that did lead to one."""
    counted = select(func.count()).select_from(CaseRow).where(CaseRow.registered_on.between(first, last))
    return reader.session.scalar(counted) or 0

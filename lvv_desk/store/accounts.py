"""Accounts, and the access that they have to cases beside their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.rights import Openness
from lvv_desk.store.keyring import Known
from lvv_desk.store.tables import CaseRow
from lvv_desk.store.tables_keeping import AccountRow, GrantRow
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

RESTRICTED = Openness.RESTRICTED.value


@dataclass(frozen=True)
class Account:
    """Who works, or worked, with the vault."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    created_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True)
class CaseAccess:
    """Who is the counsellor of a case, how open it is, and who else may see it now."""

    case_id: UUID
    owner_id: UUID | None
    access: str
    granted: frozenset[UUID]


@dataclass(frozen=True)
class Grant:
    """Access of an account to a case beside the counsellor's."""

    id: UUID
    case_id: UUID
    account_id: UUID
    kind: str
    reason: str
    until: datetime | None
    by: str
    at: datetime


def add(work: UnitOfWork, account_id: UUID, name: str, roles: tuple[str, ...]) -> None:
    """A new account."""
    work.session.add(AccountRow(id=account_id, name=name, roles=list(roles), created_at=work.at))
    work.session.flush()


def change(
    work: UnitOfWork, account_id: UUID, *, roles: tuple[str, ...] | None = None, removed_at: datetime | None = None
) -> None:
    row = work.session.get_one(AccountRow, account_id)
    if roles is not None:
        row.roles = list(roles)
    if removed_at is not None:
        row.removed_at = removed_at


def match(work: UnitOfWork, users: Mapping[UUID, tuple[str, tuple[str, ...]]]) -> list[UUID]:
    """Makes the accounts those of the key slots: name and roles by id. Who has no slot is removed.

    Returns those who were removed.
    """
    known = {one.id: one for one in every(work)}
    for account_id, (name, roles) in users.items():
        if account_id not in known:
            add(work, account_id, name, roles)
            continue
        change(work, account_id, roles=roles)
        work.session.get_one(AccountRow, account_id).removed_at = None
    gone = [account_id for account_id, one in known.items() if account_id not in users and one.removed_at is None]
    for account_id in gone:
        change(work, account_id, removed_at=work.at)
    return gone


def differing(reader: Reader, logged: Mapping[str, Known]) -> list[str]:
    """The accounts that are not here as the log says: the name, the roles, whether they were removed.

    One that was added and removed after a backup is not in that backup, and the log of today knows it all the same.
    """
    here = {str(one.id): _shown(one.name, one.roles, removed=one.removed_at is not None) for one in every(reader)}
    said = {account_id: _shown(one.name, one.roles, removed=one.removed) for account_id, one in logged.items()}
    gone = {account_id for account_id, one in logged.items() if one.removed and account_id not in here}
    return sorted(one for one in (here.keys() | said.keys()) - gone if here.get(one) != said.get(one))


def _shown(name: str, roles: tuple[str, ...], *, removed: bool) -> tuple[str, tuple[str, ...], bool]:
    return name, () if removed else roles, removed


def every(reader: Reader) -> tuple[Account, ...]:
    """All accounts that ever were, by name."""
    return tuple(
        Account(row.id, row.name, tuple(row.roles), row.created_at, row.removed_at)
        for row in reader.session.scalars(select(AccountRow).order_by(AccountRow.name))
    )


# -- access to cases ----------------------------------------------------------------------------------------------


def access_of(reader: Reader, case_id: UUID, now: datetime) -> CaseAccess | None:
    """How open a case is; ``None`` when there is no such case."""
    return access_of_many(reader, [case_id], now).get(case_id)


def access_of_many(reader: Reader, case_ids: Collection[UUID], now: datetime) -> dict[UUID, CaseAccess]:
    """How open cases are, by id."""
    granted: dict[UUID, set[UUID]] = {}
    running = reader.session.execute(
        select(GrantRow.case_id, GrantRow.account_id).where(GrantRow.case_id.in_(case_ids), _running(now))
    )
    for case_id, account_id in running:
        granted.setdefault(case_id, set()).add(account_id)
    rows = reader.session.execute(select(CaseRow.id, CaseRow.owner_id, CaseRow.access).where(CaseRow.id.in_(case_ids)))
    return {
        case_id: CaseAccess(case_id, owner_id, openness, frozenset(granted.get(case_id, ())))
        for case_id, owner_id, openness in rows
    }


def restricted_from(reader: Reader, account_id: UUID, now: datetime) -> frozenset[UUID]:
    """The restricted cases that an account is not the counsellor of and was given no access to."""
    granted = select(GrantRow.case_id).where(GrantRow.account_id == account_id, _running(now))
    found = reader.session.scalars(
        select(CaseRow.id).where(
            CaseRow.access == RESTRICTED, CaseRow.owner_id.is_distinct_from(account_id), CaseRow.id.not_in(granted)
        )
    )
    return frozenset(found)


def _running(now: datetime) -> ColumnElement[bool]:
    return and_(GrantRow.ended_at.is_(None), or_(GrantRow.until.is_(None), GrantRow.until > now))


def grants_of(reader: Reader, case_id: UUID, now: datetime) -> tuple[Grant, ...]:
    """The access that runs now."""
    rows = reader.session.scalars(
        select(GrantRow).where(GrantRow.case_id == case_id, _running(now)).order_by(GrantRow.at)
    )
    return tuple(
        Grant(row.id, row.case_id, row.account_id, row.kind, row.reason, row.until, row.by, row.at) for row in rows
    )


def grant(work: UnitOfWork, case_id: UUID, account_id: UUID, *, kind: str, reason: str, until: datetime | None) -> UUID:
    """Writes down access with its reason, which goes when the case is erased; the log names it by the id."""
    row = GrantRow(
        id=new_id(), case_id=case_id, account_id=account_id, kind=kind, reason=reason, until=until, by=work.by,
        at=work.at,
    )  # fmt: skip
    work.session.add(row)
    return row.id


def reasons(reader: Reader, grant_ids: Collection[UUID]) -> dict[str, str]:
    """The reasons that are still there, by the id that the log names."""
    rows = reader.session.execute(select(GrantRow.id, GrantRow.reason).where(GrantRow.id.in_(grant_ids)))
    return {str(grant_id): reason for grant_id, reason in rows}


def end_grant(work: UnitOfWork, grant_id: UUID) -> None:
    work.session.execute(update(GrantRow).where(GrantRow.id == grant_id).values(ended_at=work.at))


def set_access(work: UnitOfWork, case_id: UUID, *, owner_id: UUID | None = None, access: str | None = None) -> None:
    """Another counsellor, or another openness."""
    row = work.session.get_one(CaseRow, case_id)
    if owner_id is not None:
        row.owner_id = owner_id
    if access is not None:
        row.access = access


def owned_by(reader: Reader, account_id: UUID) -> int:
    """How many cases an account is the counsellor of."""
    return len(reader.session.scalars(select(CaseRow.id).where(CaseRow.owner_id == account_id)).all())

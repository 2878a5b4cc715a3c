"""The log: writing lines in their chain, reading them, and checking that none was changed, lost or forged."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from lvv_desk.domain.secrets import wipe
from lvv_desk.domain.session import Actor, AuditEntry
from lvv_desk.errors import VaultError
from lvv_desk.store import accounts, seals
from lvv_desk.store.audit_check import GENESIS, keyring, verify
from lvv_desk.store.keyring import CHANGED, KEY_ACTIONS, ODD, RESTORED, Keyring, Trust
from lvv_desk.store.line_code import Row, Sign, canonical
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import WRITTEN_BESIDE, Line, Reader

SHORT_HEAD = 12
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Head:
    """The end of the chain."""

    seq: int
    h: str

    @property
    def short(self) -> str:
        """The first 60 bits in base32, for people to compare: ``ABCD-EFGH-IJKL``."""
        number = int(self.h[:15], 16)
        letters = "".join(BASE32[number >> shift & 31] for shift in range(55, -1, -5))
        return "-".join(letters[place : place + 4] for place in range(0, SHORT_HEAD, 4))


def head(reader: Reader) -> Head:
    """The newest line's number and code."""
    row = reader.session.execute(select(AuditRow.seq, AuditRow.h).order_by(AuditRow.seq.desc()).limit(1)).first()
    return Head(row[0], row[1]) if row else Head(0, GENESIS)


@dataclass(frozen=True)
class _Spot:
    """An end of the chain that this session made or found, and how many waiting lines stand before it."""

    head: Head
    told: int = 0


class KeyedChain:
    """The chain with the keys of an open vault: adds lines, seals cases, checks.

    Its key lies in the vault itself and stays the same when the data key is renewed; otherwise every line would have to
    be written anew then. Each line is signed. What is signed stands on the line that this session wrote last, and on
    no other: see :mod:`lvv_desk.store.audit_check`.
    """

    def __init__(self, sign: Sign, trust: Trust) -> None:
        self._key = bytearray()
        self._sign = sign
        self._trust = trust
        self._spots: tuple[_Spot, ...] = ()

    def take_key(self, key: bytearray) -> None:
        self._key = key

    def append(
        self, session: Session, actor: Actor, at: datetime, lines: Sequence[Line], waiting: Sequence[Line] = ()
    ) -> None:
        """Writes the lines of one action at the end of the chain, in its transaction; those that waited come first.

        A transaction that was said to have failed may stand all the same; then what waited is not written again.

        Raises:
            VaultError: something else wrote in the log since.
        """
        found = head(Reader(session))
        spot = next((one for one in self._spots if one.head == found), None) if self._spots else _Spot(found)
        if spot is None:
            raise VaultError(WRITTEN_BESIDE)
        rows, last = [], found
        for line in (*waiting[spot.told :], *lines):
            row = _row(line, last, actor, at)
            h = self._mac(canonical(row))
            rows.append(row | {"h": h.hex(), "signature": (line.sign or self._sign)(h).hex()})
            last = Head(row["seq"], h.hex())
        if rows:
            session.execute(insert(AuditRow), rows)
        self._spots = (spot, _Spot(last, len(waiting)))

    def kept(self) -> None:
        """What was added last stands, and the lines that waited wait no more."""
        self._spots = tuple(_Spot(one.head) for one in self._spots[-1:])

    def seals(self, session: Session, case_ids: list[UUID]) -> dict[str, str]:
        return seals.seals(session.connection(), seals.code_with(self._key), case_ids)

    def code(self, message: bytes) -> str:
        """A code over something, that nobody without the key can make or try out."""
        return self._mac(message).hex()

    def problems(self, reader: Reader) -> list[str]:
        """What is wrong with the chain, or with the list of accounts beside it."""
        problems, ring = verify(reader, mac=self._mac, trust=self._trust)
        if problems or ring.unvouched:
            return problems
        return [f"account {one}" for one in accounts.differing(reader, ring.accounts)]

    def keyring(self, reader: Reader) -> Keyring:
        """Who may sign now, as the log says. Raises :class:`VaultError` where its lines can't be read."""
        try:
            return keyring(reader, mac=self._mac, trust=self._trust)
        except ODD as error:
            raise VaultError("database_damaged") from error

    def deviating(self, reader: Reader) -> list[str]:
        """The cases whose contents are not what the log says they were after their last change."""
        held = seals.all_seals(reader.session.connection(), seals.code_with(self._key))
        nothing = f"{0:032x}"
        logged = sealed_records(reader)
        return sorted(one for one in held.keys() | logged.keys() if held.get(one, nothing) != logged.get(one, nothing))

    def forget(self) -> None:
        wipe(self._key)

    def _mac(self, message: bytes) -> bytes:
        return hmac.digest(self._key, message, "sha256")


def _row(line: Line, last: Head, actor: Actor, at: datetime) -> Row:
    number = time.monotonic_ns() if line.number is None else line.number
    return {
        "seq": last.seq + 1, "at": (line.at or at).astimezone(UTC), "monotonic_ns": number, "session": actor.session,
        "actor": actor.account_id, "roles": list(actor.roles), "action": line.action,
        "object_type": line.object_type, "object_id": line.object_id, "purpose": line.purpose,
        "detail": line.detail, "record_hash": line.record_hash, "prev": last.h,
    }  # fmt: skip


def holds(reader: Reader, seq: int, h: str) -> bool:
    """Whether the chain still has this line: the file is that one or a later one."""
    return seq == 0 or reader.session.scalar(select(AuditRow.h).where(AuditRow.seq == seq)) == h


def slot_states(reader: Reader) -> tuple[str, ...]:
    """The states of the key slots that the log names, the newest first."""
    named = select(AuditRow.detail["slots"].as_string()).where(AuditRow.action.in_(KEY_ACTIONS))
    return tuple(reader.session.scalars(named.order_by(AuditRow.seq.desc())))


def key_changes(reader: Reader) -> Iterator[str]:
    """What was done to accounts and codes, the newest first; a backup that was put back can remove accounts too."""
    done = select(AuditRow.detail).where(AuditRow.action.in_((CHANGED, RESTORED))).order_by(AuditRow.seq.desc())
    for detail in reader.session.scalars(done):
        if what := detail.get("what") or ("account_removed" if detail.get("removed") else ""):
            yield what


def changed_after(reader: Reader, seq: int) -> bool:
    """Whether a case or the vault changed after this line; looking and opening are no changes."""
    changed = AuditRow.record_hash.is_not(None) | AuditRow.action.startswith("keys.")
    return reader.session.scalar(select(AuditRow.seq).where(AuditRow.seq > seq, changed).limit(1)) is not None


def sealed_records(reader: Reader) -> dict[str, str]:
    """The newest seal of each object, by its id."""
    newest = select(func.max(AuditRow.seq)).where(AuditRow.record_hash.is_not(None)).group_by(AuditRow.object_id)
    rows = reader.session.execute(select(AuditRow.object_id, AuditRow.record_hash).where(AuditRow.seq.in_(newest)))
    return {str(object_id): str(seal) for object_id, seal in rows}


@dataclass(frozen=True)
class Filter:
    """Which lines to read: by account, action, object, and days."""

    actor: str | None = None
    action: str | None = None
    object_id: str | None = None
    first: date | None = None
    last: date | None = None


def entries(reader: Reader, wanted: Filter, *, limit: int = 200, before: int | None = None) -> tuple[AuditEntry, ...]:
    """The newest lines that fit, older than ``before`` when given."""
    query = _filtered(select(AuditRow), wanted).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    return tuple(_entry(row) for row in reader.session.scalars(query))


def count(reader: Reader, wanted: Filter) -> int:
    return reader.session.scalar(_filtered(select(func.count()).select_from(AuditRow), wanted)) or 0


def actions(reader: Reader) -> tuple[str, ...]:
    """The kinds of action that are in the log."""
    return tuple(reader.session.scalars(select(AuditRow.action).distinct().order_by(AuditRow.action)))


def _filtered(query: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.actor:
        query = query.where(AuditRow.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditRow.action == wanted.action)
    if wanted.object_id:
        named = AuditRow.detail["cases"].as_string().contains(wanted.object_id, autoescape=True)
        query = query.where(or_(AuditRow.object_id == wanted.object_id, and_(AuditRow.object_id.is_(None), named)))
    if wanted.first:
        query = query.where(func.date(AuditRow.at) >= wanted.first.isoformat())
    if wanted.last:
        query = query.where(func.date(AuditRow.at) <= wanted.last.isoformat())
    return query


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        row.seq, row.at, row.session, row.actor, tuple(row.roles), row.action, row.object_type, row.object_id,
        row.purpose, row.detail, row.record_hash, row.h, row.signature,
    )  # fmt: skip

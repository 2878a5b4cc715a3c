"""The log: writing lines in their chain, reading them, and checking that none was changed, lost or forged."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from lvv_desk.domain.secrets import wipe
from lvv_desk.domain.session import Actor, AuditEntry
from lvv_desk.store import seals
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import Line, Reader

GENESIS = "0" * 64
CHUNK = 5000
SHORT_HEAD = 12
SLOT_ACTIONS = ("vault.created", "keys.changed", "keys.rotated", "vault.restored")
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
Mac = Callable[[bytes], bytes]
Sign = Callable[[bytes], bytes]
Verify = Callable[[str, bytes, bytes], bool]


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


def append(session: Session, actor: Actor, at: datetime, lines: list[Line], *, mac: Mac, sign: Sign) -> Head:
    """Writes the lines of one action at the end of the chain, in the action's own transaction."""
    last = head(Reader(session))
    rows: list[dict[str, Any]] = []
    for line in lines:
        row: dict[str, Any] = {
            "seq": last.seq + 1, "at": (line.at or at).astimezone(UTC), "monotonic_ns": time.monotonic_ns(),
            "session": actor.session, "actor": actor.account_id, "roles": list(actor.roles), "action": line.action,
            "object_type": line.object_type, "object_id": line.object_id, "purpose": line.purpose,
            "detail": line.detail, "record_hash": line.record_hash, "prev": last.h,
        }  # fmt: skip
        h = mac(canonical(row)).hex()
        rows.append(row | {"h": h, "signature": sign(bytes.fromhex(h)).hex() if line.signed else None})
        last = Head(last.seq + 1, h)
    session.execute(insert(AuditRow), rows)
    return last


class KeyedChain:
    """The chain with the keys of an open vault: adds lines, seals cases, checks.

    Its key lies in the vault itself and stays the same when the data key is renewed; otherwise every line would have to
    be written anew then.
    """

    def __init__(self, sign: Sign) -> None:
        self._key = bytearray()
        self._sign = sign

    def take_key(self, key: bytearray) -> None:
        self._key = key

    def append(self, session: Session, actor: Actor, at: datetime, lines: list[Line]) -> None:
        append(session, actor, at, lines, mac=hmac_with(self._key), sign=self._sign)

    def seals(self, session: Session, case_ids: list[UUID]) -> dict[str, str]:
        return seals.seals(session.connection(), seals.code_with(self._key), case_ids)

    def code(self, message: bytes) -> str:
        """A code over something, that nobody without the key can make or try out."""
        return hmac_with(self._key)(message).hex()

    def problems(self, reader: Reader, *, signed_by: Verify, must_sign: frozenset[str]) -> list[str]:
        """What is wrong with the chain."""
        return verify(reader, mac=hmac_with(self._key), signed_by=signed_by, must_sign=must_sign)

    def deviating(self, reader: Reader) -> list[str]:
        """The cases whose contents are not what the log says they were after their last change."""
        held = seals.all_seals(reader.session.connection(), seals.code_with(self._key))
        nothing = f"{0:032x}"
        logged = sealed_records(reader)
        return sorted(one for one in held.keys() | logged.keys() if held.get(one, nothing) != logged.get(one, nothing))

    def forget(self) -> None:
        wipe(self._key)


def canonical(row: dict[str, Any]) -> bytes:
    """The bytes that the code of a line is about."""
    plain = {name: value for name, value in row.items() if name not in ("h", "signature")}
    plain["at"] = row["at"].isoformat()
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def hmac_with(key: bytearray) -> Mac:
    """HMAC-SHA256 under a key that the caller wipes when the vault closes."""
    return lambda message: hmac.new(key, message, hashlib.sha256).digest()


def verify(reader: Reader, *, mac: Mac, signed_by: Verify, must_sign: frozenset[str]) -> list[str]:
    """What is wrong with the chain; nothing when every line is where and as it was written.

    Args:
        signed_by: whether the account with this id made this signature.
        must_sign: the actions whose lines carry a signature.
    """
    problems: list[str] = []
    seq, last = 0, GENESIS
    for row in _rows(reader):
        seq += 1
        if row["seq"] != seq:
            problems.append(f"gap at {seq}")
            break
        if row["prev"] != last or not hmac.compare_digest(mac(canonical(row)).hex(), row["h"]):
            problems.append(f"bad at {seq}")
            break
        if (row["action"] in must_sign or row["signature"]) and not _genuine(row, signed_by):
            problems.append(f"forged at {seq}")
            break
        last = row["h"]
    return problems


def _genuine(row: dict[str, Any], signed_by: Verify) -> bool:
    try:
        return signed_by(row["actor"], bytes.fromhex(row["h"]), bytes.fromhex(row["signature"] or ""))
    except ValueError:
        return False


def _rows(reader: Reader) -> Iterator[dict[str, Any]]:
    table = AuditRow.__table__
    for row in reader.session.execute(select(table).order_by(table.c.seq).execution_options(yield_per=CHUNK)):
        yield dict(row._mapping)


def holds(reader: Reader, seq: int, h: str) -> bool:
    """Whether the chain still has this line: the file is that one or a later one."""
    return seq == 0 or reader.session.scalar(select(AuditRow.h).where(AuditRow.seq == seq)) == h


def slot_states(reader: Reader) -> tuple[str, ...]:
    """The states of the key slots that the log names, the newest first."""
    named = select(AuditRow.detail["slots"].as_string()).where(AuditRow.action.in_(SLOT_ACTIONS))
    return tuple(reader.session.scalars(named.order_by(AuditRow.seq.desc())))


def key_changes(reader: Reader) -> Iterator[str]:
    """What was done to accounts and codes, the newest first."""
    done = select(AuditRow.detail["what"].as_string()).where(AuditRow.action == "keys.changed")
    yield from reader.session.scalars(done.order_by(AuditRow.seq.desc()))


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

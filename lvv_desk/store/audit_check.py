"""Checking the log: that no line was changed, lost, put between, or written in someone else's name.

Every line is signed by its account, over the code of the line, and that code covers everything before it. Checking all
signatures would take ten times as long as the chain itself, so these are checked: of every weighty line, of every line
about keys, and of the last line of every session. That is enough, because

- a session is one unbroken run of lines: it begins once, ends with its ``session.closed`` or where another begins, and
  its id never comes back. So the last line is the only one that nothing later of the same hand stands behind.
- a signature covers the whole log before it, and the program signs only on top of a line that it wrote itself in this
  session (:class:`lvv_desk.store.audit.KeyedChain` refuses to go on otherwise). So the signature under the last line
  of a session vouches for each line of it, and a line put in later changes what was signed.
- a line put after the last genuine one of a session is itself the last one then, and has to be signed. That goes for
  the session of a program that was killed, whose end says nothing, too.

Whose key counts where is in :mod:`lvv_desk.store.keyring`. Lines that the program writes by itself, such as erasing
again what a backup brought back, are lines of who opened the vault.

What is left to an insider who holds the data key: cutting the log off after any line and going on from there in their
own name. Every later line of a colleague is lost then, which shows where the end of the log is remembered: by each
computer that saw it, on paper, and in backups; a computer that never saw the vault can't know. Looks that wait beside
the vault can be taken away too; then the computer where they were made tells how many. The moment of a line is what
its writer's computer said. What is left to who manages accounts or has a recovery code: an account in any name, and
another key for an account by a code. Both are lines of the log. The lists that people see (names, roles) are held
against the log, so nobody changes them beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lvv_desk.errors import VaultError
from lvv_desk.store import engine as engines
from lvv_desk.store.keyring import CHANGED, CREATED, KEY_ACTIONS, ODD, RECOVERY_USED, RESTORED, Keyring, Trust
from lvv_desk.store.line_code import Mac, Row, is_its_own
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import Reader

GENESIS = "0" * 64
CHUNK = 5000
OPENED, CLOSED = "session.opened", "session.closed"


class Sessions:
    """One session after the other. A line that says whose keys count may come before the opening of its session."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._session = ""
        self._actor = ""
        self._state = CLOSED

    def fits(self, row: Row) -> bool:
        """Whether a line stands in a session of its account, after its opening and before its end."""
        action = row["action"]
        if row["session"] != self._session:
            if row["session"] in self._known or not (action == OPENED or _names_keys_first(row)):
                return False
            self._session, self._actor, self._state = row["session"], row["actor"], action
            self._known.add(self._session)
            return True
        if row["actor"] != self._actor or self._state == CLOSED or (action == OPENED) == (self._state == OPENED):
            return False
        self._state = action if action in (OPENED, CLOSED) else self._state
        return True


def _names_keys_first(row: Row) -> bool:
    recovery = row["action"] == CHANGED and row["detail"].get("what") == RECOVERY_USED
    return recovery or row["action"] in (CREATED, RESTORED)


class _Walk:
    """The log up to a line, with what was checked of it."""

    def __init__(self, mac: Mac, trust: Trust) -> None:
        self._mac = mac
        self._trust = trust
        self._sessions = Sessions()
        self._last: Row = {"seq": 0, "h": GENESIS, "session": None}
        self._vouched = True
        self.ring = Keyring(trust, mac)

    @property
    def seq(self) -> int:
        return int(self._last["seq"])

    def wrong(self, row: Row) -> str:
        """Goes on to the next line; what is wrong there, or with the session that ended before it."""
        seq = self.seq + 1
        if row["seq"] != seq:
            return f"gap at {seq}"
        if row["prev"] != self._last["h"] or not is_its_own(row, self._mac):
            return f"bad at {seq}"
        ended = self.wrong_at_end() if row["session"] != self._last["session"] else ""
        if ended:
            return ended
        about_keys, opened = row["action"] in KEY_ACTIONS, row["action"] == OPENED
        if not self._sessions.fits(row):
            return f"session at {seq}"
        if about_keys and not self.ring.take(row):
            return f"keys at {seq}"
        self._last, self._vouched = row, about_keys
        if opened:
            self.ring.opened(row)
        return self.wrong_at_end() if opened or row["action"] in self._trust.weighty else ""

    def wrong_at_end(self) -> str:
        """What is wrong with the last line, when nothing later of its session vouches for it."""
        self._vouched = self._vouched or self.ring.signed(self._last)
        return "" if self._vouched else f"forged at {self.seq}"


def verify(reader: Reader, *, mac: Mac, trust: Trust) -> tuple[list[str], Keyring]:
    """What is wrong with the chain, and the accounts at its end; nothing when every line is as it was written.

    It stops at the first thing that is wrong: nothing after it means anything.
    """
    walk = _Walk(mac, trust)
    found = ""
    try:
        for row in rows(reader):
            found = walk.wrong(row)
            if found:
                break
        found = found or (walk.wrong_at_end() if walk.seq else "gap at 1")
    except ODD:
        found = f"bad at {walk.seq + 1}"
    return [found] if found else [], walk.ring


def keyring(reader: Reader, *, mac: Mac, trust: Trust) -> Keyring:
    """The accounts as the lines about keys alone give them: quick, and without what stands between those lines."""
    ring = Keyring(trust, mac)
    about_keys = key_rows(reader)
    for row, following in zip_longest(about_keys, about_keys[1:]):
        if not is_its_own(row, mac) or not ring.take(row):
            ring.unvouched.append(row["seq"])
        if ring.awaits_opening and (opening := _opening_between(reader, row, following)):
            ring.opened(opening)
    return ring


def _opening_between(reader: Reader, row: Row, following: Row | None) -> Row | None:
    """The first opening of another session after a line, before the next one about keys."""
    table = AuditRow.__table__
    query = select(table).where(table.c.action == OPENED, table.c.seq > row["seq"], table.c.session != row["session"])
    if following is not None:
        query = query.where(table.c.seq < following["seq"])
    found = reader.session.execute(query.order_by(table.c.seq).limit(1)).first()
    return dict(found._mapping) if found is not None else None


def key_rows(reader: Reader) -> list[Row]:
    """The lines about keys, the first first."""
    return list(rows(reader, KEY_ACTIONS))


def key_rows_of(database: Path, take_key: Callable[[], bytearray]) -> list[Row]:
    """The same of a database that is not in use; none where it is not there or can't be read."""
    engine = engines.frozen_engine(database, take_key)
    try:
        with Session(engine) as session:
            return key_rows(Reader(session))
    except (VaultError, DBAPIError, *ODD):
        return []
    finally:
        engine.dispose()


def rows(reader: Reader, actions: tuple[str, ...] = ()) -> Iterator[Row]:
    """Lines as they lie in the table, the first first."""
    table = AuditRow.__table__
    query, names = select(table).order_by(table.c.seq).execution_options(yield_per=CHUNK), table.columns.keys()
    if actions:
        query = query.where(table.c.action.in_(actions))
    for row in reader.session.execute(query):
        yield dict(zip(names, row, strict=True))

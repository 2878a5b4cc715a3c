"""An office of three, one of whom edits the database beside the program: with the data key, as everyone has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lvv_desk.domain.case import Case
from lvv_desk.domain.session import Actor
from lvv_desk.services import signing, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import engine
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.audit_check import GENESIS, rows
from lvv_desk.store.keyring import Keyring
from lvv_desk.store.line_code import Row, Sign, canonical
from lvv_desk.store.tables_keeping import AuditRow
from lvv_desk.store.unit_of_work import Store
from lvv_desk.vault import slots as vault_slots
from lvv_desk.vault import vault as vault_files
from lvv_desk.vault.key_pairs import KeyPairs
from lvv_desk.vault.slots import Slot
from tests import ready
from tests.conftest import CHEAP, NOW, PASSPHRASE

FOUNDER, COLLEAGUE, INSIDER = "Aster Oefenaar", "Linde Voorbeeld", "Munt Verzonnen"
PHRASES = {
    FOUNDER: PASSPHRASE, COLLEAGUE: "een zin van een collega om te testen", INSIDER: "een zin van iemand met plannen",
}  # fmt: skip
Signs = Callable[[Row], Sign]


class Office:
    """A vault with three accounts, each of which was at work once; the colleague was so last."""

    def __init__(self, folder: Path, roles: tuple[str, ...] = ("counsellor",)) -> None:
        self.folder, self.moment = folder, NOW
        self.case, self.moment = ready.begin(("office", roles), folder, lambda: self._make(roles))

    def _make(self, roles: tuple[str, ...]) -> tuple[Case, datetime]:
        made = vaults.create(self.folder, PASSPHRASE, practice=True, kdf=CHEAP, clock=self.clock, name=FOUNDER)
        services = Services(made)
        services.accounts.add(COLLEAGUE, ("counsellor", "team_lead"), PHRASES[COLLEAGUE], kdf=CHEAP)
        services.accounts.add(INSIDER, roles, PHRASES[INSIDER], kdf=CHEAP)
        case = services.cases.register(name="Verzonnen Persoon", municipality="utrecht", on=made.today())
        made.close()
        for name in (INSIDER, COLLEAGUE):
            with self.at_work(name) as desk:
                Services(desk).cases.page("")
                Services(desk).backups.state()
        return case, self.moment

    def clock(self) -> datetime:
        """Every moment is another one, as copies and what is set aside are named by it."""
        self.moment += timedelta(seconds=1)
        return self.moment

    @contextmanager
    def at_work(self, name: str) -> Iterator[Desk]:
        desk = vaults.open_vault(self.folder, PHRASES[name], user=name, clock=self.clock)
        try:
            yield desk
        finally:
            desk.close()

    def killed(self, name: str) -> None:
        """Someone opened the vault and the program was killed."""
        desk = vaults.open_vault(self.folder, PHRASES[name], user=name, clock=self.clock)
        Services(desk).cases.page("")
        desk.store.close()
        desk.chain.forget()
        desk.vault.instance._lock.release()

    def slot(self, name: str) -> Slot:
        return next(one for one in vaults.describe(self.folder).users if one.user == name)

    def keys(self, name: str) -> KeyPairs:
        return vault_slots.open_with_passphrase(self.slot(name), vaults.describe(self.folder).vault_id, PHRASES[name])

    def actor(self, name: str, session: str | None = None) -> Actor:
        slot = self.slot(name)
        return Actor(slot.id, slot.user, slot.roles, session or str(uuid4()))

    @contextmanager
    def beside(self, actor: Actor | None = None, sign: Sign | None = None) -> Iterator[Store]:
        """The database as the insider has it, who writes lines in any name with the chain intact."""
        vault = vault_files.unlock(self.folder, PHRASES[INSIDER], INSIDER)
        chain = KeyedChain(sign or vault.keys.sign, signing.trust_in(vault.slots.vault_id))
        store = Store(
            vault.database, vault.data_key.database, clock=self.clock, actor=actor or self.actor(INSIDER), chain=chain
        )
        try:
            with store.read() as reader:
                chain.take_key(vaults.own_log_key(reader, vault))
            yield store
        finally:
            store.close()
            vault.forget()

    def write(self, actor: Actor, *actions: Any, sign: Sign | None = None) -> None:
        """Lines in someone's name: the action, or the action with the object and the detail."""
        with self.beside(actor, sign) as store, store.write() as work:
            for one in actions:
                action, object_id, detail = one if isinstance(one, tuple) else (one, None, {})
                work.log(action, action.partition(".")[0], object_id, **detail)

    def edit(self, change: Callable[[list[Row]], list[Row]], sign: Signs | None = None) -> None:
        """Any change of the lines; the chain is made anew over them, and signed by the insider where it must be."""
        with self.beside() as store:
            with store.read() as reader:
                lines = change(list(rows(reader)))
            own = self.keys(INSIDER).sign
            _written(store, _chained(lines, store._chain._mac, sign or (lambda _: own)))  # type: ignore[attr-defined]

    def problems(self) -> tuple[list[str], Keyring]:
        with self.beside() as store, store.read() as reader:
            chain = store._chain
            assert isinstance(chain, KeyedChain)
            return chain.problems(reader), chain.keyring(reader)

    def kinds(self) -> set[str]:
        """The kinds of what is wrong with the log."""
        problems, ring = self.problems()
        return {one.split(" ")[0] for one in problems} or ({"unvouched"} if ring.unvouched else set())

    def sql(self, *statements: str) -> None:
        with self.beside() as store:
            raw = _raw(store)
            for one in statements:
                raw.execute(one)
            raw.close()


def _chained(lines: list[Row], mac: Callable[[bytes], bytes], sign: Signs) -> list[Row]:
    last, made = GENESIS, []
    for seq, line in enumerate(lines, 1):
        fresh = line | {"seq": seq, "prev": last}
        h = mac(canonical(fresh))
        same = h.hex() == line["h"]
        made.append(fresh | {"h": h.hex(), "signature": line["signature"] if same else sign(line)(h).hex()})
        last = h.hex()
    return made


def _raw(store: Store) -> Any:
    raw = engine.connect(store.database, store._take_key)
    raw.set_authorizer(None)
    return raw


def _written(store: Store, lines: list[Row]) -> None:
    raw = _raw(store)
    for trigger in ("audit_no_update", "audit_no_delete", "audit_in_order"):
        raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    raw.execute("DELETE FROM audit")
    raw.close()
    if lines:
        with Session(store.engines.write) as session, session.begin():
            session.execute(insert(AuditRow), lines)


def line_of(actor: Actor, action: str, object_id: str | None = None, **detail: Any) -> Row:
    """A line that is not in the chain yet."""
    return {
        "seq": 0, "at": NOW, "monotonic_ns": 1, "session": actor.session, "actor": actor.account_id,
        "roles": list(actor.roles), "action": action, "object_type": action.partition(".")[0], "object_id": object_id,
        "purpose": None, "detail": detail, "record_hash": None, "prev": "", "h": "", "signature": None,
    }  # fmt: skip


def without_close(lines: list[Row]) -> list[Row]:
    """The last session as a killed program leaves it."""
    return lines[:-1] if lines[-1]["action"] == "session.closed" else lines

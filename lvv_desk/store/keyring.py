"""Whose signature counts where in the log. The log itself says so, from its first line on.

Every account holds the data key and with it the key of the chain, so the chain alone proves nothing against an insider;
only signatures do, and a signature is worth as much as what says whose it is. That stands in signed lines:

- ``vault.created``, the first, names the founder's key. The id of the vault is a digest of that key, and every slot is
  bound to the id under its owner's passphrase: who the log begins with can't be changed for people with a slot.
- an account is added, given other roles and removed by one who manages accounts at that line. An id is given once.
- a recovery code has a key of its own. Using it signs with that key: only who has the paper names another key for an
  account. What the code and the new slot replace ends at the first later opening with the new list of slots, because
  a program that is killed between the line and the list leaves the earlier ones in use.
- ``vault.restored`` names the accounts of now in a log that knows those of then. What it names beyond that must be
  vouched for: by someone who manages accounts (nobody gets another key that way), or by the lines of the later log,
  which it carries along with their signatures. Where neither is there (the later file could not be read), the line
  takes nobody's place or rights away, gives no roles, and is reported for good in ``unvouched``. Who does not manage
  accounts names exactly those that the later log knows.
- a line counts once. The later log went on from here, so what this log holds already, or carried along in an earlier
  restore, is no news: an old line that is carried again gives nobody back what was taken away after it. The number of
  a line can't tell: in a log that went back to a backup and on, newer lines have lower numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lvv_desk.store.line_code import Mac, Row, is_its_own

CREATED, RESTORED, CHANGED, ROTATED = "vault.created", "vault.restored", "keys.changed", "keys.rotated"
KEY_ACTIONS = (CREATED, CHANGED, ROTATED, RESTORED)
RECOVERY_USED = "recovery_used"
OWN_CHANGES = ("passphrase",)
"""What everyone may change of their own slot."""
ODD = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What a line raises that this program did not write."""
End = tuple[str, str]
"""A key that ends: the account or recovery slot, and the key."""


@dataclass(frozen=True)
class Trust:
    """What the log is measured by.

    ``signed``: whether the owner of a key signed a message. ``founds``: whether the vault bears the digest of a key.
    ``managers`` and ``restorers``: the roles that may manage accounts, and put backups back. ``weighty``: the actions
    whose lines are checked one by one.
    """

    signed: Callable[[str, bytes, bytes], bool]
    founds: Callable[[str], bool]
    managers: frozenset[str]
    restorers: frozenset[str]
    weighty: frozenset[str]


@dataclass(frozen=True)
class Known:
    """An account as the log knows it, and the keys that it may sign with."""

    name: str
    roles: tuple[str, ...]
    keys: tuple[str, ...]
    removed: bool = False


@dataclass(frozen=True)
class _Change:
    """A change of the slots: in which session, the digest of the list as it will be, and the keys that end then."""

    session: str
    slots: str
    ends: tuple[End, ...] = ()


class Keyring:
    """The accounts and recovery codes at one line of the log."""

    def __init__(self, trust: Trust, mac: Mac) -> None:
        self._trust = trust
        self._mac = mac
        self._announced: list[_Change] = []
        self.accounts: dict[str, Known] = {}
        self.codes: dict[str, str] = {}
        self.unvouched: list[int] = []
        self._seen: set[str] = set()

    def signed(self, row: Row) -> bool:
        """Whether the account of a line made its signature."""
        known = self.accounts.get(row["actor"])
        return known is not None and not known.removed and self._made(row, known.keys)

    def has_role(self, account_id: str, roles: frozenset[str]) -> bool:
        """Whether an account has one of these roles here."""
        known = self.accounts.get(account_id)
        return known is not None and not known.removed and not roles.isdisjoint(known.roles)

    def is_removed(self, account_id: str) -> bool:
        return account_id in self.accounts and self.accounts[account_id].removed

    def take(self, row: Row) -> bool:
        """Takes in a line about keys. Whether it was signed by one who may; otherwise nothing is taken in."""
        try:
            return row["h"] not in self._seen and self._take(row)
        except ODD:
            return False
        finally:
            self._seen |= _carried(row)

    def opened(self, row: Row) -> None:
        """A session that opened with a list of slots: what was announced up to that list is done, the rest never was.

        The session that announced a new slot itself opened before the list was written.
        """
        if any(one.session == row["session"] for one in self._announced):
            return
        lists = [one.slots for one in self._announced]
        now = row["detail"].get("slots") if isinstance(row["detail"], dict) else None
        done = len(lists) - lists[::-1].index(now) if now in lists else 0
        for change in self._announced[:done]:
            for owner, key in change.ends:
                self._end(owner, key)
        self._announced.clear()

    @property
    def awaits_opening(self) -> bool:
        """Whether only a later opening tells if what was announced was done."""
        return bool(self._announced)

    def agrees(self, accounts: Mapping[str, str], codes: Mapping[str, str]) -> bool:
        """Whether the log names the keys of these accounts and recovery slots."""
        known = all(owner in self.accounts and key in self.accounts[owner].keys for owner, key in accounts.items())
        return known and all(self.codes.get(slot) == key for slot, key in codes.items())

    def after(self, rows: Iterable[Row]) -> Keyring:
        """As it would be after the key lines of another log that begins as this one did and knows all that this knows.

        What is known here is passed over. A line that does not hold, or has no higher number than the one before, ends
        it.
        """
        later = Keyring(self._trust, self._mac)
        later.accounts, later.codes = dict(self.accounts), dict(self.codes)
        later._announced, later._seen = list(self._announced), set(self._seen)
        last = 0
        for row in rows:
            if row["action"] not in KEY_ACTIONS or row["seq"] <= last or not is_its_own(row, self._mac):
                break
            if row["h"] not in later._seen and not later.take(row):
                break
            last = row["seq"]
        return later

    # -- lines about keys ------------------------------------------------------------------------------------------

    def _take(self, row: Row) -> bool:
        if row["action"] == CREATED:
            return not self.accounts and self._found(row)
        if row["action"] == RESTORED:
            return self._restore(row)
        what = row["detail"].get("what")
        if what == RECOVERY_USED:
            return self._recover(row)
        if not self.signed(row) or not isinstance(row["detail"]["slots"], str):
            return False
        own = what in OWN_CHANGES and row["object_id"] == row["actor"]
        if not own and not self.has_role(row["actor"], self._trust.managers):
            return False
        ends = tuple(self.codes.items()) if what == "recovery_renewed" else ()
        if not own and row["action"] == CHANGED:
            self._manage(row, what)
        self._announced.append(_Change(row["session"], row["detail"]["slots"], ends))
        return True

    def _found(self, row: Row) -> bool:
        (founder,) = row["detail"]["accounts"]
        mine = founder["id"] == row["actor"] and self._trust.founds(founder["ed25519"])
        if not mine or not self._made(row, (founder["ed25519"],)):
            return False
        self.accounts[founder["id"]] = _known(founder)
        self.codes = _codes(row)
        return True

    def _manage(self, row: Row, what: str) -> None:
        """Raises :class:`ValueError` for an account that can't be added or changed."""
        detail, account_id = row["detail"], row["object_id"]
        if what == "account_added":
            if account_id in self.accounts:
                raise ValueError("an id is given once")
            self.accounts[account_id] = _known(detail | {"id": account_id})
        elif what == "roles":
            self.accounts[account_id] = replace(self.accounts[account_id], roles=tuple(detail["roles"]))
        elif what == "account_removed":
            self.accounts[account_id] = replace(self.accounts[account_id], removed=True)
        elif what == "recovery_renewed":
            self._name_codes(_codes(row))

    def _name_codes(self, codes: dict[str, str]) -> None:
        """Raises :class:`ValueError` when a slot that is known gets another key."""
        if any(self.codes.get(slot, key) != key for slot, key in codes.items()):
            raise ValueError("a recovery slot keeps its key")
        self.codes |= codes

    def _recover(self, row: Row) -> bool:
        detail, account_id = row["detail"], row["actor"]
        known = self.accounts[account_id]
        mine = row["object_id"] == account_id and not known.removed
        if not mine or not self._made(row, (self.codes[detail["by"]],)):
            return False
        ends = ((detail["by"], self.codes[detail["by"]]), *((account_id, key) for key in known.keys))
        self._name_codes(_codes(row))
        self.accounts[account_id] = replace(known, keys=(*known.keys, str(detail["ed25519"])))
        self._announced.append(_Change(row["session"], detail["slots"], ends))
        return True

    def _restore(self, row: Row) -> bool:
        detail, actor = row["detail"], row["actor"]
        later = self.after(detail["proof"])
        listed, codes = {one["id"]: _known(one) for one in detail["accounts"]}, _codes(row)
        may = later.signed(row) and later.has_role(actor, self._trust.restorers)
        if not may and not self._made(row, listed[actor].keys):
            return False
        manages = may and later.has_role(actor, self._trust.managers)
        explained = later._managed(listed) if manages else may and later._as_it_is(listed, codes, self.accounts)
        if explained:
            self._become(listed, codes, later)
        else:
            self._let_in(listed, codes)
        if not explained or later.unvouched:
            self.unvouched.append(row["seq"])
        return True

    def _managed(self, listed: Mapping[str, Known]) -> bool:
        """Whether one who manages accounts may list these: new ones too, but nobody gets another key."""
        return all(known is None or _same(one, known) for one, known in self._pairs(listed))

    def _as_it_is(self, listed: Mapping[str, Known], codes: Mapping[str, str], before: Mapping[str, Known]) -> bool:
        """Whether a list is that of here. What came after ``before`` may be lacking: it was perhaps never done."""
        same = all(
            known is not None and _same(one, known) and set(one.roles) == set(known.roles)
            for one, known in self._pairs(listed)
        )
        kept = all(one.removed or owner in listed for owner, one in self.accounts.items() if owner in before)
        ended = {owner for change in self._announced for owner, _ in change.ends}
        return same and kept and codes.items() <= self.codes.items() and self.codes.keys() - codes.keys() <= ended

    def _pairs(self, listed: Mapping[str, Known]) -> list[tuple[Known, Known | None]]:
        return [(one, self.accounts.get(owner)) for owner, one in listed.items()]

    def _become(self, listed: Mapping[str, Known], codes: Mapping[str, str], later: Keyring) -> None:
        """The accounts of a list, and the others that ever were as removed ones."""
        gone = {owner: replace(one, removed=True) for owner, one in (self.accounts | later.accounts).items()}
        self.accounts, self.codes = gone | dict(listed), dict(codes)
        self._announced.clear()

    def _let_in(self, listed: Mapping[str, Known], codes: Mapping[str, str]) -> None:
        """A list that nobody vouched for adds keys, so that work can go on; nothing is taken away, no roles given."""
        for account_id, one in listed.items():
            known = self.accounts.get(account_id, replace(one, roles=(), keys=()))
            self.accounts[account_id] = replace(known, keys=(*known.keys, *one.keys))
        self.codes |= {slot: key for slot, key in codes.items() if slot not in self.codes}

    def _end(self, owner: str, key: str) -> None:
        if owner in self.accounts:
            known = self.accounts[owner]
            self.accounts[owner] = replace(known, keys=tuple(one for one in known.keys if one != key))
        elif self.codes.get(owner) == key:
            del self.codes[owner]

    def _made(self, row: Row, keys: Sequence[str]) -> bool:
        try:
            h, signature = bytes.fromhex(row["h"]), bytes.fromhex(row["signature"] or "")
        except ValueError:
            return False
        return any(self._trust.signed(key, h, signature) for key in keys)


def _carried(row: Row) -> set[str]:
    """The codes of a line and of all lines that it carries along, however deep; of what makes no sense, nothing."""
    found: set[str] = set()
    left: list[object] = [row]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            found.add(str(one.get("h")))
            detail = one.get("detail")
            proof = detail.get("proof") if isinstance(detail, dict) else None
            left += proof if isinstance(proof, list) else []
    return found


def _same(one: Known, known: Known) -> bool:
    """Whether an account in a list is one that is known, with a key of its own."""
    return one.name == known.name and set(one.keys) <= set(known.keys) and not known.removed


def _codes(row: Row) -> dict[str, str]:
    """The recovery slots that a line names, with their keys."""
    return {str(slot): str(key) for slot, key in row["detail"]["recovery"].items()}


def _known(named: Mapping[str, object]) -> Known:
    roles, key = named["roles"], named["ed25519"]
    if not isinstance(roles, list) or not isinstance(key, str):
        raise TypeError("an account in the log")
    return Known(str(named["name"]), tuple(map(str, roles)), (key,))

"""What the log is told about keys, and what it is measured by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lvv_desk.domain.rights import Right
from lvv_desk.services.desk import definitions
from lvv_desk.store.keyring import Keyring, Trust
from lvv_desk.store.line_code import Row
from lvv_desk.vault.key_pairs import signed_with, vault_id_of
from lvv_desk.vault.slot_file import SlotFile
from lvv_desk.vault.slots import Slot

WEIGHTY = frozenset(
    {
        "session.opened", "session.closed", "handover.saved", "release.written", "cases.imported", "person.exported",
        "document.exported", "erasure.done", "theft_report.made",
    }
)  # fmt: skip
"""The actions whose lines are checked one by one, and not by what was signed after them."""


def trust_in(vault_id: str) -> Trust:
    """What the log of this vault is measured by.

    The roles are those of now: a role that could once manage accounts and may not any more would undo what it did.
    """
    return Trust(
        signed=signed_with,
        founds=lambda key: vault_id_of(key) == vault_id,
        managers=_roles_with(Right.MANAGE_ACCOUNTS),
        restorers=_roles_with(Right.RESTORE),
        weighty=WEIGHTY,
    )


def _roles_with(right: Right) -> frozenset[str]:
    return frozenset(name for name, role in definitions().roles.items() if right in role.rights)


def account(slot: Slot) -> dict[str, Any]:
    """An account as a line of the log names it."""
    return {"name": slot.user, "roles": list(slot.roles), "ed25519": slot.public_keys.ed25519}


def codes(slots: Iterable[Slot]) -> dict[str, str]:
    """The signing keys of recovery slots, by their ids."""
    return {one.id: one.public_keys.ed25519 for one in slots}


def everyone(users: Iterable[Slot], recovery: Iterable[Slot]) -> dict[str, Any]:
    """All that may sign, for a line that others build on."""
    return {"accounts": [account(one) | {"id": one.id} for one in users], "recovery": codes(recovery)}


def as_proof(row: Row) -> Row:
    """A line of another log, as a line can carry it."""
    return row | {"at": row["at"].isoformat()}


def agrees(slots: SlotFile, ring: Keyring) -> bool:
    """Whether the log names the keys of everyone who has a slot."""
    return ring.agrees({one.id: one.public_keys.ed25519 for one in slots.users}, codes(slots.recovery))

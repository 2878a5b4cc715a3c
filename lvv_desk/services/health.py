"""Checks of the file and of the definitions, and room on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lvv_desk.domain.rights import Right
from lvv_desk.errors import VaultError
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import SIGNED_ACTIONS, Desk, definitions
from lvv_desk.store import accounts, integrity
from lvv_desk.store.audit import Verify
from lvv_desk.store.unit_of_work import Store
from lvv_desk.texts import t
from lvv_desk.vault import storage
from lvv_desk.vault.key_pairs import PublicKeys

CHECKING = "vault_checking"
MOST_SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """One check with its outcome."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Findings:
    """All checks of one run."""

    rows: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.rows)

    def for_log(self) -> dict[str, Any]:
        return {"failed": [one.name for one in self.rows if not one.passed], "checks": len(self.rows)}


class HealthService(Service):
    """Whether the vault is whole."""

    @action(Right.CHECK, "vault.checked")
    def check(self) -> Findings:
        """Every check of the vault and of the definitions; a finding for each, passed or not."""
        found = integrity.run(_all_layers(self._desk))
        rows = [*findings(found), _start_up(self._desk), _definitions(), _names(self._desk)]
        return Findings(tuple(rows))

    @action(Right.CHECK, "vault.checked")
    def start_check(self) -> Findings:
        """What is looked at after an unlock; after an unclean stop everything. Damage ends all writing.

        Until this has run the vault can be looked at but not changed, when :func:`hold` was called before.
        """
        thorough = bool(self._desk.warnings)
        layers = _all_layers(self._desk) if thorough else integrity.quick_layers(self._desk.store)
        result = Findings(findings(integrity.run(layers)))
        if not result.passed:
            self._desk.store.read_only = "database_damaged_open"
            return result
        self._desk.vault.drop_under_old_key()
        if self._desk.store.read_only == CHECKING:
            self._desk.store.allow_writing()
        return result

    @action(Right.CHECK, "storage.reserve_freed")
    def free_reserve(self) -> None:
        """Gives the room that was kept back to the disk, to finish what was begun. Raises :class:`VaultError`."""
        why = self._desk.store.read_only
        if why != "disk_full":
            raise VaultError(why or "reserve_gone")
        if not storage.free_reserve(self._desk.vault.folder):
            raise VaultError("reserve_gone")
        self._desk.store.allow_writing()


def hold(desk: Desk) -> None:
    """Lets nothing be changed until the checks after the unlock have run."""
    desk.store.read_only = CHECKING


def _all_layers(desk: Desk) -> dict[str, integrity.Layer]:
    return integrity.all_layers(desk.store, desk.chain, signed_by=signature_check(desk.store), must_sign=SIGNED_ACTIONS)


def signature_check(store: Store) -> Verify:
    """Tells whether an account of this file made a signature, with any key it ever had."""
    known: dict[str, tuple[str, ...]] = {}

    def signed_by(account_id: str, message: bytes, signature: bytes) -> bool:
        if not known:
            with store.read() as reader:
                known.update(accounts.keys(reader))
        return any(PublicKeys("", "", key).signed(message, signature) for key in known.get(account_id, ()))

    return signed_by


def findings(found: dict[str, list[str]]) -> tuple[Finding, ...]:
    """Problems by layer as findings."""
    return tuple(
        Finding(name, not problems, "; ".join(problems[:MOST_SHOWN]) or t("check.fine"))
        for name, problems in found.items()
    )


def _start_up(desk: Desk) -> Finding:
    words = "; ".join(t(f"warning.{one}") for one in desk.warnings)
    return Finding("start_up", not desk.warnings, words or t("check.fine"))


def _definitions() -> Finding:
    registry = definitions()
    counts = t(
        "check.definitions_counts",
        fields=len(registry.fields), criteria=len(registry.criteria), steps=len(registry.steps),
        digest=registry.digest[:12],
    )  # fmt: skip
    return Finding("definitions", passed=True, detail=counts)


def _names(desk: Desk) -> Finding:
    """Whether everything that cases name is still defined."""
    with desk.store.read() as reader:
        fields, criteria, steps, outcomes = integrity.names_in_use(reader)
    registry = desk.registry
    unknown = sorted(
        (fields - set(registry.fields))
        | (criteria - set(registry.criteria))
        | (steps - set(registry.steps))
        | (outcomes - set(registry.outcomes))
    )
    return Finding("names", not unknown, ", ".join(unknown[:MOST_SHOWN]) or t("check.fine"))

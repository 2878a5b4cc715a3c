"""Checks of the file and of the definitions, and room on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lvv_desk.domain.rights import Right
from lvv_desk.errors import VaultError
from lvv_desk.services import signing
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk, definitions
from lvv_desk.store import integrity
from lvv_desk.texts import t
from lvv_desk.vault import slot_file, storage

CHECKING = "vault_checking"
MOST_SHOWN = 5
LOG_PROBLEMS = frozenset({"gap", "bad", "session", "keys", "forged", "account"})
MENDED = "free_pages_mended"


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
        found = findings(integrity.run(integrity.all_layers(self._desk.store, self._desk.chain)))
        _conclude(self._desk, Findings(found))
        rows = [*found, _keys(self._desk), _start_up(self._desk), _definitions(), _names(self._desk)]
        return Findings(tuple(rows))

    @action(Right.CHECK, "vault.checked")
    def start_check(self) -> Findings:
        """What is looked at after an unlock; after an unclean stop everything. Damage ends all writing.

        Until this has run the vault can be looked at but not changed, when :func:`hold` was called before.
        """
        thorough = bool(self._desk.warnings)
        store = self._desk.store
        layers = integrity.all_layers(store, self._desk.chain) if thorough else integrity.quick_layers(store)
        found = integrity.run(layers)
        mended = integrity.only_free_pages(store, found) and self._without_free_pages()
        if mended:
            found["cipher"] = []
        result = Findings(findings(found))
        if not result.passed:
            store.read_only = "database_damaged_open"
            return result
        self._desk.vault.drop_under_old_key()
        _conclude(self._desk, result)
        if mended and store.read_only is None:
            with store.write() as work:
                work.log(f"storage.{MENDED}", "storage")
        return result

    def _without_free_pages(self) -> bool:
        """Writes the file anew without the pages that nothing stands on. Returns whether all of it is whole then."""
        store = self._desk.store
        try:
            store.write_anew(slot_file.sync_folder)
        except VaultError:
            return False
        if any(integrity.run(integrity.quick_layers(store)).values()):
            return False
        self._desk.warnings += (MENDED,)
        return True

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


def _conclude(desk: Desk, result: Findings) -> None:
    """Lets writing begin where it waited for the checks; that the vault was opened is written then."""
    if desk.store.read_only != CHECKING:
        return
    if result.passed:
        desk.store.allow_writing()
    else:
        desk.store.read_only = "database_damaged_open"


def findings(found: dict[str, list[str]]) -> tuple[Finding, ...]:
    """Problems by layer as findings."""
    return tuple(
        Finding(name, not problems, "; ".join(_words(name, problems[:MOST_SHOWN])) or t("check.fine"))
        for name, problems in found.items()
    )


def _words(name: str, problems: list[str]) -> list[str]:
    """The problems of the log in words; those of other layers are the database's own."""
    if name != "log":
        return problems
    kinds = [one.split(" ") for one in problems]
    return [t(f"log_check.{kind[0]}", line=kind[-1]) if kind[0] in LOG_PROBLEMS else " ".join(kind) for kind in kinds]


def _keys(desk: Desk) -> Finding:
    """Whether the log vouches for the keys of everyone who can come in."""
    try:
        with desk.store.read() as reader:
            ring = desk.chain.keyring(reader)
    except VaultError as error:
        return Finding("keys", passed=False, detail=str(error))
    problems = [t("log_check.unvouched", line=seq) for seq in ring.unvouched]
    if not signing.agrees(desk.vault.slots, ring):
        problems.append(t("log_check.slots"))
    return Finding("keys", not problems, "; ".join(problems[:MOST_SHOWN]) or t("check.fine"))


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

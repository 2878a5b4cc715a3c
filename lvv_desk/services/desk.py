"""An open vault with the definitions in force: what every service works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from lvv_desk.definitions import checks
from lvv_desk.definitions.registry import Registry, load
from lvv_desk.domain.case import Case
from lvv_desk.errors import NotFoundError
from lvv_desk.evaluation.transforms import TRANSFORMS
from lvv_desk.paths import resources
from lvv_desk.rules.conditions import DERIVED_FIELDS
from lvv_desk.rules.predicates import PREDICATES
from lvv_desk.store import cases
from lvv_desk.store.unit_of_work import Reader, Store
from lvv_desk.vault.vault import Vault

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


@cache
def definitions() -> Registry:
    """The definitions that come with the program, read and cross-checked once.

    Raises:
        DefinitionError: a file has a mistake.
    """
    registry = load(resources() / "definitions")
    checks.check(registry, predicates=set(PREDICATES), transforms=set(TRANSFORMS), derived=DERIVED_FIELDS)
    return registry


@dataclass(frozen=True)
class Desk:
    """An open vault."""

    vault: Vault
    store: Store
    registry: Registry
    clock: Clock
    by: str

    @property
    def is_practice(self) -> bool:
        return self.vault.slots.practice

    def today(self) -> date:
        """The day it is here."""
        return self.clock().astimezone().date()

    def close(self) -> None:
        """Closes the file and forgets the key."""
        self.store.close()
        self.vault.forget()


def case_named(reader: Reader, name: str) -> Case:
    """The case with this number, reference or id. Raises :class:`NotFoundError`."""
    found = cases.find_case(reader, name.strip())
    if found is None:
        raise NotFoundError("no_case", name=name)
    return found

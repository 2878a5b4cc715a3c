"""An open vault with the definitions in force: what every service works on."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from lvv_desk.definitions import checks
from lvv_desk.definitions.registry import Registry, load
from lvv_desk.domain.case import Case
from lvv_desk.domain.dates import day_of
from lvv_desk.domain.rights import Right
from lvv_desk.domain.session import Actor
from lvv_desk.errors import DeskError, NotFoundError
from lvv_desk.evaluation.transforms import TRANSFORMS
from lvv_desk.paths import resources, state_folder
from lvv_desk.rules.conditions import DERIVED_FIELDS
from lvv_desk.rules.predicates import PREDICATES
from lvv_desk.store import audit, cases
from lvv_desk.store.unit_of_work import Reader, Store
from lvv_desk.vault import local_state
from lvv_desk.vault.local_state import Anchor
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


SMALLEST_BLOCK, LARGEST_BLOCK, BLOCK_STEP = 48, 512, 16
BLOCKS_OF_A_SIZE = 10_000
LARGEST_CHUNK, CHUNKS_OF_A_SIZE = 4096, 64
BYTES_HEAD = sys.getsizeof(b"")


@dataclass
class Desk:
    """An open vault and who is at work in it.

    ``recovery_codes`` are there once, after the vault was made, until one was typed back. ``warnings`` are keys of
    sentences about what the start-up found.
    """

    vault: Vault
    store: Store
    chain: audit.KeyedChain
    registry: Registry
    clock: Clock
    recovery_codes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    closed: bool = False
    erased_again: int = 0
    """How many erased cases were taken away again at this opening: a backup had brought them back."""

    @property
    def actor(self) -> Actor:
        return self.store.actor

    @property
    def by(self) -> str:
        return self.actor.name

    @property
    def is_practice(self) -> bool:
        return self.vault.slots.practice

    @property
    def rights(self) -> frozenset[Right]:
        """What the account at work may do."""
        roles = (self.registry.roles[name] for name in self.actor.roles if name in self.registry.roles)
        return frozenset(Right(right) for role in roles for right in role.rights)

    @property
    def sees_every_case(self) -> bool:
        roles = (self.registry.roles[name] for name in self.actor.roles if name in self.registry.roles)
        return any(role.every_case for role in roles)

    def today(self) -> date:
        """The day it is here."""
        return day_of(self.clock())

    def change_roles(self, roles: tuple[str, ...]) -> None:
        """Goes on with other roles of one's own."""
        self.store.actor = replace(self.actor, roles=roles)

    def remember_head(self) -> None:
        """Keeps the end of the log outside the vault, so that an older copy can be told from this one."""
        with self.store.read() as reader:
            head = audit.head(reader)
        vault_id = self.vault.slots.vault_id
        state = local_state.load(state_folder(), vault_id)
        generation = self.vault.slots.generation
        local_state.save(
            state_folder(), vault_id, replace(state, anchor=Anchor(head.seq, head.h), generation=generation)
        )

    def close(self, reason: str = "closed") -> None:
        """Closes the file, forgets the keys, and leaves as little as possible in memory. Closed is closed."""
        if self.closed:
            return
        self.closed = True
        try:
            self._say_goodbye(reason)
        except DeskError:
            # The file can't be written or read any more; the keys go all the same.
            pass
        finally:
            self.recovery_codes = ()
            self.store.close()
            self.chain.forget()
            self.vault.forget()
            release_memory()

    def _say_goodbye(self, reason: str) -> None:
        if self.store.read_only is None:
            with self.store.last() as work:
                work.log("session.closed", "session", self.actor.session, reason=reason)
            self.remember_head()
        vault_id = self.vault.slots.vault_id
        state = local_state.load(state_folder(), vault_id)
        local_state.save(state_folder(), vault_id, replace(state, last_lock=self.clock().isoformat(timespec="seconds")))


def release_memory() -> None:
    """Overwrites freed memory and gives it back to the system, where that can be done: what was read does not stay."""
    gc.collect()
    _overwrite_free_blocks()
    if sys.platform == "linux":
        try:
            library = ctypes.CDLL("libc.so.6")
            _overwrite_kept_chunks(library)
            library.malloc_trim(0)
        except (OSError, AttributeError):
            return


def _overwrite_free_blocks() -> None:
    """Python keeps small blocks for itself, with what was in them: others of every size take their place."""
    for size in range(SMALLEST_BLOCK, LARGEST_BLOCK + 1, BLOCK_STEP):
        blocks = [bytes(size - BYTES_HEAD) for _ in range(BLOCKS_OF_A_SIZE)]
        del blocks


def _overwrite_kept_chunks(library: ctypes.CDLL) -> None:
    """The C library keeps the chunks that a thread freed for it, by size; SQLite frees such."""
    library.malloc.restype = ctypes.c_void_p
    for size in range(BLOCK_STEP, LARGEST_CHUNK + 1, BLOCK_STEP):
        chunks = [library.malloc(ctypes.c_size_t(size)) for _ in range(CHUNKS_OF_A_SIZE)]
        for chunk in filter(None, chunks):
            ctypes.memset(chunk, 0, size)
            library.free(ctypes.c_void_p(chunk))


def case_with(reader: Reader, case_id: UUID) -> Case:
    """The case with this id. Raises :class:`NotFoundError`."""
    found = cases.case_by_id(reader, case_id)
    if found is None:
        raise NotFoundError("no_case", name=str(case_id))
    return found


def case_named(reader: Reader, name: str) -> Case:
    """The case with this number, reference or id. Raises :class:`NotFoundError`."""
    found = cases.find_case(reader, name.strip())
    if found is None:
        raise NotFoundError("no_case", name=name)
    return found

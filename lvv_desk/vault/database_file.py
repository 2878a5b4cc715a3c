"""What can be said of a database file without a key."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from lvv_desk.errors import VaultError

PLAIN_HEADER = b"SQLite format 3\x00"
PAGE = 4096
SMALLEST_PAGES = 2
NAMED = re.compile(r"vault-(\d+)(?:-[0-9T]+)?\.db")


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def make_journal(path: Path) -> None:
    """An empty journal beside a database that was copied, as there is beside every other: a lacking one is a sign."""
    os.close(os.open(journal_of(path), os.O_WRONLY | os.O_CREAT, 0o600))


def remove(database: Path) -> None:
    """Takes a file away that nothing refers to; what can't be taken away now is tried again at the next opening."""
    for one in (database, journal_of(database)):
        with suppress(OSError):
            one.unlink(missing_ok=True)


def epoch_of(name: str) -> int | None:
    """Under which data key a file of a database is, by its name; ``None`` for other files."""
    found = NAMED.match(name)
    return int(found[1]) if found else None


def has_hot_journal(path: Path) -> bool:
    """Whether a transaction was under way when the program stopped: the first read rolls it back."""
    journal = journal_of(path)
    return journal.is_file() and journal.stat().st_size > 0


def check(path: Path) -> None:
    """Raises :class:`VaultError` when the file is missing, empty, plaintext or cut off."""
    try:
        if not path.is_file():
            raise VaultError("database_missing", file=path.name)
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(PLAIN_HEADER))
    except OSError as error:
        raise VaultError("database_unreadable") from error
    if size == 0:
        raise VaultError("database_empty", file=path.name)
    if start == PLAIN_HEADER:
        raise VaultError("database_plaintext", file=path.name)
    if not has_hot_journal(path) and (size % PAGE or size < SMALLEST_PAGES * PAGE):
        raise VaultError("database_truncated", file=path.name)

"""One program at a time in a vault. The lock of a program that was killed is free again."""

from __future__ import annotations

import getpass
import json
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from lvv_desk.errors import VaultError
from lvv_desk.vault.database_file import has_hot_journal, journal_of

LOCK_FILE = "vault.lock"
OWNER_FILE = "vault.owner"


class Instance:
    """Holds the vault for this program until ``release``."""

    def __init__(self, folder: Path) -> None:
        self._owner = folder / OWNER_FILE
        self.found_unclean = False
        self.found_journal = True
        self._recovering = False
        self._lock = FileLock(folder / LOCK_FILE, timeout=0, mode=0o600, thread_local=False)

    def take(self, database: Path) -> None:
        """Takes the vault, and sees what the one before left behind: opening the database changes that.

        Raises:
            VaultError: another program has the vault open; at once, naming it.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise VaultError("vault_in_use", owner=self._named_owner()) from None
        except (OSError, NotImplementedError):
            # A medium that can't be written to can't be locked; what is opened there is only read.
            return
        self.found_unclean = self._owner.exists()
        journal = journal_of(database).exists()
        explained = not journal and bool(self._about().get("recovering"))
        self.found_journal = journal or explained
        self._recovering = explained or has_hot_journal(database)

    def sign(self) -> None:
        """Writes down who has the vault open, for others to see.

        And whether an unfinished transaction is being undone: the database takes its journal away with that, which is
        no sign of anything when the program is killed before its first own transaction.
        """
        owner = {"user": _user(), "computer": platform.node(), "process": os.getpid(), "recovering": self._recovering}
        content = json.dumps(owner | {"since": datetime.now(UTC).isoformat(timespec="seconds")})
        try:
            handle = os.open(self._owner, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
                if self._recovering:
                    file.flush()
                    os.fsync(handle)
        except OSError:
            return

    def recovered(self) -> None:
        """The first transaction of this session is done, so the journal is there again."""
        if self._recovering:
            self._recovering = False
            self.sign()

    def release(self) -> None:
        if self._lock.is_locked:
            with suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _named_owner(self) -> str:
        about = self._about()
        try:
            return f"{about['user']}, {about['computer']}, {about['process']}"
        except KeyError:
            return "?"

    def _about(self) -> dict[str, Any]:
        """What the owner wrote; nothing where it can't be read."""
        try:
            about = json.loads(self._owner.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"

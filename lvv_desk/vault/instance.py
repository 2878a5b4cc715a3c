"""One program at a time in a vault. The lock of a program that was killed is free again."""

from __future__ import annotations

import getpass
import json
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from lvv_desk.errors import VaultError
from lvv_desk.vault.database_file import journal_of

LOCK_FILE = "vault.lock"
OWNER_FILE = "vault.owner"


class Instance:
    """Holds the vault for this program until ``release``."""

    def __init__(self, folder: Path) -> None:
        self._owner = folder / OWNER_FILE
        self.found_unclean = False
        self.found_journal = True
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
        self.found_journal = journal_of(database).exists()

    def sign(self) -> None:
        """Writes down who has the vault open, for others to see."""
        owner = {"user": _user(), "computer": platform.node(), "process": os.getpid()}
        content = json.dumps(owner | {"since": datetime.now(UTC).isoformat(timespec="seconds")})
        try:
            handle = os.open(self._owner, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
        except OSError:
            return

    def release(self) -> None:
        if self._lock.is_locked:
            with suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _named_owner(self) -> str:
        try:
            about = json.loads(self._owner.read_text("utf-8"))
            return f"{about['user']}, {about['computer']}, {about['process']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "?"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"

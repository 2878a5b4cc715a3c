"""What this computer remembers of a vault, outside the vault: failed attempts and how far its log was.

Nothing in it is about people. The head of the log is an anchor: an older copy of the vault, or a log whose end was cut
off, does not hold it (security.md 4.6).
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from lvv_desk.vault.slot_file import sync_folder

DELAYS = (0, 0, 0, 2, 5, 15, 30, 60)
"""Seconds to wait after so many failed attempts: friction for who stands at the desk; never a lock-out."""


@dataclass(frozen=True)
class Anchor:
    """How far the log was when it was last seen."""

    seq: int
    head: str


@dataclass(frozen=True)
class LocalState:
    """Failed attempts since the last success, and the last seen head of the log."""

    failed: int = 0
    failed_at: str = ""
    anchor: Anchor | None = None
    last_lock: str = ""
    generation: int = 0
    """Of the key slots, as last seen: an older list was put back by someone."""
    untold: int = 0
    """Failed attempts that the log does not know of yet."""
    unkept: int = 0
    """Lines for the log that only the memory of a program held: there was room nowhere."""
    kept: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The moments and numbers of lines that wait beside the vault, by account."""

    def seconds_to_wait(self, now: datetime) -> int:
        """How long the next attempt has to wait."""
        if not self.failed_at:
            return 0
        since = (now - datetime.fromisoformat(self.failed_at)).total_seconds()
        delay = DELAYS[min(self.failed, len(DELAYS) - 1)]
        return max(0, min(delay, int(delay - since + 0.999))) if since >= 0 else delay

    def after_failure(self, now: datetime) -> LocalState:
        return replace(self, failed=self.failed + 1, failed_at=now.isoformat(), untold=self.untold + 1)

    def after_success(self) -> LocalState:
        return replace(self, failed=0, failed_at="")

    def after_telling(self) -> LocalState:
        return replace(self, untold=0)

    def after_keeping(self, account: str, lines: Sequence[tuple[str, int]]) -> LocalState:
        return replace(self, kept=self.kept | {account: [*self.kept.get(account, ()), *lines]})

    def after_losing(self, account: str, lines: Sequence[tuple[str, int]]) -> LocalState:
        left = [one for one in self.kept.get(account, ()) if one not in lines]
        return replace(self, kept=self.kept | {account: left}, unkept=self.unkept + len(lines))

    def after_writing(self, accounts: Collection[str]) -> LocalState:
        kept = {owner: lines for owner, lines in self.kept.items() if owner not in accounts}
        return replace(self, kept=kept, unkept=0)


def load(folder: Path, vault_id: str) -> LocalState:
    """What is remembered of this vault; a file that is lacking or broken remembers nothing."""
    try:
        data = json.loads(_file(folder, vault_id).read_text("utf-8"))
        anchor = Anchor(**data.pop("anchor")) if data.get("anchor") else None
        kept = {
            str(owner): [(str(at), int(number)) for at, number in lines]
            for owner, lines in data.pop("kept", {}).items()
        }
        state = LocalState(**{**data, "anchor": anchor, "kept": kept})
        state.seconds_to_wait(datetime.fromisoformat(state.failed_at or "2000-01-01T00:00:00+00:00"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return LocalState()
    return state


def save(folder: Path, vault_id: str, state: LocalState) -> None:
    """Remembers it; where that is not possible nothing is remembered."""
    target = _file(folder, vault_id)
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(folder)  # a vault that was put back is no older copy: that has to be remembered
    except OSError:
        return


def _file(folder: Path, vault_id: str) -> Path:
    return folder / f"{''.join(one for one in vault_id if one in '0123456789abcdef-')}.json"

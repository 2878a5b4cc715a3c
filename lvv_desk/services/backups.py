"""Backups: making them, keeping the right ones, and practising that they can be put back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lvv_desk import __version__
from lvv_desk.domain.dates import day_of
from lvv_desk.domain.rights import Right
from lvv_desk.errors import VaultError, system_words
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk
from lvv_desk.services.health import Findings, findings
from lvv_desk.store import audit, copying, integrity
from lvv_desk.store.unit_of_work import Store
from lvv_desk.vault import backup_set, storage
from lvv_desk.vault.backup_set import BackupSet, Manifest

DRILL_DAYS = 90
OLD_KEY_DAYS = 30


@dataclass(frozen=True)
class BackupInfo:
    """A backup as people see it. ``old_key`` says that it opens with the keys of before the last renewal."""

    folder: Path
    made_at: datetime
    cases: int
    size: int
    old_key: bool

    def for_log(self) -> dict[str, Any]:
        return {"name": self.folder.name, "cases": self.cases, "size": self.size}


@dataclass(frozen=True)
class BackupState:
    """Which backups there are and how long ago one was shown to work."""

    backups: tuple[BackupInfo, ...]
    last_drill: datetime | None
    drill_due: bool
    changed_since: bool
    waiting_erasures: int

    @property
    def newest(self) -> BackupInfo | None:
        return self.backups[0] if self.backups else None


@dataclass(frozen=True)
class Drill:
    """A backup that was put back in a scratch place, and what every check found there."""

    backup: BackupInfo
    findings: Findings

    def for_log(self) -> dict[str, Any]:
        return {"name": self.backup.folder.name, **self.findings.for_log()}


class BackupService(Service):
    """What saves the work from a broken disk."""

    @action(Right.BACK_UP, "backup.looked_at")
    def state(self) -> BackupState:
        """The backups in the vault's own folder, the newest first."""
        found = backup_set.every(self._desk.vault.backups)
        with self._desk.store.read() as reader:
            drills = audit.entries(reader, audit.Filter(action="backup.drilled"), limit=50)
            changed = not found or audit.changed_after(reader, found[0].manifest.seq)
        good = next((one.at for one in drills if not one.detail.get("failed")), None)
        oldest = min((one.manifest.moment for one in found), default=None)
        due = bool(found) and self._overdue(good, oldest)
        return BackupState(tuple(map(self._info, found)), good, due, changed, 0)

    def _overdue(self, good: datetime | None, oldest: datetime | None) -> bool:
        since = good or oldest
        return since is not None and self._desk.clock() - since > timedelta(days=DRILL_DAYS)

    @action(Right.BACK_UP, "backup.made")
    def make(self, parent: Path | None = None) -> BackupInfo:
        """A new backup, checked before it gets its name.

        Args:
            parent: another place than the vault's own folder, such as a stick.

        Raises:
            VaultError: there is no room, or it can't be written or read back; nothing half-made stays.
        """
        made = _make(self._desk, parent or self._desk.vault.backups)
        if parent is None:
            self._prune()
        return self._info(made)

    @action(Right.BACK_UP, "backup.considered")
    def daily(self) -> BackupInfo | None:
        """The backup of the day, at the first unlock after something changed. A practice vault makes none by itself."""
        if self._desk.store.read_only is not None:
            return None
        self._clear_aside()  # also on a day without a backup: a certificate of erasure names the day that it is gone
        if self._desk.is_practice:
            return None
        newest = next(iter(backup_set.every(self._desk.vault.backups)), None)
        if newest is not None:
            today = self._desk.today()
            with self._desk.store.read() as reader:
                changed = audit.changed_after(reader, newest.manifest.seq)
            if day_of(newest.manifest.moment) >= today or not changed:
                return None
        return self.make()

    @action(Right.BACK_UP, "backup.drilled")
    def drill(self) -> Drill:
        """Puts the newest backup back in a scratch place beside the vault, checks everything, and clears it away.

        Raises:
            VaultError: there is no backup, or it can't be put back.
        """
        newest = next(iter(backup_set.every(self._desk.vault.backups)), None)
        if newest is None:
            raise VaultError("backup_none")
        _require_mine(self._desk, newest)
        scratch = self._desk.vault.backups / f"drill{backup_set.PART}"
        backup_set.clear_parts(self._desk.vault.backups)
        scratch.mkdir(mode=0o700)
        try:
            database = scratch / "scratch.db"
            data_key = self._desk.vault.data_key
            copying.copy(newest.database, data_key.backup, database, data_key.database)
            return Drill(self._info(newest), _checked(self._desk, database))
        finally:
            backup_set.remove(scratch)

    def _info(self, one: BackupSet) -> BackupInfo:
        manifest = one.manifest
        old = manifest.epoch != self._desk.vault.slots.dek_epoch
        return BackupInfo(one.folder, manifest.moment, manifest.cases, manifest.size, old)

    def _prune(self) -> None:
        """Keeps 7 daily, 4 weekly and 6 monthly backups; those under an old key, and what was set aside, 30 days."""
        self._clear_aside()
        found = backup_set.every(self._desk.vault.backups)
        gone = backup_set.superfluous(one.manifest.moment for one in found)
        epoch, limit = self._desk.vault.slots.dek_epoch, self._desk.clock() - timedelta(days=OLD_KEY_DAYS)
        for one in found[1:]:
            old_key = one.manifest.epoch < epoch and one.manifest.moment < limit
            if one.manifest.moment in gone or old_key:
                backup_set.remove(one.folder)

    def _clear_aside(self) -> None:
        """Takes away what was set aside long enough ago; what can't be taken away now is tried again the next time."""
        limit = self._desk.clock() - timedelta(days=OLD_KEY_DAYS)
        for folder, moment in self._desk.vault.set_aside().items():
            if moment < limit:
                with suppress(OSError):
                    backup_set.remove(folder)


def _make(desk: Desk, parent: Path) -> BackupSet:
    vault = desk.vault
    if not storage.enough_room(vault.database):
        raise VaultError("disk_nearly_full")
    made_at = desk.clock()
    try:
        backup_set.clear_parts(parent)
        part = backup_set.begin(parent, backup_set.name_for(made_at, vault.slots.dek_epoch))
    except OSError as error:
        raise VaultError("backup_not_written", folder=parent, why=system_words(error)) from error
    try:
        database = part / backup_set.DATABASE
        copying.copy(vault.database, vault.data_key.database, database, vault.data_key.backup)
        copying.require_whole(database, vault.data_key.backup)
        facts = copying.facts(database, vault.data_key.backup)
        manifest = Manifest(
            vault_id=vault.slots.vault_id, epoch=vault.slots.dek_epoch, made_at=made_at.isoformat(),
            program=__version__, tables=facts.tables, cases=facts.cases, seq=facts.seq, head=facts.head,
            sha256=backup_set.digest_of(database), size=database.stat().st_size,
        )  # fmt: skip
        backup_set.keep_erasures(vault.folder, part)
        return backup_set.finish(part, vault.slots, manifest.sealed(vault.data_key))
    except OSError as error:
        backup_set.remove(part)
        raise VaultError("backup_not_written", folder=parent, why=system_words(error)) from error
    except BaseException:
        backup_set.remove(part)
        raise


def _require_mine(desk: Desk, backup: BackupSet) -> None:
    backup_set.require_whole(backup)
    if backup.manifest.epoch != desk.vault.slots.dek_epoch:
        raise VaultError("backup_old_key")
    backup.manifest.check(desk.vault.data_key)


def _checked(desk: Desk, database: Path) -> Findings:
    store = Store(database, desk.vault.data_key.database, clock=desk.clock, actor=desk.actor, chain=desk.chain)
    try:
        return Findings(findings(integrity.run(integrity.all_layers(store, desk.chain))))
    finally:
        store.close()

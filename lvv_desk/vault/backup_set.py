"""A backup on the disk: a folder with the database under the backup key, the key slots, and a manifest.

The folder gets its name when all of it is written, on the disk, and checked; what has no such name is never offered.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError
from lvv_desk.vault import erasure_list, slot_file
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.slot_file import SlotFile

DATABASE = "database.lvvb"
MANIFEST = "manifest.json"
SUFFIX = ".lvvb"
PART = ".part"
STAMP = "%Y%m%dT%H%M%S%f"
DAILY, WEEKLY, MONTHLY = 7, 4, 6
CHUNK = 1 << 20
LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup is: of which vault and data key, when, how far its log was, and the digest of its database."""

    vault_id: str
    epoch: int
    made_at: str
    program: str
    tables: str
    cases: int
    seq: int
    head: str
    sha256: str
    size: int
    mac: str = ""

    def statement(self) -> bytes:
        return json.dumps(asdict(replace(self, mac="")), sort_keys=True, separators=(",", ":")).encode()

    def sealed(self, data_key: DataKey) -> Manifest:
        return replace(self, mac=_code(self.statement(), data_key))

    def check(self, data_key: DataKey) -> None:
        """Raises :class:`VaultError` when it was not made with this data key."""
        if not hmac.compare_digest(_code(self.statement(), data_key), self.mac):
            raise VaultError("backup_foreign")

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def _code(statement: bytes, data_key: DataKey) -> str:
    key = data_key.manifest_mac()
    code = hmac.new(key, statement, hashlib.sha256).hexdigest()
    wipe(key)
    return code


@dataclass(frozen=True)
class BackupSet:
    """A finished backup."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    def slots(self) -> SlotFile:
        """The ways in, as they were then. Raises :class:`VaultError`."""
        return slot_file.read(self.folder)


def name_for(made_at: datetime, epoch: int) -> str:
    return f"backup-{made_at.astimezone(UTC).strftime(STAMP)}-{epoch}{SUFFIX}"


def begin(parent: Path, name: str) -> Path:
    """A new folder for a backup that is being made."""
    if not parent.exists():
        parent.mkdir(mode=0o700, exist_ok=True)
        slot_file.sync_folder(parent.parent)
    part = parent / f"{name}{PART}"
    part.mkdir(mode=0o700)
    return part


def finish(part: Path, slots: SlotFile, manifest: Manifest) -> BackupSet:
    """Adds the slots and the manifest and gives the folder its name, all of it on the disk."""
    slot_file.write(part, slots)
    slot_file.write_synced(part / MANIFEST, json.dumps(asdict(manifest), sort_keys=True, indent=1).encode())
    slot_file.sync_folder(part)
    folder = part.with_name(part.name.removesuffix(PART))
    part.rename(folder)
    slot_file.sync_folder(folder.parent)
    return BackupSet(folder, manifest)


def keep_erasures(folder: Path, part: Path) -> None:
    """The list of who was erased goes along in the backup, for a computer that has none."""
    source = folder / erasure_list.FILE
    if source.exists():
        slot_file.write_synced(part / erasure_list.FILE, source.read_bytes())


def bring_erasures(backup: Path, folder: Path) -> None:
    """Adds what the list of a backup holds to that of a vault. Lines that are not the vault's own count for nothing."""
    source, target = backup / erasure_list.FILE, folder / erasure_list.FILE
    if source.exists():
        own = target.read_bytes() if target.exists() else b""
        lacking = [one for one in source.read_bytes().splitlines(keepends=True) if one not in own]
        slot_file.write_synced(target, own + b"".join(lacking))


def read(folder: Path) -> BackupSet:
    """A backup by its folder. Raises :class:`VaultError` when it is not a whole one."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            data = json.loads(file.read(LARGEST_MANIFEST))
        manifest = Manifest(**data)
        manifest.moment.astimezone(UTC)
        whole = isinstance(manifest.size, int) and isinstance(manifest.epoch, int) and isinstance(manifest.sha256, str)
        if folder.name.endswith(PART) or not whole:
            raise VaultError("backup_broken", name=folder.name)
        if (folder / DATABASE).stat().st_size != manifest.size:
            raise VaultError("backup_broken", name=folder.name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise VaultError("backup_broken", name=folder.name) from error
    return BackupSet(folder, manifest)


def every(parent: Path) -> tuple[BackupSet, ...]:
    """The finished backups of a folder, the newest first; what is broken or half-made is left out.

    Raises:
        VaultError: the folder can't be read: that is not to be taken for a folder without backups.
    """
    found = []
    try:
        folders = list(parent.glob(f"backup-*{SUFFIX}")) if parent.is_dir() else []
    except OSError as error:
        raise VaultError("disk_error") from error
    for folder in folders:
        try:
            found.append(read(folder))
        except VaultError:
            continue
    return tuple(sorted(found, key=lambda one: one.manifest.moment, reverse=True))


def require_whole(backup: BackupSet) -> None:
    """Raises :class:`VaultError` when the database of a backup is not byte for byte what it was."""
    try:
        whole = digest_of(backup.database) == backup.manifest.sha256
    except OSError as error:
        raise VaultError("backup_broken", name=backup.folder.name) from error
    if not whole:
        raise VaultError("backup_broken", name=backup.folder.name)


def digest_of(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def superfluous(moments: Iterable[datetime]) -> set[datetime]:
    """Which backups may go: all but the newest of 7 days, of 4 weeks and of 6 months. The newest always stays."""
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    for number, unit in ((DAILY, "%Y-%j"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        seen: dict[str, datetime] = {}
        for one in newest_first:
            seen.setdefault(one.strftime(unit), one)
        kept.update(list(seen.values())[:number])
    return set(newest_first) - kept


def remove(folder: Path) -> None:
    """Takes a backup away: first its name, so that a half-removed one is never offered."""
    gone = folder.with_name(f"{folder.name}{PART}") if not folder.name.endswith(PART) else folder
    if gone != folder:
        folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def clear_parts(parent: Path) -> None:
    """Takes away what a killed backup left behind."""
    for part in parent.glob(f"*{PART}") if parent.is_dir() else ():
        shutil.rmtree(part, ignore_errors=True)

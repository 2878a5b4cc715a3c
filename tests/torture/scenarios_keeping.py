"""The rarer things that are done to a whole vault: backing up, putting a backup back, renewing the data key."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from shutil import copytree

from lvv_desk.errors import DeskError, VaultError
from lvv_desk.services import restoring
from lvv_desk.services.accounts import AccountService
from lvv_desk.services.backups import BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.store import copying, engine
from lvv_desk.vault import backup_set, slot_file
from lvv_desk.vault import vault as vault_files
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.vault import ASIDE
from tests.torture.opening import MUNICIPALITY, PASSPHRASE, abandon, day_after, later, make_desk, reported, vault_of
from tests.torture.scenario import RefusedError, Scenario, opened
from tests.torture.told import Found, Line, Log, outcomes
from tests.torture.verify import verify_cases

BEFORE, AFTER = "Van voor de kopie", "Van na de kopie"
ROUNDS = 2
OLD_KEYS = "keys-of-before"


def register(desk: Desk, name: str) -> None:
    Services(desk).cases.register(name=name, municipality=MUNICIPALITY, on=desk.today())


def registered(name: str) -> Line:
    """The line of a case that is certain to be there."""
    return {"say": "did", "kind": "register", "name": name, "on": day_after(0)}


def _names(desk: Desk) -> set[str]:
    return {row.name for row in Services(desk).cases.every()}


# -- backup -----------------------------------------------------------------------------------------------------------


def prepare_one(folder: Path) -> None:
    """A vault with one case."""
    desk = make_desk(folder)
    register(desk, BEFORE)
    desk.close()


def backup(folder: Path, log: Log) -> None:
    """A backup on each of two days, after something new on that day."""
    for day in range(ROUNDS):
        clock = later(day)
        desk = opened(folder, log, clock)
        if desk is None:
            return
        with log.action("register", name=f"Dag {day}", on=day_after(day)):
            register(desk, f"Dag {day}")
        name = backup_set.name_for(clock(), 1)
        with log.action("backup", backup=name):
            BackupService(desk).make()
        desk.close()


def verify_backup(folder: Path, said: list[Line] | None) -> Found:
    """Only finished backups are offered, every acknowledged one is, and the newest can be put back."""
    offered = [one.folder.name for one in restoring.backups_beside(vault_of(folder))]
    kept = copytree(folder, folder.with_name(f"{folder.name}-again")) if said is not None and offered else None
    found = verify_cases(folder, None if said is None else [registered(BEFORE), *said])
    found = replace(found, tables={**found.tables, "backups": " ".join(sorted(offered))})
    if said is None:
        return found
    sure = {one["backup"] for one, done in outcomes(said) if one["kind"] == "backup" and done}
    begun = {one["backup"] for one, _ in outcomes(said) if one["kind"] == "backup"}
    found.missed.extend(f"the backup {name} is not offered" for name in sure - set(offered))
    found.missed.extend(f"{name} is offered, nobody made it" for name in set(offered) - begun)
    if kept is not None:
        found.missed.extend(_put_back(kept, offered[0], said))
    return found


def _put_back(folder: Path, name: str, said: list[Line]) -> list[str]:
    """The newest backup, put back in a copy of the folder: what was acknowledged before it must be in it."""
    vault = vault_of(folder)
    before, possible = {BEFORE}, {BEFORE}
    for one, done in outcomes(said):
        if one.get("backup") == name:
            break
        before |= {one["name"]} if done and "name" in one else set()
        possible |= {one["name"]} if "name" in one else set()
    try:
        desk = restoring.restore(vault, vault / vault_files.BACKUPS / name, PASSPHRASE, clock=later(ROUNDS)).desk
    except DeskError as error:
        return [f"{name} can't be put back: {error.key}"]
    try:
        names = _names(desk)
        wrong = [] if before <= names <= possible else [f"put back are {sorted(names)} instead of {sorted(before)}"]
        return [f"put back: {one}" for one in reported(desk)] + wrong
    finally:
        abandon(desk)


# -- restore ----------------------------------------------------------------------------------------------------------


def prepare_backup(folder: Path) -> None:
    """A vault with a backup and a case from after it; beside it what the files were."""
    desk = make_desk(folder)
    register(desk, BEFORE)
    BackupService(desk).make()
    register(desk, AFTER)
    desk.close()
    vault = vault_of(folder)
    listed = slot_file.read(vault)
    (folder / "digest").write_text(_digest(vault / listed.db_file), "ascii")
    (folder / "database").write_text(listed.db_file, "ascii")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "gone"


def restore(folder: Path, log: Log) -> None:
    """Puts the backup back and closes."""
    vault = vault_of(folder)
    with log.action("restore"):
        found = restoring.backups_beside(vault)
        if not found:
            raise RefusedError("no backup can be read now")
        (only,) = found
        desk = restoring.restore(vault, only.folder, PASSPHRASE, clock=later(1)).desk
        desk.close()


def verify_restore(folder: Path, said: list[Line] | None) -> Found:
    """The vault is wholly the old or wholly the restored one; then the earlier files lie aside as they were."""
    begun = [done for one, done in outcomes(said or []) if one["kind"] == "restore"]
    vault = vault_of(folder)
    old = (folder / "database").read_text("ascii")
    try:
        named = slot_file.read(vault).db_file
    except DeskError:
        named = old
    restored = named != old
    lines = [registered(BEFORE)] if restored else [registered(BEFORE), registered(AFTER)]
    aside = _aside(folder, vault, old) if restored and said is not None else []
    found = verify_cases(folder, None if said is None else lines)
    if begun and begun[0] and not restored:
        found.missed.append("the backup that was put back is not there")
    if not begun and restored and said is not None:
        found.missed.append("nobody put a backup back")
    found.missed.extend(aside)
    return replace(found, kept=int(restored and not any(begun)))


def _aside(folder: Path, vault: Path, old: str) -> list[str]:
    """The earlier database is still somewhere, byte for byte, and the earlier slots can be read."""
    was = (folder / "digest").read_text("ascii")
    asides = sorted(vault.glob(f"{ASIDE}-*"))
    if not any(_digest(place / old) == was for place in (vault, *asides)):
        return ["the earlier database is gone"]
    for place in asides:
        try:
            if slot_file.read(place).db_file == old:
                return []
        except VaultError:
            continue
    return ["the earlier slots are gone"]


# -- rotation ---------------------------------------------------------------------------------------------------------


def prepare_rotation(folder: Path) -> None:
    """A vault with a case and a backup, and beside it a copy of the slot file as someone who left could have it."""
    desk = make_desk(folder)
    register(desk, BEFORE)
    BackupService(desk).make()
    desk.close()
    (folder / OLD_KEYS).mkdir()
    for name in slot_file.COPIES:
        (folder / OLD_KEYS / name).write_bytes((vault_of(folder) / name).read_bytes())


def rotation(folder: Path, log: Log) -> None:
    """Renews the data key on two days, with new cases before and after."""
    for day in range(1, 1 + ROUNDS):
        desk = opened(folder, log, later(day))
        if desk is None:
            return
        with log.action("rotate", epoch=day + 1):
            AccountService(desk).rotate()
        with log.action("register", name=f"Na sleutel {day + 1}", on=day_after(day)):
            register(desk, f"Na sleutel {day + 1}")
        desk.close()


def verify_rotation(folder: Path, said: list[Line] | None) -> Found:
    """All that is acknowledged, under one key; once it was renewed the old key opens neither it nor its backups."""
    listed = [registered(BEFORE), *(one for one in said or () if one.get("kind") in ("register", "rotate", "open"))]
    found = verify_cases(folder, None if said is None else listed)
    renewed = any(one["kind"] == "rotate" and done for one, done in outcomes(said or []))
    if renewed:
        found.missed.extend(f"the old key opens {name}" for name in _opened_by_the_old(folder))
    return found


def _opened_by_the_old(folder: Path) -> list[str]:
    """What of the vault as it is now opens with the keys of before: its database, or a backup of a later key."""
    vault = vault_of(folder)
    slots, keys, data_key = vault_files.keys_of_backup(slot_file.read(folder / OLD_KEYS), PASSPHRASE)
    keys.forget()
    del slots
    try:
        named = vault / slot_file.read(vault).db_file
        later_ones = [one for one in backup_set.every(vault / vault_files.BACKUPS) if one.manifest.epoch > 1]
    except DeskError:
        return []
    tried = [(named, data_key.database), *((one.database, data_key.backup) for one in later_ones)]
    found = [path.name for path, key in tried if path.exists() and _opens(path, key)]
    return found + _sealed_to(data_key, vault)


def _opens(path: Path, key: copying.TakeKey) -> bool:
    try:
        engine.connect(path, key, read_only=True).close()
    except VaultError:
        return False
    return True


def _sealed_to(data_key: DataKey, vault: Path) -> list[str]:
    try:
        slot_file.check(slot_file.read(vault), data_key)
    except VaultError:
        return []
    return ["the slots"]


KEEPING = (
    Scenario("backup", prepare_one, backup, verify_backup),
    Scenario("restore", prepare_backup, restore, verify_restore),
    Scenario("rotation", prepare_rotation, rotation, verify_rotation),
)

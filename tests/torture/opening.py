"""Making and opening the vaults of the scenarios: the one place that names what a vault asks for.

When other arguments come to ``vaults.create`` and ``vaults.open_vault``, or other words for what they find, only this
module has to learn of them. ``folder`` is that of the scenario: the vault is one folder in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lvv_desk.services import vaults
from lvv_desk.services.desk import Clock, Desk
from lvv_desk.services.health import MENDED, Finding, HealthService
from lvv_desk.vault.kdf import KdfParameters

PASSPHRASE = "een zin om mee te kwellen"
CHEAP = KdfParameters(65_536, 1, 1)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MUNICIPALITY = "utrecht"
INNOCENT = frozenset({"unclean", MENDED})
"""Warnings at opening that tell of no loss: that the last session did not end properly, and that room that nothing
stands on was damaged and is gone."""
START_UP = "start_up"
"""The check that says the warnings again."""


def now() -> datetime:
    """A clock that stands still: runs make the same system calls and names, whenever they are made."""
    return NOW


def vault_of(folder: Path) -> Path:
    """The vault's own folder in that of a scenario."""
    return folder / "vault"


def make_desk(folder: Path) -> Desk:
    """A new vault, open and ready for the first case."""
    return vaults.create(vault_of(folder), PASSPHRASE, practice=True, kdf=CHEAP, clock=now)


def open_desk(folder: Path, clock: Clock = now) -> Desk:
    """Opens it as a counsellor would. Raises :class:`lvv_desk.errors.DeskError`."""
    return vaults.open_vault(vault_of(folder), PASSPHRASE, clock=clock)


def later(days: int) -> Clock:
    """A clock that stands still so many days later."""
    return lambda: NOW + timedelta(days=days)


def day_after(days: int) -> str:
    """The day of that clock, as answers hold it."""
    return later(days)().date().isoformat()


def abandon(desk: Desk) -> None:
    """Lets go of a vault whose folder is thrown away next: without a last line in the log."""
    desk.store.close()
    desk.chain.forget()
    desk.vault.forget()


def reported(desk: Desk) -> list[str]:
    """What the program says by itself about loss or damage: at opening, and by all its checks."""
    if _failed(desk):
        HealthService(desk).start_check()  # as at every opening: it mends what holds nothing
    warned = [f"warns: {one}" for one in desk.warnings if one not in INNOCENT]
    return warned + [f"{one.name}: {one.detail}" for one in _failed(desk)]


def _failed(desk: Desk) -> list[Finding]:
    return [one for one in HealthService(desk).check().rows if not one.passed and one.name != START_UP]

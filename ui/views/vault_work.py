"""What is done with a vault that is not open yet. All of it is heavy and runs on the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def describe(vault: Path) -> tuple[bool, str, tuple[str, ...], int]:
    """Whether it is an open practice vault, its public passphrase, who has an account, and how long to wait."""
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy

    about = vaults.describe(vault)
    names = tuple(one.user for one in about.users)
    return about.open_practice, vaults.PRACTICE_PASSPHRASE, names, vaults.seconds_to_wait(vault)


def seconds_to_wait(vault: Path) -> int:
    """How long the next attempt has to wait."""
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy

    return vaults.seconds_to_wait(vault)


def open_vault(vault: Path, passphrase: str, name: str | None) -> Any:
    """Opens a vault."""
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy

    return vaults.open_vault(vault, passphrase, user=name)


def open_practice(vault: Path) -> Any:
    """Opens a practice vault with the public passphrase."""
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy

    return vaults.open_vault(vault, vaults.PRACTICE_PASSPHRASE)


def create(folder: Path, name: str, passphrase: str) -> Any:
    """Makes a vault."""
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy

    return vaults.create(folder, passphrase, name=name or vaults.DEFAULT_NAME)


def make_practice(folder: Path) -> Any:
    """Makes a practice vault in a folder and fills it, or opens the one that is there."""
    from lvv_desk.services import practice, vaults  # noqa: PLC0415 - heavy

    target = folder if not any(folder.iterdir()) else folder / "lvv-desk-oefenkluis"
    if vaults.is_vault(target):
        return vaults.open_vault(target, vaults.PRACTICE_PASSPHRASE)
    desk = vaults.create(target, vaults.PRACTICE_PASSPHRASE, practice=True)
    try:
        practice.PracticeService(desk).fill()
    except BaseException:
        desk.close()
        vaults.remove(desk.vault)
        raise
    return desk

"""Where things are: the resources that come with the program, and the user's settings."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def resources() -> Path:
    """The folder of plain data that comes with the program."""
    return Path(__file__).resolve().parent.parent / "resources"


def settings_file() -> Path:
    """The user's settings of the window: language, colours, text size. Never data about people."""
    return Path(platformdirs.user_config_dir("lvv-desk", appauthor=False)) / "settings.toml"


def default_vault_folder() -> Path:
    """Where a new vault is offered to be made."""
    return Path(platformdirs.user_data_dir("lvv-desk", appauthor=False)) / "kluis"


def state_folder() -> Path:
    """Where this computer remembers failed attempts and how far the log of a vault was. Never data about people."""
    return Path(platformdirs.user_state_dir("lvv-desk", appauthor=False)) / "vaults"

"""The settings of the window: language, colours, text size. Never data about people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import Any

from lvv_desk.paths import settings_file
from lvv_desk.texts import LANGUAGES

SCHEMES = ("light", "dark")
SCALES = (100, 115, 130, 150)
IDLE_MINUTES = (1, 2, 5, 10, 15)


@dataclass(frozen=True)
class Settings:
    """What a user chose. ``last_vault`` is the folder only."""

    language: str = "nl"
    scheme: str = "light"
    text_percent: int = 100
    idle_minutes: int = 5
    last_vault: str = ""

    def with_(self, **changes: Any) -> Settings:
        return replace(self, **changes)


def load_settings() -> Settings:
    """The settings as saved; what is lacking or not allowed is as at the first start."""
    try:
        saved = tomllib.loads(settings_file().read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings()
    fresh = Settings()
    allowed: dict[str, tuple[Any, ...]] = {
        "language": LANGUAGES, "scheme": SCHEMES, "text_percent": SCALES, "idle_minutes": IDLE_MINUTES,
    }  # fmt: skip
    good = {name: saved[name] for name, values in allowed.items() if saved.get(name) in values}
    if isinstance(saved.get("last_vault"), str):
        good["last_vault"] = saved["last_vault"]
    return fresh.with_(**good)


def save_settings(settings: Settings) -> None:
    """Keeps the settings; where that is not possible, they last until the program ends."""
    lines = [
        f'language = "{settings.language}"',
        f'scheme = "{settings.scheme}"',
        f"text_percent = {settings.text_percent}",
        f"idle_minutes = {settings.idle_minutes}",
        f"last_vault = '''{settings.last_vault}'''" if "'''" not in settings.last_vault else 'last_vault = ""',
    ]
    try:
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().write_text("\n".join(lines) + "\n", "utf-8")
    except OSError:
        return

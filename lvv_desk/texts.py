"""Every word of the program's own, in Dutch and English, by key.

The catalogues are the files below ``resources/i18n/<language>/``; the words of fields, criteria and steps stand in
their definitions instead.
"""

from __future__ import annotations

import os
import tomllib
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Protocol

from lvv_desk.domain.plain_text import printable
from lvv_desk.paths import resources

LANGUAGES = ("nl", "en")


class Labelled(Protocol):
    """Words in every language of the program."""

    @property
    def nl(self) -> str: ...
    @property
    def en(self) -> str: ...


class _Current:
    language = "nl"


def use(language: str) -> None:
    """Says everything in this language from now on."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _Current.language = language


def language() -> str:
    """The language in use: ``nl`` or ``en``."""
    return _Current.language


def t(key: str, **values: object) -> str:
    """The words for a key in the language in use, with the values filled in.

    What is filled in may come from a file or a terminal: it is made fit to show.
    """
    words = catalogue(_Current.language)[key]
    return words.format(**{name: _fit(value) for name, value in values.items()}) if values else words


def many(key: str, number: int, **values: object) -> str:
    """The words for so many: ``key_one`` for one, ``key`` for none and for more."""
    return t(f"{key}_one" if number == 1 else key, number=number, **values)


def decimal(value: float | Decimal, places: int) -> str:
    """A number with so many places, with a comma in Dutch and a point in English."""
    written = f"{value:.{places}f}"
    return written if _Current.language == "en" else written.replace(".", ",")


def _fit(value: object) -> object:
    return printable(str(value)) if isinstance(value, str | os.PathLike) else value


def say(label: Labelled) -> str:
    """The words of a definition in the language in use."""
    return label.en if _Current.language == "en" else label.nl


def name_of(member: Enum) -> str:
    """The label of an enum member: key ``enum.<Class>.<value>``."""
    return t(f"enum.{type(member).__name__}.{member.value}")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language, by dotted key."""
    words: dict[str, str] = {}
    for file in sorted((resources() / "i18n" / language).glob("*.toml")):
        _flatten(tomllib.loads(file.read_text("utf-8")), "", words)
    return words


def _flatten(table: dict[str, object], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", into)
        elif name in into:
            raise ValueError(f"the text {name} is given twice")
        else:
            into[name] = str(value)

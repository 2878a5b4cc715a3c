"""Help with choosing a passphrase: one that the program makes up, and how strong a typed one is."""

from __future__ import annotations

from collections.abc import Iterable

from lvv_desk.errors import DeskError
from lvv_desk.vault import passphrases
from lvv_desk.vault.passphrases import Strength

MINIMUM = passphrases.MINIMUM


def generate() -> str:
    """Six different Dutch words, drawn at random."""
    return passphrases.generate()


def strength(passphrase: str, *, context: Iterable[str] = ()) -> Strength:
    """``short``, ``guessable``, ``fair`` or ``strong``; ``context`` are names that someone would try first."""
    return passphrases.strength(passphrase, context=context)


def problem(passphrase: str, *, context: Iterable[str] = ()) -> DeskError | None:
    """What is wrong with a new passphrase, in words; ``None`` when it can be used."""
    try:
        passphrases.check(passphrase, context=context)
    except DeskError as error:
        return error
    return None

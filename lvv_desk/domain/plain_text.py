"""Text without what no person types: control characters, halves of characters, and marks that turn text around."""

from __future__ import annotations

import unicodedata

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional embeddings, overrides and isolates: with these a text reads as something else than it is."""

LINE_ENDS = frozenset("\u2028\u2029")
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by category that draw nothing."""

GONE = "\ufffd"
NEVER_TYPED = ("Cc", "Cs")
UNSEEN = ("Cf", "Mn", "Me", "Zs", "Zl", "Zp", "Cc", "Cs")


def cleaned(text: str, keep: str = "") -> str:
    """A text as it may be stored: composed, trimmed, and empty when there is nothing in it to see.

    Joiners inside words stay: Persian and other scripts need them.
    """
    whole = _without(unicodedata.normalize("NFC", text), keep).strip()
    return whole if any(_is_seen(one) for one in whole) else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names of accounts are one to people: capitals, blanks and how an accent was typed do not count."""
    return _compared(one) == _compared(other)


def _compared(name: str) -> str:
    seen = "".join(one for one in name if unicodedata.category(one) not in ("Cf", "Cs") and one not in BLANKS)
    folded = unicodedata.normalize("NFD", seen).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def printable(text: str) -> str:
    """A text as it may be shown on a screen or a terminal, wherever it came from: what may not is seen to be gone."""
    return text if text.isprintable() else _without(text, "\n\t", instead=GONE)


def _without(text: str, keep: str, instead: str = "") -> str:
    whole = "".join(" " if one in LINE_ENDS else one for one in text)
    return "".join(instead if _is_never_typed(one) and one not in keep else one for one in whole)


def _is_never_typed(one: str) -> bool:
    return one in TURNING or unicodedata.category(one) in NEVER_TYPED


def _is_seen(one: str) -> bool:
    return one not in BLANKS and unicodedata.category(one) not in UNSEEN

"""Text as it comes from outside, fit to keep: without what no person types, and no longer than fits."""

from __future__ import annotations

from lvv_desk.definitions.values import LONG_TEXT
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.errors import InputError

LONGEST_LINE = 200


def text(given: str) -> str:
    """A text of more lines. Raises :class:`InputError` when it is too long."""
    return _fitting(cleaned(given, keep="\n\t"), LONG_TEXT)


def line(given: str) -> str:
    """A text of one line. Raises :class:`InputError` when it is too long."""
    return _fitting(cleaned(given), LONGEST_LINE)


def _fitting(plain: str, limit: int) -> str:
    if len(plain) > limit:
        raise InputError("text_long", length=len(plain), limit=limit)
    return plain

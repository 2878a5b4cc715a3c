"""Small things about words that the views share."""

from __future__ import annotations

from lvv_desk.texts import t


def many(key: str, number: int, **values: object) -> str:
    """The words for so many: ``key_one`` for one, ``key`` for none and for more."""
    return t(f"{key}_one" if number == 1 else key, number=number, **values)


def named_problem(label: str, words: str) -> str:
    """What a question needs, for a list apart from the question: its name first."""
    return f"{label} {words}" if label.endswith(("?", ".")) else f"{label}: {words[:1].lower()}{words[1:]}"

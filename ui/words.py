"""Small things about words that the views share."""

from __future__ import annotations


def named_problem(label: str, words: str) -> str:
    """What a question needs, for a list apart from the question: its name first."""
    return f"{label} {words}" if label.endswith(("?", ".")) else f"{label}: {words[:1].lower()}{words[1:]}"

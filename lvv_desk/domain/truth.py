"""Kleene's three values, and how they combine."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false, or not known yet (S. C. Kleene, *Introduction to Metamathematics*, 1952, § 64)."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @staticmethod
    def of(value: bool) -> Truth:
        return Truth.TRUE if value else Truth.FALSE

    def negated(self) -> Truth:
        if self is Truth.UNKNOWN:
            return self
        return Truth.of(self is Truth.FALSE)


def all_of(values: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true (also for none at all)."""
    seen = set(values)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE


def any_of(values: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false (also for none at all)."""
    return all_of(value.negated() for value in values).negated()

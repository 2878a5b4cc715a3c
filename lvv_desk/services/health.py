"""Checks of the file and of the definitions."""

from __future__ import annotations

from dataclasses import dataclass

from lvv_desk.services.desk import Desk, definitions
from lvv_desk.store import integrity
from lvv_desk.texts import t


@dataclass(frozen=True)
class Finding:
    """One check with its outcome."""

    name: str
    passed: bool
    detail: str


def check(desk: Desk) -> tuple[Finding, ...]:
    """Every check of the vault and of the definitions; a finding for each, passed or not."""
    found = [
        Finding(name, not problems, "; ".join(problems[:5]) or t("check.fine"))
        for name, problems in integrity.checks(desk.store).items()
    ]
    registry = definitions()
    counts = t(
        "check.definitions_counts",
        fields=len(registry.fields), criteria=len(registry.criteria), steps=len(registry.steps),
        digest=registry.digest[:12],
    )  # fmt: skip
    found.append(Finding("definitions", passed=True, detail=counts))
    found.append(_recorded(desk))
    return tuple(found)


def _recorded(desk: Desk) -> Finding:
    """Whether everything that cases name is still defined."""
    with desk.store.read() as reader:
        fields, criteria, steps, outcomes = integrity.names_in_use(reader)
    registry = desk.registry
    unknown = sorted(
        (fields - set(registry.fields))
        | (criteria - set(registry.criteria))
        | (steps - set(registry.steps))
        | (outcomes - set(registry.outcomes))
    )
    return Finding("names", not unknown, ", ".join(unknown[:5]) or t("check.fine"))

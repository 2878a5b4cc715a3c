"""Scenarios with their sub-routes and steps, and the outcomes people leave with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as PydanticField

from lvv_desk.definitions.base import CodeId, Definition, Identifier, Label, Source

ScenarioId = Literal["return", "legalisation", "onward_migration", "under_investigation", "none"]
OutcomeClass = Literal["durable", "semi_durable", "no_solution"]


class SubRoute(Definition):
    """A way within a scenario, such as return with IOM.

    With ``consent``, no route of its scenario is named to others without that consent: leaving out only the sensitive
    ones would give them away.
    """

    id: CodeId
    code: str
    label: Label
    description: Label | None = None
    consent: Identifier | None = None
    source: Source


class Step(Definition):
    """One step of a trajectory: who does it, what it needs, when it is due, when it is done.

    ``offset_days`` counts from the day the scenario was set; ``after`` names the steps that must be finished first.
    """

    id: Identifier
    sub_routes: tuple[str, ...] = PydanticField(strict=False, min_length=1)
    label: Label
    owner: str
    guidance: Label | None = None
    done_when: Label
    needs: tuple[str, ...] = PydanticField(default=(), strict=False)
    after: tuple[str, ...] = PydanticField(default=(), strict=False)
    offset_days: int
    optional: bool = False
    consent: Identifier | None = None
    source: Source


class Scenario(Definition):
    """A perspective to work towards: an intention, never a result."""

    id: ScenarioId
    code: str
    version: int
    label: Label
    description: Label
    source: Source
    sub_route: tuple[SubRoute, ...] = PydanticField(default=(), strict=False)
    step: tuple[Step, ...] = PydanticField(default=(), strict=False)

    def steps_of(self, sub_route: str | None) -> tuple[Step, ...]:
        """The steps of a sub-route in their order; without a sub-route, those that all sub-routes share."""
        everyone = {route.id for route in self.sub_route}
        if sub_route is None:
            return tuple(step for step in self.step if everyone <= set(step.sub_routes))
        return tuple(step for step in self.step if sub_route in step.sub_routes)


class Outcome(Definition):
    """How a stay ended, and in which of the three classes of the evaluation it counts.

    ``as_aftercare``: whether it can also be what became of someone later; what only ends a stay can't.
    """

    id: CodeId
    outcome_class: OutcomeClass
    as_aftercare: bool = True
    label: Label
    description: Label | None = None
    source: Source

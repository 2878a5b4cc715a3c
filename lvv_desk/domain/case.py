"""A client, their cases, and what happened in a case, each with its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID


class DatedRecord(Protocol):
    """A record about a day, with an id that tells when it was written."""

    @property
    def id(self) -> UUID: ...
    @property
    def on(self) -> date: ...


RecordT = TypeVar("RecordT", bound=DatedRecord)


class CaseStatus(StrEnum):
    """Where a case stands. It follows from dated records and can be told for any past day."""

    REGISTERED = "registered"
    INTAKE = "intake"
    ASSESSED = "assessed"
    DEFERRED = "deferred"
    WAITING_LIST = "waiting_list"
    REFUSED = "refused"
    REFERRED = "referred"
    PROVISIONAL = "provisional"
    ADMITTED = "admitted"
    IN_TRAJECTORY = "in_trajectory"
    EXITED = "exited"
    AFTERCARE = "aftercare"


class DecisionKind(StrEnum):
    """What a body decided about admission."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    WAITING_LIST = "waiting_list"
    EXCEPTION_LSO = "exception_lso"
    EXCEPTION_STEERING_GROUP = "exception_steering_group"
    DEFERRED = "deferred"
    PROVISIONAL = "provisional"
    REFERRED = "referred"

    @property
    def admits(self) -> bool:
        """Whether it gives the official LVV status."""
        return self in (self.ADMITTED, self.EXCEPTION_LSO, self.EXCEPTION_STEERING_GROUP)

    @property
    def shelters(self) -> bool:
        """Whether someone gets a place on it, official or provisional."""
        return self.admits or self is self.PROVISIONAL

    @property
    def is_exception(self) -> bool:
        return self in (self.EXCEPTION_LSO, self.EXCEPTION_STEERING_GROUP)


class RecordKind(StrEnum):
    """A dated record of a case that can turn out to be wrong."""

    DECISION = "decision"
    SCENARIO = "scenario"
    EXIT = "exit"
    AFTERCARE = "aftercare"


class ScenarioKind(StrEnum):
    """The perspective that is worked towards: an intention, never a result."""

    RETURN = "return"
    LEGALISATION = "legalisation"
    ONWARD_MIGRATION = "onward_migration"
    UNDER_INVESTIGATION = "under_investigation"
    NONE = "none"


class StepStatus(StrEnum):
    """How far a step is. ``cannot_start_yet`` follows from the steps before it and is never stored."""

    CANNOT_START_YET = "cannot_start_yet"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NOT_POSSIBLE = "not_possible"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_finished(self) -> bool:
        return self in (self.COMPLETED, self.NOT_POSSIBLE, self.NOT_APPLICABLE)


class SolutionClass(StrEnum):
    """The three classes of the final evaluation (Regioplan 2022)."""

    DURABLE = "durable"
    SEMI_DURABLE = "semi_durable"
    NO_SOLUTION = "no_solution"


@dataclass(frozen=True)
class Case:
    """One registration of a client with one programme."""

    id: UUID
    client_id: UUID
    number: str
    municipality: str
    programme: str
    registered_on: date
    reference: str | None = None


def looks_like_number(text: str) -> bool:
    """Whether a text has the shape of a case number, ``AMS-2021-0007``: nothing else may be named so."""
    return re.fullmatch(r"[A-Z]+-\d{4}-\d{4,}", text.strip().upper()) is not None


@dataclass(frozen=True)
class Decision:
    """What a body decided, apart from what the rules advised."""

    id: UUID
    on: date
    body: str
    kind: DecisionKind
    reason: str
    exception_ground: str | None
    advice: str | None
    assessment_id: UUID | None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class ScenarioChoice:
    """A scenario set for a case on a day; the newest on a day is the one established."""

    id: UUID
    on: date
    scenario: ScenarioKind
    sub_route: str | None
    reason: str
    template_version: int
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class TrajectoryStep:
    """A step of the running trajectory."""

    id: UUID
    scenario_choice_id: UUID
    step_id: str
    position: int
    status: StepStatus
    due_on: date | None
    status_on: date | None
    note: str
    by: str = ""
    at: datetime | None = None
    before: StepState | None = None


@dataclass(frozen=True)
class StepState:
    """How far a step was, and what was written about that."""

    status: StepStatus
    note: str = ""


def before_last(states: Sequence[StepState]) -> StepState | None:
    """The state to go back to, out of the states of a step in their order; ``None`` for a step as it began.

    A state that was gone back to is not gone back from again: after a step back comes the one before it.
    """
    standing = [StepState(StepStatus.NOT_STARTED)]
    for one in states:
        if len(standing) > 1 and one == standing[-2]:
            standing.pop()
        elif one != standing[-1]:
            standing.append(one)
    return standing[-2] if len(standing) > 1 else None


@dataclass(frozen=True)
class Exit:
    """How and when a stay ended."""

    id: UUID
    on: date
    outcome: str
    reason: str


@dataclass(frozen=True)
class Aftercare:
    """What became of someone after the exit; the outcome at exit stays as it was."""

    id: UUID
    on: date
    outcome: str
    note: str


@dataclass(frozen=True)
class CaseDates:
    """The dated records of a case that its status follows from."""

    registered_on: date
    intake_finished_on: date | None = None
    assessed_on: tuple[date, ...] = ()
    decisions: tuple[Decision, ...] = ()
    scenarios: tuple[ScenarioChoice, ...] = ()
    exit: Exit | None = None
    aftercare: tuple[Aftercare, ...] = ()


STATUS_OF_DECISION = {
    DecisionKind.ADMITTED: CaseStatus.ADMITTED,
    DecisionKind.EXCEPTION_LSO: CaseStatus.ADMITTED,
    DecisionKind.EXCEPTION_STEERING_GROUP: CaseStatus.ADMITTED,
    DecisionKind.PROVISIONAL: CaseStatus.PROVISIONAL,
    DecisionKind.REFUSED: CaseStatus.REFUSED,
    DecisionKind.REFERRED: CaseStatus.REFERRED,
    DecisionKind.WAITING_LIST: CaseStatus.WAITING_LIST,
    DecisionKind.DEFERRED: CaseStatus.DEFERRED,
}


def status_on(dates: CaseDates, on: date) -> CaseStatus | None:
    """Where the case stood at the end of a day; ``None`` before it was registered."""
    if on < dates.registered_on:
        return None
    if dates.exit is not None and dates.exit.on <= on:
        followed = any(one.on <= on for one in dates.aftercare)
        return CaseStatus.AFTERCARE if followed else CaseStatus.EXITED
    decision = latest(dates.decisions, on)
    if decision is not None:
        status = STATUS_OF_DECISION[decision.kind]
        scenario = latest(dates.scenarios, on)
        working = scenario is not None and scenario.scenario is not ScenarioKind.NONE
        if working and status in (CaseStatus.ADMITTED, CaseStatus.PROVISIONAL):
            return CaseStatus.IN_TRAJECTORY
        return status
    if any(day <= on for day in dates.assessed_on):
        return CaseStatus.ASSESSED
    finished = dates.intake_finished_on
    return CaseStatus.INTAKE if finished is not None and finished <= on else CaseStatus.REGISTERED


def latest(records: Iterable[RecordT], on: date) -> RecordT | None:
    """The record in force at the end of a day: the last by date; of one day, the one written down last.

    Ids are UUIDv7, so their order is the order of writing.
    """
    return max((one for one in records if one.on <= on), key=lambda one: (one.on, one.id), default=None)

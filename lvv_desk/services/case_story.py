"""The story of a case: what is to be done, grouped by phase, and what happened, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import ScenarioChoice, StepStatus
from lvv_desk.domain.consent import ConsentState
from lvv_desk.domain.dates import day_of
from lvv_desk.domain.notes import drafts, standing
from lvv_desk.domain.placements import current, still_taken
from lvv_desk.services import note_words, stays
from lvv_desk.services.cases import CaseView
from lvv_desk.services.intake import IntakeState
from lvv_desk.texts import name_of, say, t

State = Literal["done", "busy", "open", "waiting"]
Target = Literal["intake", "check", "admission", "trajectory", "notes", "stay", "documents", "handover"]
Happening = Literal["achieved", "planned", "due", "note"]


@dataclass(frozen=True)
class StoryTask:
    """Something to do: where it leads (a page, and ``place`` on it), and how far it is."""

    target: Target
    page_id: str | None
    label: str
    state: State
    words: str
    detail: str = ""
    place: str = ""


@dataclass(frozen=True)
class Phase:
    """A phase of the case with its tasks."""

    id: str
    label: str
    tasks: tuple[StoryTask, ...]


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, or is planned for one."""

    on: date
    title: str
    detail: str
    kind: Happening
    word: str


def phases(registry: Registry, view: CaseView, intake: IntakeState) -> tuple[Phase, ...]:
    """What is to be done in the case, phase by phase."""
    return (
        _phase("intake", (*_pages(intake, "intake"), _check(view))),
        _phase("admission", (*_pages(intake, "admission"), _test(registry, view))),
        _phase("decision", (_decision(view),)),
        _phase("trajectory", (_trajectory(view),)),
        _phase("record", (_notes(view), _stay(view), _papers(view))),
        _phase("exit", (_exit(registry, view), _aftercare(registry, view))),
        _phase("handover", (*_pages(intake, "handover"), _handover(registry, view))),
    )


def _phase(name: str, tasks: tuple[StoryTask, ...]) -> Phase:
    return Phase(name, t(f"story.{name}"), tasks)


def _pages(intake: IntakeState, phase: str) -> Iterator[StoryTask]:
    for one in intake.progress:
        if one.page.phase != phase:
            continue
        state: State = "done" if one.answered >= one.asked else "busy" if one.answered else "open"
        words = t("story.answered", answered=one.answered, asked=one.asked)
        yield StoryTask("intake", one.page.id, say(one.page.label), state, words)


def _check(view: CaseView) -> StoryTask:
    if view.has_draft:
        return StoryTask("check", None, t("story.check"), "busy", t("story.draft"), t("story.draft_detail"))
    if view.dates.intake_finished_on is not None:
        words = t("story.finished", on=_day(view.dates.intake_finished_on))
        return StoryTask("check", None, t("story.check"), "done", words)
    return StoryTask("check", None, t("story.check"), "open", t("story.todo"))


def _test(registry: Registry, view: CaseView) -> StoryTask:
    if view.assessment is None:
        return StoryTask("admission", None, t("story.test"), "open", t("story.todo"))
    result, on = view.assessment.result, day_of(view.assessment.at)
    advice = next(one for one in registry.advice.advice if one.id == result.advice)
    state: State = "done" if result.advice in ("admissible", "exception_granted") else "busy"
    tested = t("story.tested" if on == result.on else "story.tested_for", on=_day(on), day=_day(result.on))
    return StoryTask("admission", None, t("story.test"), state, say(advice.label), tested)


def _decision(view: CaseView) -> StoryTask:
    decision, label, place = view.decision, t("story.decide"), "decision"
    if decision is None:
        return StoryTask("admission", None, label, "open", t("story.todo"), place=place)
    return StoryTask("admission", None, label, "done", name_of(decision.kind), _day(decision.on), place)


def _trajectory(view: CaseView) -> StoryTask:
    label = t("story.steps")
    scenario = view.scenario
    if scenario is None:
        admitted = view.decision is not None and view.decision.kind.shelters
        words = t("story.todo") if admitted else t("story.after_admission")
        return StoryTask("trajectory", None, label, "open" if admitted else "waiting", words, place="scenario")
    finished = sum(one.is_finished for one in view.shown_steps)
    state: State = "done" if view.shown_steps and finished == len(view.shown_steps) else "busy"
    words = t("story.steps_done", done=finished, steps=len(view.shown_steps))
    return StoryTask("trajectory", None, label, state, words, name_of(scenario.scenario), _next_step(view))


def _next_step(view: CaseView) -> str:
    """The place of the first step that can be worked on."""
    waiting = (StepStatus.NOT_STARTED, StepStatus.IN_PROGRESS)
    pairs = zip(view.steps, view.shown_steps, strict=True)
    return next((step_place(step.step_id) for step, status in pairs if status in waiting), "")


def step_place(step_id: str) -> str:
    """The place of a step on the page of the trajectory, by the id of its definition."""
    return f"step {step_id}"


def _notes(view: CaseView) -> StoryTask:
    label, held, begun = t("notes.title"), standing(view.notes), drafts(view.notes)
    detail = t("notes.last_on", on=_day(held[0].says.on)) if held and held[0].says.on else ""
    if begun:
        words = t("notes.drafts_one" if len(begun) == 1 else "notes.drafts", number=len(begun))
        return StoryTask("notes", None, label, "busy", words, detail)
    if not held:
        return StoryTask("notes", None, label, "open", t("notes.none_yet"))
    words = t("notes.held_one" if len(held) == 1 else "notes.held", number=len(held))
    return StoryTask("notes", None, label, "done", words, detail)


def _stay(view: CaseView) -> StoryTask:
    label = t("stay.title")
    if still_taken(view.placements, view.dates, view.today) is not None:
        return StoryTask("stay", None, label, "busy", t("story.still_taken"), t("story.still_taken_detail"))
    now = current(view.placements, view.today)
    if now is not None:
        words = t(f"story.stay_{now.kind.value}")
        return StoryTask("stay", None, label, "done", words, stays.detail(now))
    if view.placements:
        last = max(one.last_day or one.first_day for one in view.placements)
        return StoryTask("stay", None, label, "done" if view.exit else "open", t("story.stayed_until", on=_day(last)))
    sheltered = any(one.kind.shelters for one in view.dates.decisions)
    words = t("story.no_stay") if sheltered else t("story.after_admission")
    return StoryTask("stay", None, label, "open" if sheltered and view.exit is None else "waiting", words)


def _papers(view: CaseView) -> StoryTask:
    kept = view.documents
    if not kept:
        return StoryTask("documents", None, t("story.papers"), "open", t("story.no_papers"))
    words = t("story.papers_kept", number=len(kept))
    return StoryTask(
        "documents", None, t("story.papers"), "done", words, t("story.received", on=_day(kept[0].received_on))
    )


def _exit(registry: Registry, view: CaseView) -> StoryTask:
    left = view.exit
    if left is not None:
        label = say(registry.outcomes[left.outcome].label)
        return StoryTask("trajectory", None, t("story.leave"), "done", t("story.left", on=_day(left.on)), label, "exit")
    sheltered = any(one.kind.shelters for one in view.dates.decisions)
    words = t("story.not_left") if sheltered else t("story.after_admission")
    return StoryTask("trajectory", None, t("story.leave"), "waiting", words, place="exit")


def _aftercare(registry: Registry, view: CaseView) -> StoryTask:
    if view.exit is None:
        return StoryTask("trajectory", None, t("story.aftercare"), "waiting", t("story.after_exit"))
    if not view.aftercare:
        return StoryTask("trajectory", None, t("story.aftercare"), "open", t("story.todo"), place="aftercare")
    last = view.aftercare[-1]
    label = say(registry.outcomes[last.outcome].label)
    return StoryTask("trajectory", None, t("story.aftercare"), "done", _day(last.on), label, "aftercare")


def _handover(registry: Registry, view: CaseView) -> StoryTask:
    label = t("story.hand_over")
    if not view.disclosures:
        return StoryTask("handover", None, label, "open", t("story.not_sent"))
    last = view.disclosures[-1]
    words = t("story.sent", number=len(view.disclosures))
    detail = f"{say(registry.recipient(last.recipient).label)}, {_day(day_of(last.at))}"
    return StoryTask("handover", None, label, "done", words, detail)


def events(registry: Registry, view: CaseView) -> tuple[Event, ...]:
    """What happened and what is planned, the first day first."""
    found = [
        *_admission(registry, view),
        *(event for scenario in view.dates.scenarios for event in _scenario(registry, scenario)),
        *_consents(view),
        *_steps(registry, view),
        *_talks(registry, view),
        *_stays(view),
        *_received(registry, view),
        *_handed_over(registry, view),
        *_left(registry, view),
    ]
    return tuple(sorted(found, key=lambda one: one.on))  # on one day in the order of the work, as they stand above


def _admission(registry: Registry, view: CaseView) -> Iterator[Event]:
    done = t("story.word_done")
    yield Event(view.case.registered_on, t("story.registered"), view.case.number, "achieved", done)
    if view.dates.intake_finished_on is not None:
        yield Event(view.dates.intake_finished_on, t("story.intake_finished"), "", "achieved", done)
    bodies = registry.code_lists["decision_bodies"]
    for one in view.dates.decisions:
        detail = " — ".join(part for part in (values.code_label(bodies, one.body), one.reason) if part)
        yield Event(one.on, name_of(one.kind), detail, "achieved", t("story.word_decided"))


def _consents(view: CaseView) -> Iterator[Event]:
    """What was said in one talk stands together."""
    said: dict[tuple[date, ConsentState], list[str]] = {}
    for one in view.consents:
        on = one.circumstances.on or day_of(one.at)
        said.setdefault((on, one.state), []).append(t(f"consent_topic.{one.purpose}"))
    for (on, state), topics in said.items():
        yield Event(on, t("story.consent"), "; ".join(topics), "note", name_of(state).lower())


def _talks(registry: Registry, view: CaseView) -> Iterator[Event]:
    for one in reversed(standing(view.notes)):
        if one.says.on is not None:
            yield Event(one.says.on, note_words.title(registry, one.says), "", "note", t("notes.word"))


def _handed_over(registry: Registry, view: CaseView) -> Iterator[Event]:
    for sent in view.disclosures:
        day = day_of(sent.at)
        yield Event(
            day,
            t("story.handed_over", recipient=say(registry.recipient(sent.recipient).label)),
            "",
            "note",
            t("story.word_sent"),
        )


def _stays(view: CaseView) -> Iterator[Event]:
    """Each placement when it began; when it ended too, unless the next one began on that day."""
    begun = {one.first_day for one in view.placements}
    for one in view.placements:
        yield Event(one.first_day, stays.where(one), one.note, "note", t("story.word_stay"))
        if one.last_day is not None and one.last_day not in begun:
            yield Event(one.last_day, t("story.stay_ended", where=stays.where(one)), "", "note", t("story.word_stay"))


def _received(registry: Registry, view: CaseView) -> Iterator[Event]:
    kinds = registry.code_lists["document_kinds"]
    for one in view.documents:
        kind = values.code_label(kinds, one.kind) if one.kind else t("access.shielded")
        yield Event(one.received_on, t("story.document", kind=kind), one.title, "note", t("story.word_received"))


def _left(registry: Registry, view: CaseView) -> Iterator[Event]:
    if view.exit is not None:
        label = say(registry.outcomes[view.exit.outcome].label)
        yield Event(view.exit.on, label, view.exit.reason, "achieved", t("story.word_left"))
    for later in view.aftercare:
        label = say(registry.outcomes[later.outcome].label)
        yield Event(later.on, label, later.note, "note", t("story.word_aftercare"))


def _scenario(registry: Registry, choice: ScenarioChoice) -> Iterator[Event]:
    definition = registry.scenarios[choice.scenario.value]
    route = next((say(one.label) for one in definition.sub_route if one.id == choice.sub_route), "")
    detail = " — ".join(part for part in (route, choice.reason) if part)
    yield Event(choice.on, t("story.scenario", scenario=say(definition.label)), detail, "note", t("story.word_set"))


def _steps(registry: Registry, view: CaseView) -> Iterator[Event]:
    running = view.exit is None
    for step, status in zip(view.steps, view.shown_steps, strict=True):
        template = registry.steps.get(step.step_id)
        title = say(template.label) if template else step.step_id
        if step.status_on is not None and step.status is not StepStatus.NOT_STARTED:
            kind: Happening = "achieved" if status is StepStatus.COMPLETED else "note"
            yield Event(step.status_on, title, step.note, kind, name_of(status))
        if running and step.due_on is not None and not status.is_finished:
            late = step.due_on < view.today
            word = t("story.word_late" if late else "story.word_planned")
            yield Event(step.due_on, title, "", "due" if late else "planned", word)


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")

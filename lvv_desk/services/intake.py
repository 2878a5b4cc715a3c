"""The intake: topic pages, a draft that is saved with every answer, checking, and finishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from lvv_desk.definitions import values
from lvv_desk.definitions.forms import Field, Page
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet, Standing
from lvv_desk.domain.case import Case
from lvv_desk.domain.rights import Look, Right
from lvv_desk.errors import RightsError
from lvv_desk.rules.visibility import hidden_fields
from lvv_desk.services import access, admission, consents, summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import case_with
from lvv_desk.store import answers as answer_store
from lvv_desk.store import cases
from lvv_desk.store import summaries as summary_store
from lvv_desk.store.unit_of_work import Reader
from lvv_desk.texts import say, t


@dataclass(frozen=True)
class Problem:
    """Something on a page that needs attention before going on; the words say what to do."""

    key: AnswerKey
    message: str


@dataclass(frozen=True)
class PageProgress:
    """How far a topic page is: questions asked, questions with any answer."""

    page: Page
    asked: int
    answered: int


@dataclass(frozen=True)
class IntakeState:
    """The answers as the form shows them: those that stand with the draft laid over them.

    ``masked`` are the questions that are shielded from who is looking: they show as such and can't be answered.
    """

    case: Case
    answers: AnswerSet
    hidden: frozenset[str]
    kept_aside: tuple[str, ...]
    masked: frozenset[str]
    has_draft: bool
    progress: tuple[PageProgress, ...]


class IntakeService(Service):
    """Filling in the forms of one case at a time."""

    @action(Right.READ_CASES, "intake.opened", case="case_id")
    def state(self, case_id: UUID) -> IntakeState:
        with self._desk.store.read() as reader:
            return self._state(reader, case_id)

    def _state(self, reader: Reader, case_id: UUID) -> IntakeState:
        case = case_with(reader, case_id)
        answers = answer_store.answers_as_drafted(reader, case_id)
        hidden = hidden_fields(self._desk.registry, answers, self._desk.today())
        masked = self._masked(reader, case_id)
        answers = AnswerSet.of(one for one in answers if one.key.field_id not in masked)
        hidden -= masked
        kept = sorted({one.key.field_id for one in answers if one.key.field_id in hidden})
        return IntakeState(
            case, answers, hidden, tuple(kept), masked, answer_store.has_draft(reader, case_id),
            tuple(self._progress(page, answers, hidden | masked) for page in pages(self._desk.registry)),
        )  # fmt: skip

    def _masked(self, reader: Reader, case_id: UUID) -> frozenset[str]:
        if access.look(self._desk, reader, case_id) is Look.FULL:
            return frozenset()
        registry = self._desk.registry
        shielded = {name for name in registry.fields if access.is_sensitive(registry, name)}
        return frozenset(shielded | {one.id for one in registry.groups.values() if one.privacy == "sensitive"})

    def _require_open(self, reader: Reader, case_id: UUID, field_ids: Iterable[str]) -> None:
        """What can't be seen can't be overwritten."""
        if self._masked(reader, case_id).intersection(field_ids):
            raise RightsError("field_masked")

    def _asked(self, field: Field) -> dict[str, str]:
        """The question for the log, which more people read than the case: a sensitive one is not named."""
        group = self._desk.registry.group_of.get(field.id)
        return {} if "sensitive" in (field.privacy, group.privacy if group else "") else {"field": field.id}

    def _progress(self, page: Page, answers: AnswerSet, hidden: frozenset[str]) -> PageProgress:
        entries = [one for one in page.field if one.type != "display" and one.id not in hidden]
        return PageProgress(page, len(entries), sum(_has_answer(one, answers) for one in entries))

    @action(Right.WRITE_CASES, "draft.saved", case="case_id")
    def save(
        self, case_id: UUID, key: AnswerKey, given: Any, *,
        absent: AbsentReason | None = None, source: str | None = None,
    ) -> IntakeState:  # fmt: skip
        """Saves one answer to the draft as it is given; ``None`` without a reason takes the answer away.

        Raises:
            ValueProblem: it can't be an answer to this question; nothing was changed.
        """
        field = self._desk.registry.fields[key.field_id]
        answer: Answer | None = None
        if absent is not None:
            answer = Answer(key, absent=absent, source=source)
        elif given is not None and given not in ("", ()):
            value = values.parse(field, given, self._desk.registry)
            if field.past and values.in_the_future(value, self._desk.today()):
                raise values.ValueProblem("future")
            answer = Answer(key, value=value, source=source)
        with self._desk.store.write() as work:
            self._require_open(work, case_id, [field.id])
            if answer is not None:
                answer_store.save_draft(work, case_id, answer)
            else:
                answer_store.clear_in_draft(work, case_id, key)
            summary_store.set_has_draft(work, case_id, has_draft=True)
            work.log("draft.saved", "case", case_id, **self._asked(field))
            work.session.flush()
            return self._state(work, case_id)

    @action(Right.WRITE_CASES, "draft.saved", case="case_id")
    def remove_item(self, case_id: UUID, group: Field, item: int) -> IntakeState:
        """Takes a row of a repeating group away, in the draft."""
        with self._desk.store.write() as work:
            self._require_open(work, case_id, [one.id for one in group.field])
            standing = answer_store.answers_of(work, case_id)
            answer_store.drop_item(work, case_id, [one.id for one in group.field], item)
            for one in group.field:
                for kind in Standing:
                    if standing.get(one.id, item, kind) is not None:
                        answer_store.clear_in_draft(work, case_id, AnswerKey(one.id, item, kind))
            summary_store.set_has_draft(work, case_id, has_draft=True)
            work.log("draft.saved", "case", case_id, **self._asked(group))
            work.session.flush()
            return self._state(work, case_id)

    @action(Right.WRITE_CASES, "draft.discarded", case="case_id", whole="full")
    def discard(self, case_id: UUID) -> IntakeState:
        """Throws the draft away; the answers that stand stay."""
        with self._desk.store.write() as work:
            answer_store.discard_draft(work, case_id)
            summary_store.set_has_draft(work, case_id, has_draft=False)
            work.log("draft.discarded", "case", case_id)
            work.session.flush()
            return self._state(work, case_id)

    @action(Right.WRITE_CASES, "intake.finished", case="case_id", whole="full")
    def finish(self, case_id: UUID) -> tuple[Problem, ...]:
        """Makes answers of the draft and assesses the case; returns the problems that stand in the way."""
        with self._desk.store.write() as work:
            state = self._state(work, case_id)
            found = tuple(one for page in pages(self._desk.registry) for one in problems(state, page))
            if found:
                work.log("intake.not_finished", "case", case_id, problems=len(found))
                return found
            before = answer_store.answers_of(work, case_id)
            draft, cleared = answer_store.draft_of(work, case_id)
            said_at = answer_store.drafted_at(work, case_id)
            answer_store.clear_answers(work, case_id, cleared)
            answer_store.add_answers(work, case_id, (replace(one, at=None) for one in draft))
            answer_store.discard_draft(work, case_id)
            cases.finish_intake(work, case_id, self._desk.today())
            work.session.flush()
            consents.record(self._desk, work, case_id, before, said_at)
            work.log("intake.finished", "case", case_id, answers=len(draft))
            admission.assess_and_store(self._desk, work, state.case, self._desk.today())
            summaries.refresh(self._desk, work, state.case)
        return ()


def pages(registry: Registry) -> tuple[Page, ...]:
    """All topic pages of all forms, in the order of the work."""
    order = {"intake": 0, "admission": 1, "handover": 2}
    found = [page for form in registry.forms.values() for page in form.page]
    return tuple(sorted(found, key=lambda page: order[page.phase]))


def problems(state: IntakeState, page: Page) -> tuple[Problem, ...]:
    """What the page still needs before going on."""
    return tuple(
        Problem(AnswerKey(field.id), t("problem.required", label=say(field.label)))
        for field in page.field
        if field.required and field.id not in state.hidden and field.id not in state.masked
        if field.is_question() and state.answers.best(field.id) is None
    )


def _has_answer(entry: Field, answers: AnswerSet) -> bool:
    return any(answers.items([question.id]) for question in entry.questions())

"""Consents: each change of an answer becomes a dated record of its purpose, with the talk in which it was said.

The questions of the intake ask after all consents at once, with one day, one language and one interpreter. What is
handed over must name the talk in which that very consent was given; a later talk about another one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerKey, AnswerSet
from lvv_desk.domain.consent import Circumstances, Consent, ConsentState, standing
from lvv_desk.domain.dates import day_of
from lvv_desk.services.desk import Desk
from lvv_desk.store import answers as answer_store
from lvv_desk.store import consents
from lvv_desk.store.unit_of_work import UnitOfWork

DAY, LANGUAGE, INTERPRETER, SIGNED = "consent_date", "consent_language", "consent_interpreter", "consent_signed"


def record(
    desk: Desk, work: UnitOfWork, case_id: UUID, before: AnswerSet, said_at: Mapping[AnswerKey, datetime]
) -> None:
    """Writes down what changed since ``before`` in the answers that stand now, each given at its moment of ``said_at``.

    Nothing is ever said to stem from a talk that it may not stem from. What changes gets the talk that the form tells
    of only when the form tells of a new one; otherwise it is of the day on which it was typed (today when that is not
    known), with nothing known of the talk. When only the talk changed it corrects what was said in it on the same day,
    or fills in what was not known; a later change could be another talk, and leaves the records as they are.
    """
    after = answer_store.answers_of(work, case_id)
    history = consents.consents_of(work, case_id)
    known = standing(history)
    told, told_before = _talk(after), _talk(before)
    said = dict(_said(desk.registry, before, after, known))
    if not said and told != told_before:
        mended = {
            name: one.state
            for name, one in known.items()
            if one.circumstances == told_before and (day_of(one.at) == day_of(work.at) or _fills_in(told_before, told))
        }
        consents.add_consents(work, case_id, mended, told)
        return
    is_new = told != told_before or all(one.circumstances != told for one in history)
    for purpose, state in said.items():
        typed = said_at.get(AnswerKey(desk.registry.consent_fields[purpose].id))
        day = day_of(typed) if typed else desk.today()
        consents.add_consents(
            work, case_id, {purpose: state}, told if is_new else Circumstances(day, None, None, None)
        )  # fmt: skip


def _fills_in(earlier: Circumstances, now: Circumstances) -> bool:
    """Whether nothing that was known of a talk is different now."""
    return all(was in (None, getattr(now, name)) for name, was in vars(earlier).items())


def _said(
    registry: Registry, before: AnswerSet, after: AnswerSet, known: Mapping[str, Consent]
) -> Iterator[tuple[str, ConsentState]]:
    """What was said now and not before. Taking an answer away takes a consent back."""
    for purpose, field in registry.consent_fields.items():
        was, now = before.value(field.id), after.value(field.id)
        if was == now:
            continue
        if now is True:
            yield purpose, ConsentState.GIVEN
        elif purpose in known and known[purpose].state is ConsentState.GIVEN:
            yield purpose, ConsentState.WITHDRAWN
        elif now is False:
            yield purpose, ConsentState.REFUSED


def _talk(answers: AnswerSet) -> Circumstances:
    """The talk that the form tells of."""
    day, language = answers.value(DAY), answers.value(LANGUAGE)
    interpreter, signed = answers.value(INTERPRETER), answers.value(SIGNED)
    return Circumstances(
        date.fromisoformat(str(day)) if day else None,
        str(language) if language else None,
        interpreter if isinstance(interpreter, bool) else None,
        signed if isinstance(signed, bool) else None,
    )

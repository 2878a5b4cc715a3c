"""Consents: each change of an answer becomes a dated record of its purpose, with the talk in which it was said.

The questions of the intake ask after all consents at once, with one day, one language and one interpreter. What is
handed over must name the talk in which that very consent was given; a later talk about another one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.consent import Circumstances, Consent, ConsentState, standing
from lvv_desk.services.desk import Desk
from lvv_desk.store import answers as answer_store
from lvv_desk.store import consents
from lvv_desk.store.unit_of_work import UnitOfWork

DAY, LANGUAGE, INTERPRETER, SIGNED = "consent_date", "consent_language", "consent_interpreter", "consent_signed"


def record(desk: Desk, work: UnitOfWork, case_id: UUID, before: AnswerSet) -> None:
    """Writes down what changed since ``before`` in the answers that stand now.

    What is said for the first time was said in the talk that the form tells of. What changes while the form still tells
    of the earlier talk is written down as of today, with nothing known of that talk. When only the talk changed, that
    corrects it for all that was said in it.
    """
    after = answer_store.answers_of(work, case_id)
    known = standing(consents.consents_of(work, case_id))
    today = desk.today()
    told, told_before = _talk(after, today), _talk(before, today)
    said = dict(_said(desk.registry, before, after, known))
    if not said and told != told_before:
        said = {name: one.state for name, one in known.items() if one.circumstances == told_before}
        consents.add_consents(work, case_id, said, told)
        return
    later = {name for name in said if name in known and known[name].circumstances.on == told.on}
    consents.add_consents(work, case_id, {name: one for name, one in said.items() if name not in later}, told)
    consents.add_consents(work, case_id, {name: said[name] for name in later}, Circumstances(today, None, None, None))


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


def _talk(answers: AnswerSet, today: date) -> Circumstances:
    """The talk that the form tells of; without a day it is taken to be today's."""
    day, language = answers.value(DAY), answers.value(LANGUAGE)
    interpreter, signed = answers.value(INTERPRETER), answers.value(SIGNED)
    return Circumstances(
        date.fromisoformat(str(day)) if day else today,
        str(language) if language else None,
        interpreter if isinstance(interpreter, bool) else None,
        signed if isinstance(signed, bool) else None,
    )

"""Which questions are asked: those whose condition holds. Answers to others are kept aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lvv_desk.definitions.forms import Field, Form
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.truth import Truth
from lvv_desk.rules.conditions import Facts, evaluate


def facts_for(registry: Registry, answers: AnswerSet, on: date) -> Facts:
    """The facts that conditions are tested on."""
    return Facts(answers, on, registry.fields, registry.code_ids)


def hidden_fields(registry: Registry, answers: AnswerSet, on: date) -> frozenset[str]:
    """The ids of all questions that are not asked on the day with these answers.

    A question that hangs on a hidden question is hidden too.
    """
    hidden: frozenset[str] = frozenset()
    while True:
        facts = facts_for(registry, answers.without(hidden), on)
        found = frozenset(_hidden(registry.forms.values(), facts))
        if found == hidden:
            return hidden
        hidden = found


def _hidden(forms: Iterable[Form], facts: Facts) -> Iterable[str]:
    for form in forms:
        for field in form.fields():
            if not is_asked(field, facts):
                yield from (field.id, *(question.id for question in field.questions()))


def is_asked(field: Field, facts: Facts) -> bool:
    """Whether the question is in force on the day and its condition holds."""
    if not field.in_force(facts.on):
        return False
    return field.enabled_when is None or evaluate(field.enabled_when, facts).truth is Truth.TRUE


def asked_answers(registry: Registry, answers: AnswerSet, on: date) -> AnswerSet:
    """The answers that count: those of hidden questions left out."""
    return answers.without(hidden_fields(registry, answers, on))

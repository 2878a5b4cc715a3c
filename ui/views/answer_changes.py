"""What finishing a draft would change: how many answers are new, and each that changes or goes with what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Answer, AnswerKey, AnswerSet
from lvv_desk.texts import many, name_of, say, t
from ui.context import Context
from ui.widgets import Body, Card, KeyValue, KeyValueList
from ui.words import named_problem


@dataclass(frozen=True)
class Changes:
    """The keys of answers by what happens to them, in the order of the forms."""

    new: tuple[AnswerKey, ...]
    changed: tuple[AnswerKey, ...]
    gone: tuple[AnswerKey, ...]


def changes(registry: Registry, before: AnswerSet, after: AnswerSet) -> Changes:
    """What differs between the answers that stand and those of the draft."""
    order = {name: number for number, name in enumerate(registry.fields)}

    def sorted_keys(keys: Iterator[AnswerKey]) -> tuple[AnswerKey, ...]:
        return tuple(sorted(keys, key=lambda key: (order.get(key.field_id, len(order)), key)))

    old, new = before.by_key, after.by_key
    return Changes(
        sorted_keys(key for key in new if key not in old),
        sorted_keys(key for key in new if key in old and _said(new[key]) != _said(old[key])),
        sorted_keys(key for key in old if key not in new),
    )


def _said(answer: Answer) -> tuple[object, object]:
    return answer.value, answer.absent


def shown(registry: Registry, answer: Answer) -> str:
    """An answer in words, or the reason why there is none."""
    if answer.absent is not None:
        return name_of(answer.absent)
    field = registry.fields[answer.key.field_id]
    return values.show(field, answer.value, registry) if answer.value is not None else ""


def label(registry: Registry, key: AnswerKey, answers: AnswerSet) -> str:
    """The question of a key: with its group and number, and claimed or established where it is asked twice."""
    field = registry.fields[key.field_id]
    words = say(field.label)
    if field.claimed_established:
        words = f"{words} ({name_of(key.standing).lower()})"
    group = registry.group_of.get(key.field_id)
    if group is None:
        return words
    number = answers.items([one.id for one in group.field]).index(key.item) + 1
    return f"{t('check_answers.row', group=say(group.label), number=number)}: {words}"


def changes_card(registry: Registry, before: AnswerSet, after: AnswerSet) -> tuple[Card, KeyValueList | None]:
    """What finishing changes, and the list in it from which answers can be opened."""
    found = changes(registry, before, after)
    card = Card(t("check_answers.changes"))
    parts = [(found.new, "new_answers"), (found.changed, "changed_answers"), (found.gone, "gone_answers")]
    counted = [many(f"check_answers.{key}", len(keys)) for keys, key in parts if keys]
    card.add(Body("  ·  ".join(counted) or t("check_answers.no_changes")))
    rows = [_row(registry, key, shown(registry, after.by_key[key]), before) for key in found.changed]
    rows += [_row(registry, key, t("check_answers.gone"), before) for key in found.gone]
    if not rows:
        return card, None
    listed = KeyValueList(rows, accessible_name=t("check_answers.changes"))
    card.add(listed)
    return card, listed


def not_understood(context: Context, case_id: UUID) -> list[tuple[str, str]]:
    """What was typed in the intake, is no answer, and waits there: the question, and what to do.

    Finishing without it would let an older answer stand that somebody meant to replace.
    """
    typed = context.go.waiting(f"IntakeView {case_id}").get("typed", {})
    fields = context.services.registry.fields
    return [
        (key.field_id, named_problem(say(fields[key.field_id].label), t("check_answers.waits", typed=text)))
        for key, text in sorted(typed.items())
        if text
    ]


def _row(registry: Registry, key: AnswerKey, now: str, before: AnswerSet) -> KeyValue:
    group = registry.group_of.get(key.field_id)
    target = group.id if group is not None else key.field_id
    was = t("check_answers.was", value=shown(registry, before.by_key[key]))
    return KeyValue(target, label(registry, key, before), now, t("check_answers.change"), note=was)

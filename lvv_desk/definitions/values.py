"""What each type of field takes and shows. A new type is one entry in ``FIELD_TYPES``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lvv_desk.definitions.forms import CodeList, Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Value
from lvv_desk.domain.dates import parse_partial_date
from lvv_desk.domain.identifiers import (
    NumberVerdict,
    grouped_v_number,
    is_bsn,
    is_ecli,
    judge_v_number,
    normalised_number,
)
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.texts import say, t

LONG_TEXT = 20_000


class ValueProblem(ValueError):
    """What was given can't be an answer to the question; the message says what to do."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return t(f"problem.{self.key}", **self.values)


@dataclass(frozen=True)
class FieldTypeRules:
    """How a type reads what is given and shows what is stored."""

    parse: Callable[[Field, Any, Registry], Value]
    show: Callable[[Field, Value, Registry], str]


def parse(field: Field, given: Any, registry: Registry) -> Value:
    """The value to store for what was typed or imported. Raises :class:`ValueProblem`."""
    return FIELD_TYPES[field.type].parse(field, given, registry)


def show(field: Field, value: Value, registry: Registry) -> str:
    """A stored value as people read it, in the language in use."""
    return FIELD_TYPES[field.type].show(field, value, registry)


def _text(field: Field, given: Any, _: Registry) -> Value:
    if not isinstance(given, str):
        raise ValueProblem("text")
    limit = LONG_TEXT if field.type == "text" else field.max_length
    text = cleaned(given, keep="\n\t" if field.type == "text" else "")
    if not text:
        raise ValueProblem("empty")
    if len(text) > limit:
        raise ValueProblem("too_long", limit=limit, length=len(text))
    return text


def _boolean(_: Field, given: Any, __: Registry) -> Value:
    if isinstance(given, bool):
        return given
    raise ValueProblem("yes_or_no")


def _integer(field: Field, given: Any, _: Registry) -> Value:
    if isinstance(given, str) and re.fullmatch(r"\s*-?\d{1,9}\s*", given):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueProblem("whole_number")
    if field.minimum is not None and given < field.minimum:
        raise ValueProblem("too_small", minimum=field.minimum)
    if field.maximum is not None and given > field.maximum:
        raise ValueProblem("too_large", maximum=field.maximum)
    return given


def _date(_: Field, given: Any, __: Registry) -> Value:
    parsed = parse_partial_date(given) if isinstance(given, str) else None
    if parsed is None or parsed.precision != "day":
        raise ValueProblem("date")
    return parsed.canonical()


def _partial_date(_: Field, given: Any, __: Registry) -> Value:
    parsed = parse_partial_date(given) if isinstance(given, str) else None
    if parsed is None:
        raise ValueProblem("partial_date")
    return parsed.canonical()


def _choice(field: Field, given: Any, registry: Registry) -> Value:
    if not isinstance(given, str) or registry.code(str(field.codelist), given) is None:
        raise ValueProblem("choice", given=given, codelist=field.codelist)
    return given


def _choices(field: Field, given: Any, registry: Registry) -> Value:
    if not isinstance(given, list | tuple) or not given:
        raise ValueProblem("choices")
    return tuple(str(_choice(field, one, registry)) for one in dict.fromkeys(given))


V_NUMBER_PROBLEMS = {
    NumberVerdict.DOCUMENT_NUMBER: "v_number_document",
    NumberVerdict.BSN: "v_number_bsn",
    NumberVerdict.WRONG_LENGTH: "v_number_length",
    NumberVerdict.REPEATED_DIGIT: "v_number_repeated",
    NumberVerdict.UNREADABLE: "v_number_unreadable",
}


def _identifier(field: Field, given: Any, registry: Registry) -> Value:
    text = str(_text(field, given, registry))
    if field.format == "v_number":
        verdict = judge_v_number(text)
        if verdict is not NumberVerdict.V_NUMBER:
            raise ValueProblem(V_NUMBER_PROBLEMS[verdict], length=len(normalised_number(text)))
        return normalised_number(text)
    if field.format == "bsn" and not is_bsn(text):
        raise ValueProblem("bsn")
    if field.format == "ecli" and not is_ecli(text):
        raise ValueProblem("ecli")
    if field.format == "phone" and not re.fullmatch(r"[+(]?[\d\s().\-/]{6,24}", text):
        raise ValueProblem("phone")
    return text.upper() if field.format == "ecli" else text


def _as_it_is(_: Field, value: Value, __: Registry) -> str:
    return str(value)


def _show_date(_: Field, value: Value, __: Registry) -> str:
    parsed = parse_partial_date(str(value))
    return parsed.display(t("date.about")) if parsed else str(value)


def _show_boolean(_: Field, value: Value, __: Registry) -> str:
    return t("answer.yes") if value else t("answer.no")


def _show_choice(field: Field, value: Value, registry: Registry) -> str:
    chosen = value if isinstance(value, tuple) else (value,)
    labels = [say(code.label) if (code := registry.code(str(field.codelist), str(one))) else str(one) for one in chosen]
    return ", ".join(labels)


def _show_identifier(field: Field, value: Value, _: Registry) -> str:
    text = str(value)
    return grouped_v_number(text) if field.format == "v_number" else text


FIELD_TYPES: dict[str, FieldTypeRules] = {
    "string": FieldTypeRules(_text, _as_it_is),
    "text": FieldTypeRules(_text, _as_it_is),
    "boolean": FieldTypeRules(_boolean, _show_boolean),
    "integer": FieldTypeRules(_integer, _as_it_is),
    "date": FieldTypeRules(_date, _show_date),
    "partial_date": FieldTypeRules(_partial_date, _show_date),
    "choice": FieldTypeRules(_choice, _show_choice),
    "multi_choice": FieldTypeRules(_choices, _show_choice),
    "identifier": FieldTypeRules(_identifier, _show_identifier),
}


def code_label(codes: CodeList, code_id: str) -> str:
    """The label of a code, or the code itself when the list does not have it."""
    code = codes.find(code_id)
    return say(code.label) if code else code_id


def in_the_future(value: Value, today: date) -> bool:
    """Whether a date lies wholly after today."""
    parsed = parse_partial_date(str(value))
    return parsed is not None and parsed.span().first > today

"""The JSON format of cases: its shape, its schema, and reading a file as hostile input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import DecisionKind, ScenarioKind, StepStatus
from lvv_desk.domain.placements import PlacementKind
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.errors import InputError, why
from lvv_desk.texts import t

LARGEST_FILE = 200 * 1024 * 1024
MEGABYTE = 1024 * 1024
LONGEST_NAME = 100
MOST_IN_NOTE, MOST_DOCUMENTS, MOST_PLACEMENTS = 20, 20, 200


def _clean(given: Any) -> Any:
    return cleaned(given, keep="\n\t") if isinstance(given, str) else given


def _clean_name(given: Any) -> Any:
    return cleaned(given) if isinstance(given, str) else given


def _iso_day(given: Any) -> Any:
    """A day is written as ``2021-03-27`` and in no other way: a number could be anything."""
    if isinstance(given, date) or (isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given)):
        return given
    raise PydanticCustomError("date_iso", "not a day")


Text = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(_clean)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), BeforeValidator(_clean_name)]
Line = Annotated[str, StringConstraints(max_length=LONGEST_NAME), BeforeValidator(_clean_name)]
Day = Annotated[date, BeforeValidator(_iso_day)]
Scalar = bool | int | str | list[str]


class Shape(BaseModel):
    """A part of the format: nothing in it that the format does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerShape(Shape):
    """An answer with its source, or the reason why there is none."""

    value: Scalar | None = None
    absent: Literal["not_asked", "unknown", "declined"] | None = None
    source: Name | None = None


class StandingShape(Shape):
    """What the person says beside what a body established."""

    claimed: AnswerShape | Scalar | None = None
    established: AnswerShape | Scalar | None = None


class DecisionShape(Shape):
    """A decision of a body about admission."""

    on: Day
    body: Name
    kind: DecisionKind
    reason: Text = ""
    exception_ground: Text = ""


class StepShape(Shape):
    """How far a step is."""

    status: StepStatus
    on: Day
    note: Text = ""


class ScenarioShape(Shape):
    """A scenario with the states of its steps, by step id."""

    on: Day
    scenario: ScenarioKind
    sub_route: Name | None = None
    reason: Text = ""
    steps: dict[str, StepShape] = Field(default_factory=dict)


class ExitShape(Shape):
    """How the stay ended."""

    on: Day
    outcome: Name
    reason: Text = ""


class AftercareShape(Shape):
    """What became of someone later."""

    on: Day
    outcome: Name
    note: Text = ""


class NoteTopicShape(Shape):
    """A topic of a contact note; it stays inside unless the file says otherwise."""

    topic: Name
    text: Text
    stays_inside: Annotated[bool, Field(strict=True)] = True


class ContactNoteShape(Shape):
    """A contact note; it comes in finished."""

    on: Day
    medium: Name
    present: Annotated[list[Name], Field(max_length=MOST_IN_NOTE)]
    interpreter: Name = "none"
    language: Name | None = None
    topics: Annotated[list[NoteTopicShape], Field(max_length=MOST_IN_NOTE)]


class LocationShape(Shape):
    """A location that is made when the municipality has none with this name yet."""

    name: Name
    places: Annotated[int, Field(strict=True, ge=0)]
    from_: Day = Field(alias="from")


class PlacementShape(Shape):
    """Where someone stays from a day on. ``location`` is for a bed: a name, or all of a location to make."""

    kind: PlacementKind
    location: Name | LocationShape | None = None
    place: Line = ""
    from_: Day = Field(alias="from")
    until: Day | None = None
    note: Text = ""


class DocumentShape(Shape):
    """A file of the case, with its bytes in base64: PDF, PNG or JPEG."""

    kind: Name
    copy_kind: Name
    received_on: Day
    dated_on: Day | None = None
    title: Text = ""
    note: Text = ""
    content: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]


class CaseShape(Shape):
    """One case. Two cases of one person carry the same ``client``."""

    reference: Name
    client: Name | None = None
    municipality: Name
    programme: Name | None = None
    registered_on: Day
    intake_finished_on: Day | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    decisions: list[DecisionShape] = Field(default_factory=list)
    scenarios: list[ScenarioShape] = Field(default_factory=list)
    placements: list[PlacementShape] = Field(default_factory=list, max_length=MOST_PLACEMENTS)
    exit: ExitShape | None = None
    aftercare: list[AftercareShape] = Field(default_factory=list)
    contact_notes: list[ContactNoteShape] = Field(default_factory=list)
    documents: list[DocumentShape] = Field(default_factory=list, max_length=MOST_DOCUMENTS)
    about: Text = ""


ANSWER = TypeAdapter[StandingShape | AnswerShape | Scalar](StandingShape | AnswerShape | Scalar)


def schema(registry: Registry) -> dict[str, Any]:
    """The JSON Schema of an import file, with the ids of all questions."""
    case = CaseShape.model_json_schema(ref_template="#/$defs/{model}")
    definitions = case.pop("$defs", {})
    answer = ANSWER.json_schema(ref_template="#/$defs/{model}")
    definitions |= answer.pop("$defs", {})
    properties: dict[str, Any] = {}
    for field in registry.fields.values():
        if field.id not in registry.group_of:
            properties[field.id] = {"title": field.label.en, "$ref": "#/$defs/Answer", "x-type": field.type}
    for group in registry.groups.values():
        row = {one.id: {"title": one.label.en, "$ref": "#/$defs/Answer", "x-type": one.type} for one in group.field}
        properties[group.id] = {
            "title": group.label.en, "type": "array",
            "items": {"type": "object", "properties": row, "additionalProperties": False},
        }  # fmt: skip
    case["properties"]["answers"] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "LVV Desk: a list of cases",
        "type": "array",
        "items": case,
        "$defs": {**definitions, "Answer": answer},
    }


def read_rows(path: Path) -> list[Any]:
    """The rows of an import file, not yet checked one by one.

    Raises:
        InputError: there is no such file, it is too large, or it is not a JSON list of cases.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("import_too_large", limit=LARGEST_FILE // MEGABYTE)
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError("import_unreadable", file=path, why=why(error)) from error
    except UnicodeDecodeError as error:
        raise InputError("import_not_text", file=path.name) from error
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constants)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", "?")
        raise InputError("import_not_json", file=path.name, line=line) from error
    rows = data.get("cases") if isinstance(data, dict) and set(data) == {"cases"} else data
    if not isinstance(rows, list):
        raise InputError("import_no_list", file=path.name)
    return rows


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _no_constants(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def reference_of(row: Any) -> str:
    """What a row calls itself, fit to show, whatever else is wrong with it."""
    given = row.get("reference", "") if isinstance(row, dict) else ""
    return cleaned(str(given))[:LONGEST_NAME]


def shape_problems(error: ValidationError) -> Iterator[str]:
    """What is wrong with the shape of a row, a line for each place, in plain words."""
    told: set[str] = set()
    for one in error.errors(include_url=False):
        if _is_other_way(one):
            continue
        words = WORDS_FOR.get(one["type"], WORDS_FOR.get(one["type"].split("_")[0], "other"))
        context = one.get("ctx", {})
        expected = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
        line = t(f"shape.{words}", place=_place(one), expected=expected, most=context.get("max_length", ""))
        if line not in told:
            told.add(line)
            yield line


def _is_other_way(error: ErrorDetails) -> bool:
    """Whether a location could be a name or all of a location, and this is about the one that it was not."""
    last, given = str(error["loc"][-1]) if error["loc"] else "", error["input"]
    if last == LocationShape.__name__:
        return not isinstance(given, dict)
    return last.startswith(WAY) and isinstance(given, dict)


def _place(error: ErrorDetails) -> str:
    """``placements 1, location, places``: rows are numbered from one."""
    parts, place = error["loc"], ""
    for number, part in enumerate(parts):
        is_own = error["type"] == "extra_forbidden" and number == len(parts) - 1
        if isinstance(part, int):
            place += f" {part + 1}"
        elif is_own or not (part.startswith(WAY) or part == LocationShape.__name__):
            place += f", {cleaned(part)[:LONGEST_NAME]}"
    return place.removeprefix(", ").strip() or "-"


WAY = "function-before["
WORDS_FOR = {
    "missing": "missing",
    "extra": "extra",
    "date": "date",
    "enum": "choice",
    "literal": "choice",
    "string": "text",
    "bool": "yes_no",
    "too_long": "many",
}

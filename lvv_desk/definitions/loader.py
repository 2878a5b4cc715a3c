"""Reads a definition file and checks its shape; says where a mistake is and how to mend it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lvv_desk.errors import DefinitionError

ModelT = TypeVar("ModelT", bound=BaseModel)

MENDS = {
    "extra_forbidden": "the name {name} is not known here: check its spelling or take it away",
    "missing": "add {name}",
    "literal_error": "{name} must be {expected}",
    "string_pattern_mismatch": "{name} may only have letters, digits, underscores (and dots between them)",
    "value_error": "{message}",
}


def mistake(file: str, row: str, code: str, mend: str) -> DefinitionError:
    """A mistake in a definition file, in the four parts that every such message has."""
    return DefinitionError("definition", file=file, row=row, code=code, mend=mend)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises :class:`DefinitionError` when it can't be read as TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise mistake(path.name, "-", "toml", f"mend the notation: {error}") from error


def read(path: Path, model: type[ModelT]) -> ModelT:
    """One file as one definition. Raises :class:`DefinitionError`."""
    return build(path.name, read_toml(path), model)


def build(file: str, data: Mapping[str, Any], model: type[ModelT]) -> ModelT:
    """A definition of a file's tables. Raises :class:`DefinitionError` for the first mistake."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        location = first["loc"]
        context = first.get("ctx", {})
        mend = MENDS.get(first["type"], "{name}: {message}").format(
            name=location[-1] if location else "it",
            expected=context.get("expected", ""),
            message=first["msg"].removeprefix("Value error, "),
        )
        raise mistake(file, _row_name(data, location), first["type"], mend) from error


def _row_name(data: object, location: tuple[int | str, ...]) -> str:
    """The way to a row as people look for it: ``page intake_identity > field birth_date > privacy``."""
    names: list[str] = []
    for part in location:
        data = _inside(data, part)
        if isinstance(part, int):
            known = data.get("id") if isinstance(data, Mapping) else None
            names[-1:] = [f"{names[-1] if names else 'row'} {known if known else part + 1}"]
        else:
            names.append(part)
    return " > ".join(names) or "-"


def _inside(data: object, part: int | str) -> object:
    if isinstance(data, Mapping) and isinstance(part, str):
        return data.get(part)
    if isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
        return data[part]
    return None

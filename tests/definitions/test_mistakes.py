"""A mistake in a definition file names the file, the row, the code of the error and the mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lvv_desk.definitions import checks
from lvv_desk.definitions.registry import load
from lvv_desk.errors import DefinitionError
from lvv_desk.evaluation.transforms import TRANSFORMS
from lvv_desk.paths import resources
from lvv_desk.rules.conditions import DERIVED_FIELDS
from lvv_desk.rules.predicates import PREDICATES

INTAKE = "forms/intake.toml"
CRITERIA = "criteria/lvv.toml"


def _replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


MISTAKES = [
    (INTAKE, lambda text: text + "\n[[page", "toml", "intake.toml"),
    (INTAKE, _replace('privacy = "identifying"\n', ""), "value_error", "privacy"),
    (INTAKE, _replace('type = "string"', 'type = "strng"'), "literal_error", "type"),
    (INTAKE, _replace('codelist = "sexes"', 'codelist = "sekse"'), "unknown_codelist", "sex"),
    (INTAKE, _replace('id = "birth_place"', 'id = "name_used"'), "duplicate_id", "name_used"),
    (INTAKE, _replace("required = true", "requird = true"), "extra_forbidden", "requird"),
    (CRITERIA, _replace('field = "entry_ban"', 'field = "inreisverbod"'), "unknown_field", "T11"),
    (CRITERIA, _replace('value = "heavy"', 'value = "zwaar"'), "unknown_code", "T11"),
    (CRITERIA, _replace('predicate = "age_at_least"', 'predicate = "is_adult"'), "unknown_predicate", "T07"),
    ("municipalities/groningen.toml", _replace('criterion = "T11"', 'criterion = "T99"'), "unknown_criterion", "T99"),
    (
        "release.toml",
        _replace('suppress_with = ["half_year"]', 'suppress_with = ["status"]'),
        "suppress_with",
        "duration",
    ),
    ("trajectories/return.toml", _replace("after = [", 'after = ["return.nowhere", '), "step_order", "return"),
]


@pytest.mark.parametrize(("file", "change", "code", "row"), MISTAKES, ids=[one[2] + "-" + one[3] for one in MISTAKES])
def test_a_mistake_is_named(tmp_path: Path, file: str, change: Callable[[str], str], code: str, row: str) -> None:
    root = tmp_path / "definitions"
    shutil.copytree(resources() / "definitions", root)
    path = root / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(DefinitionError) as raised:
        checks.check(load(root), predicates=set(PREDICATES), transforms=set(TRANSFORMS), derived=DERIVED_FIELDS)
    message = str(raised.value)
    assert Path(file).name in message
    assert f"[{code}]" in message
    assert row in message
    assert "\n" not in message

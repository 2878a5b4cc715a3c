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
HANDOVER = "handover.toml"
CRITERIA = "criteria/lvv.toml"


def _replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def _in(row: str, old: str, new: str) -> Callable[[str], str]:
    """The same within the row with this id."""

    def change(text: str) -> str:
        before, start, rest = text.partition(f'id = "{row}"\n')
        own, end, after = rest.partition("\n[[")
        return before + start + _replace(old, new)(own) + end + after

    return change


MISTAKES = [
    (
        "codelists/decision_bodies.toml",
        _replace('never_decides = ["exception_lso"]', 'never_decides = ["exception"]'),
        "enum",
        "steering_group",
    ),
    (INTAKE, lambda text: text + "\n[[page", "toml", "intake.toml"),
    (INTAKE, _replace('privacy = "identifying"\n', ""), "value_error", "privacy"),
    (INTAKE, _replace('type = "string"', 'type = "strng"'), "literal_error", "type"),
    (INTAKE, _replace('codelist = "sexes"', 'codelist = "sekse"'), "unknown_codelist", "sex"),
    (INTAKE, _replace('id = "birth_place"', 'id = "name_used"'), "duplicate_id", "name_used"),
    (INTAKE, _replace("required = true", "requird = true"), "extra_forbidden", "requird"),
    (
        INTAKE,
        _in("position_client", 'ind = "consent:sharing"', 'ind = "always"'),
        "free_text_always",
        "position_client",
    ),
    (INTAKE, _in("attempt_what", 'dtv = "consent:sharing"', 'dtv = "always"'), "free_text_always", "attempt_what"),
    (INTAKE, _in("question_ind", 'addressed_to = "ind"\n', ""), "free_text_always", "question_ind"),
    (INTAKE, _in("question_ind", 'ind = "always"', 'dtv = "consent:sharing"'), "addressed_to", "question_ind"),
    (INTAKE, _in("entry_ban", 'ind = "consent:sharing"', 'ind = "always"'), "value_error", "entry_ban"),
    (
        INTAKE,
        _in("return_decision_date", 'field = "return_decision"', 'field = "declared_undesirable"'),
        "condition_betrays",
        "return_decision_date",
    ),
    (INTAKE, _in("consent_trafficking", 'consent_for = ["ind"]\n', ""), "consent_for", "consent_trafficking"),
    (INTAKE, _in("consent_trafficking", '"ind"]', '"politie"]'), "unknown_recipient", "consent_trafficking"),
    (INTAKE, _in("consent_family", 'consent = "family"', 'consent = "medical"'), "duplicate_consent", "consent_family"),
    (INTAKE, _in("consent_family", 'type = "boolean"', 'type = "string"'), "consent_type", "consent_family"),
    (INTAKE, _in("new_elements", "share = { ind", "share = { dtv"), "consent_recipient", "new_elements"),
    (HANDOVER, _replace('consent = "documents_photos"', 'consent = "photos"'), "unknown_consent", "attachments"),
    (HANDOVER, _replace('"question_ind"', '"question_dtv"'), "addressed_to", "ind"),
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

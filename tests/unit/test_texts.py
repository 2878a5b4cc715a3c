"""The words: both languages complete, every enum member labelled, every key that the code names there."""

from __future__ import annotations

import re
import string
from enum import Enum
from pathlib import Path

import pytest

from lvv_desk import texts
from lvv_desk.domain import answers, assessment, case, handover, identifiers, lists, placements, rights, truth
from lvv_desk.evaluation import figures

ROOT = Path(__file__).resolve().parents[2]
ENUMS = [
    member
    for module in (answers, assessment, case, handover, identifiers, lists, placements, rights, truth, figures)
    for member in vars(module).values()
    if isinstance(member, type) and issubclass(member, Enum) and list(member) and member.__module__ == module.__name__
]
USED = re.compile(r"""(?<![\w.])(?:t|many)\(\s*f?["']([^"']+)["']""")
COUNTED = re.compile(r"""(?<![\w.])many\(\s*["']([^"']+)["']""")
RAISED = re.compile(r"""(?:Vault|Input|NotFound|Desk|Rights)Error\(\s*["']([a-z0-9_]+)["']""")
PROBLEMS = re.compile(r"""ValueProblem\(\s*["']([a-z0-9_]+)["']""")
FORBIDDEN = re.compile(r"\b(ongeldig|helaas|verplicht veld|oeps)\b", re.IGNORECASE)


def _placeholders(words: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    dutch, english = texts.catalogue("nl"), texts.catalogue("en")
    assert dutch.keys() == english.keys()
    assert [key for key in dutch if _placeholders(dutch[key]) != _placeholders(english[key])] == []
    assert [key for key in dutch if not dutch[key].strip() or not english[key].strip()] == []


@pytest.mark.parametrize("enum", ENUMS, ids=lambda one: one.__name__)
def test_every_member_has_a_label(enum: type[Enum]) -> None:
    for language in texts.LANGUAGES:
        texts.use(language)
        assert all(texts.name_of(member).strip() for member in enum)


def test_every_key_that_the_code_names_is_there() -> None:
    known = texts.catalogue("nl")
    lacking = set()
    for file in [*(ROOT / "lvv_desk").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        source = file.read_text("utf-8")
        named = [(key, "") for key in USED.findall(source)]
        named += [(key, "error.") for key in RAISED.findall(source)] + [
            (key, "problem.") for key in PROBLEMS.findall(source)
        ]
        for key, prefix in named:
            whole = prefix + key
            start = whole.split("{")[0]
            open_ended = "{" in whole or whole.endswith(".")
            found = any(one.startswith(start) for one in known) if open_ended else whole in known
            if not found:
                lacking.add(f"{file.name}: {whole}")
    assert lacking == set()


def test_what_is_counted_has_words_for_one_and_for_many() -> None:
    sources = [file.read_text("utf-8") for file in (ROOT / "ui").rglob("*.py")]
    counted = {key for source in sources for key in COUNTED.findall(source)}
    assert counted
    assert {f"{key}_one" for key in counted} <= texts.catalogue("nl").keys()


def test_the_words_stay_friendly() -> None:
    assert [key for key, words in texts.catalogue("nl").items() if FORBIDDEN.search(words)] == []

"""A release: nothing that identifies leaves, the files hold what was counted, and it is all or nothing."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lvv_desk.errors import InputError
from lvv_desk.evaluation import writers
from lvv_desk.evaluation.transforms import (
    AGE_BANDS,
    DURATION_BANDS,
    LONGEST_BAND,
    MOST_YEARS,
    OLDEST_BAND,
    YEARS_BANDS,
)
from lvv_desk.services import practice
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import EvaluationService, ReleasePreview
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.texts import LANGUAGES, catalogue
from tests.conftest import OpenWith

QUASI = ("municipality", "half_year", "age_band", "sex", "region", "household")


@pytest.fixture
def filled(open_with: OpenWith) -> Desk:
    return open_with("60 cases", lambda desk: ImportService(desk).rows(list(practice.fictitious_rows(60))))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_class_in_the_file_has_k_rows(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    written = service.write(service.preview(k=5), tmp_path / "levering")
    rows = _read(tmp_path / "levering" / "cases.csv")
    sizes = Counter(tuple(row[name] for name in QUASI) for row in rows)
    assert min(sizes.values()) >= 5
    assert min(sizes.values()) == written.achieved_k
    assert len(rows) == written.cases == 60
    assert len(_read(tmp_path / "levering" / "steps.csv")) == written.steps > 0


def test_nothing_that_identifies_is_in_any_file(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    service.write(service.preview(), tmp_path / "levering")
    content = "".join(one.read_text("utf-8") for one in (tmp_path / "levering").iterdir())
    for row in practice.fictitious_rows(60):
        answers = row["answers"]
        for secret in (answers["name_used"], answers["v_number"], row["reference"], row["registered_on"]):
            assert secret not in content
        if len(answers["birth_date"]) == 10:
            assert answers["birth_date"] not in content


def test_ages_come_in_bands_and_nationalities_as_regions(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    service.write(service.preview(), tmp_path / "levering")
    rows = _read(tmp_path / "levering" / "cases.csv")
    bands = {name for _, name in AGE_BANDS} | {OLDEST_BAND, "-97", "-99", "-95"}
    assert {row["age_band"] for row in rows} <= bands
    assert all(not row["region"].isalpha() or row["region"] == "XX" for row in rows)
    assert all(row["half_year"] == "-97" or row["half_year"][4:] in ("-H1", "-H2") for row in rows)


def test_the_codebook_names_every_column_and_value(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    service.write(service.preview(), tmp_path / "levering")
    known = {(row["table"], row["column"], row["value"]) for row in _read(tmp_path / "levering" / "codebook.csv")}
    missing = {value for table, column, value in known if table == "" and column == ""}
    for name in ("cases", "steps"):
        for row in _read(tmp_path / "levering" / f"{name}.csv"):
            for column, value in row.items():
                assert (name, column, "") in known
                assert column == "case_key" or value in missing or (name, column, value) in known


def test_rows_and_keys_differ_between_releases(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    orders = []
    for name in ("een", "twee"):
        service.write(service.preview(), tmp_path / name)
        orders.append([row["case_key"] for row in _read(tmp_path / name / "cases.csv")])
    assert not set(orders[0]) & set(orders[1])


def test_the_manifest_tells_how_it_was_counted(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    written = service.write(service.preview(k=4), tmp_path / "levering")
    manifest = json.loads((tmp_path / "levering" / "release.json").read_text("utf-8"))
    assert (manifest["k"], manifest["achieved_k"]) == (4, written.achieved_k)
    assert set(manifest["quasi_identifiers"]) == set(QUASI)
    assert "not anonymous" in manifest["status"]


def test_too_few_cases_make_no_release(desk: Desk, tmp_path: Path) -> None:
    ImportService(desk).rows(list(practice.fictitious_rows(3)))
    with pytest.raises(InputError) as raised:
        EvaluationService(desk).preview()
    assert raised.value.key == "release_too_few"


def test_a_taken_folder_is_not_touched(filled: Desk, tmp_path: Path) -> None:
    (tmp_path / "levering").mkdir()
    (tmp_path / "levering" / "ander.txt").write_text("van iemand anders")
    service = EvaluationService(filled)
    with pytest.raises(InputError) as raised:
        service.write(service.preview(), tmp_path / "levering")
    assert raised.value.key == "release_folder_taken"
    assert [one.name for one in (tmp_path / "levering").iterdir()] == ["ander.txt"]


def test_a_count_that_fails_leaves_nothing(filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = EvaluationService(filled)
    preview = service.preview()
    monkeypatch.setattr("lvv_desk.evaluation.anonymity.achieved_k", lambda *_: 1)
    with pytest.raises(InputError) as raised:
        service.write(preview, tmp_path / "levering")
    assert raised.value.key == "release_check_failed"
    assert [one.name for one in tmp_path.iterdir() if "levering" in one.name] == []


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1+2", "@x", "\tx", "\rx", " =1", "＝1", "−97"])
def test_no_cell_runs_as_a_formula(cell: str) -> None:
    safe = writers.neutral(cell)
    assert safe == cell if cell[0] == "−" else safe == f"'{cell}"


def test_missing_codes_stay_numbers() -> None:
    assert writers.neutral("-97") == "-97"


def _same_person(number: int, first: int = 0) -> list[dict[str, Any]]:
    """Cases of one and the same person, alike in every recognisable cell."""
    return [
        {
            "reference": f"S{index}", "client": "ONE", "municipality": "eindhoven", "registered_on": f"2021-0{index + 1}-10",
            "answers": {"name_used": "Een Persoon", "birth_date": "1990-01-01", "sex": "female", "nationality": "ERI",
                        "household_kind": "alone", "health_problem": True},
        }
        for index in range(first, first + number)
    ]  # fmt: skip


def test_one_person_with_five_cases_is_one_person(filled: Desk, tmp_path: Path) -> None:
    ImportService(filled).rows(_same_person(5))
    service = EvaluationService(filled)
    preview = service.preview(k=5)
    cases = preview.tables.cases
    people = defaultdict(set)
    for row, person in zip(cases.quasi_rows(), cases.persons, strict=True):
        people[row].add(person)
    assert min(len(one) for one in people.values()) == cases.k >= 5
    assert service.write(preview, tmp_path / "levering").achieved_k == cases.k


def test_five_cases_of_one_person_are_too_few(desk: Desk) -> None:
    ImportService(desk).rows(_same_person(6))
    with pytest.raises(InputError) as raised:
        EvaluationService(desk).preview(k=5)
    assert raised.value.key == "release_too_few"


def test_persons_are_counted_again_from_the_files(filled: Desk, tmp_path: Path) -> None:
    preview = EvaluationService(filled).preview(k=5)
    cases = preview.tables.cases
    one_person = replace(preview.tables, cases=replace(cases, persons=("same",) * len(cases.persons)))
    with pytest.raises(InputError) as raised:
        EvaluationService(filled).write(ReleasePreview(one_person, {}), tmp_path / "levering")
    assert raised.value.key == "release_check_failed"
    assert not (tmp_path / "levering").exists()


def test_the_persons_stay_inside(filled: Desk, tmp_path: Path) -> None:
    preview = EvaluationService(filled).preview()
    EvaluationService(filled).write(preview, tmp_path / "levering")
    content = "".join(one.read_text("utf-8") for one in (tmp_path / "levering").iterdir())
    assert not any(person in content for person in preview.tables.cases.persons)
    assert preview.tables.cases.persons[0] not in repr(preview)


def test_a_suppressed_cell_is_told_by_no_other_column(filled: Desk, tmp_path: Path) -> None:
    admitted = {"on": "2021-06-20", "body": "lso", "kind": "admitted", "reason": "x"}
    alike = [one | {"client": one["reference"], "decisions": [admitted]} for one in _same_person(6)]
    assert ImportService(filled).rows(alike).failed == ()
    service = EvaluationService(filled)
    service.write(service.preview(), tmp_path / "levering")
    rows = _read(tmp_path / "levering" / "cases.csv")
    hidden = [row for row in rows if row["half_year"] == "-97"]
    assert hidden
    assert {row["duration"] for row in hidden} == {"-97"}
    assert {row["advice"] for row in rows if row["municipality"] == "-97"} == {"-97"}
    assert {row["duration"] for row in rows if row["half_year"] != "-97"} == {"24 months or over"}
    manifest = json.loads((tmp_path / "levering" / "release.json").read_text("utf-8"))
    assert manifest["suppressed_with"] == {"duration": ["half_year"], "advice": ["municipality"]}


def test_the_steps_can_not_be_joined_to_the_cases(filled: Desk, tmp_path: Path) -> None:
    service = EvaluationService(filled)
    preview = service.preview(k=5)
    service.write(preview, tmp_path / "levering")
    steps = preview.tables.steps
    shared = set(_read(tmp_path / "levering" / "cases.csv")[0]) & set(_read(tmp_path / "levering" / "steps.csv")[0])
    assert shared == set()
    people = defaultdict(set)
    for row, person in zip(steps.quasi_rows(), steps.persons, strict=True):
        people[row].add(person)
    assert min(len(one) for one in people.values()) >= 5


def test_steps_of_too_few_people_stay_away(desk: Desk, tmp_path: Path) -> None:
    rows = list(practice.fictitious_rows(30))
    for row in rows[1:]:
        for scenario in row.get("scenarios", ()):
            scenario.pop("steps")
    ImportService(desk).rows(rows)
    written = EvaluationService(desk).write(EvaluationService(desk).preview(), tmp_path / "levering")
    assert (written.steps, written.achieved_k_steps) == (0, None)


def test_every_value_of_the_codebook_has_words_in_both_languages(desk: Desk) -> None:
    practice.PracticeService(desk).fill()
    preview = Services(desk).evaluation.preview(k=3)
    half_years = {"half_year", "step_start"}
    for table in (preview.tables.cases, preview.tables.steps):
        for place, column in enumerate(table.columns, start=table.first):
            for value in {row[place] for row in table.rows}:
                words = preview.cell(table.name, column.id, value)
                assert words is not None
                assert column.id in half_years or words.nl != value, (column.id, value)
    bands = [name for _, name in (*AGE_BANDS, *DURATION_BANDS, *YEARS_BANDS)] + [OLDEST_BAND, LONGEST_BAND, MOST_YEARS]
    for language in LANGUAGES:
        assert {f"band.{one}" for one in bands} <= catalogue(language).keys()

"""A release: nothing that identifies leaves, the files hold what was counted, and it is all or nothing."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from lvv_desk.errors import InputError
from lvv_desk.evaluation import writers
from lvv_desk.evaluation.transforms import AGE_BANDS, OLDEST_BAND
from lvv_desk.services import practice
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import EvaluationService
from lvv_desk.services.importing import ImportService

QUASI = ("municipality", "half_year", "age_band", "sex", "region", "household")


@pytest.fixture
def filled(desk: Desk) -> Desk:
    ImportService(desk).rows(list(practice.fictitious_rows(60)))
    return desk


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
    steps = _read(tmp_path / "levering" / "steps.csv")
    persons: dict[str, set[str]] = {}
    for row in steps:
        persons.setdefault(row["step_start"], set()).add(row["case_key"])
    assert all(len(found) >= 5 for found in persons.values())


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

"""The commands, as a program of their own: what they print, their exit status, and no traceback ever."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lvv_desk import cli
from lvv_desk.services import practice
from tests import ready
from tests.conftest import PASSPHRASE


@pytest.fixture
def passphrase_file(tmp_path: Path) -> str:
    path = tmp_path / "zin.txt"
    path.write_text(PASSPHRASE + "\n", "utf-8")
    return str(path)


class Run:
    """Runs commands on one vault and keeps what they print."""

    def __init__(self, vault: Path, passphrase_file: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.vault, self._file, self._capsys = vault, passphrase_file, capsys

    def __call__(self, *words: str, status: int = 0) -> str:
        command, *rest = words
        self._capsys.readouterr()
        found = cli.run([command, str(self.vault), *rest, "--passphrase-file", self._file])
        out, err = self._capsys.readouterr()
        assert found == status, err
        assert "Traceback" not in out + err
        if status:
            assert len(err.strip().splitlines()) == 1
            return err
        return out

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def run(tmp_path: Path, passphrase_file: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path / "kluis", passphrase_file, capsys)


@pytest.fixture
def filled(run: Run) -> Run:
    ready.begin("practice 12 7", run.vault, lambda: run("practice", "--cases", "12", "--seed", "7"))
    return run


def test_new_and_check(run: Run) -> None:
    run("new")
    found = run.json("check")
    assert {one["name"] for one in found} >= {"cipher", "pages", "references", "lists", "definitions", "names"}
    assert all(one["passed"] for one in found)
    assert "folder_taken" not in run("new", status=1)


def test_practice_is_reproducible(tmp_path: Path, passphrase_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    lists = []
    for name in ("een", "twee"):
        run = Run(tmp_path / name, passphrase_file, capsys)
        run("practice", "--cases", "10", "--seed", "3")
        lists.append([{**row, "id": None} for row in run.json("cases")])
    assert lists[0] == lists[1]
    assert len(lists[0]) == 10 + len(practice.worked_rows())


def test_cases_show_and_assess(filled: Run) -> None:
    rows = filled.json("cases")
    assert len(rows) == 12 + len(practice.worked_rows())
    first = next(row for row in rows if row["status"] != "registered")
    found = filled.json("cases", "--search", first["name"])
    assert first["number"] in [row["number"] for row in found]
    shown = filled.json("show", first["number"])
    assert shown["answers"]["name_used"]["value"] == first["name"]
    assessed = filled.json("assess", first["number"], "--on", "2021-06-01")
    assert len(assessed["criteria"]) == 26
    assert all({"value", "reason", "source", "trace"} <= set(one) for one in assessed["criteria"])
    for words in (("cases",), ("show", first["number"]), ("assess", first["number"])):
        assert filled(*words).strip()


def test_a_test_on_a_past_day_says_whose_answers_it_used(filled: Run) -> None:
    number = filled.json("cases")[0]["number"]
    assert "antwoorden van nu" in filled("assess", number, "--on", "2021-06-01")
    assert "antwoorden van nu" not in filled("assess", number)
    assert filled.json("assess", number, "--on", "2021-06-01")["answers_of"] > "2021-06-01"


def test_there_are_no_figures_of_tomorrow(filled: Run, tmp_path: Path) -> None:
    assert "peildatum" in filled("figures", "--on", "2099-01-01", status=1).lower()
    assert "peildatum" in filled("release", "--on", "2099-01-01", "--out", str(tmp_path / "x"), status=1).lower()
    assert not (tmp_path / "x").exists()


def test_handover(filled: Run, tmp_path: Path) -> None:
    number = filled.json("cases")[0]["number"]
    for recipient in ("ind", "dtv"):
        filled("handover", number, "--to", recipient, "--out", str(tmp_path / f"{recipient}.pdf"))
        assert (tmp_path / f"{recipient}.pdf").read_bytes().startswith(b"%PDF")
    assert [one["to"] for one in filled.json("show", number)["disclosures"]] == ["ind", "dtv"]
    filled("handover", number, "--to", "politie", "--out", str(tmp_path / "x.pdf"), status=2)
    filled("handover", number, "--to", "ind", "--out", str(tmp_path / "geen" / "map" / "x.pdf"), status=1)


def test_figures_and_release(filled: Run, tmp_path: Path) -> None:
    figures = filled.json("figures", "--on", "2022-07-01")
    assert figures["reference_date"] == "2022-07-01"
    assert figures["areas"][0]["municipality"] is None
    assert filled("figures").strip()
    out = filled("release", "--out", str(tmp_path / "levering"), "--k", "3")
    assert "k = 3" in out
    assert sorted(one.name for one in (tmp_path / "levering").iterdir()) == [
        "cases.csv", "codebook.csv", "release.json", "steps.csv",
    ]  # fmt: skip


def test_import_is_all_or_nothing(run: Run, tmp_path: Path) -> None:
    run("new")
    good = next(practice.fictitious_rows(1))
    bad = {**good, "reference": "X2", "answers": {**good["answers"], "v_number": "V123AL568", "shoe_size": "44"}}
    path = tmp_path / "dossiers.json"
    path.write_text(json.dumps([good, bad]), "utf-8")
    err = run("import", str(path), status=1)
    assert "Niets" in err or "niets" in err
    assert run.json("cases") == []
    run("import", str(path), "--partial", status=1)
    assert len(run.json("cases")) == 1
    run("import", str(path), status=1)
    assert len(run.json("cases")) == 1


def test_the_reasons_of_failed_rows_are_printed(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("new")
    row = {
        "reference": "X",
        "municipality": "utrecht",
        "registered_on": "2021-01-01",
        "answers": {"v_number": "V123AL568"},
    }
    path = tmp_path / "dossiers.json"
    path.write_text(json.dumps([row, "geen dossier"]), "utf-8")
    assert cli.run(["import", str(run.vault), str(path), "--json", "--passphrase-file", str(tmp_path / "zin.txt")]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [one["row"] for one in data["failed"]] == [1, 2]
    assert any("verblijfsdocument" in reason for reason in data["failed"][0]["reasons"])
    assert data["kept"] is False


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "JSON"),
        ("[1", "JSON"),
        ('{"a": 1}', "lijst"),
        ("[NaN]", "JSON"),
        ('[{"a":1,"a":2}]', "JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_no_list_of_cases(run: Run, tmp_path: Path, content: str, word: str) -> None:
    run("new")
    path = tmp_path / "fout.json"
    path.write_text(content, "utf-8")
    assert word in run("import", str(path), status=1)


def test_trouble_is_one_plain_line(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("cases", status=1)
    run("new")
    run("show", "AMS-1999-0001", status=1)
    run("assess", "AMS-1999-0001", "--on", "gisteren", status=1)
    run("cases", "--bogus", status=2)
    assert cli.run(["cases", str(run.vault), "--passphrase-file", str(tmp_path / "weg.txt")]) == 1
    capsys.readouterr()
    wrong = tmp_path / "fout.txt"
    wrong.write_text("een andere zin dan de juiste")
    assert cli.run(["cases", str(run.vault), "--passphrase-file", str(wrong)]) == 1
    assert "wachtwoordzin" in capsys.readouterr().err


def test_the_passphrase_from_standard_input(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSPHRASE + "\n"))
    assert cli.run(["new", str(run.vault), "--passphrase-file", "-"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSPHRASE))
    assert cli.run(["cases", str(run.vault), "--json", "--passphrase-file", "-"]) == 0
    assert capsys.readouterr().out.endswith("[]\n")


def test_schema_and_language(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert "name_used" in schema["items"]["properties"]["answers"]["properties"]
    assert cli.run(["--lang", "en", "cases", str(tmp_path / "nergens"), "--passphrase-file", "-"]) == 1
    assert "There is no vault" in capsys.readouterr().err


def test_without_a_screen_the_window_says_so_in_one_line(tmp_path: Path) -> None:
    import os
    import subprocess

    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    found = subprocess.run(
        [sys.executable, "-m", "lvv_desk", str(tmp_path / "kluis")],
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert len(found.stderr.strip().splitlines()) == 1
    assert "scherm" in found.stderr or "screen" in found.stderr


def test_the_command_replaces_only_with_force(filled: Run, tmp_path: Path) -> None:
    number = filled.json("cases")[0]["number"]
    path = tmp_path / "x.pdf"
    words = ("handover", number, "--to", "ind", "--out", str(path))
    filled(*words)
    assert "--force" in filled(*words, status=1)
    filled(*words, "--force")
    assert len(filled.json("show", number)["disclosures"]) == 2
    before = sorted(one.name for one in filled.vault.iterdir())
    assert "kluis" in filled(*words[:-1], str(filled.vault / "vault-1.db"), "--force", status=1)
    assert sorted(one.name for one in filled.vault.iterdir()) == before
    filled("check")


def test_what_the_system_refuses_is_one_plain_line(
    filled: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/ergens/\x1b[31mdicht")

    monkeypatch.setattr("lvv_desk.services.cases.CaseService.every", refuse)
    words = filled("cases", status=1)
    assert "rechten" in words
    assert not any(word in words for word in ("Permission", "\x1b", "niet kent"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cases"], "VAULT ontbreekt"),
        (["cases", "x", "--zoek"], "Er is geen optie --zoek"),
        (["release", "x", "--out", "y", "--k", "vijf"], "De waarde van --k kan niet"),
        (["practice", "x", "--cases", "veel"], "De waarde van --cases kan niet"),
    ],
)
def test_wrong_usage_is_said_in_the_language_of_the_program(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.run(arguments) == 2
    assert capsys.readouterr().err.startswith(words)


def test_show_tells_the_whole_story_in_order_and_in_words(filled: Run) -> None:
    text = filled("show", "W09")
    story = text[text.index("Wat er is gebeurd") :].splitlines()[1:]
    days = [datetime.strptime(line.split()[0], "%d-%m-%Y").replace(tzinfo=UTC) for line in story if line.strip()]
    assert days == sorted(days)
    assert len(days) > 5
    assert "Herhaalde asielaanvraag (HASA)" in "\n".join(story)
    assert "[nazorg]" in "\n".join(story)
    assert "hasa" not in "\n".join(story)


def test_a_wrong_code_names_the_codes(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "stuk.pdf"
    path.write_bytes(b"%PDF-1.4")
    assert "passport" in filled("documents", "W09", "--add", str(path), "--kind", "x", status=1)
    told = filled("documents", "W09", "--remove", "x", "--reason", "y", status=1)
    assert "y staat niet op de lijst" in told
    assert "1 dossier\n" in filled("cases", "--search", "Jasmijn")

"""The commands that keep the vault, as someone at a terminal uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from lvv_desk import cli
from lvv_desk.services import practice
from tests.conftest import PASSPHRASE

OTHER = "een tweede zin om te testen"


class Run:
    """Runs commands on one vault."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.vault, self._folder, self._capsys = folder / "kluis", folder, capsys
        self.file(PASSPHRASE, "p")

    def file(self, text: str, name: str) -> str:
        (self._folder / name).write_text(text)
        return str(self._folder / name)

    def __call__(self, *words: str, status: int = 0, user: str | None = None, file: str = "p") -> str:
        command, *rest = words
        self._capsys.readouterr()
        before = ["--user", user] if user else []
        passphrase = ["--passphrase-file", str(self._folder / file)] if command != "recover" else []
        found = cli.run([*before, command, str(self.vault), *rest, *passphrase])
        out, err = self._capsys.readouterr()
        assert found == status, err
        assert "Traceback" not in err
        self.aside = err
        return err if status else out

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    made = Run(tmp_path, capsys)
    codes = [one.strip() for one in made("new").splitlines() if one.startswith("  ")]
    assert len(codes) == 2
    made.file(codes[0], "code")
    made("import", str(practice.worked_file()))
    return made


def test_backup_list_drill_and_restore(run: Run, tmp_path: Path) -> None:
    (made,) = run.json("backup")
    assert made["cases"] == 21
    assert "niet in orde" not in run("backup", "--drill")
    assert next(one["folder"] for one in run.json("backup", "--list")) == made["folder"]
    run("backup", "--to", str(tmp_path / "stick"))
    database = next(run.vault.glob("vault-*.db"))
    content = bytearray(database.read_bytes())
    content[9000] ^= 1
    database.write_bytes(content)
    assert "beschadigd" in run("cases", status=1) or "schade" in run("cases", status=1)
    run("verify", status=1)
    assert "teruggezet" in run("restore")
    assert len(run.json("cases")) == 21
    assert all(one["passed"] for one in run.json("verify"))


def test_accounts_roles_and_the_log(run: Run) -> None:
    other = run.file(OTHER, "q")
    run("accounts", "--add", "Linde Voorbeeld", "--role", "counsellor", "--new-passphrase-file", other)
    assert [one["roles"] for one in run.json("accounts") if one["name"] == "Linde Voorbeeld"] == [["counsellor"]]
    assert "Oefenpersoon" not in run("cases", user="linde voorbeeld", file="q")
    assert "logboek" in run("audit", status=1, user="linde voorbeeld", file="q")
    run("accounts", "--set-roles", "Linde Voorbeeld", "--role", "team_lead")
    assert "Oefenpersoon" in run("cases", user="linde voorbeeld", file="q")
    log = run.json("audit", "--account", "linde voorbeeld", "--action", "case.listed")
    assert log["total"] == 2 and all(one["account"] == "Linde Voorbeeld" for one in log["entries"])
    case = run.json("cases")[0]["number"]
    run("show", case)
    assert run.json("audit", "--case", case)["entries"][0]["action"] == "case.opened"
    run("accounts", "--remove", "Linde Voorbeeld")
    assert f"accounts {run.vault} --renew-codes" in run.aside
    run("cases", status=1, file="q")
    assert sorted(one.name for one in run.vault.glob("vault-*.db")) == ["vault-2.db"]


def test_codes_that_are_renewed_with_the_removal_need_no_reminder(run: Run) -> None:
    run("accounts", "--add", "Bram", "--role", "counsellor", "--new-passphrase-file", run.file(OTHER, "q"))
    run("accounts", "--remove", "Bram", "--renew-codes")
    assert "--renew-codes" not in run.aside


def test_a_forgotten_passphrase(run: Run, tmp_path: Path) -> None:
    new = run.file("een nieuwe zin na het vergeten", "n")
    out = run("recover", "--code-file", str(tmp_path / "code"), "--new-passphrase-file", new)
    assert len([one for one in out.splitlines() if one.startswith("  ")]) == 1
    run("cases", file="n")
    run("cases", status=1)
    run("passphrase", "--new-passphrase-file", run.file(PASSPHRASE, "p"), file="n")
    run("cases")
    used = run("recover", "--code-file", str(tmp_path / "code"), "--new-passphrase-file", new, status=1)
    assert "herstelcode" in used


def test_rotate(run: Run) -> None:
    assert "nummer 2" in run("rotate")
    assert len(run.json("cases")) == 21
    assert all(one["passed"] for one in run.json("check"))


def test_erase(run: Run) -> None:
    run("accounts", "--add", "Linde Voorbeeld", "--role", "team_lead", "--new-passphrase-file", run.file(OTHER, "q"))
    due = run.json("erase")["due"]
    run("erase", "--propose", due[0]["case"], "--rule", due[0]["rule"])
    (waiting,) = run.json("erase")["proposals"]
    assert "twee mensen" in run("erase", "--confirm", waiting["id"], status=1)
    run("erase", "--confirm", waiting["id"], user="linde voorbeeld", file="q")
    assert due[0]["case"] not in {one["number"] for one in run.json("cases")}
    assert len(run.json("erase")["done"]) == 1
    run("erase", "--confirm", "geen-id", status=1)


def test_a_whole_file_leaves_encrypted_and_complete(run: Run, tmp_path: Path) -> None:
    case, path = run.json("cases")[0]["number"], tmp_path / "dossier.pdf"
    out = run("export-person", case, "--out", str(path))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    passphrase = out.strip().rpartition(": ")[2]
    with pikepdf.open(path, password=passphrase) as pdf:
        assert pdf.encryption.R == 6
        data = json.loads(pdf.attachments["dossier.json"].get_file().read_bytes())
    assert {"answer", "case_file", "client", "decision"} <= data["records"].keys()
    assert data["looked_at"] and all(isinstance(one["roles"], list) for one in data["looked_at"])
    assert path.stat().st_mode & 0o077 == 0
    assert "--force" in run("export-person", case, "--out", str(path), status=1)


def test_the_report_after_a_theft_names_nobody(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "diefstal.pdf"
    run("theft-report", "--out", str(path))
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Argon2id" in text and "21" in text and "Oefenpersoon" not in text

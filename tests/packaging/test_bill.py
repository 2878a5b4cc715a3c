"""The bill of materials, and what counts as having looked every package up."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lvv_desk.store import engine
from tests.packaging.test_project import TRACES

INSTALLER = Path(__file__).resolve().parents[2] / "installer"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, INSTALLER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BILL, AUDITED = _script("bill"), _script("audited")


def test_the_bill_names_every_locked_package_and_what_is_built_in() -> None:
    made: dict[str, Any] = BILL.bill()
    parts = {one["name"]: one for one in made["components"]}
    locked = dict(BILL.PINNED.findall(BILL.LOCK.read_text("utf-8")))
    assert {name: parts[name]["version"] for name in locked} == locked
    inside = {one["name"]: one["version"] for one in parts["sqlcipher3"]["components"]}
    cipher, sqlite = engine.versions()
    assert (inside["SQLCipher"], inside["SQLite"]) == (cipher, sqlite)
    assert inside["OpenSSL"].count(".") == 2
    assert all(
        any(one["name"] == "OpenSSL" for one in parts[name]["components"]) for name in ("cryptography", "sqlcipher3")
    )
    references = [one["bom-ref"] for one in made["components"]]
    assert len(references) == len(set(references))
    words = json.dumps(made)
    assert words == json.dumps(BILL.bill())
    assert TRACES.search(words) is None


def test_an_environment_that_is_not_the_locked_one_gives_no_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("sqlcipher3==0.0.1 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(BILL, "LOCK", lock)
    assert BILL.main([str(tmp_path / "bill.json")]) == 1
    assert "sqlcipher3 0.0.1" in capsys.readouterr().err
    assert not (tmp_path / "bill.json").exists()


WEAK = {"id": "CVE-2026-0001", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("rows", "status", "words"),
    [
        (None, 2, "NOT AUDITED: 2 of 2"),
        ([{"name": "een", "version": "1.0", "vulns": []}], 2, "NOT AUDITED: 1 of 2"),
        ([{"name": "een", "version": "1.0", "vulns": []}, {"name": "Twee_B", "skip_reason": "unknown"}], 2, "twee-b"),
        ([{"name": "een", "version": "1.0", "vulns": []}, {"name": "Twee_B", "version": "2.1", "vulns": []}], 0, "nothing known"),
        ([{"name": "een", "version": "1.0", "vulns": [WEAK]}, {"name": "twee.b", "version": "2.1", "vulns": []}], 1, "CVE-2026-0001, mended in 2.0"),
        ([{"name": "een", "version": "1.0", "vulns": [WEAK]}], 1, "NOT AUDITED: 1 of 2"),
    ],
)  # fmt: skip
def test_only_a_report_about_every_package_is_good_news(
    tmp_path: Path, rows: list[dict[str, Any]] | None, status: int, words: str
) -> None:
    lock, report = tmp_path / "requirements.lock", tmp_path / "report.json"
    lock.write_text("een==1.0 \\\n    --hash=sha256:00\ntwee-b==2.1 \\\n    --hash=sha256:00\n")
    if rows is not None:
        report.write_text(json.dumps({"dependencies": rows, "fixes": []}))
    found, said = AUDITED.outcome(lock, report)
    assert found == status
    assert words in "\n".join(said)

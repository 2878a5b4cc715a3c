"""The rules of the house: who imports whom, no network, files that fit in the head."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter import cli as importlinter

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "lvv_desk").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "xmlrpc", "requests", "httpx", "aiohttp"}
DANGEROUS = {"pickle", "shelve", "marshal"}
MOST_LINES = 400


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_who_may_import_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert importlinter.lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_nothing_reaches_for_the_network() -> None:
    reaching = {
        f"{path.name}: {name}"
        for path in SOURCES
        for name in _imports(path)
        if name in NETWORK | DANGEROUS
        or name.split(".")[0] in NETWORK | DANGEROUS
        or name.startswith("PySide6.QtNetwork")
    }
    assert reaching == set()


def test_no_file_is_longer_than_one_can_keep_in_the_head() -> None:
    long = {path.name: lines for path in SOURCES if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES}
    assert long == {}


def test_nothing_is_printed_past_the_output() -> None:
    printing = {
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "eval", "exec")
    }
    assert printing == set()


@pytest.mark.parametrize("module", ["lvv_desk.cli", "lvv_desk.services.services"])
def test_the_core_works_without_qt(module: str) -> None:
    import subprocess
    import sys

    code = (
        f"import sys, {module}; sys.exit(any(name.startswith(('PySide6', 'shiboken6', 'ui.')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

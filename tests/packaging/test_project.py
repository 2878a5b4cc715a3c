"""What is shipped: pinned, licensed, without traces of where it was made, and safe with this Qt."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer

ROOT = Path(__file__).resolve().parents[2]
HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("deb", "debian", "org"))
TRACES = re.compile(
    "|".join([*(r"\.".join(host) for host in HOSTS), "--index-url", "--find-links", "/home/[a-z]+/", "/" + "root/"])
)
TEXT = {".py", ".toml", ".md", ".sh", ".lock", ".txt", ".qss", ".json", ".cfg", ""}


def _tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("there is no git here to tell which files are tracked")
    found = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_machine_or_registry_is_named() -> None:
    own = Path(__file__).resolve()
    named = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.suffix in TEXT and path != own and TRACES.search(path.read_text("utf-8", errors="ignore"))
    ]
    assert named == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-audit.lock"])
def test_every_requirement_is_locked_with_hashes(name: str) -> None:
    text = (ROOT / "installer" / name).read_text("utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip() and not block.startswith("#")]
    assert len(blocks) > 10
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_fonts_come_with_their_licence() -> None:
    fonts = ROOT / "resources" / "fonts"
    described = (fonts / "README.md").read_text("utf-8")
    files = sorted(fonts.glob("*.ttf"))
    assert len(files) >= 5
    assert all(path.name in described for path in files)
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text("utf-8").upper()


def test_qt_keeps_none_alive() -> None:
    """PySide6 6.12.0 drops a reference of ``None`` with each call of a void method and aborts Python 3.11."""
    assert tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2]) < (6, 12)
    parent = QObject()
    timer = QTimer(parent)
    before = sys.getrefcount(None)
    for _ in range(20_000):
        timer.setInterval(10)
    assert sys.getrefcount(None) > before - 1_000


def test_the_sqlcipher_of_the_lock_is_new_enough() -> None:
    assert tuple(int(part) for part in version("sqlcipher3").split(".")[:3]) >= (0, 6, 4)

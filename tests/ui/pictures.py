"""Draws every main view to PNG: ``python -m tests.ui.pictures FOLDER [--text 150]``. Light and dark, Dutch and English."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lvv_desk.services import practice, vaults
from tests.conftest import CHEAP
from ui.app import make_app
from ui.tour import SIZE, take_pictures


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws every main view of LVV Desk to PNG.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", type=int, default=100, help="text size in per cent")
    parser.add_argument("--size", type=int, nargs=2, default=SIZE, help="width and height of the window")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        desk = vaults.create(Path(name) / "kluis", vaults.PRACTICE_PASSPHRASE, practice=True, kdf=CHEAP)
        practice.PracticeService(desk).fill()
        make_app()
        size = (arguments.size[0], arguments.size[1])
        files = take_pictures(desk, arguments.folder, size=size, text_percent=arguments.text)
    sys.stdout.write(f"{len(files)} pictures in {arguments.folder}\n")


if __name__ == "__main__":
    main()

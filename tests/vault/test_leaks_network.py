"""The program talks to nobody: seen by the calls of a whole run of the window, and of the commands (in the leak search)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.torture import trace

ROOT = Path(__file__).resolve().parents[2]
NAME_SERVICE = "/var/run/nscd/socket"
"""Asked by the C library for the name of who is at work: a file of this computer."""
SCREEN = re.compile(r"@?(/tmp/\.X11-unix/|/run/(user/\d+/(bus|wayland|at-spi)|dbus/)|/var/run/dbus/|/tmp/dbus-)")
"""The screen, and the desktop with its screen readers."""
WINDOW_TEST = "tests/flows/test_main_window.py::test_the_whole_job"
Call = tuple[str, str]


def beyond_this_computer(calls: Iterable[Call]) -> list[str]:
    """Every socket that is not a file of this computer."""
    return [words for name, words in calls if name in ("socket", "socketpair") and not words.startswith("AF_UNIX")]


def unix_sockets(calls: Iterable[Call]) -> set[str]:
    """The files that were connected to, or offered."""
    found = set()
    for name, words in calls:
        if name in ("connect", "bind"):
            path = re.search(trace.STRING, words)
            found.add(trace.plain(path[1]).decode("utf-8", "replace") if path else words)
    return found


def calls_of(words: list[str], log: Path) -> list[Call]:
    """The calls about the network that a program makes, with its children."""
    done = subprocess.run(
        ["strace", "-q", "-f", "-y", "-xx", "-e", "signal=none", "-e", "trace=network", "-o", str(log), *words],
        cwd=ROOT, check=False, capture_output=True, timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()[-3000:]
    return [(name, arguments) for _, name, arguments, _, _ in trace.calls(log.read_text("ascii", "replace"))]


@pytest.fixture(autouse=True)
def _strace() -> None:
    if why := trace.unavailable():
        pytest.skip(why)


def test_the_window_opens_no_socket(tmp_path: Path) -> None:
    calls = calls_of(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", WINDOW_TEST],
        tmp_path / "log",
    )
    assert beyond_this_computer(calls) == []
    assert {one for one in unix_sockets(calls) if one != NAME_SERVICE and not SCREEN.match(one)} == set()


def test_a_socket_would_be_seen(tmp_path: Path) -> None:
    program = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    calls = calls_of([sys.executable, "-c", program], tmp_path / "log")
    assert len(beyond_this_computer(calls)) == 1

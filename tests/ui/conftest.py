"""A view under test: real services on a practice vault, a navigator that remembers, dialogs that answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk.services import practice
from lvv_desk.services.desk import Desk
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from lvv_desk.settings import Settings
from tests.conftest import OpenWith
from ui import theme
from ui.context import Context
from ui.dialogs import Dialogs
from ui.tasks import TaskRunner

WAIT = 10_000


@dataclass
class Visits:
    """A navigator that only remembers where it was sent: ``[("show_case", (id,)), ...]``."""

    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    typed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def waiting(self, key: str) -> dict[str, Any]:
        return self.typed.get(key, {})

    def __getattr__(self, name: str) -> Any:
        if not name.startswith(("show_", "notify", "change_", "lock")):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.calls.append((name, (*args, *kwargs.values())))


@dataclass
class Answers(Dialogs):
    """Dialogs that give the answers they were told, in order."""

    queue: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def _next(self, title: str) -> Any:
        self.asked.append(title)
        return self.queue.pop(0)

    def choose(self, parent: QWidget, title: str, text: str, options: Any) -> str:
        return str(self._next(title))

    def save_file(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        return self._next(title)  # type: ignore[no-any-return]  # whatever the test told

    def open_file(self, parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
        return self._next(title)  # type: ignore[no-any-return]  # whatever the test told

    def open_files(self, parent: QWidget, title: str, folder: Path, kinds: str) -> list[Path]:
        return self._next(title)  # type: ignore[no-any-return]  # whatever the test told

    def print_pages(self, parent: QWidget, title: str, pages: Any) -> bool:
        self.asked.append(f"{title}: {len(pages)}")
        return True

    def folder(self, parent: QWidget, title: str, suggested: Path) -> Path | None:
        return self._next(title)  # type: ignore[no-any-return]  # whatever the test told


@pytest.fixture
def filled(open_with: OpenWith) -> Desk:
    """A practice vault with 40 fictitious cases, open."""
    return open_with("40 cases", lambda desk: ImportService(desk).rows(list(practice.fictitious_rows(40))))


@pytest.fixture
def context(filled: Desk, qapp: QApplication) -> Iterator[Context]:
    """What a view is given; ``context.go.calls`` tells where it went, ``context.dialogs.queue`` answers."""
    theme.apply(qapp, "light")
    tasks = TaskRunner()
    yield Context(Services(filled), tasks, Answers(), Visits(), Settings())  # type: ignore[arg-type]  # stands in
    tasks.shut_down()


@pytest.fixture
def worked(context: Context) -> Context:
    """The same with the worked cases."""
    ImportService(context.services.desk).rows(practice.worked_rows())
    return context


def rest(qtbot: QtBot, context: Context) -> None:
    """Waits until nothing is under way, nor what was begun when it ended."""
    for _ in range(3):
        qtbot.wait(10)
        qtbot.waitUntil(lambda: not context.tasks.busy, timeout=WAIT)

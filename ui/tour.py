"""Walks the real window through its main views and takes a picture of each. Steps wait until the window is at rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from lvv_desk.services import practice
from lvv_desk.services.desk import Desk
from lvv_desk.services.intake import pages
from lvv_desk.services.services import Services
from lvv_desk.settings import Settings
from ui.main_window import MainWindow
from ui.views.documents import DocumentsPage
from ui.views.figures import FiguresPage
from ui.views.notes import NotesPage

TICK_MS = 40
CALM_TICKS = 4
SIZE = (1366, 768)
SCHEMES = ("light", "dark")
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Stop:
    """A view to go to, and the name of its picture."""

    name: str
    go: Callable[[MainWindow], object]


def stops(desk: Desk) -> list[Stop]:
    """The main views, on a case that has most to show."""
    services = Services(desk)
    case_id = services.cases.view(practice.SHOWN_CASE).case.id
    refused = next((row.case_id for row in services.cases.every() if row.advice == "exception_needed"), case_id)
    first = pages(services.registry)[0].id
    return [
        Stop("1-today", lambda window: window.show_place("today")),
        Stop("2-cases", lambda window: window.show_place("cases")),
        Stop("3-register", lambda window: window.show_register()),
        Stop("3-referrals", lambda window: window.show_referrals()),
        Stop("4-case", lambda window: window.show_case(case_id)),
        Stop("5-intake", lambda window: window.show_intake(case_id, first)),
        Stop("5-intake-identity", lambda window: window.show_intake(case_id, "identity")),
        Stop("6-check", lambda window: window.show_part("check", case_id)),
        Stop("7-admission", lambda window: window.show_part("admission", refused)),
        Stop("8-trajectory", lambda window: window.show_part("trajectory", case_id)),
        Stop("8-notes", lambda window: window.show_part("notes", case_id)),
        Stop("8-notes-form", _begin_note),
        Stop("8-stay", lambda window: window.show_part("stay", case_id)),
        Stop("8-documents", lambda window: window.show_part("documents", case_id)),
        Stop("8-documents-look", _look_at_first),
        Stop("9-handover", lambda window: window.show_part("handover", case_id)),
        Stop("10-figures", lambda window: window.show_place("figures")),
        Stop("10-occupancy", _occupancy),
        Stop("11-manage", lambda window: window.show_place("manage")),
        Stop("11-locations", lambda window: window.show_section("locations")),
        Stop("12-help", lambda window: window.show_place("help")),
    ]


def _begin_note(window: MainWindow) -> None:
    view = window.current_view
    if isinstance(view, NotesPage):
        view.begin()


def _occupancy(window: MainWindow) -> None:
    """The second side of the figures."""
    window.show_place("figures")
    page = window.current_view
    if isinstance(page, FiguresPage):
        page.turn("occupancy")


def _look_at_first(window: MainWindow) -> None:
    page = window.current_view
    if isinstance(page, DocumentsPage) and page.rows:
        page.look(page.rows[0].document)


class Tour(QObject):
    """Takes the pictures one by one; ``finished`` tells which files there are."""

    finished = Signal(list)

    def __init__(self, window: MainWindow, desk: Desk, folder: Path, *, text_percent: int = 100) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._folder = folder
        self._text_percent = text_percent
        self._files: list[Path] = []
        self._steps = self._walk()
        self._calm = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._timer.start()

    def _tick(self) -> None:
        self._calm = 0 if self._window.busy else self._calm + 1
        if self._calm < CALM_TICKS:
            return
        self._calm = 0
        if next(self._steps, None) is None:
            self._timer.stop()
            self.finished.emit(self._files)

    def _walk(self) -> Iterator[str]:
        """Between two steps the window comes to rest."""
        for language, scheme in product(LANGUAGES, SCHEMES):
            settings = Settings(language=language, scheme=scheme, text_percent=self._text_percent)
            self._window.apply_settings(settings)
            yield language
            for stop in stops(self._desk):
                stop.go(self._window)
                yield stop.name
                self._shoot(f"{stop.name}-{language}-{scheme}.png")

    def _shoot(self, name: str) -> None:
        for widget in QApplication.allWidgets():  # no mouse in a picture
            widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
        file = self._folder / name
        self._window.grab().save(str(file))
        self._files.append(file)


def take_pictures(desk: Desk, folder: Path, *, size: tuple[int, int] = SIZE, text_percent: int = 100) -> list[Path]:
    """All main views, light and dark, Dutch and English, as PNG files. Needs the application to exist."""
    found: list[Path] = []
    window = MainWindow(Settings(), None)
    window.resize(*size)
    window.show_desk(desk)
    window.show()
    tour = Tour(window, desk, folder, text_percent=text_percent)

    def done(files: list[Path]) -> None:
        found.extend(files)
        QApplication.quit()

    tour.finished.connect(done)
    tour.start()
    QApplication.exec()
    window.close()
    return found

"""Vaults that hold real cases, as far as tests can: with recovery codes, accounts and backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from lvv_desk.settings import Settings
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.conftest import Answers, Visits
from ui import theme
from ui.context import Context
from ui.main_window import MainWindow
from ui.tasks import TaskRunner
from ui.views.manage import ManagePage
from ui.views.welcome import WelcomeView

WAIT = 20_000
SECOND = "nog een zin om mee te oefenen"


def real_vault(folder: Path, *, proven: bool = True, **more: Any) -> tuple[Desk, tuple[str, ...]]:
    """A vault that is no practice vault, open, and its recovery codes."""
    desk = vaults.create(folder, PASSPHRASE, name="Anna", kdf=CHEAP, **more)
    codes = desk.recovery_codes
    if proven:
        Services(desk).recovery.prove(codes[0])
    return desk, codes


class Hands:
    """Works in the window as a user would, and waits as one would."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, vault: Path | None) -> None:
        theme.apply(qapp, "light")
        self.qtbot, self.dialogs = qtbot, Answers()
        self.window = MainWindow(Settings(), vault, dialogs=self.dialogs)
        qtbot.addWidget(self.window)
        self.window.show()
        self.rest()

    def rest(self) -> None:
        """Waits until nothing is under way."""
        for _ in range(3):
            self.qtbot.wait(20)
            self.qtbot.waitUntil(lambda: not self.window.busy, timeout=WAIT)

    @property
    def welcome(self) -> WelcomeView:
        found = self.window._welcome
        assert found is not None
        return found

    def unlock(self, passphrase: str = PASSPHRASE, name: str | None = None) -> None:
        self.rest()
        if name is not None:
            self.welcome.name.combo.set_value(name)
        self.welcome.passphrase.setText(passphrase)
        self.welcome.unlock()
        self.rest()

    def view(self, kind: type[Any]) -> Any:
        """The view that is open, once it is of this kind and at rest."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.current_view, kind), timeout=WAIT)
        self.rest()
        return self.window.current_view


class Bench:
    """Views on an open vault: services for real, a navigator that remembers, dialogs that answer."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.qtbot, self.tasks = qtbot, TaskRunner()
        self.dialogs, self.visits = Answers(), Visits()
        self.services = Services(desk)
        self.context = Context(self.services, self.tasks, self.dialogs, self.visits, Settings())  # type: ignore[arg-type]

    def open(self, part: str, kind: type[Any]) -> Any:
        self.page = self.show(ManagePage(self.context, part))
        assert isinstance(self.page.section, kind)
        return self.page.section

    def show(self, view: Any) -> Any:
        """Shows a view and waits until it is at rest."""
        self.qtbot.addWidget(view)
        view.show()
        self.rest()
        return view

    closed = False

    def close(self) -> None:
        """Closes the vault, once."""
        if not self.closed:
            self.closed = True
            self.rest()
            self.tasks.shut_down()
            self.services.desk.close()

    def rest(self) -> None:
        for _ in range(3):
            self.qtbot.wait(10)
            self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=WAIT)

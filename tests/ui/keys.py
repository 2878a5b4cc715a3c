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
from tests.ui.conftest import Answers
from ui import theme
from ui.main_window import MainWindow
from ui.views.welcome import WelcomeView

WAIT = 20_000
SECOND = "nog een zin om mee te oefenen"


def real_vault(folder: Path, *, proven: bool = True, **more: Any) -> tuple[Desk, tuple[str, ...]]:
    """A vault that is no practice vault, open, and its recovery codes."""
    desk = vaults.create(folder, PASSPHRASE, name="Anna", kdf=CHEAP, **more)
    codes = desk.recovery_codes
    if proven:
        Services.of(desk).recovery.prove(codes[0])
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

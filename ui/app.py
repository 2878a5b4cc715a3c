"""Starts the window. It paints before anything heavy is imported: see ``WelcomeView``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from lvv_desk.errors import DeskError
from lvv_desk.settings import load_settings
from lvv_desk.texts import use
from ui import theme
from ui.main_window import MainWindow
from ui.toolkit_words import use_toolkit_words

HUNDRED = 100


def make_app() -> QApplication:
    """The application in the colours and the text size that were chosen."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("LVV Desk")
    settings = load_settings()
    use(settings.language)
    use_toolkit_words()
    theme.apply(app, "dark" if settings.scheme == "dark" else "light", settings.text_percent / HUNDRED)
    return app


def has_screen() -> bool:
    """Whether a window could be seen."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def run_window(vault: Path | None) -> int:
    """Opens the window on a vault, or where one can be chosen or made. Returns when it is closed."""
    if not has_screen() and "QT_QPA_PLATFORM" not in os.environ:
        sys.stderr.write(f"{DeskError('window_missing')}\n")
        return 1
    app = make_app()
    settings = load_settings()
    if vault is None and settings.last_vault:
        vault = Path(settings.last_vault)
    window = MainWindow(settings, vault)
    window.open_up()
    return app.exec()

"""Every question that stops the work goes through here, so that tests can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget


class Dialogs:
    """Asks the user, above a window."""

    def choose(self, parent: QWidget, title: str, text: str, options: Sequence[tuple[str, str]]) -> str:
        """Asks to choose one of the options ``(id, verb)``; the last one is what Esc means."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.NoButton, parent)
        buttons = {box.addButton(verb, QMessageBox.ButtonRole.ActionRole): name for name, verb in options}
        last = list(buttons)[-1]
        box.setEscapeButton(last)
        box.setDefaultButton(last)
        box.exec()
        return next((name for button, name in buttons.items() if button is box.clickedButton()), options[-1][0])

    def save_file(self, parent: QWidget, title: str, suggested: Path, kinds: str) -> Path | None:
        """Asks where to save a file."""
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
        return Path(chosen) if chosen else None

    def open_file(self, parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
        """Asks which file to read."""
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
        return Path(chosen) if chosen else None

    def folder(self, parent: QWidget, title: str, suggested: Path) -> Path | None:
        """Asks for a folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, str(suggested))
        return Path(chosen) if chosen else None

    def print_pages(self, parent: QWidget, title: str, pages: list[QImage]) -> bool:
        """Asks for a printer and prints; ``False`` when it was called off."""
        from ui.pdf_out import to_printer  # noqa: PLC0415 - the printing part of Qt is large and seldom needed

        return to_printer(parent, title, pages)


def close_open() -> None:
    """Calls off the question that is open: the vault locks and nobody may be there to answer."""
    asking = QApplication.activeModalWidget()
    if isinstance(asking, QDialog):
        asking.reject()

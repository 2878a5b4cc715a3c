"""The toolkit's own windows: in the language of the program, and without a memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk import texts
from ui.dialogs import PLACES, TOOLKIT, file_dialog, forget_places
from ui.toolkit_words import use_toolkit_words


@pytest.fixture(autouse=True)
def _no_words_left(qapp: QApplication) -> object:
    yield
    texts.use("en")
    use_toolkit_words()


def test_the_toolkit_speaks_dutch_in_the_dutch_program(qapp: QApplication) -> None:
    texts.use("nl")
    assert use_toolkit_words()
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Annuleren"
    texts.use("en")
    assert use_toolkit_words()
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_file_dialog_shows_no_earlier_places(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = file_dialog(parent, "Opslaan", tmp_path, "Opslaan")
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    assert dialog.labelText(QFileDialog.DialogLabel.FileName) == "Naam:"
    assert {one.toLocalFile() for one in dialog.sidebarUrls()} == {str(Path.home()), ""}


def test_the_places_of_a_dialog_are_forgotten(qtbot: QtBot, tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    written = QSettings(QSettings.Scope.UserScope, TOOLKIT)
    for name in PLACES:
        written.setValue(name, "file:///map/van/iemand")
    written.sync()
    forget_places()
    assert not any(QSettings(QSettings.Scope.UserScope, TOOLKIT).contains(name) for name in PLACES)

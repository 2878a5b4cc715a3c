"""The toolkit's own windows: in the language of the program, and without a memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from lvv_desk import texts
from ui.dialogs import PLACES, TOOLKIT, Dialogs, file_dialog, forget_places, stick_folder
from ui.toolkit_words import use_toolkit_words

UI = Path(__file__).parents[2] / "ui"


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


@pytest.mark.parametrize(
    ("ask", "title", "mode"),
    [
        ("save", "Sla de kopie op", QFileDialog.FileMode.AnyFile),
        ("open", "Kies een bestand", QFileDialog.FileMode.ExistingFile),
        ("folder", "Kies een map", QFileDialog.FileMode.Directory),
    ],
)
def test_a_dialog_starts_where_it_is_told_under_its_title(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str, title: str, mode: QFileDialog.FileMode
) -> None:
    seen: list[QFileDialog] = []

    def answered(dialog: QFileDialog) -> int:
        seen.append(dialog)
        assert (dialog.windowTitle(), dialog.fileMode()) == (title, mode)
        assert Path(dialog.directory().absolutePath()) == tmp_path
        if ask == "save":
            assert dialog.defaultSuffix() == "pdf"
            assert [Path(one).name for one in dialog.selectedFiles()] == ["overdracht.pdf"]
        return 0

    monkeypatch.setattr(QFileDialog, "exec", answered)
    parent, dialogs = QWidget(), Dialogs()
    qtbot.addWidget(parent)
    if ask == "save":
        assert dialogs.save_file(parent, title, tmp_path / "overdracht.pdf", "PDF (*.pdf)") is None
    elif ask == "open":
        assert dialogs.open_file(parent, title, tmp_path, "JSON (*.json)") is None
    else:
        assert dialogs.folder(parent, title, tmp_path) is None
    assert len(seen) == 1


def test_a_stick_is_looked_for_where_sticks_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.dialogs.WHERE_STICKS_ARE", (str(tmp_path / "none"), str(tmp_path / "media")))
    assert stick_folder() == Path.home()
    mine = tmp_path / "media" / Path.home().name
    mine.mkdir(parents=True)
    assert stick_folder() == tmp_path / "media"
    (mine / "STICK").mkdir()
    assert stick_folder() == mine


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", ["recovery_page.file", "sections.theft_file", "client_file.export_name"])
def test_the_names_that_are_proposed_end_as_their_kind(language: str, key: str) -> None:
    texts.use(language)
    assert texts.t(key, on="2026-11-24").endswith(".pdf")


def test_only_one_place_opens_the_windows_of_the_toolkit() -> None:
    found = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if any(name in path.read_text("utf-8") for name in ("QFileDialog", "QMessageBox", "QInputDialog"))
    }
    assert found == {"dialogs.py"}

"""Every question that stops the work goes through here, so that tests can answer it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from lvv_desk.texts import t

TOOLKIT = "QtProject"
PLACES = ("FileDialog/lastVisited", "FileDialog/history")
WHERE_STICKS_ARE = ("/run/media", "/media", "/Volumes")


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
        dialog = file_dialog(parent, title, suggested.parent, t("dialog.save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(kinds)
        dialog.setDefaultSuffix(suggested.suffix.removeprefix("."))
        dialog.selectFile(suggested.name)
        return _chosen(dialog)

    def open_file(self, parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
        """Asks which file to read."""
        dialog = file_dialog(parent, title, folder, t("dialog.open"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(kinds)
        return _chosen(dialog)

    def open_files(self, parent: QWidget, title: str, folder: Path, kinds: str) -> list[Path]:
        """Asks which files to read; none when it was called off."""
        dialog = file_dialog(parent, title, folder, t("dialog.open"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(kinds)
        return _all_chosen(dialog)

    def folder(self, parent: QWidget, title: str, suggested: Path) -> Path | None:
        """Asks for a folder."""
        dialog = file_dialog(parent, title, suggested, t("dialog.choose"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return _chosen(dialog)

    def print_pages(self, parent: QWidget, title: str, pages: list[QImage]) -> bool:
        """Asks for a printer and prints; ``False`` when it was called off."""
        from ui.pdf_out import to_printer  # noqa: PLC0415 - the printing part of Qt is large and seldom needed

        return to_printer(parent, title, pages)


def stick_folder() -> Path:
    """Where sticks are found on this computer; the user's own folder when there is none, which others don't see.

    Documents would be a worse start: many computers copy that folder to a server.
    """
    for one in map(Path, WHERE_STICKS_ARE):
        for folder in (one / Path.home().name, one):
            try:
                if any(folder.iterdir()):
                    return folder
            except OSError:
                continue
    return Path.home()


def file_dialog(parent: QWidget, title: str, folder: Path, accept: str) -> QFileDialog:
    """A dialog in the language of the program, that shows no places where somebody was before.

    It is never the one of the platform: that speaks the language of the computer and remembers files for others.
    """
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setHistory([])
    dialog.setSidebarUrls([QUrl.fromLocalFile(str(Path.home())), QUrl("file:")])
    label = QFileDialog.DialogLabel
    words = {
        label.LookIn: "look_in", label.FileName: "file_name", label.FileType: "file_type", label.Reject: "cancel",
    }  # fmt: skip
    for place, key in words.items():
        dialog.setLabelText(place, t(f"dialog.{key}"))
    dialog.setLabelText(label.Accept, accept)
    return dialog


def _chosen(dialog: QFileDialog) -> Path | None:
    return next(iter(_all_chosen(dialog)), None)


def _all_chosen(dialog: QFileDialog) -> list[Path]:
    """What was chosen; the dialog forgets where that is."""
    accepted = dialog.exec()
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    dialog.destroyed.connect(forget_places)
    return [Path(one) for one in chosen] if accepted else []


def forget_places() -> None:
    """The toolkit writes down the folders of a dialog when that goes; the name of a folder can tell who was helped."""
    written = QSettings(QSettings.Scope.UserScope, TOOLKIT)
    for name in PLACES:
        written.remove(name)


def close_open() -> None:
    """Calls off the question that is open: the vault locks and nobody may be there to answer."""
    asking = QApplication.activeModalWidget()
    if isinstance(asking, QDialog):
        asking.reject()

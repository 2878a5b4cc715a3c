"""What is copied while a vault is open does not stay: not in histories of the clipboard, and gone after a moment."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit

KEPT_MS = 20_000
HINT = "x-kde-passwordManagerHint"
WINDOWS = 'application/x-qt-windows-mime;value="{}"'
NOT_FOR_HISTORIES = {
    HINT: b"secret",
    WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\0",
    WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
    "org.nspasteboard.ConcealedType": b"",
}
"""The marks by which programs that remember the clipboard leave something out."""


class ClipboardGuard(QObject):
    """Marks every text that this program puts on the clipboard, and takes it away when it is still there."""

    def __init__(self, parent: QObject, *, kept_ms: int = KEPT_MS) -> None:
        super().__init__(parent)
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def start(self) -> None:
        """A vault is open."""
        self._watching = True

    def stop(self) -> None:
        """The vault is closed: nothing of it stays behind."""
        self._watching = False
        self.clear()

    def clear(self) -> None:
        """Takes away what this program put there, and nothing of other programs."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if clipboard.ownsClipboard() or (data is not None and data.hasFormat(HINT)):
            clipboard.clear(QClipboard.Mode.Clipboard)
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)

    def _changed(self) -> None:
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if not self._watching or data is None or not data.hasText() or data.hasFormat(HINT):
            return
        text = data.text()
        if clipboard.ownsClipboard() or text == _selected():
            clipboard.setMimeData(marked(text))
            self._timer.start()


def _selected() -> str:
    """What is selected where the cursor is: not every system tells who put something on the clipboard."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QLabel):
        return focus.selectedText()
    if isinstance(focus, QPlainTextEdit | QTextEdit):
        return focus.textCursor().selection().toPlainText()
    return ""


def marked(text: str) -> QMimeData:
    """A text with the marks that keep it out of histories."""
    data = QMimeData()
    data.setText(text)
    for name, value in NOT_FOR_HISTORIES.items():
        data.setData(name, value)
    return data

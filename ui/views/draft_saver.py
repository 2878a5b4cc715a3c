"""When a draft is saved: soon after the last key, and now and then while somebody goes on typing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

PAUSE_MS = 800
LONGEST_MS = 4_000


class DraftSaver(QObject):
    """``touch`` at every change; ``flush`` when somebody leaves."""

    def __init__(self, save: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._save = save
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that nobody was asked to save yet."""
        return self._since.isValid()

    def touch(self) -> None:
        """Something was typed."""
        if not self._since.isValid():
            self._since.start()
        self._timer.start(max(0, min(PAUSE_MS, LONGEST_MS - self._since.elapsed())))

    def flush(self) -> None:
        """Saves now what waits."""
        if self.waiting:
            self.cancel()
            self._save()

    def cancel(self) -> None:
        """Nothing waits any more."""
        self._timer.stop()
        self._since.invalidate()

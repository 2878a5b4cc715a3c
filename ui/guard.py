"""When to lock: nobody touches anything, the system says so, or the session has lasted a working day."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from lvv_desk.texts import t
from ui.actions import LOCK_KEYS
from ui.idle import IdleWatch
from ui.session_watch import SessionWatch
from ui.widgets import Curtain

GRACE_MS = 60_000
LONGEST_MS = 10 * 60 * 60 * 1000
ENDS_GRACE = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})
SWALLOWED = ENDS_GRACE | {QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel}


class Guard(QObject):
    """``lock_wanted`` carries why. Before an idle lock the window is covered for a minute; any key ends that."""

    lock_wanted = Signal(str)

    def __init__(self, window: QWidget, cover: QWidget, minutes: int) -> None:
        super().__init__(window)
        self.idle = IdleWatch(minutes, self)
        self.idle.idle.connect(self.cover)
        self.curtain = Curtain(cover, t("guard.any_key"))
        self.session = SessionWatch(window)
        self.session.lock_wanted.connect(self.lock_wanted)
        self._grace = _timer(self, GRACE_MS, "idle")
        self._longest = _timer(self, LONGEST_MS, "session_end")

    def start(self) -> None:
        """A vault is open."""
        self.session.start()
        self.idle.start()
        self._longest.start()

    def closed(self, _: object = None) -> None:
        """The vault is closed and its keys are wiped."""
        self.session.closed()

    def stop(self) -> None:
        """The vault is being closed; what covers the window goes."""
        self._longest.stop()
        self.idle.stop()
        self._uncover()

    def set_minutes(self, minutes: int) -> None:
        self.idle.set_minutes(minutes)

    def is_covered(self) -> bool:
        """Whether the window is covered and about to lock."""
        return self._grace.isActive()

    def cover(self) -> None:
        """Covers the window; in a minute it locks."""
        self.curtain.drop()
        self._grace.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def _uncover(self) -> None:
        self._grace.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.curtain.lift()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first touch uncovers and does nothing else; the keys that lock do lock."""
        if self.is_covered() and event.type() in SWALLOWED and isinstance(watched, QWidget):
            event.accept()  # an override that nobody takes would still set off a shortcut
            if event.type() == QEvent.Type.KeyPress and _is_lock_key(event):
                self.lock_wanted.emit("key")
            elif event.type() in ENDS_GRACE:
                self._uncover()
                self.idle.start()
            return True
        return super().eventFilter(watched, event)


def _timer(guard: Guard, milliseconds: int, reason: str) -> QTimer:
    timer = QTimer(guard)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(lambda: guard.lock_wanted.emit(reason))
    return timer


def _is_lock_key(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()).toString() in LOCK_KEYS

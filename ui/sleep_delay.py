"""Holds the computer's sleep up while a vault is open, so that the vault is locked before and not after it.

On Linux login1 gives a file for this; sleep waits until it is closed, five seconds at most where nobody set another
time. Work that takes longer than that, such as renewing the keys, is not waited for: the lock then follows on waking.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from lvv_desk.texts import t

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
MANAGER = f"{LOGIN}.Manager"
PROGRAM = "LVV Desk"


class SleepDelay(QObject):
    """Asked for with ``take``, ended with ``release``; without a login1 on the bus both do nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: int | None = None
        self._wanted = False
        self._asking: QObject | None = None

    @property
    def held(self) -> bool:
        """Whether sleep waits for this program."""
        return self._file is not None

    def take(self, bus: QDBusConnection) -> None:
        """Asks the system to wait; the answer comes later."""
        self._wanted = True
        if self.held or self._asking is not None:
            return
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415 - needed on Linux only

        call = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, MANAGER, "Inhibit")
        call.setArguments(["sleep", PROGRAM, t("guard.before_sleep"), "delay"])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
        watcher.finished.connect(self._answered)
        self._asking = watcher

    def _answered(self, watcher: Any) -> None:
        self._asking = None
        arguments = watcher.reply().arguments() if not watcher.isError() else []
        take = getattr(arguments[0], "takeFileDescriptor", None) if arguments else None
        if take is not None and (file := take()) >= 0:
            self._file = file
        watcher.deleteLater()
        if not self._wanted:
            self.release()

    def release(self) -> None:
        """The vault is closed: let it sleep."""
        self._wanted = False
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)

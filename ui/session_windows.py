"""The messages of Windows about sleep, the lock screen and switching users."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
THIS_SESSION = 0

REASONS = {
    (WM_POWERBROADCAST, PBT_APMSUSPEND): "suspend",
    (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK): "screen_lock",
    (WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT): "user_switch",
    (WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT): "user_switch",
    (WM_WTSSESSION_CHANGE, WTS_SESSION_LOGOFF): "user_switch",
}


def reason_of(message: int, parameter: int) -> str:
    """Why to lock, for a message of Windows; empty when it is about something else."""
    return REASONS.get((message, parameter), "")


class WindowsSource(QAbstractNativeEventFilter):
    """Reads the messages that come to the program."""

    def __init__(self, window: QWidget, tell: Callable[[str], object]) -> None:
        super().__init__()
        self._tell = tell
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), THIS_SESSION)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """Nothing is taken away; the window gets every message too."""
        if (kind.data() if isinstance(kind, QByteArray) else bytes(kind)) == b"windows_generic_MSG":
            read = wintypes.MSG.from_address(int(message))
            reason = reason_of(read.message, read.wParam or 0)
            if reason:
                self._tell(reason)
        return False, 0

"""Hears from the system that the computer sleeps, the screen locks, or someone else takes the computer.

On Linux this comes over D-Bus, on Windows as messages to the window. Where there is neither nothing is heard, and the
idle lock remains. While a vault is open sleep waits for it to be closed, where the system can do that.
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.sleep_delay import LOGIN, LOGIN_PATH, SleepDelay

SESSION = f"{LOGIN}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
ANSWER_MS = 300

SUSPEND, SCREEN_LOCK, USER_SWITCH = "suspend", "screen_lock", "user_switch"


class SessionWatch(QObject):
    """``lock_wanted`` carries why: ``suspend``, ``screen_lock`` or ``user_switch``."""

    lock_wanted = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._source: object | None = None
        self._session_path = ""
        self.delay = SleepDelay(self)

    def start(self) -> None:
        """A vault is open: listens from now on, and makes sleep wait for ``closed``."""
        if self._source is None:
            self._listen()
        if sys.platform == "linux":
            self._hold_sleep_up()

    def closed(self) -> None:
        """The vault is closed, its keys are wiped: the computer may sleep."""
        self.delay.release()

    def _listen(self) -> None:
        if sys.platform == "linux":
            self._source = self._listen_on_buses()
        elif sys.platform == "win32":
            from ui.session_windows import WindowsSource  # noqa: PLC0415 - it is there on Windows only

            self._source = WindowsSource(self._window, self.lock_wanted.emit)

    # -- what the system says -------------------------------------------------------------------------------------

    def sleeps(self, going: bool) -> None:
        """The computer goes to sleep, or wakes."""
        if going:
            self.lock_wanted.emit(SUSPEND)

    def screen(self, locked: bool) -> None:
        """The screen saver begins or ends."""
        if locked:
            self.lock_wanted.emit(SCREEN_LOCK)

    def session_active(self, active: bool) -> None:
        """This session is in front, or another one is."""
        if not active:
            self.lock_wanted.emit(USER_SWITCH)

    # -- D-Bus ----------------------------------------------------------------------------------------------------

    def _listen_on_buses(self) -> object:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - needed on Linux only, after the first paint

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            self._session_path = self._own_session(system)
            self._hear(system, LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", "_on_sleep")
            self._hear(system, LOGIN, self._session_path, SESSION, "Lock", "_on_lock")
            self._hear(system, LOGIN, self._session_path, PROPERTIES, "PropertiesChanged", "_on_properties")
        if session.isConnected():
            for name in SCREEN_SAVERS:
                self._hear(session, "", "", name, "ActiveChanged", "_on_screen")
        return system, session

    def _hold_sleep_up(self) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - see above

        if (system := QDBusConnection.systemBus()).isConnected():
            self.delay.take(system)

    def _hear(self, bus: Any, service: str, path: str, interface: str, name: str, slot: str) -> None:
        bus.connect(service, path, interface, name, self, SLOT(f"{slot}(QDBusMessage)"))

    def _own_session(self, bus: Any) -> str:
        """The path of the session of this program; empty stands for any session."""
        answer = _ask(bus, LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "GetSessionByPID", 0)
        return str(getattr(answer, "path", lambda: answer or "")())

    def _is_active(self) -> bool:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - see above

        if not self._session_path:
            return True
        bus = QDBusConnection.systemBus()
        answer = _ask(bus, LOGIN, self._session_path, PROPERTIES, "Get", SESSION, "Active")
        value = getattr(answer, "variant", lambda: answer)()
        return value is None or bool(value)

    @Slot("QDBusMessage")
    def _on_sleep(self, message: Any) -> None:
        self.sleeps(any(message.arguments()[:1]))

    @Slot("QDBusMessage")
    def _on_lock(self, _message: Any) -> None:
        self.screen(True)

    @Slot("QDBusMessage")
    def _on_screen(self, message: Any) -> None:
        self.screen(any(message.arguments()[:1]))

    @Slot("QDBusMessage")
    def _on_properties(self, message: Any) -> None:
        if message.arguments()[:1] == [SESSION]:
            self.session_active(self._is_active())


def _ask(bus: Any, service: str, path: str, interface: str, name: str, *arguments: object) -> Any:
    from PySide6.QtDBus import QDBus, QDBusMessage  # noqa: PLC0415 - see above

    call = QDBusMessage.createMethodCall(service, path, interface, name)
    call.setArguments(list(arguments))
    answer = bus.call(call, QDBus.CallMode.Block, ANSWER_MS)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
        return None
    return answer.arguments()[0]

"""When the vault locks: idle with a minute to come back, sleep, screen lock, another user, a long day; the clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from tests.conftest import PASSPHRASE
from tests.ui.keys import Hands, real_vault
from ui.clipboard import HINT, ClipboardGuard
from ui.session_windows import WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, reason_of
from ui.views.case_list import CaseListView
from ui.widgets import TextField

ON_A_BUS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QWidget
from ui.session_watch import SessionWatch
app = QApplication(sys.argv)
window = QWidget()
watch = SessionWatch(window)
watch.lock_wanted.connect(lambda reason: (print(reason), app.quit()))
watch.start()
def say():
    signal = QDBusMessage.createSignal("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged")
    signal.setArguments([True])
    QDBusConnection.sessionBus().send(signal)
QTimer.singleShot(100, say)
QTimer.singleShot(5000, app.quit)
app.exec()
"""

LOGIN1 = """
import os, sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject
app = QCoreApplication(sys.argv)
bus = QDBusConnection.systemBus()
class Login(QDBusVirtualObject):
    def introspect(self, path):
        return ""
    def handleMessage(self, message, connection):
        if message.member() != "Inhibit":
            return False
        print("asked", *message.arguments()[::3], flush=True)
        self.ours, theirs = os.pipe()
        reply = message.createReply()
        reply.setArguments([QDBusUnixFileDescriptor(theirs)])
        os.close(theirs)
        connection.send(reply)
        self.waiting = QSocketNotifier(self.ours, QSocketNotifier.Type.Read)
        self.waiting.activated.connect(lambda *_: (print("sleeps", flush=True), app.quit()))
        QTimer.singleShot(300, self.prepare)
        return True
    def prepare(self):
        path = "/org/freedesktop/login1"
        signal = QDBusMessage.createSignal(path, "org.freedesktop.login1.Manager", "PrepareForSleep")
        signal.setArguments([True])
        bus.send(signal)
login = Login()
bus.registerVirtualObject("/org/freedesktop/login1", login, QDBusConnection.VirtualObjectRegisterOption.SubPath)
bus.registerService("org.freedesktop.login1")
print("there", flush=True)
QTimer.singleShot(10000, app.quit)
app.exec()
"""
BEFORE_SLEEP = """
import os, subprocess, sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
login = subprocess.Popen([sys.executable, "-c", os.environ["LOGIN1"]], stdout=subprocess.PIPE, text=True)
print(login.stdout.readline().strip())
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from ui.session_watch import SessionWatch
app = QApplication(sys.argv)
watch = SessionWatch(QWidget())
def closed():
    print("held" if watch.delay.held and login.poll() is None else "not held")
    watch.closed()
    app.quit()
watch.lock_wanted.connect(lambda reason: QTimer.singleShot(500, closed))
watch.start()
QTimer.singleShot(10000, app.quit)
app.exec()
print(login.communicate()[0])
"""


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    desk, _ = real_vault(tmp_path / "kluis")
    desk.close()
    made = Hands(qtbot, qapp, tmp_path / "kluis")
    made.unlock()
    made.window.show_place("cases")
    made.view(CaseListView)
    yield made
    made.window.close()


def _last_reason(folder: Path) -> str:
    desk = vaults.open_vault(folder, PASSPHRASE)
    try:
        entry = Services.of(desk).audit.page(kind="session.closed").entries[0]
        return str(entry.detail["reason"])
    finally:
        desk.close()


def test_an_idle_window_is_covered_and_the_first_key_only_uncovers(hands: Hands) -> None:
    view = hands.window.current_view
    assert isinstance(view, CaseListView)
    view.search.setFocus()
    hands.window.guard.idle.idle.emit()
    assert hands.window.guard.is_covered()
    assert hands.window.guard.curtain.is_down()
    hands.qtbot.keyClick(hands.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not hands.window.guard.is_covered()
    assert not hands.window.guard.curtain.is_down()
    assert hands.window.current_view is view
    assert view.search.text() == ""


def test_a_covered_window_locks_after_a_minute(hands: Hands, tmp_path: Path) -> None:
    hands.window.guard.cover()
    hands.window.guard._grace.timeout.emit()
    hands.rest()
    assert hands.window.current_view is None
    assert not hands.window.guard.curtain.is_down()
    assert _last_reason(tmp_path / "kluis") == "idle"


def test_the_lock_key_locks_a_covered_window(hands: Hands) -> None:
    hands.window.guard.cover()
    hands.qtbot.keyClick(hands.window, Qt.Key.Key_F12)
    assert hands.window.current_view is None


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda hands: hands.window.guard.session.sleeps(True), "suspend"),
        (lambda hands: hands.window.guard.session.screen(True), "screen_lock"),
        (lambda hands: hands.window.guard.session.session_active(False), "user_switch"),
        (lambda hands: hands.window.guard._longest.timeout.emit(), "session_end"),
        (lambda hands: hands.window._shortcuts[0].activated.emit(), "key"),
    ],
)
def test_what_the_system_says_locks_at_once(hands: Hands, tmp_path: Path, happens: object, reason: str) -> None:
    hands.window.guard.session.sleeps(False)
    hands.window.guard.session.screen(False)
    hands.window.guard.session.session_active(True)
    assert hands.window.current_view is not None
    happens(hands)  # type: ignore[operator]  # one of the above
    assert hands.window.current_view is None
    hands.rest()
    assert _last_reason(tmp_path / "kluis") == reason


def test_messages_of_windows_are_understood() -> None:
    assert reason_of(WM_POWERBROADCAST, 4) == "suspend"
    assert reason_of(WM_POWERBROADCAST, 18) == ""
    assert reason_of(WM_WTSSESSION_CHANGE, 7) == "screen_lock"
    assert reason_of(WM_WTSSESSION_CHANGE, 8) == ""
    assert reason_of(WM_WTSSESSION_CHANGE, 2) == "user_switch"


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="there is no bus to listen on")
def test_a_screen_saver_on_the_bus_is_heard() -> None:
    said = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", ON_A_BUS],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "screen_lock" in said.stdout


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="there is no bus to listen on")
def test_sleep_waits_until_the_vault_is_closed() -> None:
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", BEFORE_SLEEP],
        capture_output=True, text=True, timeout=40, check=True, env=os.environ | {"LOGIN1": LOGIN1},
    )  # fmt: skip
    assert done.stdout.split() == ["there", "held", "asked", "sleep", "delay", "sleeps"]


def test_the_window_lets_go_of_sleep_when_the_keys_are_wiped(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    view = hands.window.current_view
    assert view is not None
    desk, seen = view.context.services.desk, list[bool]()
    monkeypatch.setattr(hands.window.guard.session, "closed", lambda: seen.append(desk.closed))
    hands.window.guard.session.sleeps(True)
    assert seen == [], "not while the vault is being closed"
    hands.rest()
    assert seen == [True]


def _copy(hands: Hands, field: TextField, text: str) -> None:
    hands.window.activateWindow()
    hands.qtbot.waitUntil(hands.window.isActiveWindow, timeout=2000)
    field.setText(text)
    field.setFocus()
    field.selectAll()
    field.copy()


def test_what_is_copied_is_marked_and_goes(hands: Hands) -> None:
    clipboard = QGuiApplication.clipboard()
    view: CaseListView = hands.view(CaseListView)
    _copy(hands, view.search, "Oefenpersoon Es")
    data = clipboard.mimeData()
    assert data.text() == "Oefenpersoon Es"
    assert bytes(data.data(HINT).data()) == b"secret"
    assert hands.window._clipboard._timer.isActive()
    hands.window.lock()
    assert clipboard.text() == ""


def test_copied_text_goes_by_itself_and_other_programs_keep_theirs(hands: Hands) -> None:
    clipboard = QGuiApplication.clipboard()
    view: CaseListView = hands.view(CaseListView)
    guard: ClipboardGuard = hands.window._clipboard
    guard._timer.setInterval(50)
    clipboard.setText("van een ander programma")
    guard.clear()
    assert clipboard.text() == "van een ander programma"
    _copy(hands, view.search, "in de kluis")
    hands.qtbot.waitUntil(lambda: clipboard.text() == "", timeout=2000)

"""The window: the rail, the view that is open, and locking. What views do, they do themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from lvv_desk.settings import Settings, save_settings
from lvv_desk.texts import t, use
from ui import theme
from ui.actions import LOCK_KEYS, bind
from ui.clipboard import ClipboardGuard
from ui.condition import Condition, show_on
from ui.context import Context
from ui.cursor import put_cursor, spot_in
from ui.dialogs import Dialogs, close_open
from ui.guard import Guard
from ui.tasks import TaskRunner
from ui.toolkit_words import use_toolkit_words
from ui.view_makers import views
from ui.views.base import View
from ui.views.form_card import ask_to_leave
from ui.views.welcome import WelcomeView
from ui.way_back import MakeView, Stop, WayBack
from ui.widgets import Place, Rail, Snackbar, StatusLine

if TYPE_CHECKING:
    from lvv_desk.services.desk import Desk
    from lvv_desk.services.health import Findings
    from lvv_desk.services.restoring import Restored

PROGRAM = "LVV Desk"
HUNDRED = 100
SMALLEST = (960, 620)
FIRST_SIZE = (1320, 800)
FRAME = 48  # what a window has around it
PLACES = (
    ("today", "today", "Alt+1"),
    ("cases", "cases", "Alt+2"),
    ("figures", "figures", "Alt+3"),
    ("manage", "manage", "Alt+4"),
    ("help", "help", "Alt+5"),
)


@dataclass
class _Open:
    """An open vault and where one is in it."""

    context: Context
    make: MakeView
    place: str
    view: View
    condition: Condition


class MainWindow(QMainWindow):
    """Shows one view at a time. It is the navigator that views are given."""

    def __init__(
        self, settings: Settings, vault: Path | None, *, dialogs: Dialogs | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(PROGRAM)
        room = self.screen().availableGeometry().size()
        self.setMinimumSize(QSize(*SMALLEST).boundedTo(room))
        self.resize(QSize(*FIRST_SIZE).boundedTo(room))
        self._settings = settings
        self._vault = vault
        self.dialogs = dialogs or Dialogs()
        self._tasks = TaskRunner(self)
        self._tasks.failed.connect(self._show_error)
        self._open: _Open | None = None
        self._way_back = WayBack()
        self.waiting = self._way_back.waiting
        self._build()
        self.guard = Guard(self, self._stack, settings.idle_minutes)
        self.guard.lock_wanted.connect(self.lock)
        self._clipboard = ClipboardGuard(self)
        self._shortcuts = bind(self, self._keys())
        self._show_welcome()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._rail_slot = row
        self._views = QStackedWidget()
        self._rail = self._make_rail()
        row.addWidget(self._rail)
        self.status = StatusLine()
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.status)
        beside.addWidget(self._views, 1)
        row.addLayout(beside, 1)
        self._stack.addWidget(self._work)
        self.setCentralWidget(self._stack)
        self._snackbar = Snackbar(self._stack, close_text=t("window.close_message"))
        self._welcome: WelcomeView | None = None

    def _make_rail(self) -> Rail:
        places = [Place(name, t(f"window.{name}"), icon, key) for name, icon, key in PLACES]
        rail = Rail(places, accessible_name=t("window.rail"))
        rail.place_chosen.connect(self.show_place)
        lock = Rail.make_button(t("window.lock"), "lock")
        lock.setToolTip("F12")
        lock.clicked.connect(lambda _checked: self.lock("key"))
        rail.set_bottom(lock)
        return rail

    def _keys(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = dict.fromkeys(LOCK_KEYS, partial(self.lock, "key"))
        return keys | {
            "Ctrl+N": self.show_register,
            "Ctrl+F": self._search,
            "F1": self._help,
            "F6": self._other_pane,
            "Alt+Left": self.go_back,
            "Ctrl+S": partial(self._notify_if_open, "window.saved_as_you_go"),
        }

    def open_up(self) -> None:
        """Shows the window in its first size, or over the whole screen where that is hardly larger."""
        room = self.screen().availableGeometry().size()
        if room.width() < FIRST_SIZE[0] + FRAME or room.height() < FIRST_SIZE[1] + FRAME:
            self.showMaximized()
        else:
            self.show()

    @property
    def current_view(self) -> View | None:
        """The view that is open, or ``None`` while the vault is closed."""
        return self._open.view if self._open is not None else None

    @property
    def busy(self) -> bool:
        """Whether work is under way in the background."""
        return self._tasks.busy

    # -- opening and locking ------------------------------------------------------------------------------------

    def _show_welcome(self) -> None:
        if self._welcome is not None:
            self._stack.removeWidget(self._welcome)
            self._welcome.deleteLater()
        self._welcome = WelcomeView(self._tasks, self.dialogs, self._settings, self._vault)
        self._welcome.opened.connect(self.show_desk)
        self._welcome.restored.connect(self._show_restored)
        self._welcome.settings_changed.connect(self.change_settings)
        self._stack.addWidget(self._welcome)
        self._stack.setCurrentWidget(self._welcome)

    def _show_welcome_anew(self) -> None:
        """In another language or other colours; what was typed stays, and the cursor too."""
        before = self._welcome
        typed, spot = (before.remember(), spot_in(before)) if before is not None else ({}, None)
        self._show_welcome()
        if self._way_back.is_locked:
            self._look_locked()
        if self._welcome is not None and typed:
            self._welcome.put_back(typed)
            QTimer.singleShot(0, self._welcome, partial(put_cursor, self._welcome, spot))  # after its own first focus

    def show_desk(self, desk: Desk, first: MakeView | None = None) -> None:
        """Goes to work in a vault that is open; ``first`` is the page to begin with."""
        from lvv_desk.services.services import Services  # noqa: PLC0415 - heavy; the window was painted before it

        self._vault = desk.vault.folder
        self._settings = self._settings.with_(last_vault=str(desk.vault.folder))
        save_settings(self._settings)
        context = Context(Services(desk), self._tasks, self.dialogs, self, self._settings)
        condition = self._make_condition(context)
        condition.hold()
        self.setWindowTitle(PROGRAM)
        stop = self._way_back.enter(desk.vault.folder, desk.actor.account_id) or Stop(views().today, "today")
        if first is not None or desk.recovery_codes:
            stop = Stop(first or views().recovery, "today")
        self._open = _Open(context, stop.make, stop.place, stop.make(context), condition)
        self._stack.setCurrentWidget(self._work)
        self._put(self._open.view, stop.place)
        stop.hand_back(self._open.view)
        if self._welcome is not None:
            self._stack.removeWidget(self._welcome)
            self._welcome.deleteLater()
            self._welcome = None
        self.guard.start()
        self._clipboard.start()
        condition.check()

    def _make_condition(self, context: Context) -> Condition:
        condition = Condition(context, self)
        condition.said.connect(partial(show_on, self.status))
        condition.damaged.connect(self._show_damage)
        condition.settled.connect(self._look_again)
        return condition

    def _show_restored(self, restored: Restored) -> None:
        page = partial(views().restored, aside=restored.aside, erased_again=restored.erased_again)
        self.show_desk(restored.desk, page)

    def _look_again(self) -> None:
        """What the day's page says of the vault may have changed."""
        if (notices := getattr(self.current_view, "notices", None)) is not None:
            notices.look_again()

    def _show_damage(self, findings: Findings) -> None:
        self._go(partial(views().damage, findings=findings), "today")

    def show_restore(self) -> None:
        """Closes the vault and offers to put a backup back."""
        if self._open is None or not self._open.view.may_leave():
            return
        self.lock("restore")
        self._way_back.forget()
        if self._welcome is not None:
            self._welcome.show_restore()

    def lock(self, reason: str = "closed") -> None:
        """Covers everything at once, keeps what was typed, closes the vault and forgets the key."""
        if self._open is None:
            return
        close_open()
        self.guard.stop()
        current = self._open
        self._way_back.lock(Stop.at(current.view, current.make, current.place))
        self._open = None
        current.condition.deleteLater()
        self.status.say("")
        self._show_welcome()
        self._snackbar.dismiss()
        self._look_locked()
        self._drop(current.view)
        self._clipboard.stop()
        self._tasks.run(self, partial(current.context.services.desk.close, reason), self.guard.closed)

    def _look_locked(self) -> None:
        """Nothing says what lies behind it, not even the name of the program."""
        self.setWindowTitle(t("window.locked"))
        if self._welcome is not None:
            self._welcome.title.setText(t("window.locked"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open is not None and not self._may_close(self._open.view):
            event.ignore()
            return
        self.lock()
        self._tasks.shut_down()
        event.accept()

    def _may_close(self, view: View) -> bool:
        """Asks at most once: about what stands in this view, else about what waits for another."""
        if view.is_unsaved() or view.holds() or not self._way_back.waits:
            return view.may_leave(for_good=True)
        return ask_to_leave(self.dialogs, self, t("form_card.waiting_text"), may_keep=False) == "discard"

    # -- going to views -----------------------------------------------------------------------------------------

    def _go(self, make: MakeView, place: str, *, back: bool = False) -> bool:
        if self._open is None or not self._open.view.may_leave():
            self._rail.set_place(self._open.place if self._open else "")
            return False
        now = self._open
        if back:
            self._way_back.keep(now.view)
        else:
            self._way_back.leave(now.view, now.make, now.place)
        earlier, view = now.view, make(now.context)
        now.make, now.place, now.view = make, place, view
        self._snackbar.dismiss()
        self._put(view, place)
        view.recall(self._way_back.kept(view))
        self._drop(earlier)
        return True

    def go_back(self) -> None:
        """The page before this one."""
        stop = self._way_back.earlier()
        if stop is not None and not self._go(stop.make, stop.place, back=True):
            self._way_back.not_gone(stop)

    def _put(self, view: View, place: str) -> None:
        self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        self._rail.set_place(place)
        view.focus_first()

    def _drop(self, view: View) -> None:
        view.hide()
        self._views.removeWidget(view)
        view.deleteLater()

    def show_place(self, place: str) -> None:
        self._go(getattr(views(), place), place)

    def show_section(self, section: str) -> None:
        self._go(partial(views().manage, section=section), "manage")

    def show_register(self, name: str = "") -> None:
        self._go(partial(views().register, name=name), "cases")

    def show_referrals(self, city: str = "") -> None:
        self._go(partial(views().referrals, city=city), "cases")

    def show_case(self, case_id: UUID) -> None:
        self._go(partial(views().case, case_id=case_id), "cases")

    def show_take_access(self, case_id: UUID, number: str) -> None:
        self._go(partial(views().take_access, case_id=case_id, number=number), "cases")

    def show_intake(self, case_id: UUID, page_id: str | None = None, field_id: str | None = None) -> None:
        self._go(partial(views().intake, case_id=case_id, page_id=page_id, field_id=field_id), "cases")

    def show_part(self, part: str, case_id: UUID, at: str = "") -> None:
        if self._go(partial(views().parts[part], case_id=case_id), "cases") and at and self._open is not None:
            self._open.view.land(at)

    # -- words and settings -------------------------------------------------------------------------------------

    def notify(self, message: str) -> None:
        foot = self._open.view.foot_height() if self._open is not None else 0
        self._snackbar.show_message(message, above=foot)

    def _notify_if_open(self, key: str) -> None:
        if self._open is not None:
            self.notify(t(key))

    def _show_error(self, error: Exception) -> None:
        from lvv_desk.errors import DeskError, system_words  # noqa: PLC0415

        if isinstance(error, DeskError):
            self.notify(str(error))
        elif isinstance(error, OSError):
            self.notify(system_words(error))
        else:
            self.notify(t("error.unexpected", kind=type(error).__name__, place="-"))

    def change_settings(self, settings: Settings) -> None:
        """Keeps the settings and shows everything anew in them."""
        save_settings(settings)
        self.apply_settings(settings)

    def apply_settings(self, settings: Settings) -> None:
        """Shows everything anew in these settings, for as long as the window is open."""
        self._settings = settings
        use(settings.language)
        use_toolkit_words()
        self.guard.set_minutes(settings.idle_minutes)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, "dark" if settings.scheme == "dark" else "light", settings.text_percent / HUNDRED)
        self._replace_rail()
        if self._open is None:
            self._show_welcome_anew()
            return
        now = self._open
        stop = Stop.at(now.view, now.make, now.place)
        context = Context(now.context.services, self._tasks, self.dialogs, self, settings)
        earlier, now.context, now.view = now.view, context, stop.make(context)
        self._put(now.view, now.place)
        stop.hand_back(now.view)
        self._drop(earlier)

    def _replace_rail(self) -> None:
        rail = self._make_rail()
        self._rail_slot.replaceWidget(self._rail, rail)
        self._rail.deleteLater()
        self._rail = rail

    # -- keys ---------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        if self._open is None:
            return
        if self._open.place != "cases" or not hasattr(self._open.view, "search"):
            self.show_place("cases")
        self._open.view.focus_first()

    def _help(self) -> None:
        if self._open is not None:
            self._go(partial(views().help, page=self._open.view.help_page()), "help")

    def _other_pane(self) -> None:
        if self._open is None:
            return
        if self._rail.isAncestorOf(self.focusWidget() or self):
            self._open.view.focus_first()
        else:
            self._rail.setFocus(Qt.FocusReason.TabFocusReason)

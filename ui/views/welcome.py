"""Before a vault is open: unlock one, make a new one, or practise. Nothing heavy is imported until it is needed."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.paths import default_vault_folder
from lvv_desk.settings import Settings
from lvv_desk.texts import LANGUAGES, t
from ui import theme
from ui.dialogs import Dialogs
from ui.tasks import TaskRunner
from ui.views.new_vault import NewVaultForm
from ui.widgets import (
    Body,
    Caption,
    Card,
    Disclosure,
    FieldFrame,
    LinkButton,
    Notice,
    Option,
    Pages,
    PageTitle,
    PassphraseField,
    PrimaryButton,
    Progress,
    ScrollArea,
    SecondaryButton,
    Segmented,
)
from ui.words import many

DELAYS = (0, 0, 0, 2, 5, 15, 30, 60)
SECOND = 1000
CARD_WIDTH = 62
_attempts: dict[Path, int] = {}
"""Failed attempts by vault, for as long as the program runs: friction for who stands at the desk, nothing more."""


class WelcomeView(QWidget):
    """Emits ``opened`` with an open vault."""

    opened = Signal(object)
    settings_changed = Signal(object)

    def __init__(
        self, tasks: TaskRunner, dialogs: Dialogs, settings: Settings, vault: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tasks, self._dialogs, self._settings, self._vault = tasks, dialogs, settings, vault
        self._wait = QTimer(self)
        self._wait.setInterval(SECOND)
        self._wait.timeout.connect(self._count_down)
        self._seconds = 0
        self._painted = False
        self._build()
        self.show_start() if vault is None else self.show_unlock(vault)

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        space = theme.current().space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = ScrollArea(columns=CARD_WIDTH, align="centre", margin=space.four)
        area.add(self._top_row())
        self.title = PageTitle("LVV Desk")
        area.add(self.title)
        self._pages = Pages()
        area.add(self._pages)
        area.add(QWidget(), 1)
        outer.addWidget(area)
        self._unlock = self._unlock_page()
        self._pages.addWidget(self._unlock)

    @cached_property
    def _start(self) -> QWidget:
        return self._added(self._start_page())

    @cached_property
    def new_vault(self) -> NewVaultForm:
        """The form of a new vault; made when it is wanted, because the first paint comes before everything."""
        form = NewVaultForm()
        form.choose_folder.connect(self._choose_new_folder)
        form.create_wanted.connect(self._create)
        form.back_wanted.connect(self._back)
        self._pages.addWidget(form)
        return form

    @cached_property
    def _busy(self) -> QWidget:
        card = Card(t("welcome.busy"))
        card.add(Progress(t("welcome.busy_text")))
        return self._added(card)

    def _added(self, page: QWidget) -> QWidget:
        self._pages.addWidget(page)
        return page

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        languages = [Option(name, t(f"welcome.language_{name}")) for name in LANGUAGES]
        language = Segmented(languages, accessible_name=t("welcome.language"), value=self._settings.language)
        language.chosen.connect(lambda value: self.settings_changed.emit(self._settings.with_(language=value)))
        schemes = [Option(name, t(f"welcome.{name}")) for name in ("light", "dark")]
        scheme = Segmented(schemes, accessible_name=t("welcome.colours"), value=self._settings.scheme)
        scheme.chosen.connect(lambda value: self.settings_changed.emit(self._settings.with_(scheme=value)))
        row.addWidget(language)
        row.addWidget(scheme)
        return row

    def _start_page(self) -> QWidget:
        page = _page()
        page_body(page).addWidget(Body(t("welcome.about"), muted=True))
        self.start_notice = Notice("", "", role="attention")
        self.start_notice.hide()
        page_body(page).addWidget(self.start_notice)
        new = PrimaryButton(t("welcome.new"), icon_name="key")
        new.clicked.connect(self.show_new)
        page_body(page).addWidget(_choice(t("welcome.new_title"), t("welcome.new_text"), new))
        practise = SecondaryButton(t("welcome.practice"), icon_name="person")
        practise.clicked.connect(self._practise)
        page_body(page).addWidget(_choice(t("welcome.practice_title"), t("welcome.practice_text"), practise))
        other = SecondaryButton(t("welcome.open"), icon_name="lock")
        other.clicked.connect(self._open_other)
        page_body(page).addWidget(_choice(t("welcome.open_title"), t("welcome.open_text"), other))
        return page

    def _unlock_page(self) -> QWidget:
        page = _page()
        card = Card(t("welcome.unlock_title"))
        self._where = Caption("", selectable=True)
        shown_when_asked = Disclosure(t("welcome.show_folder"))
        shown_when_asked.add(self._where)
        card.add(shown_when_asked)
        self.notice = Notice("", "", role="attention")
        self.notice.hide()
        card.add(self.notice)
        self.passphrase = PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"))
        self.passphrase.returnPressed.connect(self.unlock)
        card.add(FieldFrame(t("welcome.passphrase"), self.passphrase))
        row = QHBoxLayout()
        self.unlock_button = PrimaryButton(t("welcome.unlock"), icon_name="key")
        self.unlock_button.clicked.connect(self.unlock)
        row.addWidget(self.unlock_button)
        row.addStretch(1)
        card.add(row)
        page_body(page).addWidget(card)
        self.practice_notice = Notice(t("welcome.open_practice_title"), "", role="info")
        self.practice_button = SecondaryButton(t("welcome.open_practice"))
        self.practice_button.clicked.connect(self._open_practice)
        buttons = QHBoxLayout()
        buttons.addWidget(self.practice_button)
        buttons.addStretch(1)
        self.practice_notice.add(buttons)
        self.practice_notice.hide()
        page_body(page).addWidget(self.practice_notice)
        other = LinkButton(t("welcome.other"))
        other.clicked.connect(self.show_start)
        page_body(page).addWidget(other)
        return page

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor waits where the passphrase is typed."""
        super().showEvent(event)
        if self._pages.currentWidget() is self._unlock:
            QTimer.singleShot(0, self.passphrase, self.passphrase.setFocus)

    # -- what was typed -----------------------------------------------------------------------------------------

    def remember(self) -> dict[str, Any]:
        """Which page is open and what stands in it: the language and the colours can change while one types."""
        page = self._pages.currentWidget()
        if page is self._unlock:
            return {"page": "unlock", "typed": self.passphrase.text()}
        if page is self.__dict__.get("new_vault"):
            return {"page": "new", "typed": self.new_vault.typed()}
        return {"page": "start"}

    def put_back(self, memory: dict[str, Any]) -> None:
        """Opens that page again with what stood in it."""
        if memory["page"] == "new":
            self.show_new()
            self.new_vault.put_back(memory["typed"])
        elif memory["page"] == "unlock":
            self.passphrase.setText(memory["typed"])
        else:
            self.show_start()

    # -- pages --------------------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Where a vault can be chosen or made."""
        self._wait.stop()
        self._pages.setCurrentWidget(self._start)

    def show_new(self) -> None:
        """The form of a new vault."""
        self.new_vault.reset(default_vault_folder())
        self._pages.setCurrentWidget(self.new_vault)
        self.new_vault.focus_first()

    def show_unlock(self, vault: Path) -> None:
        """The passphrase of a vault."""
        self._vault = vault
        self._where.setText(str(vault))
        self.notice.hide()
        self.practice_notice.hide()
        self.passphrase.clear()
        self._pages.setCurrentWidget(self._unlock)
        self.passphrase.setFocus()
        if self._painted:
            self._look_at(vault)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first look at the vault waits until the page is seen: what it imports would hold the paint up."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._look_at_first)

    def _look_at_first(self) -> None:
        if self._vault is not None and self._pages.currentWidget() is self._unlock:
            self._look_at(self._vault)

    def _look_at(self, vault: Path) -> None:
        self._tasks.run(self, partial(_describe, vault), self._described, self._no_vault)

    def _described(self, about: tuple[bool, str]) -> None:
        open_practice, passphrase = about
        if open_practice:
            self.practice_notice.set_content(
                t("welcome.open_practice_title"), t("welcome.open_practice_text", zin=passphrase)
            )
            self.practice_notice.show()

    def _no_vault(self, error: Exception) -> None:
        self.show_start()
        self.start_notice.set_content(t("welcome.trouble"), str(error), "attention")
        self.start_notice.show()

    def _back(self) -> None:
        if self._vault is not None:
            self.show_unlock(self._vault)
        else:
            self.show_start()

    # -- unlocking ----------------------------------------------------------------------------------------------

    def unlock(self) -> None:
        """Opens the vault with the passphrase that was typed."""
        vault, passphrase = self._vault, self.passphrase.text()
        if vault is None or self._wait.isActive() or not passphrase:
            return
        self._set_busy(True)
        self._tasks.run(self, partial(_open, vault, passphrase), self._unlocked, self._refused)

    def _unlocked(self, desk: object) -> None:
        _attempts.pop(self._vault or Path(), None)
        self.passphrase.clear()
        self.opened.emit(desk)

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        self.notice.set_content(t("welcome.trouble"), str(error), "attention")
        self.notice.show()
        self.passphrase.setFocus()
        self.passphrase.selectAll()
        if getattr(error, "key", "") == "wrong_passphrase" and self._vault is not None:
            failed = _attempts[self._vault] = _attempts.get(self._vault, 0) + 1
            self._seconds = DELAYS[min(failed, len(DELAYS) - 1)]
            if self._seconds:
                self._wait.start()
                self._show_wait()

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds <= 0:
            self._wait.stop()
            self.unlock_button.setText(t("welcome.unlock"))
            self._set_busy(False)
        else:
            self._show_wait()

    def _show_wait(self) -> None:
        self.unlock_button.setEnabled(False)
        self.unlock_button.setText(many("welcome.wait", self._seconds))

    def _set_busy(self, busy: bool) -> None:
        self.unlock_button.setEnabled(not busy)
        self.practice_button.setEnabled(not busy)

    def _open_practice(self) -> None:
        if self._vault is not None:
            self._set_busy(True)
            self._tasks.run(self, partial(_open_practice, self._vault), self._unlocked, self._refused)

    def _open_other(self) -> None:
        folder = self._dialogs.folder(self, t("welcome.open_title"), self._vault or Path.home())
        if folder is not None:
            self.show_unlock(folder)

    # -- making -------------------------------------------------------------------------------------------------

    def _choose_new_folder(self) -> None:
        folder = self._dialogs.folder(self, t("welcome.new_folder"), Path.home())
        if folder is not None:
            self.new_vault.set_folder(folder if not folder.exists() or not any(folder.iterdir()) else folder / "kluis")

    def _create(self, folder: Path, name: str, passphrase: str) -> None:
        self._pages.setCurrentWidget(self._busy)
        self._tasks.run(self, partial(_create, folder, name, passphrase), self.opened.emit, self._not_created)

    def _not_created(self, error: Exception) -> None:
        self._pages.setCurrentWidget(self.new_vault)
        self.new_vault.show_error(str(error))

    def _practise(self) -> None:
        folder = self._dialogs.folder(self, t("welcome.practice_folder"), Path.home())
        if folder is None:
            return
        self._pages.setCurrentWidget(self._busy)
        self._tasks.run(self, partial(_make_practice, folder), self.opened.emit, self._no_vault)


def _page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().space.two)
    return page


def page_body(page: QWidget) -> QVBoxLayout:
    """The column of a page."""
    column = page.layout()
    if not isinstance(column, QVBoxLayout):
        raise TypeError("a page has a column")
    return column


def _choice(title: str, text: str, button: QWidget) -> Card:
    card = Card(title)
    card.add(Body(text))
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    card.add(row)
    return card


def _describe(vault: Path) -> tuple[bool, str]:
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy, and on the worker

    return vaults.describe(vault).open_practice, vaults.PRACTICE_PASSPHRASE


def _open(vault: Path, passphrase: str) -> Any:
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy, and on the worker

    return vaults.open_vault(vault, passphrase)


def _open_practice(vault: Path) -> Any:
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy, and on the worker

    return vaults.open_vault(vault, vaults.PRACTICE_PASSPHRASE)


def _create(folder: Path, name: str, passphrase: str) -> Any:
    from lvv_desk.services import vaults  # noqa: PLC0415 - heavy, and on the worker

    return vaults.create(folder, passphrase, name=name or vaults.DEFAULT_NAME)


def _make_practice(folder: Path) -> Any:
    from lvv_desk.services import practice, vaults  # noqa: PLC0415 - heavy, and on the worker

    target = folder if not any(folder.iterdir()) else folder / "lvv-desk-oefenkluis"
    if vaults.is_vault(target):
        return vaults.open_vault(target, vaults.PRACTICE_PASSPHRASE)
    desk = vaults.create(target, vaults.PRACTICE_PASSPHRASE, practice=True)
    try:
        practice.fill(desk)
    except BaseException:
        desk.close()
        vaults.remove(desk.vault)
        raise
    return desk

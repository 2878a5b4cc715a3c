"""Before a vault is open: unlock one, make a new one, or practise. Nothing heavy is imported until it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.paths import default_vault_folder
from lvv_desk.settings import Settings
from lvv_desk.texts import LANGUAGES, many, t
from ui import theme
from ui.dialogs import Dialogs
from ui.tasks import TaskRunner
from ui.views import vault_work
from ui.views.forgotten import ForgottenPage
from ui.views.layouts import choice_card, page, page_body
from ui.views.name_choice import NameChoice
from ui.views.new_vault import NewVaultForm
from ui.views.restore import DAMAGE, RestorePage
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

SECOND = 1000
CARD_WIDTH = 62


class WelcomeView(QWidget):
    """Emits ``opened`` with an open vault."""

    opened = Signal(object)
    restored = Signal(object)
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
        self._names: tuple[str, ...] = ()
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
        form = NewVaultForm(self._tasks)
        form.choose_folder.connect(self._choose_new_folder)
        form.create_wanted.connect(self._create)
        form.back_wanted.connect(self._back)
        self._pages.addWidget(form)
        return form

    @cached_property
    def forgotten(self) -> ForgottenPage:
        """A lost passphrase."""
        page = ForgottenPage(self._tasks)
        page.opened.connect(self.opened)
        page.back_wanted.connect(self._back)
        self._pages.addWidget(page)
        return page

    @cached_property
    def restoring(self) -> RestorePage:
        """Damage, and putting a backup back."""
        page = RestorePage(self._tasks, self._dialogs)
        page.restored.connect(self.restored)
        page.back_wanted.connect(self._back)
        self._pages.addWidget(page)
        return page

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
        one = page()
        page_body(one).addWidget(Body(t("welcome.about"), muted=True))
        self.start_notice = Notice("", "", role="attention")
        self.start_notice.hide()
        page_body(one).addWidget(self.start_notice)
        new = PrimaryButton(t("welcome.new"), icon_name="key")
        new.clicked.connect(self.show_new)
        page_body(one).addWidget(choice_card(t("welcome.new_title"), t("welcome.new_text"), new))
        practise = SecondaryButton(t("welcome.practice"), icon_name="person")
        practise.clicked.connect(self._practise)
        page_body(one).addWidget(choice_card(t("welcome.practice_title"), t("welcome.practice_text"), practise))
        other = SecondaryButton(t("welcome.open"), icon_name="lock")
        other.clicked.connect(self._open_other)
        page_body(one).addWidget(choice_card(t("welcome.open_title"), t("welcome.open_text"), other))
        return one

    def _unlock_page(self) -> QWidget:
        one = page()
        card = Card(t("welcome.unlock_title"))
        self._where = Caption("", selectable=True)
        shown_when_asked = Disclosure(t("welcome.show_folder"))
        shown_when_asked.add(self._where)
        card.add(shown_when_asked)
        self.notice = Notice("", "", role="attention")
        self.notice.hide()
        card.add(self.notice)
        self.name = NameChoice()
        card.add(self.name)
        self.passphrase = PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"))
        self.passphrase.returnPressed.connect(self.unlock)
        card.add(FieldFrame(t("welcome.passphrase"), self.passphrase))
        row = QHBoxLayout()
        self.unlock_button = PrimaryButton(t("welcome.unlock"), icon_name="key")
        self.unlock_button.clicked.connect(self.unlock)
        row.addWidget(self.unlock_button)
        row.addStretch(1)
        card.add(row)
        card.add(self._link("forgotten.link", self.show_forgotten))
        page_body(one).addWidget(card)
        self.practice_notice = Notice(t("welcome.open_practice_title"), "", role="info")
        self.practice_button = SecondaryButton(t("welcome.open_practice"))
        self.practice_button.clicked.connect(self._open_practice)
        buttons = QHBoxLayout()
        buttons.addWidget(self.practice_button)
        buttons.addStretch(1)
        self.practice_notice.add(buttons)
        self.practice_notice.hide()
        page_body(one).addWidget(self.practice_notice)
        page_body(one).addWidget(self._link("restore.link", self.show_restore))
        page_body(one).addWidget(self._link("welcome.other", self.show_start))
        return one

    def _link(self, key: str, action: Callable[[], None]) -> LinkButton:
        link = LinkButton(t(key))
        link.clicked.connect(lambda _checked: action())
        return link

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

    def show_forgotten(self) -> None:
        """The recovery code of a vault."""
        if self._vault is not None:
            self.forgotten.start(self._vault, self._names)
            self._pages.setCurrentWidget(self.forgotten)

    def show_restore(self, why: str = "") -> None:
        """Putting a backup back; ``why`` are the words of what went wrong."""
        if self._vault is not None:
            self.restoring.start(self._vault, why, self._names)
            self._pages.setCurrentWidget(self.restoring)

    def show_unlock(self, vault: Path) -> None:
        """The passphrase of a vault."""
        self._vault = vault
        self._names = ()
        self.name.set_names(())
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
        self._tasks.run(self, partial(vault_work.describe, vault), self._described, self._no_vault)

    def _described(self, about: tuple[bool, str, tuple[str, ...], int]) -> None:
        open_practice, passphrase, self._names, seconds = about
        self.name.set_names(self._names)
        if self.name.is_asked() and not self.passphrase.text():
            self.name.setFocus()
        self._start_wait(seconds)
        if open_practice:
            self.practice_notice.set_content(
                t("welcome.open_practice_title"), t("welcome.open_practice_text", zin=passphrase)
            )
            self.practice_notice.show()

    def _no_vault(self, error: Exception) -> None:
        if getattr(error, "key", "") in DAMAGE:
            self.show_restore(str(error))
            return
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
        if vault is None or self._wait.isActive() or not passphrase or self.name.problem():
            return
        self._set_busy(True)
        work = partial(vault_work.open_vault, vault, passphrase, self.name.value())
        self._tasks.run(self, work, self._unlocked, self._refused)

    def _unlocked(self, desk: object) -> None:
        self.passphrase.clear()
        self.opened.emit(desk)

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        if getattr(error, "key", "") in DAMAGE:
            self.passphrase.clear()
            self.show_restore(str(error))
            return
        self.notice.set_content(t("welcome.trouble"), str(error), "attention")
        self.notice.show()
        self.passphrase.setFocus()
        self.passphrase.selectAll()
        if self._vault is not None:
            self._tasks.run(self, partial(vault_work.seconds_to_wait, self._vault), self._start_wait, lambda _: None)

    def _start_wait(self, seconds: int) -> None:
        self._seconds = seconds
        if seconds:
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
            self._tasks.run(self, partial(vault_work.open_practice, self._vault), self._unlocked, self._refused)

    def _open_other(self) -> None:
        folder = self._dialogs.folder(
            self, t("welcome.open_folder"), self._vault.parent if self._vault else Path.home()
        )
        if folder is not None:
            self.show_unlock(folder)

    # -- making -------------------------------------------------------------------------------------------------

    def _choose_new_folder(self) -> None:
        folder = self._dialogs.folder(self, t("welcome.new_folder"), Path.home())
        if folder is not None:
            self.new_vault.set_folder(folder if not folder.exists() or not any(folder.iterdir()) else folder / "kluis")

    def _create(self, folder: Path, name: str, passphrase: str) -> None:
        self._pages.setCurrentWidget(self._busy)
        self._tasks.run(self, partial(vault_work.create, folder, name, passphrase), self.opened.emit, self._not_created)

    def _not_created(self, error: Exception) -> None:
        self._pages.setCurrentWidget(self.new_vault)
        self.new_vault.show_error(error)

    def _practise(self) -> None:
        folder = self._dialogs.folder(self, t("welcome.practice_folder"), Path.home())
        if folder is None:
            return
        self._pages.setCurrentWidget(self._busy)
        self._tasks.run(self, partial(vault_work.make_practice, folder), self.opened.emit, self._no_vault)

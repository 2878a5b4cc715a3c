"""One small form at a time on a page: opening it, leaving it, and what was typed in one that waits for later."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout

from lvv_desk.texts import t
from ui.views.base import Keeping, Memory
from ui.views.form_card import AskingCard, Typed, ask_to_leave
from ui.widgets import Card


class OneForm:
    """The place for the forms of a page, each with a name. ``turned`` is told whether one is open now.

    A form that is left with something typed in it waits, where somebody chose that, and opens as it was left. When it
    closes, the focus goes back to the button that opens it.
    """

    def __init__(self, owner: Keeping, turned: Callable[[bool], object] = lambda _: None) -> None:
        self._owner, self._turned = owner, turned
        self.form: AskingCard | None = None
        self.name = ""
        self._waiting: dict[str, Typed] = {}
        self._openers: dict[str, QAbstractButton] = {}
        self._return_to = ""

    def opens(self, button: QAbstractButton, name: str, open_form: Callable[[str], object]) -> None:
        """The button opens the form of this name."""
        self._openers[name] = button
        button.clicked.connect(lambda: open_form(name))

    def may_go(self) -> bool:
        """Whether the form that is open may make room; asked only where something stands in it that is not saved."""
        form = self.form
        if form is None or not form.is_unsaved():
            return True
        owner = self._owner
        chosen = ask_to_leave(owner.context.dialogs, owner, t("form_card.leave_text"), may_keep=form.is_kept)
        if chosen == "keep":
            self._waiting[self.name] = form.typed()
            owner.context.go.notify(t("form_card.kept"))
        return chosen != "stay"

    def show(self, name: str, form: AskingCard, place: Card | QVBoxLayout) -> None:
        """Puts a form in its place, with what waits for it. Whether the one before may go is asked before this."""
        self.drop()
        self.form, self.name = form, name
        form.close_wanted.connect(self._want_close)
        (place.add(form) if isinstance(place, Card) else place.addWidget(form))
        if name in self._waiting:
            form.put_back(self._waiting.pop(name))
        self._turned(True)
        form.focus_first()

    def _want_close(self) -> None:
        if self.may_go():
            name = self.name
            self.drop()
            self.focus_opener(name)

    def done(self, return_to: str = "") -> None:
        """The form was saved: it goes, and once the page is made anew the focus goes to the button of ``return_to``."""
        self._return_to = return_to or self.name
        self.drop()

    def drop(self) -> None:
        """Takes the form away with what stands in it."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form, self.name = None, ""
            self._turned(False)

    def forget_page(self) -> None:
        """The page is made anew, with its form and its buttons."""
        self.form, self.name = None, ""
        self._openers.clear()

    def focus_opener(self, name: str = "") -> bool:
        """Puts the focus on the button that opens a form, by itself of the one just saved; tells whether it could."""
        name, self._return_to = name or self._return_to, ""
        button = self._openers.get(name)
        if button is None or not shiboken6.isValid(button) or button.isHidden():
            return False
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # -- what was typed -----------------------------------------------------------------------------------------

    def is_unsaved(self) -> bool:
        return self.form is not None and self.form.is_unsaved()

    def may_keep(self) -> bool:
        return self.form is None or self.form.is_kept

    def holds(self) -> bool:
        return bool(self._waiting)

    def remember(self) -> Memory:
        memory: Memory = {"waiting": dict(self._waiting)} if self._waiting else {}
        if self.form is not None and self.form.is_kept:
            memory |= {"form": self.name, "typed": self.form.typed()}
        return memory

    def put_back(self, memory: Memory, open_form: Callable[[str], object]) -> None:
        """Opens the form that was open, and lets the others wait as they did."""
        self._waiting = dict(memory.get("waiting", {}))
        if "form" in memory:
            open_form(memory["form"])
            if self.form is not None and self.name == memory["form"]:
                self.form.put_back(memory["typed"])


class WithForm(Keeping):
    """A page or a part of one that has its forms in :class:`OneForm`; it says how one of a name opens."""

    forms: OneForm

    @property
    def form(self) -> AskingCard | None:
        """The form that is open."""
        return self.forms.form

    def open_form(self, name: str) -> None:
        """Opens a form where it belongs; only one is open at a time."""
        raise NotImplementedError

    def is_unsaved(self) -> bool:
        return self.forms.is_unsaved()

    def may_keep(self) -> bool:
        return self.forms.may_keep()

    def holds(self) -> bool:
        return self.forms.holds()

    def drop(self) -> None:
        self.forms.drop()

    def remember(self) -> Memory:
        return self.forms.remember()

    def put_back(self, memory: Memory) -> None:
        self.forms.put_back(memory, self.open_form)

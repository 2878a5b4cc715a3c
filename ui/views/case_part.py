"""A page about one part of a case: the header on top, cards below it, and one small form at a time in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.case import RecordKind
from lvv_desk.domain.rights import Look, Right
from lvv_desk.services.cases import CaseView
from lvv_desk.texts import name_of, t
from ui.context import Context
from ui.cursor import put_cursor, spot_in
from ui.views.base import View
from ui.views.case_header import CaseHeader
from ui.views.form_card import FormCard
from ui.views.mend_row import mend_row, wants_away
from ui.views.one_form import OneForm, WithForm
from ui.widgets import Button, Card, ScrollArea

CORRECT = "correct "
"""What the name of a form begins with that puts a record right; its id follows."""


class CasePart(WithForm, View):
    """Reads its part of the case, shows it anew after each change, and keeps what is typed in the form meanwhile.

    A page says what it reads (``read``, ``take``), what it shows (``fill``), and which forms it has (``make_form``).
    Where a form opens is told by name in ``places``, while filling.
    """

    columns = 88

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self._content: QWidget | None = None
        self.area = ScrollArea(parent=self)
        self.area.hide()
        self.forms = OneForm(self)
        self._land_at = ""
        self.places: dict[str, Card | QVBoxLayout] = {}
        self.bind_go_on(self.primary)
        self.load()

    # -- what a page fills in -----------------------------------------------------------------------------------

    def read(self) -> Any:
        """What the page shows, read in the background; the case, where it needs nothing else."""
        return self.context.services.cases.view_by_id(self._case_id)

    def take(self, loaded: Any) -> CaseView:
        """Remembers what was read, and tells the case of it."""
        return loaded  # type: ignore[no-any-return] # what ``read`` gave

    def fill(self) -> None:
        """Puts the cards in ``area``."""
        raise NotImplementedError

    def bar(self) -> QWidget | None:
        """What stays in sight between the header and the cards."""
        return None

    def make_form(self, name: str) -> FormCard:
        """The form of this name, with its ``save_wanted`` bound."""
        raise NotImplementedError

    def to_fill_in(self, name: str) -> bool:  # noqa: ARG002 - a page that has such forms knows them
        """Whether somebody who is sent to this form comes to fill it in, rather than to look at what was recorded."""
        return False

    def primary(self) -> None:
        """Ctrl+Enter keeps the form that is open."""
        if self.form is not None:
            self.form.save_wanted.emit()

    def shown(self) -> bool:
        """Whether the page put the cursor where it belongs itself, after it was shown anew."""
        return False

    # -- showing ------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads everything and shows it anew."""
        self.context.tasks.run(self, self.read, self.show_anew)

    def show_anew(self, loaded: Any) -> None:
        """Shows what was read, in the place of what stood there."""
        self.case = self.take(loaded)
        typed, spot, place = self.remember(), spot_in(self), self.area.place()
        self.forms.forget_page()
        self.places.clear()
        self.area = ScrollArea(columns=self.columns, margin=32)
        self.fill()
        self.area.add(QWidget(), 1)
        self._put_in_place()
        if typed:
            self.put_back(typed)
        if not self.shown():
            if not self.forms.focus_opener() and not put_cursor(self, spot):
                self.focus_first()
            self.area.go_to(place)
        self.is_there()
        if self._land_at:
            self._land()

    def land(self, place: str) -> None:
        self._land_at = place
        if self._content is not None:
            self._land()

    def _land(self) -> None:
        """Opens the form that is to be filled in, or goes to what was recorded; not away from what was typed."""
        name, self._land_at = self._land_at, ""
        if self.forms.is_unsaved() and self.forms.name != name:
            return
        if self.to_fill_in(name):
            self.open_form(name)
            return
        place = self.places.get(name)
        in_card = place.findChild(Button) if isinstance(place, Card) else None
        if not self.forms.focus_opener(name) and in_card is not None:
            in_card.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(place, Card):
            self.area.show_widget(place)

    def _put_in_place(self) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(CaseHeader(self.context, self.case))
        bar = self.bar()
        if bar is not None:
            column.addWidget(bar)
        column.addWidget(self.area, 1)
        earlier, self._content = self._content, fresh
        self.outer.addWidget(fresh)
        if earlier is not None:
            self.outer.removeWidget(earlier)
            earlier.hide()
            earlier.setParent(None)
            earlier.deleteLater()

    # -- mending what is wrong ----------------------------------------------------------------------------------

    def may_mend(self) -> bool:
        """Whether a record may be put right or taken away: by who may write, and sees all of the case."""
        return Right.WRITE_CASES in self.context.services.desk.rights and self.case.look is Look.FULL

    def mend_ways(self, kind: RecordKind, record_id: UUID, what: str, *, corrects: bool = True) -> QHBoxLayout:
        """The ways to mend a record; correcting opens the form ``correct <id>``."""
        about = f"{name_of(kind)}, {what}"
        opens = partial(self.opens, name=f"{CORRECT}{record_id}") if corrects else None
        return mend_row(about, opens=opens, withdraw=partial(self._take_away, kind, record_id, about))

    def _take_away(self, kind: RecordKind, record_id: UUID, about: str) -> None:
        if wants_away(self.context, self, t("mending.withdraw_title"), t("mending.withdraw_text", what=about)):
            self.do(
                partial(self.context.services.mending.withdraw, self._case_id, kind, record_id), "mending.withdrawn"
            )

    # -- the form -----------------------------------------------------------------------------------------------

    def open_form(self, name: str) -> None:
        """Opens a form where it belongs; only one is open at a time."""
        if self.form is not None and name == self.forms.name:
            self.form.focus_first()
        else:
            place = self.places.get(name)
            if place is None or not self.forms.may_go():
                return
            self.forms.show(name, self.make_form(name), place)
        if self.form is not None:
            self.area.show_widget(self.form)

    def keep(self, form: FormCard, work: Callable[[], object], message: str) -> None:
        """Does what the form asks for; then it closes and the page is read anew. An error stands in the form."""
        form.set_busy(True)
        self.context.tasks.run(self, work, lambda _: self._kept(message), form.show_error)

    def _kept(self, message: str) -> None:
        self.forms.done()
        self.done(message)

    def do(self, work: Callable[[], object], message: str) -> None:
        """Does something at once, and reads the page anew."""
        self.context.tasks.run(self, work, lambda _: self.done(message))

    def done(self, message: str) -> None:
        """Says that it is done, and reads the page anew."""
        self.context.go.notify(t(message))
        self.load()

    def opens(self, button: QAbstractButton, name: str) -> None:
        """The button opens the form of this name."""
        self.forms.opens(button, name, self.open_form)

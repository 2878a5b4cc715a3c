"""The recovery codes: shown once on paper, one of them typed back, and new ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.services.recovery import RecoveryState
from lvv_desk.texts import t
from ui import pdf_out
from ui.context import Context
from ui.views.base import View
from ui.views.layouts import clear, column, line
from ui.views.today import TodayView
from ui.widgets import (
    Body,
    Caption,
    Card,
    FieldFrame,
    Mono,
    Notice,
    PageTitle,
    PrimaryButton,
    QuietButton,
    ScrollArea,
    SecondaryButton,
    TextField,
)

CODE_CHARACTERS = 46
LONGEST_CODE = 80


class RecoveryPanel(QWidget):
    """Shows how it stands and what can be done. ``proven``: a code was typed back and fits."""

    proven = Signal()

    def __init__(self, context: Context, *, alone: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._alone = context, alone
        self._column = column(self)
        self._slot = QVBoxLayout()
        self._slot.setSpacing(self._column.spacing())
        self._column.addLayout(self._slot)
        self.load()

    def load(self) -> None:
        """Reads how it stands and shows it."""
        self._context.tasks.run(self, self._context.services.recovery.state, self._show)

    def _show(self, state: RecoveryState) -> None:
        clear(self._slot)
        self.state = state
        manages = not self._alone and Right.MANAGE_ACCOUNTS in self._context.services.desk.rights
        if manages and state.known_to_leaver:
            self._slot.addWidget(Notice(t("recovery_page.known"), t("recovery_page.known_text"), role="attention"))
            self._slot.addWidget(self._renewing())
            return
        if state.codes:
            self._slot.addWidget(self._codes(state.codes))
        elif not state.proven:
            self._slot.addWidget(Notice(t("recovery_page.gone"), t("recovery_page.gone_text"), role="attention"))
        elif not self._context.services.desk.is_practice:
            self._slot.addWidget(Notice(t("recovery_page.proven"), t("recovery_page.proven_text"), role="done"))
        if self._context.services.desk.is_practice and not state.codes:
            self._slot.addWidget(Notice(t("recovery_page.practice"), t("recovery_page.practice_text")))
            return
        if state.codes or not state.proven:
            self._slot.addWidget(self._proving())
        if manages:
            self._slot.addWidget(self._renewing())

    def _codes(self, codes: tuple[str, ...]) -> Card:
        several = len(codes) > 1
        card = Card(t("recovery_page.codes" if several else "recovery_page.one_code"))
        card.add(Body(t("recovery_page.codes_text" if several else "recovery_page.one_code_text")))
        for number, code in enumerate(codes, 1):
            if several:
                card.add(Caption(t("recovery_page.code", number=number)))
            shown = Mono(code)
            shown.setAccessibleName(t("recovery_page.code", number=number))
            card.add(shown)
        self.print_button = SecondaryButton(t("recovery_page.print"), icon_name="print")
        self.print_button.clicked.connect(self.print_kit)
        self.save_button = SecondaryButton(t("recovery_page.save"), icon_name="save")
        self.save_button.clicked.connect(self.save_kit)
        card.add(line(self.print_button, self.save_button))
        card.add(Caption(t("recovery_page.where")))
        return card

    def print_kit(self) -> None:
        """The codes on paper."""
        pdf_out.print_out(self, self._context, t("recovery_page.print"), self._context.services.recovery.kit)

    def save_kit(self) -> None:
        """The codes as a PDF, for a stick that is kept apart."""
        kit = self._context.services.recovery.kit
        pdf_out.save(self, self._context, t("recovery_page.save"), t("recovery_page.file"), kit)

    # -- typing one back ----------------------------------------------------------------------------------------

    def _proving(self) -> Card:
        card = Card(t("recovery_page.prove"))
        self.code = TextField(characters=CODE_CHARACTERS, max_length=LONGEST_CODE)
        self.code.returnPressed.connect(self.prove)
        self.code_frame = FieldFrame(t("recovery_page.type"), self.code, hint=t("recovery_page.type_hint"))
        card.add(self.code_frame)
        self.prove_button = PrimaryButton(t("recovery_page.prove_now"), icon_name="check")
        self.prove_button.clicked.connect(self.prove)
        card.add(line(self.prove_button))
        return card

    def prove(self) -> None:
        """Tries the code that was typed back."""
        typed = self.code.text().strip()
        if not typed:
            self.code_frame.set_error(t("recovery_page.type_missing"))
            return
        self.prove_button.setEnabled(False)
        work = partial(self._context.services.recovery.prove, typed)
        self._context.tasks.run(self, work, lambda _: self._fits(), self._does_not_fit)

    def _fits(self) -> None:
        self._context.go.notify(t("recovery_page.fits"))
        self.proven.emit()
        self.load()

    def _does_not_fit(self, error: Exception) -> None:
        self.prove_button.setEnabled(True)
        self.code_frame.set_error(str(error))
        self.code_frame.focus_control()
        self.code.selectAll()

    # -- new ones -----------------------------------------------------------------------------------------------

    def _renewing(self) -> Card:
        card = Card(t("recovery_page.renew"))
        card.add(Body(t("recovery_page.renew_text"), muted=True))
        self.renew_button = SecondaryButton(t("recovery_page.renew_now"), icon_name="refresh")
        self.renew_button.clicked.connect(self.renew)
        card.add(line(self.renew_button))
        return card

    def renew(self) -> None:
        """Two new codes; the old ones open nothing any more."""
        options = [("renew", t("recovery_page.renew_now")), ("stay", t("recovery_page.keep"))]
        chosen = self._context.dialogs.choose(self, t("recovery_page.renew"), t("recovery_page.renew_text"), options)
        if chosen == "renew":
            self.renew_button.setEnabled(False)
            work = self._context.services.recovery.renew
            self._context.tasks.run(self, work, lambda _: self.load(), self._not_renewed)

    def _not_renewed(self, error: Exception) -> None:
        self.renew_button.setEnabled(True)
        self._context.go.notify(str(error))


class RecoveryPage(View):
    """The first page of a new vault, and after a code was used: write it down and type it back."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        area = ScrollArea(columns=78, margin=32)
        area.add(PageTitle(t("recovery_page.title")))
        area.add(Body(t("recovery_page.why")))
        self.panel = RecoveryPanel(context, alone=True)
        self.panel.proven.connect(self._on)
        area.add(self.panel)
        self.later = QuietButton(t("recovery_page.later"))
        self.later.clicked.connect(self._on)
        area.add(self.later)
        area.add(Caption(t("recovery_page.later_text")))
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.is_there()

    def help_page(self) -> str:
        return "recovery"

    def where(self) -> Callable[[Context], View]:
        """After a lock the day begins anew."""
        return TodayView

    def focus_first(self) -> None:
        self.panel.setFocus()

    def _on(self) -> None:
        self.context.go.show_place("today")

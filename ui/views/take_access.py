"""A case of a colleague: opened with a reason, for a day, and everyone can see that it was."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.layouts import line
from ui.widgets import Body, Card, FieldFrame, Notice, PageTitle, PrimaryButton, QuietButton, ScrollArea, TextArea


class TakeAccessPage(View):
    """Asks why, and then opens the case."""

    def __init__(self, context: Context, case_id: UUID, number: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        area = ScrollArea(columns=78, margin=32)
        area.add(PageTitle(t("take_access.title", number=number)))
        area.add(self._form() if Right.EXTRA_ACCESS in context.services.desk.rights else self._not_for_you())
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.is_there()

    def is_unsaved(self) -> bool:
        return bool(self.remember())

    def drop(self) -> None:
        self.reason.set_text("")

    def remember(self) -> Memory:
        return {"reason": self.reason.text()} if hasattr(self, "reason") and self.reason.text() else {}

    def put_back(self, memory: Memory) -> None:
        self.reason.set_text(memory["reason"])

    def _form(self) -> Card:
        card = Card()
        card.add(Body(t("take_access.text")))
        self.reason = TextArea(min_lines=2, max_lines=6)
        self.frame = FieldFrame(t("take_access.reason"), self.reason, hint=t("take_access.reason_hint"))
        card.add(self.frame)
        card.add(Notice(t("take_access.seen"), t("take_access.seen_text"), role="info"))
        self.open_button = PrimaryButton(t("take_access.open"), icon_name="key")
        self.open_button.clicked.connect(self.take)
        card.add(line(self.open_button, self._back()))
        return card

    def _not_for_you(self) -> Card:
        card = Card()
        card.add(Body(t("take_access.not_for_you")))
        card.add(line(self._back()))
        return card

    def _back(self) -> QuietButton:
        self.back = QuietButton(t("take_access.back"))
        self.back.clicked.connect(lambda: self.context.go.show_place("cases"))
        return self.back

    def help_page(self) -> str:
        return "accounts"

    def focus_first(self) -> None:
        (self.reason if hasattr(self, "reason") else self.back).setFocus()

    def take(self) -> None:
        """Opens the case with the reason."""
        self.open_button.setEnabled(False)
        work = partial(self.context.services.caseload.take, self._case_id, self.reason.text())
        self.context.tasks.run(self, work, lambda _: self._taken(), self._refused)

    def _taken(self) -> None:
        self.drop()
        self.context.go.show_case(self._case_id)

    def _refused(self, error: Exception) -> None:
        self.open_button.setEnabled(True)
        self.frame.set_error(str(error))
        self.frame.focus_control()

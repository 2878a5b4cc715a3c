"""The handover: what leaves, what is held back and why, and the very pages, before anything is saved."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions.outputs import Recipient
from lvv_desk.domain.handover import HandoverDocument, Withheld
from lvv_desk.errors import DeskError
from lvv_desk.services.cases import CaseView
from lvv_desk.services.handovers import PREVIEW_CHANGED, Preview
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.case_header import CaseHeader
from ui.widgets import (
    Body,
    Caption,
    Card,
    Disclosure,
    LinkButton,
    Notice,
    Option,
    PageTitle,
    PrimaryButton,
    ScrollArea,
    Segmented,
)
from ui.widgets.pdf_view import PdfView, PdfWords

SHORT_DIGEST = 12
LEFT_CHARACTERS = 54
SHARING = "sharing"
QUESTION_PAGE = "handover_questions"


class HandoverPage(View):
    """One recipient at a time; the preview is made in memory and leaves no trace."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self.preview: Preview | None = None
        self._refused = ""
        self.recipient: Recipient = context.services.registry.handover.recipient[0]
        read = partial(context.services.cases.view_by_id, case_id)
        context.tasks.run(self, read, self._build)

    def help_page(self) -> str:
        return "handover"

    def _build(self, view: CaseView) -> None:
        self.case = view
        self.outer.addWidget(CaseHeader(self.context, view))
        space = theme.current().space
        row = QHBoxLayout()
        row.setSpacing(0)
        self.area = ScrollArea(columns=0, margin=space.three)
        self.area.setFixedWidth(theme.current().text_width(LEFT_CHARACTERS) + 2 * space.three)
        self.area.add(PageTitle(t("handover_page.title")))
        recipients = self.context.services.registry.handover.recipient
        options = [Option(one.id, say(one.label).replace("&", "&&")) for one in recipients]
        self.choice = choice = Segmented(options, accessible_name=t("handover_page.recipient"), value=self.recipient.id)
        choice.chosen.connect(self.choose)
        self.area.add(choice)
        self.about = QVBoxLayout()
        self.about.setSpacing(space.two)
        self.area.add(self.about)
        self.area.add(QWidget(), 1)
        row.addWidget(self.area)
        words = PdfWords(
            t("handover_page.preview"), t("handover_page.page"), t("handover_page.zoom_in"),
            t("handover_page.zoom_out"), t("handover_page.fit"),
        )  # fmt: skip
        self.pdf = PdfView(self.context.tasks, words, keys_in=self)
        row.addWidget(self.pdf, 1)
        self.outer.addLayout(row, 1)
        self.bind_go_on(self.save)
        self.choose(self.recipient.id)
        self.is_there()

    def focus_first(self) -> None:
        if hasattr(self, "choice"):
            self.choice.setFocus()

    def remember(self) -> Memory:
        return {"recipient": self.recipient.id}

    def put_back(self, memory: Memory) -> None:
        self.choice.set_value(memory["recipient"])
        self.choose(memory["recipient"])

    def choose(self, recipient_id: str) -> None:
        """Makes the preview for a recipient."""
        self.recipient = self.context.services.registry.recipient(recipient_id)
        work = partial(self.context.services.handovers.preview, str(self._case_id), recipient_id)
        self.context.tasks.run(self, work, self._show)

    def _show(self, preview: Preview) -> None:
        if preview.document.recipient_id != self.recipient.id:
            return
        self.preview = preview
        self.pdf.set_content(preview.content)
        self._clear()
        document = preview.document
        for widget in (
            self._save_row(),
            *self._consent(),
            *self._warnings(document),
            self._question(),
            self._leaves(document),
            self._withheld(document),
            self._sent(),
        ):
            self.about.addWidget(widget)
        self._say_refused()

    def _clear(self) -> None:
        while self.about.count():
            item = self.about.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

    def _save_row(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.half)
        row = QHBoxLayout()
        self.save_button = PrimaryButton(t("handover_page.save"), icon_name="save")
        self.save_button.clicked.connect(self.save)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Caption(t("handover_page.save_records", who=say(self.recipient.label))))
        return box

    def _consent(self) -> list[QWidget]:
        """Says it first when the client did not say yes to sharing."""
        field = self.context.services.registry.consent_fields.get(SHARING)
        answer = self.case.answers.best(field.id) if field is not None else None
        if field is None or (answer is not None and answer.value is True):
            return []
        refused = answer is not None and answer.value is False
        notice = Notice(
            t("handover_page.refused" if refused else "handover_page.no_consent"),
            t("handover_page.no_consent_text"), role="attention",
        )  # fmt: skip
        link = LinkButton(t("handover_page.to_consent"))
        link.clicked.connect(lambda: self.context.go.show_intake(self._case_id, None, field.id))
        notice.add(link)
        return [notice]

    def _warnings(self, document: HandoverDocument) -> list[QWidget]:
        if not document.warnings:
            return []
        notice = Notice(t("handover_page.warnings"), "", role="attention")
        for words in document.warnings:
            notice.add(Body(words))
        return [notice]

    def _question(self) -> Card:
        registry = self.context.services.registry
        card = Card(t("handover_page.question"))
        field = registry.fields[self.recipient.question_field]
        asked = self.case.answers.value(field.id)
        card.add(Body(str(asked) if asked else t("check_answers.empty"), muted=not asked, selectable=True))
        link = LinkButton(t("handover_page.change_question"))
        link.clicked.connect(lambda: self.context.go.show_intake(self._case_id, QUESTION_PAGE, field.id))
        card.add(link)
        return card

    def _leaves(self, document: HandoverDocument) -> Card:
        card = Card(t("handover_page.leaves"))
        for section in document.sections:
            filled = sum(line.text is not None for line in section.lines) + sum(len(one.rows) for one in section.tables)
            missing = sum(line.text is None for line in section.lines)
            words = t("handover_page.lines", filled=filled)
            if missing:
                words += f"  ·  {t('handover_page.missing', missing=missing)}"
            card.add(Body(section.title, strong=True))
            card.add(Caption(words))
        return card

    def _withheld(self, document: HandoverDocument) -> Card:
        card = Card(t("handover_page.withheld"))
        self._rows(card, document.withheld)
        if document.kept_inside:
            box = Disclosure(t("handover_page.inside", number=len(document.kept_inside)))
            box.add(Caption(t("handover_page.inside_text")))
            for one in document.kept_inside:
                box.add(Body(f"{one.label}: {one.reason}"))
            card.add(box)
        return card

    def _rows(self, card: Card, rows: tuple[Withheld, ...]) -> None:
        if not rows:
            card.add(Body(t("handover_page.nothing_withheld"), muted=True))
        for one in rows:
            card.add(Body(one.label, strong=True))
            card.add(Caption(one.reason))

    def _sent(self) -> Card:
        card = Card(t("handover_page.sent"))
        if not self.case.disclosures:
            card.add(Body(t("handover_page.never_sent"), muted=True))
        for one in reversed(self.case.disclosures):
            day = one.at.astimezone().strftime("%d-%m-%Y %H:%M")
            recipient = say(self.context.services.registry.recipient(one.recipient).label)
            card.add(Body(f"{recipient}, {day}"))
            card.add(Caption(f"SHA-256 {one.sha256[:SHORT_DIGEST]}…", selectable=True))
        return card

    # -- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes exactly the pages that are shown, and records that they left."""
        if self.preview is None:
            return
        who = re.sub(r"[^A-Za-z]", "", say(self.recipient.label))
        name = f"overdracht-{who}-{self.case.case.number}.pdf"
        path = self.context.dialogs.save_file(self, t("handover_page.save"), Path.home() / name, "PDF (*.pdf)")
        if path is None:
            return
        self.save_button.setEnabled(False)
        work = partial(self.context.services.handovers.save, self.preview, path, replace=True)
        self.context.tasks.run(self, work, self._saved, self._not_saved)

    def _saved(self, _sha256: str) -> None:
        self.context.go.notify(t("handover_page.saved"))
        self._read_again()

    def _read_again(self) -> None:
        read = partial(self.context.services.cases.view_by_id, self._case_id)
        self.context.tasks.run(self, read, self._again)

    def _again(self, view: CaseView) -> None:
        self.case = view
        self.choose(self.recipient.id)

    def _not_saved(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._refused = str(error)
        if isinstance(error, DeskError) and error.key == PREVIEW_CHANGED:
            self._read_again()
        else:
            self._say_refused()

    def _say_refused(self) -> None:
        if self._refused:
            self.about.insertWidget(0, Notice(t("handover_page.not_saved"), self._refused, role="attention"))
            self._refused = ""

"""Documents: the files of a case at the left, and the one that is looked at beside them. No copy is made to show it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.documents import Document, OpenedDocument
from lvv_desk.domain.rights import Look, Right
from lvv_desk.services.cases import CaseView
from lvv_desk.services.documents import title_of
from lvv_desk.texts import many, t
from ui import theme
from ui.context import Context
from ui.views.base import View
from ui.views.case_header import CaseHeader
from ui.views.document_forms import AddForm, RemoveForm
from ui.views.document_rows import DocumentRow
from ui.views.form_card import FormCard
from ui.views.layouts import clear
from ui.views.one_form import OneForm, WithForm
from ui.widgets import (
    Caption,
    Card,
    Divider,
    EmptyState,
    Notice,
    PageTitle,
    PrimaryButton,
    Progress,
    ScrollArea,
    SecondaryButton,
    SectionTitle,
)
from ui.widgets.page_sources import ForeignPdf, OnePicture
from ui.widgets.pdf_view import PdfView, PdfWords

ADD, REMOVE = "add", "remove "
LEFT_CHARACTERS = 58


class DocumentsPage(WithForm, View):
    """One document is looked at at a time; leaving or locking lets go of it."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self.case: CaseView | None = None
        self.rows: list[DocumentRow] = []
        self.forms = OneForm(self)
        self._said: Notice | None = None
        self.viewer: PdfView | None = None
        self._looked_at: Document | None = None
        space = theme.current().space
        self._head = QVBoxLayout()
        self.area = ScrollArea(columns=0, margin=space.three)
        self.area.setFixedWidth(theme.current().text_width(LEFT_CHARACTERS) + 2 * space.three)
        self._left = QVBoxLayout()
        self._left.setSpacing(space.two)
        self.area.add(self._left)
        self.area.add(QWidget(), 1)
        self._right = QVBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.area)
        row.addLayout(self._right, 1)
        self.outer.addLayout(self._head)
        self.outer.addLayout(row, 1)
        self.bind_go_on(self._primary)
        self.load()

    def help_page(self) -> str:
        return "documents"

    def focus_first(self) -> None:
        if self.rows and not self.rows[0].document.shielded:
            self.rows[0].look_button.setFocus()
        elif hasattr(self, "add_button"):
            self.add_button.setFocus()

    # -- the list -----------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads which documents there are; never their contents."""
        read = partial(self.context.services.cases.view_by_id, self._case_id)
        self.context.tasks.run(self, read, self._show)

    def _show(self, view: CaseView) -> None:
        first = self.case is None
        self.case = view
        for layout in (self._head, self._left):
            clear(layout)
        self._head.addWidget(CaseHeader(self.context, view))
        self._left.addWidget(PageTitle(t("documents_page.title")))
        self._left.addWidget(Caption(t("documents_page.about")))
        if self._may(Right.WRITE_CASES):
            self._left.addWidget(self._adding())
        if view.look is not Look.FULL:
            words = t("documents_page.shielded"), t("documents_page.shielded_text")
            self._left.addWidget(Notice(*words, role="held"))
        if self._said is not None:
            self._left.addWidget(self._said)
            self._said = None
        self.rows = []
        if view.documents:
            self._left.addWidget(self._list(view))
        if first or self._looked_at is None:
            self._show_nothing()
        if not self.forms.focus_opener() and self.focusWidget() is None:
            self.focus_first()
        self.is_there()

    def _may(self, right: Right) -> bool:
        full = self.case is not None and self.case.look is Look.FULL
        return full and right in self.context.services.desk.rights

    def _adding(self) -> QWidget:
        box = QWidget()
        self._add_place = QVBoxLayout(box)
        self._add_place.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.add_button = PrimaryButton(t("documents_page.add"), icon_name="plus")
        self.forms.opens(self.add_button, ADD, self.open_form)
        row.addWidget(self.add_button)
        row.addStretch(1)
        self._add_place.addLayout(row)
        return box

    def _list(self, view: CaseView) -> Card:
        card = Card(many("documents_page.kept", len(view.documents)))
        for number, one in enumerate(view.documents):
            if number:
                card.add(Divider())
            row = DocumentRow(
                one, self.context.services.registry,
                may_export=self._may(Right.PRINT), may_remove=self._may(Right.WRITE_CASES),
            )  # fmt: skip
            row.look.connect(partial(self.look, one))
            row.export.connect(partial(self.export, one))
            if row.remove_button is not None:
                self.forms.opens(row.remove_button, f"{REMOVE}{one.id}", self.open_form)
            self.rows.append(row)
            card.add(row)
        return card

    # -- looking ------------------------------------------------------------------------------------------------

    def look(self, document: Document) -> None:
        """Opens a document beside the list; that it was looked at stands in the log."""
        self._looked_at = document
        self._put_right(Progress(t("documents_page.opening")))
        work = partial(self.context.services.documents.open, self._case_id, document.id)
        self.context.tasks.run(self, work, self._opened, lambda error: self._not_opened(document, str(error)))

    def _opened(self, opened: OpenedDocument) -> None:
        document = opened.document
        if self._looked_at is None or self._looked_at.id != document.id:
            return
        words = PdfWords(
            t("documents_page.preview"), t("handover_page.page"), t("handover_page.zoom_in"),
            t("handover_page.zoom_out"), t("handover_page.fit"),
        )  # fmt: skip
        source = ForeignPdf if document.is_pdf else OnePicture
        self.viewer = PdfView(self.context.tasks, words, source=source)
        self.viewer.broken.connect(partial(self._not_opened, document, t("documents_page.damaged")))
        self._put_right(self._pane(document, self.viewer))
        self.viewer.set_content(opened.content)
        self.viewer.area.setFocus()

    def _pane(self, document: Document, viewer: PdfView) -> QWidget:
        space = theme.current().space
        pane = QWidget()
        pane.setProperty("surface", "sunken")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, space.one, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space.two, 0, space.two, 0)
        head.addWidget(SectionTitle(title_of(self.context.services.registry, document)), 1)
        column.addLayout(head)
        column.addWidget(viewer, 1)
        return pane

    def _not_opened(self, document: Document, words: str) -> None:
        if self._looked_at is None or self._looked_at.id != document.id:
            return
        box = QWidget()
        column = QVBoxLayout(box)
        column.addWidget(Notice(t("documents_page.not_opened"), words, role="attention"))
        column.addStretch(1)
        self._put_right(box)

    def _show_nothing(self) -> None:
        self._looked_at = None
        if self.case is not None and self.case.documents:
            text = "" if self.case.look is not Look.FULL else t("documents_page.choose_text")
            title = t("access.shielded") if self.case.look is not Look.FULL else t("documents_page.choose")
            self._put_right(EmptyState(title, text, icon_name="document"))
        else:
            self._put_right(EmptyState(t("documents_page.empty"), t("documents_page.empty_text"), icon_name="document"))

    def _put_right(self, widget: QWidget) -> None:
        if not (self.viewer is not None and widget.isAncestorOf(self.viewer)):
            self.viewer = None
        clear(self._right)
        self._right.addWidget(widget, 1)

    # -- adding and removing ------------------------------------------------------------------------------------

    def open_form(self, name: str) -> None:
        """Opens a form where it belongs; only one is open at a time."""
        place = self._place(name)
        if place is None or not self.forms.may_go():
            return
        form = self._make_form(name)
        self.forms.show(name, form, place)
        self.area.show_widget(form)

    def _place(self, name: str) -> QVBoxLayout | None:
        if not self._may(Right.WRITE_CASES):
            return None
        if name == ADD:
            return self._add_place
        return next((row.column for row in self.rows if f"{REMOVE}{row.document.id}" == name), None)

    def _make_form(self, name: str) -> FormCard:
        registry = self.context.services.registry
        if name == ADD:
            form = AddForm(registry, self.context.services.desk.today())
            form.files_wanted.connect(partial(self._choose_files, form))
            form.save_wanted.connect(partial(self._add, form))
            return form
        away = RemoveForm(registry)
        away.save_wanted.connect(partial(self._remove, UUID(name.removeprefix(REMOVE)), away))
        return away

    def _choose_files(self, form: AddForm) -> None:
        title, kinds = t("documents_page.choose_files"), t("documents_page.file_kinds")
        form.take_files(self.context.dialogs.open_files(self, title, Path.home(), kinds))

    def _add(self, form: AddForm) -> None:
        received_on = form.received_on.value()
        if not form.check() or received_on is None:
            return
        work = partial(
            self.context.services.documents.add, self._case_id, form.files.paths(), form.details(received_on)
        )
        form.set_busy(True)
        self.context.tasks.run(self, work, lambda _: self._added(), form.show_error)

    def _added(self) -> None:
        self.forms.done()
        self.context.go.notify(t("documents_page.added"))
        self._said = self._notice(t("documents_page.outside"), t("documents_page.outside_text"))
        self.load()

    def _notice(self, title: str, text: str) -> Notice:
        notice = Notice(title, text, role="attention")
        seen = SecondaryButton(t("documents_page.outside_seen"), icon_name="check")
        seen.clicked.connect(notice.hide)
        notice.add(seen)
        return notice

    def _remove(self, document_id: UUID, form: RemoveForm) -> None:
        if not form.check():
            return
        work = partial(self.context.services.documents.remove, self._case_id, document_id, form.reason.value())
        form.set_busy(True)
        self.context.tasks.run(self, work, lambda _: self._removed(document_id), form.show_error)

    def _removed(self, document_id: UUID) -> None:
        self.forms.done()
        self.context.go.notify(t("documents_page.removed"))
        if self._looked_at is None or self._looked_at.id == document_id:
            self.case = None  # what is beside the list goes too
        self.load()

    # -- a copy outside -----------------------------------------------------------------------------------------

    def export(self, document: Document) -> None:
        """Warns, asks where to, and writes a copy outside the vault."""
        options = [("go", t("documents_page.export_go")), ("stay", t("documents_page.export_stay"))]
        dialogs = self.context.dialogs
        asked = t("documents_page.export_title"), t("documents_page.export_text")
        if self.case is None or dialogs.choose(self, *asked, options) != "go":
            return
        name = t("documents_page.file_name", number=self.case.case.number) + document.ending
        kinds = f"{document.ending.removeprefix('.').upper()} (*{document.ending})"
        path = dialogs.save_file(self, t("documents_page.export_where"), Path.home() / name, kinds)
        if path is None:
            return
        work = partial(self.context.services.documents.save, self._case_id, document.id, path, replace=True)
        self.context.tasks.run(self, work, lambda _: self._exported(path), self._not_exported)

    def _exported(self, path: Path) -> None:
        self.context.go.notify(t("documents_page.exported", file=path))

    def _not_exported(self, error: Exception) -> None:
        notice = Notice(t("documents_page.not_exported"), str(error), role="attention")
        self._left.insertWidget(2, notice)
        self.area.show_widget(notice)

    # -- forms --------------------------------------------------------------------------------------------------

    def _primary(self) -> None:
        """Keeps the form that is open, else opens the one for a new document."""
        if self.form is not None:
            self.form.save_wanted.emit()
        else:
            self.open_form(ADD)

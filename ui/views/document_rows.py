"""One document as a row: what it is, its days, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.documents import Document
from lvv_desk.services.document_files import MEGABYTE
from lvv_desk.services.documents import COPIES, kind_label, title_of
from lvv_desk.texts import t
from ui import theme
from ui.widgets import Body, Caption, Flow, QuietButton

KILOBYTE = 1024


def size_words(size: int) -> str:
    if size < MEGABYTE:
        return t("documents_page.size_kb", size=max(1, round(size / KILOBYTE)))
    return t("documents_page.size_mb", size=round(size / MEGABYTE, 1))


class DocumentRow(QWidget):
    """``look`` and ``export`` ask the page; which buttons there are follows from the rights."""

    look = Signal()
    export = Signal()

    def __init__(
        self, document: Document, registry: Registry, *, may_export: bool, may_remove: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.document = document
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.current().space.half)
        self.remove_button: QuietButton | None = None
        self._title = title_of(registry, document)
        self.column.addWidget(Body(self._title, strong=True))
        self.column.addWidget(Caption(self._line(registry)))
        if document.note:
            self.column.addWidget(Body(document.note, selectable=True))
        if not document.shielded:
            self.column.addWidget(self._actions(may_export=may_export, may_remove=may_remove))

    def _line(self, registry: Registry) -> str:
        one = self.document
        parts = [kind_label(registry, one.kind)] if one.title else []
        dated = t("documents_page.dated", on=one.dated_on.strftime("%d-%m-%Y")) if one.dated_on else ""
        parts += [dated or t("documents_page.undated")]
        parts += [t("documents_page.received", on=one.received_on.strftime("%d-%m-%Y"))]
        if not one.shielded:
            parts += [values.code_label(registry.code_lists[COPIES], one.copy_kind), size_words(one.size)]
        return "  ·  ".join(parts)

    def _actions(self, *, may_export: bool, may_remove: bool) -> Flow:
        row = Flow(spacing=theme.current().space.one)
        self.look_button = self._button("view", "eye")
        self.look_button.clicked.connect(self.look)
        row.add(self.look_button)
        if may_export:
            self.export_button = self._button("export", "export")
            self.export_button.clicked.connect(self.export)
            row.add(self.export_button)
        if may_remove:
            self.remove_button = self._button("remove", "trash")
            row.add(self.remove_button)
        return row

    def _button(self, name: str, icon_name: str) -> QuietButton:
        words = t(f"documents_page.{name}")
        button = QuietButton(words, icon_name=icon_name, accessible_name=f"{words}: {self._title}")
        button.setProperty("small", True)
        return button

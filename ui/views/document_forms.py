"""The forms of the page about documents: adding files, and taking one away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.documents import DocumentDetails
from lvv_desk.services.document_files import LARGEST, MEGABYTE
from lvv_desk.services.documents import COPIES, KINDS, LONGEST_TITLE, REASONS, SEEN_ONLY, kind_label
from lvv_desk.texts import say, t
from ui.views.day_words import day_field, day_problem, trouble_words
from ui.views.form_card import FormCard, Typed
from ui.views.layouts import line
from ui.widgets import Body, FieldFrame, Option, RadioGroup, SearchCombo, SecondaryButton, TextArea, TextField

BETWEEN = "\0"
PHOTO = "photo"


class FilesField(QWidget):
    """Which files: a button that asks for them, and their names."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: tuple[Path, ...] = ()
        self.button = SecondaryButton(t("documents_page.choose_files"), icon_name="document")
        self.button.clicked.connect(self.wanted)
        self._names = Body()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._names)
        column.addLayout(line(self.button))
        self.setFocusProxy(self.button)
        self.set_paths(())

    def paths(self) -> tuple[Path, ...]:
        return self._paths

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Shows other files, without a signal."""
        self._paths = tuple(paths)
        self._names.setText("\n".join(one.name for one in self._paths) or t("documents_page.no_files"))
        key = "documents_page.choose_others" if self._paths else "documents_page.choose_files"
        self.button.setText(t(key))


class AddForm(FormCard):
    """Files, and what they are. ``files_wanted`` asks the page for a dialog."""

    files_wanted = Signal()
    error_fields: ClassVar[Mapping[str, str]] = {
        "document_none": "files", "document_unreadable": "files", "document_empty": "files",
        "document_too_large": "files", "document_type": "files", "document_locked": "files",
        "document_damaged": "files", "document_pixels": "files", "document_there": "files",
        "document_kind": "kind", "document_title": "title", "document_dated": "dated_on",
        "document_received": "received_on", "document_copy": "copy", "document_note": "note",
    }  # fmt: skip

    def __init__(self, registry: Registry, today: date, parent: QWidget | None = None) -> None:
        super().__init__(t("documents_page.form"), t("documents_page.save"), parent)
        self._registry = registry
        self._filled_in = ""
        optional = t("forms.optional")
        self.files = FilesField()
        self.files.wanted.connect(self.files_wanted)
        hint = t("documents_page.files_hint", limit=LARGEST // MEGABYTE)
        self.add(self.framed("files", FieldFrame(t("documents_page.files"), self.files, hint=hint)))
        kinds = registry.code_lists[KINDS].code
        self.kind_choice = SearchCombo([Option(one.id, say(one.label)) for one in kinds if one.in_force(today)])
        self.kind_choice.chosen.connect(self._fill_title)
        self.add(self.framed("kind", FieldFrame(t("documents_page.kind"), self.kind_choice)))
        self.title_field = TextField(max_length=LONGEST_TITLE)
        name = FieldFrame(
            t("documents_page.name"), self.title_field, optional_text=optional, hint=t("documents_page.name_hint")
        )
        self.add(self.framed("title", name))
        self.dated_on = day_field(today)
        dated = FieldFrame(t("documents_page.dated_on"), self.dated_on, optional_text=optional)
        self.add(self.framed("dated_on", dated))
        self.received_on = day_field(today, today)
        self.add(self.framed("received_on", FieldFrame(t("documents_page.received_on"), self.received_on)))
        copies = registry.code_lists[COPIES].code
        self.copy = RadioGroup([Option(one.id, say(one.label)) for one in copies if one.id != SEEN_ONLY])
        self.copy.set_value(PHOTO)
        self.add(self.framed("copy", FieldFrame(t("documents_page.copy"), self.copy)))
        self.note = TextArea(min_lines=2)
        self.add(self.framed("note", FieldFrame(t("documents_page.note"), self.note, optional_text=optional)))
        self.add_buttons()

    def take_files(self, paths: Sequence[Path]) -> None:
        """The files that were chosen; calling the dialog off leaves what was."""
        if paths:
            self.files.set_paths(paths)
            self.files.changed.emit()

    def _fill_title(self, kind: str) -> None:
        """The title follows the kind until somebody writes another: a file name may name people."""
        if self.title_field.text() == self._filled_in:
            self._filled_in = kind_label(self._registry, kind) if kind else ""
            self.title_field.setText(self._filled_in)

    def typed(self) -> Typed:
        return {
            "files": BETWEEN.join(map(str, self.files.paths())), "kind": self.kind_choice.value(),
            "title": self.title_field.text(), "dated_on": self.dated_on.text(),
            "received_on": self.received_on.text(), "copy": self.copy.value(), "note": self.note.text(),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.files.set_paths([Path(one) for one in typed["files"].split(BETWEEN) if one])
        self.kind_choice.set_value(typed["kind"])
        self.title_field.setText(typed["title"])
        self.dated_on.set_text(typed["dated_on"])
        self.received_on.set_text(typed["received_on"])
        self.copy.set_value(typed["copy"])
        self.note.set_text(typed["note"])

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not self.files.paths():
            found.append(("files", t("error.document_none")))
        if not self.kind_choice.value():
            found.append(("kind", t("error.document_kind")))
        if self.dated_on.text() and self.dated_on.value() is None:
            found.append(("dated_on", trouble_words(self.dated_on.text())))
        return found + day_problem("received_on", self.received_on, t("documents_page.received_missing"))

    def details(self, received_on: date) -> DocumentDetails:
        return DocumentDetails(
            self.kind_choice.value(), self.copy.value(), received_on, self.dated_on.value(), self.title_field.text(),
            self.note.text(),
        )  # fmt: skip


class RemoveForm(FormCard):
    """Why a document goes, and what that means."""

    error_fields: ClassVar[Mapping[str, str]] = {"document_reason": "reason"}
    close_words = "documents_page.remove_not"
    is_asked = False

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(t("documents_page.remove_form"), t("documents_page.remove_save"), parent)
        self.add(Body(t("documents_page.remove_text")))
        reasons = registry.code_lists[REASONS].code
        self.reason = RadioGroup([Option(one.id, say(one.label)) for one in reasons])
        self.add(self.framed("reason", FieldFrame(t("documents_page.remove_reason"), self.reason)))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"reason": self.reason.value()}

    def put_back(self, typed: Typed) -> None:
        self.reason.set_value(typed["reason"])

    def problems(self) -> list[tuple[str, str]]:
        return [] if self.reason.value() else [("reason", t("error.document_reason"))]

"""Bringing in cases from a JSON file: all of them, or none."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from lvv_desk.services.importing import ImportResult
from lvv_desk.texts import many, t
from ui.context import Context
from ui.sections.base import Section
from ui.views.layouts import clear, line
from ui.widgets import Body, Card, Notice, Progress, SecondaryButton

MOST_REASONS = 50


class BringInSection(Section):
    """Chooses a file and says what came of it."""

    _progress = Signal(int, int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.body.addWidget(self._import())
        self._progress.connect(self._show_progress)

    def _import(self) -> Card:
        card = Card(t("manage.import"))
        card.add(Body(t("manage.import_text"), muted=True))
        self.import_button = SecondaryButton(t("manage.choose_file"), icon_name="document")
        self.import_button.clicked.connect(self.bring_in)
        card.add(line(self.import_button))
        self._import_slot = QVBoxLayout()
        card.add(self._import_slot)
        return card

    def bring_in(self) -> None:
        """Asks for a file and brings its cases in: all of them, or none."""
        path = self.context.dialogs.open_file(self, t("manage.choose_file"), Path.home(), "JSON (*.json)")
        if path is not None:
            self._start(path, partial_too=False)

    def _start(self, path: Path, *, partial_too: bool) -> None:
        self.import_button.setEnabled(False)
        clear(self._import_slot)
        self._bar = Progress(t("manage.importing"))
        self._import_slot.addWidget(self._bar)
        work = partial(
            self.context.services.importing.from_file, path, partial=partial_too, progress=self._progress.emit
        )
        self.context.tasks.run(self, work, partial(self._imported, path), self._not_imported)

    def _show_progress(self, done: int, total: int) -> None:
        self._bar.set_progress(done, total)

    def _not_imported(self, error: Exception) -> None:
        self.import_button.setEnabled(True)
        clear(self._import_slot)
        self._import_slot.addWidget(Notice(t("manage.nothing_imported"), str(error), role="attention"))

    def _imported(self, path: Path, result: ImportResult) -> None:
        self.import_button.setEnabled(True)
        clear(self._import_slot)
        if result.failed and not result.kept:
            self._import_slot.addWidget(self._failed(path, result))
            return
        notice = Notice(t("manage.imported"), many("manage.imported_text", len(result.imported)), role="done")
        for words in (*result.warnings[:MOST_REASONS], *_reasons(result)):
            notice.add(Body(words))
        self._import_slot.addWidget(notice)

    def _failed(self, path: Path, result: ImportResult) -> Notice:
        text = many("manage.failed_text", len(result.failed))
        notice = Notice(t("manage.nothing_imported"), text, role="attention")
        for words in _reasons(result):
            notice.add(Body(words, selectable=True))
        good = SecondaryButton(t("manage.good_rows"))
        good.clicked.connect(lambda: self._start(path, partial_too=True))
        notice.add(line(good))
        return notice


def _reasons(result: ImportResult) -> list[str]:
    found = [
        t("cli.failed_row", row=failed.row, reference=failed.reference or "-", reason=reason)
        for failed in result.failed
        for reason in failed.reasons
    ]
    rest = len(found) - MOST_REASONS
    return [*found[:MOST_REASONS], *([many("manage.more", rest)] if rest > 0 else [])]

"""Settings, the vault, bringing in cases, and the checks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.services import health
from lvv_desk.services.health import Finding
from lvv_desk.services.importing import ImportResult
from lvv_desk.settings import IDLE_MINUTES, SCALES, SCHEMES
from lvv_desk.texts import LANGUAGES, t
from ui import theme
from ui.context import Context
from ui.views.base import View
from ui.widgets import (
    Body,
    Caption,
    Card,
    Columns,
    FieldFrame,
    Icon,
    KeyValue,
    KeyValueList,
    Notice,
    Option,
    PageTitle,
    Progress,
    ScrollArea,
    SecondaryButton,
    Segmented,
)
from ui.words import many

MOST_REASONS = 50
DIGEST = 12


class ManagePage(View):
    """What belongs to the program and the vault rather than to a case."""

    _progress = Signal(int, int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        area = ScrollArea(columns=96, margin=32)
        area.add(PageTitle(t("manage.title")))
        area.add(self._settings())
        area.add(self._vault())
        area.add(self._import())
        area.add(self._check())
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self._progress.connect(self._show_progress)
        self.is_there()

    def help_page(self) -> str:
        return "safety"

    # -- settings -----------------------------------------------------------------------------------------------

    def _settings(self) -> Card:
        settings = self.context.settings
        language = self._choice(
            "language", [Option(one, t(f"welcome.language_{one}")) for one in LANGUAGES], settings.language
        )
        scheme = self._choice("scheme", [Option(one, t(f"welcome.{one}")) for one in SCHEMES], settings.scheme)
        size = self._choice(
            "text_percent", [Option(str(one), f"{one} %") for one in SCALES], str(settings.text_percent)
        )
        idle = self._choice(
            "idle_minutes", [Option(str(one), t("manage.minutes", number=one)) for one in IDLE_MINUTES],
            str(settings.idle_minutes),
        )  # fmt: skip
        card = Card(t("manage.settings"))
        card.add(
            Columns(
                FieldFrame(t("manage.language"), language), FieldFrame(t("manage.scheme"), scheme), least=30
            )
        )  # fmt: skip
        card.add(
            Columns(
                FieldFrame(t("manage.text_percent"), size),
                FieldFrame(t("manage.idle_minutes"), idle, hint=t("manage.idle_hint")), least=30,
            )
        )  # fmt: skip
        return card

    def _choice(self, name: str, options: list[Option], value: str) -> Segmented:
        choice = Segmented(options, accessible_name=t(f"manage.{name}"), value=value)
        choice.chosen.connect(lambda chosen: self._change(name, chosen))
        return choice

    def _change(self, name: str, value: str) -> None:
        typed: str | int = int(value) if value.isdecimal() else value
        self.context.go.change_settings(self.context.settings.with_(**{name: typed}))

    # -- the vault ------------------------------------------------------------------------------------------------

    def _vault(self) -> Card:
        desk = self.context.services.desk
        made = desk.vault.slots.created[:10]
        rows = [
            KeyValue("folder", t("manage.folder"), str(desk.vault.folder)),
            KeyValue("kind", t("manage.kind"), t("manage.practice") if desk.is_practice else t("manage.real")),
            KeyValue("made", t("manage.made"), "-".join(reversed(made.split("-")))),
            KeyValue("by", t("manage.by"), desk.by),
            KeyValue("definitions", t("manage.definitions"), desk.registry.digest[:DIGEST]),
        ]
        card = Card(t("manage.vault"))
        card.add(KeyValueList(rows, accessible_name=t("manage.vault")))
        card.add(Caption(t("manage.copy")))
        return card

    # -- bringing in ----------------------------------------------------------------------------------------------

    def _import(self) -> Card:
        card = Card(t("manage.import"))
        card.add(Body(t("manage.import_text"), muted=True))
        self.import_button = SecondaryButton(t("manage.choose_file"), icon_name="document")
        self.import_button.clicked.connect(self.bring_in)
        card.add(_line(self.import_button))
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
        _clear(self._import_slot)
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
        _clear(self._import_slot)
        self._import_slot.addWidget(Notice(t("manage.nothing_imported"), str(error), role="attention"))

    def _imported(self, path: Path, result: ImportResult) -> None:
        self.import_button.setEnabled(True)
        _clear(self._import_slot)
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
        notice.add(_line(good))
        return notice

    # -- checks ---------------------------------------------------------------------------------------------------

    def _check(self) -> Card:
        card = Card(t("manage.check"))
        card.add(Body(t("manage.check_text"), muted=True))
        self.check_button = SecondaryButton(t("manage.check_now"), icon_name="check")
        self.check_button.clicked.connect(self.check)
        card.add(_line(self.check_button))
        self._check_slot = QVBoxLayout()
        card.add(self._check_slot)
        return card

    def check(self) -> None:
        """Runs every check of the file and of the definitions."""
        self.check_button.setEnabled(False)
        self.context.tasks.run(self, partial(health.check, self.context.services.desk), self._checked)

    def _checked(self, findings: tuple[Finding, ...]) -> None:
        self.check_button.setEnabled(True)
        _clear(self._check_slot)
        for one in findings:
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Icon("check" if one.passed else "warning", "done.fg" if one.passed else "attention.fg", 18))
            word = t("cli.passed") if one.passed else t("cli.failed")
            row.addWidget(Body(f"{t(f'check.{one.name}')}: {word}. {one.detail}"), 1)
            self._check_slot.addWidget(box)


def _reasons(result: ImportResult) -> list[str]:
    found = [
        t("cli.failed_row", row=failed.row, reference=failed.reference or "-", reason=reason)
        for failed in result.failed
        for reason in failed.reasons
    ]
    rest = len(found) - MOST_REASONS
    return [*found[:MOST_REASONS], *([many("manage.more", rest)] if rest > 0 else [])]


def _line(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.current().space.one)
    row.addWidget(button)
    row.addStretch(1)
    return row


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.deleteLater()

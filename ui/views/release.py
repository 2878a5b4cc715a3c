"""The release for the evaluation: what goes out, how safe it is, the exact rows, and only then the files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.services.evaluation import ReleasePreview, WrittenRelease
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.models.rows import RowTable
from ui.views.day_words import day_field, day_problem
from ui.widgets import (
    Body,
    Caption,
    Card,
    Columns,
    DataTable,
    FieldFrame,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Tag,
    TextField,
)

ABOUT_K = ("k_bounds", "release_too_few")
SUPPRESSED = "-97"
GREEN, AMBER = 0.10, 0.25
TABLE_HEIGHT = 320
COLUMN = 22


class ReleasePanel(QWidget):
    """Preview first; saving needs a typed word."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.preview: ReleasePreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.two)
        column.addWidget(Notice(t("release.what"), t("release.what_text"), role="info"))
        today = context.services.desk.today()
        self.day = day_field(today, today)
        self.k = TextField(characters=4)
        self.k.setText(str(context.services.registry.release.k))
        self.k_frame = FieldFrame(t("release.k"), self.k, hint=t("release.k_hint"))
        self.day_frame = FieldFrame(t("release.day"), self.day)
        for frame in (self.k_frame, self.day_frame):
            frame.changed.connect(partial(frame.set_error, ""))
        column.addWidget(Columns(self.day_frame, self.k_frame, least=30))
        row = QHBoxLayout()
        self.make = PrimaryButton(t("release.make"), icon_name="eye")
        self.make.clicked.connect(self.make_preview)
        row.addWidget(self.make)
        row.addStretch(1)
        column.addLayout(row)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(theme.current().space.two)
        column.addLayout(self._shown)
        column.addStretch(1)

    def make_preview(self) -> None:
        """Makes the rows in memory and shows them."""
        typed, day = self.k.text().strip(), self.day.value()
        lacking = dict(day_problem("day", self.day, t("figures.day_missing")))
        self.k_frame.set_error("" if typed.isdecimal() else t("problem.whole_number"))
        self.day_frame.set_error(lacking.get("day", ""))
        if not typed.isdecimal() or day is None:
            (self.k_frame if day is not None else self.day_frame).focus_control()
            return
        self.make.setEnabled(False)
        work = partial(self._context.services.evaluation.preview, day, int(typed))
        self._context.tasks.run(self, work, self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        self.make.setEnabled(True)
        self._clear()
        if getattr(error, "key", "") in ABOUT_K:
            self.k_frame.set_error(str(error))
            self.k_frame.focus_control()
        else:
            self._shown.addWidget(Notice(t("release.not_made"), str(error), role="attention"))

    def go_on(self) -> None:
        """Makes the preview, and saves it once the word was typed."""
        if self.preview is not None and self.save_button.isEnabled():
            self.save()
        else:
            self.make_preview()

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {"day": self.day.text(), "k": self.k.text()}

    def put_back(self, typed: dict[str, str]) -> None:
        """Fills the fields with what was typed before."""
        self.day.set_text(typed["day"])
        self.k.setText(typed["k"])

    def _clear(self) -> None:
        while self._shown.count():
            item = self._shown.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

    def _show(self, preview: ReleasePreview) -> None:
        self.make.setEnabled(True)
        self.preview = preview
        self._clear()
        self._shown.addWidget(self._report(preview))
        for table in (preview.tables.cases, preview.tables.steps):
            card = Card(t(f"release.{table.name}", rows=len(table.rows)))
            view = DataTable(accessible_name=t(f"release.{table.name}", rows=len(table.rows)))
            columns = table.header[table.first :]
            shown = [_words(preview, table.name, one, "") for one in columns]
            model = RowTable(shown, [
                [_words(preview, table.name, column, value) for column, value in zip(columns, row, strict=True)]
                for row in (row[table.first :] for row in table.rows)
            ])  # fmt: skip
            model.setParent(view)
            view.setModel(model)
            view.set_column_widths(*(COLUMN for _ in shown))
            view.setMinimumHeight(TABLE_HEIGHT)
            card.add(view)
            card.add(Caption(t("release.in_words")))
            self._shown.addWidget(card)
        self._shown.addWidget(self._saving())

    def _report(self, preview: ReleasePreview) -> Card:
        cases = preview.tables.cases
        quasi = cases.quasi_rows()
        cells = sum(len(row) for row in quasi)
        share = cases.suppressed / cells if cells else 0.0
        untouched = sum(SUPPRESSED not in row for row in quasi)
        light = "green" if share <= GREEN else "amber" if share <= AMBER else "red"
        card = Card(
            t("release.report"),
            actions=(Tag(t(f"release.light_{light}"), "done" if light == "green" else "attention"),),
        )
        card.add(Body(t("release.report_k", rows=len(cases.rows), others=cases.k - 1, k=cases.k)))
        card.add(
            Body(
                t(
                    "release.report_price", share=f"{share * 100:.0f} %", suppressed=cases.suppressed,
                    untouched=untouched, rows=len(cases.rows),
                )
            )
        )  # fmt: skip
        card.add(Caption(t("release.report_not")))
        return card

    def _saving(self) -> Card:
        card = Card(t("release.saving"))
        self.word = TextField(characters=14)
        self.word.textChanged.connect(self._typed)
        card.add(FieldFrame(t("release.type_word", word=t("release.word")), self.word))
        row = QHBoxLayout()
        self.save_button = SecondaryButton(t("release.save"), icon_name="save", enabled=False)
        self.save_button.clicked.connect(self.save)
        row.addWidget(self.save_button)
        row.addStretch(1)
        card.add(row)
        return card

    def _typed(self) -> None:
        self.save_button.setEnabled(self.word.text().strip() == t("release.word"))

    def save(self) -> None:
        """Writes exactly the previewed rows into a new folder."""
        if self.preview is None:
            return
        folder = self._context.dialogs.folder(self, t("release.folder"), Path.home())
        if folder is None:
            return
        self.save_button.setEnabled(False)
        work = partial(self._write, self.preview, folder)
        self._context.tasks.run(self, work, self._written, self._refused)

    def _write(self, preview: ReleasePreview, folder: Path) -> WrittenRelease:
        """Into the folder when it is empty, else into a new one in it. Not on the window's thread: drives are slow."""
        taken = folder.is_dir() and any(folder.iterdir())
        name = f"levering-{preview.tables.reference_date.isoformat()}"
        return self._context.services.evaluation.write(preview, folder / name if taken else folder)

    def _written(self, written: WrittenRelease) -> None:
        self._clear()
        self.preview = None
        notice = Notice(
            t("release.done"), t("release.done_text", folder=written.folder, k=written.achieved_k), role="done"
        )
        for name, digest in written.files.items():
            notice.add(Caption(f"{name}  ·  SHA-256 {digest[:16]}…", selectable=True))
        self._shown.addWidget(notice)


def _words(preview: ReleasePreview, table: str, column: str, value: str) -> str:
    if value == SUPPRESSED:
        return t("release.suppressed")
    label = preview.cell(table, column, value)
    return say(label) if label is not None else value or column

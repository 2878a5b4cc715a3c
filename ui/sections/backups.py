"""Backups: how it stands, making one, practising, and putting one back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from lvv_desk.domain.rights import Right
from lvv_desk.services.backups import BackupInfo, BackupState, Drill
from lvv_desk.texts import t
from ui.context import Context
from ui.dialogs import stick_folder
from ui.models.rows import RowTable
from ui.sections.base import Section
from ui.views.layouts import clear, line
from ui.widgets import (
    Body,
    Button,
    Card,
    DataTable,
    EmptyState,
    KeyValue,
    KeyValueList,
    PrimaryButton,
    SecondaryButton,
)

MEGABYTE = 1_000_000
WIDTHS = (20, 12, 12, 0)
ROWS_SHOWN = 6
ROW, HEAD = 44, 48


class BackupsSection(Section):
    """What saves the work from a broken disk."""

    help_id = "backups"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state_slot = QVBoxLayout()
        self.body.addLayout(self._state_slot)
        self.add_outcome()
        self.body.addWidget(self._make())
        self.body.addWidget(self._drill())
        if self.may(Right.RESTORE):
            self.body.addWidget(self._restore())
        self._list_slot = QVBoxLayout()
        self.body.addLayout(self._list_slot)
        self.load()

    def load(self) -> None:
        """Reads how it stands."""
        self.context.tasks.run(self, self.context.services.backups.state, self._show)

    def _show(self, state: BackupState) -> None:
        self.state = state
        clear(self._state_slot)
        clear(self._list_slot)
        self.drill_button.setEnabled(bool(state.backups))
        newest = state.newest
        card = Card(t("backups.state"))
        rows = [
            KeyValue(
                "newest", t("backups.newest"), moment(newest.made_at) if newest else t("backups.none"),
                note=t("backups.changed" if state.changed_since else "backups.unchanged") if newest else "",
                missing=newest is None,
            ),
            KeyValue(
                "drill", t("backups.last_drill"), moment(state.last_drill) if state.last_drill else t("backups.never"),
                note=t("backups.drill_due") if state.drill_due else "",
            ),
        ]  # fmt: skip
        card.add(KeyValueList(rows, accessible_name=t("backups.state")))
        self._state_slot.addWidget(card)
        self._list_slot.addWidget(self._list(state))

    def _list(self, state: BackupState) -> Card:
        card = Card(t("backups.list"))
        if not state.backups:
            card.add(EmptyState(t("backups.none"), t("backups.none_text"), icon_name="save"))
            return card
        header = [t(f"backups.column_{one}") for one in ("made", "cases", "size", "keys")]
        table = DataTable(accessible_name=t("backups.list"))
        model = RowTable(header, [self._row(one) for one in state.backups])
        model.setParent(table)
        table.setModel(model)
        table.set_column_widths(*WIDTHS)
        table.setFixedHeight(ROW * min(len(state.backups), ROWS_SHOWN) + HEAD)
        card.add(table)
        card.add(Body(t("backups.kept"), muted=True))
        return card

    def _row(self, one: BackupInfo) -> tuple[str, ...]:
        size = f"{one.size / MEGABYTE:.1f} MB"
        return moment(one.made_at), str(one.cases), size, t("backups.old_key" if one.old_key else "backups.same_key")

    # -- making -------------------------------------------------------------------------------------------------

    def _make(self) -> Card:
        card = Card(t("backups.make"))
        card.add(Body(t("backups.make_text"), muted=True))
        self.make_button = PrimaryButton(t("backups.make_now"), icon_name="save")
        self.make_button.clicked.connect(lambda _: self.make())
        self.stick_button = SecondaryButton(t("backups.to_stick"), icon_name="export")
        self.stick_button.clicked.connect(lambda _: self.to_stick())
        card.add(line(self.make_button, self.stick_button))
        return card

    def make(self, parent: Path | None = None) -> None:
        """Makes a backup in the vault's own folder, or somewhere else."""
        work = partial(self.context.services.backups.make, parent)
        self.work(t("backups.making"), work, partial(self._made, parent), *self._buttons())

    def to_stick(self) -> None:
        """Asks where to."""
        folder = self.context.dialogs.folder(self, t("backups.stick_folder"), stick_folder())
        if folder is not None:
            self.make(folder)

    def _made(self, parent: Path | None, made: BackupInfo) -> None:
        text = t("backups.made_text", cases=made.cases)
        self.say(t("backups.made"), text if parent is None else f"{text} {t('backups.made_where', folder=made.folder)}")
        self.load()

    # -- practising ---------------------------------------------------------------------------------------------

    def _drill(self) -> Card:
        card = Card(t("backups.drill"))
        card.add(Body(t("backups.drill_text"), muted=True))
        self.drill_button = SecondaryButton(t("backups.drill_now"), icon_name="check")
        self.drill_button.clicked.connect(self.drill)
        card.add(line(self.drill_button))
        return card

    def drill(self) -> None:
        """Puts the newest backup back in a scratch place and looks at all of it."""
        self.work(t("backups.drilling"), self.context.services.backups.drill, self._drilled, *self._buttons())

    def _drilled(self, drill: Drill) -> None:
        if drill.findings.passed:
            self.say(t("backups.drilled"), t("backups.drilled_text", when=moment(drill.backup.made_at)))
        else:
            notice = self.say(t("backups.drill_failed"), t("backups.drill_failed_text"), "attention")
            for one in drill.findings.rows:
                if not one.passed:
                    notice.add(Body(f"{t(f'check.{one.name}')}: {one.detail}", selectable=True))
        self.load()

    # -- putting back -------------------------------------------------------------------------------------------

    def _restore(self) -> Card:
        card = Card(t("backups.restore"))
        card.add(Body(t("backups.restore_text"), muted=True))
        self.restore_button = SecondaryButton(t("backups.restore_now"), icon_name="undo")
        self.restore_button.clicked.connect(self.context.go.show_restore)
        card.add(line(self.restore_button))
        return card

    def _buttons(self) -> tuple[Button, ...]:
        return self.make_button, self.stick_button, self.drill_button


def moment(when: datetime) -> str:
    """A day and a time, here."""
    return when.astimezone().strftime("%d-%m-%Y, %H:%M")

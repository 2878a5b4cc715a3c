"""Every check of the vault and of the definitions."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.services.health import Findings
from lvv_desk.texts import t
from ui.context import Context
from ui.sections.base import Section
from ui.views.layouts import clear, line
from ui.widgets import Body, Card, Icon, SecondaryButton


class ChecksSection(Section):
    """Looks at everything, whenever someone wants it."""

    help_id = "safety"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        card = Card(t("manage.check"))
        card.add(Body(t("manage.check_text"), muted=True))
        self.check_button = SecondaryButton(t("manage.check_now"), icon_name="check")
        self.check_button.clicked.connect(self.check)
        card.add(line(self.check_button))
        self.rows = QVBoxLayout()
        card.add(self.rows)
        self.body.addWidget(card)
        self.add_outcome()

    def check(self) -> None:
        """Runs every check of the file and of the definitions."""
        self.work(t("sections.checking"), self.context.services.health.check, self._checked, self.check_button)

    def _checked(self, findings: Findings) -> None:
        clear(self.rows)
        for one in findings.rows:
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(Icon("check" if one.passed else "warning", "done.fg" if one.passed else "attention.fg", 18))
            word = t("cli.passed") if one.passed else t("cli.failed")
            row.addWidget(Body(f"{t(f'check.{one.name}')}: {word}. {one.detail}"), 1)
            self.rows.addWidget(box)
        if not findings.passed:
            self.say(t("sections.not_all_well"), t("sections.not_all_well_text"), "attention")

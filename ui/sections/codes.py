"""The recovery codes, as a part of Beheer."""

from __future__ import annotations

from ui.context import Context
from ui.sections.base import Section
from ui.views.recovery import RecoveryPanel


class CodesSection(Section):
    """How it stands with the codes."""

    help_id = "recovery"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.panel = RecoveryPanel(context)
        self.body.addWidget(self.panel)

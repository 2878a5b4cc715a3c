"""The report for after a theft or a loss."""

from __future__ import annotations

from lvv_desk.texts import t
from ui import pdf_out
from ui.context import Context
from ui.sections.base import Section
from ui.views.layouts import line
from ui.widgets import Body, Card, PrimaryButton, SecondaryButton


class TheftSection(Section):
    """A PDF for the privacy officer: what was on the laptop and how it was protected."""

    help_id = "safety"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        card = Card()
        card.add(Body(t("sections.theft_text")))
        card.add(Body(t("sections.theft_hurry"), muted=True))
        self.save_button = PrimaryButton(t("sections.theft_save"), icon_name="save")
        self.save_button.clicked.connect(self.save)
        self.print_button = SecondaryButton(t("sections.theft_print"), icon_name="print")
        self.print_button.clicked.connect(self.print_out)
        card.add(line(self.save_button, self.print_button))
        self.body.addWidget(card)

    def save(self) -> None:
        """Saves the report."""
        name = t("sections.theft_file", on=self.context.services.desk.today().isoformat())
        pdf_out.save(self, self.context, t("sections.theft_save"), name, self.context.services.theft.make)

    def print_out(self) -> None:
        """Prints the report."""
        pdf_out.print_out(self, self.context, t("sections.theft"), self.context.services.theft.make)

"""A place that is still taken though the stay is over, said where one looks, with the one button that ends it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lvv_desk.domain.placements import Placement, shelter_ended_on
from lvv_desk.domain.rights import Right
from lvv_desk.services.cases import CaseView
from lvv_desk.services.stays import where
from lvv_desk.texts import t
from ui.context import Context
from ui.views.base import View
from ui.views.day_words import long_day
from ui.widgets import Notice, SecondaryButton


def left_behind_notice(
    context: Context, case: CaseView, one: Placement, done: Callable[[], object], owner: View
) -> Notice:
    """Says which place is still taken since when. The button ends it on the day of the exit."""
    over = shelter_ended_on(case.dates, case.today) or case.today
    day = max(over, one.first_day)
    notice = Notice(
        t("stay.still_taken"), t("stay.still_taken_text", where=where(one), on=long_day(over)), role="attention"
    )  # fmt: skip
    if Right.WRITE_CASES in context.services.desk.rights:
        button = SecondaryButton(t("stay.end_then", on=long_day(day)))
        work = partial(context.services.placements.end, case.case.id, one.id, on=day)

        def press() -> None:
            button.setEnabled(False)
            context.tasks.run(owner, work, well, refused)

        def well(_: None) -> None:
            done()

        def refused(error: Exception) -> None:
            button.setEnabled(True)
            context.go.notify(str(error))

        button.clicked.connect(press)
        notice.add(button)
    return notice

"""The stay: where the client sleeps now in one line, where before, and the forms to record, move and mend it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.placements import Placement, current, shelter_ended_on, still_taken
from lvv_desk.domain.rights import Right
from lvv_desk.services.cases import CaseView
from lvv_desk.services.placements import LocationOption
from lvv_desk.services.stays import where
from lvv_desk.texts import t
from ui import theme
from ui.context import Context
from ui.views.case_part import CORRECT, CasePart
from ui.views.day_words import long_day
from ui.views.form_card import FormCard
from ui.views.layouts import column
from ui.views.left_behind import left_behind_notice
from ui.views.mend_row import mend_row, wants_away
from ui.views.stay_forms import EndForm, PlacementForm
from ui.widgets import (
    Body,
    Button,
    Caption,
    Card,
    Divider,
    EmptyState,
    PageTitle,
    PrimaryButton,
    SecondaryButton,
)

Loaded = tuple[CaseView, tuple[LocationOption, ...]]


class StayPage(CasePart):
    """Where someone sleeps. One form at a time opens below what it is about."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        self._may_write = Right.WRITE_CASES in context.services.desk.rights
        super().__init__(context, case_id, parent)

    def help_page(self) -> str:
        return "stay"

    def focus_first(self) -> None:
        first = next((one for one in self.findChildren(Button) if one.property("small")), None)
        if first is not None:
            first.setFocus()

    def read(self) -> Loaded:
        services = self.context.services
        view = services.cases.view_by_id(self._case_id)
        return view, services.placements.options(self._case_id) if self._may_write else ()

    def take(self, loaded: Loaded) -> CaseView:
        case, self.options = loaded
        self.now = current(case.placements, case.today)
        return case

    def fill(self) -> None:
        area = self.area
        area.add(PageTitle(t("stay.title")))
        if not any(one.kind.shelters for one in self.case.dates.decisions):
            area.add(self._not_yet())
            return
        left = still_taken(self.case.placements, self.case.dates, self.case.today)
        if left is not None:
            ended = partial(self.done, "stay.ended")
            area.add(left_behind_notice(self.context, self.case, left, ended, self))
        area.add(self._now())
        earlier = [one for one in self.case.placements if one != self.now]
        if earlier:
            area.add(self._earlier(earlier))

    def _not_yet(self) -> EmptyState:
        empty = EmptyState(t("stay.not_yet"), t("stay.not_yet_text"), t("trajectory.to_admission"), icon_name="home")
        empty.triggered.connect(lambda: self.context.go.show_part("admission", self._case_id))
        return empty

    # -- now ----------------------------------------------------------------------------------------------------

    def _now(self) -> Card:
        over = shelter_ended_on(self.case.dates, self.case.today) is not None
        title = t("stay.now_over" if over and self.now is not None else "stay.now")
        card = Card(title, actions=self._actions(over=over))
        self.places["place"] = self.places["end"] = card
        if self.now is None:
            card.add(Body(t("stay.nowhere_any_more" if over else "stay.nowhere"), muted=True))
        else:
            card.add(self._row(self.now))
        return card

    def _actions(self, *, over: bool) -> tuple[Button, ...]:
        """What can be done. After the shelter ended a stay of before can still be written down."""
        if not self._may_write:
            return ()
        if self.now is None:
            key = "stay.place_earlier" if over else "stay.place_now"
            record = SecondaryButton(t(key)) if over else PrimaryButton(t(key))
            self.opens(record, "place")
            return (record,)
        end = SecondaryButton(t("stay.end"))
        self.opens(end, "end")
        if over:
            return (end,)
        move = SecondaryButton(t("stay.move"))
        self.opens(move, "place")
        return move, end

    def _earlier(self, rows: list[Placement]) -> Card:
        card = Card(t("stay.earlier"))
        for number, one in enumerate(reversed(rows)):
            if number:
                card.add(Divider())
            card.add(self._row(one))
        return card

    def _row(self, one: Placement) -> QWidget:
        """Where, since when, what was written about it, and the ways to mend it."""
        box = QWidget()
        self.places[f"{CORRECT}{one.id}"] = inner = column(box)
        inner.setSpacing(theme.current().space.half)
        inner.addWidget(Body(where(one), strong=True, selectable=True))
        since = long_day(one.first_day)
        until = long_day(one.last_day) if one.last_day is not None else ""
        inner.addWidget(Caption(t("stay.span", first=since, last=until) if until else t("stay.since", on=since)))
        if one.note:
            inner.addWidget(Body(one.note, selectable=True))
        if self.may_mend():
            about = f"{where(one)}, {since}"
            opens = partial(self.opens, name=f"{CORRECT}{one.id}")
            inner.addLayout(mend_row(about, opens=opens, withdraw=partial(self.withdraw, one)))
        return box

    # -- doing --------------------------------------------------------------------------------------------------

    def withdraw(self, one: Placement) -> None:
        """Takes a placement back that never was, after asking."""
        text = t("stay.withdraw_text", where=where(one))
        if not wants_away(self.context, self, t("stay.withdraw_title"), text):
            return
        work = partial(self.context.services.placements.withdraw, self._case_id, one.id)
        self.do(work, "stay.withdrawn")

    def _save_placement(self, corrects: Placement | None, form: PlacementForm) -> None:
        first = form.first.value()
        if not form.check() or first is None:
            return
        service, anyway = self.context.services.placements, form.anyway.isChecked()
        if corrects is not None:
            work = partial(service.correct, self._case_id, corrects.id, form.wanted(first), anyway=anyway)
        else:
            ends = form.ends is not None and form.ends.isChecked()
            work = partial(service.place, self._case_id, form.wanted(first), ends_current=ends, anyway=anyway)
        self.keep(form, work, "stay.saved")

    def _save_end(self, running: Placement, form: EndForm) -> None:
        day = form.on.value()
        if not form.check() or day is None:
            return
        work = partial(self.context.services.placements.end, self._case_id, running.id, on=day)
        self.keep(form, work, "stay.ended")

    # -- forms --------------------------------------------------------------------------------------------------

    def make_form(self, name: str) -> FormCard:
        today = self.case.today
        if name == "end" and self.now is not None:
            end = EndForm(self.now, today, max(self.now.first_day, shelter_ended_on(self.case.dates, today) or today))
            end.save_wanted.connect(partial(self._save_end, self.now, end))
            return end
        named = name.removeprefix(CORRECT) if name.startswith(CORRECT) else ""
        corrects = next((one for one in self.case.placements if str(one.id) == named), None)
        form = PlacementForm(self.options, today, running=self.now, corrects=corrects)
        form.save_wanted.connect(partial(self._save_placement, corrects, form))
        return form

    def primary(self) -> None:
        """Keeps the form that is open, else opens the one to record where someone sleeps."""
        if self.form is not None:
            self.form.save_wanted.emit()
        elif self._may_write:
            over = self.now is not None and shelter_ended_on(self.case.dates, self.case.today) is not None
            self.open_form("end" if over else "place")

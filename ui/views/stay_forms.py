"""The forms of the stay page: where someone sleeps from a day on, and the day on which they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QWidget

from lvv_desk.domain.placements import Placement, PlacementKind
from lvv_desk.services.placements import LocationOption, Wanted
from lvv_desk.services.stays import where
from lvv_desk.texts import name_of, t
from ui.views.day_words import day_field, day_problem, long_day, trouble_words
from ui.views.form_card import FormCard, Typed
from ui.widgets import CheckRow, FieldFrame, Notice, Option, RadioGroup, SearchCombo, TextArea, TextField

YES = "yes"
PLACE_CHARACTERS = 24
LONGEST_PLACE = 100


class PlacementForm(FormCard):
    """Records, moves or corrects. A bed asks for its location; one that is full asks once more."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "location_missing": "location", "location_unknown": "location", "location_other_city": "location",
        "location_not_open": "location", "location_full": "location", "placement_not_sheltered": "first",
        "placement_overlap": "first", "placement_overlap_open": "first", "date_future": "first",
        "date_before_registration": "first", "placement_last_future": "last", "placement_order": "last",
    }  # fmt: skip

    def __init__(
        self, options: Sequence[LocationOption], today: date, *,
        running: Placement | None = None, corrects: Placement | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        title = "correct" if corrects is not None else "move" if running is not None else "place"
        super().__init__(t(f"stay.form_{title}"), t(f"stay.save_{title}"), parent)
        kinds = [Option(one.value, name_of(one), t(f"stay.hint_{one.value}")) for one in PlacementKind]
        self.how = RadioGroup(kinds)
        self.how.chosen.connect(lambda _: self._show_bed())
        self.add(self.framed("kind", FieldFrame(t("stay.kind"), self.how)))
        self.first = day_field(today, None if corrects else today)
        self.add(self.framed("first", FieldFrame(t("stay.first"), self.first)))
        self._options, self._today = options, today
        self._add_bed()
        self.ends = self._ends_row(running if corrects is None else None)
        self.last = day_field(today)
        last_frame = FieldFrame(
            t("stay.last"), self.last, hint=t("stay.last_open_hint"), optional_text=t("forms.optional")
        )  # fmt: skip
        self.add(self.framed("last", last_frame))
        self.note = TextArea(min_lines=2)
        self.add(self.framed("note", FieldFrame(t("stay.note"), self.note, optional_text=t("forms.optional"))))
        if corrects is not None:
            self._fill(corrects)
        for day in (self.first, self.last):
            day.changed.connect(self._forget_full)
        self.first.changed.connect(self._show_locations)
        self._show_bed()
        self.add_buttons()

    def _add_bed(self) -> None:
        """What only a bed needs; it shows when a bed is chosen."""
        self.none_there = Notice(t("stay.no_locations"), t("stay.no_locations_text"), role="held")
        self.none_there.setVisible(False)
        self._has_locations = bool(self._options)
        self.add(self.none_there)
        self.location = SearchCombo()
        self._show_locations()
        self.location.chosen.connect(lambda _: self._forget_full())
        self._location_frame = self.framed("location", FieldFrame(t("stay.location"), self.location))
        self.add(self._location_frame)
        self.anyway = CheckRow(Option("anyway", t("stay.anyway"), t("stay.anyway_hint")))
        self.anyway.setVisible(False)
        self.add(self.anyway)
        self.place = TextField(characters=PLACE_CHARACTERS, max_length=LONGEST_PLACE)
        self._place_frame = self.framed(
            "place", FieldFrame(t("stay.place"), self.place, optional_text=t("forms.optional"))
        )
        self.add(self._place_frame)

    def _show_locations(self) -> None:
        """As they stand on the first day, those that are open first."""
        day = self.first.value() or self._today
        options = sorted(self._options, key=lambda one: not one.is_open(day))
        self.location.set_options(Option(one.location.id.hex, _location_words(one, day)) for one in options)

    def _ends_row(self, running: Placement | None) -> CheckRow | None:
        """A move ends the placement that goes on, unless somebody says otherwise."""
        if running is None:
            return None
        since = long_day(running.first_day)
        row = CheckRow(Option("ends", t("stay.ends", where=where(running)), t("stay.ends_hint", on=since)))
        row.setChecked(True)
        self.add(row)
        return row

    def _fill(self, one: Placement) -> None:
        self.how.set_value(one.kind.value)
        self.first.set_day(one.first_day)
        self._show_locations()
        self.location.set_value(one.location_id.hex if one.location_id else "")
        self.place.setText(one.place)
        self.last.set_day(one.last_day)
        self.note.set_text(one.note)

    def _is_bed(self) -> bool:
        return self.how.value() == PlacementKind.BED.value

    def _show_bed(self) -> None:
        bed = self._is_bed()
        self.none_there.setVisible(bed and not self._has_locations)
        for frame in (self._location_frame, self._place_frame):
            frame.setVisible(bed and self._has_locations)
        if not bed:
            self._forget_full()

    def _forget_full(self) -> None:
        """Another location, or other days, may have room: nobody said yet that it does not matter."""
        self.anyway.setChecked(False)
        self.anyway.setVisible(False)

    def show_error(self, error: Exception) -> None:
        super().show_error(error)
        if getattr(error, "key", "") == "location_full":
            self.anyway.setVisible(True)

    def typed(self) -> Typed:
        return {
            "kind": self.how.value(), "location": self.location.value(), "place": self.place.text(),
            "first": self.first.text(), "last": self.last.text(), "note": self.note.text(),
            "ends": YES if self.ends is not None and self.ends.isChecked() else "",
            "full": "" if self.anyway.isHidden() else YES, "anyway": YES if self.anyway.isChecked() else "",
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.how.set_value(typed["kind"])
        self.first.set_text(typed["first"])
        self._show_locations()
        self.location.set_value(typed["location"])
        self.place.setText(typed["place"])
        self.last.set_text(typed["last"])
        self.note.set_text(typed["note"])
        if self.ends is not None:
            self.ends.setChecked(bool(typed["ends"]))
        self._show_bed()
        self.anyway.setVisible(bool(typed["full"]))
        self.anyway.setChecked(bool(typed["anyway"]))

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not self.how.value():
            found.append(("kind", t("stay.kind_missing")))
        elif self._is_bed() and not self._has_locations:
            found.append(("kind", t("stay.no_locations_text")))
        elif self._is_bed() and not self.location.value():
            found.append(("location", t("error.location_missing")))
        found += day_problem("first", self.first, t("stay.first_missing"))
        if self.last.text() and self.last.value() is None:
            found.append(("last", trouble_words(self.last.text())))
        return found

    def wanted(self, first: date) -> Wanted:
        """What was given, once :meth:`check` said that it is all there."""
        chosen = self.location.value()
        return Wanted(
            PlacementKind(self.how.value()), first, self.last.value(),
            UUID(hex=chosen) if chosen and self._is_bed() else None, self.place.text(), self.note.text(),
        )  # fmt: skip


class EndForm(FormCard):
    """The day on which someone leaves the place."""

    error_fields: ClassVar[Mapping[str, str]] = {
        "placement_last_future": "on", "placement_order": "on", "placement_overlap": "on",
        "placement_overlap_open": "on",
    }  # fmt: skip

    def __init__(self, running: Placement, today: date, on: date, parent: QWidget | None = None) -> None:
        super().__init__(t("stay.form_end", where=where(running)), t("stay.save_end"), parent)
        self.on = day_field(today, on)
        self.add(self.framed("on", FieldFrame(t("stay.end_on"), self.on, hint=t("stay.last_hint"))))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"on": self.on.text()}

    def put_back(self, typed: Typed) -> None:
        self.on.set_text(typed["on"])

    def problems(self) -> list[tuple[str, str]]:
        return day_problem("on", self.on, t("stay.end_missing"))


def _location_words(one: LocationOption, day: date) -> str:
    if not one.is_open(day):
        return t("stay.option_closed", location=one.location.name)
    return t("stay.option", location=one.location.name, free=one.free(day), places=one.location.places(day))

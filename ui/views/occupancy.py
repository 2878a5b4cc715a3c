"""Occupancy on a day: places, taken and free, by location, and who has living allowance or sleeps elsewhere."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.services.occupancy import AreaOccupancy, LocationOccupancy, OccupancyView, Split
from lvv_desk.texts import name_of, say, t
from ui import theme
from ui.context import Context
from ui.views.day_words import day_field, day_problem, long_day
from ui.views.form_card import Typed
from ui.views.layouts import clear, column, row_table
from ui.widgets import (
    Bar,
    Body,
    Caption,
    Card,
    Columns,
    FieldFrame,
    HBarChart,
    Notice,
    Option,
    SearchCombo,
    Text,
)

EVERYWHERE = "*"
WIDTHS = (8, 10, 11, 11)


class OccupancyPanel(QWidget):
    """A side of the figures. It counts cases and names nobody."""

    def __init__(self, context: Context, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.shown: OccupancyView | None = None
        body = column(self)
        self.day = day_field(today, today)
        self.day.changed.connect(self.load)
        self._day_frame = FieldFrame(t("figures.day"), self.day)
        self._day_frame.changed.connect(lambda: self._day_frame.set_error(""))
        cities = context.services.registry.municipalities.values()
        options = [Option(EVERYWHERE, t("figures.everywhere")), *(Option(one.id, say(one.label)) for one in cities)]
        self.area = SearchCombo(options, characters=20)
        self.area.set_value(EVERYWHERE)
        self.area.chosen.connect(lambda _: self._draw())
        body.addWidget(Columns(self._day_frame, FieldFrame(t("figures.area"), self.area), least=22))
        self._content = QVBoxLayout()
        self._content.setSpacing(theme.current().space.two)
        body.addLayout(self._content)
        self.load()

    def go_on(self) -> None:
        """Counts anew, or says what the day lacks."""
        found = day_problem("day", self.day, t("figures.day_missing"))
        self._day_frame.set_error(found[0][1] if found else "")
        self.load()

    def typed(self) -> Typed:
        return {"day": self.day.text(), "area": self.area.value()}

    def put_back(self, typed: Typed) -> None:
        self.day.set_text(typed["day"])
        self.area.set_value(typed["area"])
        self.load()

    def load(self) -> None:
        """Counts for the day."""
        day = self.day.value()
        if day is not None:
            self._context.tasks.run(self, partial(self._context.services.occupancy.on, day), self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        self._day_frame.set_error(str(error))

    def _show(self, view: OccupancyView) -> None:
        self.shown = view
        self._day_frame.set_error("")
        self._draw()

    def _draw(self) -> None:
        view = self.shown
        if view is None:
            return
        clear(self._content)
        wanted = None if self.area.value() in ("", EVERYWHERE) else self.area.value()
        area = next((one for one in view.areas if one.municipality == wanted), None)
        if view.practice:
            self._content.addWidget(Notice(t("figures.practice"), t("figures.practice_text"), role="info"))
        if area is None or not (area.locations or any(one.total for one in area.stays.values())):
            self._content.addWidget(Notice(t("occupancy.nothing"), t("occupancy.nothing_text"), role="info"))
        else:
            self._content.addWidget(self._totals(area))
            if area.locations:
                self._content.addWidget(self._locations(area))
            self._content.addWidget(self._stays(area))
        self._content.addWidget(self._basis(view))

    def _totals(self, area: AreaOccupancy) -> QWidget:
        over = t("occupancy.over", number=-area.free) if area.free < 0 else t("occupancy.free_text")
        cards = []
        for name, number, words in (
            ("places", area.places, t("occupancy.places_text")),
            ("taken", area.taken, t("occupancy.taken_text")),
            ("free", area.free, over),
        ):
            card = Card(t(f"occupancy.{name}"))
            card.add(Text(str(number), type_role="page_title"))
            card.add(Caption(words))
            cards.append(card)
        return Columns(*cards, least=20)

    def _locations(self, area: AreaOccupancy) -> Card:
        card = Card(t("occupancy.by_location"))
        several = area.municipality is None
        bars = [
            Bar(
                self._name(one, several=several), min(1.0, one.taken.total / one.places) if one.places else 0.0,
                t("locations.taken_of", taken=one.taken.total, places=one.places),
                note=t("locations.closed") if one.closed else "",
            )
            for one in area.locations
        ]  # fmt: skip
        card.add(HBarChart(bars, accessible_name=t("occupancy.by_location")))
        rows = [
            (self._name(one, several=several), str(one.places), str(one.free), *_numbers(one.taken))
            for one in area.locations
        ]
        header = (t("occupancy.location"), t("occupancy.places"), t("occupancy.free"), *_headers("taken"))
        card.add(row_table(t("occupancy.by_location"), header, rows, (0, 8, 7, *WIDTHS)))
        return card

    def _name(self, one: LocationOccupancy, *, several: bool) -> str:
        city = say(self._context.services.registry.municipalities[one.municipality].label)
        return f"{one.name}, {city}" if several else one.name

    def _stays(self, area: AreaOccupancy) -> Card:
        card = Card(t("occupancy.by_kind"))
        rows = [(name_of(kind), *_numbers(split)) for kind, split in area.stays.items()]
        card.add(row_table(t("occupancy.by_kind"), (t("occupancy.kind"), *_headers("number")), rows, (0, *WIDTHS)))
        ended = sum(one.ended for one in area.stays.values())
        if ended:
            card.add(Body(t("occupancy.ended_text", number=ended), muted=True))
        return card

    def _basis(self, view: OccupancyView) -> Card:
        card = Card(t("occupancy.basis"))
        card.add(Body(t("occupancy.basis_text", on=long_day(view.on)), muted=True))
        if view.erased:
            card.add(Body(t("occupancy.erased", number=view.erased), muted=True))
        return card


def _headers(total: str) -> tuple[str, ...]:
    return tuple(t(f"occupancy.{name}") for name in (total, "official", "provisional", "ended"))


def _numbers(split: Split) -> tuple[str, ...]:
    return tuple(str(number) for number in (split.total, split.official, split.provisional, split.ended))

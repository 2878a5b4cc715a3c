"""The locations: what they hold from which day, a new one, another number of places, and closing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions.registry import Registry
from lvv_desk.services.locations import LONGEST_NAME, LocationView
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.sections.base import FormSection
from ui.views.day_words import day_field, day_problem, long_day
from ui.views.form_card import FormCard, Typed
from ui.views.layouts import clear, column, flow, line
from ui.widgets import (
    Button,
    Caption,
    Card,
    Columns,
    Divider,
    EmptyState,
    FieldFrame,
    Option,
    PrimaryButton,
    QuietButton,
    RadioGroup,
    SectionTitle,
    Tag,
    TextField,
)

ADD, CHANGE, CLOSE = "add", "change ", "close "
ERROR_FIELDS = {
    "location_name_empty": "name", "location_name_long": "name", "location_name_taken": "name",
    "places_bounds": "places", "location_not_open_then": "on",
}  # fmt: skip


class LocationsSection(FormSection):
    """A list by municipality, and one form at a time above it."""

    help_id = "stay"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_outcome()
        self.add_button = PrimaryButton(t("locations.add"), icon_name="plus")
        self.forms.opens(self.add_button, ADD, self.open_form)
        self.body.addLayout(line(self.add_button))
        self.body.addLayout(self.slot)
        self._slot = QVBoxLayout()
        self._slot.setSpacing(theme.current().space.two)
        self.body.addLayout(self._slot)
        self.rows: tuple[LocationView, ...] | None = None
        self.load()

    def load(self) -> None:
        """Reads which there are."""
        self.context.tasks.run(self, self.context.services.locations.every, self._show)

    def _show(self, rows: tuple[LocationView, ...]) -> None:
        self.rows = rows
        clear(self._slot)
        if not rows:
            self._slot.addWidget(EmptyState(t("locations.none"), t("locations.none_text"), icon_name="home"))
        for city in self.context.services.registry.municipalities.values():
            mine = [one for one in rows if one.location.municipality == city.id]
            if mine:
                self._slot.addWidget(self._city(say(city.label), mine))
        self.ready()

    def _city(self, name: str, rows: list[LocationView]) -> Card:
        card = Card(name)
        for number, one in enumerate(rows):
            if number:
                card.add(Divider())
            card.add(Columns(_words(one), self._buttons(one), stretches=(5, 3), least=20))
        return card

    def _buttons(self, one: LocationView) -> QWidget:
        name = one.location.name
        key = "locations.change" if one.is_open else "locations.reopen"
        change = QuietButton(t(key), accessible_name=f"{t(key)}: {name}")
        self.forms.opens(change, f"{CHANGE}{one.location.id}", self.open_form)
        buttons: list[Button] = [change]
        if one.is_open:
            close = QuietButton(t("locations.close"), accessible_name=f"{t('locations.close')}: {name}")
            self.forms.opens(close, f"{CLOSE}{one.location.id}", self.open_form)
            buttons.append(close)
        return flow(*buttons)

    # -- one form at a time -------------------------------------------------------------------------------------

    def turned(self, is_open: bool) -> None:
        self.add_button.setVisible(not is_open)

    def go_on(self) -> None:
        """Saves the form that is open, else opens the one for a new location."""
        if self.form is not None:
            super().go_on()
        else:
            self.open_form(ADD)

    def make_form(self, name: str) -> FormCard | None:
        registry, today = self.context.services.registry, self.context.services.desk.today()
        kind, _, named = name.partition(" ")
        found = next((one for one in self.rows or () if str(one.location.id) == named), None)
        if found is None and name != ADD:
            return None
        form: LocationForm | CloseForm
        if found is None or f"{kind} " == CHANGE:
            form = LocationForm(registry, today, found)
        else:
            form = CloseForm(today, found)
        form.save_wanted.connect(partial(self._save, form))
        return form

    def _save(self, form: LocationForm | CloseForm) -> None:
        on = form.on.value()
        if not form.check() or on is None:
            return
        work, words = self._work(form, on)
        self.work(t("locations.saving"), work, partial(self._done, words), form.save_button, refused=form.show_error)

    def _work(self, form: LocationForm | CloseForm, on: date) -> tuple[Callable[[], UUID], str]:
        """What a form asks for, which tells the location it is about; and what to say when it is done."""
        service = self.context.services.locations
        if isinstance(form, CloseForm):
            about = form.about.location
            return _telling(about.id, partial(service.close, about.id, on)), t("locations.closed_now", name=about.name)
        name, places = form.name.text().strip(), form.number()
        if form.about is None:
            add = partial(service.add, municipality=form.city.value(), name=name, places=places, on=on)
            return add, t("locations.added", name=name)
        known = form.about.location.id
        work = _telling(known, partial(service.change, known, name=name, places=places, on=on))
        return work, t("locations.changed", name=name)

    def _done(self, words: str, location: UUID) -> None:
        """The focus goes to the location, wherever it stands in the list now."""
        self.forms.done(f"{CHANGE}{location}")
        self.say(words)
        self.load()


class LocationForm(FormCard):
    """A new location, or another name or number of places for one."""

    error_fields: ClassVar[Mapping[str, str]] = ERROR_FIELDS

    def __init__(self, registry: Registry, today: date, about: LocationView | None = None) -> None:
        title = t("locations.add") if about is None else t("locations.change_of", name=about.location.name)
        super().__init__(title, t("locations.save_add" if about is None else "locations.save_change"))
        self.about = about
        self.city = RadioGroup([Option(one.id, say(one.label)) for one in registry.municipalities.values()])
        if about is None:
            self.add(self.framed("city", FieldFrame(t("locations.city"), self.city)))
        self.name = TextField(characters=36, max_length=LONGEST_NAME)
        self.add(self.framed("name", FieldFrame(t("locations.name"), self.name)))
        self.places = TextField(characters=6, max_length=6)
        self.add(self.framed("places", FieldFrame(t("locations.places"), self.places)))
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t("locations.from"), self.on, hint=t("locations.from_hint"))))
        if about is not None:
            self.name.setText(about.location.name)
            self.places.setText(str(about.places) if about.is_open else "")
        self.add_buttons()

    def number(self) -> int:
        """How many places, once :meth:`check` said that it is a number."""
        return int(self.places.text().strip())

    def typed(self) -> Typed:
        return {
            "city": self.city.value(), "name": self.name.text(), "places": self.places.text(), "on": self.on.text(),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        if self.about is None:
            self.city.set_value(typed["city"])
        self.name.setText(typed["name"])
        self.places.setText(typed["places"])
        self.on.set_text(typed["on"])

    def problems(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if self.about is None and not self.city.value():
            found.append(("city", t("locations.city_missing")))
        if not self.name.text().strip():
            found.append(("name", t("error.location_name_empty")))
        if not self.places.text().strip().isdecimal():
            found.append(("places", t("locations.places_missing")))
        return found + day_problem("on", self.on, t("locations.from_missing"))


class CloseForm(FormCard):
    """The day from which nobody is placed in a location."""

    error_fields: ClassVar[Mapping[str, str]] = ERROR_FIELDS

    def __init__(self, today: date, about: LocationView) -> None:
        super().__init__(t("locations.close_of", name=about.location.name), t("locations.save_close"))
        self.about = about
        self.add(Caption(t("locations.close_text", taken=about.taken)))
        self.on = day_field(today, today)
        self.add(self.framed("on", FieldFrame(t("locations.close_on"), self.on)))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"on": self.on.text()}

    def put_back(self, typed: Typed) -> None:
        self.on.set_text(typed["on"])

    def problems(self) -> list[tuple[str, str]]:
        return day_problem("on", self.on, t("locations.from_missing"))


def _telling(location: UUID, work: Callable[[], object]) -> Callable[[], UUID]:
    def done() -> UUID:
        work()
        return location

    return done


def _words(one: LocationView) -> QWidget:
    box = QWidget()
    inner = column(box)
    inner.setSpacing(theme.current().space.half)
    inner.addWidget(SectionTitle(one.location.name))
    taken = Caption(t("locations.taken_of", taken=one.taken, places=one.places))
    inner.addLayout(line(taken if one.is_open else Tag(t("locations.closed"), "held")))
    if not one.is_open and one.taken:
        inner.addWidget(Caption(t("locations.closed_taken", taken=one.taken)))
    for state in one.upcoming:
        key = "locations.closes_on" if state.closed else "locations.places_from"
        inner.addWidget(Caption(t(key, on=long_day(state.valid_from), places=state.places)))
    return box

"""The stay page, the locations in Beheer and the occupancy: what they show, record, and say when it can't be."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pytestqt.qtbot import QtBot

from lvv_desk.domain.placements import PlacementKind
from tests.ui.conftest import Answers, Visits, rest
from ui.context import Context
from ui.sections.locations import ADD, CHANGE, CLOSE, LocationsSection
from ui.views.figures import FiguresPage
from ui.views.manage import ManagePage
from ui.views.stay import StayPage
from ui.views.stay_forms import EndForm, PlacementForm
from ui.views.today import TodayView
from ui.views.trajectory import TrajectoryPage
from ui.widgets import EmptyState, Notice, SecondaryButton


def _show(qtbot: QtBot, context: Context, view: Any) -> Any:
    qtbot.addWidget(view)
    view.show()
    rest(qtbot, context)
    return view


def _id(context: Context, reference: str) -> UUID:
    return context.services.cases.view(reference).case.id


def _page(qtbot: QtBot, context: Context, reference: str) -> StayPage:
    page = _show(qtbot, context, StayPage(context, _id(context, reference)))
    assert isinstance(page, StayPage)
    return page


def _notices(view: Any) -> list[str]:
    return [one.accessibleName() for one in view.findChildren(Notice) if one.isVisible()]


def test_a_bed_is_recorded_moved_and_ended(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, "W10")
    page.primary()
    form = page.form
    assert isinstance(form, PlacementForm)
    assert form._location_frame.isHidden()
    page.primary()
    assert form.frames["kind"].error()
    form.how._buttons["bed"].click()
    assert not form._location_frame.isHidden()
    page.primary()
    assert form.frames["location"].error() == "Kies de locatie."
    form.location.set_value(page.options[0].location.id.hex)
    form.first.set_text("1-1-2023")
    page.primary()
    rest(qtbot, worked)
    assert "aanmelding" in form.frames["first"].error()
    form.first.set_text("1-12-2023")
    form.place.setText("kamer 9")
    page.primary()
    rest(qtbot, worked)
    assert page.now is not None
    assert (page.now.location, page.now.place) == ("Pension Voorbeeld", "kamer 9")

    page.open_form("place")
    move = page.form
    assert isinstance(move, PlacementForm)
    assert move.ends is not None and move.ends.isChecked()
    move.how.set_value(PlacementKind.LIVING_ALLOWANCE.value)
    move.first.set_text("1-2-2024")
    page.primary()
    rest(qtbot, worked)
    assert [one.last_day for one in page.case.placements] == [date(2024, 2, 1), None]

    page.open_form("end")
    end = page.form
    assert isinstance(end, EndForm)
    end.on.set_text("31-1-2024")
    page.primary()
    rest(qtbot, worked)
    assert "vóór het begin" in end.frames["on"].error()
    end.on.set_text("1-3-2024")
    page.primary()
    rest(qtbot, worked)
    assert page.now is None


def test_the_locations_are_as_on_the_first_day(qtbot: QtBot, worked: Context) -> None:
    add = worked.services.locations.add
    new = add(municipality="utrecht", name="Nieuw Huis", places=7, on=date(2024, 1, 1))
    worked.services.locations.change(new, name="Nieuw Huis", places=3, on=date(2024, 6, 1))
    page = _page(qtbot, worked, "W10")
    page.open_form("place")
    form = page.form
    assert isinstance(form, PlacementForm)
    for day, words in (("1-12-2023", "(dicht)"), ("1-2-2024", "7 van 7"), ("1-7-2024", "3 van 3")):
        form.first.set_text(day)
        form.first.changed.emit()
        form.location.set_value(new.hex)
        assert words in form.location.text()


def test_a_full_location_is_said_beside_the_field_and_can_be_filled_all_the_same(qtbot: QtBot, worked: Context) -> None:
    services = worked.services
    small = services.locations.add(municipality="utrecht", name="Kleine Hof", places=0, on=date(2020, 1, 1))
    page = _page(qtbot, worked, "W10")
    page.open_form("place")
    form = page.form
    assert isinstance(form, PlacementForm)
    form.how._buttons["bed"].click()
    form.location.set_value(small.hex)
    form.first.set_text("1-12-2023")
    page.primary()
    rest(qtbot, worked)
    assert "0 van 0" in form.frames["location"].error()
    assert not form.anyway.isHidden()
    typed = form.typed()
    form.put_back(typed)
    assert not form.anyway.isHidden()
    form.anyway.click()
    page.primary()
    rest(qtbot, worked)
    assert page.now is not None and page.now.location == "Kleine Hof"


def test_a_stay_is_corrected_and_taken_away(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, "W04")
    first = page.case.placements[0]
    page.open_form(f"correct {first.id}")
    form = page.form
    assert isinstance(form, PlacementForm)
    assert not form.is_changed()
    assert (form.first.text(), form.last.text(), form.place.text()) == ("1-10-2020", "2-11-2020", "kamer 3, bed 2")
    form.place.setText("kamer 7")
    page.primary()
    rest(qtbot, worked)
    assert page.case.placements[0].place == "kamer 7"
    assert isinstance(worked.dialogs, Answers)
    worked.dialogs.queue += ["stay", "withdraw"]
    page.withdraw(page.case.placements[0])
    rest(qtbot, worked)
    assert len(page.case.placements) == 2
    page.withdraw(page.case.placements[0])
    rest(qtbot, worked)
    assert len(page.case.placements) == 1


def test_a_place_that_is_still_taken_is_said_and_ended_with_one_button(qtbot: QtBot, worked: Context) -> None:
    case_id = _id(worked, "W16a")
    today = _show(qtbot, worked, TodayView(worked))
    today._open(f"stay:{case_id.hex}")
    assert isinstance(worked.go, Visits)
    assert worked.go.calls[-1] == ("show_part", ("stay", case_id))
    trajectory = _show(qtbot, worked, TrajectoryPage(worked, case_id))
    assert "Er is nog een plek bezet" in _notices(trajectory)
    page = _page(qtbot, worked, "W16a")
    assert _notices(page) == ["Er is nog een plek bezet"]
    notice = page.findChild(Notice)
    button = notice.findChild(SecondaryButton)
    assert "30 april 2021" in button.text()
    button.click()
    rest(qtbot, worked)
    assert _notices(page) == []
    assert page.case.placements[-1].last_day == date(2021, 4, 30)


def test_who_was_not_admitted_is_led_to_the_admission(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, "W01")
    page.primary()
    assert page.form is None
    page.findChild(EmptyState).button.click()
    assert isinstance(worked.go, Visits)
    assert worked.go.calls[-1] == ("show_part", ("admission", _id(worked, "W01")))


def test_a_municipality_without_a_location_says_who_makes_one(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, "W11")
    page.open_form("place")
    form = page.form
    assert isinstance(form, PlacementForm)
    form.how._buttons["bed"].click()
    assert form._location_frame.isHidden()
    assert not form.none_there.isHidden()
    page.primary()
    assert "Beheer" in form.frames["kind"].error()


def test_locations_come_change_close_and_open_again(qtbot: QtBot, worked: Context) -> None:
    page = _show(qtbot, worked, ManagePage(worked, "locations"))
    section = page.section
    assert isinstance(section, LocationsSection)
    section.add_button.click()
    form: Any = section.form
    form.save_button.click()
    assert {name for name in ("city", "name", "places") if form.frames[name].error()} == {"city", "name", "places"}
    form.city.set_value("eindhoven")
    form.name.setText("Huis Nieuw")
    form.places.setText("4")
    form.on.set_text("1-1-2024")
    form.save_button.click()
    rest(qtbot, worked)

    def row() -> Any:
        return next(one for one in section.rows if one.location.name.startswith("Huis Nieuw"))

    assert (row().places, row().is_open) == (4, True)
    section.open_form(f"{CHANGE}{row().location.id}")
    form = section.form
    form.name.setText("Huis Nieuwer")
    form.places.setText("6")
    form.save_button.click()
    rest(qtbot, worked)
    section.open_form(f"{CLOSE}{row().location.id}")
    section.form.save_button.click()
    rest(qtbot, worked)
    assert not row().is_open
    assert [one.places for one in row().location.states] == [4, 6, 6]
    section.open_form(f"{CHANGE}{row().location.id}")
    section.form.places.setText("3")
    section.form.save_button.click()
    rest(qtbot, worked)
    assert (row().places, row().is_open, row().location.name) == (3, True, "Huis Nieuwer")
    section.open_form(ADD)
    section.form.city.set_value("eindhoven")
    section.form.name.setText("huis nieuwer")
    section.form.places.setText("1")
    section.form.save_button.click()
    rest(qtbot, worked)
    assert "Huis Nieuwer" in section.form.frames["name"].error()
    assert isinstance(worked.dialogs, Answers)
    worked.dialogs.queue += ["stay"]
    page.open("settings")
    assert page.section is section
    assert section.form.name.text() == "huis nieuwer"


def test_the_occupancy_of_a_day_is_shown_by_location(qtbot: QtBot, worked: Context) -> None:
    page = _show(qtbot, worked, FiguresPage(worked))
    page.turn("occupancy")
    panel = page.occupancy
    panel.day.set_text("1-6-2021")
    panel.load()
    rest(qtbot, worked)
    assert panel.shown.on == date(2021, 6, 1)
    assert panel.shown.areas[0].taken > 5
    panel.area.set_value("rotterdam")
    panel._draw()
    panel.day.set_text("1-6-2099")
    panel.go_on()
    rest(qtbot, worked)
    assert "toekomst" in panel._day_frame.error()
    memory = page.remember()
    again = _show(qtbot, worked, FiguresPage(worked))
    again.put_back(memory)
    rest(qtbot, worked)
    assert (again.sides.value(), again.occupancy.day.text()) == ("occupancy", "1-6-2099")

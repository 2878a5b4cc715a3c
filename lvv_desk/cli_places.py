"""The commands about places: the locations, and how full they are on any date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from lvv_desk import cli_output as output
from lvv_desk.cli_base import JsonOption, OnOption, PassphraseOption, VaultArgument, app, day, opened, print_json
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.placements import PlacementKind
from lvv_desk.services.desk import definitions
from lvv_desk.services.locations import LocationService, LocationView
from lvv_desk.services.occupancy import OccupancyService, OccupancyView, Split
from lvv_desk.services.occupancy_data import locations_data, occupancy_data
from lvv_desk.texts import name_of, say, t

COMMANDS = ("locations", "occupancy")


@app.command()
def locations(
    vault: VaultArgument,
    add: Annotated[str | None, typer.Option("--add", metavar="NAME", help="A new location.")] = None,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="M", help="Its municipality, such as utrecht.")
    ] = None,
    places: Annotated[int | None, typer.Option("--places", metavar="N", help="How many places it has.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="From this day; today without it.")
    ] = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List the locations with their places, or add one."""
    since = day(first)
    known = definitions().municipalities
    if add is not None and (municipality not in known or places is None):
        raise typer.BadParameter(t("cli.location_needs", known=", ".join(known)))
    with opened(vault, passphrase_file) as desk:
        service = LocationService(desk)
        if add is not None and municipality is not None and places is not None:
            service.add(municipality=municipality, name=add, places=places, on=since or desk.today())
        rows = service.every()
    if as_json:
        print_json(locations_data(rows))
    else:
        _print_locations(desk.registry, rows)


def _print_locations(registry: Registry, rows: Iterable[LocationView]) -> None:
    lines = [
        (
            say(registry.municipalities[one.location.municipality].label), one.location.name,
            t("locations.taken_of", taken=one.taken, places=one.places) if one.is_open else t("locations.closed"),
        )
        for one in rows
    ]  # fmt: skip
    if lines:
        output.columns(lines)
    output.say_line(t("cli.locations_found", number=len(lines)))


@app.command()
def occupancy(
    vault: VaultArgument, on: OnOption = None, as_json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Places, taken and free on a date, and who has living allowance or sleeps elsewhere."""
    when = day(on)
    with opened(vault, passphrase_file) as desk:
        view = OccupancyService(desk).on(when)
    if as_json:
        print_json(occupancy_data(view))
    else:
        _print_occupancy(desk.registry, view)


def _print_occupancy(registry: Registry, view: OccupancyView) -> None:
    output.say_line(t("cli.occupancy_head", on=view.on.strftime("%d-%m-%Y")))
    if view.practice:
        output.say_line(t("cli.figures_practice"))
    if view.erased:
        output.say_line(t("occupancy.erased", number=view.erased))
    for area in view.areas:
        name = say(registry.municipalities[area.municipality].label) if area.municipality else t("cli.all_areas")
        output.say_line(f"\n{name}")
        rows = [_row(t("occupancy.total"), area.places, area.free, area.stays[PlacementKind.BED])]
        if area.municipality is not None:
            rows += [_row(one.name, one.places, one.free, one.taken) for one in area.locations]
        rows += [
            _row(name_of(kind), None, None, area.stays[kind]) for kind in PlacementKind if kind is not PlacementKind.BED
        ]
        header = (
            "",
            *(t(f"occupancy.{one}") for one in ("places", "free", "taken", "official", "provisional", "ended")),
        )
        output.columns([header, *rows])


def _row(name: str, places: int | None, free: int | None, split: Split) -> tuple[str, ...]:
    numbers = ("" if places is None else str(places), "" if free is None else str(free))
    return (f"  {name}", *numbers, *map(str, (split.total, split.official, split.provisional, split.ended)))

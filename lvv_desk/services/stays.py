"""Placements in words, the same on the screen, on paper and on the command line."""

from __future__ import annotations

from lvv_desk.domain.placements import Placement, PlacementKind
from lvv_desk.texts import name_of, t


def where(placement: Placement) -> str:
    """``Bed in Huis Oefendijk, kamer 3``, or the kind of the stay."""
    if placement.kind is not PlacementKind.BED:
        return name_of(placement.kind)
    return t("stay.bed_in", where=_place(placement))


def detail(placement: Placement) -> str:
    """``Huis Oefendijk, kamer 3, sinds 02-11-2020``: what stands below the kind of the stay."""
    on = placement.first_day.strftime("%d-%m-%Y")
    place = _place(placement)
    return t("story.stay_detail", where=place, on=on) if place else t("stay.since", on=on)


def _place(placement: Placement) -> str:
    return ", ".join(part for part in (placement.location, placement.place) if part)

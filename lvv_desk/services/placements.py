"""Where someone sleeps: a bed in a location, living allowance instead of one, or elsewhere with the place kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lvv_desk.definitions.registry import find
from lvv_desk.domain.case import Case, status_on
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.lists import CaseSummary
from lvv_desk.domain.placements import (
    SHELTER_OVER,
    SHELTERED,
    FullDay,
    Location,
    Placement,
    PlacementKind,
    Span,
    current,
    first_full_day,
)
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import access, fitting, summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_day
from lvv_desk.services.desk import Desk, case_with
from lvv_desk.store import cases
from lvv_desk.store import placements as store
from lvv_desk.store import summaries as summary_store
from lvv_desk.store.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True)
class Wanted:
    """A placement as somebody gives it; ``last_day`` is open while the person stays."""

    kind: PlacementKind
    first_day: date
    last_day: date | None = None
    location_id: UUID | None = None
    place: str = ""
    note: str = ""

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)


@dataclass(frozen=True)
class LocationOption:
    """A location to choose, and when others take its places: how full it is depends on the day."""

    location: Location
    others: tuple[Span, ...]

    def is_open(self, day: date) -> bool:
        return self.location.is_open(day)

    def free(self, day: date) -> int:
        """How many places are left in the night after a day; never below zero."""
        return max(0, self.location.places(day) - sum(span.covers(day) for span in self.others))


class PlacementService(Service):
    """Placing, moving, ending, and mending what was written down wrong.

    Nothing is overwritten: ending and correcting write a new row in the place of the earlier one, which stays. Where
    someone slept on a past date is asked of the rows as they stand now, because a correction mends the past itself.
    Placing and ending keep the note that is there, so the team may do it; mending needs the note and the whole case.
    """

    @action(Right.WRITE_CASES, "placement.recorded", case="case_id")
    def place(self, case_id: UUID, wanted: Wanted, *, ends_current: bool = False, anyway: bool = False) -> None:
        """Records where someone stays from a day on.

        Args:
            ends_current: a move: where the person stays when the new placement begins ends on that day.
            anyway: also in a location that is full.

        Raises:
            InputError: the days can't be right or overlap another placement, there is no shelter on the first day,
                the location is of another municipality or not open then, or it is full (``location_full``).
        """
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            if ends_current:
                self._end_before(work, case, wanted.first_day)
            full = make_placement(self._desk, work, case, wanted)
            _require_room(full, anyway=anyway)
            work.log("placement.recorded", "case", case.id, kind=wanted.kind.value, full=full is not None)
            summaries.refresh(self._desk, work, case)

    def _end_before(self, work: UnitOfWork, case: Case, day: date) -> None:
        """Ends the placement in which a move begins."""
        running = current(store.placements_of(work, case.id), day)
        if running is not None:
            _replace(work, case, running, last_day=day)
            work.log("placement.ended", "case", case.id)

    @action(Right.WRITE_CASES, "placement.ended", case="case_id")
    def end(self, case_id: UUID, placement_id: UUID, *, on: date) -> None:
        """Ends a stay: the place is free from the night after this day. Raises :class:`InputError`."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            running = _placement(work, case, placement_id)
            _require_last_day(self._desk, running.first_day, on)
            _require_apart(work, case, Span(running.first_day, on), instead_of=running.id)
            _replace(work, case, running, last_day=on)
            work.log("placement.ended", "case", case.id)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "placement.corrected", case="case_id", whole="full")
    def correct(self, case_id: UUID, placement_id: UUID, wanted: Wanted, *, anyway: bool = False) -> None:
        """Puts what is right in the place of what was written down. Raises :class:`InputError` as :meth:`place`."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            _placement(work, case, placement_id)
            full = make_placement(self._desk, work, case, wanted, instead_of=placement_id)
            _require_room(full, anyway=anyway)
            work.log("placement.corrected", "case", case.id, kind=wanted.kind.value, full=full is not None)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "placement.withdrawn", case="case_id", whole="full")
    def withdraw(self, case_id: UUID, placement_id: UUID) -> None:
        """Takes back a placement that never was: it counts nowhere any more, and stays as history."""
        with self._desk.store.write() as work:
            case = case_with(work, case_id)
            _placement(work, case, placement_id)
            store.take_away(work, placement_id)
            work.log("placement.withdrawn", "case", case.id)
            summaries.refresh(self._desk, work, case)

    @action(Right.WRITE_CASES, "locations.looked_at", case="case_id")
    def options(self, case_id: UUID) -> tuple[LocationOption, ...]:
        """The locations of the case's municipality, by name."""
        with self._desk.store.read() as reader:
            case = case_with(reader, case_id)
            return tuple(
                LocationOption(one, tuple(store.spans_in(reader, one.id, without_case=case.id)))
                for one in store.locations(reader, case.municipality)
            )

    @action(Right.READ_CASES, "case.listed")
    def left_behind(self) -> tuple[CaseSummary, ...]:
        """The cases of one's own caseload in which a place is still taken though the stay is over."""
        desk, today = self._desk, self._desk.today()
        with desk.store.read() as reader:
            over = store.staying_with_status(reader, today, [one.value for one in SHELTER_OVER])
            return access.own(desk, reader, [summary_store.get(reader, case_id) for case_id in over])


def make_placement(
    desk: Desk, work: UnitOfWork, case: Case, wanted: Wanted, *, instead_of: UUID | None = None
) -> FullDay | None:
    """Checks and writes a placement. Returns the day on which its location is more than full, if there is one."""
    place, note = fitting.line(wanted.place), fitting.text(wanted.note)
    require_day(desk, case, wanted.first_day)
    if wanted.last_day is not None:
        _require_last_day(desk, wanted.first_day, wanted.last_day)
    if status_on(cases.dates_of(work, case.id), wanted.first_day) not in SHELTERED:
        raise InputError("placement_not_sheltered", on=_day(wanted.first_day))
    _require_apart(work, case, wanted.span, instead_of=instead_of)
    where = _location(desk, work, case, wanted) if wanted.kind is PlacementKind.BED else None
    full = None
    if where is not None:
        others = store.spans_in(work, where.id, without_case=case.id)
        full = first_full_day(where, others, wanted.span, desk.today())
    store.add_placement(
        work, case.id,
        Placement(
            new_id(), wanted.kind, where.id if where else None, where.name if where else "",
            place if where else "", wanted.first_day, wanted.last_day, note,
        ),
        instead_of=instead_of,
    )  # fmt: skip
    return full


def _location(desk: Desk, reader: Reader, case: Case, wanted: Wanted) -> Location:
    if wanted.location_id is None:
        raise InputError("location_missing")
    found = store.location(reader, wanted.location_id)
    if found is None:
        raise NotFoundError("location_unknown")
    if found.municipality != case.municipality:
        city = find(desk.registry.municipalities, case.municipality)
        raise InputError("location_other_city", location=found.name, municipality=city.label.nl)
    if not found.is_open(wanted.first_day):
        raise InputError("location_not_open", location=found.name, on=_day(wanted.first_day))
    return found


def _require_last_day(desk: Desk, first: date, last: date) -> None:
    if last > desk.today():
        raise InputError("placement_last_future")
    if last < first:
        raise InputError("placement_order", on=_day(first))


def _require_apart(reader: Reader, case: Case, span: Span, *, instead_of: UUID | None) -> None:
    """Nobody sleeps in two places. Raises :class:`InputError`."""
    for one in store.placements_of(reader, case.id):
        if one.id != instead_of and one.span.overlaps(span):
            key = "placement_overlap_open" if one.last_day is None else "placement_overlap"
            raise InputError(key, first=_day(one.first_day), last=_day(one.last_day) if one.last_day else "")


def _require_room(full: FullDay | None, *, anyway: bool) -> None:
    if full is not None and not anyway:
        raise InputError("location_full", on=_day(full.on), taken=full.taken, places=full.places)


def _replace(work: UnitOfWork, case: Case, earlier: Placement, *, last_day: date) -> None:
    ended = Placement(
        new_id(), earlier.kind, earlier.location_id, earlier.location, earlier.place, earlier.first_day, last_day,
        earlier.note,
    )  # fmt: skip
    store.add_placement(work, case.id, ended, instead_of=earlier.id)


def _placement(reader: Reader, case: Case, placement_id: UUID) -> Placement:
    found = next((one for one in store.placements_of(reader, case.id) if one.id == placement_id), None)
    if found is None:
        raise NotFoundError("not_of_case")
    return found


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")

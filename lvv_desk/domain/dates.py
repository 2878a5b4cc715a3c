"""Dates about people: often partial, never completed silently.

A partial date is written as in EDTF (ISO 8601-2): ``1987-03-27``, ``1987-03``, ``1987``, ``1987~`` (about),
``1985/1989`` (somewhere in between). What people type is read by :func:`parse_partial_date`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from lvv_desk.domain.truth import Truth

EARLIEST_YEAR = 1900
LATEST_YEAR = 2199
MONTHS_IN_YEAR = 12
YEAR_DIGITS = 4
MOST_PARTS = 3
MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}


def day_of(moment: datetime) -> date:
    """The day that the calendar on the wall showed at a moment."""
    return moment.astimezone().date()


@dataclass(frozen=True, order=True)
class Span:
    """The first and the last day that a partial date can mean."""

    first: date
    last: date


@dataclass(frozen=True)
class PartialDate:
    """A day, a month, a year or a range of years, exact or about."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False
    until_year: int | None = None

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year``, ``about`` or ``range``."""
        if self.until_year is not None:
            return "range"
        if self.approximate:
            return "about"
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    def canonical(self) -> str:
        """The EDTF form in which it is stored."""
        if self.until_year is not None:
            return f"{self.year:04d}/{self.until_year:04d}"
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text + ("~" if self.approximate else "")

    def span(self) -> Span:
        """What it can mean. "About a year" is read as that year, one earlier and one later."""
        around = 1 if self.approximate else 0
        last_year = (self.until_year or self.year) + around
        if self.month is None:
            return Span(date(self.year - around, 1, 1), date(last_year, 12, 31))
        if self.day is None:
            last_day = calendar.monthrange(self.year, self.month)[1]
            return Span(date(self.year, self.month, 1), date(self.year, self.month, last_day))
        exact = date(self.year, self.month, self.day)
        return Span(exact, exact)

    def display(self, about: str = "ca.") -> str:
        """As people write it here: ``27-03-1987``, ``03-1987``, ``ca. 1987``, ``1985-1989``."""
        if self.until_year is not None:
            return f"{self.year}-{self.until_year}"
        parts = [f"{self.day:02d}"] if self.day is not None else []
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        text = "-".join([*parts, str(self.year)])
        return f"{about} {text}" if self.approximate else text


def parse_partial_date(text: str) -> PartialDate | None:
    """Reads what people type or what is stored; ``None`` when it can't be read as a date.

    Understands ``27-3-1987``, ``27 maart 1987``, ``3 1987``, ``1987``, ``ca. 1987``, ``1985-1989``,
    ``1987-03-27`` and ``19720000`` (the register's form for an unknown month and day).
    """
    cleaned = text.strip().lower()
    approximate = cleaned.endswith("~")
    cleaned = cleaned.rstrip("~")
    about = re.match(r"^(ca\.?|circa|omstreeks|rond|ongeveer|about|around)\s+", cleaned)
    if about:
        approximate, cleaned = True, cleaned[about.end() :]
    years = re.fullmatch(r"(\d{4})\s*[/–-]\s*(\d{4})", cleaned)
    if years:
        first, last = int(years[1]), int(years[2])
        return PartialDate(first, until_year=last) if _year(first) and _year(last) and first < last else None
    if re.fullmatch(r"\d{8}", cleaned):
        cleaned = f"{cleaned[:4]}-{cleaned[4:6]}-{cleaned[6:]}"
    parts = [part for part in re.split(r"[\s./-]+", cleaned) if part]
    numbers = [MONTHS.get(part, int(part) if part.isdecimal() and part.isascii() else -1) for part in parts]
    if not numbers or len(numbers) > MOST_PARTS or min(numbers) < 0:
        return None
    if len(parts[0]) != YEAR_DIGITS:
        numbers.reverse()
    return _assemble(numbers, approximate)


def parse_day(text: str) -> date | None:
    """Reads one whole day that is not about a birth: also ``24-11-26`` and ``24112026``.

    Two digits are a year of this half of the century: such days lie around today. A birth date is never read so.
    """
    cleaned = text.strip()
    short = re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d]+)[\s./-]+([0-4]\d)", cleaned)
    digits = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", cleaned)
    readings = [cleaned]
    if short:
        readings = [f"{short[1]}-{short[2]}-20{short[3]}"]
    elif digits:
        readings.append("-".join(digits.groups()))
    for reading in readings:
        parsed = parse_partial_date(reading)
        if parsed is not None and parsed.precision == "day":
            return parsed.span().first
    return None


def day_trouble(text: str) -> str:
    """Why people can't mean a date by this: ``no_such_day``, ``year_digits``, ``year_range`` or ``unreadable``."""
    cleaned = text.strip().lower()
    parts = [part for part in re.split(r"[\s./-]+", cleaned) if part]
    numbers = [MONTHS.get(part, int(part) if part.isdecimal() and part.isascii() else -1) for part in parts]
    if len(numbers) != MOST_PARTS or min(numbers) < 0:
        return "unreadable"
    year_first = len(parts[0]) == YEAR_DIGITS
    if not year_first and len(parts[-1]) != YEAR_DIGITS:
        return "year_digits"
    year = numbers[0] if year_first else numbers[-1]
    return "no_such_day" if _year(year) else "year_range"


def _assemble(numbers: list[int], approximate: bool) -> PartialDate | None:
    year, month, day = [*numbers, 0, 0][:3]
    if not _year(year) or month > MONTHS_IN_YEAR or (day and not month):
        return None
    if day and day > calendar.monthrange(year, month)[1]:
        return None
    return PartialDate(year, month or None, day or None, approximate)


def _year(number: int) -> bool:
    return EARLIEST_YEAR <= number <= LATEST_YEAR


@dataclass(frozen=True)
class AgeInterval:
    """The youngest and the oldest someone can be on a day, in whole years."""

    youngest: int
    oldest: int

    def at_least(self, years: int) -> Truth:
        """Surely, surely not, or not certain."""
        if self.youngest >= years:
            return Truth.TRUE
        return Truth.FALSE if self.oldest < years else Truth.UNKNOWN


def age_on(born: PartialDate, on: date) -> AgeInterval:
    """The age on a day as an interval, because the birth date may be partial."""
    span = born.span()
    return AgeInterval(max(0, _years_between(span.last, on)), max(0, _years_between(span.first, on)))


def _years_between(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    index = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

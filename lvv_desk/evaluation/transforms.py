"""How values are coarsened before they leave.

The bands are fixed per schema version, so that files can be pooled, and written out in words: spreadsheets read
``3-6`` as a date.

To add a transform: write the function, then name it in ``TRANSFORMS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.dates import age_on, parse_partial_date

AGE_BANDS = ((18, "under 18"), (30, "18 to 29"), (45, "30 to 44"), (60, "45 to 59"))
OLDEST_BAND = "60 or over"
MONTH_DAYS = 30.4375
DURATION_BANDS = ((3, "under 3 months"), (6, "3 to 6 months"), (12, "6 to 12 months"), (24, "12 to 24 months"))
LONGEST_BAND = "24 months or over"
YEARS_BANDS = ((2, "under 2 years"), (5, "2 to 4 years"), (10, "5 to 9 years"), (20, "10 to 19 years"))
MOST_YEARS = "20 years or over"
LAST_MONTH_OF_FIRST_HALF = 6
NO_REGION = "XX"


@dataclass(frozen=True)
class Given:
    """A value with what its coarsening may depend on."""

    value: object
    reference_date: date
    codelist: str | None
    registry: Registry


def code(given: Given) -> str | None:
    """A code, yes or no, or a small count, as it is."""
    if isinstance(given.value, bool):
        return "yes" if given.value else "no"
    return str(given.value)


def age_band(given: Given) -> str | None:
    """The age on the reference date in four bands; nothing when a partial birth date straddles two."""
    born = parse_partial_date(str(given.value))
    if born is None:
        return None
    age = age_on(born, given.reference_date)
    bands = {_band(years, AGE_BANDS, OLDEST_BAND) for years in (age.youngest, age.oldest)}
    return bands.pop() if len(bands) == 1 else None


def region(given: Given) -> str | None:
    """A country's or nationality's sub-region (UN M49)."""
    found = given.registry.code(str(given.codelist), str(given.value))
    return (found.group if found else None) or NO_REGION


def half_year(given: Given) -> str | None:
    """A day as its half-year: ``2021-H1``."""
    if not isinstance(given.value, date):
        return None
    return f"{given.value.year}-H{1 if given.value.month <= LAST_MONTH_OF_FIRST_HALF else 2}"


def duration_band(given: Given) -> str | None:
    """A number of days as a class of months."""
    if not isinstance(given.value, int):
        return None
    return _band(given.value / MONTH_DAYS, DURATION_BANDS, LONGEST_BAND)


def years_band(given: Given) -> str | None:
    """The whole years between a (partial) date and the reference date, in bands."""
    since = parse_partial_date(str(given.value))
    if since is None:
        return None
    years = age_on(since, given.reference_date)
    bands = {_band(one, YEARS_BANDS, MOST_YEARS) for one in (years.youngest, years.oldest)}
    return bands.pop() if len(bands) == 1 else None


def _band(number: float, bands: tuple[tuple[int, str], ...], last: str) -> str:
    return next((name for limit, name in bands if number < limit), last)


TRANSFORMS: dict[str, Callable[[Given], str | None]] = {
    "code": code,
    "age_band": age_band,
    "region": region,
    "half_year": half_year,
    "duration_band": duration_band,
    "years_band": years_band,
}

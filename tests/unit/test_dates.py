"""Partial dates: what people type, what it can mean, and ages as intervals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lvv_desk.domain.dates import PartialDate, add_months, age_on, day_trouble, parse_day, parse_partial_date
from lvv_desk.domain.truth import Truth


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("27-3-1987", "1987-03-27", "27-03-1987"),
        ("27 maart 1987", "1987-03-27", "27-03-1987"),
        ("1987-03-27", "1987-03-27", "27-03-1987"),
        ("3 1987", "1987-03", "03-1987"),
        ("1987", "1987", "1987"),
        ("ca. 1987", "1987~", "ca. 1987"),
        ("1985-1989", "1985/1989", "1985-1989"),
        ("1972-00-00", "1972", "1972"),
        ("19720000", "1972", "1972"),
        ("29-2-2020", "2020-02-29", "29-02-2020"),
    ],
)
def test_reads_what_people_type(typed: str, stored: str, shown: str) -> None:
    parsed = parse_partial_date(typed)
    assert parsed is not None
    assert (parsed.canonical(), parsed.display()) == (stored, shown)


@pytest.mark.parametrize("typed", ["", "gisteren", "31-2-1990", "29-2-2021", "13-13-1990", "12", "1-1-1", "1989-1985"])
def test_says_no_to_what_is_no_date(typed: str) -> None:
    assert parse_partial_date(typed) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_the_stored_form_reads_back(day: date) -> None:
    exact = PartialDate(day.year, day.month, day.day)
    assert parse_partial_date(exact.canonical()) == exact
    assert parse_partial_date(exact.display()) == exact
    for coarser in (PartialDate(day.year, day.month), PartialDate(day.year), PartialDate(day.year, approximate=True)):
        assert parse_partial_date(coarser.canonical()) == coarser
        assert coarser.span().first <= day <= coarser.span().last


def test_an_age_is_an_interval() -> None:
    year_only = parse_partial_date("2003")
    assert year_only is not None
    age = age_on(year_only, date(2021, 6, 1))
    assert (age.youngest, age.oldest) == (17, 18)
    assert age.at_least(18) is Truth.UNKNOWN
    assert age.at_least(17) is Truth.TRUE
    assert age.at_least(19) is Truth.FALSE


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2021, 8, 31), 6) == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24-11-26", date(2026, 11, 24)), ("24/11/26", date(2026, 11, 24)), ("24 november 26", date(2026, 11, 24)),
        ("24112026", date(2026, 11, 24)), ("20261124", date(2026, 11, 24)), ("24-11-2026", date(2026, 11, 24)),
        ("24-11-87", None), ("31-2-2026", None), ("1987", None),
    ],
)  # fmt: skip
def test_a_day_may_have_a_short_year(typed: str, day: date | None) -> None:
    assert parse_day(typed) == day


def test_a_birth_date_never_has_a_short_year() -> None:
    assert parse_partial_date("24-11-26") is None
    assert parse_partial_date("24112026") is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31-2-2026", "no_such_day"), ("2026-13-01", "no_such_day"), ("24-11-87", "year_digits"),
        ("1-1-1850", "year_range"), ("gisteren", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_date(typed: str, why: str) -> None:
    assert day_trouble(typed) == why

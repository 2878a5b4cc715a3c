"""Days in words, in the language in use."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QWidget

from lvv_desk.domain.dates import day_trouble
from lvv_desk.texts import language, t
from ui.widgets.day_field import DayField


def locale() -> QLocale:
    """The locale for the names of days and months."""
    if language() == "en":
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return QLocale(QLocale.Language.Dutch, QLocale.Country.Netherlands)


def long_day(day: date) -> str:
    """``24 november 2026``."""
    return locale().toString(QDate(day.year, day.month, day.day), "d MMMM yyyy")


def full_day(day: date) -> str:
    """``dinsdag 24 november 2026``: with the day of the week, to check what was typed."""
    return locale().toString(QDate(day.year, day.month, day.day), "dddd d MMMM yyyy")


def day_field(today: date, day: date | None = None, *, parent: QWidget | None = None) -> DayField:
    """A field for a day with its words; it starts on ``day``."""
    field = DayField(
        today=today, say_day=full_day, calendar_text=t("day.calendar"),
        placeholder=t("day.placeholder"), locale=locale(), parent=parent,
    )  # fmt: skip
    field.set_day(day)
    return field


def trouble_words(typed: str) -> str:
    """Why this can't be read as a day, and what to do."""
    return t(f"day.{day_trouble(typed)}", typed=typed)


def day_problem(name: str, field: DayField, empty: str) -> list[tuple[str, str]]:
    """What a field for a day still needs; ``empty`` is what to say when nothing was typed."""
    if field.value() is not None:
        return []
    return [(name, trouble_words(field.text()) if field.text() else empty)]

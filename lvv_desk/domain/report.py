"""A plain report: a title, facts, words and tables. The recovery kit, the theft report and the export of a file."""

from __future__ import annotations

from dataclasses import dataclass

from lvv_desk.domain.handover import HandoverSection


@dataclass(frozen=True)
class ReportSection(HandoverSection):
    """A part with words above its lines and tables, and codes that are printed large."""

    words: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that a report is made of, in the language it is printed in. ``facts`` stand on every page."""

    language: str
    title: str
    about: str
    facts: str
    maker: str
    sections: tuple[ReportSection, ...]
    practice: bool

"""Files for practice cases: made here and now, and marked as not real on every page."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.report import Report, ReportSection
from lvv_desk.pdf.report import render
from lvv_desk.services.documents import kind_label
from lvv_desk.texts import language, t

NOT_REAL = "not_real"
PAPERS: dict[str, tuple[dict[str, str], ...]] = {
    "W04": (
        {"kind": "dublin_decision", "copy_kind": "photo", "dated_on": "2019-02-28", "received_on": "2020-09-14"},
        {"kind": "signed_cooperation_agreement", "copy_kind": "original", "dated_on": "2020-10-05",
         "received_on": "2020-10-05"},
    ),
    "W06": (
        {"kind": "practitioner_letter", "copy_kind": "copy", "dated_on": "2021-08-20", "received_on": "2021-08-24"},
    ),
}  # fmt: skip


def with_papers(registry: Registry, rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of an import, those of the practice cases above with their files."""
    for row in rows:
        papers = PAPERS.get(row["reference"], ())
        made = [one | {"content": _content(kind_label(registry, one["kind"]))} for one in papers]
        yield row | {"documents": made} if made else row


def _content(kind: str) -> str:
    words = (t("practice_paper.not_real"), t("practice_paper.words"))
    report = Report(
        language=language(), title=t("practice_paper.title", kind=kind), about=t("practice_paper.not_real"),
        facts=t("practice_paper.not_real"), maker=t("practice_paper.not_real"),
        sections=(ReportSection(NOT_REAL, t("practice_paper.section"), words=words),), practice=True,
    )  # fmt: skip
    return base64.b64encode(render(report)).decode("ascii")

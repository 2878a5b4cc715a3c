"""How the commands print, for people to read."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from lvv_desk.definitions.forms import Page
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.assessment import CriterionValue
from lvv_desk.domain.case import CaseStatus
from lvv_desk.domain.identifiers import grouped_v_number
from lvv_desk.domain.lists import CaseSummary
from lvv_desk.domain.plain_text import printable
from lvv_desk.services.admission import AdmissionView
from lvv_desk.services.case_story import events
from lvv_desk.services.cases import CaseView
from lvv_desk.services.evaluation import FiguresView, WrittenRelease
from lvv_desk.services.figure_words import figure_label
from lvv_desk.services.handover_records import shown
from lvv_desk.services.handovers import Preview
from lvv_desk.services.health import Finding
from lvv_desk.services.importing import ImportResult
from lvv_desk.texts import decimal, many, name_of, say, t


def place_of(error: BaseException) -> str:
    """Where in the program an error arose: file and line, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def say_line(words: str) -> None:
    """A line for people: nothing in it steers a terminal, wherever the words came from."""
    typer.echo(printable(words))


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Rows in columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_cases(rows: Sequence[CaseSummary]) -> None:
    if rows:
        columns(
            [
                (one.number, one.name, grouped_v_number(one.v_number) or "-", name_of(CaseStatus(one.status)),
                 one.registered_on.strftime("%d-%m-%Y"))
                for one in rows
            ]
        )  # fmt: skip
    say_line(many("cli.cases_found", len(rows)))


def print_case(registry: Registry, view: CaseView) -> None:
    summary = view.summary
    say_line(f"{summary.number}  {summary.name}")
    say_line(f"{name_of(view.status)}  ·  {say(registry.programmes[summary.programme][1].label)}")
    for form in registry.forms.values():
        for page in form.page:
            _print_page(registry, view, page)
    say_line(f"\n{t('case_page.timeline')}")
    for one in events(registry, view):
        detail = f": {one.detail}" if one.detail else ""
        say_line(f"  {one.on:%d-%m-%Y}  {one.title}{detail}  [{one.word}]")


def _print_page(registry: Registry, view: CaseView, page: Page) -> None:
    lines = [
        f"  {say(question.label)}: {shown(registry, question, answer)}"
        for entry in page.field
        for question in entry.questions()
        for answer in sorted(view.answers, key=lambda one: one.key)
        if answer.key.field_id == question.id
    ]
    if lines:
        say_line(f"\n{say(page.label)}")
        say_line("\n".join(lines))


def print_assessment(registry: Registry, view: AdmissionView) -> None:
    text = next(one for one in registry.advice.advice if one.id == view.result.advice)
    say_line(f"{view.case.number}  {view.result.on:%d-%m-%Y}")
    say_line(say(text.label))
    say_line(say(text.explanation))
    say_line(say(text.next_step))
    for one in view.result.results:
        criterion = registry.criteria[one.criterion_id]
        mark = f" ({t('mark.unconfirmed')})" if criterion.source.unconfirmed else ""
        counted = "" if one.counts else f" [{t('cli.does_not_count')}]"
        say_line(f"\n{one.criterion_id}  {say(criterion.label)}: {name_of(one.value)}{counted}{mark}")
        reason = {CriterionValue.MET: criterion.when_met, CriterionValue.NOT_MET: criterion.when_not_met}
        say_line(f"     {say(reason.get(one.value, criterion.next_step))}")
        say_line(f"     {t('cli.source')}: {criterion.source.title}")


def print_handover(preview: Preview, out: Path) -> None:
    document = preview.document
    say_line(t("cli.handover_written", file=out, recipient=document.recipient))
    for one in document.withheld:
        say_line(f"  {t('cli.withheld')}: {one.label} ({one.reason})")
    for warning in document.warnings:
        say_line(f"  {t('cli.note')}: {warning}")
    say_line(f"SHA-256 {preview.sha256}")


def print_figures(registry: Registry, view: FiguresView) -> None:
    say_line(t("cli.figures_head", on=view.on.strftime("%d-%m-%Y"), basis=name_of(view.basis)))
    if view.practice:
        say_line(t("cli.figures_practice"))
    if view.elsewhere:
        say_line(many("figures.elsewhere", view.elsewhere))
    for area in view.areas:
        name = say(registry.municipalities[area.municipality].label) if area.municipality else t("cli.all_areas")
        say_line(f"\n{name}")
        rows = []
        for one in area.figures:
            share = f"{one.rounded} %" if one.rounded is not None else ""
            base = t(f"cli.of_{one.denominator_name}", number=one.denominator) if one.denominator_name else ""
            rows.append((f"  {figure_label(registry, one)}", str(one.count), share, base))
        columns(rows)


def print_release(written: WrittenRelease) -> None:
    say_line(t("cli.release_written", folder=written.folder, cases=written.cases, steps=written.steps))
    share = 100 * written.suppressed / written.cells if written.cells else 0
    say_line(t("cli.release_cells", suppressed=written.suppressed, cells=written.cells, share=decimal(share, 1)))
    say_line(t("cli.release_k", k=written.k, achieved=written.achieved_k))
    if written.achieved_k_steps is not None:
        say_line(t("cli.release_k_steps", achieved=written.achieved_k_steps))


def print_findings(findings: Sequence[Finding]) -> None:
    for one in findings:
        word = t("cli.passed") if one.passed else t("cli.failed")
        say_line(f"{word}  {t(f'check.{one.name}')}: {one.detail}")


def print_import(result: ImportResult) -> None:
    for failed in result.failed:
        for reason in failed.reasons:
            say_line(t("cli.failed_row", row=failed.row, reference=failed.reference or "-", reason=reason))
    for warning in result.warnings:
        say_line(f"{t('cli.note')}: {warning}")
    say_line(many("cli.imported", len(result.imported)))


def import_data(result: ImportResult) -> dict[str, Any]:
    return {
        "kept": result.kept,
        "imported": list(result.imported),
        "failed": [{"row": one.row, "reference": one.reference, "reasons": list(one.reasons)} for one in result.failed],
        "warnings": list(result.warnings),
    }

"""Figures on any reference date, and the release for the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from lvv_desk.definitions.base import Label
from lvv_desk.definitions.outputs import ReferenceFigure
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet, Value
from lvv_desk.domain.case import Case, CaseDates, latest, status_on
from lvv_desk.domain.rights import Right
from lvv_desk.domain.stays import ReleaseRecord
from lvv_desk.errors import InputError
from lvv_desk.evaluation import figures, release, writers
from lvv_desk.evaluation.figures import AreaFigures, Basis
from lvv_desk.evaluation.release import ReleaseTables
from lvv_desk.evaluation.writers import WrittenRelease
from lvv_desk.rules.visibility import facts_for, is_asked
from lvv_desk.services import output_files
from lvv_desk.services.actions import Service, action
from lvv_desk.store import erasure, evaluation_rows, records
from lvv_desk.store.unit_of_work import Reader

__all__ = ["AreaFigures", "Basis", "EvaluationService", "FiguresView", "ReleasePreview", "WrittenRelease"]

SMALLEST_K = 3
LARGEST_K = 50


@dataclass(frozen=True)
class FiguresView:
    """All figures with what they rest on, and the public figures beside them.

    ``elsewhere``: how many people had a place by then in a programme that is not LVV, and do not count.
    """

    on: date
    basis: Basis
    areas: tuple[AreaFigures, ...]
    reference: tuple[ReferenceFigure, ...]
    practice: bool
    elsewhere: int


@dataclass(frozen=True)
class ReleasePreview:
    """The exact rows of a release before anything is written; ``words`` say them for people.

    The words are those of the codebook, by table, column and value; of a column with an empty value, and of a code for
    a missing value with neither table nor column.
    """

    tables: ReleaseTables
    words: dict[tuple[str, str, str], Label]

    def cell(self, table: str, column: str, value: str) -> Label | None:
        """The words for a value; none where the value is its own word, as a number is."""
        return self.words.get((table, column, value)) or self.words.get(("", "", value))


class EvaluationService(Service):
    """What staff show and hand over for the evaluation."""

    @action(Right.FIGURES, "figures.shown")
    def figures(self, on: date | None = None, basis: Basis = Basis.OFFICIAL) -> FiguresView:
        """The figures on a reference date (today when none is given).

        Raises:
            InputError: the reference date lies in the future.
        """
        day, registry = self._reference_date(on), self._desk.registry
        with self._desk.store.read() as reader:
            stays = [
                *evaluation_rows.stays(reader, _end_of(day), registry.lvv_programmes), *erasure.statistics(reader),
            ]  # fmt: skip
            others = evaluation_rows.stays(reader, _end_of(day), registry.programmes.keys() - registry.lvv_programmes)
        areas = figures.count(stays, on=day, basis=basis, indicators=registry.indicators, outcomes=registry.outcomes)
        elsewhere = figures.participants(others, on=day, basis=basis)
        return FiguresView(day, basis, areas, registry.reference, self._desk.is_practice, elsewhere)

    @action(Right.RELEASE, "release.previewed")
    def preview(self, on: date | None = None, k: int | None = None) -> ReleasePreview:
        """The tables as they would leave.

        Raises:
            InputError: ``k`` is out of bounds, the reference date lies in the future, or there are too few people to
                hide among.
        """
        wanted = self._desk.registry.release.k if k is None else k
        if not SMALLEST_K <= wanted <= LARGEST_K:
            raise InputError("k_bounds", smallest=SMALLEST_K, largest=LARGEST_K)
        day = self._reference_date(on)
        with self._desk.store.read() as reader:
            found = _release_records(self._desk.registry, reader, day)
        persons = len({one.client_id for one in found})
        if persons < wanted:
            raise InputError("release_too_few", persons=persons, k=wanted)
        tables = release.make(self._desk.registry, found, on=day, k=wanted)
        rows = writers.codebook(self._desk.registry, tables)[1:]
        return ReleasePreview(tables, {(one[0], one[1], one[2]): Label(nl=one[3], en=one[4]) for one in rows if one[3]})

    def _reference_date(self, on: date | None) -> date:
        today = self._desk.today()
        if on is not None and on > today:
            raise InputError("reference_date_future")
        return on or today

    @action(Right.RELEASE, "release.written")
    def write(self, preview: ReleasePreview, folder: Path) -> WrittenRelease:
        """Writes exactly the previewed rows, counts them again from disk, and records the release.

        Raises:
            InputError: the folder is taken or can't be written; nothing half-written stays and nothing is recorded.
            VaultError: the release can't be recorded; it does not leave.
        """
        with output_files.leaving_folder(folder, vault=self._desk.vault.folder) as part:
            written = writers.write(self._desk.registry, preview.tables, part, folder)
            with self._desk.store.write() as work:
                records.add_release(
                    work, k=written.k, achieved_k=written.achieved_k, cases=written.cases, files=written.files
                )
                work.log("release.written", "release", None, cases=written.cases, k=written.k)
        return written


def _end_of(day: date) -> datetime:
    """The moment at which a day here is over."""
    return datetime.combine(day + timedelta(days=1), time()).astimezone()


def _release_records(registry: Registry, reader: Reader, on: date) -> list[ReleaseRecord]:
    exported = {one.id for one in registry.fields.values() if one.export is not None}
    deciding = {
        one for field in registry.fields.values() if field.id in exported and field.enabled_when
        for one in field.enabled_when.fields()
    }  # fmt: skip
    answers = evaluation_rows.answers(reader, exported | deciding, _end_of(on))
    dates = evaluation_rows.dates(reader, _end_of(on))
    advices = evaluation_rows.advices(reader, on)
    steps = evaluation_rows.steps(reader, on)
    records_found = []
    for row in evaluation_rows.cases(reader, on):
        case = Case(row.id, row.client_id, row.number, row.municipality, row.programme, row.registered_on)
        records_found.append(
            ReleaseRecord(
                case_id=row.id,
                client_id=row.client_id,
                values=_case_values(registry, case, dates[row.id], advices.get(row.id), on),
                answers=_exported(registry, exported, answers.get(row.id, {}), on),
                steps=tuple(steps.get(row.id, ())),
            )
        )
    return records_found


def _exported(
    registry: Registry, exported: set[str], given: dict[AnswerKey, Value | AbsentReason], on: date
) -> dict[str, Value | AbsentReason | None]:
    """What counts for each exported field; an answer that is kept aside does not."""
    answers = AnswerSet.of(
        Answer(key, absent=one) if isinstance(one, AbsentReason) else Answer(key, value=one)
        for key, one in given.items()
    )
    facts = facts_for(registry, answers, on)
    found: dict[str, Value | AbsentReason | None] = {}
    for field_id in exported:
        best = answers.best(field_id)
        if not is_asked(registry.fields[field_id], facts):
            found[field_id] = None
        elif best is None:
            found[field_id] = AbsentReason.NOT_ASKED
        else:
            found[field_id] = best.value if best.value is not None else best.absent
    return found


def _case_values(
    registry: Registry, case: Case, dates: CaseDates, advice: str | None, on: date
) -> dict[str, str | date | int | None]:
    decision, scenario = latest(dates.decisions, on), latest(dates.scenarios, on)
    sheltered = [one.on for one in dates.decisions if one.kind.shelters and one.on <= on]
    start = min(sheltered, default=None)
    left = dates.exit if dates.exit is not None and dates.exit.on <= on else None
    later = [one for one in dates.aftercare if one.on <= on]
    status = status_on(dates, on)
    return {
        "case.municipality": case.municipality,
        "case.start": start or case.registered_on,
        "case.duration_days": ((left.on if left else on) - start).days if start else None,
        "case.state": status.value if status else None,
        "case.advice": advice,
        "case.decision": decision.kind.value if decision else None,
        "case.scenario": scenario.scenario.value if scenario else None,
        "case.sub_route": scenario.sub_route if scenario else None,
        "case.outcome": left.outcome if left else None,
        "case.outcome_class": registry.outcomes[left.outcome].outcome_class if left else None,
        "case.aftercare_outcome": later[-1].outcome if later else None,
    }

"""Registering, finding and showing cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import find
from lvv_desk.domain.answers import Answer, AnswerKey, AnswerSet
from lvv_desk.domain.assessment import Assessment
from lvv_desk.domain.case import (
    Aftercare,
    Case,
    CaseDates,
    CaseStatus,
    Decision,
    Exit,
    ScenarioChoice,
    StepStatus,
    TrajectoryStep,
    latest,
    status_on,
)
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.lists import CaseSummary, Disclosure, SortBy
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import summaries
from lvv_desk.services.desk import Desk, case_named
from lvv_desk.store import answers as answer_store
from lvv_desk.store import cases, records
from lvv_desk.store import summaries as summary_store
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

REFERRAL_DATE_FIELD = "referral_date"


@dataclass(frozen=True)
class CasePage:
    """A page of the list and how many there are in all."""

    rows: tuple[CaseSummary, ...]
    total: int


@dataclass(frozen=True)
class CaseView:
    """Everything about one case that its page shows."""

    case: Case
    summary: CaseSummary
    status: CaseStatus
    answers: AnswerSet
    dates: CaseDates
    assessment: Assessment | None
    steps: tuple[TrajectoryStep, ...]
    shown_steps: tuple[StepStatus, ...]
    disclosures: tuple[Disclosure, ...]
    other_cases: tuple[Case, ...]
    has_draft: bool
    missing: tuple[str, ...]
    today: date

    @property
    def decision(self) -> Decision | None:
        return latest(self.dates.decisions, self.today)

    @property
    def scenario(self) -> ScenarioChoice | None:
        return latest(self.dates.scenarios, self.today)

    @property
    def exit(self) -> Exit | None:
        return self.dates.exit

    @property
    def aftercare(self) -> tuple[Aftercare, ...]:
        return self.dates.aftercare


class CaseService:
    """The list of cases and single cases."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(
        self,
        typed: str = "",
        *,
        status: str | None = None,
        municipality: str | None = None,
        sort: SortBy = SortBy.CHANGED,
        descending: bool = True,
        offset: int = 0,
    ) -> CasePage:
        """A page of the list, searched and sorted."""
        with self._desk.store.read() as reader:
            rows = summary_store.page(
                reader, typed=typed, status=status, municipality=municipality, sort=sort, descending=descending,
                offset=offset,
            )  # fmt: skip
            total = summary_store.count(reader, typed=typed, status=status, municipality=municipality)
        return CasePage(tuple(rows), total)

    def every(self, typed: str = "") -> tuple[CaseSummary, ...]:
        """All cases that fit, by number."""
        with self._desk.store.read() as reader:
            return tuple(summary_store.page(reader, typed=typed, sort=SortBy.NUMBER, descending=False, limit=1_000_000))

    def due(self, until: date) -> tuple[CaseSummary, ...]:
        with self._desk.store.read() as reader:
            return tuple(summary_store.due(reader, until))

    def drafts(self) -> tuple[CaseSummary, ...]:
        with self._desk.store.read() as reader:
            return tuple(summary_store.drafts(reader))

    def register(
        self, *, name: str, municipality: str, on: date, same_client_as: UUID | None = None, v_number: str = ""
    ) -> Case:
        """A new case; for a person who had one before, with ``same_client_as`` that case's id.

        The day is also the answer to the first question of the intake: nobody has to give it twice.

        Raises:
            InputError: the name is empty, or the municipality runs no programme on that day.
            ValueProblem: the V-nummer can't be one.
        """
        if not name.strip():
            raise InputError("name_empty")
        if on > self._desk.today():
            raise InputError("date_future")
        given = [
            Answer(AnswerKey(summaries.NAME_FIELD), value=name.strip()),
            Answer(AnswerKey(REFERRAL_DATE_FIELD), value=on.isoformat()),
        ]
        if v_number:
            field = self._desk.registry.fields[summaries.V_NUMBER_FIELD]
            given.append(Answer(AnswerKey(field.id), value=values.parse(field, v_number, self._desk.registry)))
        with self._desk.store.write() as work:
            earlier = cases.case_by_id(work, same_client_as) if same_client_as else None
            client_id = earlier.client_id if earlier else cases.add_client(work)
            case = new_case(self._desk, work, client_id=client_id, municipality=municipality, on=on)
            cases.add_case(work, case)
            carried = self._carried_over(work, earlier)
            answer_store.add_answers(work, case.id, carried.overlaid(given))
            work.log("case.registered", "case", case.id, municipality=municipality, earlier=str(same_client_as or ""))
            summaries.refresh(self._desk, work, case)
        return case

    def _carried_over(self, work: UnitOfWork, earlier: Case | None) -> AnswerSet:
        """Who someone is does not change with a new case: identity answers come along with their source."""
        if earlier is None:
            return AnswerSet()
        fields = self._desk.registry.fields
        known = answer_store.answers_of(work, earlier.id)
        return AnswerSet.of(
            one for one in known if fields[one.key.field_id].pdf == "identity" or fields[one.key.field_id].search
        )

    def view(self, name: str) -> CaseView:
        """One case by number, reference or id. Raises :class:`NotFoundError`."""
        with self._desk.store.read() as reader:
            return self._view(reader, case_named(reader, name))

    def view_by_id(self, case_id: UUID) -> CaseView:
        with self._desk.store.read() as reader:
            case = cases.case_by_id(reader, case_id)
            if case is None:
                raise NotFoundError("no_case", name=str(case_id))
            return self._view(reader, case)

    def _view(self, reader: Reader, case: Case) -> CaseView:
        today = self._desk.today()
        dates = cases.dates_of(reader, case.id)
        answers = answer_store.answers_of(reader, case.id)
        scenario = latest(dates.scenarios, today)
        steps = cases.steps_of(reader, scenario.id) if scenario else ()
        others = [one for one in cases.cases_of_client(reader, case.client_id) if one.id != case.id]
        return CaseView(
            case=case,
            summary=summary_store.get(reader, case.id),
            status=status_on(dates, today) or CaseStatus.REGISTERED,
            answers=answers,
            dates=dates,
            assessment=records.latest_assessment(reader, case.id),
            steps=steps,
            shown_steps=tuple(summaries.shown_status(self._desk.registry, one, steps) for one in steps),
            disclosures=records.disclosures_of(reader, case.id),
            other_cases=tuple(others),
            has_draft=answer_store.has_draft(reader, case.id),
            missing=summaries.missing_fields(self._desk.registry, answers, today),
            today=today,
        )


def new_case(
    desk: Desk, work: Reader, *, client_id: UUID, municipality: str, on: date, programme: str | None = None,
    reference: str | None = None,
) -> Case:  # fmt: skip
    """A case with its number and programme. Raises :class:`InputError` when there is no programme on that day."""
    city = find(desk.registry.municipalities, municipality)
    running = desk.registry.programme_on(municipality, on)
    if programme is None and running is None:
        raise InputError("no_programme", municipality=city.label.nl, on=on.strftime("%d-%m-%Y"))
    if programme is None and running is not None:
        programme = running.id
    number = cases.next_number(work, city.prefix, on.year)
    case = Case(new_id(), client_id, number, municipality, str(programme), on, reference)
    return case

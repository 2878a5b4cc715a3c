"""Registering, finding and showing cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
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
from lvv_desk.domain.consent import Consent
from lvv_desk.domain.documents import Document
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.lists import CaseSummary, Disclosure, SortBy
from lvv_desk.domain.notes import ContactNote
from lvv_desk.domain.placements import Placement
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.domain.rights import Look, Right
from lvv_desk.errors import InputError
from lvv_desk.services import access, recovery, summaries
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk, case_named, case_with
from lvv_desk.store import accounts, cases, consents, documents, placements, records
from lvv_desk.store import answers as answer_store
from lvv_desk.store import notes as note_store
from lvv_desk.store import summaries as summary_store
from lvv_desk.store.accounts import CaseAccess
from lvv_desk.store.unit_of_work import Reader, UnitOfWork

MOST_LOGGED = 20
EARLIEST = date(1990, 1, 1)
MOST_ALIKE = 10
REFERRAL_DATE_FIELD = "referral_date"


@dataclass(frozen=True)
class CasePage:
    """A page of the list and how many there are in all."""

    rows: tuple[CaseSummary, ...]
    total: int
    query: str = ""

    def for_log(self) -> dict[str, Any]:
        """How much was shown; of a search also which cases, and a digest of what was looked for."""
        if not self.query:
            return {"shown": len(self.rows), "total": self.total}
        found = [str(row.case_id) for row in self.rows[:MOST_LOGGED]]
        return {"shown": len(self.rows), "total": self.total, "query": self.query, "cases": found}


@dataclass(frozen=True)
class CaseView:
    """Everything about one case that its page shows. ``drafted``: the answers with the draft laid over them."""

    case: Case
    summary: CaseSummary
    status: CaseStatus
    answers: AnswerSet
    drafted: AnswerSet
    dates: CaseDates
    assessment: Assessment | None
    steps: tuple[TrajectoryStep, ...]
    shown_steps: tuple[StepStatus, ...]
    disclosures: tuple[Disclosure, ...]
    consents: tuple[Consent, ...]
    other_cases: tuple[Case, ...]
    has_draft: bool
    missing: tuple[str, ...]
    today: date
    look: Look = Look.FULL
    access: CaseAccess | None = None
    notes: tuple[ContactNote, ...] = ()
    placements: tuple[Placement, ...] = ()
    documents: tuple[Document, ...] = ()

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


class CaseService(Service):
    """The list of cases and single cases."""

    @action(Right.READ_CASES, "case.listed")
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
            hidden = access.hidden_cases(self._desk, reader)
            rows = summary_store.page(
                reader, typed=typed, status=status, municipality=municipality, sort=sort, descending=descending,
                offset=offset, hidden=hidden,
            )  # fmt: skip
            total = summary_store.count(reader, typed=typed, status=status, municipality=municipality, hidden=hidden)
            query = self._desk.chain.code(typed.encode("utf-8", "surrogatepass"))[:16] if typed else ""
            return CasePage(access.shielded(self._desk, reader, rows), total, query)

    @action(Right.READ_CASES, "case.listed")
    def alike(self, typed: str) -> CasePage:
        """Who could be here already: all that fit, and after them who is spelled nearly so."""
        with self._desk.store.read() as reader:
            hidden = access.hidden_cases(self._desk, reader)
            rows = summary_store.page(reader, typed=typed, hidden=hidden)
            total = summary_store.count(reader, typed=typed, hidden=hidden)
            there = {one.case_id for one in rows}
            near = summary_store.alike(reader, typed, most=MOST_ALIKE, hidden=hidden)
            rows += [one for one in near if one.case_id not in there]
            query = self._desk.chain.code(typed.encode("utf-8", "surrogatepass"))[:16] if typed else ""
            return CasePage(access.shielded(self._desk, reader, rows), max(total, len(rows)), query)

    @action(Right.READ_CASES, "case.listed")
    def every(self, typed: str = "") -> tuple[CaseSummary, ...]:
        """All cases that fit, by number."""
        with self._desk.store.read() as reader:
            rows = summary_store.page(
                reader, typed=typed, sort=SortBy.NUMBER, descending=False, limit=1_000_000,
                hidden=access.hidden_cases(self._desk, reader),
            )  # fmt: skip
            return access.shielded(self._desk, reader, rows)

    @action(Right.READ_CASES, "case.listed")
    def due(self, until: date) -> tuple[CaseSummary, ...]:
        """The cases of one's own caseload, and those one may work in, with a step due by then."""
        with self._desk.store.read() as reader:
            return access.own(self._desk, reader, summary_store.due(reader, until))

    @action(Right.READ_CASES, "case.listed")
    def drafts(self) -> tuple[CaseSummary, ...]:
        """The same with an unfinished draft."""
        with self._desk.store.read() as reader:
            return access.own(self._desk, reader, summary_store.drafts(reader))

    @action(Right.WRITE_CASES, "case.registered")
    def register(
        self, *, name: str, municipality: str, on: date, same_client_as: UUID | None = None, v_number: str = ""
    ) -> Case:
        """A new case; for a person who had one before, with ``same_client_as`` that case's id.

        The day is also the answer to the first question of the intake: nobody has to give it twice.

        Raises:
            InputError: the name is empty, or the municipality runs no programme on that day.
            ValueProblem: the name is too long, or the V-nummer can't be one.
        """
        if not cleaned(name):
            raise InputError("name_empty")
        if on > self._desk.today():
            raise InputError("date_future")
        self._require_proven()
        typed = {summaries.NAME_FIELD: name, REFERRAL_DATE_FIELD: on.isoformat()}
        typed |= {summaries.V_NUMBER_FIELD: v_number} if v_number else {}
        registry = self._desk.registry
        given = [
            Answer(AnswerKey(field_id), value=values.parse(registry.fields[field_id], text, registry))
            for field_id, text in typed.items()
        ]
        with self._desk.store.write() as work:
            earlier = access.require(self._desk, work, same_client_as)[0] if same_client_as else None
            client_id = earlier.client_id if earlier else cases.add_client(work)
            case = new_case(self._desk, work, client_id=client_id, municipality=municipality, on=on)
            cases.add_case(work, case, owner_id=UUID(work.actor.account_id))
            carried = self._carried_over(work, earlier)
            answer_store.add_answers(work, case.id, carried.overlaid(given))
            work.log("case.registered", "case", case.id, municipality=municipality, earlier=str(same_client_as or ""))
            summaries.refresh(self._desk, work, case)
        return case

    def _require_proven(self) -> None:
        """No first case before a recovery code was typed back: a forgotten passphrase would lose it."""
        with self._desk.store.read() as reader:
            if not recovery.is_proven(self._desk, reader):
                raise InputError("recovery_unproven")

    def _carried_over(self, work: UnitOfWork, earlier: Case | None) -> AnswerSet:
        """Who someone is does not change with a new case: identity answers come along with their source."""
        if earlier is None:
            return AnswerSet()
        fields = self._desk.registry.fields
        known = answer_store.answers_of(work, earlier.id)
        return AnswerSet.of(
            one for one in known if fields[one.key.field_id].pdf == "identity" or fields[one.key.field_id].search
        )

    @action(Right.READ_CASES, "case.opened", case="name")
    def view(self, name: str) -> CaseView:
        """One case by number, reference or id. Raises :class:`NotFoundError`."""
        with self._desk.store.read() as reader:
            return view_of(self._desk, reader, case_named(reader, name).id)

    @action(Right.READ_CASES, "case.opened", case="case_id")
    def view_by_id(self, case_id: UUID) -> CaseView:
        with self._desk.store.read() as reader:
            return view_of(self._desk, reader, case_id)


def new_case(
    desk: Desk, work: Reader, *, client_id: UUID, municipality: str, on: date, programme: str | None = None,
    reference: str | None = None,
) -> Case:  # fmt: skip
    """A case with its number and programme.

    Raises:
        InputError: the day is before 1990, the programme does not run on it, or there is none.
    """
    require_recent(on)
    city = find(desk.registry.municipalities, municipality)
    running = desk.registry.programme_on(municipality, on)
    chosen = desk.registry.programmes[programme][1] if programme is not None else running
    if chosen is None:
        raise InputError("no_programme", municipality=city.label.nl, on=on.strftime("%d-%m-%Y"))
    if not chosen.in_force(on):
        raise InputError("programme_not_running", programme=chosen.id, on=on.strftime("%d-%m-%Y"))
    number = cases.next_number(work, city.prefix, on.year)
    return Case(new_id(), client_id, number, municipality, chosen.id, on, reference)


def require_day(desk: Desk, case: Case, on: date) -> None:
    """Something that happened in a case lies between its registration and today. Raises :class:`InputError`."""
    if on > desk.today():
        raise InputError("date_future")
    if on < case.registered_on:
        raise InputError("date_before_registration", on=case.registered_on.strftime("%d-%m-%Y"))


def require_recent(on: date) -> None:
    """A day before any case could have begun is a slip of the keys. Raises :class:`InputError`."""
    if on < EARLIEST:
        raise InputError("date_too_early", first=EARLIEST.strftime("%d-%m-%Y"))


def require_in_stay(dates: CaseDates, on: date) -> None:
    """A case holds one stay; who comes back gets a new case. Raises :class:`InputError` for a day after the exit."""
    if dates.exit is not None and on > dates.exit.on:
        raise InputError("after_exit", on=dates.exit.on.strftime("%d-%m-%Y"))


def view_of(desk: Desk, reader: Reader, case_id: UUID) -> CaseView:
    """One case as part of a look or an action under way, as far as the account at work may look.

    Raises:
        NotFoundError: there is no such case.
    """
    case = case_with(reader, case_id)
    today = desk.today()
    dates = cases.dates_of(reader, case.id)
    answers = answer_store.answers_of(reader, case.id)
    may = accounts.access_of(reader, case.id, desk.clock())
    look = access.look_of(desk, may) if may is not None else Look.NONE
    drafted = answer_store.answers_as_drafted(reader, case.id)
    shielded = look is not Look.FULL
    status = status_on(dates, today) or CaseStatus.REGISTERED
    missing = summaries.missing_fields(desk.registry, case, answers, status, today)
    if shielded:
        answers, drafted = (access.without_sensitive(desk.registry, one) for one in (answers, drafted))
    scenario = latest(dates.scenarios, today)
    steps = cases.steps_of(reader, scenario.id) if scenario else ()
    if shielded:
        dates, steps = access.without_words(dates), access.team_steps(desk.registry, scenario, steps)
    kept = documents.of_case(reader, case.id)
    others = [
        one
        for one in cases.cases_of_client(reader, case.client_id)
        if one.id != case.id and access.look(desk, reader, one.id) is not Look.NONE
    ]
    return CaseView(
        case=case,
        summary=access.without_route(summary_store.get(reader, case.id), shielded=shielded),
        status=status,
        answers=answers,
        drafted=drafted,
        dates=dates,
        assessment=None if shielded else records.latest_assessment(reader, case.id),
        steps=steps,
        shown_steps=tuple(summaries.shown_status(desk.registry, one, steps) for one in steps),
        disclosures=() if shielded else records.disclosures_of(reader, case.id),
        consents=_consents(desk, reader, case.id, shielded=shielded),
        other_cases=tuple(others),
        has_draft=answer_store.has_draft(reader, case.id),
        missing=tuple(one for one in missing if not shielded or not access.is_sensitive(desk.registry, one)),
        today=today,
        look=look,
        access=may,
        notes=access.team_notes(note_store.notes_of(reader, case.id), shielded=shielded),
        placements=access.placements_shown(placements.placements_of(reader, case.id), shielded=shielded),
        documents=access.team_documents(kept) if shielded else kept,
    )


def _consents(desk: Desk, reader: Reader, case_id: UUID, *, shielded: bool) -> tuple[Consent, ...]:
    """What was said about consents; that a sensitive one was asked is for the case's own counsellor only."""
    asked = desk.registry.consent_fields
    found = consents.consents_of(reader, case_id)
    return tuple(one for one in found if not shielded or asked[one.purpose].privacy != "sensitive")

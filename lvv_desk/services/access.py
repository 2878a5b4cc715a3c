"""How far the account at work may look into a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import AnswerSet
from lvv_desk.domain.case import Case, CaseDates, ScenarioChoice, StepState, TrajectoryStep
from lvv_desk.domain.documents import Document
from lvv_desk.domain.lists import CaseSummary, ShieldedSummary
from lvv_desk.domain.notes import ContactNote, NoteContent, standing
from lvv_desk.domain.placements import Placement
from lvv_desk.domain.rights import Look, Openness
from lvv_desk.errors import NotFoundError, RightsError
from lvv_desk.services.desk import Desk, case_named
from lvv_desk.store import accounts, cases
from lvv_desk.store.accounts import CaseAccess
from lvv_desk.store.unit_of_work import Reader
from lvv_desk.texts import t


def look_of(desk: Desk, access: CaseAccess) -> Look:
    """How far the account at work may look: its own and shared cases in full, others as open as they are."""
    me = UUID(desk.actor.account_id)
    if access.owner_id == me or me in access.granted:
        return Look.FULL
    if access.access == Openness.RESTRICTED:
        return Look.NONE
    if desk.sees_every_case:
        return Look.FULL
    return Look.TEAM if access.access == Openness.TEAM else Look.LISTED


def look(desk: Desk, reader: Reader, case_id: UUID) -> Look:
    """The same for a case by id; a case that is not there can't be looked into."""
    access = accounts.access_of(reader, case_id, desk.clock())
    return Look.NONE if access is None else look_of(desk, access)


def require(desk: Desk, reader: Reader, case: UUID | str, *, full: bool = False) -> tuple[Case, Look]:
    """The case by id, number or reference, when the account may see what is in it.

    Args:
        full: what is asked for needs the whole case, what is shielded from the team too.

    Raises:
        NotFoundError: there is no such case, or it is restricted: the two can't be told apart.
        RightsError: the case is in another caseload, or only a part of it may be seen.
    """
    found = cases.case_by_id(reader, case) if isinstance(case, UUID) else case_named(reader, case)
    if found is None:
        raise NotFoundError("no_case", name=str(case))
    may = look(desk, reader, found.id)
    if may is Look.NONE:
        raise NotFoundError("no_case", name=str(case))
    if may is Look.LISTED:
        raise RightsError("case_of_other", number=found.number, case_id=found.id)
    if full and may is not Look.FULL:
        raise RightsError("case_not_full", number=found.number, case_id=found.id)
    return found, may


def hidden_cases(desk: Desk, reader: Reader) -> frozenset[UUID]:
    """The restricted cases that the account at work is not to find."""
    return accounts.restricted_from(reader, UUID(desk.actor.account_id), desk.clock())


def shielded(desk: Desk, reader: Reader, rows: Sequence[CaseSummary]) -> tuple[CaseSummary, ...]:
    """Rows of a list, those of other caseloads without who it is about."""
    if desk.sees_every_case:
        return tuple(rows)
    known = accounts.access_of_many(reader, [row.case_id for row in rows], desk.clock())
    looks = [look_of(desk, known[row.case_id]) for row in rows]
    return tuple(
        _shielded(row) if look is Look.LISTED else without_route(row, shielded=look is not Look.FULL)
        for row, look in zip(rows, looks, strict=True)
    )


def _shielded(row: CaseSummary) -> ShieldedSummary:
    hidden = {"name": t("access.shielded"), "sort_name": "", "v_number": "", "missing": 0}
    unknown = dict.fromkeys(("advice", "scenario", "sub_route", "next_step", "next_due_on"))
    return ShieldedSummary(**{**vars(row), **hidden, **unknown})


def own(desk: Desk, reader: Reader, rows: Sequence[CaseSummary]) -> tuple[CaseSummary, ...]:
    """The rows of one's own caseload and of cases that were shared; for who sees every case, all that may be seen."""
    known = accounts.access_of_many(reader, [row.case_id for row in rows], desk.clock())
    return tuple(row for row in rows if look_of(desk, known[row.case_id]) is Look.FULL)


def without_sensitive(registry: Registry, answers: AnswerSet) -> AnswerSet:
    """The answers that the whole team may see."""
    return AnswerSet.of(one for one in answers if not is_sensitive(registry, one.key.field_id))


def is_sensitive(registry: Registry, field_id: str) -> bool:
    """Whether a question, or the group it stands in, is marked sensitive."""
    group = registry.group_of.get(field_id)
    return registry.fields[field_id].privacy == "sensitive" or (group is not None and group.privacy == "sensitive")


def without_words(dates: CaseDates) -> CaseDates:
    """What happened, without what was written about it and without routes that tell a reason."""
    return replace(
        dates,
        decisions=tuple(replace(one, reason="", exception_ground=None) for one in dates.decisions),
        scenarios=tuple(replace(one, sub_route=None, reason="") for one in dates.scenarios),
        exit=replace(dates.exit, reason="") if dates.exit is not None else None,
        aftercare=tuple(replace(one, note="") for one in dates.aftercare),
    )


def team_steps(
    registry: Registry, scenario: ScenarioChoice | None, steps: Sequence[TrajectoryStep]
) -> tuple[TrajectoryStep, ...]:
    """The steps without their notes; none at all of a route that itself tells what is sensitive."""
    routes = registry.scenarios[scenario.scenario.value].sub_route if scenario is not None else ()
    tells = any(one.consent is not None for one in routes if scenario is not None and one.id == scenario.sub_route)
    return () if tells else tuple(replace(one, note="", before=_without_note(one.before)) for one in steps)


def _without_note(state: StepState | None) -> StepState | None:
    return replace(state, note="") if state is not None else None


def team_notes(notes: tuple[ContactNote, ...], *, shielded: bool) -> tuple[ContactNote, ...]:
    """Notes as the team may see them: that there was a contact, and how. Who was there and the topics tell too much."""
    if not shielded:
        return notes
    return tuple(
        replace(one, says=NoteContent(on=one.says.on, medium=one.says.medium), reason="") for one in standing(notes)
    )


def placements_shown(placements: Sequence[Placement], *, shielded: bool) -> tuple[Placement, ...]:
    """Where someone stays; for the team without what was written about it."""
    return tuple(replace(one, note="") if shielded else one for one in placements)


def team_documents(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Files by their days. What kind of paper someone has tells what the answers shield."""
    return tuple(
        replace(
            one, kind="", title="", note="", copy_kind="", media_type="", size=0, sha256="", by="", shielded=True,
        )
        for one in documents
    )  # fmt: skip


def without_route(summary: CaseSummary, *, shielded: bool) -> CaseSummary:
    """The row of a case as the team may see it."""
    return replace(summary, sub_route=None, advice=None, next_step=None) if shielded else summary

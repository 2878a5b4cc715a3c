"""Who sees what: one's own caseload, shared and restricted cases, extra access with a reason, shielded answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from lvv_desk.domain.answers import AnswerKey
from lvv_desk.domain.case import Case, DecisionKind
from lvv_desk.domain.rights import Look, Openness
from lvv_desk.domain.session import Actor
from lvv_desk.errors import InputError, NotFoundError, RightsError
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from tests.conftest import CHEAP

SECRET = "ZZgezondheid"


class Team:
    """A counsellor with a case, a colleague, a team lead and a data officer, in one vault."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.services = desk, Services(desk)
        self.owner = desk.actor
        self.moment = [desk.clock()]
        desk.clock = lambda: self.moment[0]
        desk.store._clock = desk.clock
        desk.change_roles(("counsellor", "administrator"))
        self.owner = desk.actor
        self.colleague = self._account("Linde Voorbeeld", "counsellor")
        self.lead = self._account("Munt Verzonnen", "team_lead")
        self.officer = self._account("Roos Bedacht", "data_officer")
        self.case: Case = self.services.cases.register(
            name="Verzonnen Persoon", municipality="utrecht", on=desk.today()
        )
        self.services.intake.save(self.case.id, AnswerKey("health_problem"), True)
        self.services.intake.save(self.case.id, AnswerKey("health_nature"), SECRET)

    def _account(self, name: str, role: str) -> Actor:
        account = self.services.accounts.add(name, (role,), f"een zin voor {name} om te testen", kdf=CHEAP)
        return Actor(str(account), name, (role,), "een andere sessie")

    def as_(self, actor: Actor) -> Services:
        self.desk.store.actor = actor
        return self.services

    def id_of(self, actor: Actor) -> UUID:
        return UUID(actor.account_id)


@pytest.fixture
def team(desk: Desk) -> Team:
    return Team(desk)


def test_a_colleague_sees_that_it_exists_and_no_more(team: Team) -> None:
    services = team.as_(team.colleague)
    (row,) = services.cases.page("").rows
    assert row.number == team.case.number
    assert (row.advice, row.scenario, row.sub_route, row.next_step) == (None,) * 4
    for secret in ("Verzonnen Persoon", SECRET):
        assert secret not in repr(row)
    for work in _everything(services, team.case):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "case_of_other"
    refused = team.as_(team.lead).audit.page(kind="access.refused").entries
    assert len(refused) == len(_everything(services, team.case))
    assert {(one.actor, one.object_id) for one in refused} == {(team.colleague.account_id, str(team.case.id))}


def _everything(services: Services, case: Case) -> list[Callable[[], object]]:
    return [
        lambda: services.cases.view(case.number),
        lambda: services.cases.view_by_id(case.id),
        lambda: services.intake.state(case.id),
        lambda: services.intake.save(case.id, AnswerKey("name_used"), "X"),
        lambda: services.intake.finish(case.id),
        lambda: services.admission.view(case.id),
        lambda: services.admission.assess_now(case.id),
        lambda: services.admission.decide(
            case.id, on=services.desk.today(), body="lso", kind=DecisionKind.ADMITTED, reason="x"
        ),
        lambda: services.trajectories.record_exit(case.id, on=services.desk.today(), outcome="G1"),
        lambda: services.documents.open(case.id, case.id),
        lambda: services.documents.remove(case.id, case.id, "not_needed"),
        lambda: services.handovers.preview(case.number, "ind"),
        lambda: services.caseload.view(case.id),
        lambda: services.caseload.set_openness(case.id, Openness.TEAM),
        lambda: services.erasure.propose(case.id, reason="omdat het zo gevraagd is"),
    ]


def test_a_restricted_case_is_not_there_for_others(team: Team) -> None:
    team.services.caseload.set_openness(team.case.id, Openness.RESTRICTED)
    for actor in (team.colleague, team.lead):
        services = team.as_(actor)
        assert services.cases.page("").rows == ()
        assert services.cases.page("verzonnen").total == 0
        assert services.cases.every("") == ()
        for work in _everything(services, team.case):
            with pytest.raises(NotFoundError):
                work()
        with pytest.raises(NotFoundError):
            services.caseload.take(team.case.number, "ik wil het graag weten")
    assert team.as_(team.owner).cases.page("").total == 1


def test_extra_access_needs_a_reason_ends_by_itself_and_stands_in_the_log(team: Team) -> None:
    services = team.as_(team.colleague)
    with pytest.raises(InputError):
        services.caseload.take(team.case.number, "zomaar")
    services.caseload.take(team.case.number, "de begeleider is ziek en de cliënt staat hier")
    assert services.cases.view(team.case.number).look is Look.FULL
    entry = team.as_(team.lead).audit.page(kind="access.taken").entries[0]
    assert entry.actor == team.colleague.account_id
    assert entry.purpose == "de begeleider is ziek en de cliënt staat hier"
    team.moment[0] += timedelta(hours=24, seconds=1)
    with pytest.raises(RightsError):
        team.as_(team.colleague).cases.view(team.case.number)


def test_shared_and_taken_back(team: Team) -> None:
    team.services.caseload.share(team.case.id, team.id_of(team.colleague), "neemt waar")
    assert team.as_(team.colleague).cases.view(team.case.number).look is Look.FULL
    (given,) = team.as_(team.owner).caseload.view(team.case.id).given
    team.services.caseload.end(team.case.id, given.id)
    with pytest.raises(RightsError):
        team.as_(team.colleague).cases.view(team.case.number)


def test_what_is_sensitive_is_shielded_from_the_team_and_can_not_be_overwritten(team: Team) -> None:
    team.services.caseload.set_openness(team.case.id, Openness.TEAM)
    services = team.as_(team.colleague)
    state = services.intake.state(team.case.id)
    assert "health_nature" in state.masked
    assert SECRET not in repr(state.answers) and SECRET not in repr(services.cases.view(team.case.number))
    for field, value in (("health_nature", "niets"), ("health_nature", None)):
        with pytest.raises(RightsError) as raised:
            services.intake.save(team.case.id, AnswerKey(field), value)
        assert raised.value.key == "field_masked"
    services.intake.save(team.case.id, AnswerKey("name_used"), "Verzonnen Persoon Twee")
    for work in (
        lambda: services.handovers.preview(team.case.number, "ind"),
        lambda: services.admission.view(team.case.id),
        lambda: services.intake.finish(team.case.id),
    ):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "case_not_full"
    kept = team.as_(team.owner).intake.state(team.case.id).answers
    assert kept.value("health_nature") == SECRET


def test_a_team_lead_sees_the_team_and_assigns(team: Team) -> None:
    services = team.as_(team.lead)
    assert services.cases.view(team.case.number).look is Look.FULL
    with pytest.raises(InputError):
        services.caseload.assign(team.case.id, team.id_of(team.colleague), "")
    services.caseload.assign(team.case.id, team.id_of(team.colleague), "de begeleider is uit dienst")
    assert team.as_(team.colleague).cases.view(team.case.number).look is Look.FULL
    with pytest.raises(RightsError):
        team.as_(team.owner).cases.view(team.case.number)


def test_a_data_officer_reads_no_case(team: Team) -> None:
    services = team.as_(team.officer)
    for work in (lambda: services.cases.page(""), lambda: services.cases.view(team.case.number)):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "not_allowed"
    services.evaluation.figures()
    assert services.audit.page().total > 0


def test_a_counsellor_neither_imports_nor_releases_nor_reads_the_log(team: Team) -> None:
    services = team.as_(team.colleague)
    for work in (
        lambda: services.importing.rows([]),
        services.evaluation.preview,
        services.audit.page,
        services.accounts.rotate,
        lambda: services.erasure.confirm(team.case.id),
        lambda: services.person.export(team.case.number, services.desk.vault.folder.parent / "x.pdf"),
    ):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "not_allowed"

"""What an attack found: changes that reached other cases, old slots put back, and lists that others could write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lvv_desk.domain.case import DecisionKind, ScenarioKind, StepStatus
from lvv_desk.errors import NotFoundError, RightsError, VaultError
from lvv_desk.services import restoring, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.practice import PracticeService
from lvv_desk.services.services import Services
from lvv_desk.vault import erasure_list, slot_file
from tests.conftest import CHEAP, NOW, PASSPHRASE
from tests.flows.test_access import Team

OTHER = "een tweede zin om te testen"


@pytest.fixture
def team(desk: Desk) -> Team:
    return Team(desk)


def test_a_step_of_another_case_is_not_touched(team: Team) -> None:
    services, today = team.services, team.desk.today()
    services.admission.decide(team.case.id, on=today, body="lso", kind=DecisionKind.ADMITTED, reason="voldoet")
    services.trajectories.set_scenario(team.case.id, on=today, scenario=ScenarioKind.RETURN, sub_route="iom", reason="")
    step = services.cases.view(team.case.number).steps[0]
    own = team.as_(team.colleague).cases.register(name="Eigen Verzonnen", municipality="utrecht", on=today)
    with pytest.raises(NotFoundError) as raised:
        services.trajectories.set_step(own.id, step.id, on=today, status=StepStatus.IN_PROGRESS, note="van buiten")
    assert raised.value.key == "not_of_case"
    kept = team.as_(team.owner).cases.view(team.case.number).steps[0]
    assert (kept.status, kept.note) == (step.status, step.note)


def test_access_that_was_taken_is_not_passed_on(team: Team) -> None:
    services = team.as_(team.colleague)
    services.caseload.take(team.case.number, "de begeleider is ziek en de cliënt staat hier")
    for work in (
        lambda: services.caseload.share(team.case.id, team.id_of(team.colleague)),
        lambda: services.caseload.set_openness(team.case.id, services.caseload.view(team.case.id).openness),
    ):
        with pytest.raises(RightsError):
            work()
    team.moment[0] += timedelta(hours=25)
    with pytest.raises(RightsError):
        services.cases.view(team.case.number)


def test_the_team_sees_no_words_about_a_case(team: Team) -> None:
    services, today = team.services, team.desk.today()
    services.admission.decide(
        team.case.id,
        on=today,
        body="lso",
        kind=DecisionKind.EXCEPTION_LSO,
        reason="ZZreden",
        exception_ground="ZZgrond",
    )
    services.trajectories.set_scenario(
        team.case.id, on=today, scenario=ScenarioKind.LEGALISATION, sub_route="trafficking", reason="ZZwaarom"
    )
    services.caseload.set_openness(team.case.id, services.caseload.view(team.case.id).openness.TEAM)
    seen = repr(team.as_(team.colleague).cases.view(team.case.number))
    assert [seen[max(0, i - 150) : i + 40] for i in range(len(seen)) if seen.startswith(("ZZ", "trafficking"), i)] == []


def test_an_older_list_of_slots_gives_no_roles_back(desk: Desk) -> None:
    folder, accounts = desk.vault.folder, Services(desk).accounts
    other = accounts.add("Linde Voorbeeld", ("counsellor", "administrator"), OTHER, kdf=CHEAP)
    before = {name: (folder / name).read_bytes() for name in slot_file.COPIES}
    accounts.set_roles(other, ("counsellor",))
    desk.close()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    opened = vaults.open_vault(folder, OTHER, clock=lambda: NOW)
    assert opened.actor.roles == ("counsellor",)
    assert "slots_unexplained" in opened.warnings
    opened.close()


def test_a_removed_account_stays_out_with_an_older_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, accounts = desk.vault.folder, Services(desk).accounts
    other = accounts.add("Linde Voorbeeld", ("counsellor",), OTHER, kdf=CHEAP)
    before = {name: (folder / name).read_bytes() for name in slot_file.COPIES}

    def full(*_: object) -> None:
        raise VaultError("disk_nearly_full")

    monkeypatch.setattr("lvv_desk.services.accounts._copied", full)
    with pytest.raises(VaultError):
        accounts.remove(other)
    desk.close()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    with pytest.raises(VaultError) as raised:
        vaults.open_vault(folder, OTHER, clock=lambda: NOW)
    assert raised.value.key == "account_removed"


def test_after_a_restore_the_accounts_are_those_of_now(desk: Desk, tmp_path: Path) -> None:
    PracticeService(desk).fill(cases=1)
    services = Services(desk)
    made = services.backups.make(tmp_path / "stick")
    services.accounts.add("Linde Voorbeeld", ("team_lead",), OTHER, kdf=CHEAP)
    folder = desk.vault.folder
    desk.close()
    restored = restoring.restore(folder, made.folder, PASSPHRASE, clock=lambda: NOW).desk
    assert {one.name for one in Services(restored).accounts.every()} == {"begeleider", "Linde Voorbeeld"}
    assert Services(restored).health.check().passed
    Services(restored).accounts.rotate()
    restored.close()
    vaults.open_vault(folder, OTHER, clock=lambda: NOW).close()


def test_nobody_adds_to_the_list_of_who_was_erased(desk: Desk) -> None:
    PracticeService(desk).fill(cases=1)
    folder, cases = desk.vault.folder, Services(desk).cases.every()
    desk.close()
    forged = erasure_list._line(cases[0].case_id, NOW.date(), lambda _: "0" * 64)
    (folder / erasure_list.FILE).write_bytes(forged + b"geen json\n" + b"\xff\xff half")
    opened = vaults.open_vault(folder, PASSPHRASE, clock=lambda: NOW)
    assert opened.erased_again == 0
    assert len(Services(opened).cases.every()) == len(cases)
    opened.close()

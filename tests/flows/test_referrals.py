"""Referrals that lead to no case: written down without a name, counted, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from lvv_desk import cli
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: now)
    yield Services(desk)
    desk.close()


def _three(services: Services) -> None:
    add = services.referrals.turn_away
    add(municipality="utrecht", on=date(2026, 3, 1), reason="no_place", referrer="ngo", referred_to="night_shelter")
    add(municipality="utrecht", on=date(2026, 3, 2), reason="no_place")
    add(municipality="amsterdam", on=date(2025, 12, 31), reason="minor", referred_to="nidos")


def test_a_period_counts_those_that_became_a_case_too(services: Services) -> None:
    _three(services)
    services.cases.register(name="Oefenpersoon Aster", municipality="utrecht", on=date(2026, 3, 1))
    this_year = services.referrals.overview()
    assert (this_year.registered, this_year.by_reason) == (1, (("no_place", 2),))
    assert (this_year.first, this_year.last) == (date(2026, 1, 1), date(2026, 11, 24))
    earlier = services.referrals.overview(date(2025, 1, 1), date(2025, 12, 31))
    assert [(one.reason, one.referred_to) for one in earlier.turned_away] == [("minor", "nidos")]


def test_one_that_is_taken_back_counts_no_more_and_stands_in_the_log(services: Services) -> None:
    _three(services)
    newest = services.referrals.overview().turned_away[0]
    services.referrals.withdraw(newest.id)
    assert len(services.referrals.overview().turned_away) == 1
    with pytest.raises(NotFoundError):
        services.referrals.withdraw(newest.id)
    with pytest.raises(NotFoundError):
        services.referrals.withdraw(uuid4())
    lines = [one.action for one in services.audit.page().entries]
    assert "referral.withdrawn" in lines


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"reason": "bed"}, "code_unknown"),
        ({"referrer": "buurman"}, "code_unknown"),
        ({"referred_to": "ergens"}, "code_unknown"),
        ({"on": date(2026, 11, 25)}, "date_future"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(services: Services, wrong: dict[str, object], key: str) -> None:
    given = {"municipality": "utrecht", "on": date(2026, 3, 1), "reason": "no_place", **wrong}
    with pytest.raises(InputError) as error:
        services.referrals.turn_away(**given)  # type: ignore[arg-type] # wrong on purpose
    assert error.value.key == key
    assert services.referrals.overview().turned_away == ()


def test_a_period_that_ends_before_it_begins_is_refused(services: Services) -> None:
    with pytest.raises(InputError, match="01-02-2026"):
        services.referrals.overview(date(2026, 2, 1), date(2026, 1, 1))


def test_the_command_writes_one_down_and_lists(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = services.desk.vault.folder
    services.desk.close()
    secret = tmp_path / "zin.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    common = ["referrals", str(folder), "--passphrase-file", str(secret)]
    asked = ["--turned-away", "no_place", "--municipality", "utrecht", "--on", "2026-03-01"]
    assert cli.run([*common, *asked, "--from", "2026-01-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["by_reason"] == {"no_place": 1}
    assert cli.run([*common, "--withdraw", found["turned_away"][0]["id"]]) == 0
    assert "zonder dossier: 0" in capsys.readouterr().out
    assert cli.run([*common, "--turned-away", "no_place"]) == 1
    assert "--municipality" in capsys.readouterr().err
    assert cli.run([*common, "--withdraw", "dat ene"]) == 1


def test_a_referral_of_long_ago_is_a_slip(services: Services) -> None:
    for day in (date(1, 1, 1), date(1989, 12, 31)):
        with pytest.raises(InputError) as raised:
            services.referrals.turn_away(municipality="utrecht", on=day, reason="no_place")
        assert raised.value.key == "date_too_early"
    assert services.referrals.turn_away(municipality="utrecht", on=date(1990, 1, 1), reason="no_place")

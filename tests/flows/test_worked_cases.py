"""The worked cases of the domain: each shows what it is there for. The expectations follow from domain.md, section 12."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lvv_desk.definitions.values import ValueProblem, parse
from lvv_desk.domain.case import CaseStatus
from lvv_desk.domain.handover import HandoverDocument
from lvv_desk.services import manifest, practice, vaults
from lvv_desk.services.evaluation import Basis
from lvv_desk.services.freshness import stale_documents
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE

ADVICE = {
    "W01": ("exception_needed", ("T10",)),
    "W02": ("admissible", ()),
    "W03a": ("admissible", ()),
    "W03b": ("exception_granted", ("T11",)),
    "W04": ("admissible", ()),
    "W05": ("further_inquiry", ("T08",)),
    "W06": ("admissible", ()),
    "W07": ("further_inquiry", ("T08",)),
    "W08": ("admissible", ()),
    "W09": ("admissible", ()),
    "W10": ("admissible", ()),
    "W11": ("admissible", ()),
    "W14": ("admissible", ()),
    "W17": ("admissible", ()),
    "W18": ("admissible", ()),
}
STATUS = {
    "W01": {"2019-10-28": CaseStatus.INTAKE, "2019-11-12": CaseStatus.REFUSED, "2020-06-01": CaseStatus.REFUSED},
    "W03b": {"2020-02-27": CaseStatus.DEFERRED, "2020-04-16": CaseStatus.ADMITTED, "2020-05-01": CaseStatus.IN_TRAJECTORY},
    "W04": {"2020-10-01": CaseStatus.PROVISIONAL, "2020-10-15": CaseStatus.ADMITTED, "2020-11-01": CaseStatus.IN_TRAJECTORY},
    "W08": {"2019-12-02": CaseStatus.INTAKE, "2019-12-03": CaseStatus.PROVISIONAL, "2019-12-31": CaseStatus.PROVISIONAL},
    "W09": {"2020-01-20": CaseStatus.IN_TRAJECTORY, "2020-01-21": CaseStatus.EXITED, "2020-09-22": CaseStatus.AFTERCARE},
    "W12a": {"2020-06-14": CaseStatus.IN_TRAJECTORY, "2020-06-15": CaseStatus.EXITED, "2020-12-31": CaseStatus.EXITED},
}  # fmt: skip


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    folder: Path = tmp_path_factory.mktemp("worked") / "kluis"
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    desk = vaults.create(folder, PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: now)
    result = ImportService(desk).rows(practice.worked_rows())
    assert result.failed == ()
    assert result.warnings == ()
    return Services(desk)


def _document(services: Services, reference: str, recipient: str) -> HandoverDocument:
    view = services.cases.view(reference)
    return manifest.build(services.registry, view, recipient, author="tester", version=1, practice=True)


def _words(document: HandoverDocument) -> str:
    parts = [line.text or "" for section in document.sections for line in section.lines]
    parts += [
        cell or "" for section in document.sections for table in section.tables for row in table.rows for cell in row
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("reference", sorted(ADVICE))
def test_the_advice_and_all_its_reasons(services: Services, reference: str) -> None:
    advice, reasons = ADVICE[reference]
    result = services.admission.assess(reference).result
    assert (result.advice, result.reasons) == (advice, reasons)


@pytest.mark.parametrize("reference", sorted(STATUS))
def test_the_status_on_three_days(services: Services, reference: str) -> None:
    from lvv_desk.domain.case import status_on

    dates = services.cases.view(reference).dates
    assert {day: status_on(dates, date.fromisoformat(day)) for day in STATUS[reference]} == STATUS[reference]


def test_dublin_is_open_until_the_deadline_has_passed(services: Services) -> None:
    before = services.admission.assess("W04", date(2020, 8, 1)).result
    after = services.admission.assess("W04", date(2020, 9, 1)).result
    assert (before.result("T09").value.value, after.result("T09").value.value) == ("not_met", "met")


def test_every_decision_that_differs_has_a_reason(services: Services) -> None:
    from lvv_desk.services.admission import differs

    for row in practice.worked_rows():
        for one in services.cases.view(row["reference"]).dates.decisions:
            assert not one.advice or not differs(one.advice, one.kind) or one.reason or one.exception_ground


def test_an_old_consent_form_is_stale(services: Services) -> None:
    view = services.cases.view("W06")
    on = date(2021, 9, 1)
    assert [one.kind for one in stale_documents(services.registry, view.answers, on)] == ["consent_form_medical"]


def test_partial_birth_date_single_name_and_aliases(services: Services) -> None:
    view = services.cases.view("W07")
    assert view.answers.value("birth_date") == "1972"
    assert len(view.answers.items(["alias_name"])) == 2
    claimed, established = view.answers.get("nationality"), view.answers.best("nationality")
    assert claimed is not None
    assert established is not None
    assert (claimed.value, established.value) == ("ERI", "XXX")


def test_provisional_people_count_on_one_basis_only(services: Services) -> None:
    on = date(2019, 12, 31)
    counts = {basis: services.evaluation.figures(on, basis).areas[0].get("participants").count for basis in Basis}
    assert counts[Basis.WITH_PROVISIONAL] == counts[Basis.OFFICIAL] + 1


def test_outcome_at_exit_and_aftercare_are_apart(services: Services) -> None:
    view = services.cases.view("W09")
    assert view.exit is not None
    assert (view.exit.outcome, view.aftercare[-1].outcome) == ("S1", "B1")
    area = services.evaluation.figures(date(2022, 7, 1)).areas[0]
    assert area.get("exits_by_outcome", "S1").count == 1
    assert area.get("exits_by_outcome", "B1").count == 0


def test_what_there_is_no_consent_for_stays_inside(services: Services) -> None:
    for recipient in ("ind", "dtv"):
        document = _document(services, "W11", recipient)
        words = _words(document).lower()
        assert "mensenhandel" not in words
        assert "verzonnen laan" not in words
        assert "blijft" not in words
        assert "Mensenhandel en geweld" in [one.label for one in document.withheld]


def test_the_list_of_what_is_held_back_betrays_nothing(services: Services) -> None:
    with_signal = [one.label for one in _document(services, "W11", "dtv").withheld]
    without = [one.label for one in _document(services, "W04", "dtv").withheld]
    assert with_signal == without


def test_asylum_documents_stay_away_from_dtv_without_consent(services: Services) -> None:
    words = _words(_document(services, "W04", "dtv"))
    assert "Doopakte" not in words
    assert "oproep" not in words


def test_someone_who_comes_back_is_not_a_second_person(services: Services) -> None:
    first, second = services.cases.view("W12a"), services.cases.view("W12b")
    assert first.case.client_id == second.case.client_id
    counts = []
    for day in (date(2020, 5, 1), date(2020, 7, 1), date(2020, 9, 1)):
        area = next(one for one in services.evaluation.figures(day).areas if one.municipality == "utrecht")
        counts.append((area.get("participants").count, area.get("exits").count))
    assert counts == [(2, 0), (2, 1), (2, 0)]


def test_the_programme_of_2025_follows_the_lvv(services: Services) -> None:
    old, new = services.cases.view("W13a"), services.cases.view("W13b")
    assert (old.case.programme, new.case.programme) == ("amsterdam_lvv", "amsterdam_municipal")
    assert old.exit is not None
    assert old.exit.outcome == "G8"
    assert new.other_cases[0].id == old.case.id


def test_a_document_number_is_no_v_number(services: Services) -> None:
    with pytest.raises(ValueProblem, match="verblijfsdocument"):
        parse(services.registry.fields["v_number"], "V123AL568", services.registry)
    assert services.cases.view("W14").summary.v_number == ""


def test_one_person_in_two_cities(services: Services) -> None:
    on = date(2021, 12, 31)
    areas = {one.municipality: one for one in services.evaluation.figures(on).areas}
    cities = sum(area.get("participants").count for name, area in areas.items() if name is not None)
    assert cities == areas[None].get("participants").count + 1


def test_the_mediation_request_is_not_complete(services: Services) -> None:
    warnings = _document(services, "W18", "dtv").warnings
    assert any("pasfoto" in one for one in warnings)
    assert any("handgeschreven" in one for one in warnings)
    assert not any("niet lukte" in one for one in warnings)
    assert not any("pasfoto" in one for one in _document(services, "W18", "ind").warnings)


def test_the_question_for_one_recipient_is_not_shown_to_the_other(services: Services) -> None:
    question = str(services.cases.view("W18").answers.value("question_dtv"))
    assert question in _words(_document(services, "W18", "dtv"))
    assert question not in _words(_document(services, "W18", "ind"))

"""What a handover opens and keeps shut, on a case in which everything was filled in. Default closed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.definitions.trajectories import Scenario
from lvv_desk.domain.answers import AbsentReason, AnswerKey
from lvv_desk.domain.handover import HandoverDocument, HandoverSection
from lvv_desk.errors import InputError
from lvv_desk.services import manifest, vaults
from lvv_desk.services.desk import definitions
from lvv_desk.services.importing import ImportService
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE

RECIPIENTS = ("ind", "dtv")
REGISTRY = definitions()
PURPOSES = tuple(REGISTRY.consent_fields)
MARK = "ZZ"
REASON, GROUND = "ZZreden: zwanger", "ZZgrond: slaapt bij een zus"
REFUSALS: dict[str, Any] = {
    "refused": False, "declined": {"absent": "declined"}, "unknown": {"absent": "unknown"}, "not_asked": None,
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "boolean": True, "date": "2020-05-05", "partial_date": "1990-03", "integer": 4,
    "v_number": "0987654321", "ecli": "ECLI:NL:RBDHA:2020:8233", "phone": "0612345678",
}  # fmt: skip


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("consent") / "kluis"
    desk = vaults.create(folder, PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: now)
    yield Services(desk)
    desk.close()


def _value(field: Field) -> Any:
    if field.type in ("string", "text"):
        return f"{MARK}{field.id}"
    if field.codelist is not None:
        first = REGISTRY.code_lists[field.codelist].code[0].id
        return [first] if field.type == "multi_choice" else first
    return ANSWERS[field.format or field.type]


def _row(reference: str, consents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answers: dict[str, Any] = {
        field.id: _value(field)
        for field in REGISTRY.fields.values()
        if field.id not in REGISTRY.group_of and field.consent is None
    }
    answers |= {group.id: [{one.id: _value(one) for one in group.field}] for group in REGISTRY.groups.values()}
    answers |= {REGISTRY.consent_fields[name].id: given for name, given in consents.items() if given is not None}
    answers |= changes.pop("answers", {})
    return {
        "reference": reference, "municipality": "amsterdam", "registered_on": "2021-02-01", "answers": answers,
        "decisions": [
            {"on": "2021-03-01", "body": "lso", "kind": "exception_lso", "reason": REASON, "exception_ground": GROUND}
        ],
        "scenarios": [{"on": "2021-04-01", "scenario": "return", "sub_route": "iom", "reason": "ZZroute", "steps": {}}],
        **changes,
    }  # fmt: skip


def _add(services: Services, reference: str, consents: dict[str, Any], **changes: Any) -> str:
    result = ImportService(services.desk).rows([_row(reference, consents, **changes)])
    assert result.failed == ()
    return reference


def _document(services: Services, reference: str, recipient: str) -> HandoverDocument:
    view = services.cases.view(reference)
    return manifest.build(services.registry, view, recipient, author="tester", version=1, practice=True)


def _section(document: HandoverDocument, name: str) -> HandoverSection:
    return next(one for one in document.sections if one.id == name)


def _words(document: HandoverDocument) -> str:
    lines = [f"{line.label} {line.text}" for section in document.sections for line in section.lines]
    tables = [table for section in document.sections for table in section.tables]
    cells = [str(cell) for table in tables for row in (table.header, *table.rows) for cell in row]
    consents = [str(one) for one in document.consents]
    return "\n".join([*lines, *cells, *consents, *(f"{one.label} {one.reason}" for one in document.withheld)])


def _every(given: Any) -> dict[str, Any]:
    return dict.fromkeys(PURPOSES, given)


# -- a consent that is taken back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["refused", "declined", "unknown", "not_asked", "cleared"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_consent_that_the_draft_takes_back_closes_at_once(services: Services, purpose: str, how: str) -> None:
    reference = _add(services, f"terug-{purpose}-{how}", _every(True))
    never = _add(services, f"nooit-{purpose}-{how}", _every(True) | {purpose: None})
    key = AnswerKey(REGISTRY.consent_fields[purpose].id)
    absent = None if how in ("refused", "cleared") else AbsentReason(how)
    services.intake.save(
        services.cases.view(reference).case.id, key, False if how == "refused" else None, absent=absent
    )
    for recipient in RECIPIENTS:
        document, closed = _document(services, reference, recipient), _document(services, never, recipient)
        assert document.sections == closed.sections
        assert document.consents == closed.consents


def test_a_yes_in_the_draft_opens_nothing(services: Services) -> None:
    reference = _add(services, "concept", _every(False))
    before = [_document(services, reference, one) for one in RECIPIENTS]
    case_id = services.cases.view(reference).case.id
    for field in REGISTRY.consent_fields.values():
        services.intake.save(case_id, AnswerKey(field.id), True)
    after = [_document(services, reference, one) for one in RECIPIENTS]
    assert [one.sections for one in after] == [one.sections for one in before]
    assert [one.consents for one in after] == [(), ()]
    assert services.intake.finish(case_id) == ()
    assert _document(services, reference, "ind").sections != before[0].sections


def test_a_paper_that_the_draft_marks_as_part_of_the_asylum_case_stays_inside(services: Services) -> None:
    papers = [{"document_kind": "passport", "document_asylum_related": False, "document_number": "ZZpaspoort"}]
    reference = _add(services, "stuk", _every(None), answers={"documents": papers})
    assert "ZZpaspoort" in _words(_document(services, reference, "dtv"))
    row = services.cases.view(reference).answers.items(["document_kind"])[0]
    services.intake.save(services.cases.view(reference).case.id, AnswerKey("document_asylum_related", row), True)
    assert "ZZpaspoort" not in _words(_document(services, reference, "dtv"))


def test_a_preview_of_a_case_that_has_changed_is_not_saved(services: Services, tmp_path: Path) -> None:
    reference = _add(services, "veranderd", _every(True))
    preview = services.handovers.preview(reference, "ind")
    case_id = services.cases.view(reference).case.id
    services.intake.save(case_id, AnswerKey("consent_medical"), False)
    with pytest.raises(InputError, match="voorbeeld"):
        services.handovers.save(preview, tmp_path / "oud.pdf")
    assert not (tmp_path / "oud.pdf").exists()
    assert services.cases.view(reference).disclosures == ()
    again = services.handovers.preview(reference, "ind")
    services.handovers.save(again, tmp_path / "nieuw.pdf")
    assert (tmp_path / "nieuw.pdf").read_bytes() == again.content
    assert [one.sha256 for one in services.cases.view(reference).disclosures] == [again.sha256]


def test_a_file_that_can_not_be_written_leaves_no_record(services: Services, tmp_path: Path) -> None:
    reference = _add(services, "geen-map", _every(True))
    with pytest.raises(InputError):
        services.handovers.save(services.handovers.preview(reference, "dtv"), tmp_path / "geen" / "map.pdf")
    assert services.cases.view(reference).disclosures == ()


# -- for whom a consent was asked ---------------------------------------------------------------------------------


def test_what_was_asked_for_the_ind_opens_nothing_to_dtv(services: Services) -> None:
    kinds = ("trafficking_report", "protection_statement", "new_evidence", "hearing_report", "legal_analysis")
    papers = [{"document_kind": one, "document_asylum_related": False} for one in kinds]
    procedures = [{"procedure_kind": "trafficking_b83"}, {"procedure_kind": "domestic_violence"}]
    route = {"on": "2021-04-01", "scenario": "legalisation", "sub_route": "trafficking", "reason": "", "steps": {}}
    reference = _add(
        services, "mensenhandel", _every(True), answers={"documents": papers, "procedures": procedures},
        scenarios=[route],
    )  # fmt: skip
    ind, dtv = (_document(services, reference, one) for one in RECIPIENTS)
    for kind in kinds:
        label = REGISTRY.code("document_kinds", kind).label.nl  # type: ignore[union-attr]  # it is there
        assert label in _words(ind)
        assert label not in _words(dtv)
    said = "\n".join(str(one) for one in (*dtv.sections, *dtv.consents)).lower()
    assert "mensenhandel" not in said
    assert "geweld" not in said
    assert "bedenktijd" not in said
    assert "asiel" not in "\n".join(one.label for one in dtv.consents).lower()


# -- what is never said by itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [True, None], ids=["all", "none"])
def test_the_reasons_of_decisions_stay_inside(services: Services, given: bool | None) -> None:
    reference = _add(services, f"besluit-{given}", _every(given))
    for recipient in RECIPIENTS:
        document = _document(services, reference, recipient)
        assert REASON not in _words(document)
        assert GROUND not in _words(document)
        assert "De toelichting bij besluiten" in [one.label for one in document.withheld]
        [decisions] = [one for one in _section(document, "lvv").tables if one.title == "Besluiten"]
        assert decisions.rows == (
            ("01-03-2021", "LSO (lokaal samenwerkingsoverleg)", "Toegelaten als uitzondering door het LSO"),
        )


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_no_free_text_and_no_children_without_consent(services: Services, recipient: str) -> None:
    reference = _add(services, f"tekst-{recipient}", _every(False))
    document = _document(services, reference, recipient)
    leaving = {field.id for field in _texts(REGISTRY) if f"{MARK}{field.id}" in _words(document)}
    assert leaving == {f"question_{recipient}", f"question_{recipient}_earlier_answer"}
    for name in ("attempt_where", "attempt_proof", "procedure_decision", "next_deadline_what"):
        assert f"{MARK}{name}" not in _words(document)
    assert _section(document, "circumstances").lines == ()


def _texts(registry: Registry) -> list[Field]:
    return [field for field in registry.fields.values() if field.type == "text"]


# -- what the document betrays ------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_refused_not_asked_and_unknown_look_the_same(services: Services, recipient: str) -> None:
    found = [
        _document(services, _add(services, f"nee-{recipient}-{name}", _every(how)), recipient)
        for name, how in REFUSALS.items()
    ]
    assert all(
        (one.sections, one.withheld, one.consents) == (found[0].sections, found[0].withheld, ()) for one in found
    )


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_the_list_of_what_is_held_back_is_the_same_for_everybody(services: Services, recipient: str) -> None:
    lists = {
        _document(services, _add(services, f"lijst-{recipient}-{given}", _every(given)), recipient).withheld
        for given in (True, False, None)
    }
    assert len(lists) == 1
    assert {one.because.value for one in lists.pop()} == {"only_on_consent", "never_shared"}


def test_a_consent_is_named_only_where_it_opens_something(services: Services) -> None:
    full = _add(services, "vol", _every(True))
    named = {one: [record.purpose for record in _document(services, full, one).consents] for one in RECIPIENTS}
    assert named == {
        "ind": ["sharing", "medical", "asylum_account", "family", "documents_photos"],
        "dtv": ["sharing", "medical", "family", "documents_photos"],
    }
    told = {one.id for one in REGISTRY.fields.values() if one.privacy == "sensitive" and one.consent is None}
    rows = [_row("leeg", {"medical": True, "trafficking": True}, scenarios=[]), _row("dicht", {}, scenarios=[])]
    for row in rows:
        row["answers"] = {name: one for name, one in row["answers"].items() if name not in told}
    assert ImportService(services.desk).rows(rows).failed == ()
    for recipient in RECIPIENTS:
        one, other = _document(services, "leeg", recipient), _document(services, "dicht", recipient)
        assert (one.sections, one.consents, one.missing) == (other.sections, (), other.missing)


SHIELDED = [one for one in REGISTRY.scenarios.values() if any(route.consent for route in one.sub_route)]


@pytest.mark.parametrize("scenario", SHIELDED, ids=lambda one: one.id)
def test_a_shielded_route_looks_like_any_other(services: Services, scenario: Scenario) -> None:
    purposes = sorted({one.consent for one in scenario.sub_route if one.consent})
    routes = [one.id for one in scenario.sub_route]
    asked_for = {"name_used", "referral_date", *(REGISTRY.consent_fields[one].id for one in purposes)}
    for given in itertools.product((True, None), repeat=len(purposes)):
        rows = [_row(f"{scenario.id}-{given}-{one}", dict(zip(purposes, given, strict=True))) for one in routes]
        for row, route in zip(rows, routes, strict=True):
            row["answers"] = {name: one for name, one in row["answers"].items() if name in asked_for}
            row["scenarios"][0] |= {"scenario": scenario.id, "sub_route": route}
        assert ImportService(services.desk).rows(rows).failed == ()
        for recipient in RECIPIENTS:
            documents = [_document(services, row["reference"], recipient) for row in rows]
            found = {str((one.sections, one.withheld, one.consents)) for one in documents}
            asked = all(recipient in REGISTRY.consent_fields[one].consent_for for one in purposes)
            assert len(found) == (len(routes) if all(given) and asked else 1), given


def test_attachments_need_the_consent_to_send_copies(services: Services) -> None:
    papers = [{"document_kind": "passport", "document_asylum_related": False}]
    for recipient in RECIPIENTS:
        for given in (True, False):
            consents = _every(True) | {"documents_photos": given}
            reference = _add(services, f"bijlage-{recipient}-{given}", consents, answers={"documents": papers})
            section = _section(_document(services, reference, recipient), "attachments")
            assert [table.rows for table in section.tables] == ([(("Paspoort", "mag mee"),)] if given else [])

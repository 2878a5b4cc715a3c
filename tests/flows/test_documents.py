"""Files in a case: what is taken in, who may look, what leaves, and that what goes is gone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import event

from lvv_desk.domain.documents import Document, DocumentDetails
from lvv_desk.domain.rights import Look, Openness
from lvv_desk.errors import InputError, NotFoundError, RightsError, VaultError
from lvv_desk.services import document_files, practice, restoring
from lvv_desk.services.case_story import events, phases
from lvv_desk.services.desk import Desk
from lvv_desk.services.importing import ImportService
from lvv_desk.services.reports import case_data
from lvv_desk.services.services import Services
from lvv_desk.store import copying, engine
from tests.conftest import PASSPHRASE
from tests.flows.test_access import Team, team
from tests.flows.test_cli import Run, filled, passphrase_file, run
from tests.flows.test_erasure import Pair, _plain_pages, pair

__all__ = ["filled", "pair", "passphrase_file", "run", "team"]

CANARY = b"ZZ-in-het-stuk-ZZ"
RECEIVED = date(2024, 3, 1)
DETAILS = DocumentDetails("ind_decision", "copy", RECEIVED, date(2024, 2, 27), "", "Verzonnen toelichting")


def pdf(mark: bytes = CANARY, *, password: str = "") -> bytes:
    """A PDF of one page that holds a mark as it is."""
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].Marked = pikepdf.String(mark.decode())
    out = io.BytesIO()
    locked = pikepdf.Encryption(user=password, owner=password) if password else None
    plain = pikepdf.ObjectStreamMode.disable
    made.save(out, encryption=locked, object_stream_mode=plain, deterministic_id=not password)
    return out.getvalue()


def picture(kind: str, colour: str = "white", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


class Case:
    """A case with files to add to it."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.services, self.folder = desk, Services(desk), folder
        self.id: UUID = self.services.cases.register(name="Oefenpersoon Stuk", municipality="utrecht", on=RECEIVED).id

    def file(self, content: bytes, name: str = "scan.bin") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def add(self, content: bytes | None = None, details: DocumentDetails = DETAILS) -> Document:
        (document,) = self.services.documents.add(self.id, [self.file(content or pdf())], details)
        return document

    def kept(self) -> tuple[Document, ...]:
        return self.services.cases.view_by_id(self.id).documents


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> Case:
    return Case(desk, tmp_path)


def _rows(desk: Desk, table: str) -> int:
    with desk.store.read() as reader:
        return int(reader.session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def _spoil(desk: Desk, statement: str) -> None:
    connection = engine.connect(desk.vault.database, desk.vault.data_key.database)
    connection.execute(statement)
    connection.close()


# -- what is taken in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, media_type",
    [(pdf(), "application/pdf"), (picture("PNG"), "image/png"), (picture("JPEG"), "image/jpeg")],
)
def test_what_a_file_is_is_told_by_its_content(case: Case, content: bytes, media_type: str) -> None:
    document = case.add(content)
    assert (document.media_type, document.size) == (media_type, len(content))
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert case.services.documents.open(case.id, document.id).content == content
    assert (case.folder / "scan.bin").read_bytes() == content
    assert case.kept() == (document,)
    assert case.services.health.check().passed


BOMB = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00"
REFUSED = {
    "document_empty": b"",
    "document_too_large": b"%PDF-" + bytes(document_files.LARGEST),
    "document_type": b"MZ een programma",
    "document_locked": pdf(password="geheim"),
}
DAMAGED = [
    b"%PDF-1.7 en dan niets",
    pdf()[:200],
    picture("PNG", size=(300, 200))[:-30],
    picture("JPEG", size=(300, 200))[:-40],
    b"\xff\xd8\xff\xe0 rommel",
    b"\x89PNG\r\n\x1a\n rommel",
]


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_refused_says_why_and_leaves_nothing(case: Case, key: str) -> None:
    files = [case.file(pdf(b"goed"), "goed.pdf"), case.file(REFUSED[key], "naam.pdf")]
    with pytest.raises(InputError) as raised:
        case.services.documents.add(case.id, files, DETAILS)
    assert raised.value.key == key
    assert "naam.pdf" in str(raised.value)
    assert case.kept() == ()
    assert _rows(case.desk, "document_content") == 0


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_refused(case: Case, content: bytes) -> None:
    with pytest.raises(InputError) as raised:
        case.add(content)
    assert raised.value.key == "document_damaged"


def test_a_picture_of_too_many_pixels_is_never_decoded(case: Case) -> None:
    import struct
    import zlib

    head = BOMB[12:29]
    content = BOMB + struct.pack(">I", zlib.crc32(head)) + picture("PNG")[33:]
    with pytest.raises(InputError) as raised:
        case.add(content)
    assert raised.value.key == "document_pixels"


def test_a_folder_or_a_file_that_is_not_there_is_refused(case: Case, tmp_path: Path) -> None:
    for path, key in ((tmp_path, "document_type"), (tmp_path / "weg.pdf", "document_unreadable")):
        with pytest.raises(InputError) as raised:
            case.services.documents.add(case.id, [path], DETAILS)
        assert raised.value.key == key
    with pytest.raises(InputError):
        case.services.documents.add(case.id, [], DETAILS)


def test_the_same_bytes_are_kept_once(case: Case) -> None:
    case.add()
    with pytest.raises(InputError) as raised:
        case.add(details=DocumentDetails("passport", "photo", RECEIVED))
    assert raised.value.key == "document_there"
    assert case.desk.today().strftime("%d-%m-%Y") in str(raised.value)
    same = [case.file(pdf(b"a"), "a.pdf"), case.file(pdf(b"a"), "b.pdf")]
    with pytest.raises(InputError):
        case.services.documents.add(case.id, same, DETAILS)
    assert len(case.kept()) == 1
    other = case.services.cases.register(name="Oefenpersoon Ander", municipality="utrecht", on=RECEIVED)
    case.services.documents.add(other.id, [case.file(pdf())], DETAILS)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "geen_soort"}, "document_kind"),
    ({"copy_kind": "seen_only"}, "document_copy"),
    ({"received_on": date(2099, 1, 1)}, "document_received"),
    ({"received_on": date(1, 1, 1), "dated_on": None}, "date_too_early"),
    ({"dated_on": RECEIVED + timedelta(days=1)}, "document_dated"),
    ({"title": "x" * 101}, "document_title"),
    ({"note": "x" * 2001}, "document_note"),
]


@pytest.mark.parametrize("change, key", WRONG)
def test_what_is_said_about_it_has_to_be_possible(case: Case, change: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError) as raised:
        case.add(details=DocumentDetails(**{**vars(DETAILS), **change}))
    assert raised.value.key == key


def test_titles_come_from_the_kind_never_from_the_name_of_the_file(case: Case) -> None:
    assert case.add().title == ""
    details = DocumentDetails("passport", "photo", RECEIVED, None, "Paspoort van vroeger")
    files = [case.file(pdf(name.encode()), f"{name}.pdf") for name in ("Jan Jansen", "Piet")]
    added = case.services.documents.add(case.id, files, details)
    assert [one.title for one in added] == ["Paspoort van vroeger (1)", "Paspoort van vroeger (2)"]
    assert "Jansen" not in repr(case.kept())
    assert "Jansen" not in json.dumps(case_data(case.desk.registry, case.services.cases.view_by_id(case.id)))


# -- looking ---------------------------------------------------------------------------------------------------------


def test_a_look_is_logged_and_says_nothing_of_what_it_was(case: Case) -> None:
    document = case.add(details=DocumentDetails("trafficking_report", "copy", RECEIVED, None, "Geheime titel"))
    case.services.documents.open(case.id, document.id)
    lines = [one for one in case.services.audit.page(case=str(case.id)).entries if one.action.startswith("document.")]
    assert [one.action for one in lines] == ["document.viewed", "document.added"]
    assert all(one.detail == {"document": str(document.id)} for one in lines)
    assert "trafficking" not in repr(lines) and "titel" not in repr(lines)
    with pytest.raises(NotFoundError):
        case.services.documents.open(practice_case(case.desk), document.id)


def practice_case(desk: Desk) -> UUID:
    """Another case, of somebody else."""
    ImportService(desk).rows([row for row in practice.worked_rows() if row["reference"] == "W18"])
    return Services(desk).cases.view("W18").case.id


def test_content_that_is_not_what_came_in_is_never_shown(case: Case) -> None:
    document = case.add()
    _spoil(case.desk, "UPDATE document_content SET content = x'255044462d'")
    with pytest.raises(VaultError) as raised:
        case.services.documents.open(case.id, document.id)
    assert raised.value.key == "document_changed"
    failed = {one.name for one in case.services.health.check().rows if not one.passed}
    assert failed == {"documents"}
    _spoil(case.desk, "DELETE FROM document_content")
    assert {one.name for one in case.services.health.check().rows if not one.passed} == {"documents"}


def test_what_is_said_about_a_document_is_sealed_with_the_case(case: Case) -> None:
    case.add()
    _spoil(case.desk, "UPDATE document SET kind = 'passport'")
    assert {one.name for one in case.services.health.check().rows if not one.passed} == {"contents"}


def test_lists_and_pages_never_read_contents(case: Case) -> None:
    case.add()
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(case.desk.store.engines.read, "before_cursor_execute", note)
    event.listen(case.desk.store.engines.write, "before_cursor_execute", note)
    view = case.services.cases.view_by_id(case.id)
    case.services.cases.page("")
    case.services.admission.view(case.id)
    case_data(case.desk.registry, view)
    assert len(view.documents) == 1
    assert seen and not any("document_content" in one for one in seen)


def test_the_team_sees_days_only(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    for mark, kind in ((b"een", "passport"), (b"twee", "practitioner_letter"), (b"drie", "exclusion_1f_decision")):
        path.write_bytes(pdf(mark))
        details = DocumentDetails(kind, "copy", team.desk.today(), None, "Geheime titel", "Geheime noot")
        team.services.documents.add(team.case.id, [path], details)
    document = team.services.cases.view_by_id(team.case.id).documents[0]
    team.services.caseload.set_openness(team.case.id, Openness.TEAM)
    services = team.as_(team.colleague)
    view = services.cases.view_by_id(team.case.id)
    assert view.look is Look.TEAM
    assert all(one.shielded and one.received_on == team.desk.today() for one in view.documents)
    assert {one.kind for one in view.documents} == {""}
    data = json.dumps(case_data(team.desk.registry, view)) + repr(view) + repr(events(team.desk.registry, view))
    assert "Geheime" not in data and document.sha256 not in data and "practitioner_letter" not in data
    assert "passport" not in data and "exclusion_1f_decision" not in data and "1F" not in data
    for work in (
        lambda: services.documents.open(team.case.id, document.id),
        lambda: services.documents.save(team.case.id, document.id, tmp_path / "uit.pdf"),
        lambda: services.documents.add(team.case.id, [path], DETAILS),
        lambda: services.documents.remove(team.case.id, document.id, "not_needed"),
    ):
        with pytest.raises(RightsError):
            work()


# -- leaving ---------------------------------------------------------------------------------------------------------


def test_a_copy_outside_is_recorded_and_never_lands_in_the_vault(case: Case, tmp_path: Path) -> None:
    document = case.add()
    service = case.services.documents
    service.save(case.id, document.id, tmp_path / "uit.pdf")
    assert (tmp_path / "uit.pdf").read_bytes() == pdf()
    assert (tmp_path / "uit.pdf").stat().st_mode & 0o077 == 0
    (entry,) = case.services.audit.page(kind="document.exported").entries
    assert entry.signature is not None and document.sha256 not in repr(entry)
    assert entry.detail["code"] == case.desk.chain.code(bytes.fromhex(document.sha256))
    with pytest.raises(InputError):
        service.save(case.id, document.id, case.desk.vault.folder / "stuk.pdf")
    with pytest.raises(InputError):
        service.save(case.id, document.id, tmp_path / "uit.pdf")
    case.desk.change_roles(("data_officer",))
    with pytest.raises(RightsError):
        service.save(case.id, document.id, tmp_path / "uit2.pdf")
    assert not (tmp_path / "uit2.pdf").exists()


def test_the_whole_file_of_a_person_has_its_documents(case: Case, tmp_path: Path) -> None:
    first, second = case.add(), case.add(picture("JPEG"))
    done = case.services.person.export(case.id, tmp_path / "alles.pdf")
    with pikepdf.open(done.path, password=done.passphrase) as found:
        data = json.loads(found.attachments["dossier.json"].get_file().read_bytes())
        files = {one: found.attachments[name].get_file().read_bytes() for one, name in data["files"].items()}
        types = {found.attachments[name].get_file().mime_type for name in data["files"].values()}
    assert files == {str(first.id): pdf(), str(second.id): picture("JPEG")}
    assert types == {"application/pdf", "image/jpeg"}
    assert {one["sha256"] for one in data["records"]["document"]} == {first.sha256, second.sha256}
    assert "document_content" not in data["records"]


# -- going -----------------------------------------------------------------------------------------------------------


def test_what_is_removed_is_gone_for_good(case: Case) -> None:
    document = case.add(details=DocumentDetails("passport", "copy", RECEIVED, None, "ZZ-titel-ZZ"))
    kept = case.add(picture("PNG"))
    assert CANARY in _plain_pages(case.desk)
    with pytest.raises(InputError):
        case.services.documents.remove(case.id, document.id, "geen reden")
    case.services.documents.remove(case.id, document.id, "wrong_case")
    pages = _plain_pages(case.desk)
    assert CANARY not in pages and b"ZZ-titel-ZZ" not in pages
    assert case.kept() == (kept,)
    (entry,) = case.services.audit.page(kind="document.removed").entries
    assert entry.detail == {"document": str(document.id), "reason": "wrong_case"}
    assert case.services.health.check().passed
    with pytest.raises(NotFoundError):
        case.services.documents.remove(case.id, document.id, "wrong_case")


def test_documents_go_with_the_case(pair: Pair, tmp_path: Path) -> None:
    case = Case(pair.desk, tmp_path)
    case.add()
    contents = _rows(pair.desk, "document_content")
    number = pair.services.cases.view_by_id(case.id).case.number
    pair.erase(number)
    assert _rows(pair.desk, "document_content") == contents - 1
    assert CANARY not in _plain_pages(pair.desk)
    assert pair.services.health.check().passed


def test_a_case_brought_down_to_what_is_needed_has_no_documents(pair: Pair, tmp_path: Path) -> None:
    row = next(row for row in pair.services.cases.every() if row.status == "refused")
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    pair.services.documents.add(row.case_id, [path], DETAILS)
    pair.erase(row.number, rule="refused_reduced")
    assert pair.services.cases.view(row.number).documents == ()
    assert CANARY not in _plain_pages(pair.desk)
    assert pair.services.health.check().passed


# -- copies of the vault ---------------------------------------------------------------------------------------------


def test_backups_and_new_keys_take_the_documents_along(case: Case, tmp_path: Path) -> None:
    document = case.add()
    made = case.services.backups.make(tmp_path / "stick")
    assert copying.problems(made.folder / "database.lvvb", case.desk.vault.data_key.backup) == []
    case.services.accounts.rotate()
    assert case.services.documents.open(case.id, document.id).content == pdf()
    case.services.documents.remove(case.id, document.id, "not_needed")
    folder = case.desk.vault.folder
    case.desk.close()
    restored = restoring.restore(folder, made.folder, PASSPHRASE)
    try:
        services = Services(restored.desk)
        assert services.documents.open(case.id, document.id).content == pdf()
        assert services.health.check().passed
    finally:
        restored.desk.close()


# -- elsewhere in the program ----------------------------------------------------------------------------------------


def test_a_kept_document_counts_as_evidence_and_has_its_place_on_the_page(case: Case) -> None:
    registry, services = case.desk.registry, case.services

    def papers() -> tuple[str, str]:
        view = services.cases.view_by_id(case.id)
        phase = next(one for one in phases(registry, view, services.intake.state(case.id)) if one.id == "record")
        task = next(one for one in phase.tasks if one.target == "documents")
        return task.state, task.words

    assert papers() == ("open", "Nog geen")
    assert services.admission.view(case.id).evidence_kept == frozenset()
    case.add()
    found = services.admission.view(case.id)
    assert "ind_decision" in found.evidence_present & found.evidence_kept
    assert papers() == ("done", "1 bewaard")
    assert any("Beschikking" in one.title for one in events(registry, services.cases.view_by_id(case.id)))


def test_the_date_of_a_file_counts_where_the_answers_give_none(case: Case) -> None:
    old = DocumentDetails("practitioner_letter", "copy", RECEIVED, date(2023, 1, 1))

    def stale() -> list[str]:
        data = case_data(case.desk.registry, case.services.cases.view_by_id(case.id))
        return [one["kind"] for one in data["stale_documents"]]

    case.add(details=old)
    assert stale() == ["practitioner_letter"]
    fresh = case.desk.today() - timedelta(days=10)
    case.add(pdf(b"nieuw"), DocumentDetails("practitioner_letter", "copy", case.desk.today(), fresh))
    assert stale() == []


def _imported(desk: Desk, **changes: Any) -> str:
    document = {
        "kind": "ind_decision", "copy_kind": "copy", "received_on": "2024-03-01", "dated_on": "2024-02-27",
        "content": base64.b64encode(pdf()).decode(),
    }  # fmt: skip
    row = {
        "reference": "R1", "municipality": "amsterdam", "registered_on": "2024-02-01",
        "answers": {"name_used": "Oefenpersoon"}, "documents": [document | changes],
    }  # fmt: skip
    result = ImportService(desk).rows([row])
    return " ".join(reason for one in result.failed for reason in one.reasons)


def test_documents_come_in_with_an_import(desk: Desk) -> None:
    assert _imported(desk) == ""
    services = Services(desk)
    view = services.cases.view("R1")
    (document,) = view.documents
    assert services.documents.open(view.case.id, document.id).content == pdf()
    assert services.health.check().passed


IMPORT_REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"content": "geen base64!"}, "base64"),
    ({"content": "\u00e9"}, "base64"),
    ({"received_on": "1989-12-31", "dated_on": None}, "01-01-1990"),
    ({"content": base64.b64encode(b"MZ").decode()}, "geen PDF"),
    ({"kind": "geen_soort"}, "wat voor stuk"),
    ({"received_on": "2099-01-01"}, "toekomst"),
    ({"dated_on": "2024-03-02"}, "na de dag van ontvangst"),
]


@pytest.mark.parametrize("change, words", IMPORT_REFUSED)
def test_an_import_keeps_to_the_same_rules(desk: Desk, change: dict[str, Any], words: str) -> None:
    assert words in _imported(desk, **change)
    assert _rows(desk, "document") == 0


def test_the_practice_vault_has_documents_that_say_they_are_not_real(desk: Desk) -> None:
    import pypdfium2

    practice.PracticeService(desk).fill(cases=0)
    services = Services(desk)
    view = services.cases.view(practice.SHOWN_CASE)
    assert len(view.documents) == 2
    opened = services.documents.open(view.case.id, view.documents[0].id)
    document = pypdfium2.PdfDocument(opened.content)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Oefenstuk, niet echt" in text


def test_the_command(filled: Run, tmp_path: Path) -> None:
    number = next(row["number"] for row in filled.json("cases") if row["number"].startswith("GRO"))
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    assert filled.json("documents", number) == []
    filled("documents", number, "--add", str(path), status=1)
    out = filled("documents", number, "--add", str(path), "--kind", "passport", "--received", "2024-03-01")
    assert "Paspoort" in out and "Stukken: 1" in out
    (row,) = filled.json("documents", number)
    assert filled.json("show", number)["documents"] == [row]
    assert {"id", "kind", "title", "dated_on", "received_on", "copy", "media_type", "size", "sha256", "note", "by",
            "at", "shielded"} == row.keys()  # fmt: skip
    filled("documents", number, "--save", row["id"], status=2)
    filled("documents", number, "--save", row["id"], "--out", str(tmp_path / "uit.pdf"))
    assert (tmp_path / "uit.pdf").read_bytes() == pdf()
    filled("documents", number, "--remove", row["id"], status=1)
    filled("documents", number, "--remove", "geen-id", "--reason", "not_needed", status=1)
    filled("documents", number, "--remove", row["id"], "--reason", "not_needed")
    assert filled.json("documents", number) == []
    assert {one["name"]: one["passed"] for one in filled.json("verify")}["documents"]

"""The page about documents: adding, looking without a file, a copy outside, and taking away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from lvv_desk.domain.documents import DocumentDetails, OpenedDocument
from lvv_desk.domain.rights import Look
from lvv_desk.texts import t
from tests.flows.test_documents import pdf, picture
from tests.ui.conftest import Answers
from tests.ui.test_habits import _worked
from tests.ui.test_views import WAIT, _rest, _visits
from ui.context import Context
from ui.views.admission import AdmissionPage
from ui.views.document_forms import AddForm, RemoveForm
from ui.views.documents import DocumentsPage
from ui.widgets import Disclosure, LinkButton, Notice
from ui.widgets.page_sources import ForeignPdf, OnePicture
from ui.widgets.pdf_view import PdfView, PdfWords

WORDS = PdfWords("stuk", "{page}/{pages}", "+", "-", "0")


@pytest.fixture
def case_id(context: Context) -> UUID:
    return _worked(context, "W18")


def _page(qtbot: QtBot, context: Context, case_id: UUID) -> DocumentsPage:
    page = DocumentsPage(context, case_id)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    _rest(qtbot, context)
    return page


def _answers(context: Context, *answers: object) -> Answers:
    assert isinstance(context.dialogs, Answers)
    context.dialogs.queue += answers
    return context.dialogs


def _kept(context: Context, case_id: UUID, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    details = DocumentDetails("ind_decision", "copy", context.services.desk.today())
    context.services.documents.add(case_id, [path], details)


def _notices(page: DocumentsPage) -> list[str]:
    return [one.accessibleName() for one in page.findChildren(Notice) if one.isVisible()]


def test_a_file_is_added_and_the_program_says_where_the_original_is(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path
) -> None:
    page = _page(qtbot, context, case_id)
    page._primary()
    form = page.form
    assert isinstance(form, AddForm)
    form.save_wanted.emit()
    assert {name for name, frame in form.frames.items() if frame.error()} == {"files", "kind"}
    path = tmp_path / "Naam van iemand.pdf"
    path.write_bytes(pdf())
    _answers(context, [path])
    form.files.button.click()
    assert not form.frames["files"].error()
    form.kind_choice.set_value("passport")
    form.kind_choice.chosen.emit("passport")
    assert form.title_field.text() == "Paspoort"
    form.title_field.setText("Paspoort uit 2012")
    form.kind_choice.set_value("national_id")
    form.kind_choice.chosen.emit("national_id")
    assert form.title_field.text() == "Paspoort uit 2012"
    form.dated_on.set_text("31-2-2012")
    form.save_wanted.emit()
    assert "31-2-2012" in form.frames["dated_on"].error()
    form.dated_on.set_text("3-2-2012")
    page._primary()
    _rest(qtbot, context)
    assert page.form is None
    assert t("documents_page.outside") in _notices(page)
    assert path.read_bytes() == pdf()
    assert [row.document.title for row in page.rows] == ["Paspoort uit 2012"]
    assert not page.is_unsaved()


@pytest.mark.parametrize(
    "content, words",
    [(b"", "is leeg"), (b"MZ", "geen PDF"), (b"%PDF-1.7", "beschadigd"), (pdf(password="x"), "wachtwoord")],
)
def test_what_can_not_be_kept_is_said_beside_the_files(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path, content: bytes, words: str
) -> None:
    page = _page(qtbot, context, case_id)
    page.open_form("add")
    form = page.form
    assert isinstance(form, AddForm)
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    form.take_files([path])
    form.kind_choice.set_value("passport")
    form.note.set_text("niet kwijt")
    page._primary()
    _rest(qtbot, context)
    assert page.form is form
    assert words in form.frames["files"].error()
    assert form.note.text() == "niet kwijt"
    assert form.save_button.isEnabled()


@pytest.mark.parametrize(
    "content, kind", [(pdf(), ForeignPdf), (picture("PNG"), OnePicture), (picture("JPEG"), OnePicture)]
)
def test_a_document_is_shown_from_memory_and_logged(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path, content: bytes, kind: type
) -> None:
    _kept(context, case_id, tmp_path / "x", content)
    page = _page(qtbot, context, case_id)
    before = {one for one in tmp_path.rglob("*") if one.suffix != ".db"}
    page.rows[0].look_button.click()
    qtbot.waitUntil(lambda: page.viewer is not None and page.viewer.is_drawn(), timeout=WAIT)
    assert [type(one) for one in page.viewer._open] == [kind]
    assert page.viewer.content() == content
    page.viewer.zoom(1)
    qtbot.waitUntil(page.viewer.is_drawn, timeout=WAIT)
    assert {one for one in tmp_path.rglob("*") if one.suffix != ".db"} == before
    assert context.services.audit.page(kind="document.viewed").total == 1


@pytest.mark.qt_log_ignore("Not a JPEG file")
def test_a_damaged_document_says_so(qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path) -> None:
    for number, content in enumerate((pdf(), picture("PNG"))):
        _kept(context, case_id, tmp_path / f"{number}", content)
    page = _page(qtbot, context, case_id)
    for row in page.rows:
        page._looked_at = row.document
        page._opened(OpenedDocument(row.document, b"rommel"))
        qtbot.waitUntil(lambda: t("documents_page.not_opened") in _notices(page), timeout=WAIT)
        assert page.viewer is None


@pytest.mark.parametrize("content", [b"\xff\xd8\xff rommel", b"\x89PNG\r\n\x1a\n rommel", picture("PNG")[:60]])
@pytest.mark.qt_log_ignore("Unsupported marker")
def test_a_damaged_picture_is_not_drawn(qtbot: QtBot, context: Context, content: bytes) -> None:
    view = PdfView(context.tasks, WORDS, source=OnePicture)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    with qtbot.waitSignal(view.broken, timeout=WAIT):
        view.set_content(content)


def test_a_picture_stands_as_the_camera_says_and_its_paper_is_white(qtbot: QtBot) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (96, 48)).save(out, "JPEG", exif=exif)
    assert OnePicture(out.getvalue()).sizes() == [(36, 72)]
    out = io.BytesIO()
    Image.new("RGBA", (96, 48), (0, 0, 0, 0)).save(out, "PNG")
    drawn = OnePicture(out.getvalue()).picture(1, 96 / 72)
    assert drawn.pixelColor(5, 5).name() == "#ffffff"
    assert OnePicture(out.getvalue()).picture(1, 10).width() == 96


def test_a_copy_outside_is_warned_for(qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path) -> None:
    _kept(context, case_id, tmp_path / "x", pdf())
    page = _page(qtbot, context, case_id)
    dialogs = _answers(context, "stay")
    page.rows[0].export_button.click()
    assert dialogs.asked == [t("documents_page.export_title")]
    _answers(context, "go", tmp_path / "uit.pdf")
    page.rows[0].export_button.click()
    _rest(qtbot, context)
    assert (tmp_path / "uit.pdf").read_bytes() == pdf()
    assert "niet beveiligd" in _visits(context).calls[-1][1][0]
    _answers(context, "go", context.services.desk.vault.folder / "uit.pdf")
    page.rows[0].export_button.click()
    _rest(qtbot, context)
    assert t("documents_page.not_exported") in _notices(page)


def test_removing_asks_for_a_reason(qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path) -> None:
    _kept(context, case_id, tmp_path / "x", pdf())
    page = _page(qtbot, context, case_id)
    page.rows[0].look_button.click()
    qtbot.waitUntil(lambda: page.viewer is not None and page.viewer.is_drawn(), timeout=WAIT)
    page.rows[0].remove_button.click()
    form = page.form
    assert isinstance(form, RemoveForm)
    form.save_wanted.emit()
    assert form.frames["reason"].error()
    form.reason.set_value("wrong_file")
    form.save_wanted.emit()
    _rest(qtbot, context)
    assert (page.rows, page.form, page.viewer) == ([], None, None)
    assert context.services.cases.view_by_id(case_id).documents == ()


def test_an_open_form_is_not_dropped_unasked(qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path) -> None:
    _kept(context, case_id, tmp_path / "x", pdf())
    page = _page(qtbot, context, case_id)
    page.open_form("add")
    form = page.form
    assert isinstance(form, AddForm)
    form.note.set_text("nog niet kwijt")
    dialogs = _answers(context, "stay")
    page.open_form(f"remove {page.rows[0].document.id}")
    assert page.form is form and dialogs.asked
    page.look(page.rows[0].document)
    _rest(qtbot, context)
    assert page.form is form


def test_the_team_gets_no_buttons(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _kept(context, case_id, tmp_path / "x", pdf())
    monkeypatch.setattr("lvv_desk.services.access.look_of", lambda *_: Look.TEAM)
    page = _page(qtbot, context, case_id)
    assert t("documents_page.shielded") in _notices(page)
    assert [hasattr(row, "look_button") for row in page.rows] == [False]
    page._primary()
    assert page.form is None


def test_the_admission_page_leads_to_a_kept_document(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path
) -> None:
    _kept(context, case_id, tmp_path / "x", pdf())
    page = AdmissionPage(context, case_id)
    qtbot.addWidget(page)
    page.show()
    _rest(qtbot, context)
    row = next(one for one in page.rows.values() if "ind_decision" in one.one.rule.criterion.evidence)
    for box in row.findChildren(Disclosure):
        box.set_open(True)
    link = next(one for one in row.findChildren(LinkButton) if one.text() == t("admission.look_document"))
    link.click()
    assert _visits(context).calls[-1] == ("show_part", ("documents", case_id))


def test_the_process_of_a_pdf_ends_when_another_is_shown_and_when_nothing_is(
    qtbot: QtBot, context: Context, case_id: UUID, tmp_path: Path
) -> None:
    for number, content in enumerate((pdf(b"een"), pdf(b"twee"))):
        _kept(context, case_id, tmp_path / f"{number}", content)
    page = _page(qtbot, context, case_id)
    processes: list[Any] = []
    for row in page.rows:
        before = page.viewer
        row.look_button.click()
        qtbot.waitUntil(
            lambda before=before: page.viewer not in (None, before) and page.viewer.is_drawn(), timeout=WAIT
        )
        processes.append(page.viewer._open[0]._document._process)
    qtbot.waitUntil(lambda: processes[0].poll() is not None, timeout=WAIT)
    assert processes[1].poll() is None
    page._show_nothing()
    qtbot.waitUntil(lambda: processes[1].poll() is not None, timeout=WAIT)

"""Small files that grow when they are read: they are refused or taken in without being read out."""

from __future__ import annotations

import io
import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest

from lvv_desk import pdf_apart
from lvv_desk.errors import InputError
from lvv_desk.pdf_apart import PdfApart
from lvv_desk.pdfium import UnreadablePdf
from lvv_desk.services import document_files
from lvv_desk.services.desk import Desk
from lvv_desk.store.unit_of_work import Store
from tests.flows.test_documents import DETAILS, Case, case, pdf

__all__ = ["case"]

MEGABYTE = 1024 * 1024


def swelling(megabytes: int) -> bytes:
    """A PDF with a page whose drawing is so large once it is unpacked twice."""
    inner = zlib.compress(b"0 0 m 1 1 l S\n" * 74_899 * megabytes, 9)
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].Contents = pikepdf.Stream(made, zlib.compress(inner, 9))
    made.pages[0].Contents.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    out = io.BytesIO()
    made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


@contextmanager
def _watched() -> Iterator[list[int]]:
    """How many MB the most that this process ever held has grown by."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown: list[int] = []
    yield grown
    grown.append((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)


def test_a_page_is_measured_and_not_read(case: Case) -> None:
    content = swelling(64)
    assert len(content) < MEGABYTE // 4
    path = case.file(content)
    with _watched() as grown:
        case.services.documents.add(case.id, [path], DETAILS)
    assert grown[0] < 200  # to read it all takes a gigabyte


def test_files_are_looked_at_before_the_vault_is_written_to(
    desk: Desk, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [case.file(pdf(b"goed"), "goed.pdf"), case.file(b"MZ", "fout.pdf")]
    seen: list[str] = []
    write, look = Store.write, document_files.media_type_of
    monkeypatch.setattr(Store, "write", lambda store: seen.append("write") or write(store))

    def looked(content: bytes, name: str) -> str:
        seen.append(name)
        return look(content, name)

    monkeypatch.setattr(document_files, "media_type_of", looked)
    with pytest.raises(InputError):
        case.services.documents.add(case.id, files, DETAILS)
    assert seen[:2] == ["goed.pdf", "fout.pdf"]
    case.services.documents.add(case.id, files[:1], DETAILS)
    assert seen.index("write") > 1


def test_so_many_files_at_a_time_and_no_more(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        case.services.documents.add(case.id, [tmp_path / "weg.pdf"] * 21, DETAILS)
    assert raised.value.key == "document_many"


def test_a_page_that_swells_is_drawn_apart_and_fills_nothing_here() -> None:
    """Read out it takes five gigabytes; the process apart has one."""
    content = swelling(1_500)
    assert len(content) < MEGABYTE
    document = PdfApart(content)
    with _watched() as grown, pytest.raises(UnreadablePdf):
        document.draw(1, 1.0)
    document.close()
    assert grown[0] < 100


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_apart, "SECONDS", 0.01)
    document = PdfApart(pdf())
    with pytest.raises(UnreadablePdf):
        document.sizes()
    document.close()


def test_the_process_apart_knows_one_document_and_can_write_nothing(tmp_path: Path) -> None:
    document = PdfApart(pdf())
    assert document.sizes() == [(612.0, 792.0)]
    drawn = document.draw(1, 0.5)
    assert (drawn.width, drawn.height, len(drawn.data)) == (306, 396, drawn.stride * 396)
    process = document._process
    assert process is not None
    limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
    for name, most in (("Max file size", "0"), ("Max core file size", "0"), ("Max address space", str(1 << 30))):
        assert next(line for line in limits.splitlines() if line.startswith(name)).split(name)[1].split()[0] == most
    environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"HOME=" not in environment
    document.close()
    assert process.returncode is not None
    with pytest.raises(UnreadablePdf):
        document.draw(1, 1.0)

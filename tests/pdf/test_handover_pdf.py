"""The handover PDF: everything that should be in it, nothing that should not, whatever was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from lvv_desk.domain.handover import (
    ConsentRecord,
    HandoverDocument,
    HandoverSection,
    Line,
    Table,
    Withheld,
    WithheldBecause,
)
from lvv_desk.pdf.handover import render

SECRET = "ALLEEN VOOR DE BEGELEIDER"
PAYLOADS = [
    '<img src="/etc/passwd"/>', "<b>vet</b>", "&amp;", "<font color=red>rood</font>", "{}", "%s", "</para>", "<a href='x'>y</a>",
    "a < b > c", "]]>", "<!-- -->", "\\n", "${x}", "<para>", "&#65;", "'; DROP TABLE", "=1+1", "<br/>", "<i>", "&lt;",
]  # fmt: skip


def _document(**changes: object) -> HandoverDocument:
    lines = (
        Line("Naam die de cliënt gebruikt", "Oefenpersoon Aster"),
        Line("Geboorteplaats", None),
        Line("Nationaliteit (gesteld)", "Eritrea", standing="claimed", source="Verklaring van de cliënt"),
        Line("Naam in eigen schrift", "ኤልስ توت Гентиан"),
    )
    table = Table(
        "Procedures",
        ("Soort", "Datum", "Uitkomst"),
        (("Eerste asielaanvraag", "14-02-2017", "Afgewezen"), ("Beroep", None, None)),
    )
    document = HandoverDocument(
        language="nl", recipient_id="dtv", recipient="Dienst Terugkeer en Vertrek (DT&V)", purpose="Een vraag stellen.",
        case_number="AMS-2021-0007", v_number="0000000101", name="Oefenpersoon Aster", municipality="Amsterdam",
        programme="LVV Amsterdam", made_on=date(2026, 11, 24), author="tester", version=2,
        sections=(
            HandoverSection("identity", "Identiteit en documenten", lines),
            HandoverSection("procedures", "Procedures en besluiten", (), (table,)),
            HandoverSection("attempts", "Pogingen tot terugkeer", ()),
        ),
        withheld=(Withheld("Gezondheid", WithheldBecause.NO_CONSENT, "Geen toestemming gevraagd of gegeven"),),
        consents=(ConsentRecord("sharing", "Mag dit worden gedeeld?", "01-02-2021", "Tigrinya", "Ja"),),
        kept_inside=(Withheld(SECRET, WithheldBecause.NOT_FOR_RECIPIENT, SECRET),),
        warnings=(SECRET,), practice=False,
    )  # fmt: skip
    return replace(document, **changes)  # type: ignore[arg-type]  # fields of the document


def _pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def _flat(content: bytes) -> str:
    return " ".join(" ".join(_pages(content)).split())


def test_everything_is_in_it() -> None:
    text = _flat(render(_document()))
    for words in (
        "Oefenpersoon Aster", "DT&V", "AMS-2021-0007", "24-11-2026", "Eritrea", "Verklaring van de cliënt",
        "Eerste asielaanvraag", "14-02-2017", "Identiteit en documenten", "Gezondheid", "Tigrinya", "VERTROUWELIJK",
    ):  # fmt: skip
        assert words in text, words


def test_missing_values_are_marked_and_empty_sections_stand_there() -> None:
    text = _flat(render(_document()))
    assert "niet ingevuld" in text
    assert "Geboorteplaats" in text
    assert "Pogingen tot terugkeer" in text


def test_what_is_for_the_counsellor_is_never_printed() -> None:
    content = render(_document())
    assert SECRET not in _flat(content)
    assert SECRET.encode() not in content


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_comes_out_as_it_was_typed(payload: str) -> None:
    section = HandoverSection(
        "identity", payload, (Line(payload, f"begin {payload} eind"),), (Table(payload, (payload,), ((payload,),)),)
    )
    text = _flat(render(_document(sections=(section,), name=payload, author=payload)))
    assert f"begin {' '.join(payload.split())} eind" in text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render(_document()) == render(_document())


def test_other_scripts_are_there() -> None:
    text = _flat(render(_document()))
    assert "ኤልስ" in text
    assert "Гентиан" in text


def test_long_texts_and_tables_go_on_over_pages() -> None:
    long = Line("Toelichting", "Een zin die vaak terugkomt. " * 700 + "x" * 3000)
    table = Table("Lijst", ("Nummer", "Tekst"), tuple((str(one), f"rij {one}") for one in range(200)))
    pages = _pages(render(_document(sections=(HandoverSection("identity", "Lang", (long,), (table,)),))))
    assert len(pages) > 5
    assert "rij 199" in " ".join(pages)
    assert f"1 van {len(pages)}" in " ".join(pages[0].split())
    assert f"{len(pages)} van {len(pages)}" in " ".join(pages[-1].split())


def test_practice_documents_say_so_on_every_page() -> None:
    pages = _pages(render(_document(practice=True)))
    assert all("OEFENING" in page for page in pages)
    assert "OEFENING" not in _flat(render(_document()))


def test_nothing_about_the_person_is_in_the_metadata() -> None:
    document = pypdfium2.PdfDocument(render(_document()))
    found = document.get_metadata_dict()
    document.close()
    assert not any("Aster" in value or "tester" in value for value in found.values())


def test_an_empty_document_is_still_a_document() -> None:
    empty = _document(sections=(), withheld=(), consents=(), name="", v_number=None)
    assert _pages(render(empty))

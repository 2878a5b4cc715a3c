"""Contact notes: a draft until finished, never changed after that, corrected by a later version, shielded, and erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import func, select

from lvv_desk.domain.case import Case
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.notes import ContactNote, NoteContent, NoteTopic, drafts, earlier_versions, standing
from lvv_desk.domain.rights import Openness
from lvv_desk.domain.session import Actor
from lvv_desk.errors import DeskError, InputError, NotFoundError, RightsError
from lvv_desk.services import case_story, manifest, practice, reports
from lvv_desk.services.desk import Desk
from lvv_desk.services.exchange import schema
from lvv_desk.services.notes import matching
from lvv_desk.services.services import Services
from lvv_desk.store import erasure
from lvv_desk.store.tables_casework import ContactNoteRow
from tests.conftest import CHEAP

SAID = "ZZbesproken in vertrouwen"
DAY = date(2026, 11, 20)
WHOLE = NoteContent(
    on=DAY, medium="phone", present=("client", "lawyer"), interpreter="phone", language="tir",
    topics=(NoteTopic("health", SAID), NoteTopic("return", "Wil erover nadenken.", stays_inside=False)),
)  # fmt: skip


@pytest.fixture
def services(desk: Desk) -> Services:
    return Services(desk)


@pytest.fixture
def case(services: Services) -> Case:
    return services.cases.register(name="Verzonnen Persoon", municipality="utrecht", on=date(2026, 11, 1))


def _notes(services: Services, case: Case) -> tuple[ContactNote, ...]:
    return services.cases.view_by_id(case.id).notes


def _finished(services: Services, case: Case, content: NoteContent = WHOLE) -> UUID:
    note_id = new_id()
    services.notes.finish(case.id, note_id, content)
    return note_id


def test_a_draft_keeps_whatever_is_there_and_is_only_a_draft(services: Services, case: Case) -> None:
    note_id = new_id()
    services.notes.save_draft(case.id, note_id, NoteContent(on_typed="31-2-2026"))
    services.notes.save_draft(case.id, note_id, NoteContent(on_typed="31-2-2026", topics=(NoteTopic("", "Half"),)))
    (draft,) = drafts(_notes(services, case))
    assert (draft.says.on, draft.says.on_typed, draft.says.topics) == (None, "31-2-2026", (NoteTopic("", "Half"),))
    view = services.cases.view_by_id(case.id)
    assert standing(view.notes) == ()
    assert reports.case_data(services.registry, view)["contact_notes"] == []
    assert not any(one.word == "gesprek" for one in case_story.events(services.registry, view))
    task = _task(services, case)
    assert (task.state, task.words) == ("busy", "1 concept")
    services.notes.discard(case.id, note_id)
    assert _notes(services, case) == ()
    assert _task(services, case).state == "open"


def _task(services: Services, case: Case) -> case_story.StoryTask:
    view, intake = services.cases.view_by_id(case.id), services.intake.state(case.id)
    phase = next(one for one in case_story.phases(services.registry, view, intake) if one.id == "record")
    return next(one for one in phase.tasks if one.target == "notes")


def test_a_finished_note_never_changes(services: Services, case: Case) -> None:
    note_id = new_id()
    services.notes.save_draft(case.id, note_id, NoteContent(medium="phone"))
    services.notes.finish(case.id, note_id, WHOLE)
    (before,) = _notes(services, case)
    assert before.stands and before.says == WHOLE
    other = replace(WHOLE, medium="video")
    for work in (
        lambda: services.notes.save_draft(case.id, note_id, other),
        lambda: services.notes.finish(case.id, note_id, other),
        lambda: services.notes.discard(case.id, note_id),
    ):
        with pytest.raises(InputError) as raised:
            work()
        assert raised.value.key == "note_sealed"
    assert _notes(services, case) == (before,)
    assert services.health.check().passed


def test_a_correction_takes_its_place_and_the_earlier_one_stays_to_read(services: Services, case: Case) -> None:
    first, second, third = _finished(services, case), new_id(), new_id()
    better = replace(WHOLE, topics=(NoteTopic("health", "Anders"),))
    services.notes.save_draft(case.id, second, better, corrects=first, reason="")
    assert [one.id for one in standing(_notes(services, case))] == [first]
    with pytest.raises(InputError) as raised:
        services.notes.finish(case.id, second, better, corrects=first, reason=" ")
    assert raised.value.key == "note_reason"
    services.notes.finish(case.id, second, better, corrects=first, reason="Verkeerd begrepen")
    services.notes.finish(case.id, third, WHOLE, corrects=second, reason="Toch niet")
    notes = _notes(services, case)
    (now,) = standing(notes)
    assert now.id == third
    assert [(one.id, one.says.topics[0].text) for one in earlier_versions(notes, now)] == [
        (second, "Anders"), (first, SAID),
    ]  # fmt: skip
    with pytest.raises(InputError) as raised:
        services.notes.finish(case.id, new_id(), WHOLE, corrects=first, reason="Nog eens")
    assert raised.value.key == "note_corrected_already"
    events = case_story.events(services.registry, services.cases.view_by_id(case.id))
    (event,) = [one for one in events if one.word == "gesprek"]
    assert (event.on, event.title, event.detail) == (DAY, "Telefoon: Gezondheid, Terugkeer", "")


NEEDED: list[tuple[str, dict[str, Any]]] = [
    ("note_day", {"on": None, "on_typed": "31-2-2026"}),
    ("date_future", {"on": date(2026, 11, 25)}),
    ("date_before_registration", {"on": date(2026, 10, 31)}),
    ("note_medium", {"medium": ""}),
    ("note_code", {"medium": "duif"}),
    ("note_present", {"present": ()}),
    ("note_interpreter", {"interpreter": ""}),
    ("note_language", {"language": None}),
    ("note_no_language", {"interpreter": "lacking"}),
    ("note_topics", {"topics": ()}),
    ("note_topic", {"topics": (NoteTopic("", "Iets"),)}),
    ("note_text", {"topics": (NoteTopic("health", " \n "),)}),
    ("note_text_long", {"topics": (NoteTopic("health", "x" * 20_001),)}),
]


REFUSED_IN_DRAFTS = {"note_code", "note_text_long"}


@pytest.mark.parametrize("key, changes", NEEDED, ids=[key for key, _ in NEEDED])
def test_what_is_needed_to_finish(services: Services, case: Case, key: str, changes: dict[str, Any]) -> None:
    note_id = new_id()
    if key not in REFUSED_IN_DRAFTS:
        services.notes.save_draft(case.id, note_id, replace(WHOLE, **changes))
    with pytest.raises(InputError) as raised:
        services.notes.finish(case.id, note_id, replace(WHOLE, **changes))
    assert raised.value.key == key
    assert all(one.is_draft for one in _notes(services, case))


def test_a_note_of_another_case_is_not_touched(services: Services, case: Case) -> None:
    other = services.cases.register(name="Verzonnen Ander", municipality="utrecht", on=DAY)
    draft, sealed = new_id(), _finished(services, case)
    services.notes.save_draft(case.id, draft, WHOLE)
    for work in (
        lambda: services.notes.save_draft(other.id, draft, WHOLE),
        lambda: services.notes.discard(other.id, draft),
        lambda: services.notes.finish(other.id, new_id(), WHOLE, corrects=sealed, reason="x"),
    ):
        with pytest.raises(NotFoundError):
            work()
    assert [one.id for one in drafts(_notes(services, case))] == [draft]


def test_the_log_names_the_note_and_never_what_was_said(services: Services, case: Case) -> None:
    _finished(services, case)
    entries = services.audit.page().entries
    assert any(one.action == "note.finished" for one in entries)
    assert SAID not in repr(entries)


def test_a_note_is_found_by_topic_and_words(services: Services, case: Case) -> None:
    _finished(services, case)
    _finished(services, case, replace(WHOLE, on=DAY - timedelta(days=1), topics=(NoteTopic("family", "Één bróer"),)))
    notes, registry = standing(_notes(services, case)), services.registry
    assert [one.says.on for one in notes] == [DAY, DAY - timedelta(days=1)]
    assert matching(registry, notes, topic="family") == (notes[1],)
    assert matching(registry, notes, typed="BROER een") == (notes[1],)
    assert matching(registry, notes, typed="zzbesproken terugkeer") == (notes[0],)
    assert matching(registry, notes, typed="broer", topic="health") == ()


def test_the_team_sees_that_there_was_contact_and_no_more(services: Services, case: Case) -> None:
    sealed = _finished(services, case)
    services.notes.save_draft(case.id, new_id(), WHOLE)
    services.notes.finish(case.id, new_id(), WHOLE, corrects=sealed, reason=SAID)
    services.caseload.set_openness(case.id, Openness.TEAM)
    account = services.accounts.add("Linde Voorbeeld", ("counsellor",), "een zin om mee te kijken", kdf=CHEAP)
    services.desk.store.actor = Actor(str(account), "Linde Voorbeeld", ("counsellor",), "een andere sessie")
    view = services.cases.view_by_id(case.id)
    (note,) = view.notes
    assert note.says == NoteContent(on=DAY, medium="phone")
    assert SAID not in repr(view) and SAID not in repr(reports.case_data(services.registry, view))
    (event,) = [one for one in case_story.events(services.registry, view) if one.word == "gesprek"]
    assert event.title == "Telefoon"
    for work in (
        lambda: services.notes.save_draft(case.id, new_id(), WHOLE),
        lambda: services.notes.finish(case.id, new_id(), WHOLE),
        lambda: services.notes.discard(case.id, sealed),
    ):
        with pytest.raises(RightsError) as raised:
            work()
        assert raised.value.key == "case_not_full"


def test_notes_stay_out_of_the_handover(services: Services, case: Case) -> None:
    _finished(services, case)
    view = services.cases.view_by_id(case.id)
    for recipient in ("ind", "dtv"):
        document = manifest.build(services.registry, view, recipient, author="tester", version=1, practice=True)
        assert SAID not in repr(document) and "nadenken" not in repr(document)


def test_notes_stand_in_the_file_of_the_person(services: Services, case: Case, tmp_path: Path) -> None:
    sealed = _finished(services, case)
    services.notes.finish(case.id, new_id(), replace(WHOLE, topics=(NoteTopic("other", "Later verbeterd"),)),
                          corrects=sealed, reason="Naam verwisseld")  # fmt: skip
    done = services.person.export(case.number, tmp_path / "dossier.pdf")
    document = pypdfium2.PdfDocument(done.path, password=done.passphrase)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for words in (
        SAID,
        "Later verbeterd",
        "Reden van de verbetering: Naam verwisseld",
        "eerdere versie",
        "Gezondheid (blijft binnen de opvang)",
    ):
        assert words in text
    document.close()


def test_notes_come_in_finished_and_go_out_as_data(services: Services) -> None:
    row = {
        "reference": "N1", "municipality": "utrecht", "registered_on": "2026-11-01", "answers": {"name_used": "Verzonnen"},
        "contact_notes": [
            {"on": "2026-11-20", "medium": "shelter", "present": ["client"], "interpreter": "informal", "language": "ara",
             "topics": [{"topic": "return", "text": "Wil terug.", "stays_inside": False}, {"topic": "health", "text": SAID}]}
        ],
    }  # fmt: skip
    result = services.importing.rows([row])
    assert result.failed == ()
    (note,) = reports.case_data(services.registry, services.cases.view("N1"))["contact_notes"]
    assert note | {"id": "", "finished_at": ""} == {
        "id": "", "on": "2026-11-20", "medium": "shelter", "present": ["client"], "interpreter": "informal",
        "language": "ara", "corrects": None, "correction_reason": "", "superseded_by": None, "finished_at": "",
        "by": "begeleider", "topics": [
            {"topic": "return", "text": "Wil terug.", "stays_inside": False},
            {"topic": "health", "text": SAID, "stays_inside": True},
        ],
    }  # fmt: skip
    assert note["finished_at"]
    for change in ({"medium": "duif"}, {"on": "2027-01-01"}, {"topics": []}, {"kleur": "rood"}, {"present": ["x"]}):
        bad = row | {"reference": "N2", "contact_notes": [row["contact_notes"][0] | change]}  # type: ignore[index]
        (failed,) = services.importing.rows([bad]).failed
        assert failed.reasons
    assert "contact_notes" in schema(services.registry)["items"]["properties"]


def test_the_practice_cases_have_notes(services: Services) -> None:
    assert services.importing.rows(practice.worked_rows()).failed == ()
    assert len(standing(services.cases.view(practice.SHOWN_CASE).notes)) == 3


def test_notes_go_with_the_case_and_when_it_is_reduced(services: Services, case: Case) -> None:
    other = services.cases.register(name="Verzonnen Ander", municipality="utrecht", on=date(2026, 11, 1))
    for one in (case, other):
        _finished(services, one)
    with services.desk.store.write() as work:
        erasure.reduce_case(work, case.id, ("name_used",))
        erasure.erase_case(work, other.id, services.registry.lvv_programmes)
        work.log("case.reduced", "case", case.id)
        work.log("case.erased", "case", other.id)
    with services.desk.store.read() as reader:
        assert reader.session.scalar(select(func.count()).select_from(ContactNoteRow)) == 0
    with pytest.raises(DeskError):
        services.cases.view_by_id(other.id)


IN_DRAFTS: list[tuple[str, dict[str, Any]]] = [
    ("note_code", {"medium": "duif\u202e\x1b[2J"}),
    ("note_code", {"medium": "\ud800"}),
    ("note_code", {"present": ("client", "zz")}),
    ("note_code", {"interpreter": "zz"}),
    ("note_code", {"language": "klingon"}),
    ("note_code", {"topics": (NoteTopic("zz", "Iets"),)}),
    ("note_text_long", {"topics": (NoteTopic("health", "x" * 20_001),)}),
    ("text_long", {"on_typed": "9" * 201}),
]


@pytest.mark.parametrize("key, changes", IN_DRAFTS)
def test_a_draft_holds_codes_of_the_lists_and_texts_that_fit(
    services: Services, case: Case, key: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InputError) as raised:
        services.notes.save_draft(case.id, new_id(), replace(WHOLE, **changes))
    assert raised.value.key == key
    assert not {"\u202e", "\x1b", "\ud800"} & set(str(raised.value))
    assert _notes(services, case) == ()


def test_a_draft_keeps_lines_and_loses_what_nobody_types(services: Services, case: Case) -> None:
    topics = (NoteTopic("health", "een\n\ttwee\ud800\x1b\u202e"),)
    note_id, corrected = new_id(), _finished(services, case)
    services.notes.save_draft(
        case.id, note_id, NoteContent(on_typed="31-2\ud800\n", topics=topics), corrects=corrected, reason="a\nb\x00"
    )
    (draft,) = drafts(_notes(services, case))
    assert (draft.says.on_typed, draft.says.topics[0].text, draft.reason) == ("31-2", "een\n\ttwee", "a\nb")
    with pytest.raises(InputError) as raised:
        services.notes.save_draft(case.id, note_id, WHOLE, corrects=corrected, reason="x" * 20_001)
    assert raised.value.key == "text_long"

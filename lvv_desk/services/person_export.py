"""A person's whole file: for the person (AVG art. 15 and 20), for another municipality, at the end of a mandate.

One encrypted PDF: to read, and with the same as JSON and the files of the case attached, to take along. It holds
everything, also what is sensitive, what was replaced, and who looked at it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from lvv_desk import __version__
from lvv_desk.definitions.forms import Field, Page
from lvv_desk.domain.answers import Answer
from lvv_desk.domain.documents import Document
from lvv_desk.domain.handover import Line, Table
from lvv_desk.domain.report import Report, ReportSection
from lvv_desk.domain.rights import Look, Right
from lvv_desk.errors import RightsError
from lvv_desk.pdf.encryption import encrypted
from lvv_desk.pdf.report import render
from lvv_desk.services import access, case_story, documents, note_words, output_files, stays
from lvv_desk.services.actions import Service, action
from lvv_desk.services.auditing import looked_at
from lvv_desk.services.cases import CaseView, view_of
from lvv_desk.services.desk import Desk
from lvv_desk.services.handover_records import shown
from lvv_desk.services.intake import pages
from lvv_desk.store import audit, person, placements
from lvv_desk.store import cases as case_store
from lvv_desk.store.unit_of_work import Reader
from lvv_desk.texts import language, name_of, say, t
from lvv_desk.vault import passphrases

ATTACHED = "dossier.json"
FORMAT = 1


@dataclass(frozen=True)
class Exported:
    """What left: where it is, the passphrase that opens it, how many cases, and the digest of the exact bytes.

    The passphrase is shown once and kept nowhere.
    """

    path: Path
    passphrase: str
    cases: int
    sha256: str


class PersonExportService(Service):
    """Giving out a whole file."""

    @action(Right.EXPORT_PERSON, "person.exported", case="name")
    def export(self, name: UUID | str, path: Path, *, replace: bool = False) -> Exported:
        """Writes everything about the person of a case, in all their cases, as an encrypted PDF with JSON attached.

        Raises:
            RightsError: one of the person's cases is restricted to others.
            InputError: the place is taken or can't be written; nothing leaves.
        """
        desk = self._desk
        with desk.store.read() as reader:
            case, _ = access.require(desk, reader, name)
            all_cases = case_store.cases_of_client(reader, case.client_id)
            for one in all_cases:
                if access.look(desk, reader, one.id) is not Look.FULL:
                    raise RightsError("case_not_full", number=case.number)
            ids = [one.id for one in all_cases]
            views = [view_of(desk, reader, one) for one in ids]
            attached = {ATTACHED: _data(desk, reader, views)} | _files(reader, views)
            report = _report(desk, reader, views)
        passphrase = passphrases.generate()
        content = encrypted(render(report), passphrase, attached)
        digest = hashlib.sha256(content).hexdigest()
        with (
            output_files.leaving_file(path, content, vault=desk.vault.folder, replace=replace),
            desk.store.write() as work,
        ):
            for case_id in ids:
                work.log("person.exported", "case", case_id, sha256=digest, cases=len(ids))
        return Exported(path, passphrase, len(ids), digest)


def _files(reader: Reader, views: list[CaseView]) -> dict[str, bytes]:
    """The files of all cases, by the name they are attached under. Raises :class:`VaultError`."""
    return {name: documents.whole_content(reader, one) for view in views for name, one in _named(view)}


def _named(view: CaseView) -> list[tuple[str, Document]]:
    """The files of a case with neutral names: those that people gave them may name others."""
    return [
        (t("person.file", number=view.case.number, place=f"{place:02}") + one.ending, one)
        for place, one in enumerate(reversed(view.documents), start=1)
    ]


def _data(desk: Desk, reader: Reader, views: list[CaseView]) -> bytes:
    case_ids = [view.case.id for view in views]
    whole: dict[str, Any] = {
        "format": FORMAT,
        "made_with": f"LVV Desk {__version__}",
        "made_on": desk.today().isoformat(),
        "definitions": desk.registry.digest,
        "records": person.records_of(reader, case_ids),
        "locations": {
            str(stay.location_id): stay.location
            for case_id in case_ids
            for stay in placements.placements_of(reader, case_id)
            if stay.location_id is not None
        },
        "files": {str(one.id): name for view in views for name, one in _named(view)},
        "looked_at": [
            {"at": one.at.isoformat(), "roles": list(one.roles), "action": one.action}
            for case_id in case_ids
            for one in looked_at(desk, reader, case_id)
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _report(desk: Desk, reader: Reader, views: list[CaseView]) -> Report:
    sections = [section for view in views for section in _of_case(desk, view)]
    seen = [one for view in views for one in looked_at(desk, reader, view.case.id)]
    rows = tuple((f"{one.at.astimezone():%d-%m-%Y %H:%M}", ", ".join(one.roles), _words(one.action)) for one in seen)
    header = (t("person.when"), t("person.who"), t("person.what"))
    looked = ReportSection("looked", t("person.looked"), words=(t("person.looked_words"),),
                           tables=(Table(t("person.looked"), header, rows),))  # fmt: skip
    head = audit.head(reader).short
    return Report(
        language=language(), title=t("person.title"), about=t("person.about"),
        facts=t("person.facts", made=desk.today().strftime("%d-%m-%Y"), head=head), maker=desk.by,
        sections=(*sections, looked), practice=desk.is_practice,
    )  # fmt: skip


def _of_case(desk: Desk, view: CaseView) -> list[ReportSection]:
    number = view.case.number
    events = case_story.events(desk.registry, view)
    rows = tuple((one.on.strftime("%d-%m-%Y"), one.word, one.title, one.detail or "–") for one in events)
    header = (t("person.when"), t("person.kind"), t("person.what"), t("person.detail"))
    story = ReportSection("story", t("person.case", number=number), tables=(Table(t("person.story"), header, rows),))
    said = tuple(note_words.lines(desk.registry, view.notes))
    talks = ReportSection("notes", f"{number}: {t('notes.title')}", lines=said)
    topics = [_topic(desk, view, page) for page in pages(desk.registry)]
    papers = [_papers(desk, view)] if view.documents else []
    return [story, *_stays(view), *papers, *(one for one in (talks, *topics) if one.lines)]


def _stays(view: CaseView) -> Iterator[ReportSection]:
    if not view.placements:
        return
    rows = tuple(
        (one.first_day.strftime("%d-%m-%Y"), one.last_day.strftime("%d-%m-%Y") if one.last_day else "–",
         stays.where(one), one.note or "–")
        for one in view.placements
    )  # fmt: skip
    header = (t("stay.from"), t("stay.until"), t("stay.where"), t("person.detail"))
    title = f"{view.case.number}: {t('stay.title')}"
    yield ReportSection("stay", title, tables=(Table(t("stay.title"), header, rows),))


def _papers(desk: Desk, view: CaseView) -> ReportSection:
    """The files that are kept in a case; each is attached."""
    header = tuple(t(f"person.{name}") for name in ("attached_as", "document", "dated", "received", "detail"))
    rows = tuple(
        (name, _document_words(desk, one), one.dated_on.strftime("%d-%m-%Y") if one.dated_on else "–",
         one.received_on.strftime("%d-%m-%Y"), one.note or "–")
        for name, one in _named(view)
    )  # fmt: skip
    title = t("person.papers", number=view.case.number)
    return ReportSection("papers", title, tables=(Table(t("person.papers_attached"), header, rows),))


def _document_words(desk: Desk, one: Document) -> str:
    kind = documents.kind_label(desk.registry, one.kind)
    return f"{kind}: {one.title}" if one.title else kind


def _topic(desk: Desk, view: CaseView, page: Page) -> ReportSection:
    """The answers to a topic: those that stand, and after them those of an unfinished draft."""
    fields = [question for entry in page.field for question in entry.questions()]
    own = {one.id: one for one in fields}
    lines = []
    for answers, draft in ((view.answers, False), (view.drafted, True)):
        for one in sorted(answers, key=lambda answer: answer.key):
            if one.key.field_id in own and (not draft or _differs(view, one)):
                label = _label(own[one.key.field_id], one)
                text = shown(desk.registry, own[one.key.field_id], one)
                lines.append(Line(t("person.draft", label=label) if draft else label, text))
    return ReportSection(page.id, f"{view.case.number}: {say(page.label)}", lines=tuple(lines))


def _label(field: Field, answer: Answer) -> str:
    """The question, and where a field has both, whether the answer is claimed or established."""
    label = say(field.label)
    return f"{label} ({name_of(answer.key.standing)})" if field.claimed_established else label


def _differs(view: CaseView, answer: Answer) -> bool:
    standing = view.answers.by_key.get(answer.key)
    return standing is None or (standing.value, standing.absent) != (answer.value, answer.absent)


def _words(action_name: str) -> str:
    return t(f"audit.{action_name}")

"""Files kept in a case: adding, looking, a copy that leaves, and taking away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.case import Case
from lvv_desk.domain.documents import Document, DocumentDetails, OpenedDocument
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.plain_text import cleaned
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError, VaultError
from lvv_desk.services import access, document_files, output_files
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_recent
from lvv_desk.services.desk import Desk
from lvv_desk.services.document_files import Incoming
from lvv_desk.store import documents
from lvv_desk.store.unit_of_work import Reader, UnitOfWork
from lvv_desk.texts import say, t

KINDS, COPIES, REASONS = "document_kinds", "copy_kinds", "document_removal_reasons"
SEEN_ONLY = "seen_only"
LONGEST_TITLE, LONGEST_NOTE = 100, 2000
MOST_FILES = 20


class DocumentService(Service):
    """The files of a case. Which papers someone has are answers of the intake; these are the copies."""

    @action(Right.WRITE_CASES, "document.added", case="name", whole="full")
    def add(self, name: UUID | str, files: Sequence[Path], details: DocumentDetails) -> tuple[Document, ...]:
        """Keeps files in the case, all of them or none. The files themselves stay where they are.

        Raises:
            InputError: a file is of another type, empty, too large, locked, damaged or there already; or what was
                said about it can't be right.
        """
        if not files:
            raise InputError("document_none")
        if len(files) > MOST_FILES:
            raise InputError("document_many", most=MOST_FILES)
        require_details(self._desk, details)
        incoming = [document_files.incoming(path) for path in files]
        with self._desk.store.write() as work:
            case, _ = access.require(self._desk, work, name)
            added = []
            for number, one in enumerate(incoming, start=1):
                title = cleaned(details.title)
                if title and len(incoming) > 1:
                    title = f"{title} ({number})"
                added.append(make_document(self._desk, work, case, one, replace(details, title=title)))
        return tuple(added)

    @action(Right.READ_CASES, "document.viewed", case="name", whole="full")
    def open(self, name: UUID | str, document_id: UUID) -> OpenedDocument:
        """One file with its content, to show. Nothing is written outside the vault.

        Raises:
            NotFoundError: there is no such file in the case.
            VaultError: its content is not what was put in.
        """
        with self._desk.store.read() as reader:
            case, _ = access.require(self._desk, reader, name)
            return _opened(reader, case, document_id)

    @action(Right.PRINT, "document.exported", case="name", whole="full")
    def save(self, name: UUID | str, document_id: UUID, path: Path, *, replace: bool = False) -> Document:
        """Writes a copy of one file outside the vault, where nothing protects it, and records that it left.

        Raises:
            InputError: the place is taken, in the vault, or can't be written; nothing leaves.
        """
        with self._desk.store.read() as reader:
            case, _ = access.require(self._desk, reader, name)
            opened = _opened(reader, case, document_id)
        document = opened.document
        with (
            output_files.leaving_file(path, opened.content, vault=self._desk.vault.folder, replace=replace),
            self._desk.store.write() as work,
        ):
            work.log("document.exported", "case", case.id, document=str(document.id), code=self._code(document))
        return document

    def _code(self, document: Document) -> str:
        """What a copy that turns up is compared with. The plain hash would tell of a file what it was."""
        return self._desk.chain.code(bytes.fromhex(document.sha256))

    @action(Right.WRITE_CASES, "document.removed", case="name", whole="full")
    def remove(self, name: UUID | str, document_id: UUID, reason: str) -> None:
        """Takes a file away for good. The log tells that, why and by whom, and nothing of what it was.

        Raises:
            InputError: there is no reason.
        """
        desk = self._desk
        if desk.registry.code(REASONS, reason) is None:
            raise InputError("document_reason")
        with desk.store.write() as work:
            case, _ = access.require(desk, work, name)
            if documents.find(work, case.id, document_id) is None:
                raise NotFoundError("document_gone")
            documents.remove(work, document_id)
            work.log("document.removed", "case", case.id, document=str(document_id), reason=reason)
        desk.vault.drop_copy_before_migration()
        with suppress(VaultError):  # the rows were overwritten as they went; this gives their room back
            desk.store.compact()


def require_details(desk: Desk, details: DocumentDetails) -> None:
    """The rule for what is said about a file, typed or imported. Raises :class:`InputError`."""
    if desk.registry.code(KINDS, details.kind) is None:
        raise InputError("document_kind")
    if details.copy_kind == SEEN_ONLY or desk.registry.code(COPIES, details.copy_kind) is None:
        raise InputError("document_copy")
    if details.received_on > desk.today():
        raise InputError("document_received")
    require_recent(details.received_on)
    if details.dated_on is not None and details.dated_on > details.received_on:
        raise InputError("document_dated", on=details.received_on.strftime("%d-%m-%Y"))
    if len(cleaned(details.title)) > LONGEST_TITLE:
        raise InputError("document_title", most=LONGEST_TITLE)
    if len(details.note) > LONGEST_NOTE:
        raise InputError("document_note", most=LONGEST_NOTE)


def make_document(desk: Desk, work: UnitOfWork, case: Case, file: Incoming, details: DocumentDetails) -> Document:
    """Keeps one file that was looked at; its name goes nowhere. Raises :class:`InputError`."""
    require_details(desk, details)
    content = file.content
    digest = hashlib.sha256(content).hexdigest()
    there = documents.with_digest(work, case.id, digest)
    if there is not None:
        raise InputError("document_there", file=file.name, on=there.at.astimezone().strftime("%d-%m-%Y"))
    document = Document(
        new_id(), details.kind, _own_title(desk.registry, details), details.dated_on, details.received_on,
        details.copy_kind, file.media_type, len(content), digest, cleaned(details.note, keep="\n\t"), work.by, work.at,
    )  # fmt: skip
    documents.add(work, case.id, document, content)
    work.log("document.added", "case", case.id, document=str(document.id))
    return document


def _own_title(registry: Registry, details: DocumentDetails) -> str:
    """A title that only repeats the kind is none: the kind is said in the language of who looks."""
    title, code = cleaned(details.title), registry.code(KINDS, details.kind)
    return "" if code is not None and title in (code.label.nl, code.label.en) else title


def title_of(registry: Registry, document: Document) -> str:
    """What a file is called: its title, else its kind; "shielded" where that may not be told."""
    return document.title or (kind_label(registry, document.kind) if document.kind else t("access.shielded"))


def kind_label(registry: Registry, kind: str) -> str:
    """The kind of a file in words."""
    code = registry.code(KINDS, kind)
    return say(code.label) if code is not None else kind


def _opened(reader: Reader, case: Case, document_id: UUID) -> OpenedDocument:
    document = documents.find(reader, case.id, document_id)
    if document is None:
        raise NotFoundError("document_gone")
    return OpenedDocument(document, whole_content(reader, document))


def whole_content(reader: Reader, document: Document) -> bytes:
    """The bytes of a file, exactly as they came in. Raises :class:`VaultError` when they are not."""
    content = documents.content_of(reader, document.id)
    if content is None or hashlib.sha256(content).hexdigest() != document.sha256:
        raise VaultError("document_changed")
    return content

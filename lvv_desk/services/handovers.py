"""Handovers: preview from memory, save, and the record of what left."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from lvv_desk.domain.handover import HandoverDocument
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError
from lvv_desk.pdf.handover import render
from lvv_desk.services import manifest, output_files
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import CaseService, CaseView, view_of
from lvv_desk.services.desk import Desk
from lvv_desk.store import records

PREVIEW_CHANGED = "preview_changed"


@dataclass(frozen=True)
class Preview:
    """A handover as it would leave: what it says and the exact bytes."""

    case_id: UUID
    document: HandoverDocument
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class HandoverService(Service):
    """What goes to the IND and DT&V."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._cases = CaseService(desk)

    @action(Right.PRINT, "handover.previewed", case="name", whole="full")
    def preview(self, name: str, recipient: str) -> Preview:
        """The PDF in memory. It leaves no trace in the file and no temporary file.

        Raises:
            NotFoundError: there is no such case or recipient.
        """
        view = self._cases.view(name)
        document = self._document(view, recipient)
        return Preview(view.case.id, document, render(document))

    def _document(self, view: CaseView, recipient: str) -> HandoverDocument:
        earlier = sum(one.recipient == recipient for one in view.disclosures)
        return manifest.build(
            self._desk.registry, view, recipient,
            author=self._desk.by, version=earlier + 1, practice=self._desk.is_practice,
        )  # fmt: skip

    @action(Right.PRINT, "handover.saved", case="preview.case_id", whole="full")
    def save(self, preview: Preview, path: Path, *, replace: bool = False) -> str:
        """Writes exactly the previewed bytes and records the disclosure. Returns their SHA-256.

        Args:
            replace: the user has said that a file in that place may go.

        Raises:
            InputError: the case has changed since the preview, or the place is taken or can't be written; nothing
                half-written stays and nothing is recorded.
            VaultError: the disclosure can't be recorded; the file does not leave.
        """
        shown, sha256 = preview.document, preview.sha256
        leaving = output_files.leaving_file(path, preview.content, vault=self._desk.vault.folder, replace=replace)
        with leaving, self._desk.store.write() as work:
            if self._document(view_of(self._desk, work, preview.case_id), shown.recipient_id) != shown:
                raise InputError(PREVIEW_CHANGED)
            records.add_disclosure(
                work, preview.case_id, shown.recipient_id, sha256, len(preview.content), manifest_data(shown)
            )
            work.log("handover.saved", "case", preview.case_id, recipient=shown.recipient_id, sha256=sha256)
        return sha256


def manifest_data(document: HandoverDocument) -> dict[str, Any]:
    """What left and what was held back, by name and without content, for the record."""
    return {
        "language": document.language,
        "version": document.version,
        "sections": [
            {"id": one.id, "lines": [line.label for line in one.lines], "tables": [table.title for table in one.tables]}
            for one in document.sections
        ],
        "withheld": [{"label": one.label, "because": one.because.value} for one in document.withheld],
        "kept_inside": [{"label": one.label, "because": one.because.value} for one in document.kept_inside],
        "consents": [asdict(one) for one in document.consents],
        "missing": document.missing,
    }

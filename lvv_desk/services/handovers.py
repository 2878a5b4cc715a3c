"""Handovers: preview from memory, save, and the record of what left."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from lvv_desk.domain.handover import HandoverDocument
from lvv_desk.errors import InputError
from lvv_desk.pdf.handover import render
from lvv_desk.services import manifest
from lvv_desk.services.cases import CaseService, CaseView
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


class HandoverService:
    """What goes to the IND and DT&V."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cases = CaseService(desk)

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

    def save(self, preview: Preview, path: Path) -> str:
        """Writes exactly the previewed bytes and records the disclosure. Returns their SHA-256.

        Raises:
            InputError: the case has changed since the preview, or the file can't be written; nothing half-written
                stays and nothing is recorded.
        """
        shown, sha256 = preview.document, preview.sha256
        with self._desk.store.write() as work:
            if self._document(self._cases.view_in(work, preview.case_id), shown.recipient_id) != shown:
                raise InputError(PREVIEW_CHANGED)
            records.add_disclosure(
                work, preview.case_id, shown.recipient_id, sha256, len(preview.content), manifest_data(shown)
            )
            work.log("handover.saved", "case", preview.case_id, recipient=shown.recipient_id, sha256=sha256)
            work.session.flush()
            _write_whole(path, preview.content)
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


def _write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise InputError("file_not_written", file=path, why=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)

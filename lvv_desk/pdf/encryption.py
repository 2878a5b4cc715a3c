"""Encrypting a PDF for who gets it: AES-256 as in PDF 2.0 (pikepdf, revision 6), the metadata too."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import PurePath

import pikepdf

TYPES = {".json": "application/json", ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}


def encrypted(content: bytes, passphrase: str, attachments: Mapping[str, bytes]) -> bytes:
    """The document with files attached, readable with the passphrase only."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name, data in attachments.items():
            media_type = TYPES[PurePath(name).suffix]
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name, mime_type=media_type)
        pdf.save(out, encryption=pikepdf.Encryption(owner=passphrase, user=passphrase, R=6, aes=True, metadata=True))
    return out.getvalue()

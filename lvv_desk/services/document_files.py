"""Files that come in from outside, read as hostile: what they are is told by their content, never by their name."""

from __future__ import annotations

import io
import stat
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from lvv_desk import pdf_apart
from lvv_desk.errors import InputError, why
from lvv_desk.pdf_child import MOST_PIXELS
from lvv_desk.pdfium import UnreadablePdf

Image.MAX_IMAGE_PIXELS = None  # only the head is read before the limit below is looked at
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
PDF_START, PDF_WITHIN = b"%PDF-", 1024
PICTURES = {b"\x89PNG\r\n\x1a\n": ("image/png", "PNG"), b"\xff\xd8\xff": ("image/jpeg", "JPEG")}


@dataclass(frozen=True)
class Incoming:
    """A file that was looked at. ``name`` is what messages call it."""

    name: str
    content: bytes
    media_type: str


def read(path: Path) -> bytes:
    """The bytes of a file; never more than fits.

    Raises:
        InputError: it is not a file, too large, or can't be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError("document_type", file=path.name)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError("document_unreadable", file=path.name, why=why(error)) from error
    return content


def incoming(path: Path) -> Incoming:
    """A file, read and looked at. Raises :class:`InputError`."""
    content = read(path)
    return Incoming(path.name, content, media_type_of(content, path.name))


def media_type_of(content: bytes, name: str) -> str:
    """What a file is, once it was really opened as that. ``name`` is what messages call it.

    Raises:
        InputError: it is empty, too large, of another type, locked with a password, or damaged.
    """
    if not content:
        raise InputError("document_empty", file=name)
    if len(content) > LARGEST:
        raise InputError("document_too_large", file=name, limit=LARGEST // MEGABYTE)
    for start, (media_type, decoder) in PICTURES.items():
        if content.startswith(start):
            _require_picture(content, decoder, name)
            return media_type
    if PDF_START in content[:PDF_WITHIN]:
        _require_pdf(content, name)
        return "application/pdf"
    raise InputError("document_type", file=name)


def _require_pdf(content: bytes, name: str) -> None:
    try:
        with pdf_apart.opened(content) as document:
            sizes = document.sizes(1)
    except UnreadablePdf as error:
        raise InputError("document_locked" if error.needs_password else "document_damaged", file=name) from error
    if not sizes:
        raise InputError("document_damaged", file=name)


def _require_picture(content: bytes, decoder: str, name: str) -> None:
    try:
        picture = Image.open(io.BytesIO(content), formats=(decoder,))
        fits = picture.width * picture.height <= MOST_PIXELS
        if fits:
            _decode(picture, decoder)
    except Exception as error:  # a decoder that is fed rubbish raises whatever it stumbles over
        raise InputError("document_damaged", file=name) from error
    if not fits:
        raise InputError("document_pixels", file=name)


def _decode(picture: Image.Image, decoder: str) -> None:
    """To the last byte, without holding all of it: a PNG by the sums of its parts, a JPEG at an eighth of its size."""
    if decoder == "PNG":
        picture.verify()
    else:
        picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
        picture.load()

"""Opening a PDF with pdfium, which works for one at a time: whoever uses it waits for its turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

from lvv_desk.pdf_child import NEEDS_PASSWORD

_TURN = threading.Lock()


class UnreadablePdf(ValueError):
    """pdfium can't open it or show a page of it."""

    def __init__(self, *, needs_password: bool = False) -> None:
        super().__init__("unreadable PDF")
        self.needs_password = needs_password


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The document of pdfium, for as long as the ``with`` lasts.

    Raises:
        UnreadablePdf: it is damaged, or locked with a password.
    """
    with _TURN:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf(needs_password=error.err_code == NEEDS_PASSWORD) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf from error
        finally:
            document.close()

"""A process of its own that reads one PDF from outside. It runs as a file, and brings nothing of this program in.

On its input come a line of JSON and, for ``open``, the bytes of the file; it answers with a line of JSON and, for
``draw``, the pixels. See :mod:`lvv_desk.pdf_apart`.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any, BinaryIO

import pypdfium2

NEEDS_PASSWORD = 4
MOST_MEMORY = 1 << 30
MOST_FILES = 32
MOST_PIXELS = 60_000_000
"""A page or a picture is drawn with four bytes a pixel before it is shown."""


def limit() -> None:
    """Little memory, no core dump, and no file to write; where the system knows no limits, there are none."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
    )  # fmt: skip
    for kind, most in limits:
        resource.setrlimit(kind, (most, most))


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answers until nothing is asked any more."""
    document: Any = None
    while line := asked.readline():
        question = json.loads(line)
        pixels = b""
        try:
            if question["do"] == "open":
                document = pypdfium2.PdfDocument(asked.read(question["size"]))
                answer: dict[str, Any] = {"pages": len(document)}
            elif question["do"] == "sizes":
                answer = {"sizes": [document.get_page_size(page) for page in range(question["most"])]}
            else:
                answer, pixels = draw(document, question["page"], question["scale"])
        except pypdfium2.PdfiumError as error:
            answer = {"error": "locked" if error.err_code == NEEDS_PASSWORD else "damaged"}
        except MemoryError:
            answer = {"error": "damaged"}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.write(pixels)
        answers.flush()


def draw(document: Any, page: int, scale: float) -> tuple[dict[str, Any], bytes]:
    """A page as pixels of four bytes: blue, green, red, unused."""
    width, height = document.get_page_size(page - 1)
    fits = math.sqrt(MOST_PIXELS / max(1, width * height))
    bitmap = document[page - 1].render(scale=min(scale, fits), prefer_bgrx=True)
    pixels = bytes(bitmap.buffer)
    return {"width": bitmap.width, "height": bitmap.height, "stride": bitmap.stride, "size": len(pixels)}, pixels


if __name__ == "__main__":
    limit()
    main(sys.stdin.buffer, sys.stdout.buffer)

"""PDFs from outside are read in a process of their own, with little memory and time.

What swells there fills nothing here. That process holds the one document and no key, writes no file, and ends when the
document is closed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lvv_desk import pdf_child
from lvv_desk.pdfium import UnreadablePdf

SECONDS = 20
"""The most that one question may take."""
MOST_PAGES = 5_000
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Pixels:
    """A drawn page: rows of ``stride`` bytes, four a pixel (blue, green, red, unused)."""

    width: int
    height: int
    stride: int
    data: bytes


class PdfApart:
    """One document. The process starts with the first question and can be ended from any thread."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._turn, self._starting = threading.Lock(), threading.Lock()
        self.pages = 0

    def open(self) -> int:
        """How many pages there are. Raises :class:`UnreadablePdf`."""
        with self._turn:
            self._start()
        return self.pages

    def sizes(self, most: int = MOST_PAGES) -> list[tuple[float, float]]:
        """The size in points of each page, of the first so many. Raises :class:`UnreadablePdf`."""
        with self._turn:
            self._start()
            answer, _ = self._ask({"do": "sizes", "most": min(self.pages, most)})
        return [(width, height) for width, height in answer["sizes"]]

    def draw(self, page: int, scale: float) -> Pixels:
        """A page, counted from 1, at so many pixels a point. Raises :class:`UnreadablePdf`."""
        with self._turn:
            self._start()
            answer, data = self._ask({"do": "draw", "page": page, "scale": scale})
        return Pixels(answer["width"], answer["height"], answer["stride"], data)

    def close(self) -> None:
        """Ends the process, and with it what it knew of the document."""
        with self._starting:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _start(self) -> None:
        with self._starting:
            if self._closed:
                raise UnreadablePdf
            if self._process is not None:
                return
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, on a file of ours
                [sys.executable, "-I", str(Path(pdf_child.__file__))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            )  # fmt: skip
        answer, _ = self._ask({"do": "open", "size": len(self._content)}, self._content)
        self.pages = answer["pages"]

    def _ask(self, question: dict[str, Any], content: bytes = b"") -> tuple[dict[str, Any], bytes]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise UnreadablePdf
        late = threading.Timer(SECONDS, process.kill)
        late.start()
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.write(content)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline() or b'{"error": "damaged"}')
            data = process.stdout.read(answer.get("size", 0))
        except (OSError, ValueError) as error:  # it was ended, or it ran out of memory or time
            raise UnreadablePdf from error
        finally:
            late.cancel()
        if "error" in answer or len(data) != answer.get("size", 0):
            raise UnreadablePdf(needs_password=answer.get("error") == "locked")
        return answer, data


@contextmanager
def opened(content: bytes) -> Iterator[PdfApart]:
    """The document, for as long as the ``with`` lasts. Raises :class:`UnreadablePdf`."""
    document = PdfApart(content)
    try:
        document.open()
        yield document
    finally:
        document.close()

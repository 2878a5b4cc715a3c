"""A PDF that was made in memory, to a file or to the printer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from lvv_desk import pdfium
from lvv_desk.texts import t
from ui.context import Context

PRINT_SCALE = 3.0
"""Pixels for each point of the page: 216 dots per inch, sharp on paper and quick to draw."""


def save(owner: QWidget, context: Context, title: str, name: str, make: Callable[[], bytes]) -> None:
    """Asks for a place and writes what ``make`` makes there, readable for this user only."""
    path = context.dialogs.save_file(owner, title, Path.home() / name, "PDF (*.pdf)")
    if path is None:
        return

    def work() -> None:
        write_private(path, make(), context.services.desk.vault.folder)

    def saved(_: None) -> None:
        context.go.notify(t("pdf_out.saved", file=path))

    context.tasks.run(owner, work, saved, lambda error: context.go.notify(str(error)))


def print_out(owner: QWidget, context: Context, title: str, make: Callable[[], bytes]) -> None:
    """Makes it, asks for a printer, and prints."""

    def ask(pages: list[QImage]) -> None:
        if context.dialogs.print_pages(owner, title, pages):
            context.go.notify(t("pdf_out.printed"))

    def draw(content: bytes) -> None:
        context.tasks.run(owner, partial(drawn, content), ask, lane="documents")

    context.tasks.run(owner, make, draw, lambda error: context.go.notify(str(error)))


def write_private(path: Path, content: bytes, vault: Path) -> None:
    """A file that is there whole or not at all, for nobody else to read. Raises :class:`InputError`."""
    from lvv_desk.services import output_files  # noqa: PLC0415 - on the worker

    with output_files.leaving_file(path, content, vault=vault, replace=True):
        pass


def drawn(content: bytes) -> list[QImage]:
    """The pages as pictures."""
    with pdfium.opened(content) as document:
        pages = []
        for page in document:
            bitmap = page.render(scale=PRINT_SCALE, rev_byteorder=True)
            data = bytes(bitmap.buffer)
            kind = QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGBA8888  # noqa: PLR2004
            pages.append(QImage(data, bitmap.width, bitmap.height, bitmap.stride, kind).copy())
        return pages


def to_printer(parent: QWidget, title: str, pages: list[QImage]) -> bool:
    """Asks for a printer and prints; ``False`` when it was called off."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)  # two recovery codes are never on one sheet by themselves
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    painter = QPainter(printer)
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        room = printer.pageLayout().paintRectPixels(printer.resolution())
        size = page.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(0, 0, size.width(), size.height()), page)
    painter.end()
    return True

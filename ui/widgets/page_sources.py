"""What pages are drawn from: a PDF of our own, a PDF from outside, or one picture. All of it is asked on a worker."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPainter

from lvv_desk import pdf_child, pdfium
from lvv_desk.pdf_apart import PdfApart

POINTS_PER_INCH = 72
SCREEN_DPI = 96
POINTS_PER_PIXEL = POINTS_PER_INCH / SCREEN_DPI
PNG_START = b"\x89PNG"
PAPER = 0xFFFFFFFF
"""White, in every theme: it belongs to the picture."""


class PageSource(Protocol):
    """A document that was handed over as bytes. Every question raises :class:`ValueError` when it can't be shown."""

    def sizes(self) -> list[tuple[float, float]]:
        """The pages in points."""

    def picture(self, page: int, scale: float) -> QImage:
        """One page, counted from 1, at so many pixels a point."""

    def close(self) -> None:
        """Nothing will be asked any more."""


class OwnPdf:
    """A PDF that this program made itself."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def sizes(self) -> list[tuple[float, float]]:
        with pdfium.opened(self._content) as document:
            return [document.get_page_size(page) for page in range(len(document))]

    def picture(self, page: int, scale: float) -> QImage:
        with pdfium.opened(self._content) as document:
            answer, pixels = pdf_child.draw(document, page, scale)
        return _image(pixels, answer["width"], answer["height"], answer["stride"])

    def close(self) -> None:
        """It holds nothing but the bytes."""


class ForeignPdf:
    """A PDF from outside, read in a process of its own."""

    def __init__(self, content: bytes) -> None:
        self._document = PdfApart(content)

    def sizes(self) -> list[tuple[float, float]]:
        return self._document.sizes()

    def picture(self, page: int, scale: float) -> QImage:
        drawn = self._document.draw(page, scale)
        return _image(drawn.data, drawn.width, drawn.height, drawn.stride)

    def close(self) -> None:
        self._document.close()


class OnePicture:
    """A scan or a photo as one page: at 100 % a pixel of the picture is a pixel of the screen."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def sizes(self) -> list[tuple[float, float]]:
        """The way up that the camera says."""
        reader = _Reader(self._content)
        if not reader.size.isValid():
            raise ValueError("not a picture")
        upright = reader.size.transposed() if reader.on_its_side else reader.size
        return [(upright.width() * POINTS_PER_PIXEL, upright.height() * POINTS_PER_PIXEL)]

    def picture(self, page: int, scale: float) -> QImage:  # noqa: ARG002 - there is one page
        """Never larger than it is: what is enlarged further is stretched when it is painted."""
        reader = _Reader(self._content)
        wanted = reader.size * (scale * POINTS_PER_PIXEL)
        if wanted.width() < reader.size.width():
            reader.images.setScaledSize(wanted.expandedTo(QSize(1, 1)))
        made = reader.images.read()
        if made.isNull():
            raise ValueError("damaged")
        return _on_paper(made)

    def close(self) -> None:
        """It holds nothing but the bytes."""


def _image(pixels: bytes, width: int, height: int, stride: int) -> QImage:
    """A picture that owns its pixels."""
    return QImage(pixels, width, height, stride, QImage.Format.Format_RGB32).copy()


class _Reader:
    """Reads as what the first bytes say, and as nothing else."""

    def __init__(self, content: bytes) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.images = QImageReader(self._buffer)
        self.images.setAutoDetectImageFormat(False)
        self.images.setFormat(QByteArray(b"png" if content.startswith(PNG_START) else b"jpeg"))
        self.images.setAutoTransform(True)
        self.size = self.images.size()

    @property
    def on_its_side(self) -> bool:
        turned = QImageIOHandler.Transformation.TransformationRotate90
        return bool(self.images.transformation() & turned)


def _on_paper(made: QImage) -> QImage:
    """What is transparent is white, in a dark window too: scans are dark on light."""
    if not made.hasAlphaChannel():
        return made
    paper = QImage(made.size(), QImage.Format.Format_RGB32)
    paper.fill(PAPER)
    painter = QPainter(paper)
    painter.drawImage(0, 0, made)
    painter.end()
    return paper


__all__ = ["POINTS_PER_INCH", "SCREEN_DPI", "ForeignPdf", "OnePicture", "OwnPdf", "PageSource"]

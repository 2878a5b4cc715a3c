"""A scan or a photo on the screen, from bytes in memory: one page, scrolled and enlarged as a PDF is."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPainter

from ui.widgets.pdf_view import POINTS_PER_INCH, SCREEN_DPI, PdfView

POINTS_PER_PIXEL = POINTS_PER_INCH / SCREEN_DPI
PNG_START = b"\x89PNG"
PAPER = 0xFFFFFFFF
"""White, in every theme: it belongs to the picture."""


class PictureView(PdfView):
    """At 100 % a pixel of the picture is a pixel of the screen."""

    @staticmethod
    def measured(content: bytes) -> list[tuple[float, float]]:
        """The picture as one page, the way up that the camera says."""
        reader = _Reader(content)
        if not reader.size.isValid():
            raise ValueError("not a picture")
        upright = reader.size.transposed() if reader.on_its_side else reader.size
        return [(upright.width() * POINTS_PER_PIXEL, upright.height() * POINTS_PER_PIXEL)]

    @staticmethod
    def picture(content: bytes, page: int, scale: float) -> QImage:  # noqa: ARG004 - there is one page
        """The picture, never larger than it is: what is enlarged further is stretched when it is painted."""
        reader = _Reader(content)
        wanted = reader.size * (scale * POINTS_PER_PIXEL)
        if wanted.width() < reader.size.width():
            reader.images.setScaledSize(wanted.expandedTo(QSize(1, 1)))
        made = reader.images.read()
        if made.isNull():
            raise ValueError("damaged")
        return _on_paper(made)


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


__all__ = ["PictureView"]

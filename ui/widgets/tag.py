"""A status as a word in a quiet pill."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme


class Tag(QLabel):
    """The word carries the meaning, the colour role only supports it."""

    def __init__(self, word: str, role: theme.TagRole = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role: theme.TagRole = role
        self.setText(word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.on_change(self.updateGeometry)

    def set_tag(self, word: str, role: theme.TagRole) -> None:
        """Show another status."""
        self._role = role
        self.setText(word)
        self.updateGeometry()
        self.update()

    def role(self) -> theme.TagRole:
        """The role that colours the word."""
        return self._role

    def sizeHint(self) -> QSize:
        """The word and the room around it."""
        return tag_size(self.text())

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return tag_size(self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A pill."""
        painter = QPainter(self)
        paint_tag(painter, QRectF(self.rect()), self.text(), self._role)
        painter.end()


def tag_size(word: str) -> QSize:
    """Size of a tag painted by hand."""
    metrics = QFontMetrics(theme.current().font("caption_strong"))
    return QSize(metrics.horizontalAdvance(word) + 20, metrics.height() + 4)


def paint_tag(painter: QPainter, rect: QRectF, word: str, role: theme.TagRole) -> None:
    """The same pill, for widgets and delegates that paint by hand; elided when the room is short."""
    look = theme.current()
    font = look.font("caption_strong")
    metrics = QFontMetrics(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(f"{role}.bg"))
    radius = min(look.radius.pill, rect.height() / 2)
    painter.drawRoundedRect(rect, radius, radius)
    painter.setFont(font)
    painter.setPen(look.colour(f"{role}.fg"))
    shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(rect.width()) - 16)
    left = rect.left() + (rect.width() - metrics.horizontalAdvance(shown)) / 2
    base = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()
    painter.drawText(QPointF(left, base), shown)

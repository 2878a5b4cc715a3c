"""The few things that widgets painted by hand share: the focus ring and wrapped text."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption

from ui import theme


def focus_ring(painter: QPainter, rect: QRectF, radius: float, gap_role: str | None = None) -> None:
    """A two-pixel ring inside `rect`; `gap_role` is the colour of a thin line between it and the inside."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if gap_role is not None:
        painter.setPen(QPen(theme.current().colour(gap_role), 1.5))
        painter.drawRoundedRect(rect.adjusted(2.75, 2.75, -2.75, -2.75), radius - 2, radius - 2)
    painter.setPen(QPen(theme.current().colour("focus"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


class Lines:
    """Plain text broken into lines of one width, with our own line height; long texts end in an ellipsis."""

    def __init__(
        self, text: str, type_role: theme.TypeRole, width: float, *, max_lines: int = 0, strong: bool = False
    ) -> None:
        look = theme.current()
        self.font: QFont = look.font(type_role)
        if strong:
            self.font.setWeight(QFont.Weight(600))
        self.line = look.line_height(type_role)
        self._metrics = QFontMetrics(self.font)
        self.texts = self._break(text, max(1.0, width), max_lines)

    @property
    def height(self) -> int:
        """Height of all lines together."""
        return self.line * len(self.texts)

    @property
    def widest(self) -> int:
        """Width of the widest line."""
        return max((self._metrics.horizontalAdvance(text) for text in self.texts), default=0)

    def paint(self, painter: QPainter, x: float, y: float, colour: QColor, width: float = 0) -> None:
        """Paint from the top left corner; with a width, right-to-left text stands at its right edge."""
        painter.setFont(self.font)
        painter.setPen(colour)
        base = (self.line - self._metrics.height()) / 2 + self._metrics.ascent()
        for number, text in enumerate(self.texts):
            shift = 0.0
            if width and right_to_left(text):
                shift = max(0.0, width - self._metrics.horizontalAdvance(text))
            painter.drawText(QPointF(x + shift, y + number * self.line + base), text)

    def _break(self, text: str, width: float, max_lines: int) -> list[str]:
        if not text:
            return []
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        found: list[str] = []
        for paragraph in text.splitlines() or [""]:
            units = paragraph.encode("utf-16-le")  # Qt counts in UTF-16 units
            layout = QTextLayout(paragraph, self.font)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid() and (not max_lines or len(found) <= max_lines):
                line.setLineWidth(width)
                start, length = 2 * line.textStart(), 2 * line.textLength()
                found.append(units[start : start + length].decode("utf-16-le").rstrip())
            layout.endLayout()
        if max_lines and len(found) > max_lines:
            rest = found[max_lines - 1] + " " + found[max_lines]
            last = self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, int(width))
            found = [*found[: max_lines - 1], last]
        return found

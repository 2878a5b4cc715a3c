"""Small calm horizontal bars with words and numbers; patterns tell classes apart, not colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.painting import Lines

Pattern = Literal["solid", "hatched", "dotted", "open"]
STYLES: dict[str, Qt.BrushStyle] = {
    "hatched": Qt.BrushStyle.BDiagPattern,
    "dotted": Qt.BrushStyle.Dense6Pattern,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its share is 0 to 1 of the whole width; value and percentage come as words ("12", "34 %")."""

    label: str
    share: float
    value_text: str
    percentage: str = ""
    pattern: Pattern = "solid"
    note: str = ""


class HBarChart(QWidget):
    """Rows of label, bar and value."""

    def __init__(
        self,
        bars: Iterable[Bar] = (),
        *,
        accessible_name: str = "",
        empty_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty = empty_text
        self._bars: tuple[Bar, ...] = ()
        self.setAccessibleName(accessible_name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_bars(bars)
        theme.on_change(self._restyle)

    def set_bars(self, bars: Iterable[Bar]) -> None:
        """Show these bars, in the order given."""
        self._bars = tuple(bars)
        said = (" ".join((bar.label, bar.value_text, bar.percentage)).strip() for bar in self._bars)
        self.setAccessibleDescription("; ".join(said) or self._empty)
        self._restyle()

    def hasHeightForWidth(self) -> bool:
        """Labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at this width."""
        if not self._bars:
            return Lines(self._empty, "body", width).height
        return sum(self._row_height(bar, width) for bar in self._bars) - theme.current().space.two

    def sizeHint(self) -> QSize:
        """The width of a card."""
        width = theme.current().text_width(60)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The height follows from the width."""
        return QSize(theme.current().text_width(24), theme.current().line_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._bars:
            Lines(self._empty, "body", self.width()).paint(painter, 0, 0, look.colour("text_muted"))
        top = 0
        for bar in self._bars:
            self._paint_bar(painter, bar, top)
            top += self._row_height(bar, self.width())
        painter.end()

    def _parts(self, bar: Bar, width: int) -> tuple[Lines, Lines, Lines, Lines]:
        number = Lines(bar.value_text, "strong", 10_000)
        share = Lines(bar.percentage, "caption", 10_000)
        room = width - number.widest - share.widest - 24
        return Lines(bar.label, "body", room, max_lines=2), number, share, Lines(bar.note, "caption", width)

    def _row_height(self, bar: Bar, width: int) -> int:
        look = theme.current()
        label, _number, _share, note = self._parts(bar, width)
        return label.height + look.space.half + self._thick() + note.height + look.space.two

    @staticmethod
    def _thick() -> int:
        return theme.current().scaled(12)

    def _paint_bar(self, painter: QPainter, bar: Bar, top: int) -> None:
        look = theme.current()
        width = self.width()
        label, number, share, note = self._parts(bar, width)
        label.paint(painter, 0, top, look.colour("text"))
        right = width - share.widest
        base = top + (number.line - share.line) * 0.62
        share.paint(painter, right, base, look.colour("text_muted"))
        number.paint(painter, right - number.widest - (8 if share.texts else 0), top, look.colour("text"))
        y, thick = top + label.height + look.space.half, self._thick()
        track = QRectF(0.5, y + 0.5, width - 1, thick - 1)
        radius = min(look.radius.small, thick / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface_sunken"))
        painter.drawRoundedRect(track, radius, radius)
        length = max(0.0, min(1.0, bar.share)) * track.width()
        if length > 0:
            self._fill(
                painter,
                bar.pattern,
                QRectF(track.left(), track.top(), max(length, 3), track.height()),
                radius,
            )
        note.paint(painter, 0, y + thick, look.colour("text_muted"))

    @staticmethod
    def _fill(painter: QPainter, pattern: Pattern, rect: QRectF, radius: float) -> None:
        look = theme.current()
        accent = look.colour("accent")
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        painter.setPen(QPen(accent, 1.2))
        painter.setBrush(accent if pattern == "solid" else look.colour("accent_soft"))
        painter.drawPath(path)
        if pattern in STYLES:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(accent, STYLES[pattern]))
            painter.drawPath(path)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

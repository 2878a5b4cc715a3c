"""A vertical timeline: what was reached and what is planned, told by shape and word, not by colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.painting import Lines

Kind = Literal["achieved", "planned", "due", "note"]
SPOKEN = 12  # events read out in the description
KEPT = 4  # widths kept


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One moment; `word` says the kind in words ("Bereikt", "Gepland", "Over tijd")."""

    date: str
    title: str
    detail: str = ""
    kind: Kind = "achieved"
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    event: TimelineEvent
    top: int
    height: int
    head: Lines
    title: Lines
    detail: Lines


class Timeline(QWidget):
    """Paints 0 to 200 events; only those in view are drawn. Put it in a `ScrollArea`."""

    def __init__(
        self,
        events: Iterable[TimelineEvent] = (),
        *,
        accessible_name: str = "",
        empty_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty = empty_text
        self._events: tuple[TimelineEvent, ...] = ()
        self._rows: list[_Row] = []
        self._width = -1
        self._cache: dict[int, list[_Row]] = {}
        self.setAccessibleName(accessible_name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_events(events)
        theme.on_change(self._restyle)

    def set_events(self, events: Iterable[TimelineEvent]) -> None:
        """Show these events, in the order given."""
        self._events = tuple(events)
        lines = [
            ", ".join(part for part in (event.date, event.word, event.title) if part) for event in self._events[:SPOKEN]
        ]
        self.setAccessibleDescription("; ".join(lines) if lines else self._empty)
        self._restyle()

    def hasHeightForWidth(self) -> bool:
        """Titles wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all events at this width."""
        rows = self._arranged(width)
        if not rows:
            return Lines(self._empty, "body", width).height
        return rows[-1].top + rows[-1].height

    def sizeHint(self) -> QSize:
        """A column beside a task list."""
        width = theme.current().text_width(40)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a side column may be; the height follows from the width."""
        return QSize(theme.current().text_width(22), theme.current().line_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the events that are in view."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._events:
            Lines(self._empty, "body", self.width()).paint(painter, 0, 0, look.colour("text_muted"))
        seen = event.rect()
        mark = self._mark()
        left = mark + look.space.two
        for number, row in enumerate(self._rows):
            if row.top > seen.bottom() or row.top + row.height < seen.top():
                continue
            centre = QPointF(mark / 2, row.top + row.head.line / 2)
            if number + 1 < len(self._rows):
                self._connect(painter, centre, self._rows[number + 1])
            _shape(painter, row.event.kind, centre, mark)
            tone = "attention.fg" if row.event.kind == "due" else "text_muted"
            ink = look.colour("text_muted" if row.event.kind == "planned" else "text")
            y = float(row.top)
            for lines, colour in ((row.head, look.colour(tone)), (row.title, ink)):
                lines.paint(painter, left, y, colour)
                y += lines.height
            row.detail.paint(painter, left, y, look.colour("text_muted"))
        painter.end()

    def _restyle(self) -> None:
        self._width = -1
        self._cache.clear()
        self._lay_out()
        self.updateGeometry()
        self.update()

    def _lay_out(self) -> None:
        if self.width() != self._width:
            self._width = self.width()
            self._rows = self._arranged(self._width)

    def _arranged(self, width: int) -> list[_Row]:
        """A layout asks for the same few widths again and again."""
        if width not in self._cache:
            if len(self._cache) >= KEPT:
                del self._cache[next(iter(self._cache))]
            self._cache[width] = self._arrange(width)
        return self._cache[width]

    def _arrange(self, width: int) -> list[_Row]:
        look = theme.current()
        room = min(width - self._mark() - look.space.two, look.text_width(70))
        rows: list[_Row] = []
        top = 0
        for number, event in enumerate(self._events):
            head = Lines(
                " · ".join(part for part in (event.date, event.word) if part),
                "caption_strong",
                room,
                max_lines=2,
            )
            title = Lines(event.title, "body", room, max_lines=3)
            detail = Lines(event.detail, "caption", room, max_lines=4)
            gap = look.space.three if number + 1 < len(self._events) else look.space.half
            height = head.height + title.height + detail.height + gap
            rows.append(_Row(event, top, height, head, title, detail))
            top += height
        return rows

    @staticmethod
    def _mark() -> int:
        return theme.current().scaled(18)

    def _connect(self, painter: QPainter, centre: QPointF, following: _Row) -> None:
        look = theme.current()
        pen = QPen(look.colour("border_strong"), 1.5)
        if following.event.kind in {"planned", "due"}:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        gap = self._mark() / 2 + 4
        end = following.top + following.head.line / 2 - gap
        painter.drawLine(QPointF(centre.x(), centre.y() + gap), QPointF(centre.x(), max(centre.y(), end)))


def _shape(painter: QPainter, kind: Kind, centre: QPointF, mark: int) -> None:
    """Reached: a filled disc with a tick. Planned: an open ring. Due: a diamond. Note: a small square."""
    look = theme.current()
    half = mark / 2 - 1
    box = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
    if kind == "achieved":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(box)
        tick = QPainterPath(QPointF(centre.x() - half * 0.45, centre.y() + half * 0.05))
        tick.lineTo(centre.x() - half * 0.1, centre.y() + half * 0.4)
        tick.lineTo(centre.x() + half * 0.5, centre.y() - half * 0.35)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("text_on_accent"), 1.6))
        painter.drawPath(tick)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind == "planned":
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5))
    elif kind == "due":
        painter.setPen(QPen(look.colour("attention.fg"), 2))
        painter.setBrush(look.colour("attention.bg"))
        diamond = QPainterPath(QPointF(centre.x(), box.top()))
        for x, y in ((box.right(), centre.y()), (centre.x(), box.bottom()), (box.left(), centre.y())):
            diamond.lineTo(x, y)
        diamond.closeSubpath()
        painter.drawPath(diamond)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text_muted"))
        inset = mark * 0.26
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 1.5, 1.5)

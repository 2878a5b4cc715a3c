"""Widgets in a row that goes on below where there is no room: buttons at the foot in a small window at large text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.text import WIDEST


class Flow(QWidget):
    """Left to right, then below. Widgets after ``add_gap`` stand at the right while all fits on one line."""

    def __init__(self, *, spacing: int | None = None, margins: tuple[int, int] = (0, 0)) -> None:
        super().__init__()
        self._items: list[QWidget] = []
        self._gap_at = -1
        self._space = theme.current().space.one if spacing is None else spacing
        self._across, self._down = margins
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.on_change(self._restyle)

    def add(self, *widgets: QWidget) -> None:
        """Adds widgets at the end."""
        for widget in widgets:
            widget.setParent(self)
            self._items.append(widget)
        self._restyle()

    def add_gap(self) -> None:
        """What comes next stands at the right."""
        self._gap_at = len(self._items)

    def hasHeightForWidth(self) -> bool:
        """A narrow window needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at this width."""
        return max((rect.bottom() + 1 for _, rect in self._rects(width)), default=0) + self._down

    def sizeHint(self) -> QSize:
        """All on one line."""
        sizes = [_size(one, WIDEST).width() for one in self._shown()]
        width = 2 * self._across + sum(sizes) + self._space * max(0, len(sizes) - 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest widget; the height of the lines at the width that is there."""
        widest = max((one.minimumSizeHint().width() for one in self._shown()), default=0)
        width = widest + 2 * self._across
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def event(self, event: QEvent) -> bool:
        """A widget that wants another size tells us so."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._restyle()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the widgets; another width may need other lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
        self._place()

    def _shown(self) -> list[QWidget]:
        return [one for one in self._items if not one.isHidden()]

    def _rects(self, width: int) -> list[tuple[QWidget, QRect]]:
        lines = self._lines(width)
        placed: list[tuple[QWidget, QRect]] = []
        top = self._down
        for line in lines:
            height = max(size.height() for _, size in line)
            left = self._across
            spare = width - self._across - left - sum(size.width() + self._space for _, size in line) + self._space
            for widget, size in line:
                if len(lines) == 1 and widget in self._items[self._gap_at :] and self._gap_at >= 0:
                    left, spare = left + max(0, spare), 0
                placed.append((widget, QRect(left, top + (height - size.height()) // 2, size.width(), size.height())))
                left += size.width() + self._space
            top += height + min(self._space, theme.current().space.half)
        return placed

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        room = width - 2 * self._across
        lines: list[list[tuple[QWidget, QSize]]] = []
        used = 0
        for widget in self._shown():
            size = _size(widget, room)
            if not lines or used + size.width() > room:
                lines.append([])
                used = 0
            lines[-1].append((widget, size))
            used += size.width() + self._space
        return lines

    def _place(self) -> None:
        for widget, rect in self._rects(self.width()):
            widget.setGeometry(rect)

    def _restyle(self) -> None:
        self.updateGeometry()
        self._place()


def _size(widget: QWidget, room: int) -> QSize:
    wanted = widget.sizeHint().expandedTo(widget.minimumSize())
    if wanted.width() <= room:
        return wanted
    height = widget.heightForWidth(room) if widget.hasHeightForWidth() else wanted.height()
    return QSize(room, height)

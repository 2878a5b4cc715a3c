"""Side by side where there is room, below each other where there is not: a small window at large text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme


class Columns(QWidget):
    """Widgets beside each other; stacked when one would get fewer than `least` characters."""

    def __init__(
        self,
        *widgets: QWidget,
        stretches: Sequence[int] = (),
        least: int = 34,
        spacing: int | None = None,
        fill: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._stretches = list(stretches)
        self._least = least
        self._gap = theme.current().space.three if spacing is None else spacing
        self._fill = fill
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)
        theme.on_change(self._restyle)

    def add(self, widget: QWidget, stretch: int = 1) -> None:
        """Add a column at the right."""
        if len(self._stretches) <= len(self._widgets):
            self._stretches.append(stretch)
        self._widgets.append(widget)
        widget.setParent(self)
        self.updateGeometry()

    def is_stacked(self) -> bool:
        """Whether the columns stand below each other now."""
        return self._is_stacked(self.width())

    def hasHeightForWidth(self) -> bool:
        """Text in the columns wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the highest column, or of all together."""
        return max((rect.bottom() + 1 for _widget, rect in self._rects(width)), default=0)

    def sizeHint(self) -> QSize:
        """As wide as the columns want."""
        shown = self._shown()
        width = sum(widget.sizeHint().width() for widget, _ in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest column must be when stacked."""
        width = max((_least_width(widget) for widget, _ in self._shown()), default=0)
        return QSize(width, 0)

    def event(self, event: QEvent) -> bool:
        """A column that wants another height tells us so."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._restyle()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the columns."""
        super().resizeEvent(event)
        self._place()

    def _shown(self) -> list[tuple[QWidget, int]]:
        pairs = zip(self._widgets, self._stretches, strict=False)
        return [(widget, stretch) for widget, stretch in pairs if not widget.isHidden()]

    def _widths(self, width: int) -> list[int]:
        shown = self._shown()
        room = width - self._gap * (len(shown) - 1)
        total = sum(stretch for _, stretch in shown) or 1
        return [room * stretch // total for _, stretch in shown]

    def _is_stacked(self, width: int) -> bool:
        least = theme.current().text_width(self._least)
        shown = self._shown()
        pairs = zip(shown, self._widths(width), strict=True)
        return any(each < max(least, _least_width(widget)) for (widget, _), each in pairs)

    def _rects(self, width: int) -> list[tuple[QWidget, QRect]]:
        shown = self._shown()
        placed: list[tuple[QWidget, QRect]] = []
        if self._is_stacked(width):
            top = 0
            for widget, _ in shown:
                height = _height(widget, width)
                placed.append((widget, QRect(0, top, width, height)))
                top += height + self._gap
            return placed
        left = 0
        widths = self._widths(width)
        heights = [_height(widget, each) for (widget, _), each in zip(shown, widths, strict=True)]
        for (widget, _), each, height in zip(shown, widths, heights, strict=True):
            placed.append((widget, QRect(left, 0, each, max(heights) if self._fill else height)))
            left += each + self._gap
        return placed

    def _place(self) -> None:
        for widget, rect in self._rects(self.width()):
            widget.setGeometry(rect)

    def _restyle(self) -> None:
        self.updateGeometry()
        self._place()


def _least_width(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())


def _height(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        return max(widget.heightForWidth(width), widget.minimumHeight())
    return max(widget.sizeHint().height(), widget.minimumHeight())

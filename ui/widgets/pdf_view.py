"""A PDF on the screen, from bytes in memory: pages below each other, drawn in the background, never a file.

Only the pages in view (and their neighbours) are kept as pictures; they are drawn on the worker for documents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.tasks import TaskRunner
from ui.widgets.buttons import QuietButton, ToolButton
from ui.widgets.icons import icon
from ui.widgets.page_sources import POINTS_PER_INCH, SCREEN_DPI, OwnPdf, PageSource
from ui.widgets.painting import focus_ring
from ui.widgets.text import Caption

STEPS = (50, 67, 75, 85, 100, 115, 130, 150, 175, 200, 250, 300)
SETTLE_MS = 80
RING = 3
NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class PdfWords:
    """What the view says; ``page`` takes ``{page}`` and ``{pages}``."""

    name: str
    page: str
    zoom_in: str
    zoom_out: str
    fit: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    picture: QImage
    scale: float
    stretched: bool


class PdfView(QWidget):
    """Pages to scroll with the keys, to enlarge with Ctrl and plus, to reduce with Ctrl and minus.

    ``source`` makes of bytes what pages are drawn from: a PDF of our own unless something else is named. The keys for
    the size work in the widget that ``keys_in`` names, or in the view itself. ``broken`` tells that the content can't
    be shown.
    """

    shown = Signal()
    broken = Signal()

    def __init__(
        self,
        tasks: TaskRunner,
        words: PdfWords,
        *,
        source: Callable[[bytes], PageSource] = OwnPdf,
        keys_in: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._words = words
        self._content = b""
        self._make_source = source
        self._open: list[PageSource] = []  # of one document at most
        self.destroyed.connect(partial(_close, self._open))
        self._asked: set[tuple[int, float]] = set()
        self._percent = 0  # 0: as wide as there is room
        self.setProperty("surface", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pages = _Pages()
        self.area = _Scroll(self.pages)
        self.area.setAccessibleName(words.name)
        self.area.zoomed.connect(self.zoom)
        self.area.installEventFilter(self)
        self.area.verticalScrollBar().valueChanged.connect(self._moved)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, 0, RING, RING)
        column.setSpacing(0)
        column.addLayout(self._make_bar())
        column.addWidget(self.area, 1)
        self._add_keys(keys_in or self)
        self._say_place()
        theme.on_change(self._restyle)

    def set_content(self, content: bytes) -> None:
        """Shows another document, from its first page."""
        self._content = content
        self._asked.clear()
        _close(self._open)
        source = self._make_source(content)
        self._open.append(source)
        self._tasks.run(
            self,
            source.sizes,
            lambda sizes: self._lay_out(content, sizes),
            lambda _: self._give_up(content),
            lane="documents",
        )

    def content(self) -> bytes:
        """The bytes that are shown."""
        return self._content

    def page_count(self) -> int:
        """How many pages there are, once they were measured."""
        return len(self.pages.sizes)

    def current_page(self) -> int:
        """The number of the page in the middle of the view; 0 when there is none."""
        bar = self.area.verticalScrollBar()
        return self.pages.page_at(bar.value() + self.area.viewport().height() // 2)

    def percent(self) -> int:
        """The size on the screen as a percentage of that on paper."""
        return round(self.pages.scale * POINTS_PER_INCH / SCREEN_DPI * 100)

    def zoom(self, steps: int) -> None:
        """Larger or smaller by so many steps; 0 makes the pages as wide as there is room."""
        if steps == 0:
            self._percent = 0
        else:
            now = self.percent()
            further = [one for one in STEPS if (one > now if steps > 0 else one < now)]
            if not further:
                return
            self._percent = further[0] if steps > 0 else further[-1]
        self._resize()

    def is_drawn(self) -> bool:
        """Whether all pages in view are drawn at this size."""
        return self.page_count() > 0 and not self._timer.isActive() and not self._missing()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A ring around the pages while the keys scroll them; as wide as the room when that changes."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        elif event.type() == QEvent.Type.Resize:
            self._resize()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring of the focus."""
        super().paintEvent(event)
        if self.area.hasFocus():
            painter = QPainter(self)
            focus_ring(painter, QRectF(self.area.geometry().adjusted(-RING, 0, RING, RING)), 3)
            painter.end()

    def _make_bar(self) -> QHBoxLayout:
        space = theme.current().space
        self._place = Caption(wrap=False)
        self._smaller = self._tool(self._words.zoom_out, -1)
        self._larger = self._tool(self._words.zoom_in, 1)
        self._size = Caption(wrap=False)
        self._size.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fit = QuietButton(self._words.fit)
        self._fit.setProperty("small", True)
        self._fit.clicked.connect(lambda: self.zoom(0))
        bar = QHBoxLayout()
        bar.setContentsMargins(space.two, space.half, space.one, space.half)
        bar.setSpacing(space.half)
        bar.addWidget(self._place)
        bar.addStretch(1)
        for widget in (self._smaller, self._size, self._larger, self._fit):
            bar.addWidget(widget)
        self._restyle()
        return bar

    def _tool(self, words: str, steps: int) -> ToolButton:
        button = ToolButton(words)
        button.clicked.connect(lambda: self.zoom(steps))
        return button

    def _add_keys(self, where: QWidget) -> None:
        keys = {"Ctrl++": 1, "Ctrl+=": 1, "Ctrl+-": -1, "Ctrl+0": 0}
        for key, steps in keys.items():
            shortcut = QShortcut(QKeySequence(key), where)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda steps=steps: self.zoom(steps))

    def _restyle(self) -> None:
        look = theme.current()
        size = look.scaled(18)
        for button, name in ((self._smaller, "minus"), (self._larger, "plus")):
            button.setIcon(icon(name, "accent", size))
            button.setIconSize(QSize(size, size))
        self._size.setMinimumWidth(look.text_width(6, "caption"))

    def _lay_out(self, content: bytes, sizes: list[tuple[float, float]]) -> None:
        if content is not self._content:
            return
        self.pages.set_sizes(sizes)
        self.area.verticalScrollBar().setValue(0)
        self._resize()

    def _resize(self) -> None:
        """Gives the pages their size, and keeps what is in view in view."""
        bar = self.area.verticalScrollBar()
        place = bar.value() / max(1, self.pages.height())
        room = self.area.viewport().width()
        chosen = self._percent / 100 * SCREEN_DPI / POINTS_PER_INCH
        bars = Qt.ScrollBarPolicy
        self.area.setHorizontalScrollBarPolicy(bars.ScrollBarAsNeeded if chosen else bars.ScrollBarAlwaysOff)
        self.pages.set_scale(chosen or self.pages.fitting(room), room)
        bar.setValue(round(place * self.pages.height()))
        self._say_place()
        self._timer.start()

    def _moved(self) -> None:
        self._say_place()
        self._timer.start()

    def _say_place(self) -> None:
        pages = self.page_count()
        self._place.setText(self._words.page.format(page=self.current_page(), pages=pages) if pages else "")
        self._size.setText(f"{self.percent()} %" if pages else "")
        for button in (self._smaller, self._larger, self._fit):
            button.setEnabled(pages > 0)

    def _in_view(self) -> range:
        top = self.area.verticalScrollBar().value()
        first = self.pages.page_at(top)
        last = self.pages.page_at(top + self.area.viewport().height())
        return range(max(1, first - NEIGHBOURS), min(self.page_count(), last + NEIGHBOURS) + 1)

    def _pixels(self) -> float:
        return self.pages.scale * self.devicePixelRatioF()

    def _missing(self) -> list[int]:
        scale = self._pixels()
        drawn = self.pages.drawn
        return [page for page in self._in_view() if page not in drawn or drawn[page].scale != scale]

    def _draw(self) -> None:
        for page in self._missing():
            if (page, self._pixels()) not in self._asked:
                self._ask(self._content, self._pixels(), page)

    def _ask(self, content: bytes, scale: float, page: int) -> None:
        self._asked.add((page, scale))
        self._tasks.run(
            self,
            lambda: self._still(content, scale, page),
            lambda made: self._take(content, scale, page, made),
            lambda _: self._give_up(content),
            lane="documents",
        )

    def _still(self, content: bytes, scale: float, page: int) -> QImage | None:
        """On the worker: draws a page, unless something else is wanted by now."""
        wanted = content is self._content and (page, scale) in self._asked
        return self._open[0].picture(page, scale) if wanted and self._open else None

    def _take(self, content: bytes, scale: float, page: int, made: QImage | None) -> None:
        self._asked.discard((page, scale))
        if made is None or content is not self._content or scale != self._pixels():
            return
        made.setDevicePixelRatio(self.devicePixelRatioF())
        stretched = made.width() + 1 < round(self.pages.sizes[page - 1][0] * scale)
        self.pages.take(page, _Drawn(made, scale, stretched), self._in_view())
        if not self._missing():
            self.shown.emit()

    def _give_up(self, content: bytes) -> None:
        if content is self._content:
            self.broken.emit()


def _close(sources: list[PageSource], *_: object) -> None:
    while sources:
        sources.pop().close()


class _Scroll(QScrollArea):
    """Scrolled with the arrows, the page keys, Home and End; Ctrl and the wheel change the size."""

    zoomed = Signal(int)

    def __init__(self, pages: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(pages)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the room changes with the pages
        self.viewport().setAutoFillBackground(False)
        pages.setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last page, the space bar one view further."""
        bar = self.verticalScrollBar()
        further = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        key = Qt.Key(event.key())
        if key in further:
            bar.setValue(further[key])
        elif key == Qt.Key.Key_Space:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            bar.setValue(bar.value() + bar.pageStep() * (-1 if back else 1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl larger or smaller, else up or down."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)


class _Pages(QWidget):
    """All pages below each other; ``scale`` is logical pixels per point."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[tuple[float, float]] = []
        self.scale = SCREEN_DPI / POINTS_PER_INCH
        self.drawn: dict[int, _Drawn] = {}
        self._rects: list[QRect] = []

    def set_sizes(self, sizes: list[tuple[float, float]]) -> None:
        """Another document: its pages in points."""
        self.sizes = sizes
        self.drawn.clear()

    def fitting(self, room: int) -> float:
        """The scale at which the widest page fills the room."""
        widest = max((width for width, _ in self.sizes), default=0)
        return max(0.2, (room - 2 * theme.current().space.two) / widest) if widest else self.scale

    def set_scale(self, scale: float, room: int) -> None:
        """Places the pages, in the middle of the room."""
        self.scale = scale
        gap = theme.current().space.two
        widest = max((round(width * scale) for width, _ in self.sizes), default=0)
        across = max(room, widest + 2 * gap if widest > room - 2 * gap else 0)
        top = gap
        self._rects = []
        for width, height in self.sizes:
            wide, high = round(width * scale), round(height * scale)
            self._rects.append(QRect((across - wide) // 2, top, wide, high))
            top += high + gap
        self.resize(across, top if self.sizes else 0)
        self.update()

    def page_at(self, y: int) -> int:
        """The number of the page at this height, counted from 1."""
        for number, rect in enumerate(self._rects, start=1):
            if y <= rect.bottom() + theme.current().space.one:
                return number
        return len(self._rects)

    def take(self, page: int, made: _Drawn, keep: range) -> None:
        """A page was drawn; pictures far from view are let go."""
        self.drawn[page] = made
        for far in [one for one in self.drawn if one not in keep]:
            del self.drawn[far]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pictures; until they are there the old one, larger or smaller, or an empty sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, rect in enumerate(self._rects, start=1):
            if not rect.intersects(event.rect()):
                continue
            made = self.drawn.get(number)
            if made is None:
                painter.fillRect(rect, theme.current().colour("surface_raised"))
            elif made.scale == self.scale * self.devicePixelRatioF() and not made.stretched:
                painter.drawImage(QPoint(rect.left(), rect.top()), made.picture)
            else:
                painter.drawImage(rect, made.picture)
            painter.setPen(QPen(theme.current().colour("border"), 1))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        painter.end()


__all__ = ["PdfView", "PdfWords"]

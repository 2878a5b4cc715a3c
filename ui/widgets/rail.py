"""The slim rail at the left: at most six places, and a slot at the bottom for locking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.icons import pixmap
from ui.widgets.painting import focus_ring

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its id, its word, its icon, and optionally a key such as "Ctrl+1"."""

    id: str
    word: str
    icon_name: str
    shortcut: str = ""


class RailButton(QAbstractButton):
    """Icon above word; the current place has a bar, a filled ground and a heavier word."""

    moved = Signal(int)

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._ring = False
        self.setText(place.word)
        self.setAccessibleName(place.word)
        if place.shortcut:
            self.setShortcut(place.shortcut)
            self.setToolTip(place.shortcut)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for its word in the heavier weight."""
        look = theme.current()
        metrics = QFontMetrics(look.font("caption_strong"))
        height = look.scaled(24) + metrics.height() + 22
        return QSize(max(look.scaled(72), metrics.horizontalAdvance(self.text()) + 16), height)

    def nextCheckState(self) -> None:
        """The rail says which place is current, not the click."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click needs no ring."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move along the rail, Enter and Space go there."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Home: -99, Qt.Key.Key_End: 99}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint from the theme."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse():
            painter.setBrush(look.colour("accent_soft" if on else "surface"))
            painter.drawRoundedRect(rect, 8, 8)
        if on:
            painter.setBrush(look.colour("accent"))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top() + 10, 4, rect.height() - 20), 2, 2)
        size = look.scaled(24)
        role = "accent_hover" if on else "text_muted"
        picture = pixmap(self.place.icon_name, role, size, max(1.0, self.devicePixelRatioF()))
        painter.drawPixmap(round((self.width() - size) / 2), 9, picture)
        painter.setFont(look.font("caption_strong" if on else "caption"))
        painter.setPen(look.colour("accent_hover" if on else "text"))
        below = QRectF(2, size + 10, self.width() - 4, self.height() - size - 14)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self.text())
        if self._ring and self.hasFocus():
            focus_ring(painter, rect, 8)
        painter.end()


class Rail(QWidget):
    """Navigation: one stop for Tab, arrows within. `place_chosen` tells; the owner sets the place."""

    place_chosen = Signal(str)

    def __init__(self, places: Iterable[Place], *, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        space = theme.current().space
        self._buttons: dict[str, RailButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.half, space.one, space.half, space.one)
        self._column.setSpacing(space.half)
        for place in places:
            button = RailButton(place)
            button.clicked.connect(self._clicked)
            button.moved.connect(self._move)
            self._buttons[place.id] = button
            self._column.addWidget(button)
        if len(self._buttons) > MOST_PLACES:
            raise ValueError("the rail has room for six places")
        self._column.addStretch(1)
        self._point_tab()
        theme.on_change(self._restyle)

    def set_place(self, place: str) -> None:
        """Mark the current place, without a signal."""
        for name, button in self._buttons.items():
            button.setChecked(name == place)
        self._point_tab()

    def place(self) -> str:
        """The current place, or an empty text."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    def set_bottom(self, widget: QWidget) -> None:
        """Put the lock button (or a `Rail.make_button`) at the bottom."""
        self._column.addWidget(widget)

    @staticmethod
    def make_button(word: str, icon_name: str) -> RailButton:
        """A button that looks like a place but is an action, for the bottom slot: "Vergrendel"."""
        button = RailButton(Place(id="", word=word, icon_name=icon_name))
        button.setCheckable(False)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            self.place_chosen.emit(button.place.id)

    def _move(self, step: int) -> None:
        buttons = list(self._buttons.values())
        here = next((number for number, button in enumerate(buttons) if button.hasFocus()), 0)
        there = min(len(buttons) - 1, max(0, here + step))
        buttons[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _point_tab(self) -> None:
        current = self._buttons.get(self.place()) or next(iter(self._buttons.values()), None)
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is current else Qt.FocusPolicy.ClickFocus)
        if current is not None:
            self.setFocusProxy(current)

    def _restyle(self) -> None:
        for button in self.findChildren(RailButton):
            button.updateGeometry()

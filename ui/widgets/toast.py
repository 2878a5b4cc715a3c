"""What happened, said quietly: the saved status, and a bar with a way back. Neither takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import InverseButton
from ui.widgets.icons import Icon
from ui.widgets.text import Caption, Text

SHOWN_MS = 8_000
SETTLED_MS = 400


class SaveStatus(QWidget):
    """ "Opgeslagen om 14:03": a small line with a tick; empty when there is nothing to say."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon("check", "done.fg", 16)
        self._text = Caption(text, wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space.half)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_text(text)

    def show_text(self, text: str, *, icon_name: str = "check") -> None:
        """Say this; an empty text says nothing."""
        self._text.setText(text)
        self._icon.set_icon(icon_name)
        self._icon.setVisible(bool(text))

    def text(self) -> str:
        """What is said now."""
        return self._text.text()


class Snackbar(QFrame):
    """A bar where it covers no button, at the bottom of its parent or at the top; goes away by itself.

    It has one action ("Ongedaan maken") and stays while the mouse is on it or the keyboard is in it. Tab reaches
    it; it never takes the focus.
    """

    action_triggered = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget, *, close_text: str) -> None:
        super().__init__(parent)
        self.setProperty("kind", "snackbar")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        space = theme.current().space
        self._text = Text(columns=60)
        self._action = InverseButton("")
        self._close = InverseButton("", icon_name="close", accessible_name=close_text)
        self._close.setToolTip(close_text)
        for button in (self._action, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._action.clicked.connect(self._act)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.two, space.half, space.half, space.half)
        row.setSpacing(space.one)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self._shown_ms = SHOWN_MS
        self._above = 0
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, message: str, action_text: str = "", *, shown_ms: int = SHOWN_MS, above: int = 0) -> None:
        """Say something, with an optional way back; replaces what was said before. ``above``: room for a foot."""
        self._above = above
        self._text.setText(message)
        self._action.setText(action_text)
        self._action.setVisible(bool(action_text))
        self._shown_ms = shown_ms
        self.show()
        self.raise_()
        self._place()
        self._timer.start(shown_ms)
        QTimer.singleShot(SETTLED_MS, self, self._place)  # the page may have been made anew meanwhile
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    def dismiss(self) -> None:
        """Go away."""
        if not self.isHidden():
            self._timer.stop()
            self.hide()
            self.dismissed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom of the parent."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Reading takes time."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Then it may go."""
        if not self.isHidden():
            self._timer.start(self._shown_ms)
        super().leaveEvent(event)

    def _act(self) -> None:
        self._timer.stop()
        self.hide()
        self.action_triggered.emit()

    def _time_is_up(self) -> None:
        if self._action.hasFocus() or self._close.hasFocus():
            self._timer.start(self._shown_ms)
        else:
            self.dismiss()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        margin = theme.current().space.three
        width = min(self.sizeHint().width(), parent.width() - 2 * margin)
        height = max(self.sizeHint().height(), self.heightForWidth(width))
        size = QSize(width, height)
        buttons = _buttons(parent, self)
        places = [QRect(place, size) for place in self._places(parent.size(), size, margin)]
        self.setGeometry(min(places, key=lambda place: sum(place.intersects(one) for one in buttons)))

    def _places(self, room: QSize, size: QSize, margin: int) -> list[QPoint]:
        """Where it could stand, the best first."""
        bottom = room.height() - size.height() - margin - self._above
        middle, right = (room.width() - size.width()) // 2, room.width() - size.width() - margin
        top = margin // 2
        return [QPoint(middle, bottom), QPoint(right, bottom), QPoint(middle, top), QPoint(right, top)]


def _buttons(parent: QWidget, besides: QWidget) -> list[QRect]:
    """Where there is something to press in a window, as far as it is in sight."""
    found = []
    for button in parent.findChildren(QAbstractButton):
        if button.isVisible() and not besides.isAncestorOf(button):
            seen = button.visibleRegion().boundingRect()
            if not seen.isEmpty():
                found.append(QRect(button.mapTo(parent, seen.topLeft()), seen.size()))
    return found

"""One day: typed as people write it, with what was understood under it, and a calendar where that helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.dates import parse_day
from ui import theme
from ui.widgets.buttons import ToolButton
from ui.widgets.fields import TextField
from ui.widgets.icons import icon
from ui.widgets.text import Caption, set_property


def read_day(typed: str, today: date) -> date | None:
    """The day that was typed; ``27-3`` is in the year of today. ``None`` when it is not one whole day."""
    return parse_day(typed) or parse_day(f"{typed} {today.year}")


class DayField(QWidget):
    """A field for one day. ``say_day`` tells in words which day was understood, while it is being typed.

    With a ``calendar_text`` there is a button that opens a calendar. Nothing is refused while typing.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        today: date,
        say_day: Callable[[date], str],
        calendar_text: str = "",
        placeholder: str = "",
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._say_day = say_day
        self._locale = locale or QLocale()
        self._field = TextField(characters=14, placeholder=placeholder)
        self._field.textEdited.connect(self._edited)
        self._understood = Caption()
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.half)
        row.addWidget(self._field, 1)
        self._button = self._make_button(calendar_text)
        if self._button is not None:
            row.addWidget(self._button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space.half)
        column.addLayout(row)
        column.addWidget(self._understood)
        self.setFocusProxy(self._field)
        self._show_understood()

    def value(self) -> date | None:
        """The day, or ``None`` when there is nothing or not one whole day."""
        return read_day(self._field.text(), self._today)

    def text(self) -> str:
        """What is typed, as it is."""
        return self._field.text().strip()

    def set_text(self, text: str) -> None:
        """Puts back what was typed, without a signal."""
        self._field.setText(text)
        self._show_understood()

    def set_day(self, day: date | None) -> None:
        """Shows a day, without a signal."""
        self.set_text(f"{day.day}-{day.month}-{day.year}" if day else "")

    def understood(self) -> str:
        """The words under the field."""
        return self._understood.text()

    def setAccessibleDescription(self, description: str) -> None:
        """A hint or an error is heard where the cursor is."""
        super().setAccessibleDescription(description)
        self._field.setAccessibleDescription(description)

    def event(self, event: QEvent) -> bool:
        """The frame marks us when something is still needed; it is the line of text that shows it."""
        if event.type() == QEvent.Type.DynamicPropertyChange:
            set_property(self._field, "hasError", self.property("hasError"))
        return super().event(event)

    def _edited(self) -> None:
        self._show_understood()
        self.changed.emit()

    def _show_understood(self) -> None:
        day = self.value()
        self._understood.setText(self._say_day(day) if day else "")
        self._understood.setVisible(day is not None)

    def _make_button(self, words: str) -> ToolButton | None:
        if not words:
            return None
        button = ToolButton(words)
        button.setProperty("inField", True)
        button.clicked.connect(self.show_calendar)
        theme.on_change(self._restyle)
        self._paint_button(button)
        return button

    def _restyle(self) -> None:
        if self._button is not None:
            self._paint_button(self._button)

    @staticmethod
    def _paint_button(button: ToolButton) -> None:
        size = theme.current().scaled(20)
        button.setIcon(icon("calendar", "accent", size))
        button.setIconSize(QSize(size, size))

    def show_calendar(self) -> None:
        """Opens a calendar on the day of the field; choosing one fills the field."""
        popup = _CalendarPopup(self.value() or self._today, self._locale, self)
        popup.chosen.connect(self._take)
        popup.show()
        popup.move(self._beside(popup.frameGeometry().size()))
        popup.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _beside(self, size: QSize) -> QPoint:
        """Under the field; above it where the screen ends, and never over the edge."""
        place = self.mapToGlobal(QPoint(0, self._field.height() + 4))
        screen = self.screen().availableGeometry()
        if place.y() + size.height() > screen.bottom():
            place.setY(self.mapToGlobal(QPoint(0, 0)).y() - size.height() - 4)
        across = min(place.x(), screen.right() + 1 - size.width())
        return QPoint(max(screen.left(), across), max(screen.top(), place.y()))

    def _take(self, day: QDate) -> None:
        self.set_day(date(day.year(), day.month(), day.day()))
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.changed.emit()


class _CalendarPopup(QFrame):
    """A month at a time. Esc closes it and leaves the field as it was."""

    chosen = Signal(QDate)

    def __init__(self, day: date, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(locale)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        plain = QTextCharFormat()
        plain.setForeground(theme.current().colour("text"))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekend, plain)
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)

    def _choose(self, day: QDate) -> None:
        self.chosen.emit(day)
        self.close()

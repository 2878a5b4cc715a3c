"""Choosing: radio and check groups with big targets, and a few small options side by side.

None of them has a choice of its own: nothing chosen is a state, and stays one until somebody chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.painting import Lines, focus_ring


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: the code that is stored, the words that are shown, an optional hint."""

    id: str
    label: str
    hint: str = ""


def _padding() -> int:
    return theme.current().space.one


def _indicator() -> int:
    return theme.current().scaled(20)


def _row_lines(text: str, hint: str, width: int) -> tuple[Lines, Lines]:
    room = width - _indicator() - 4 * _padding()
    column = theme.current().text_width(70)
    room = min(room, column)
    return Lines(text, "body", room), Lines(hint, "caption", room)


def _row_size(text: str, hint: str, width: int) -> QSize:
    label, second = _row_lines(text, hint, width)
    height = label.height + second.height + 2 * _padding()
    return QSize(max(label.widest, second.widest) + _indicator() + 4 * _padding() + 2, height)


def _paint_row(button: QAbstractButton, hint: str, *, round_mark: bool) -> None:
    look = theme.current()
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(button.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    on, enabled = button.isChecked(), button.isEnabled()
    radius = look.radius.control
    painter.setPen(QPen(look.colour("accent" if on and enabled else "border"), 1))
    painter.setBrush(look.colour("accent_soft" if on else "surface_raised" if enabled else "surface"))
    if button.underMouse() and enabled and not on:
        painter.setPen(QPen(look.colour("border_strong"), 1))
    painter.drawRoundedRect(rect, radius, radius)
    label, second = _row_lines(button.text(), hint, button.width())
    size, pad = _indicator(), _padding()
    mark = QRectF(1.5 * pad, pad + (label.line - size) / 2, size, size).adjusted(1, 1, -1, -1)
    strong = "accent" if on else "border_strong"
    painter.setPen(QPen(look.colour(strong if enabled else "text_disabled"), 2 if on else 1.5))
    painter.setBrush(look.colour("surface_raised"))
    if round_mark:
        painter.drawEllipse(mark)
    else:
        if on:
            painter.setBrush(look.colour("accent" if enabled else "text_disabled"))
        painter.drawRoundedRect(mark, 3, 3)
    if on and round_mark:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent" if enabled else "text_disabled"))
        inset = mark.width() * 0.27
        painter.drawEllipse(mark.adjusted(inset, inset, -inset, -inset))
    elif on:
        painter.setPen(QPen(look.colour("text_on_accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_tick(mark))
    left = size + 2.5 * pad
    text_colour = look.colour("text" if enabled else "text_disabled")
    label.paint(painter, left, pad, text_colour)
    second.paint(painter, left, pad + label.height, look.colour("text_muted" if enabled else "text_disabled"))
    if button.hasFocus():
        focus_ring(painter, QRectF(button.rect()), radius + 1)
    painter.end()


def _tick(rect: QRectF) -> QPainterPath:
    tick = QPainterPath(QPointF(rect.left() + rect.width() * 0.24, rect.top() + rect.height() * 0.53))
    tick.lineTo(rect.left() + rect.width() * 0.43, rect.top() + rect.height() * 0.72)
    tick.lineTo(rect.left() + rect.width() * 0.78, rect.top() + rect.height() * 0.30)
    return tick


def _prepare(button: QAbstractButton, hint: str, column: int) -> None:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAttribute(Qt.WidgetAttribute.WA_Hover)
    button.setMaximumWidth(column)
    button.setAccessibleName(button.text())
    button.setAccessibleDescription(hint)


class RadioRow(QRadioButton):
    """One radio button as a row that can be clicked anywhere."""

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(option.label, parent)
        self.option = option
        _prepare(self, option.hint, theme.current().text_width(64))

    def hasHeightForWidth(self) -> bool:
        """Labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height with the label wrapped."""
        return _row_size(self.text(), self.option.hint, min(width, self.maximumWidth())).height()

    def sizeHint(self) -> QSize:
        """On one line if there is room."""
        return _row_size(self.text(), self.option.hint, self.maximumWidth())

    def minimumSizeHint(self) -> QSize:
        """The layout asks for the height by width."""
        return QSize(_indicator() * 6, _row_size("x", "", 1000).height())

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row is the target."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row from the theme."""
        _paint_row(self, self.option.hint, round_mark=True)


class CheckRow(QCheckBox):
    """One check box as a row that can be clicked anywhere; also on its own."""

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(option.label, parent)
        self.option = option
        _prepare(self, option.hint, theme.current().text_width(64))

    def hasHeightForWidth(self) -> bool:
        """Labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height with the label wrapped."""
        return _row_size(self.text(), self.option.hint, min(width, self.maximumWidth())).height()

    def sizeHint(self) -> QSize:
        """On one line if there is room."""
        return _row_size(self.text(), self.option.hint, self.maximumWidth())

    def minimumSizeHint(self) -> QSize:
        """The layout asks for the height by width."""
        return QSize(_indicator() * 6, _row_size("x", "", 1000).height())

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row is the target."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row from the theme."""
        _paint_row(self, self.option.hint, round_mark=False)


class _Group(QWidget):
    def __init__(self, accessible_name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().space.half)
        theme.on_change(self._restyle)

    def _rows(self) -> Sequence[RadioRow | CheckRow]:
        raise NotImplementedError

    def _restyle(self) -> None:
        for row in self._rows():
            row.setMaximumWidth(theme.current().text_width(64))
            row.updateGeometry()


class RadioGroup(_Group):
    """Exactly one of several options, or none yet. Arrow keys choose, Tab passes."""

    chosen = Signal(str)

    def __init__(self, options: Iterable[Option], *, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(accessible_name, parent)
        self._buttons: dict[str, RadioRow] = {}
        self._group = QButtonGroup(self)
        for option in options:
            row = RadioRow(option)
            self._buttons[option.id] = row
            self._group.addButton(row)
            self._column.addWidget(row)
        if self._buttons:
            self.setFocusProxy(next(iter(self._buttons.values())))
        self._group.buttonToggled.connect(self._toggled)

    def value(self) -> str:
        """The id of what is chosen; empty when nothing is."""
        row = self._group.checkedButton()
        return row.option.id if isinstance(row, RadioRow) else ""

    def set_value(self, value: str) -> None:
        """Choose without a signal; an empty id takes the choice away."""
        self._group.blockSignals(True)
        if value:
            self._buttons[value].setChecked(True)
        else:
            self._group.setExclusive(False)
            for row in self._buttons.values():
                row.setChecked(False)
            self._group.setExclusive(True)
        self._group.blockSignals(False)
        self._point_focus()

    def _rows(self) -> Sequence[RadioRow | CheckRow]:
        return tuple(self._buttons.values())

    def _toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked and isinstance(button, RadioRow):
            self._point_focus()
            self.chosen.emit(button.option.id)

    def _point_focus(self) -> None:
        row = self._group.checkedButton() or next(iter(self._buttons.values()), None)
        if row is not None:
            self.setFocusProxy(row)


class CheckGroup(_Group):
    """Any number of several options."""

    changed = Signal(list)

    def __init__(self, options: Iterable[Option], *, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(accessible_name, parent)
        self._boxes: dict[str, CheckRow] = {}
        for option in options:
            row = CheckRow(option)
            self._boxes[option.id] = row
            self._column.addWidget(row)
            row.toggled.connect(self._tell)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def values(self) -> tuple[str, ...]:
        """The ids of what is checked, in the order shown."""
        return tuple(name for name, row in self._boxes.items() if row.isChecked())

    def set_values(self, values: Iterable[str]) -> None:
        """Check exactly these, without a signal."""
        wanted = set(values)
        for name, row in self._boxes.items():
            row.blockSignals(True)
            row.setChecked(name in wanted)
            row.blockSignals(False)

    def _rows(self) -> Sequence[RadioRow | CheckRow]:
        return tuple(self._boxes.values())

    def _tell(self) -> None:
        self.changed.emit(list(self.values()))


class _Segment(Button):
    kind = "segment"

    def sizeHint(self) -> QSize:
        """Room for the heavier weight it has when chosen."""
        look = theme.current()
        plain, strong = QFontMetrics(look.font("body")), QFontMetrics(look.font("strong"))
        wider = strong.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text())
        size = super().sizeHint()
        return QSize(size.width() + max(0, wider) + 4, size.height())


class Segmented(QWidget):
    """Two to four short options side by side; arrow keys choose."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[Option],
        *,
        accessible_name: str = "",
        value: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, option in enumerate(options):
            segment = _Segment(option.label, accessible_name=option.label)
            segment.setAccessibleDescription(option.hint)
            segment.setCheckable(True)
            last = number == len(options) - 1
            segment.setProperty("edge", "first" if number == 0 else "last" if last else "")
            self._segments[option.id] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        row.addStretch(1)
        if value:
            self._segments[value].setChecked(True)
        self._point_focus()
        self._group.buttonToggled.connect(self._toggled)

    def value(self) -> str:
        """The id of what is chosen; empty when nothing is."""
        return next((name for name, segment in self._segments.items() if segment.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without a signal."""
        self._group.blockSignals(True)
        self._segments[value].setChecked(True)
        self._group.blockSignals(False)
        self._point_focus()

    def _toggled(self, _button: QAbstractButton, checked: bool) -> None:
        if checked:
            self._point_focus()
            self.chosen.emit(self.value())

    def _point_focus(self) -> None:
        segment = self._segments.get(self.value()) or next(iter(self._segments.values()), None)
        if segment is None:
            return
        held = any(one.hasFocus() for one in self._segments.values())
        self.setFocusProxy(segment)
        if held:
            segment.setFocus(Qt.FocusReason.OtherFocusReason)


__all__ = ["CheckGroup", "CheckRow", "Option", "RadioGroup", "RadioRow", "Segmented"]

"""The task list of a case, grouped by phase: every row is one thing to do and opens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.icons import pixmap
from ui.widgets.painting import Lines, focus_ring
from ui.widgets.tag import paint_tag, tag_size
from ui.widgets.text import Caption, SectionTitle

NARROW = 26  # characters of label below which the tag goes under the words


@dataclass(frozen=True, slots=True)
class Task:
    """One row: what, how it stands as a word, and optionally a line below."""

    id: str
    label: str
    status: str = ""
    role: theme.TagRole = "neutral"
    caption: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A phase with its tasks; the caption stands at its right ("2 van 3 klaar")."""

    title: str
    tasks: Sequence[Task]
    caption: str = ""


class TaskRow(QAbstractButton):
    """One row, clickable and focusable as a whole."""

    moved = Signal(int)

    def __init__(self, task: Task, *, last: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task_row = task
        self._last = last
        self.setText(task.label)
        self.setAccessibleName(", ".join(part for part in (task.label, task.status) if part))
        self.setAccessibleDescription(task.caption)
        self.setEnabled(task.enabled)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if task.enabled:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height with the words wrapped."""
        return self._arrange(width)[3]

    def sizeHint(self) -> QSize:
        """A comfortable row."""
        width = theme.current().text_width(60)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """May be as narrow as a column beside something else."""
        return QSize(theme.current().text_width(18), theme.current().line_height() + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move along the rows, Enter and Space open."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words at the left, the tag at the right or below, an arrow that says that it opens."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(rect.adjusted(4, 3, -4, -3), look.radius.control, look.radius.control)
        label, caption, tag, height = self._arrange(self.width())
        ink = look.colour("text" if self.isEnabled() else "text_disabled")
        quiet = look.colour("text_muted" if self.isEnabled() else "text_disabled")
        left, top = look.space.two, self._inset()
        label.paint(painter, left, top, ink)
        caption.paint(painter, left, top + label.height, quiet)
        arrow = look.scaled(16)
        if self.isEnabled():
            picture = pixmap("chevron_right", "text_muted", arrow, max(1.0, self.devicePixelRatioF()))
            painter.drawPixmap(self.width() - arrow - 12, (height - arrow) // 2, picture)
        if self.task_row.status:
            paint_tag(painter, tag, self.task_row.status, self.task_row.role)
        if not self._last:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(look.colour("border"))
            painter.drawLine(left, self.height() - 1, self.width() - left, self.height() - 1)
        if self.hasFocus():
            focus_ring(painter, rect, look.radius.control)  # close to the edge of the card: one frame, not two
        painter.end()

    @staticmethod
    def _inset() -> int:
        return theme.current().space.one + 2

    def _arrange(self, width: int) -> tuple[Lines, Lines, QRectF, int]:
        look = theme.current()
        left, inset = look.space.two, self._inset()
        right = look.scaled(16) + 20
        size = tag_size(self.task_row.status) if self.task_row.status else QSize(0, 0)
        room = width - left - right
        beside = room - size.width() - look.space.two
        below = bool(self.task_row.status) and beside < look.text_width(NARROW)
        words = room if below or not self.task_row.status else beside
        label = Lines(self.task_row.label, "body", words)
        caption = Lines(self.task_row.caption, "caption", words)
        height = label.height + caption.height
        if below:
            tag = QRectF(left, inset + height + 4, min(size.width(), room), size.height())
            height += size.height() + 8
        else:
            top = inset + (label.line - size.height()) / 2
            tag = QRectF(width - right - size.width(), top, size.width(), size.height())
        return label, caption, tag, height + 2 * inset


class TaskList(QWidget):
    """Groups of rows; `chosen` tells the id of the row that was opened."""

    chosen = Signal(str)

    def __init__(
        self,
        groups: Iterable[TaskGroup] = (),
        *,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._rows: list[TaskRow] = []
        self._parts: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().space.three)
        self._column.addStretch(1)
        self.set_groups(groups)
        theme.on_change(self._restyle)

    def set_groups(self, groups: Iterable[TaskGroup]) -> None:
        """Show these groups; the focus stays on the row with the same id."""
        focused = next((row.task_row.id for row in self._rows if row.hasFocus()), None)
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._rows, self._parts = [], []
        for group in groups:
            part = self._make(group)
            self._parts.append(part)
            self._column.insertWidget(self._column.count() - 1, part)
            part.show()
        if self._rows:
            self.setFocusProxy(self._rows[0])
        if focused is not None:
            self.focus_task(focused)

    def row(self, task: str) -> TaskRow | None:
        """The row of a task, if it is there."""
        return next((row for row in self._rows if row.task_row.id == task), None)

    def focus_task(self, task: str) -> None:
        """Put the focus on a row."""
        row = self.row(task)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, group: TaskGroup) -> QWidget:
        space = theme.current().space
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.one)
        head = QHBoxLayout()
        head.addWidget(SectionTitle(group.title), 1)
        if group.caption:
            head.addWidget(Caption(group.caption, wrap=False), 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        frame = QFrame()
        frame.setProperty("kind", "card")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        for number, task in enumerate(group.tasks):
            row = TaskRow(task, last=number == len(group.tasks) - 1)
            row.clicked.connect(self._clicked)
            row.moved.connect(self._move)
            self._rows.append(row)
            rows.addWidget(row)
        column.addWidget(frame)
        return part

    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, TaskRow):
            self.chosen.emit(row.task_row.id)

    def _move(self, step: int) -> None:
        rows = [row for row in self._rows if row.isEnabled()]
        here = next((number for number, row in enumerate(rows) if row.hasFocus()), 0)
        rows[min(len(rows) - 1, max(0, here + step))].setFocus(Qt.FocusReason.TabFocusReason)

    def _restyle(self) -> None:
        for row in self._rows:
            row.updateGeometry()

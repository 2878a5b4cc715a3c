"""Buttons: one primary per page, secondary, quiet, and links. Their words are verbs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from ui import theme
from ui.widgets.icons import icon
from ui.widgets.painting import Lines, focus_ring
from ui.widgets.text import TEXT_COLUMNS

SLACK = 9  # around the words of a link: a fraction of a pixel less and they would wrap
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
GAP = 4  # between icon and word, besides what the style gives


class Button(QPushButton):
    """What all buttons share: a kind for the style sheet, an icon by name, a ring for the keyboard."""

    kind = "secondary"
    icon_role = "text"

    def __init__(
        self,
        text: str,
        *,
        icon_name: str | None = None,
        icon_after: bool = False,
        accessible_name: str = "",
        enabled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._icon_after = icon_after
        self._ring = True
        if icon_after:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setProperty("kind", self.kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setEnabled(enabled)
        if accessible_name:
            self.setAccessibleName(accessible_name)
        self._restyle()
        theme.on_change(self._restyle)

    def set_icon_name(self, icon_name: str | None) -> None:
        """Change the icon; the word stays."""
        self._icon_name = icon_name
        self._restyle()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click needs no ring; the keyboard does."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does; a key that is held down presses once."""
        if event.key() in ENTER and event.isAutoRepeat():
            return
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet paints the button, we add the ring."""
        super().paintEvent(event)
        if self._ring and self.hasFocus():
            painter = QPainter(self)
            gap = "surface_raised" if self.kind == "primary" else None
            focus_ring(painter, QRectF(self.rect()), self.ring_radius(), gap)
            painter.end()

    def ring_radius(self) -> float:
        """How round the ring is."""
        return theme.current().radius.control

    def _restyle(self) -> None:
        look = theme.current()
        size = look.scaled(18)
        room = GAP if self.text() else 0
        before, after = (room, 0) if self._icon_after else (0, room)
        self.setIconSize(QSize(size + room, size))
        if self._icon_name is None:
            self.setIcon(QIcon())
        else:
            self.setIcon(icon(self._icon_name, self.icon_role, size, before=before, after=after))
        self.updateGeometry()


class PrimaryButton(Button):
    """The one thing to do on a page."""

    kind = "primary"
    icon_role = "text_on_accent"


class SecondaryButton(Button):
    """Another thing to do."""


class QuietButton(Button):
    """A button that looks like a word, for what is needed less often."""

    kind = "quiet"
    icon_role = "accent"


class InverseButton(Button):
    """A quiet button on the dark bar of a snackbar."""

    kind = "inverse"
    icon_role = "accent_soft"


class LinkButton(Button):
    """Looks like a link, wraps like text, and is reached by Tab and pressed by Enter or Space."""

    kind = "link"
    icon_role = "accent"

    def __init__(
        self,
        text: str,
        *,
        accessible_name: str = "",
        type_role: theme.TypeRole = "body",
        parent: QWidget | None = None,
    ) -> None:
        self._type_role: theme.TypeRole = type_role
        super().__init__(text, accessible_name=accessible_name, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """A link that does not fit on one line wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped words."""
        return self._lines(width - 6).height

    def sizeHint(self) -> QSize:
        """On one line if there is room."""
        lines = self._lines(theme.current().text_width(TEXT_COLUMNS))
        return QSize(lines.widest + SLACK, lines.height)

    def minimumSizeHint(self) -> QSize:
        """Not narrower than its longest word."""
        longest = max(self.text().split(), key=len, default="")
        lines = Lines(longest, self._type_role, 10_000)
        return QSize(lines.widest + 7, QFontMetrics(lines.font).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Underlined words in the accent colour."""
        look = theme.current()
        painter = QPainter(self)
        role = "accent_hover" if self.underMouse() else "accent"
        lines = self._lines(self.width() - 6)
        lines.font.setUnderline(True)
        lines.paint(
            painter,
            3,
            (self.height() - lines.height) / 2,
            look.colour(role if self.isEnabled() else "text_disabled"),
        )
        if self._ring and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), look.radius.small)
        painter.end()

    def _lines(self, width: int) -> Lines:
        lines = Lines(self.text(), self._type_role, width)
        lines.line = QFontMetrics(lines.font).height()  # stands level with a label beside it
        return lines


class ToolButton(QToolButton):
    """A small button with a picture only: its word is said and shown as a tip. Enter does what Space does."""

    def __init__(self, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_word(word)

    def set_word(self, word: str) -> None:
        """What the button does, in a word."""
        self.setAccessibleName(word)
        self.setToolTip(word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

"""Text on the screen: one page title, section titles, body, captions. Always plain text, never markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme

TEXT_COLUMNS = 75
WIDEST = 16_777_215


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let the widget be styled anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class Text(QLabel):
    """Plain text of one type role; wraps within about `columns` characters (0 = as wide as it gets)."""

    def __init__(
        self,
        text: str = "",
        *,
        type_role: theme.TypeRole = "body",
        wrap: bool = True,
        columns: int = TEXT_COLUMNS,
        selectable: bool = False,
        muted: bool = False,
        tone: theme.TagRole | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._type_role: theme.TypeRole = type_role
        self._columns = columns if wrap else 0
        self._limit = WIDEST
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_role)
        if muted:
            self.setProperty("muted", True)
        if tone is not None:
            self.setProperty("tone", tone)
        self.setText(text)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._restyle()
        theme.on_change(self._restyle)

    def set_tone(self, tone: theme.TagRole | None) -> None:
        """Colour the words by a tag role; the words themselves must say what it means."""
        set_property(self, "tone", tone or "")

    def heightForWidth(self, width: int) -> int:
        """Height of the text wrapped within its column, however wide the label itself becomes."""
        margins = self.contentsMargins()
        return super().heightForWidth(min(width, self._limit) + margins.left() + margins.right())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is wider than the column stays empty, at the right or at both sides."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As wide as the text wants on one line, within the column."""
        if not self.wordWrap():
            return super().sizeHint()
        self.ensurePolished()
        lines = self.text().splitlines() or [""]
        width = max(self.fontMetrics().horizontalAdvance(line) for line in lines) + 2
        width = min(width, self._limit)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Wrapping text may become narrow, but not narrower than a long word."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        self.ensurePolished()
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0) + 2
        return QSize(min(longest, self._limit), metrics.height())

    def _restyle(self) -> None:
        if self._columns:
            self._limit = theme.current().text_width(self._columns, self._type_role)
        self._fit()
        self.updateGeometry()

    def _fit(self) -> None:
        spare = max(0, self.width() - self._limit)
        left = spare // 2 if self.alignment() & Qt.AlignmentFlag.AlignHCenter else 0
        if self.wordWrap() and self.contentsMargins().right() != spare - left:
            self.setContentsMargins(left, 0, spare - left, 0)


class PageTitle(Text):
    """The one title of a page."""

    def __init__(self, text: str = "", *, selectable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, type_role="page_title", columns=48, selectable=selectable, parent=parent)


class SectionTitle(Text):
    """The title of a part of a page."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, type_role="section_title", columns=60, parent=parent)


class Body(Text):
    """Running text; wraps at about 75 characters."""

    def __init__(
        self,
        text: str = "",
        *,
        strong: bool = False,
        muted: bool = False,
        selectable: bool = False,
        columns: int = TEXT_COLUMNS,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            text,
            type_role="strong" if strong else "body",
            wrap=wrap,
            columns=columns,
            selectable=selectable,
            muted=muted,
            parent=parent,
        )


class Caption(Text):
    """Small quiet text: a hint, a date, a source."""

    def __init__(
        self,
        text: str = "",
        *,
        strong: bool = False,
        selectable: bool = False,
        tone: theme.TagRole | None = None,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            text,
            type_role="caption_strong" if strong else "caption",
            wrap=wrap,
            columns=85,
            selectable=selectable,
            tone=tone,
            parent=parent,
        )


class Mono(Text):
    """Numbers and codes that are compared character by character; selectable."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, type_role="mono", wrap=False, selectable=True, parent=parent)

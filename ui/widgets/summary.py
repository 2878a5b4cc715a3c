"""What is still to do on a page: a block on top that takes the focus and links to each field."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Notice
from ui.widgets.painting import focus_ring
from ui.widgets.scroll import hold_still


class ErrorSummary(Notice):
    """Hidden while there is nothing to say; `chosen` tells the id of the field whose link was pressed."""

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, role="attention", parent=parent)
        self._links: dict[LinkButton, str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def set_errors(self, errors: Iterable[tuple[str, str]], *, title: str = "", take_focus: bool = True) -> None:
        """Show (field id, what to do) as links and take the focus; nothing to say hides the block."""
        for link in self._links:
            self.body.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._links.clear()
        if title:
            self.set_content(title)
        texts = []
        for name, text in errors:
            link = LinkButton(text)
            link.clicked.connect(self._clicked)
            self._links[link] = name
            self.add(link)
            texts.append(text)
        self.setAccessibleDescription(" ".join(texts))
        self.setVisible(bool(texts))
        if texts and take_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def tick_off(self, name: str) -> None:
        """A field has its answer: its line goes quiet where it stands, and with the last one the block goes."""
        for link, field in self._links.items():
            if field == name:
                link.setEnabled(False)
        if not any(link.isEnabled() for link in self._links):
            hold_still(self)
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet paints the block, we add the ring."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            focus_ring(painter, QRectF(self.rect()), theme.current().radius.control)
            painter.end()

    def _clicked(self) -> None:
        link = self.sender()
        if isinstance(link, LinkButton):
            self.chosen.emit(self._links[link])

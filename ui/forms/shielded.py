"""A question whose answer is shielded from who is looking: it shows that there is one to ask, and no more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.texts import t
from ui import theme
from ui.widgets import Body, Caption, Icon


class ShieldedLine(QWidget):
    """The label of a question, and in the place of its control a lock with words."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{label}: {t('access.shielded')}")
        space = theme.current().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.half)
        column.addWidget(Body(label, strong=True))
        row = QHBoxLayout()
        row.setSpacing(space.one)
        row.addWidget(Icon("lock", "text_muted", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Caption(f"{t('access.shielded')}. {t('access_page.shielded_text')}"), 1)
        column.addLayout(row)


def shield(owner: QWidget, label: str) -> None:
    """Puts the line in the place of everything that stands in a widget."""
    layout = owner.layout()
    if not isinstance(layout, QVBoxLayout) or isinstance(getattr(owner, "shielded_by", None), ShieldedLine):
        return
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.setEnabled(False)
    line = ShieldedLine(label)
    owner.shielded_by = line  # type: ignore[attr-defined]  # remembers that it was done
    layout.insertWidget(0, line)

"""Icons by name from `resources/icons`, drawn in a colour role of the theme.

The files are 24-pixel strokes in `currentColor`; here that word is replaced by the colour before drawing.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

from lvv_desk import paths
from ui import theme

PLACEHOLDER = "currentColor"
RATIOS = (1.0, 1.5, 2.0)


@cache
def source(name: str) -> str:
    """The SVG text of an icon; a name without a file raises FileNotFoundError."""
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(
    name: str, role: str = "text", size: int = 20, ratio: float = 1.0, *, before: int = 0, after: int = 0
) -> QPixmap:
    """An icon of `size` logical pixels in the colour of a role, with room before or after it."""
    colour = theme.current().hex(role)
    key = f"lvv-icon:{name}:{colour}:{size}:{ratio}:{before}:{after}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    device = round(size * ratio)
    made = QPixmap(round((before + size + after) * ratio), device)
    made.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(source(name).replace(PLACEHOLDER, colour).encode()))
    painter = QPainter(made)
    renderer.render(painter, QRectF(before * ratio, 0, device, device))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def icon(name: str, role: str = "text", size: int = 20, *, before: int = 0, after: int = 0) -> QIcon:
    """An icon for buttons and actions, also in its disabled state."""
    made = QIcon()
    for ratio in RATIOS:
        made.addPixmap(pixmap(name, role, size, ratio, before=before, after=after), QIcon.Mode.Normal)
        quiet = pixmap(name, "text_disabled", size, ratio, before=before, after=after)
        made.addPixmap(quiet, QIcon.Mode.Disabled)
    return made


class Icon(QLabel):
    """A picture beside a word; it says nothing by itself, so it has no accessible name."""

    def __init__(self, name: str, role: str = "text", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._restyle()
        theme.on_change(self._restyle)

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon."""
        self._name = name
        self._role = role or self._role
        self._restyle()

    def _restyle(self) -> None:
        size = theme.current().scaled(self._size)
        self.setPixmap(pixmap(self._name, self._role, size, max(1.0, self.devicePixelRatioF())))
        self.setFixedSize(QSize(size, size))

"""How the handover looks: measures, colours and letter sizes. Points, from the top left."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, RIGHT = 56.0, 539.28
WIDTH = RIGHT - LEFT
TOP, BOTTOM = 80.0, 784.0
HEADER_TOP, FOOTER_TOP = 32.0, 798.0

INK, MUTED, ACCENT = "#1B2423", "#53605D", "#14635E"
LINE, LINE_STRONG, SUNKEN = "#D6DDD9", "#7A8783", "#F1F5F2"
MISSING_INK, MISSING_TINT = "#6A4700", "#FAEED3"

LABEL_WIDTH = 146.0
GAP = 14.0
SIDE_WIDTH = 92.0
CELL_PADDING = 5.0


@dataclass(frozen=True)
class Style:
    """A kind of text: size and line height in points, weight and colour, and a tint behind it."""

    size: float
    leading: float
    weight: str = "Regular"
    colour: str = INK
    tint: str | None = None


TITLE = Style(24, 30, "Bold")
RECIPIENT = Style(12, 17, colour=MUTED)
NAME = Style(15, 20, "Bold")
CODE = Style(15, 24, "Bold")
SECTION = Style(13, 18, "Bold", ACCENT)
TABLE_TITLE = Style(9.5, 14, "Bold")
BODY = Style(9.5, 14)
STRONG = Style(9.5, 14, "Bold")
LABEL = Style(9, 14, colour=MUTED)
EMPTY = Style(9.5, 14, "Italic", MUTED)
MISSING = Style(9, 14, colour=MISSING_INK, tint=MISSING_TINT)
MISSING_NAME = Style(11, 20, colour=MISSING_INK, tint=MISSING_TINT)
CAPTION = Style(8, 11, colour=MUTED)
CELL = Style(8.5, 11.5)
CELL_MISSING = Style(8, 11.5, colour=MISSING_INK, tint=MISSING_TINT)
CELL_HEAD = Style(8, 11, "Bold", "#3D4846")
HEADER = Style(8, 11, colour=MUTED)
HEADER_STRONG = Style(8.5, 11, "Bold", INK)
PRACTICE = Style(9, 12, "Bold", MISSING_INK)
FOOTER = Style(7.5, 10, colour=MUTED)

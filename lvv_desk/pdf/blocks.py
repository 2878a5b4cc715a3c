"""The building blocks of a page: strips of text and lines, rows of a label with a value, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lvv_desk.pdf import styles
from lvv_desk.pdf.styles import Style
from lvv_desk.pdf.text import TextLine, Typesetter

WHOLE_ROW_LINES = 8
WIDE_TEXT_LINES = 5
LONGEST_WORD = 92.0
LEAST_COLUMN = 34.0
ROUNDING = 0.5  # a word must not be cut because sums of widths are not exact
TALLEST_HEAD = 120.0
BASELINE = 0.74
AIR = 3.0
NUMBER_WIDTH = 24.0


@dataclass(frozen=True)
class Words:
    """A line of text on a strip; ``x`` from the left of the page, ``down`` from the top of the strip.

    Within a row the text is written column by column, so that it is read out and copied in that order.
    """

    x: float
    down: float
    line: TextLine
    column: int = 0


@dataclass(frozen=True)
class Rule:
    """A thin horizontal line."""

    x: float
    down: float
    width: float
    colour: str = styles.LINE
    thickness: float = 0.5


@dataclass(frozen=True)
class Fill:
    """A tinted plane behind what follows."""

    x: float
    down: float
    width: float
    height: float
    colour: str
    edge: str | None = None


Item = Words | Rule | Fill


@dataclass(frozen=True)
class Strip:
    """A horizontal strip as wide as the page, never cut. ``glued``: stays on a page with the strip after it.

    Strips of one ``row`` belong together. ``again`` is printed first when this strip starts a page; ``bookmark`` is its
    entry in the table of contents.
    """

    height: float
    items: tuple[Item, ...] = ()
    glued: bool = False
    again: tuple[Strip, ...] = ()
    bookmark: str | None = None
    row: object = None


@dataclass(frozen=True)
class Cell:
    """Text in one style under another in a column."""

    parts: tuple[tuple[str, Style], ...]

    def lines(self, setter: Typesetter, width: float) -> list[TextLine]:
        return [line for text, style in self.parts for line in setter.lines(text, style, width)]


@dataclass(frozen=True)
class Column:
    """Where a column stands."""

    x: float
    width: float


@dataclass(frozen=True)
class Blocks:
    """Sets blocks as strips, for one document in one language."""

    setter: Typesetter
    missing: str
    again: tuple[Strip, ...] = ()

    def space(self, height: float, *, glued: bool = False) -> Strip:
        return Strip(height, glued=glued, again=self.again)

    def paragraph(self, text: str, style: Style, *, x: float = styles.LEFT, width: float = styles.WIDTH) -> list[Strip]:
        """A text of its own."""
        return self.row([(Column(x, width), Cell(((text, style),)))])

    def row(self, cells: Sequence[tuple[Column, Cell]], *, glued: bool = False) -> list[Strip]:
        """Cells side by side, as strips of one line each. Short rows stay whole; no line stands alone on a page."""
        columns = [(column, cell.lines(self.setter, column.width)) for column, cell in cells]
        count = max(len(lines) for _, lines in columns)
        strips = []
        row = object()
        for number in range(count):
            here = [
                (place, column, lines[number]) for place, (column, lines) in enumerate(columns) if number < len(lines)
            ]
            height = max(line.height for _, _, line in here)
            items = tuple(words(column, line, height, place) for place, column, line in here)
            whole = count <= WHOLE_ROW_LINES or number == 0 or number == count - 2
            stays = glued if number == count - 1 else whole
            strips.append(Strip(height, items, stays, self.again, row=row))
        return strips

    def line(
        self, label: str, text: str | None, side: tuple[tuple[str, Style], ...], *, with_side: bool
    ) -> list[Strip]:
        """A label with its value; who says so stands beside it, or below a long text."""
        value = Cell(((text, styles.BODY),)) if text is not None else Cell(((self.missing, styles.MISSING),))
        start = styles.LEFT + styles.LABEL_WIDTH + styles.GAP
        end = styles.RIGHT - (styles.SIDE_WIDTH + styles.GAP if with_side else 0)
        name = (Column(styles.LEFT, styles.LABEL_WIDTH), Cell(((label, styles.LABEL),)))
        body = Column(start, end - start)
        beside = [(Column(end + styles.GAP, styles.SIDE_WIDTH), Cell(side))] if side else []
        if side and len(value.lines(self.setter, body.width)) > WIDE_TEXT_LINES:
            body, beside = Column(start, styles.RIGHT - start), []
            below = "  ·  ".join(words for words, _ in side)
            value = Cell((*value.parts, (below, side[0][1])))
        return self.separated(self.row([name, (body, value), *beside]))

    def missing_list(self, labels: Sequence[str]) -> list[Strip]:
        """All that is missing together, marked once: many marks of their own would hide what is there."""
        start = styles.LEFT + styles.LABEL_WIDTH + styles.GAP
        name = (Column(styles.LEFT, styles.LABEL_WIDTH), Cell(((self.missing, styles.MISSING),)))
        body = (Column(start, styles.RIGHT - start), Cell((("  ·  ".join(labels), styles.BODY),)))
        return self.separated(self.row([name, body]))

    def separated(self, strips: list[Strip], *, above: float = AIR) -> list[Strip]:
        """A row with air around it and a thin line below it."""
        first = strips[0]
        strips = [replace(first, height=first.height + above, items=shifted(first.items, above)), *strips[1:]]
        last = strips[-1]
        rule = Rule(styles.LEFT, last.height + AIR, styles.WIDTH)
        strips[-1] = replace(last, height=last.height + AIR, items=(*last.items, rule))
        return strips

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[Strip]:
        """A table whose header comes back on every page; one record under another when it is too wide for a page."""
        columns = self._columns(header, rows)
        if columns is None:
            return [strip for number, row in enumerate(rows, 1) for strip in self._record(number, header, row)]
        strips = self._head(columns, header)
        body = replace(self, again=(*self.again, *strips)) if len(strips) == 1 else self
        for row in rows:
            cells = [(column, self._cell(text)) for column, text in zip(columns, row, strict=False)]
            strips += body.separated(body.row(cells))
        return strips

    def _cell(self, text: str | None) -> Cell:
        return Cell(((self.missing, styles.CELL_MISSING),) if text is None else ((text, styles.CELL),))

    def _head(self, columns: Sequence[Column], header: Sequence[str]) -> list[Strip]:
        cells = [(column, Cell(((text, styles.CELL_HEAD),))) for column, text in zip(columns, header, strict=True)]
        strips = self.row(cells, glued=True)
        height = sum(strip.height for strip in strips)
        if height > TALLEST_HEAD:
            return self.separated(strips)
        items = tuple(item for strip, down in stacked(strips) for item in shifted(strip.items, down + 4))
        plane = Fill(styles.LEFT, 0, styles.WIDTH, height + 8, styles.SUNKEN)
        rule = Rule(styles.LEFT, height + 8, styles.WIDTH, styles.LINE_STRONG)
        return [Strip(height + 8, (plane, *items, rule), glued=True, again=self.again)]

    def _columns(self, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[Column] | None:
        """Columns as wide as their content asks for; ``None`` when even the longest words don't fit side by side."""
        least, most = [], []
        for place, title in enumerate(header):
            texts = [(title, styles.CELL_HEAD)]
            for row in rows:
                text = row[place] if place < len(row) else ""
                texts.append((self.missing, styles.CELL_MISSING) if text is None else (text, styles.CELL))
            sizes = [self.setter.natural(text, style) for text, style in texts]
            widest = max(size[0] for size in sizes)
            least.append(max(LEAST_COLUMN, min(LONGEST_WORD, max(size[1] for size in sizes) + ROUNDING)))
            most.append(max(least[-1], widest))
        room = styles.WIDTH - 2 * styles.CELL_PADDING * len(header)
        spare = room - sum(least)
        if spare < 0:
            return None
        asked = sum(most) - sum(least)
        share = min(1.0, spare / asked) if asked else 0.0
        widths = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
        rest = (room - sum(widths)) / len(widths)
        columns, x = [], styles.LEFT
        for width in widths:
            columns.append(Column(x + styles.CELL_PADDING, width + rest))
            x += width + rest + 2 * styles.CELL_PADDING
        return columns

    def _record(self, number: int, header: Sequence[str], row: Sequence[str | None]) -> Iterator[Strip]:
        half = (styles.WIDTH - NUMBER_WIDTH - styles.GAP) / 2
        yield Strip(4, glued=True, again=self.again)
        pairs = [
            Cell(((title, styles.CAPTION), *self._cell(text).parts)) for title, text in zip(header, row, strict=False)
        ]
        left = styles.LEFT + NUMBER_WIDTH
        places = Column(left, half), Column(left + half + styles.GAP, half)
        for start in range(0, len(pairs), 2):
            cells = list(zip(places, pairs[start : start + 2], strict=False))
            if start == 0:
                cells.insert(0, (Column(styles.LEFT, NUMBER_WIDTH), Cell(((f"{number}", styles.CELL_HEAD),))))
            last = start + 2 >= len(pairs)
            strips = self.row(cells, glued=not last)
            yield from self.separated(strips, above=0) if last else strips
            if not last:
                yield Strip(3, glued=True, again=self.again)


def words(column: Column, line: TextLine, height: float, place: int = 0) -> Words:
    """A line in its column; the baselines of lines beside each other agree."""
    x = column.x + column.width - line.width if line.from_right else column.x
    return Words(x, height * BASELINE, line, place)


def shifted(items: Sequence[Item], down: float) -> tuple[Item, ...]:
    """The same items, further down."""
    return tuple(replace(item, down=item.down + down) for item in items)


def stacked(strips: Sequence[Strip]) -> Iterator[tuple[Strip, float]]:
    """Each strip with how far down it starts."""
    down = 0.0
    for strip in strips:
        yield strip, down
        down += strip.height

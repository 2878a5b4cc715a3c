"""Strips onto pages: where a page ends, what stands around it, and the bytes of the file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from lvv_desk.pdf import styles
from lvv_desk.pdf.blocks import Fill, Item, Rule, Strip, Words
from lvv_desk.pdf.fonts import Embedded, Face, face
from lvv_desk.pdf.text import Piece, TextLine, Typesetter

Page = list[tuple[Strip, float]]
APART, APART_BY = "NotoSans-Regular", 36.0
ROOM = styles.BOTTOM - styles.TOP


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    confidential: str
    recipient: str
    facts: str
    maker: str
    tool: str
    page_of: str
    practice: str | None


def paginated(strips: Iterable[Strip]) -> list[Page]:
    """The strips page by page, with how far down the page each starts."""
    pages: list[Page] = [[]]
    down = 0.0
    for chunk in _chunks(strips):
        height = sum(strip.height for strip in chunk)
        if pages[-1] and down + height > ROOM and _opening(chunk[0]) + height <= ROOM:
            pages.append([])
            down = 0.0
        for strip in chunk:
            if pages[-1] and down + strip.height > ROOM:
                pages.append([])
                down = 0.0
            if not pages[-1]:
                for again in strip.again if len(pages) > 1 else ():
                    pages[-1].append((again, down))
                    down += again.height
                if not strip.items and strip.bookmark is None:
                    continue
            pages[-1].append((strip, down))
            down += strip.height
    return pages


def _opening(strip: Strip) -> float:
    return sum(again.height for again in strip.again)


def _chunks(strips: Iterable[Strip]) -> Iterable[Sequence[Strip]]:
    chunk: list[Strip] = []
    for strip in strips:
        chunk.append(strip)
        if not strip.glued:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class Sheet:
    """Draws on the pages of one file. The same input gives the same bytes."""

    def __init__(self, language: str, title: str, tool: str) -> None:
        self._file = io.BytesIO()
        self._canvas: Any = Canvas(
            self._file, pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT), pageCompression=1, invariant=1, lang=language
        )
        self._canvas._preamble = "1 0 0 1 0 0 cm"
        self._document = self._canvas._doc
        self._document.idToObject["BasicFonts"].dict.clear()
        self._embedded: dict[str, Embedded] = {}
        self._colours: dict[str, Any] = {}
        self._canvas.setTitle(title)
        for set_it in (self._canvas.setAuthor, self._canvas.setCreator, self._canvas.setProducer):
            set_it(tool)
        self._canvas.setSubject(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def write(self, pages: Sequence[Page], frame: Frame, setter: Typesetter) -> bytes:
        """All pages with what stands around them, and the file is done."""
        self.add(pages, frame, setter)
        return self.done()

    def add(self, pages: Sequence[Page], frame: Frame, setter: Typesetter) -> None:
        """Pages that are counted by themselves."""
        for number, page in enumerate(pages, 1):
            self._head(frame, setter)
            for _, row in groupby(page, lambda placed: placed[0].row or placed[0]):
                self._row(list(row))
            self._foot(frame, setter, number, len(pages))
            self._canvas.showPage()

    def done(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()

    def _head(self, frame: Frame, setter: Typesetter) -> None:
        top = styles.HEADER_TOP
        if frame.practice is not None:
            self._item(Fill(0, -top, styles.PAGE_WIDTH, 22, styles.MISSING_TINT), top)
            mark = setter.one_line(frame.practice, styles.PRACTICE, styles.WIDTH)
            self._item(Words((styles.PAGE_WIDTH - mark.width) / 2, 14.5 - top, mark), top)
        strong = setter.one_line(frame.confidential, styles.HEADER_STRONG, 120)
        right = setter.one_line(frame.recipient, styles.HEADER, styles.WIDTH - 130)
        facts = setter.one_line(frame.facts, styles.HEADER, styles.WIDTH)
        self._item(Words(styles.LEFT, 9, strong), top)
        self._item(Words(styles.RIGHT - right.width, 9, right), top)
        self._item(Words(styles.LEFT, 22, facts), top)
        self._item(Rule(styles.LEFT, 30, styles.WIDTH, styles.ACCENT, 0.8), top)

    def _foot(self, frame: Frame, setter: Typesetter, number: int, count: int) -> None:
        foot = styles.FOOTER_TOP
        page = setter.one_line(frame.page_of.format(page=number, pages=count), styles.FOOTER, 100)
        maker = setter.one_line(frame.maker, styles.FOOTER, styles.WIDTH - 110)
        tool = setter.one_line(frame.tool, styles.FOOTER, styles.WIDTH)
        self._item(Rule(styles.LEFT, 0, styles.WIDTH), foot)
        self._item(Words(styles.LEFT, 12, maker), foot)
        self._item(Words(styles.RIGHT - page.width, 12, page), foot)
        self._item(Words(styles.LEFT, 22, tool), foot)

    def _row(self, strips: Page) -> None:
        """Planes and lines first, then the text column by column."""
        placed = [(item, styles.TOP + down) for strip, down in strips for item in strip.items]
        for item, top in sorted(placed, key=lambda one: one[0].column if isinstance(one[0], Words) else -1):
            self._item(item, top)
        for strip, down in strips:
            if strip.bookmark is not None:
                key = f"part{len(self._canvas._destinations)}"
                self._canvas.bookmarkHorizontal(key, 0, styles.PAGE_HEIGHT - styles.TOP - down + 8)
                self._canvas.addOutlineEntry(strip.bookmark, key, 0)

    def _item(self, item: Item, top: float) -> None:
        y = styles.PAGE_HEIGHT - top - item.down
        if isinstance(item, Words):
            self._text(item.line, item.x, y)
        elif isinstance(item, Rule):
            self._canvas.setStrokeColor(self._colour(item.colour))
            self._canvas.setLineWidth(item.thickness)
            self._canvas.line(item.x, y, item.x + item.width, y)
        else:
            self._canvas.setFillColor(self._colour(item.colour))
            if item.edge is not None:
                self._canvas.setStrokeColor(self._colour(item.edge))
                self._canvas.setLineWidth(0.5)
            self._canvas.rect(
                item.x, y - item.height, item.width, item.height, stroke=int(item.edge is not None), fill=1
            )

    def _text(self, line: TextLine, x: float, y: float) -> None:
        style = line.style
        if style.tint is not None:
            self._canvas.setFillColor(self._colour(style.tint))
            self._canvas.rect(x - 2, y - style.size * 0.34, line.width + 4, style.size * 1.3, stroke=0, fill=1)
        self._canvas.setFillColor(self._colour(style.colour))
        code = ["BT"]
        apart = self._apart(x, y) if line.turns else ""
        code.append(apart)
        for piece in line.pieces:
            code.append(self._piece(piece, x, y))
            x += piece.width
        code += [apart, "ET"]
        self._canvas._code.append(" ".join(code))

    def _apart(self, x: float, y: float) -> str:
        """A space that is not seen, lower on the page. Without it some readers take what stands on one line for one
        text and copy the words of a name from right to left in the wrong order."""
        [space] = face(APART).shape(" ", right_to_left=False)
        tall = replace(space, id=face(APART).font.get_nominal_glyph(ord("|")))
        font = self._font(face(APART))
        return f"/{font.name} 8 Tf 3 Tr 1 0 0 1 {x:.2f} {y - APART_BY:.2f} Tm <{font.number(tall):04X}> Tj 0 Tr"

    def _piece(self, piece: Piece, x: float, y: float) -> str:
        font = self._font(piece.face)
        code = [f"/{font.name} {piece.size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        shown: list[str] = []
        rise = 0
        for glyph in piece.glyphs:
            if glyph.y != rise:
                code += [f"[{' '.join(shown)}] TJ", f"{glyph.y * piece.size / 1000:.2f} Ts"]
                shown, rise = [], glyph.y
            if glyph.x:
                shown.append(f"{-glyph.x}")
            shown.append(f"<{font.number(glyph):04X}>")
            back = font.width(glyph) - glyph.advance + glyph.x
            if back:
                shown.append(f"{back}")
        code.append(f"[{' '.join(shown)}] TJ")
        if rise:
            code.append("0 Ts")
        return " ".join(code)

    def _font(self, face: Face) -> Embedded:
        if face.name not in self._embedded:
            self._embedded[face.name] = Embedded(face, f"L{len(self._embedded) + 1}")
            self._document.delayedFonts.append(self._embedded[face.name])
        return self._embedded[face.name]

    def _colour(self, value: str) -> Any:
        if value not in self._colours:
            self._colours[value] = HexColor(value)
        return self._colours[value]

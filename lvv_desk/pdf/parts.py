"""What every document is built with: numbered headings that are named again on the next page, tables, small print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lvv_desk.domain.handover import Table
from lvv_desk.pdf import styles
from lvv_desk.pdf.blocks import Blocks, Cell, Column, Rule, Strip, Words
from lvv_desk.pdf.fonts import NO_BREAK_SPACE
from lvv_desk.pdf.text import Typesetter, plain
from lvv_desk.texts import catalogue

LONGEST_BOOKMARK = 100


class Parts:
    """The parts of a document in one language."""

    def __init__(self, language: str) -> None:
        self.words = catalogue(language)
        self.setter = Typesetter()
        self.missing = self.say("pdf.missing").replace(" ", NO_BREAK_SPACE)

    def say(self, key: str, **values: object) -> str:
        words = self.words[key]
        return words.format(**values) if values else words

    def blocks(self, again: tuple[Strip, ...] = ()) -> Blocks:
        return Blocks(self.setter, self.missing, again)

    def heading(self, number: int, title: str) -> tuple[list[Strip], Blocks]:
        """The title of a part, and the setting in which it is named again on the next page."""
        named = f"{number}  {title}"
        continued = self.setter.one_line(self.say("pdf.continued", title=named), styles.CAPTION, styles.WIDTH)
        again = (Strip(styles.CAPTION.leading + 4, (Words(styles.LEFT, styles.CAPTION.size, continued),)),)
        first, *others = self.blocks().row([(Column(styles.LEFT, styles.WIDTH), Cell(((named, styles.SECTION),)))])
        entry = " ".join(plain(named).split())[:LONGEST_BOOKMARK]
        strips = [Strip(16), replace(first, bookmark=entry), *others]
        rule = Strip(5, (Rule(styles.LEFT, 1.5, styles.WIDTH, styles.ACCENT, 0.8),))
        return [replace(strip, glued=True) for strip in (*strips, rule)], self.blocks(again)

    def nothing(self, blocks: Blocks) -> list[Strip]:
        return blocks.separated(blocks.paragraph(self.say("pdf.nothing"), styles.EMPTY))

    def table(self, blocks: Blocks, table: Table) -> Iterator[Strip]:
        yield blocks.space(10, glued=True)
        yield from (replace(one, glued=True) for one in blocks.paragraph(table.title, styles.TABLE_TITLE))
        yield blocks.space(2, glued=True)
        yield from blocks.table(table.header, table.rows) if table.rows else self.nothing(blocks)

    def intro(self, blocks: Blocks, key: str) -> Iterator[Strip]:
        yield from (replace(one, glued=True) for one in blocks.paragraph(self.say(key), styles.CAPTION))
        yield blocks.space(6, glued=True)

"""The handover as a PDF: made in memory, the same bytes for the same document.

What is for the counsellor only, ``kept_inside`` and ``warnings``, is never read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lvv_desk.domain.handover import HandoverDocument, HandoverSection, Line, Table
from lvv_desk.pdf import styles
from lvv_desk.pdf.blocks import Blocks, Cell, Column, Fill, Item, Rule, Strip, Words, shifted, stacked
from lvv_desk.pdf.fonts import NO_BREAK_SPACE
from lvv_desk.pdf.pages import Frame, Sheet, paginated
from lvv_desk.pdf.styles import Style
from lvv_desk.pdf.text import Typesetter, plain
from lvv_desk.texts import catalogue

QUESTION = "question"
SIGNATURES = ("client", "counsellor", "interpreter")
SIGNATURE_LINES = ("name", "date", "signature")
SIGNATURE_LINE_HEIGHT = 30.0
INSET = 14.0
LONGEST_BOOKMARK = 100
FACTS_PER_ROW = 3
MOST_MISSING_LINES = 4


def render(document: HandoverDocument) -> bytes:
    """The bytes of the PDF, in the language of the document."""
    return _Handover(document).made()


class _Handover:
    def __init__(self, document: HandoverDocument) -> None:
        self._document = document
        self._words = catalogue(document.language)
        self._setter = Typesetter()
        self._missing = self._say("pdf.missing").replace(" ", NO_BREAK_SPACE)

    def made(self) -> bytes:
        body = [strip for number, one in enumerate(self._document.sections, 1) for strip in self._section(number, one)]
        body += [*self._withheld(), *self._consents(), *self._closing()]
        frame = self._frame()
        first_page = list(self._first_page())
        if self._setter.replaced:
            first_page += self._blocks().paragraph(self._say("pdf.replaced"), styles.CAPTION)
        sheet = Sheet(self._document.language, self._say("pdf.title"), self._say("pdf.metadata"))
        return sheet.write(paginated([*first_page, *body]), frame, self._setter)

    def _say(self, key: str, **values: object) -> str:
        words = self._words[key]
        return words.format(**values) if values else words

    def _blocks(self, again: tuple[Strip, ...] = ()) -> Blocks:
        return Blocks(self._setter, self._missing, again)

    def _day(self) -> str:
        return self._document.made_on.strftime("%d-%m-%Y")

    def _frame(self) -> Frame:
        document = self._document
        facts = (
            self._say("pdf.header_case", number=document.case_number),
            self._say("pdf.header_v_number", number=document.v_number or self._missing),
            self._day(),
            self._say("pdf.header_version", version=document.version),
        )
        maker = (document.municipality, document.programme, document.author)
        return Frame(
            confidential=self._say("pdf.confidential"),
            recipient=document.recipient,
            facts="  ·  ".join(facts),
            maker="  ·  ".join(one for one in maker if one),
            tool=self._say("pdf.made_with"),
            page_of=self._words["pdf.page_of"],
            practice=self._say("pdf.practice") if document.practice else None,
        )

    def _first_page(self) -> Iterator[Strip]:
        document, blocks = self._document, self._blocks()
        yield Strip(0, bookmark=self._say("pdf.summary"), glued=True)
        yield from blocks.paragraph(self._say("pdf.title"), styles.TITLE)
        yield from blocks.paragraph(self._say("pdf.for", recipient=document.recipient), styles.RECIPIENT)
        yield Strip(12)
        yield from self._summary(blocks)
        yield Strip(12)
        yield from blocks.line(self._say("pdf.purpose"), document.purpose, (), with_side=False)
        for label, text in self._pointers():
            yield from blocks.line(label, text, (), with_side=False)
        yield Strip(6)

    def _pointers(self) -> Iterator[tuple[str, str]]:
        document = self._document
        for number, section in enumerate(document.sections, 1):
            if section.id == QUESTION:
                yield section.title, self._say("pdf.see_part", number=number)
        asked = sum(len(section.lines) for section in document.sections)
        yield (
            self._say("pdf.completeness"),
            self._say("pdf.missing_count", missing=document.missing, total=asked, mark=self._missing),
        )
        number = len(document.sections) + 1
        yield self._say("pdf.withheld"), self._say("pdf.withheld_count", count=len(document.withheld), number=number)

    def _summary(self, blocks: Blocks) -> Iterator[Strip]:
        """The block with who this is about, on a tinted plane."""
        document = self._document
        left, room = styles.LEFT + INSET, styles.WIDTH - 2 * INSET
        width = (room - (FACTS_PER_ROW - 1) * styles.GAP) / FACTS_PER_ROW
        wide, narrow = Column(left, room - width - styles.GAP), Column(left + room - width, width)
        top = [
            (wide, self._fact("pdf.name", document.name, styles.NAME, styles.MISSING_NAME)),
            (narrow, self._fact("pdf.v_number", document.v_number, styles.NAME, styles.MISSING_NAME)),
        ]
        facts = (
            ("pdf.case_number", document.case_number), ("pdf.date", self._day()),
            ("pdf.version", str(document.version)), ("pdf.municipality", document.municipality),
            ("pdf.programme", document.programme), ("pdf.author", document.author),
        )  # fmt: skip
        strips = [Strip(8), *blocks.row(top), Strip(6)]
        for start in range(0, len(facts), FACTS_PER_ROW):
            cells = [
                (Column(left + place * (width + styles.GAP), width), self._fact(key, text, styles.BODY, styles.MISSING))
                for place, (key, text) in enumerate(facts[start : start + FACTS_PER_ROW])
            ]
            strips += [*blocks.row(cells), Strip(4)]
        strips.append(Strip(4))
        yield from on_plane(strips)

    def _fact(self, key: str, text: str | None, style: Style, missing: Style) -> Cell:
        value = (text, style) if text and text.strip() else (self._missing, missing)
        return Cell(((self._say(key), styles.CAPTION), value))

    def _heading(self, number: int, title: str) -> tuple[list[Strip], Blocks]:
        """The title of a part, and the setting in which it is named again on the next page."""
        named = f"{number}  {title}"
        continued = self._setter.one_line(self._say("pdf.continued", title=named), styles.CAPTION, styles.WIDTH)
        again = (Strip(styles.CAPTION.leading + 4, (Words(styles.LEFT, styles.CAPTION.size, continued),)),)
        first, *others = self._blocks().row([(Column(styles.LEFT, styles.WIDTH), Cell(((named, styles.SECTION),)))])
        entry = " ".join(plain(named).split())[:LONGEST_BOOKMARK]
        strips = [Strip(16), replace(first, bookmark=entry), *others]
        rule = Strip(5, (Rule(styles.LEFT, 1.5, styles.WIDTH, styles.ACCENT, 0.8),))
        return [replace(strip, glued=True) for strip in (*strips, rule)], self._blocks(again)

    def _section(self, number: int, section: HandoverSection) -> Iterator[Strip]:
        heading, blocks = self._heading(number, section.title)
        yield from heading
        if section.is_empty:
            yield from self._nothing(blocks)
        with_side = any(self._side(line) for line in section.lines)
        missing = [line.label for line in section.lines if line.text is None]
        listed = len(missing) > MOST_MISSING_LINES
        for line in section.lines:
            if line.text is not None or not listed:
                yield from blocks.line(line.label, line.text, self._side(line), with_side=with_side)
        if listed:
            yield from blocks.missing_list(missing)
        for table in section.tables:
            yield from self._table(blocks, table)

    def _side(self, line: Line) -> tuple[tuple[str, Style], ...]:
        """Who says so, and on which ground it is shared: small, beside the value."""
        parts = []
        standing = self._words[f"enum.Standing.{line.standing}"] if line.standing else ""
        if standing and standing.casefold() not in line.label.casefold():
            parts.append(standing)
        if line.source:
            parts.append(self._say("pdf.source", source=line.source))
        if line.consent is not None and line.text is not None:
            parts.append(self._say("pdf.with_consent"))
        return tuple((part, styles.CAPTION) for part in parts)

    def _nothing(self, blocks: Blocks) -> list[Strip]:
        return blocks.separated(blocks.paragraph(self._say("pdf.nothing"), styles.EMPTY))

    def _table(self, blocks: Blocks, table: Table) -> Iterator[Strip]:
        yield blocks.space(10, glued=True)
        yield from (replace(one, glued=True) for one in blocks.paragraph(table.title, styles.TABLE_TITLE))
        yield blocks.space(2, glued=True)
        yield from blocks.table(table.header, table.rows) if table.rows else self._nothing(blocks)

    def _withheld(self) -> Iterator[Strip]:
        heading, blocks = self._heading(len(self._document.sections) + 1, self._say("pdf.withheld"))
        yield from heading
        yield from self._intro(blocks, "pdf.withheld_intro")
        rows = [(one.label, one.reason) for one in self._document.withheld]
        header = (self._say("pdf.topic"), self._say("pdf.why_not"))
        yield from blocks.table(header, rows) if rows else self._nothing(blocks)

    def _consents(self) -> Iterator[Strip]:
        heading, blocks = self._heading(len(self._document.sections) + 2, self._say("pdf.consents"))
        yield from heading
        yield from self._intro(blocks, "pdf.consents_intro")
        yes = self._say("pdf.yes")
        rows = [(one.label, yes, one.on, one.language, one.interpreter) for one in self._document.consents]
        keys = ("consent_for", "consent_given", "consent_on", "consent_language", "consent_interpreter")
        header = [self._say(f"pdf.{key}") for key in keys]
        yield from blocks.table(header, rows) if rows else self._nothing(blocks)

    def _intro(self, blocks: Blocks, key: str) -> Iterator[Strip]:
        yield from (replace(one, glued=True) for one in blocks.paragraph(self._say(key), styles.CAPTION))
        yield blocks.space(6, glued=True)

    def _closing(self) -> Iterator[Strip]:
        heading, blocks = self._heading(len(self._document.sections) + 3, self._say("pdf.signatures"))
        strips = [*heading, *self._intro(blocks, "pdf.signatures_intro"), *self._signatures(), blocks.space(14)]
        for key in ("pdf.made_by_counsellor", "pdf.tool_advises"):
            strips += [*blocks.paragraph(self._say(key), styles.CAPTION), blocks.space(3)]
        strips += blocks.paragraph(self._say("pdf.unconfirmed", mark=self._words["mark.unconfirmed"]), styles.CAPTION)
        yield from (replace(strip, glued=True) for strip in strips)

    def _signatures(self) -> Iterator[Strip]:
        blocks = self._blocks()
        width = (styles.WIDTH - (len(SIGNATURES) - 1) * 2 * styles.GAP) / len(SIGNATURES)
        columns = [Column(styles.LEFT + place * (width + 2 * styles.GAP), width) for place in range(len(SIGNATURES))]
        titles = [Cell(((self._say(f"pdf.sign_{who}"), styles.STRONG),)) for who in SIGNATURES]
        yield from blocks.row(list(zip(columns, titles, strict=True)))
        for what in SIGNATURE_LINES:
            label = Cell(((self._say(f"pdf.sign_{what}"), styles.CAPTION),))
            down = SIGNATURE_LINE_HEIGHT + (14 if what == SIGNATURE_LINES[-1] else 0)
            [line] = blocks.row([(column, label) for column in columns])
            rules = [Rule(column.x, down, column.width, styles.LINE_STRONG) for column in columns]
            yield Strip(down + 2, (*shifted(line.items, 2), *rules))


def on_plane(strips: Sequence[Strip]) -> Iterator[Strip]:
    """The strips on a tinted plane with an edge to its left; each strip brings its own part of the plane."""
    for strip, _ in stacked(strips):
        plane: tuple[Item, ...] = (
            Fill(styles.LEFT, 0, styles.WIDTH, strip.height + 0.3, styles.SUNKEN),
            Fill(styles.LEFT, 0, 2.5, strip.height + 0.3, styles.ACCENT),
        )
        yield replace(strip, items=(*plane, *strip.items))

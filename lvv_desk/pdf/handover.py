"""The handover as a PDF: made in memory, the same bytes for the same document.

What is for the counsellor only, ``kept_inside`` and ``warnings``, is never read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lvv_desk.domain.handover import HandoverDocument, HandoverSection, Line
from lvv_desk.pdf import styles
from lvv_desk.pdf.blocks import Blocks, Cell, Column, Fill, Item, Rule, Strip, shifted, stacked
from lvv_desk.pdf.pages import Frame, Sheet, paginated
from lvv_desk.pdf.parts import Parts
from lvv_desk.pdf.styles import Style

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


class _Handover(Parts):
    def __init__(self, document: HandoverDocument) -> None:
        super().__init__(document.language)
        self._document = document

    def made(self) -> bytes:
        body = [strip for number, one in enumerate(self._document.sections, 1) for strip in self._section(number, one)]
        body += [*self._withheld(), *self._consents(), *self._closing()]
        frame = self._frame()
        first_page = list(self._first_page())
        if self.setter.replaced:
            first_page += self.blocks().paragraph(self.say("pdf.replaced"), styles.CAPTION)
        sheet = Sheet(self._document.language, self.say("pdf.title"), self.say("pdf.metadata"))
        return sheet.write(paginated([*first_page, *body]), frame, self.setter)

    def _day(self) -> str:
        return self._document.made_on.strftime("%d-%m-%Y")

    def _frame(self) -> Frame:
        document = self._document
        facts = (
            self.say("pdf.header_case", number=document.case_number),
            self.say("pdf.header_v_number", number=document.v_number or self.missing),
            self._day(),
            self.say("pdf.header_version", version=document.version),
        )
        maker = (document.municipality, document.programme, document.author)
        return Frame(
            confidential=self.say("pdf.confidential"),
            recipient=document.recipient,
            facts="  ·  ".join(facts),
            maker="  ·  ".join(one for one in maker if one),
            tool=self.say("pdf.made_with"),
            page_of=self.words["pdf.page_of"],
            practice=self.say("pdf.practice") if document.practice else None,
        )

    def _first_page(self) -> Iterator[Strip]:
        document, blocks = self._document, self.blocks()
        yield Strip(0, bookmark=self.say("pdf.summary"), glued=True)
        yield from blocks.paragraph(self.say("pdf.title"), styles.TITLE)
        yield from blocks.paragraph(self.say("pdf.for", recipient=document.recipient), styles.RECIPIENT)
        yield Strip(12)
        yield from self._summary(blocks)
        yield Strip(12)
        yield from blocks.line(self.say("pdf.purpose"), document.purpose, (), with_side=False)
        for label, text in self._pointers():
            yield from blocks.line(label, text, (), with_side=False)
        yield Strip(6)

    def _pointers(self) -> Iterator[tuple[str, str | None]]:
        document = self._document
        for number, section in enumerate(document.sections, 1):
            if section.id == QUESTION:
                yield section.title, None if section.is_empty else self.say("pdf.see_part", number=number)
        asked = sum(len(section.lines) for section in document.sections)
        yield (
            self.say("pdf.completeness"),
            self.say("pdf.missing_count", missing=document.missing, total=asked, mark=self.missing),
        )
        number = len(document.sections) + 1
        yield self.say("pdf.withheld"), self.say("pdf.withheld_count", count=len(document.withheld), number=number)

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
        value = (text, style) if text and text.strip() else (self.missing, missing)
        return Cell(((self.say(key), styles.CAPTION), value))

    def _section(self, number: int, section: HandoverSection) -> Iterator[Strip]:
        heading, blocks = self.heading(number, section.title)
        yield from heading
        if not section.lines and not section.tables:
            yield from self.nothing(blocks)
        with_side = any(self._side(line) for line in section.lines)
        missing = [line.label for line in section.lines if line.text is None]
        listed = len(missing) > MOST_MISSING_LINES or section.is_empty
        for line in section.lines:
            if line.text is not None or not listed:
                yield from blocks.line(line.label, line.text, self._side(line), with_side=with_side)
        if listed and missing:
            yield from blocks.missing_list(missing)
        for table in section.tables:
            yield from self.table(blocks, table)

    def _side(self, line: Line) -> tuple[tuple[str, Style], ...]:
        """Who says so, and on which ground it is shared: small, beside the value."""
        parts = []
        standing = self.words[f"enum.Standing.{line.standing}"] if line.standing else ""
        if standing and standing.casefold() not in line.label.casefold():
            parts.append(standing)
        if line.source:
            parts.append(self.say("pdf.source", source=line.source))
        if line.consent is not None and line.text is not None:
            parts.append(self.say("pdf.with_consent"))
        return tuple((part, styles.CAPTION) for part in parts)

    def _withheld(self) -> Iterator[Strip]:
        heading, blocks = self.heading(len(self._document.sections) + 1, self.say("pdf.withheld"))
        yield from heading
        yield from self.intro(blocks, "pdf.withheld_intro")
        rows = [(one.label, one.reason) for one in self._document.withheld]
        header = (self.say("pdf.topic"), self.say("pdf.why_not"))
        yield from blocks.table(header, rows) if rows else self.nothing(blocks)

    def _consents(self) -> Iterator[Strip]:
        heading, blocks = self.heading(len(self._document.sections) + 2, self.say("pdf.consents"))
        yield from heading
        yield from self.intro(blocks, "pdf.consents_intro")
        yes = self.say("pdf.yes")
        rows = [(one.label, yes, one.on, one.language, one.interpreter) for one in self._document.consents]
        keys = ("consent_for", "consent_given", "consent_on", "consent_language", "consent_interpreter")
        header = [self.say(f"pdf.{key}") for key in keys]
        yield from blocks.table(header, rows) if rows else self.nothing(blocks)

    def _closing(self) -> Iterator[Strip]:
        heading, blocks = self.heading(len(self._document.sections) + 3, self.say("pdf.signatures"))
        strips = [*heading, *self.intro(blocks, "pdf.signatures_intro"), *self._signatures(), blocks.space(14)]
        for key in ("pdf.made_by_counsellor", "pdf.tool_advises"):
            strips += [*blocks.paragraph(self.say(key), styles.CAPTION), blocks.space(3)]
        strips += blocks.paragraph(self.say("pdf.unconfirmed", mark=self.words["mark.unconfirmed"]), styles.CAPTION)
        yield from (replace(strip, glued=True) for strip in strips)

    def _signatures(self) -> Iterator[Strip]:
        blocks = self.blocks()
        width = (styles.WIDTH - (len(SIGNATURES) - 1) * 2 * styles.GAP) / len(SIGNATURES)
        columns = [Column(styles.LEFT + place * (width + 2 * styles.GAP), width) for place in range(len(SIGNATURES))]
        titles = [Cell(((self.say(f"pdf.sign_{who}"), styles.STRONG),)) for who in SIGNATURES]
        yield from blocks.row(list(zip(columns, titles, strict=True)))
        for what in SIGNATURE_LINES:
            label = Cell(((self.say(f"pdf.sign_{what}"), styles.CAPTION),))
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

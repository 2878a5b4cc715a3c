"""A report as a PDF: made in memory, the same bytes for the same report."""

from __future__ import annotations

from collections.abc import Iterator

from lvv_desk.domain.report import Report, ReportSection
from lvv_desk.pdf import styles
from lvv_desk.pdf.blocks import Strip
from lvv_desk.pdf.pages import Frame, Sheet, paginated
from lvv_desk.pdf.parts import Parts


def render(*reports: Report) -> bytes:
    """The bytes of the PDF, in the language of the reports. Each begins on a page of its own, and counts by itself."""
    parts = [_Report(one) for one in reports]
    sheet = Sheet(reports[0].language, parts[0].say("pdf.report"), parts[0].say("pdf.metadata"))
    for one in parts:
        one.put_on(sheet)
    return sheet.done()


class _Report(Parts):
    def __init__(self, report: Report) -> None:
        super().__init__(report.language)
        self._report = report

    def put_on(self, sheet: Sheet) -> None:
        report = self._report
        strips = [Strip(0, bookmark=report.title, glued=True), *self.blocks().paragraph(report.title, styles.TITLE)]
        strips += [*self.blocks().paragraph(report.about, styles.RECIPIENT), Strip(6)]
        for number, section in enumerate(report.sections, 1):
            strips += self._section(number, section)
        if self.setter.replaced:
            strips += self.blocks().paragraph(self.say("pdf.replaced"), styles.CAPTION)
        sheet.add(paginated(strips), self._frame(), self.setter)

    def _frame(self) -> Frame:
        return Frame(
            confidential=self.say("pdf.confidential"),
            recipient=self._report.title,
            facts=self._report.facts,
            maker=self._report.maker,
            tool=self.say("pdf.made_with"),
            page_of=self.words["pdf.page_of"],
            practice=self.say("pdf.practice") if self._report.practice else None,
        )

    def _section(self, number: int, section: ReportSection) -> Iterator[Strip]:
        heading, blocks = self.heading(number, section.title)
        yield from heading
        for words in section.words:
            yield from blocks.paragraph(words, styles.BODY)
            yield blocks.space(4)
        for label, code in section.codes:
            yield blocks.space(6)
            yield from blocks.paragraph(label, styles.CAPTION)
            yield from blocks.paragraph(code, styles.CODE)
        for line in section.lines:
            yield from blocks.line(line.label, line.text, (), with_side=False)
        for table in section.tables:
            yield from self.table(blocks, table)
        if not (section.words or section.codes or section.lines or section.tables):
            yield from self.nothing(blocks)

"""Figures on a reference date, each with its definition and basis; beside them the occupancy and the release."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.case import SolutionClass
from lvv_desk.services.evaluation import AreaFigures, Basis, FiguresView
from lvv_desk.services.figure_words import figure_label
from lvv_desk.texts import decimal, many, name_of, say, t
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.day_words import day_field, day_problem, long_day
from ui.views.layouts import row_table
from ui.views.occupancy import OccupancyPanel
from ui.views.release import ReleasePanel
from ui.widgets import (
    Bar,
    Body,
    Caption,
    Card,
    Columns,
    FieldFrame,
    HBarChart,
    LinkButton,
    Notice,
    Option,
    Pages,
    PageTitle,
    ScrollArea,
    SearchCombo,
    Segmented,
    Text,
)

EVERYWHERE = "*"
PATTERNS = {"durable": "solid", "semi_durable": "hatched", "no_solution": "open"}


class FiguresPage(View):
    """Three sides: the figures, the occupancy, and the release."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._today = context.services.desk.today()
        self._shown: FiguresView | None = None
        area = ScrollArea(columns=104, margin=32)
        area.add(PageTitle(t("figures.title")))
        sides = [Option(one, t(f"figures.side_{one}")) for one in ("figures", "occupancy", "release")]
        self.sides = Segmented(sides, accessible_name=t("figures.sides"), value="figures")
        self.sides.chosen.connect(self.turn)
        area.add(self.sides)
        self.release = ReleasePanel(context)
        self.occupancy = OccupancyPanel(context, self._today)
        self._pages = Pages()
        self._turned = {"figures": self._figures_side(), "occupancy": self.occupancy, "release": self.release}
        for page in self._turned.values():
            self._pages.addWidget(page)
        area.add(self._pages)
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.bind_go_on(self._go_on)
        self.load()
        self.is_there()

    def help_page(self) -> str:
        return "figures"

    def focus_first(self) -> None:
        self.sides.setFocus()

    def turn(self, side: str) -> None:
        """Shows one of the sides."""
        self.sides.set_value(side)
        self._pages.setCurrentWidget(self._turned[side])

    def _go_on(self) -> None:
        if self.sides.value() == "release":
            self.release.go_on()
        elif self.sides.value() == "occupancy":
            self.occupancy.go_on()
        else:
            found = day_problem("day", self.day, t("figures.day_missing"))
            self._day_frame.set_error(found[0][1] if found else "")
            self.load()

    def remember(self) -> Memory:
        return {
            "side": self.sides.value(), "day": self.day.text(), "basis": self.basis.value(),
            "area": self.area_choice.value(), "release": self.release.typed(), "occupancy": self.occupancy.typed(),
        }  # fmt: skip

    def put_back(self, memory: Memory) -> None:
        self.turn(memory["side"])
        self.day.set_text(memory["day"])
        self.basis.set_value(memory["basis"])
        self.area_choice.set_value(memory["area"])
        self.release.put_back(memory["release"])
        self.occupancy.put_back(memory["occupancy"])
        self.load()

    def _figures_side(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.day = day_field(self._today, self._today)
        self.day.changed.connect(self.load)
        self._day_frame = FieldFrame(t("figures.day"), self.day)
        self._day_frame.changed.connect(lambda: self._day_frame.set_error(""))
        self.basis = Segmented(
            [Option(one.value, name_of(one)) for one in Basis],
            accessible_name=t("figures.basis"), value=Basis.OFFICIAL.value,
        )  # fmt: skip
        self.basis.chosen.connect(lambda _: self.load())
        cities = self.context.services.registry.municipalities.values()
        options = [Option(EVERYWHERE, t("figures.everywhere")), *(Option(one.id, say(one.label)) for one in cities)]
        self.area_choice = SearchCombo(options, characters=20)
        self.area_choice.set_value(EVERYWHERE)
        self.area_choice.chosen.connect(lambda _: self._draw())
        column.addWidget(
            Columns(
                self._day_frame,
                FieldFrame(t("figures.basis"), self.basis),
                FieldFrame(t("figures.area"), self.area_choice),
                least=22,
            )
        )
        self._content = QVBoxLayout()
        self._content.setSpacing(16)
        column.addLayout(self._content)
        self.to_referrals = LinkButton(t("figures.to_referrals"))
        self.to_referrals.clicked.connect(lambda _checked: self.context.go.show_referrals())
        column.addWidget(self.to_referrals)
        return box

    def load(self) -> None:
        """Counts anew for the day and the basis."""
        day = self.day.value()
        if day is None:
            return
        work = partial(self.context.services.evaluation.figures, day, Basis(self.basis.value()))
        self.context.tasks.run(self, work, self._show)

    def _show(self, view: FiguresView) -> None:
        self._shown = view
        self._draw()

    def _draw(self) -> None:
        view = self._shown
        if view is None:
            return
        while self._content.count():
            item = self._content.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        wanted = None if self.area_choice.value() in ("", EVERYWHERE) else self.area_choice.value()
        area = next((one for one in view.areas if one.municipality == wanted), None)
        if view.practice:
            self._content.addWidget(Notice(t("figures.practice"), t("figures.practice_text"), role="info"))
        if view.elsewhere:
            words = many("figures.elsewhere", view.elsewhere)
            self._content.addWidget(Notice(t("figures.only_lvv"), words, role="attention"))
        if area is None or not area.get("participants").count:
            self._content.addWidget(Notice(t("figures.nobody"), t("figures.nobody_text"), role="info"))
        else:
            self._content.addWidget(self._totals(area))
            self._content.addWidget(self._classes(area))
            self._content.addWidget(self._outcomes(area))
        self._content.addWidget(self._reference(view))

    def _totals(self, area: AreaFigures) -> QWidget:
        cards = []
        for indicator in self.context.services.registry.indicators:
            if indicator.counts in ("participants", "exits", "still_in"):
                card = Card(say(indicator.label))
                card.add(Text(str(area.get(indicator.id).count), type_role="page_title"))
                card.add(Caption(say(indicator.definition)))
                card.add(Caption(say(indicator.basis)))
                cards.append(card)
        return Columns(*cards, least=24)

    def _classes(self, area: AreaFigures) -> QWidget:
        charts = []
        for indicator in self.context.services.registry.indicators:
            if indicator.counts != "exit_class":
                continue
            found = [one for one in area.figures if one.indicator == indicator.id]
            chart = HBarChart(
                [
                    Bar(
                        name_of(SolutionClass(str(one.part))),
                        one.count / one.denominator if one.denominator else 0.0,
                        str(one.count),
                        f"{one.rounded} %" if one.rounded is not None else "",
                        PATTERNS[str(one.part)],  # type: ignore[arg-type]  # the names of patterns
                    )
                    for one in found
                ],
                accessible_name=say(indicator.label),
            )
            card = Card(say(indicator.label))
            card.add(chart)
            total = sum(one.rounded or 0 for one in found)
            base = t(f"cli.of_{indicator.denominator}", number=found[0].denominator)
            words = [t("figures.base", base=base), say(indicator.basis)]
            if indicator.denominator == "exits" and total not in (0, 100):
                words.append(t("figures.rounding", total=total))
            card.add(Caption(" ".join(words)))
            charts.append(card)
        return Columns(*charts, least=36)

    def _outcomes(self, area: AreaFigures) -> Card:
        registry = self.context.services.registry
        indicator = next(one for one in registry.indicators if one.counts == "exit_outcome")
        found = [one for one in area.figures if one.indicator == indicator.id and one.count]
        card = Card(say(indicator.label))
        rows = [
            (figure_label(registry, one).split(": ", 1)[1], str(one.count), f"{one.rounded} %", _exact(one.percentage))
            for one in found
        ]
        header = (t("figures.outcome"), t("figures.number"), t("figures.share"), t("figures.exact"))
        card.add(row_table(say(indicator.label), header, rows, (0, 9, 9, 11)))
        card.add(Caption(say(indicator.basis)))
        return card

    def _reference(self, view: FiguresView) -> Card:
        card = Card(t("figures.reference"))
        card.add(Body(t("figures.reference_text"), muted=True))
        rows = [
            (
                say(one.measure), f"{one.value}{' %' if one.unit == 'percent' else ''}", one.area, one.reference_date,
                one.source.title, t("figures.reconstructed") if one.source.mark == "D" else t("figures.published"),
            )
            for one in view.reference
        ]  # fmt: skip
        header = tuple(
            t(f"figures.reference_{name}") for name in ("measure", "value", "area", "date", "source", "mark")
        )
        card.add(row_table(t("figures.reference"), header, rows, (19, 7, 11, 10, 0, 15)))
        card.add(Caption(t("figures.on", on=long_day(view.on), basis=name_of(view.basis))))
        return card


def _exact(percentage: Decimal | None) -> str:
    return f"{decimal(percentage, 2)} %" if percentage is not None else ""

"""Referrals that lead to no case: writing one down, and how many there were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.referral import Referral
from lvv_desk.domain.rights import Right
from lvv_desk.services.referrals import PLACES, REASONS, REFERRERS, ReferralOverview
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.models.rows import RowTable
from ui.views.base import Memory, View
from ui.views.day_words import day_field, day_problem, long_day
from ui.views.form_card import FormCard, Typed
from ui.views.layouts import clear, line
from ui.widgets import (
    Body,
    Card,
    Columns,
    DataTable,
    EmptyState,
    FieldFrame,
    Flow,
    LinkButton,
    Option,
    PageTitle,
    QuietButton,
    ScrollArea,
    SearchCombo,
    SecondaryButton,
    SectionTitle,
)

COLUMNS = ("on", "city", "reason", "referred_to", "referrer")
WIDTHS = (11, 12, 32, 32, 0)
TABLE_HEIGHT = 320


class ReferralForm(FormCard):
    """Codes only: there is no field in which somebody could be named."""

    error_fields: ClassVar[Mapping[str, str]] = {"date_future": "on"}

    def __init__(self, registry: Registry, today: date, city: str = "") -> None:
        super().__init__(t("referrals.form"), t("referrals.save"))
        choose = t("referrals.choose")
        cities = [Option(one.id, say(one.label)) for one in registry.municipalities.values()]
        self.city = SearchCombo(cities, placeholder=choose, characters=24)
        self.city.set_value(city)
        self.on = day_field(today, today)
        self.reason = SearchCombo(_options(registry, REASONS), placeholder=choose)
        self.referred_to = SearchCombo(_options(registry, PLACES), placeholder=choose)
        self.referrer = SearchCombo(_options(registry, REFERRERS), placeholder=choose)
        optional = t("forms.optional")
        for name in ("reason", "city", "on"):
            self.add(self.framed(name, FieldFrame(t(f"referrals.{name}"), getattr(self, name))))
        for name in ("referred_to", "referrer"):
            self.add(self.framed(name, FieldFrame(t(f"referrals.{name}"), getattr(self, name), optional_text=optional)))
        self.add_buttons()

    def typed(self) -> Typed:
        return {
            "city": self.city.value(), "on": self.on.text(), "reason": self.reason.value(),
            "referred_to": self.referred_to.value(), "referrer": self.referrer.value(),
        }  # fmt: skip

    def put_back(self, typed: Typed) -> None:
        self.on.set_text(typed["on"])
        for name in ("city", "reason", "referred_to", "referrer"):
            getattr(self, name).set_value(typed[name])

    def problems(self) -> list[tuple[str, str]]:
        found = [(name, t(f"referrals.{name}_missing")) for name in ("reason", "city") if not self.typed()[name]]
        return found + day_problem("on", self.on, t("referrals.day_missing"))


class ReferralsPage(View):
    """The form, and below it what was written down in a period."""

    def __init__(self, context: Context, city: str = "", parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._registry = context.services.registry
        self._today = context.services.desk.today()
        self.overview: ReferralOverview | None = None
        self.area = ScrollArea(columns=124, margin=32)
        rights = context.services.desk.rights
        self.area.add(self._ways(rights))
        self.area.add(PageTitle(t("referrals.title")))
        self.area.add(Body(t("referrals.intro"), muted=True))
        self._form_slot = QVBoxLayout()
        self.area.body.addLayout(self._form_slot)
        self.form: ReferralForm | None = None
        if Right.WRITE_CASES in rights:
            self._new_form(city)
            self.bind_go_on(self._save)
        self._list_slot = QVBoxLayout()
        if Right.FIGURES in rights:
            self._period_card = self._period()
            self.area.add(self._period_card)
            self.area.body.addLayout(self._list_slot)
            self.look()
        self.area.add(QWidget(), 1)
        self.outer.addWidget(self.area)
        self.is_there()

    def help_page(self) -> str:
        return "referrals"

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def _ways(self, rights: frozenset[Right]) -> Flow:
        """Back to the registration, and on to what was written down below."""
        ways = Flow(spacing=theme.current().space.three)
        back = LinkButton(t("referrals.to_register"))
        back.clicked.connect(lambda _checked: self.context.go.show_register())
        ways.add(back)
        if Right.FIGURES in rights:
            self.to_list = LinkButton(t("referrals.to_list"))
            self.to_list.clicked.connect(self._go_to_list)
            ways.add(self.to_list)
        return ways

    def _go_to_list(self) -> None:
        self._frames[0].focus_control()
        self.area.show_widget(self._period_card)

    # -- writing one down -----------------------------------------------------------------------------------------

    def _new_form(self, city: str) -> None:
        clear(self._form_slot)
        self.form = ReferralForm(self._registry, self._today, city)
        self.form.save_wanted.connect(self._save)
        self.form.close_wanted.connect(lambda: self.context.go.show_place("cases"))
        self._form_slot.addWidget(self.form)

    def _save(self) -> None:
        form = self.form
        if form is None or not form.check() or (day := form.on.value()) is None:
            return
        given = form.typed()
        work = partial(
            self.context.services.referrals.turn_away, municipality=given["city"], on=day, reason=given["reason"],
            referrer=given["referrer"] or None, referred_to=given["referred_to"] or None,
        )  # fmt: skip
        form.set_busy(True)
        self.context.tasks.run(self, work, self._saved, form.show_error)

    def _saved(self, referral: Referral) -> None:
        self.context.go.notify(t("referrals.saved"))
        self._new_form(referral.municipality)
        self.focus_first()
        if self.overview is not None:
            self.look()

    # -- what was written down ------------------------------------------------------------------------------------

    def _period(self) -> Card:
        card = Card(t("referrals.period"))
        self.first = day_field(self._today, date(self._today.year, 1, 1))
        self.last = day_field(self._today, self._today)
        self._frames = FieldFrame(t("referrals.first"), self.first), FieldFrame(t("referrals.last"), self.last)
        card.add(Columns(*self._frames, least=28))
        look = SecondaryButton(t("referrals.look"), icon_name="search")
        look.clicked.connect(lambda _checked: self.look())
        card.add(line(look))
        return card

    def look(self) -> None:
        """Shows the period that is filled in."""
        found = []
        for frame, field in zip(self._frames, (self.first, self.last), strict=True):
            problem = day_problem("", field, t("referrals.day_missing"))
            frame.set_error(problem[0][1] if problem else "")
            found += problem
        if not found:
            work = partial(self.context.services.referrals.overview, self.first.value(), self.last.value())
            self.context.tasks.run(self, work, self._show, lambda error: self._frames[0].set_error(str(error)))

    def _show(self, overview: ReferralOverview) -> None:
        self.overview = overview
        clear(self._list_slot)
        self._list_slot.addWidget(
            SectionTitle(t("referrals.span", first=long_day(overview.first), last=long_day(overview.last)))
        )
        words = t("referrals.counted", turned_away=len(overview.turned_away), registered=overview.registered)
        if not overview.turned_away:
            self._list_slot.addWidget(Body(words, strong=True))
            empty = EmptyState(t("referrals.none"), t("referrals.none_text"), icon_name="search")
            self._list_slot.addWidget(empty)
            return
        counted = Card(t("referrals.by_reason"))
        counted.add(Body(words, strong=True))
        for code, number in overview.by_reason:
            counted.add(Body(f"{number}  ·  {self._label(REASONS, code)}"))
        self._list_slot.addWidget(counted)
        self._list_slot.addWidget(self._table(overview))

    def _table(self, overview: ReferralOverview) -> Card:
        card = Card(t("referrals.list"))
        self.table = DataTable(accessible_name=t("referrals.list"))
        self.table.setMinimumHeight(TABLE_HEIGHT)
        header = [t(f"referrals.column_{one}") for one in COLUMNS]
        model = RowTable(header, [self._row(one) for one in overview.turned_away])
        model.setParent(self.table)
        self.table.setModel(model)
        self.table.set_column_widths(*WIDTHS)
        card.add(self.table)
        if Right.WRITE_CASES in self.context.services.desk.rights:
            withdraw = QuietButton(t("referrals.withdraw"))
            withdraw.clicked.connect(self._withdraw)
            card.add(line(withdraw))
        return card

    def _row(self, one: Referral) -> tuple[str, ...]:
        city = say(self._registry.municipalities[one.municipality].label)
        to, by = self._label(PLACES, one.referred_to), self._label(REFERRERS, one.referrer)
        return one.on.strftime("%d-%m-%Y"), city, self._label(REASONS, one.reason), to, by

    def _label(self, codelist: str, code: str | None) -> str:
        return values.code_label(self._registry.code_lists[codelist], code) if code else "–"

    def _withdraw(self) -> None:
        row = self.table.current_row()
        if self.overview is None or not 0 <= row < len(self.overview.turned_away):
            self.context.go.notify(t("referrals.choose_first"))
            return
        options = [("withdraw", t("referrals.withdraw_yes")), ("stay", t("referrals.withdraw_no"))]
        chosen = self.context.dialogs.choose(
            self, t("referrals.withdraw_title"), t("referrals.withdraw_text"), options
        )  # fmt: skip
        if chosen == "withdraw":
            work = partial(self.context.services.referrals.withdraw, self.overview.turned_away[row].id)
            self.context.tasks.run(self, work, lambda _: self._withdrawn())

    def _withdrawn(self) -> None:
        self.context.go.notify(t("referrals.withdrawn"))
        self.look()

    # -- what was typed -------------------------------------------------------------------------------------------

    def is_unsaved(self) -> bool:
        return self.form is not None and self.form.is_changed()

    def remember(self) -> Memory:
        return {"typed": self.form.typed()} if self.form is not None and self.form.is_changed() else {}

    def put_back(self, memory: Memory) -> None:
        if self.form is not None:
            self.form.put_back(memory["typed"])

    def drop(self) -> None:
        self._new_form("")


def _options(registry: Registry, codelist: str) -> list[Option]:
    return [Option(one.id, say(one.label)) for one in registry.code_lists[codelist].code]

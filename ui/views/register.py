"""A new registration: first a look whether the person is here already, then a case."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.domain.case import Case, CaseStatus
from lvv_desk.domain.lists import CaseSummary
from lvv_desk.services.cases import CasePage
from lvv_desk.texts import name_of, say, t
from ui import theme
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.case_words import STATUS_ROLES
from ui.views.day_words import day_field, day_problem
from ui.widgets import (
    Body,
    Caption,
    Card,
    ErrorSummary,
    FieldFrame,
    LinkButton,
    Option,
    PageTitle,
    PrimaryButton,
    QuietButton,
    RadioGroup,
    ScrollArea,
    SecondaryButton,
    SectionTitle,
    Tag,
    TextField,
)
from ui.words import named_problem

V_NUMBER = "v_number"
PLACES = {"date_future": "day", "date_too_early": "day", "no_programme": "day", "recovery_unproven": "codes"}
"""Where to go for what the service refuses: a question of the form, or a part of Beheer."""
LOOK_AFTER_MS = 250
SHORTEST_NAME = 2
MOST_SHOWN = 5


class RegisterView(View):
    """Name, V-nummer, municipality and day; beside them the cases that may be of the same person."""

    def __init__(self, context: Context, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._same: UUID | None = None
        self._today: date = context.services.desk.today()
        self._asked = 0
        self._done = False
        self._frames: dict[str, FieldFrame] = {}
        self.name = TextField(characters=44, max_length=200)
        self.number = TextField(characters=16, max_length=20)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AFTER_MS)
        self._look.timeout.connect(self._find)
        self._build()
        self.name.setText(name)
        self._start = self._typed()
        self.is_there()

    def help_page(self) -> str:
        return "register"

    def focus_first(self) -> None:
        self.name.setFocus()

    def _build(self) -> None:
        area = ScrollArea(columns=78, margin=32)
        area.add(PageTitle(t("register.title")))
        area.add(Body(t("register.intro"), muted=True))
        self.summary = ErrorSummary(t("register.summary"))
        self.summary.chosen.connect(self._go_to)
        area.add(self.summary)
        self.name.textChanged.connect(lambda _: self._look.start())
        self.number.textChanged.connect(lambda _: self._look.start())
        cities = self.context.services.registry.municipalities.values()
        self.city = RadioGroup([Option(one.id, say(one.label)) for one in cities])
        self.day = day_field(self._today, self._today)
        self._frames = {
            "name": FieldFrame(t("register.name"), self.name, hint=t("register.name_hint")),
            "number": FieldFrame(
                t("register.v_number"), self.number,
                optional_text=t("register.optional"), hint=t("register.v_number_hint"),
            ),
            "city": FieldFrame(t("register.city"), self.city),
            "day": FieldFrame(t("register.day"), self.day, hint=t("register.day_hint")),
        }  # fmt: skip
        for name, frame in self._frames.items():
            frame.changed.connect(partial(self._changed, name))
        area.add(self._frames["name"])
        area.add(self._frames["number"])
        self._found = Card(t("register.found"))
        self._found_rows = QVBoxLayout()
        self._found.add(self._found_rows)
        self._found.hide()
        area.add(self._found)
        area.add(self._frames["city"])
        area.add(self._frames["day"])
        area.add(self._buttons())
        no_case = LinkButton(t("referrals.open"))
        no_case.clicked.connect(lambda: self.context.go.show_referrals(self.city.value()))
        area.add(no_case)
        area.add(QWidget(), 1)
        self.outer.addWidget(area)
        self.bind_go_on(self._register)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space.one)
        self.register_button = PrimaryButton(t("register.register"), icon_name="check")
        self.register_button.clicked.connect(self._register)
        stop = QuietButton(t("register.stop"))
        stop.clicked.connect(lambda: self.context.go.show_place("cases"))
        row.addWidget(self.register_button)
        row.addWidget(stop)
        row.addStretch(1)
        return row

    # -- what was typed -----------------------------------------------------------------------------------------

    def _typed(self) -> Memory:
        return {
            "name": self.name.text(), "number": self.number.text(), "city": self.city.value(),
            "day": self.day.text(), "same": self._same,
        }  # fmt: skip

    def is_unsaved(self) -> bool:
        return not self._done and self._typed() != self._start

    def leave_text(self) -> str:
        return t("register.leave_text")

    def remember(self) -> Memory:
        return self._typed() if self.is_unsaved() else {}

    def put_back(self, memory: Memory) -> None:
        self._same = memory["same"]
        self.name.setText(memory["name"])
        self.number.setText(memory["number"])
        self.city.set_value(memory["city"])
        self.day.set_text(memory["day"])

    def drop(self) -> None:
        self._start = self._typed()

    # -- looking whether the person is here already ---------------------------------------------------------------

    def _find(self) -> None:
        typed = self.number.text().strip() or self.name.text().strip()
        self._asked += 1
        asked = self._asked
        if len(typed) < SHORTEST_NAME:
            self._show(asked, CasePage((), 0))
            return
        find = partial(self.context.services.cases.alike, typed)
        self.context.tasks.run(self, find, lambda page: self._show(asked, page))

    def _show(self, asked: int, page: CasePage) -> None:
        if asked != self._asked:
            return
        while self._found_rows.count():
            item = self._found_rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for row in page.rows[:MOST_SHOWN]:
            self._found_rows.addWidget(self._candidate(row))
        if page.total > MOST_SHOWN:
            self._found_rows.addWidget(Caption(t("register.more", number=page.total - MOST_SHOWN)))
        self._found.setVisible(bool(page.rows))

    def _candidate(self, row: CaseSummary) -> QWidget:
        why = "why_number" if self.number.text().strip() else "why_name"
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.current().space.two)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SectionTitle(row.name))
        city = say(self.context.services.registry.municipalities[row.municipality].label)
        words.addWidget(Caption(f"{row.number}  ·  {city}  ·  {t(f'register.{why}')}"))
        line.addLayout(words, 1)
        status = CaseStatus(row.status)
        line.addWidget(Tag(name_of(status), STATUS_ROLES[status]))
        look = QuietButton(t("register.look"), accessible_name=f"{t('register.look')}: {row.name}")
        look.clicked.connect(lambda: self.context.go.show_case(row.case_id))
        line.addWidget(look)
        same = self._same == row.case_id
        choose = SecondaryButton(
            t("register.same_chosen") if same else t("register.same"),
            icon_name="check" if same else None,
            accessible_name=f"{t('register.same')}: {row.name}",
        )
        choose.clicked.connect(lambda: self._choose(row))
        line.addWidget(choose)
        return box

    def _choose(self, row: CaseSummary) -> None:
        """The same person gets a new case with their earlier identity; choosing again takes it back."""
        self._same = None if self._same == row.case_id else row.case_id
        if self._same is not None and not self.name.text().strip():
            self.name.setText(row.name)
        self._find()

    # -- registering --------------------------------------------------------------------------------------------

    def _register(self) -> None:
        found = self._problems()
        self._show_problems(found)
        day = self.day.value()
        if found or day is None:
            return
        self.register_button.setEnabled(False)
        work = partial(
            self.context.services.cases.register,
            name=self.name.text(), municipality=self.city.value(), on=day, same_client_as=self._same,
            v_number=self.number.text().strip(),
        )  # fmt: skip
        self.context.tasks.run(self, work, self._registered, self._refused)

    def _problems(self) -> list[tuple[str, str]]:
        """Everything that is still needed, at once."""
        found: list[tuple[str, str]] = []
        if not self.name.text().strip():
            found.append(("name", t("error.name_empty")))
        found += self._number_problem()
        if not self.city.value():
            found.append(("city", t("register.city_missing")))
        return found + self._day_problem()

    def _number_problem(self) -> list[tuple[str, str]]:
        registry = self.context.services.registry
        typed = self.number.text().strip()
        try:
            if typed:
                values.parse(registry.fields[V_NUMBER], typed, registry)
        except values.ValueProblem as problem:
            return [("number", str(problem))]
        return []

    def _day_problem(self) -> list[tuple[str, str]]:
        day = self.day.value()
        if day is None:
            return day_problem("day", self.day, t("register.day_missing"))
        if day > self._today:
            return [("day", t("error.date_future"))]
        return []

    def _changed(self, name: str) -> None:
        """A message goes once its field has its answer."""
        frame = self._frames[name]
        if frame.error() and name not in dict(self._problems()):
            frame.take_error_back()
            self.summary.tick_off(name)

    def _registered(self, case: Case) -> None:
        self._done = True
        self.context.go.show_intake(case.id)
        self.context.go.notify(t("register.done", number=case.number))

    def _refused(self, error: Exception) -> None:
        self.register_button.setEnabled(True)
        key = getattr(error, "key", "")
        self._show_problems([(PLACES.get(key, "number" if key.startswith("v_number") else "name"), str(error))])

    def _show_problems(self, found: list[tuple[str, str]]) -> None:
        words = dict(found)
        for name, frame in self._frames.items():
            frame.set_error(words.get(name, ""))
        self.summary.set_errors(
            (name, named_problem(self._frames[name].label.text(), text) if name in self._frames else text)
            for name, text in found
        )

    def _go_to(self, place: str) -> None:
        """To the question, or to the part of Beheer that stands in the way."""
        if place in self._frames:
            self._frames[place].focus_control()
        else:
            self.context.go.show_section(place)

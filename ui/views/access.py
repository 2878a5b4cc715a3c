"""Who may see a case: its counsellor, how open it is, whom it is shared with; and who looked into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.rights import Look, Openness, Right
from lvv_desk.services.caseload import AccessGiven, CaseAccessView
from lvv_desk.services.cases import CaseView
from lvv_desk.texts import name_of, t
from ui import theme
from ui.context import Context
from ui.views.base import Memory, View
from ui.views.case_header import CaseHeader
from ui.views.client_file import ExportCard, LookedCard
from ui.views.layouts import clear, line
from ui.widgets import (
    Body,
    Caption,
    Card,
    Columns,
    FieldFrame,
    KeyValue,
    KeyValueList,
    Option,
    PageTitle,
    QuietButton,
    RadioGroup,
    ScrollArea,
    SearchCombo,
    SecondaryButton,
    TextArea,
    TextField,
)

Loaded = tuple[CaseView, CaseAccessView]


class AccessPage(View):
    """Everything about access to one case."""

    def __init__(self, context: Context, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._case_id = case_id
        self.view: CaseAccessView | None = None
        self._fields: dict[str, SearchCombo | TextField | TextArea] = {}
        self._area = ScrollArea(columns=96, margin=32)
        self._area.add(PageTitle(t("access_page.title")))
        self._slot = QVBoxLayout()
        self._slot.setSpacing(theme.current().space.two)
        self._area.add(self._slot)
        if Right.EXPORT_PERSON in context.services.desk.rights:
            self.looked = LookedCard(context, case_id)
            self._area.add(self.looked)
            self.export = ExportCard(context, case_id)
            self._area.add(self.export)
        self._area.add(QWidget(), 1)
        self._head = QVBoxLayout()
        self.outer.addLayout(self._head)
        self.outer.addWidget(self._area, 1)
        self.load()

    def help_page(self) -> str:
        return "accounts"

    # -- what was typed -----------------------------------------------------------------------------------------

    def is_unsaved(self) -> bool:
        return any(self.remember().values())

    def remember(self) -> Memory:
        return {name: _standing(field) for name, field in self._fields.items()}

    def put_back(self, memory: Memory) -> None:
        for name, field in self._fields.items():
            _fill(field, memory.get(name, ""))

    def drop(self) -> None:
        self.put_back({})

    # -- showing ------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads who may see the case."""

        def read() -> Loaded:
            services = self.context.services
            return services.cases.view_by_id(self._case_id), services.caseload.view(self._case_id)

        self.context.tasks.run(self, read, self._show, lambda error: self.context.go.notify(str(error)))

    def _show(self, loaded: Loaded) -> None:
        case, self.view = loaded
        typed = self.remember()
        self._fields.clear()
        clear(self._head)
        clear(self._slot)
        self._head.addWidget(CaseHeader(self.context, case))
        may_share = Right.SHARE_CASES in self.context.services.desk.rights and self.view.look is Look.FULL
        self._slot.addWidget(self._openness(self.view, may_share=may_share))
        self._slot.addWidget(self._given(self.view, may_share=may_share))
        if Right.ASSIGN_CASES in self.context.services.desk.rights:
            self._slot.addWidget(self._assigning(self.view))
        self.put_back(typed)
        self.is_there()

    # -- how open it is -----------------------------------------------------------------------------------------

    def _openness(self, view: CaseAccessView, *, may_share: bool) -> Card:
        card = Card(t("access_page.openness"))
        owner = view.owner.name if view.owner is not None else t("access_page.nobody")
        rows = [KeyValue("owner", t("access_page.owner"), owner)]
        if not may_share:
            rows.append(KeyValue("openness", t("access_page.how_open"), name_of(view.openness)))
        card.add(KeyValueList(rows, accessible_name=t("access_page.openness")))
        if may_share:
            options = [Option(one.value, name_of(one), t(f"access_page.{one.value}_hint")) for one in Openness]
            self.openness = RadioGroup(options)
            self.openness.set_value(view.openness.value)
            self.openness.chosen.connect(self.set_openness)
            card.add(FieldFrame(t("access_page.how_open"), self.openness))
        return card

    def set_openness(self, value: str) -> None:
        """Opens the case to the team, keeps it in the caseload, or restricts it."""
        openness = Openness(value)
        words = t("access_page.set", openness=name_of(openness))
        self._do(partial(self.context.services.caseload.set_openness, self._case_id, openness), words)

    # -- who else -----------------------------------------------------------------------------------------------

    def _given(self, view: CaseAccessView, *, may_share: bool) -> Card:
        card = Card(t("access_page.others"))
        if not view.given:
            card.add(Body(t("access_page.nobody_else"), muted=True))
        for one in view.given:
            card.add(self._row(one, may_share=may_share))
        if may_share:
            self.colleague = SearchCombo(self._colleagues(view), characters=28, placeholder=t("name_choice.hint"))
            self.why = TextField(characters=44, max_length=200)
            self._fields |= {"colleague": self.colleague, "why": self.why}
            self._colleague_frame = FieldFrame(t("access_page.share_with"), self.colleague)
            why = FieldFrame(t("access_page.why"), self.why, optional_text=t("forms.optional"))
            card.add(Columns(self._colleague_frame, why, least=28))
            self.share_button = SecondaryButton(t("access_page.share"), icon_name="plus")
            self.share_button.clicked.connect(self.share)
            card.add(line(self.share_button))
        return card

    def _colleagues(self, view: CaseAccessView) -> list[Option]:
        owner = view.owner.id if view.owner is not None else None
        return [Option(str(one.id), one.name) for one in view.colleagues if one.id != owner]

    def _row(self, one: AccessGiven, *, may_share: bool) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Body(one.name, strong=True))
        until = t("access_page.until", when=one.until.astimezone().strftime("%d-%m-%Y, %H:%M")) if one.until else ""
        words.addWidget(Caption("  ·  ".join(part for part in (name_of(one.kind), one.reason, until) if part)))
        row.addLayout(words, 1)
        if may_share:
            end = QuietButton(t("access_page.end"), accessible_name=f"{t('access_page.end')}: {one.name}")
            end.clicked.connect(lambda: self.end(one))
            row.addWidget(end)
        return box

    def share(self) -> None:
        """Shares the case with the chosen colleague."""
        if not self.colleague.value():
            self._colleague_frame.set_error(t("access_page.share_missing"))
            self.colleague.setFocus()
            return
        work = partial(
            self.context.services.caseload.share, self._case_id, UUID(self.colleague.value()), self.why.text()
        )
        self._do(work, t("access_page.shared", name=self.colleague.text()), spent=("colleague", "why"))

    def end(self, one: AccessGiven) -> None:
        """Ends access that was given or taken."""
        work = partial(self.context.services.caseload.end, self._case_id, one.id)
        self._do(work, t("access_page.ended", name=one.name))

    # -- another counsellor -------------------------------------------------------------------------------------

    def _assigning(self, view: CaseAccessView) -> Card:
        card = Card(t("access_page.assign"))
        self.new_owner = SearchCombo(self._colleagues(view), characters=28, placeholder=t("name_choice.hint"))
        self.assign_why = TextArea(min_lines=2, max_lines=4)
        self._fields |= {"new_owner": self.new_owner, "assign_why": self.assign_why}
        self._owner_frame = FieldFrame(t("access_page.assign_to"), self.new_owner)
        self._assign_frame = FieldFrame(t("access_page.why"), self.assign_why)
        card.add(self._owner_frame)
        card.add(self._assign_frame)
        self.assign_button = SecondaryButton(t("access_page.assign_now"), icon_name="person")
        self.assign_button.clicked.connect(self.assign)
        card.add(line(self.assign_button))
        return card

    def assign(self) -> None:
        """Gives the case to another counsellor."""
        self._owner_frame.set_error("" if self.new_owner.value() else t("access_page.assign_missing"))
        if not self.new_owner.value():
            self.new_owner.setFocus()
            return
        work = partial(
            self.context.services.caseload.assign, self._case_id, UUID(self.new_owner.value()), self.assign_why.text()
        )
        self._do(
            work, t("access_page.assigned", name=self.new_owner.text()),
            lambda error: self._assign_frame.set_error(str(error)), spent=("new_owner", "assign_why"),
        )  # fmt: skip

    def _do(
        self, work: Callable[[], object], words: str, refused: Callable[[Exception], None] | None = None,
        *, spent: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Does something, and shows the page anew; of what was filled in, what was ``spent`` on it goes."""

        def done(_: object) -> None:
            for name in spent:
                _fill(self._fields[name], "")
            self.context.go.notify(words)
            self.load()

        self.context.tasks.run(self, work, done, refused or (lambda error: self.context.go.notify(str(error))))


def _standing(field: SearchCombo | TextField | TextArea) -> str:
    return field.value() if isinstance(field, SearchCombo) else field.text()


def _fill(field: SearchCombo | TextField | TextArea, words: str) -> None:
    if isinstance(field, SearchCombo):
        field.set_value(words)
    elif isinstance(field, TextField):
        field.setText(words)
    else:
        field.set_text(words)

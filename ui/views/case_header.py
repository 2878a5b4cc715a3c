"""The header of a case: who it is about and how it stands. It never scrolls away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.domain.identifiers import grouped_v_number
from lvv_desk.services.cases import CaseView
from lvv_desk.texts import name_of, say, t
from ui import theme
from ui.context import Context
from ui.views.case_words import STATUS_ROLES, due_words
from ui.widgets import Caption, Flow, LinkButton, Tag, Text

ORIGINAL_NAME = "name_original_script"


class CaseHeader(QWidget):
    """Name, numbers, status, scenario, next date, and what is missing."""

    def __init__(self, context: Context, view: CaseView, *, back: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        space = theme.current().space
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.three, space.two, space.three, space.two)
        self._column.setSpacing(space.half)
        self._back = back
        self.set_view(view)

    def set_view(self, view: CaseView) -> None:
        """Shows the case as it stands now."""
        while self._column.count():
            item = self._column.takeAt(0)
            if item is None:
                continue
            if item.layout() is not None:
                _clear(item.layout())
            elif (widget := item.widget()) is not None:
                widget.deleteLater()
        self._column.addLayout(self._first_row(view))
        self._column.addWidget(self._second_row(view))

    def _first_row(self, view: CaseView) -> QHBoxLayout:
        row = _row()
        if self._back:
            back = LinkButton(t("case.back"))
            case_id = view.case.id
            back.clicked.connect(lambda: self._context.go.show_case(case_id))
            row.addWidget(back)
        row.addWidget(Text(view.summary.name, type_role="section_title", wrap=False, selectable=True))
        original = view.answers.value(ORIGINAL_NAME)
        if original:
            row.addWidget(Text(str(original), type_role="section_title", wrap=False, muted=True, selectable=True))
        row.addWidget(Tag(name_of(view.status), STATUS_ROLES[view.status]))
        if self._context.services.desk.is_practice:
            row.addWidget(Tag(t("case.practice"), "held"))
        row.addStretch(1)
        if view.missing:
            case_id, field_id = view.case.id, view.missing[0]
            missing = LinkButton(self._missing_words(view))
            missing.setToolTip("\n".join(self._asked(one) for one in view.missing))
            missing.clicked.connect(lambda: self._context.go.show_intake(case_id, None, field_id))
            row.addWidget(missing)
        return row

    def _missing_words(self, view: CaseView) -> str:
        first, others = self._asked(view.missing[0]), len(view.missing) - 1
        return t("case.missing_more", first=first, number=others) if others else t("case.missing", first=first)

    def _asked(self, field_id: str) -> str:
        return say(self._context.services.registry.fields[field_id].label)

    def _second_row(self, view: CaseView) -> Flow:
        registry = self._context.services.registry
        row = Flow(spacing=theme.current().space.three)
        numbers = [view.case.number]
        if view.summary.v_number:
            numbers.append(t("case.v_number", number=grouped_v_number(view.summary.v_number)))
        words = [*numbers, say(registry.programmes[view.case.programme][1].label)]
        scenario = view.scenario
        if scenario is not None:
            words.append(name_of(scenario.scenario))
        row.add(*(Caption(one, selectable=True, wrap=False) for one in words))
        row.add_gap()
        due = due_words(view.summary.next_due_on, view.today)
        if due:
            row.add(Tag(due, "attention" if _is_late(view) else "neutral"))
        return row


def _is_late(view: CaseView) -> bool:
    due = view.summary.next_due_on
    return due is not None and due < view.today


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.current().space.two)
    return row


def _clear(layout: object) -> None:
    if isinstance(layout, QHBoxLayout):
        while layout.count():
            item = layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        layout.deleteLater()

"""One step of a trajectory as a row: what, who, how far, by when, and what it takes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.definitions.registry import Registry
from lvv_desk.definitions.trajectories import Step
from lvv_desk.domain.case import StepStatus, TrajectoryStep
from lvv_desk.services.cases import CaseView
from lvv_desk.texts import name_of, say, t
from ui import theme
from ui.forms.question import source_words
from ui.views.case_words import STEP_ROLES, due_words
from ui.widgets import Body, Caption, Disclosure, Flow, QuietButton, Tag

QUICK_ICONS = {StepStatus.IN_PROGRESS: "arrow_right", StepStatus.COMPLETED: "check"}
QUICK = {StepStatus.NOT_STARTED: StepStatus.IN_PROGRESS, StepStatus.IN_PROGRESS: StepStatus.COMPLETED}


class StepRow(QWidget):
    """``quick`` sets the next status for today; ``back`` the one before. ``change`` is the button for another."""

    quick = Signal(object)
    back = Signal()

    def __init__(
        self, step: TrajectoryStep, status: StepStatus, view: CaseView, registry: Registry, present: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.step = step
        template = registry.steps.get(step.step_id)
        space = theme.current().space
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space.half)
        label = say(template.label) if template else step.step_id
        if template is not None and template.optional:
            label += f" {t('trajectory.optional')}"
        head = QHBoxLayout()
        head.setSpacing(space.two)
        head.addWidget(Body(label, strong=True), 1)
        head.addWidget(Tag(name_of(status), STEP_ROLES[status]), 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addWidget(Caption(self._line(template, status, view, registry)))
        if step.note:
            self.column.addWidget(Body(step.note, selectable=True))
        self.column.addWidget(self._actions(label, status))
        if template is not None:
            self.column.addWidget(_more(template, registry, present))

    def _line(self, template: Step | None, status: StepStatus, view: CaseView, registry: Registry) -> str:
        parts = []
        if template is not None:
            parts.append(values.code_label(registry.code_lists["organisations"], template.owner))
        if self.step.status_on is not None and self.step.status is not StepStatus.NOT_STARTED:
            parts.append(t("trajectory.status_since", on=self.step.status_on.strftime("%d-%m-%Y")))
        if self.step.due_on is not None and not status.is_finished and view.exit is None:
            parts.append(due_words(self.step.due_on, view.today))
        if status is StepStatus.CANNOT_START_YET and template is not None:
            states = {one.step_id: one.status for one in view.steps}
            waiting = [one for one in template.after if one in states and not states[one].is_finished]
            names = [say(registry.steps[one].label) for one in waiting if one in registry.steps]
            parts.append(t("trajectory.first", steps=", ".join(names)))
        return "  ·  ".join(parts)

    def _actions(self, label: str, status: StepStatus) -> Flow:
        row = Flow()
        following, before = QUICK.get(status), self.step.before
        self.quick_button: QuietButton | None = None
        if following is not None:
            words = t(f"trajectory.quick_{following.value}")
            self.quick_button = _button(words, label, icon_name=QUICK_ICONS[following])
            self.quick_button.clicked.connect(lambda: self.quick.emit(following))
            row.add(self.quick_button)
        self.change = _button(t("trajectory.other"), label)
        row.add(self.change)
        if before is not None:
            back = _button(t("trajectory.back", status=name_of(before.status).lower()), label)
            back.clicked.connect(self.back)
            row.add(back)
        return row


def _button(words: str, label: str, *, icon_name: str | None = None) -> QuietButton:
    return QuietButton(words, icon_name=icon_name, accessible_name=f"{words}: {label}")


def _more(template: Step, registry: Registry, present: frozenset[str]) -> Disclosure:
    box = Disclosure(t("trajectory.more"), say(template.guidance) if template.guidance else "")
    box.add(Body(t("trajectory.done_when", words=say(template.done_when))))
    kinds = registry.code_lists["document_kinds"]
    for kind in template.needs:
        state = t("admission.in_file" if kind in present else "admission.not_in_file")
        box.add(Body(f"{values.code_label(kinds, kind)}: {state}"))
    box.add(Caption(source_words(template.source)))
    return box

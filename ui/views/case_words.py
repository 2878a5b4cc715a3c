"""How a case is put in words and tags, the same in every view."""

from __future__ import annotations

from datetime import date

from lvv_desk.domain.case import CaseStatus, StepStatus
from lvv_desk.texts import many, t
from ui.theme import TagRole

STATUS_ROLES: dict[CaseStatus, TagRole] = {
    CaseStatus.REGISTERED: "info",
    CaseStatus.INTAKE: "info",
    CaseStatus.ASSESSED: "info",
    CaseStatus.DEFERRED: "attention",
    CaseStatus.WAITING_LIST: "attention",
    CaseStatus.REFUSED: "held",
    CaseStatus.REFERRED: "held",
    CaseStatus.PROVISIONAL: "attention",
    CaseStatus.ADMITTED: "done",
    CaseStatus.IN_TRAJECTORY: "done",
    CaseStatus.EXITED: "neutral",
    CaseStatus.AFTERCARE: "neutral",
}

STEP_ROLES: dict[StepStatus, TagRole] = {
    StepStatus.CANNOT_START_YET: "neutral",
    StepStatus.NOT_STARTED: "neutral",
    StepStatus.IN_PROGRESS: "info",
    StepStatus.COMPLETED: "done",
    StepStatus.NOT_POSSIBLE: "held",
    StepStatus.NOT_APPLICABLE: "neutral",
}


def due_words(due: date | None, today: date) -> str:
    """A date to be ready by, with how far away it is; empty when there is none."""
    if due is None:
        return ""
    days = (due - today).days
    on = due.strftime("%d-%m-%Y")
    if days < 0:
        return many("case.overdue", -days, on=on, days=-days)
    if days == 0:
        return t("case.due_today")
    return many("case.due", days, on=on, days=days)

"""Makes each view. The modules of the views are read when the first vault is open: they bring the services in."""

from __future__ import annotations

from functools import cache
from typing import Protocol
from uuid import UUID

from ui.context import Context
from ui.views.base import View
from ui.way_back import MakeView


class MakePart(Protocol):
    """Makes the page about one part of a case."""

    def __call__(self, context: Context, case_id: UUID) -> View: ...


class Views:
    """Makes each view; the modules are read when the first vault is open."""

    def __init__(self) -> None:
        from ui.views import (  # noqa: PLC0415 - they bring the services in
            access,
            admission,
            case_list,
            case_page,
            check_answers,
            damage_found,
            documents,
            figures,
            handover,
            help,
            intake,
            manage,
            notes,
            recovery,
            referrals,
            register,
            restored,
            stay,
            take_access,
            today,
            trajectory,
        )

        self.today: MakeView = today.TodayView
        self.cases: MakeView = case_list.CaseListView
        self.figures: MakeView = figures.FiguresPage
        self.manage = manage.ManagePage
        self.recovery: MakeView = recovery.RecoveryPage
        self.restored = restored.RestoredPage
        self.damage = damage_found.DamageFoundPage
        self.help = help.HelpPage
        self.register = register.RegisterView
        self.referrals = referrals.ReferralsPage
        self.case = case_page.CasePage
        self.take_access = take_access.TakeAccessPage
        self.intake = intake.IntakeView
        self.parts: dict[str, MakePart] = {
            "check": check_answers.CheckAnswersView,
            "admission": admission.AdmissionPage,
            "trajectory": trajectory.TrajectoryPage,
            "notes": notes.NotesPage,
            "stay": stay.StayPage,
            "documents": documents.DocumentsPage,
            "handover": handover.HandoverPage,
            "access": access.AccessPage,
        }


@cache
def views() -> Views:
    return Views()

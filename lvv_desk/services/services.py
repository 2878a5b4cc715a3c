"""All services of an open vault together."""

from __future__ import annotations

from dataclasses import dataclass

from lvv_desk.definitions.registry import Registry
from lvv_desk.services.accounts import AccountService
from lvv_desk.services.admission import AdmissionService
from lvv_desk.services.auditing import AuditService
from lvv_desk.services.backups import BackupService
from lvv_desk.services.caseload import CaseloadService
from lvv_desk.services.cases import CaseService
from lvv_desk.services.desk import Desk
from lvv_desk.services.documents import DocumentService
from lvv_desk.services.erasing import ErasureService
from lvv_desk.services.evaluation import EvaluationService
from lvv_desk.services.handovers import HandoverService
from lvv_desk.services.health import HealthService
from lvv_desk.services.importing import ImportService
from lvv_desk.services.intake import IntakeService
from lvv_desk.services.person_export import PersonExportService
from lvv_desk.services.recovery import RecoveryService
from lvv_desk.services.referrals import ReferralService
from lvv_desk.services.theft_report import TheftReportService
from lvv_desk.services.trajectories import TrajectoryService


@dataclass(frozen=True)
class Services:
    """What the window works with while a vault is open."""

    desk: Desk
    registry: Registry
    cases: CaseService
    intake: IntakeService
    admission: AdmissionService
    trajectories: TrajectoryService
    documents: DocumentService
    handovers: HandoverService
    evaluation: EvaluationService
    importing: ImportService
    caseload: CaseloadService
    accounts: AccountService
    recovery: RecoveryService
    backups: BackupService
    health: HealthService
    audit: AuditService
    erasure: ErasureService
    theft: TheftReportService
    person: PersonExportService
    referrals: ReferralService

    @staticmethod
    def of(desk: Desk) -> Services:
        return Services(
            desk, desk.registry, CaseService(desk), IntakeService(desk), AdmissionService(desk),
            TrajectoryService(desk), DocumentService(desk), HandoverService(desk), EvaluationService(desk),
            ImportService(desk), CaseloadService(desk), AccountService(desk), RecoveryService(desk),
            BackupService(desk), HealthService(desk), AuditService(desk), ErasureService(desk),
            TheftReportService(desk), PersonExportService(desk), ReferralService(desk),
        )  # fmt: skip

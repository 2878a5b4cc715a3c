"""All services of an open vault together."""

from __future__ import annotations

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
from lvv_desk.services.locations import LocationService
from lvv_desk.services.mending import MendingService
from lvv_desk.services.notes import NoteService
from lvv_desk.services.occupancy import OccupancyService
from lvv_desk.services.person_export import PersonExportService
from lvv_desk.services.placements import PlacementService
from lvv_desk.services.recovery import RecoveryService
from lvv_desk.services.referrals import ReferralService
from lvv_desk.services.theft_report import TheftReportService
from lvv_desk.services.trajectories import TrajectoryService


class Services:
    """What the window works with while a vault is open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.registry = desk.registry
        self.cases = CaseService(desk)
        self.intake = IntakeService(desk)
        self.admission = AdmissionService(desk)
        self.trajectories = TrajectoryService(desk)
        self.mending = MendingService(desk)
        self.handovers = HandoverService(desk)
        self.evaluation = EvaluationService(desk)
        self.importing = ImportService(desk)
        self.caseload = CaseloadService(desk)
        self.accounts = AccountService(desk)
        self.recovery = RecoveryService(desk)
        self.backups = BackupService(desk)
        self.health = HealthService(desk)
        self.audit = AuditService(desk)
        self.erasure = ErasureService(desk)
        self.theft = TheftReportService(desk)
        self.person = PersonExportService(desk)
        self.referrals = ReferralService(desk)
        self.documents = DocumentService(desk)
        self.notes = NoteService(desk)
        self.placements = PlacementService(desk)
        self.locations = LocationService(desk)
        self.occupancy = OccupancyService(desk)

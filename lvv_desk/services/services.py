"""All services of an open vault together."""

from __future__ import annotations

from dataclasses import dataclass

from lvv_desk.definitions.registry import Registry
from lvv_desk.services.admission import AdmissionService
from lvv_desk.services.cases import CaseService
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import EvaluationService
from lvv_desk.services.handovers import HandoverService
from lvv_desk.services.importing import ImportService
from lvv_desk.services.intake import IntakeService
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
    handovers: HandoverService
    evaluation: EvaluationService
    importing: ImportService

    @staticmethod
    def of(desk: Desk) -> Services:
        return Services(
            desk, desk.registry, CaseService(desk), IntakeService(desk), AdmissionService(desk),
            TrajectoryService(desk), HandoverService(desk), EvaluationService(desk), ImportService(desk),
        )  # fmt: skip

"""What a view is given: the services it works with, the task runner, the dialogs, and the way to other views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from ui.dialogs import Dialogs
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from lvv_desk.services.services import Services
    from lvv_desk.settings import Settings


class Navigator(Protocol):
    """The way to other views; the main window is one."""

    def show_place(self, place: str) -> None:
        """A place of the rail: ``today``, ``cases``, ``figures``, ``manage``, ``help``."""

    def show_section(self, section: str) -> None:
        """A part of Beheer, such as ``backups``."""

    def show_restore(self) -> None:
        """Closes the vault and offers to put a backup back."""

    def show_register(self, name: str = "") -> None: ...
    def show_referrals(self, city: str = "") -> None:
        """Referrals that lead to no case."""

    def show_case(self, case_id: UUID) -> None: ...
    def show_take_access(self, case_id: UUID, number: str) -> None:
        """A case of another caseload: asks for a reason first."""

    def show_intake(self, case_id: UUID, page_id: str | None = None, field_id: str | None = None) -> None: ...
    def show_part(self, part: str, case_id: UUID, at: str = "") -> None:
        """A page about one part of a case, by its name in ``view_makers``: ``check``, ``admission``, ``access`` ...

        ``at`` is the place in it to go to, such as the form for the exit.
        """

    def waiting(self, key: str) -> dict[str, Any]:
        """What was typed in a view that is not shown now and waits for it, by the key of the view."""

    def go_back(self) -> None:
        """The page before this one."""

    def notify(self, message: str) -> None:
        """A quiet word at the foot of the window."""

    def change_settings(self, settings: Settings) -> None:
        """Keeps new settings and shows everything anew in them."""

    def lock(self) -> None: ...


@dataclass(frozen=True)
class Context:
    """Handed to every view that works in an open vault."""

    services: Services
    tasks: TaskRunner
    dialogs: Dialogs
    go: Navigator
    settings: Settings

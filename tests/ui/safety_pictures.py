"""The pages about accounts, codes, backups and the log, drawn to PNG: ``python -m tests.ui.safety_pictures FOLDER``.

Light and dark, Dutch and English; ``--text 150`` for large text, ``--only NAME`` for one page. All people are invented.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest

from lvv_desk import paths
from lvv_desk.domain.lists import ShieldedSummary
from lvv_desk.domain.rights import Openness
from lvv_desk.errors import VaultError
from lvv_desk.services import practice, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.health import Finding, Findings
from lvv_desk.services.importing import ImportService
from lvv_desk.services.intake import pages
from lvv_desk.services.services import Services
from lvv_desk.settings import Settings
from lvv_desk.texts import t
from tests.conftest import CHEAP
from ui.app import make_app
from ui.forms.shielded import ShieldedLine
from ui.main_window import MainWindow
from ui.sections.accounts import ADD, REMOVE, AccountsSection
from ui.views.access import AccessPage
from ui.views.intake import IntakeView
from ui.views.manage import PARTS, ManagePage

PASSPHRASE = "een zin om mee te tekenen"
OTHER = "nog een zin om mee te tekenen"
SIZE = (1366, 768)


def _vault(folder: Path) -> Desk:
    """A vault with three accounts, cases of two people, a backup, and cases past their term."""
    desk = vaults.create(folder, PASSPHRASE, name="Anna de Vries", kdf=CHEAP)
    services = Services(desk)
    services.recovery.prove(desk.recovery_codes[0])
    services.accounts.add("Bram Jansen", ("counsellor",), OTHER, kdf=CHEAP)
    services.accounts.add("Carla Ouali", ("team_lead", "data_officer"), "en de derde zin om te tekenen", kdf=CHEAP)
    ImportService(desk).rows(list(practice.fictitious_rows(30)))
    services.caseload.set_openness(services.cases.page().rows[3].case_id, Openness.TEAM)
    services.backups.make()
    return desk


def _settle(window: MainWindow) -> None:
    for _ in range(4):
        QTest.qWait(40)
        while window.busy:
            QTest.qWait(20)


def closed_pages(window: MainWindow, folder: Path) -> Iterator[str]:
    """What is seen before a vault is open."""
    window._vault = folder
    window._show_welcome()
    welcome = window._welcome
    assert welcome is not None
    yield "unlock"
    welcome.show_forgotten()
    yield "forgotten"
    welcome.show_restore(str(VaultError("database_damaged")))
    yield "restore"
    welcome.show_new()
    welcome.new_vault.passphrase.make_up.click()
    yield "new-vault"


def open_pages(window: MainWindow, desk: Desk) -> Iterator[str]:
    """What is seen in an open vault."""
    from ui.views.damage_found import DamageFoundPage
    from ui.views.recovery import RecoveryPage
    from ui.views.restored import RestoredPage

    desk.recovery_codes = ("ABCD-EFGH-JKMN-PQRS-TVWX-YZ23-4567-ABCD", "QRST-VWXY-Z234-567A-BCDE-FGHJ-KMNP-QRST")
    window._go(RecoveryPage, "today")
    yield "recovery"
    desk.recovery_codes = ()
    found = Findings((Finding("pages", False, "database disk image is malformed"), Finding("log", True, "")))
    window._go(lambda context: DamageFoundPage(context, found), "today")
    yield "damage"
    window._go(lambda context: RestoredPage(context, desk.vault.folder / "opzij-20261124", 2), "today")
    yield "restored"
    yield from sections(window, desk)


def sections(window: MainWindow, desk: Desk) -> Iterator[str]:
    """The parts of Beheer, with their forms."""
    del desk
    for part in PARTS:
        window.show_section(part.id)
        yield f"manage-{part.id}"
    window.show_section("accounts")
    _settle(window)
    view = window.current_view
    assert isinstance(view, ManagePage)
    accounts = view.section
    assert isinstance(accounts, AccountsSection)
    accounts.open_form(ADD)
    yield "manage-accounts-add"
    accounts.open_form(f"{REMOVE}{next(one for one in accounts.rows if not one.is_me).id}")
    yield "manage-accounts-remove"


def case_pages(window: MainWindow, desk: Desk) -> Iterator[str]:
    """Access to a case, what the day's page says, and the line above the page."""
    services = Services(desk)
    case_id = services.cases.page().rows[0].case_id
    window.show_case(case_id)
    yield "case"
    window.show_part("access", case_id)
    _settle(window)
    page = window.current_view
    assert isinstance(page, AccessPage)
    page.looked.look()
    yield "access"
    page._area.verticalScrollBar().setValue(10_000)
    yield "access-foot"
    desk.warnings = ("older_copy",)
    window.show_place("today")
    window.status.say(t("condition.checking"))
    yield "today"
    desk.warnings = ()
    window.status.say(t("condition.full"), role="attention", action_text=t("condition.make_room"))
    window.guard.curtain.drop()
    yield "curtain"
    window.guard.curtain.lift()
    window.status.say("")


def other_pages(window: MainWindow, desk: Desk) -> Iterator[str]:
    """What a colleague sees of cases that are not theirs."""
    rows = Services(desk).cases.page().rows
    window.show_place("cases")
    yield "other-list"
    shielded = next(one for one in rows if isinstance(one, ShieldedSummary))
    window.show_take_access(shielded.case_id, shielded.number)
    yield "other-take"
    shared = next(one for one in rows if not isinstance(one, ShieldedSummary))
    window.show_intake(shared.case_id)
    _settle(window)
    view = window.current_view
    assert isinstance(view, IntakeView)
    for page in pages(desk.registry):
        view.go_to(page.id)
        _settle(window)
        seen = [one for one in view.findChildren(ShieldedLine) if one.isVisible()]
        if seen:
            view.area.ensureWidgetVisible(seen[0], 0, 300)
            break
    yield "other-intake"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws the pages about accounts, codes, backups and the log.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true", help="Dutch and light only")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        state = Path(name) / "state"
        for module in (vaults, paths):
            module.state_folder = lambda: state  # type: ignore[attr-defined]  # nothing outside the scratch folder
        desk = _vault(Path(name) / "kluis")
        make_app()
        window = MainWindow(Settings(), None)
        window.resize(*SIZE)
        window.show()
        looks = [("nl", "light")] if arguments.quick else list(product(("nl", "en"), ("light", "dark")))
        stages = {
            "closed": lambda: closed_pages(window, desk.vault.folder),
            "open": lambda: open_pages(window, desk),
            "case": lambda: case_pages(window, desk),
            "other": lambda: other_pages(window, other),
        }
        for stage, made in stages.items():
            if stage == "open":
                window.show_desk(desk)
            if stage == "other":
                window.lock()
                _settle(window)
                window._return_to = None
                other = vaults.open_vault(desk.vault.folder, OTHER, user="Bram Jansen")
                window.show_desk(other)
            for language, scheme in looks:
                window.apply_settings(Settings(language=language, scheme=scheme, text_percent=arguments.text))
                _settle(window)
                for page in made():
                    if arguments.only in page:
                        _settle(window)
                        window.grab().save(str(arguments.folder / f"{page}-{language}-{scheme}.png"))
        window.close()


if __name__ == "__main__":
    main()

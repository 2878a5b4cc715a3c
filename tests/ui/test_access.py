"""Access to cases: what is shielded, a reason for a colleague's case, sharing, assigning, and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from lvv_desk.domain.case import Case
from lvv_desk.domain.rights import Openness
from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE
from tests.ui.keys import SECOND, Bench, real_vault
from ui import theme
from ui.forms.shielded import ShieldedLine
from ui.views.access import AccessPage
from ui.views.case_list import CaseListView
from ui.views.case_page import CasePage
from ui.views.check_answers import CheckAnswersView
from ui.views.intake import IntakeView
from ui.views.take_access import TakeAccessPage

THIRD = "en een derde zin om te oefenen"


class Team:
    """A vault with a team lead (Anna) and two counsellors; each works at the computer in turn."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        desk, _ = real_vault(folder)
        services = Services(desk)
        services.accounts.add("Bram", ("counsellor",), SECOND, kdf=CHEAP)
        services.accounts.add("Dirk", ("counsellor",), THIRD, kdf=CHEAP)
        desk.close()
        self.bench: Bench | None = None

    def at_work(self, name: str) -> Bench:
        self.leave()
        passphrase = {"Anna": PASSPHRASE, "Bram": SECOND, "Dirk": THIRD}[name]
        self.bench = Bench(vaults.open_vault(self.folder, passphrase, user=name), self.qtbot)
        return self.bench

    def leave(self) -> None:
        if self.bench is not None:
            self.bench.close()


@pytest.fixture
def team(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Team]:
    theme.apply(qapp, "light")
    made = Team(tmp_path / "kluis", qtbot)
    yield made
    made.leave()


def _case_of_bram(team: Team) -> Case:
    bram = team.at_work("Bram")
    return bram.services.cases.register(name="Oefenpersoon Es", municipality="utrecht", on=date(2023, 1, 1))


def test_a_case_of_a_colleague_is_shielded_and_opens_with_a_reason(team: Team) -> None:
    case = _case_of_bram(team)
    dirk = team.at_work("Dirk")
    cases: CaseListView = dirk.show(CaseListView(dirk.context))
    assert cases.model.index(0, 0).data() == "Afgeschermd"
    assert cases.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is not None
    cases._open(0)
    assert dirk.visits.calls[-1] == ("show_take_access", (case.id, case.number))
    dirk.show(CasePage(dirk.context, case.id))
    assert dirk.visits.calls[-1] == ("show_take_access", (case.id, case.number))
    page: TakeAccessPage = dirk.show(TakeAccessPage(dirk.context, case.id, case.number))
    page.take()
    dirk.rest()
    assert page.frame.error()
    page.reason.set_text("Bram is ziek en de tolk belt nu")
    page.take()
    dirk.rest()
    assert dirk.visits.calls[-1] == ("show_case", (case.id,))
    opened: CasePage = dirk.show(CasePage(dirk.context, case.id))
    assert opened._phases
    anna = team.at_work("Anna")
    access: AccessPage = anna.show(AccessPage(anna.context, case.id))
    assert access.view is not None
    assert access.view.given[0].reason == "Bram is ziek en de tolk belt nu"
    access.looked.look()
    anna.rest()
    assert "access.taken" in [one.action for one in access.looked.rows]
    access.end(access.view.given[0])
    anna.rest()
    assert access.view.given == ()


def test_what_is_sensitive_shows_as_shielded_in_the_forms(team: Team) -> None:
    case = _case_of_bram(team)
    assert team.bench is not None
    services = team.bench.services
    services.caseload.set_openness(case.id, Openness.TEAM)
    pages = [page for page in _pages(services) if any(one.privacy == "sensitive" for one in page.field)]
    sensitive = next(one for one in pages[0].field if one.privacy == "sensitive")
    dirk = team.at_work("Dirk")
    view: IntakeView = dirk.show(IntakeView(dirk.context, case.id, pages[0].id))
    entry = view.form.entries[sensitive.id]
    found = entry.findChildren(ShieldedLine)
    assert len(found) == 1
    assert "Afgeschermd" in found[0].accessibleName()
    check: CheckAnswersView = dirk.show(CheckAnswersView(dirk.context, case.id))
    assert "Afgeschermd" in [one.text() for one in check.findChildren(QLabel)]


def _pages(services: Services) -> tuple:  # type: ignore[type-arg]  # pages of the forms
    from lvv_desk.services.intake import pages

    return pages(services.registry)


def test_a_counsellor_shares_restricts_and_takes_back(team: Team) -> None:
    case = _case_of_bram(team)
    bram = team.bench
    assert bram is not None
    page: AccessPage = bram.show(AccessPage(bram.context, case.id))
    assert page.view is not None
    assert page.view.owner is not None
    assert page.view.owner.name == "Bram"
    page.share()
    assert page._colleague_frame.error()
    page.openness.set_value("restricted")
    page.set_openness("restricted")
    bram.rest()
    assert page.view.openness is Openness.RESTRICTED
    dirk = next(one for one in page.view.colleagues if one.name == "Dirk")
    page.colleague.set_value(str(dirk.id))
    page.why.setText("Neemt waar")
    page.share()
    bram.rest()
    assert [one.name for one in page.view.given] == ["Dirk"]
    page.end(page.view.given[0])
    bram.rest()
    assert page.view.given == ()
    other = team.at_work("Dirk")
    assert other.services.cases.page().total == 0


def test_a_team_lead_gives_a_case_to_another_counsellor(team: Team) -> None:
    case = _case_of_bram(team)
    anna = team.at_work("Anna")
    page: AccessPage = anna.show(AccessPage(anna.context, case.id))
    page.assign()
    assert page._owner_frame.error()
    assert page.view is not None
    dirk = next(one for one in page.view.colleagues if one.name == "Dirk")
    page.new_owner.set_value(str(dirk.id))
    page.assign()
    anna.rest()
    assert page._assign_frame.error()
    page.assign_why.set_text("Bram gaat met verlof")
    page.assign()
    anna.rest()
    assert page.view.owner is not None
    assert page.view.owner.id == UUID(str(dirk.id))


def test_the_whole_file_leaves_behind_a_passphrase_that_is_shown_once(team: Team, tmp_path: Path) -> None:
    case = _case_of_bram(team)
    anna = team.at_work("Anna")
    page: AccessPage = anna.show(AccessPage(anna.context, case.id))
    target = tmp_path / "dossier.pdf"
    anna.dialogs.queue.append(target)
    page.export.save()
    anna.rest()
    passphrase = page.export.passphrase.text()
    assert len(passphrase.split()) == 6
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(target.read_bytes())
    document = pypdfium2.PdfDocument(target.read_bytes(), password=passphrase)
    assert len(document) >= 1
    document.close()
    page.export.seen_button.click()
    anna.rest()
    assert passphrase not in [one.text() for one in page.findChildren(QLabel)]


def test_a_reason_that_was_typed_survives_a_lock(team: Team) -> None:
    case = _case_of_bram(team)
    dirk = team.at_work("Dirk")
    page: TakeAccessPage = dirk.show(TakeAccessPage(dirk.context, case.id, case.number))
    page.reason.set_text("Bram is ziek")
    again: TakeAccessPage = dirk.show(TakeAccessPage(dirk.context, case.id, case.number))
    again.recall(page.remember())
    assert again.reason.text() == "Bram is ziek"

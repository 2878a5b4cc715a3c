"""The page of referrals that lead to no case: filling in, what is still needed, taking back, surviving the lock."""

from __future__ import annotations

from PySide6.QtCore import QUrl

from lvv_desk.texts import t
from tests.flows.test_main_window import WAIT, Hands, _unlock, hands, no_network
from tests.ui.conftest import Answers
from ui.views.figures import FiguresPage
from ui.views.help import HelpPage
from ui.views.referrals import ReferralsPage
from ui.widgets import SectionTitle

__all__ = ["hands", "no_network"]


def _page(hands: Hands) -> ReferralsPage:
    hands.window.show_referrals("utrecht")
    page: ReferralsPage = hands.view(ReferralsPage)
    hands.qtbot.waitUntil(lambda: page.overview is not None, timeout=WAIT)
    return page


def test_one_is_written_down_and_taken_back(hands: Hands) -> None:
    _unlock(hands)
    page = _page(hands)
    page.form.save_button.click()
    assert [name for name, frame in page.form.frames.items() if frame.error()] == ["reason"]
    page.form.reason.set_value("no_place")
    page.form.referred_to.set_value("night_shelter")
    page.form.on.set_text("31-12-2199")
    page.form.save_button.click()
    hands.rest()
    assert page.form.frames["on"].error() == t("error.date_future")
    page.form.on.set_text("01-03-2026")
    page.form.save_button.click()
    hands.qtbot.waitUntil(lambda: bool(page.overview.turned_away), timeout=WAIT)
    assert not page.is_unsaved()
    assert page.form.city.value() == "utrecht"
    page._withdraw()
    hands.rest()
    assert len(page.overview.turned_away) == 1
    page.table.selectRow(0)
    dialogs = hands.window.dialogs
    assert isinstance(dialogs, Answers)
    dialogs.queue += ["withdraw"]
    page._withdraw()
    hands.qtbot.waitUntil(lambda: not page.overview.turned_away, timeout=WAIT)


def test_what_was_chosen_survives_the_lock(hands: Hands) -> None:
    _unlock(hands)
    page = _page(hands)
    page.form.reason.set_value("minor")
    page.form.referred_to.set_value("nidos")
    hands.window.lock()
    hands.rest()
    _unlock(hands)
    again: ReferralsPage = hands.view(ReferralsPage)
    assert (again.form.reason.value(), again.form.referred_to.value()) == ("minor", "nidos")
    again.drop()


def test_the_list_says_its_period_and_is_reached_from_the_form_and_the_help(hands: Hands) -> None:
    _unlock(hands)
    page = _page(hands)
    assert any(one.text().startswith("1 januari") for one in page.findChildren(SectionTitle))
    page.to_list.click()
    hands.rest()
    assert page.first.isAncestorOf(hands.window.focusWidget()) or hands.window.focusWidget() is page.first
    hands.window._help()
    help_page: HelpPage = hands.view(HelpPage)
    assert t("referrals.title") in help_page.text.toPlainText()
    help_page.open("register")
    help_page._follow(QUrl("referrals.md"))
    assert help_page._page == "referrals"


def test_the_figures_lead_to_the_list(hands: Hands) -> None:
    _unlock(hands)
    hands.window.show_place("figures")
    figures: FiguresPage = hands.view(FiguresPage)
    figures.to_referrals.click()
    hands.view(ReferralsPage)

"""The page of referrals that lead to no case: filling in, what is still needed, taking back, surviving the lock."""

from __future__ import annotations

from lvv_desk.texts import t
from tests.flows.test_main_window import WAIT, Hands, _unlock, hands, no_network
from tests.ui.conftest import Answers
from ui.views.referrals import ReferralsPage

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

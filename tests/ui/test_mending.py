"""Putting a decision, an exit or aftercare right in the window, and taking away what never was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from lvv_desk.domain.rights import Look
from tests.ui.conftest import Answers, rest
from ui.context import Context
from ui.views.admission import AdmissionPage
from ui.views.decision_form import DecisionForm
from ui.views.trajectory import TrajectoryPage
from ui.views.trajectory_forms import OutcomeForm
from ui.widgets import Button


def _page(qtbot: QtBot, context: Context, kind: type[Any], reference: str) -> Any:
    page = kind(context, context.services.cases.view(reference).case.id)
    qtbot.addWidget(page)
    page.show()
    rest(qtbot, context)
    return page


def _press(page: Any, words: str) -> None:
    found = [one for one in page.findChildren(Button) if one.accessibleName().startswith(words) and one.isVisible()]
    found[0].click()


def test_a_decision_is_put_right(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, AdmissionPage, "W10")
    decision = page.case.dates.decisions[-1]
    _press(page, "Verbeter: Besluit")
    form = page.form
    assert isinstance(form, DecisionForm)
    assert not form.is_changed()
    assert (form.body_choice.value(), form.kind_choice.value()) == (decision.body, decision.kind.value)
    form.on.set_text("1-1-1999")
    page.primary()
    rest(qtbot, worked)
    assert "aanmelding" in form.frames["on"].error()
    form.on.set_text(decision.on.strftime("%d-%m-%Y"))
    form.reason.set_text("Zo staat het in het verslag")
    page.primary()
    rest(qtbot, worked)
    assert [one.reason for one in page.case.dates.decisions] == ["Zo staat het in het verslag"]
    assert page.form is None


def test_a_decision_on_which_something_rests_stays_and_says_what(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, AdmissionPage, "W09")
    _press(page, "Verbeter: Besluit")
    page.form.kind_choice.set_value("refused")
    page.form.reason.set_text("toch niet")
    page.primary()
    rest(qtbot, worked)
    assert "Hier rust nog iets op" in page.form.frames["on"].error()
    page.drop()


def test_an_exit_and_aftercare_are_put_right_and_taken_away(qtbot: QtBot, worked: Context) -> None:
    page = _page(qtbot, worked, TrajectoryPage, "W09")
    _press(page, "Verbeter: Nazorg")
    form = page.form
    assert isinstance(form, OutcomeForm)
    assert not {"G2", "G5", "G8"} & set(form.outcome._buttons)
    form.note.set_text("Gehoord van VluchtelingenWerk")
    page.primary()
    rest(qtbot, worked)
    assert page.case.aftercare[0].note == "Gehoord van VluchtelingenWerk"
    _press(page, "Verbeter: Uitstroom")
    assert page.form.outcome.value() == page.case.exit.outcome
    page.drop()
    dialogs = worked.dialogs
    assert isinstance(dialogs, Answers)
    dialogs.queue += ["stay", "withdraw", "withdraw"]
    _press(page, "Haal weg: Nazorg")
    rest(qtbot, worked)
    assert page.case.aftercare
    _press(page, "Haal weg: Nazorg")
    rest(qtbot, worked)
    _press(page, "Haal weg: Uitstroom")
    rest(qtbot, worked)
    assert (page.case.exit, page.case.aftercare) == (None, ())


@pytest.mark.parametrize("kind", [AdmissionPage, TrajectoryPage])
def test_who_sees_a_part_only_has_no_way_to_mend(qtbot: QtBot, worked: Context, kind: type[Any]) -> None:
    page = _page(qtbot, worked, kind, "W09")
    page.take = lambda _: replace(page.case, look=Look.TEAM)
    page.load()
    rest(qtbot, worked)
    assert not [one for one in page.findChildren(Button) if one.text() in ("Verbeter", "Haal weg")]

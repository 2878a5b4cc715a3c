"""What stands beside a record that can turn out to be wrong: putting it right, and taking it away after asking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from lvv_desk.texts import t
from ui.context import Context
from ui.views.layouts import line
from ui.widgets import QuietButton


def mend_row(
    about: str, *, opens: Callable[[QAbstractButton], object] | None, withdraw: Callable[[], object]
) -> QHBoxLayout:
    """The two ways to mend ``about``: ``opens`` gives the first its form; without that it can only be taken away."""
    buttons = []
    if opens is not None:
        correct = _button("mending.correct", about)
        opens(correct)
        buttons.append(correct)
    away = _button("mending.withdraw", about)
    away.clicked.connect(withdraw)
    return line(*buttons, away)


def _button(key: str, about: str) -> QuietButton:
    return QuietButton(t(key), accessible_name=f"{t(key)}: {about}")


def wants_away(context: Context, parent: QWidget, title: str, text: str) -> bool:
    """Whether somebody means it: taking away says that something never was."""
    options = [("withdraw", t("mending.withdraw_do")), ("stay", t("mending.withdraw_not"))]
    return context.dialogs.choose(parent, title, text, options) == "withdraw"

"""What stands beside a record that can turn out to be wrong: putting it right, and taking it away after asking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from lvv_desk.texts import t
from ui.context import Context
from ui.views.layouts import line
from ui.widgets import QuietButton


def mend_row(about: str, *, correct: Callable[[], object] | None, withdraw: Callable[[], object]) -> QHBoxLayout:
    """The two ways to mend ``about``; without ``correct`` it can only be taken away."""
    ways = (("mending.correct", correct), ("mending.withdraw", withdraw))
    buttons = []
    for key, do in ways:
        if do is not None:
            button = QuietButton(t(key), accessible_name=f"{t(key)}: {about}")
            button.clicked.connect(do)
            buttons.append(button)
    return line(*buttons)


def wants_away(context: Context, parent: QWidget, title: str, text: str) -> bool:
    """Whether somebody means it: taking away says that something never was."""
    options = [("withdraw", t("mending.withdraw_do")), ("stay", t("mending.withdraw_not"))]
    return context.dialogs.choose(parent, title, text, options) == "withdraw"

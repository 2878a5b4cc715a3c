"""Choosing a passphrase: typed twice or made up by the program, with its strength in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from lvv_desk.errors import VaultError
from lvv_desk.texts import t
from ui import theme
from ui.tasks import TaskRunner
from ui.views.layouts import column
from ui.widgets import Caption, FieldFrame, PassphraseField, QuietButton, set_property

SHORTEST = 15
PAUSE_MS = 250
TONES: dict[str, theme.TagRole] = {"guessable": "attention", "fair": "info", "strong": "done"}


class NewPassphrase(QWidget):
    """Two fields, how strong the first one is, and a button that makes one up. ``submitted``: Enter in the second.

    ``names`` gives what someone would try first, such as the name of the user.
    """

    submitted = Signal()

    def __init__(
        self, tasks: TaskRunner | None, names: Callable[[], Iterable[str]] = tuple, *, label: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._tasks, self._names = tasks, names
        self.first, self.second = _field(), _field()
        self.second.returnPressed.connect(self.submitted)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._judge)
        self.first.textChanged.connect(self._typed)
        self.frames = {
            "first": FieldFrame(label or t("new_vault.first"), self.first, hint=t("new_vault.first_hint")),
            "second": FieldFrame(t("new_vault.second"), self.second),
        }
        self.make_up = QuietButton(t("passphrase.make_up"), icon_name="refresh")
        self.make_up.clicked.connect(self._make_up)
        self.frames["first"].add_extra(self.make_up)
        self.strength = Caption("")
        self.strength.hide()
        self.frames["first"].add_below(self.strength)
        inner = column(self)
        for frame in self.frames.values():
            inner.addWidget(frame)
        self.setFocusProxy(self.first)

    def value(self) -> str:
        """The passphrase as typed."""
        return self.first.text()

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {"first": self.first.text(), "second": self.second.text()}

    def clear(self) -> None:
        """Forgets what was typed."""
        for field in (self.first, self.second):
            field.clear()
            field.set_shown(False)
        self.show_problems({})

    def problems(self) -> dict[str, str]:
        """What is still needed, by field. Whether it can be guessed is judged when it is used."""
        length = len(self.first.text())
        if length < SHORTEST:
            return {"first": str(VaultError("passphrase_short", minimum=SHORTEST, length=length))}
        if self.first.text() != self.second.text():
            return {"second": str(VaultError("passphrase_differs"))}
        return {}

    def show_problems(self, found: dict[str, str]) -> None:
        """Says beside each field what it needs."""
        for name, frame in self.frames.items():
            frame.set_error(found.get(name, ""))

    # -- strength -----------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        length = len(self.first.text())
        if length < SHORTEST:
            self._say(t("new_vault.length", length=length, minimum=SHORTEST) if length else "", "")
            self._pause.stop()
        else:
            self._pause.start()

    def _judge(self) -> None:
        typed, names = self.first.text(), tuple(self._names())
        if self._tasks is None:
            self._say_strength(typed, _strength(typed, names))
        else:
            self._tasks.run(
                self, lambda: _strength(typed, names), lambda found: self._say_strength(typed, found), lane="documents"
            )

    def _say_strength(self, typed: str, found: str) -> None:
        if typed == self.first.text() and found != "short":
            self._say(t(f"passphrase.{found}"), TONES[found])

    def _say(self, words: str, tone: str) -> None:
        self.strength.setText(words)
        set_property(self.strength, "tone", tone)
        self.strength.setVisible(bool(words))

    def _make_up(self) -> None:
        from lvv_desk.services import passphrase_help  # noqa: PLC0415 - nothing of it is needed before this

        self.first.setText(passphrase_help.generate())
        self.first.set_shown(True)
        self.second.clear()
        self.frames["second"].set_error("")
        self._pause.stop()
        self._say(t("passphrase.made_up"), "info")
        self.second.setFocus()


def _field() -> PassphraseField:
    return PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"), characters=46)


def _strength(passphrase: str, names: Iterable[str]) -> str:
    from lvv_desk.services import passphrase_help  # noqa: PLC0415 - heavy, and on the worker

    return passphrase_help.strength(passphrase, context=names)

"""A small form that opens in its page: what is still needed on top, the fields, keep and close at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lvv_desk.texts import t
from ui.dialogs import Dialogs
from ui.widgets import Card, ErrorSummary, FieldFrame, Flow, PrimaryButton, QuietButton
from ui.words import named_problem

Typed: TypeAlias = dict[str, str]
"""What stands in a form, by field: kept when the vault locks, and compared to see whether anything was typed."""


class AskingCard(Card):
    """A card with fields that says what is still needed, on top and beside each field.

    It asks its page to keep what was typed (``save_wanted``) or to close (``close_wanted``). ``error_fields`` tells
    beside which field the error of a service belongs, by the key of the error. ``is_kept``: what is typed in it may
    wait for later, which a passphrase may not. ``is_asked``: leaving it unsaved is worth a question.
    """

    save_wanted = Signal()
    close_wanted = Signal()
    error_fields: ClassVar[Mapping[str, str]] = {}
    summary_words: ClassVar[str] = "form_card.summary"
    close_words: ClassVar[str] = "form_card.close"
    is_kept: ClassVar[bool] = True
    is_asked: ClassVar[bool] = True

    def __init__(self, title: str, save_text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.frames: dict[str, FieldFrame] = {}
        self._start: Typed = {}
        self.summary = ErrorSummary(t(self.summary_words))
        self.summary.chosen.connect(self._go_to)
        self.add(self.summary)
        self.save_button = PrimaryButton(save_text)
        self.close_button = QuietButton(t(self.close_words))
        self.close_button.clicked.connect(self.close_wanted)

    def problems(self) -> Iterable[tuple[str, str]]:
        """What is still needed before it can be kept: the field, and what to do."""
        return ()

    def check(self) -> bool:
        """Whether all that is needed is there; otherwise it says what is not."""
        found = list(self.problems())
        self.show_problems(found)
        return not found

    def show_problems(self, found: Iterable[tuple[str, str]]) -> None:
        """Says what is needed, on top and beside each field; nothing takes it all away."""
        by_field: dict[str, str] = {}
        for name, words in found:
            by_field.setdefault(name, words)  # one message a field: the first
        for name, frame in self.frames.items():
            frame.set_error(by_field.get(name, ""))
        self.summary.set_errors((name, self._line(name, words)) for name, words in by_field.items())

    def show_error(self, error: Exception) -> None:
        """Says beside its field what a service could not take; what was typed stays."""
        self.set_busy(False)
        self.show_problems([(self.error_field(getattr(error, "key", "")), str(error))])

    def error_field(self, key: str) -> str:
        """The field that an error belongs to."""
        return self.error_fields.get(key, "")

    def set_busy(self, busy: bool) -> None:
        """Nothing is kept twice."""
        self.save_button.setEnabled(not busy)

    # -- what was typed -----------------------------------------------------------------------------------------

    def typed(self) -> Typed:
        """What stands in the form now."""
        raise NotImplementedError

    def put_back(self, typed: Typed) -> None:
        """Fills the form with what was typed before."""
        raise NotImplementedError

    def remember_start(self) -> None:
        """From here on the form knows whether something was typed."""
        self._start = self.typed()

    def is_changed(self) -> bool:
        """Whether something was typed or chosen that is not kept yet."""
        return self.typed() != self._start

    def is_unsaved(self) -> bool:
        """Whether something would be lost that is worth a question."""
        return self.is_asked and self.is_changed()

    def focus_first(self) -> None:
        """Puts the cursor in the first field."""
        frame = next(iter(self.frames.values()), None)
        if frame is not None:
            frame.focus_control()

    def _line(self, name: str, words: str) -> str:
        frame = self.frames.get(name)
        return named_problem(frame.label.text(), words) if frame is not None else words

    def _go_to(self, name: str) -> None:
        frame = self.frames.get(name)
        if frame is not None:
            frame.focus_control()


class FormCard(AskingCard):
    """A form of a page: it knows what was typed in it, so that it can be kept, put back and asked after."""

    def __init__(self, title: str, save_text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, save_text, parent)
        self.save_button.clicked.connect(self.save_wanted)

    def framed(self, name: str, frame: FieldFrame) -> FieldFrame:
        """Remembers a field by name, for its messages."""
        self.frames[name] = frame
        frame.changed.connect(lambda: self._changed(name))
        return frame

    def add_buttons(self) -> None:
        """Puts the buttons at the foot; from here on the form knows whether something was typed."""
        row = Flow()
        row.add(self.save_button, self.close_button)
        self.add(row)
        self.remember_start()

    def _changed(self, name: str) -> None:
        """A message goes once its field has its answer; nothing new is said while somebody types."""
        frame = self.frames.get(name)
        if frame is not None and frame.error() and name not in dict(self.problems()):
            frame.take_error_back()
            self.summary.tick_off(name)


def ask_to_leave(dialogs: Dialogs, parent: QWidget, text: str, *, may_keep: bool) -> str:
    """What is to become of what was typed: ``keep`` it for later, ``discard`` it, or ``stay``. One question for all."""
    options = [("keep", t("form_card.leave_keep"))] if may_keep else []
    options += [("discard", t("form_card.leave_discard")), ("stay", t("form_card.leave_stay"))]
    return dialogs.choose(parent, t("form_card.leave_title"), text, options)

"""What all parts of Beheer share: a column of cards, and a place for what came of an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui.context import Context
from ui.theme import TagRole
from ui.views.base import Keeping, Memory
from ui.views.form_card import AskingCard, Typed
from ui.views.layouts import clear, column, flow
from ui.views.one_form import OneForm, WithForm
from ui.widgets import (
    Button,
    FieldFrame,
    Notice,
    Progress,
    TextField,
)

T = TypeVar("T")


class Section(Keeping):
    """A part of Beheer. ``help_id`` is its page of the help."""

    help_id: ClassVar[str] = "safety"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.body = column(self)
        self.outcome = QVBoxLayout()

    def may(self, right: Right) -> bool:
        """Whether the account at work has a right."""
        return right in self.context.services.desk.rights

    def go_on(self) -> None:
        """What Ctrl+Enter does here."""

    def add_outcome(self) -> None:
        """The place where the section says what came of an action."""
        self.body.addLayout(self.outcome)

    def say(self, title: str, text: str = "", role: TagRole = "done") -> Notice:
        """Says what came of an action, in the place of what was said before."""
        clear(self.outcome)
        notice = Notice(title, text, role=role)
        self.outcome.addWidget(notice)
        return notice

    def work(
        self, words: str, work: Callable[[], T], done: Callable[[T], object], *buttons: Button,
        refused: Callable[[Exception], object] | None = None,
    ) -> None:  # fmt: skip
        """Does something that takes a while, with a bar; the buttons wait meanwhile."""
        clear(self.outcome)
        self.outcome.addWidget(Progress(words))
        for button in buttons:
            button.setEnabled(False)

        def finish() -> None:
            clear(self.outcome)
            for button in buttons:
                button.setEnabled(True)

        def well(result: T) -> None:
            finish()
            done(result)

        def not_well(error: Exception) -> None:
            finish()
            if refused is None:
                self.say(t("sections.not_done"), str(error), "attention")
            else:
                refused(error)

        self.context.tasks.run(self, work, well, not_well)


class FormSection(WithForm, Section):
    """A section with one form at a time, which stands in ``slot`` while it is open.

    What waits for the section is put back once it is ``ready``: when it has read what its forms are about.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.slot = QVBoxLayout()
        self.forms = OneForm(self, self.turned)
        self._is_ready = False
        self._given_back: Memory = {}

    def turned(self, is_open: bool) -> None:
        """A form was opened, or the one that was open has gone."""

    def make_form(self, name: str) -> AskingCard | None:
        """The form of this name, with its ``save_wanted`` bound; ``None`` when there is nothing for it."""
        raise NotImplementedError

    def open_form(self, name: str) -> None:
        if not self.forms.may_go():
            return
        form = self.make_form(name)
        if form is not None:
            self.forms.show(name, form, self.slot)

    def go_on(self) -> None:
        """Presses the button of the form that is open."""
        if self.form is not None:
            self.form.save_button.click()

    def ready(self) -> None:
        """All of it was read and is shown."""
        self._is_ready = True
        memory, self._given_back = self._given_back, {}
        if memory:
            super().put_back(memory)
        self.forms.focus_opener()

    def put_back(self, memory: Memory) -> None:
        if self._is_ready:
            super().put_back(memory)
        else:
            self._given_back = memory


class SectionForm(AskingCard):
    """A form in a section. What is typed in it (passphrases, typed words) is never kept anywhere."""

    is_kept = False

    def __init__(self, title: str, save_text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, save_text, parent)
        self.save_button.clicked.connect(self._save)

    def framed(self, name: str, frame: FieldFrame) -> FieldFrame:
        """Adds a field under a name, for its messages."""
        self.frames[name] = frame
        self.add(frame)
        return frame

    def add_buttons(self, *, close: bool = True) -> None:
        """Puts the buttons at the foot."""
        self.add(flow(self.save_button, self.close_button) if close else flow(self.save_button))
        self.remember_start()

    def error_field(self, key: str) -> str:
        return "first" if key.startswith("passphrase") else self.error_fields.get(key, next(iter(self.frames)))

    def _save(self) -> None:
        if self.check():
            self.save_wanted.emit()


class IrreversibleForm(SectionForm):
    """Asks for a typed word before something that can't be undone. Nothing is lost by leaving it."""

    is_asked = False

    def add_word(self, word: str) -> None:
        """Adds the field for the word, and the buttons."""
        self.word = TypedWord(word, self.save_button)
        self.framed("word", FieldFrame(t("release.type_word", word=word), self.word))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"word": self.word.text()}


class TypedWord(TextField):
    """A word to type before something that can't be undone; ``is_right`` when it is exactly that."""

    def __init__(self, word: str, button: Button) -> None:
        super().__init__(characters=14)
        self._word, self._button = word, button
        button.setEnabled(False)
        self.textChanged.connect(lambda _: button.setEnabled(self.is_right()))

    def is_right(self) -> bool:
        return self.text().strip() == self._word

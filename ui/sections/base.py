"""What all parts of Beheer share: a column of cards, and a place for what came of an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.texts import t
from ui.context import Context
from ui.theme import TagRole
from ui.views.form_card import AskingCard
from ui.views.layouts import clear, column, line
from ui.widgets import (
    Button,
    FieldFrame,
    Notice,
    Progress,
    TextField,
)

T = TypeVar("T")


class Section(QWidget):
    """A part of Beheer. ``help_id`` is its page of the help."""

    help_id: ClassVar[str] = "safety"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.body = column(self)
        self.outcome = QVBoxLayout()

    def may(self, right: Right) -> bool:
        """Whether the account at work has a right."""
        return right in self.context.services.desk.rights

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


class SectionForm(AskingCard):
    """A form in a section. What is typed in it (passphrases, typed words) is never kept anywhere."""

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
        self.add(line(self.save_button, self.close_button) if close else line(self.save_button))

    def error_field(self, key: str) -> str:
        return "first" if key.startswith("passphrase") else self.error_fields.get(key, next(iter(self.frames)))

    def _save(self) -> None:
        if self.check():
            self.save_wanted.emit()


class TypedWord(TextField):
    """A word to type before something that can't be undone; ``is_right`` when it is exactly that."""

    def __init__(self, word: str, button: Button) -> None:
        super().__init__(characters=14)
        self._word, self._button = word, button
        button.setEnabled(False)
        self.textChanged.connect(lambda _: button.setEnabled(self.is_right()))

    def is_right(self) -> bool:
        return self.text().strip() == self._word

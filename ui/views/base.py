"""What all views share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.texts import t
from ui.context import Context
from ui.views.form_card import ask_to_leave

Memory: TypeAlias = dict[str, Any]
"""What was typed in a view and is stored nowhere yet, by name. It is small and holds nothing else out of the vault."""

GO_ON_KEYS = ("Ctrl+Return", "Ctrl+Enter")


class Keeping(QWidget):
    """Where something is typed: it says what stands in it, takes that back, and asks before it would be lost."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.keeps = False
        """Whether what was typed waits for the next time that this is opened."""

    def remember(self) -> Memory:
        """What was typed and is stored nowhere yet; empty when there is nothing."""
        return {}

    def put_back(self, memory: Memory) -> None:
        """Takes what an earlier one like this remembered."""

    def is_unsaved(self) -> bool:
        """Whether something was typed that would be lost."""
        return False

    def may_keep(self) -> bool:
        """Whether what was typed may wait for later."""
        return True

    def holds(self) -> bool:
        """Whether something waits here that was put aside for later."""
        return False

    def leave_text(self) -> str:
        """What is not saved, in words."""
        return t("form_card.leave_text")

    def drop(self) -> None:
        """Throws away what was typed."""

    def may_leave(self, *, for_good: bool = False) -> bool:
        """Whether this can be left now: keep what was typed, throw it away, or stay.

        When the window closes (``for_good``) nothing can be kept.
        """
        self.keeps = self.holds()
        if not self.is_unsaved() and not (for_good and self.holds()):
            return True
        may_keep = self.may_keep() and not for_good
        chosen = ask_to_leave(self.context.dialogs, self, self.leave_text(), may_keep=may_keep)
        if chosen == "discard":
            self.drop()
        elif chosen == "stay" and (before := self.focusWidget()) is not None:
            before.setFocus()
        self.keeps = chosen == "keep" or self.holds()
        return chosen != "stay"


class View(Keeping):
    """A page of the window. ``may_leave`` is asked before another view takes its place.

    A view with a form says what stands in it (``remember``) and puts that in a view that was made anew
    (``put_back``), once that view has called ``is_there``. The window does the rest: for a lock, and for "keep".
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._given_back: tuple[Memory, Callable[[], object] | None] | None = None
        self._there = False
        self.setProperty("surface", "page")
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)

    def help_page(self) -> str:
        """The page of the help that F1 opens here."""
        return "start"

    def where(self) -> Callable[[Context], View] | None:
        """Makes this view again at the same spot, for after a lock; ``None``: as it was opened."""
        return None

    def focus_first(self) -> None:
        """Puts the focus where work starts."""

    def land(self, place: str) -> None:
        """Goes to a part of the view by its name, once that is there; a view without parts stays where it opens."""

    def foot_height(self) -> int:
        """How much at the foot never scrolls away; messages stay above it."""
        return 0

    def bind_go_on(self, action: Callable[[], object]) -> None:
        """Ctrl+Enter does this, on either Enter key."""
        for keys in GO_ON_KEYS:
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    # -- what was typed -----------------------------------------------------------------------------------------

    def key(self) -> str:
        """Which view this is, for what is kept."""
        return f"{type(self).__name__} {getattr(self, '_case_id', '')}"

    def recall(self, memory: Memory, then: Callable[[], object] | None = None) -> None:
        """Puts back what was typed as soon as the view is there, and then does ``then``."""
        self._given_back = (memory, then)
        if self._there:
            self.is_there()

    def is_there(self) -> None:
        """The view says that all of it can be used now."""
        self._there = True
        if self._given_back is None:
            return
        (memory, then), self._given_back = self._given_back, None
        if memory:
            self.put_back(memory)
        if then is not None:
            then()

"""What all views share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.context import Context


class View(QWidget):
    """A page of the window. ``may_leave`` is asked before another view takes its place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("surface", "page")
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)

    def may_leave(self) -> bool:
        """Whether the view can be left now; a view with unsaved words asks first. Nothing typed is ever lost."""
        return True

    def help_page(self) -> str:
        """The page of the help that F1 opens here."""
        return "start"

    def where(self) -> Callable[[Context], View] | None:
        """Makes this view again at the same spot, for after a lock; ``None``: as it was opened."""
        return None

    def focus_first(self) -> None:
        """Puts the focus where work starts."""

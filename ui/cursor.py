"""Where the cursor is in a view, in a form that outlives the view: it is put back in a view that was made anew."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


@dataclass(frozen=True, slots=True)
class Spot:
    """Which control of its kind it is, and the place in its text. It holds nothing of what is shown."""

    kind: str
    number: int
    position: int = 0


def spot_in(view: QWidget) -> Spot | None:
    """Where the cursor is, or was before something outside the view was pressed; ``None`` when it never was here."""
    control = view.focusWidget()
    if control is None or not view.isAncestorOf(control):
        return None
    kind = type(control).__name__
    same = _controls(view, kind)
    if control not in same:
        return None
    return Spot(kind, same.index(control), _position(control))


def put_cursor(view: QWidget, spot: Spot | None) -> bool:
    """Puts the cursor back; whether there was a control for it."""
    same = _controls(view, spot.kind) if spot is not None else []
    if spot is None or spot.number >= len(same):
        return False
    control = same[spot.number]
    control.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(control, QLineEdit):
        control.setCursorPosition(spot.position)
    elif isinstance(control, QPlainTextEdit):
        cursor = control.textCursor()
        cursor.setPosition(min(spot.position, len(control.toPlainText())), QTextCursor.MoveMode.MoveAnchor)
        control.setTextCursor(cursor)
    return True


def _controls(view: QWidget, kind: str) -> list[QWidget]:
    found = view.findChildren(QWidget)
    return [one for one in found if type(one).__name__ == kind and one.focusPolicy() != Qt.FocusPolicy.NoFocus]


def _position(control: QWidget) -> int:
    if isinstance(control, QLineEdit):
        return control.cursorPosition()
    if isinstance(control, QPlainTextEdit):
        return control.textCursor().position()
    return 0

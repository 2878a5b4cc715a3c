"""Text controls, and the frame that gives every control its label, hint, error and extra actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.buttons import ToolButton
from ui.widgets.icons import Icon, icon
from ui.widgets.text import Caption, Text, set_property


def name_control(control: QWidget, name: str) -> None:
    """Name a control, and the part of it that really has the focus (a combo's editor)."""
    control.setAccessibleName(name)
    proxy = control.focusProxy()
    if proxy is not None and not proxy.accessibleName():
        proxy.setAccessibleName(name)


class TextField(QLineEdit):
    """One line of text; `characters` sets its width to about what is expected."""

    def __init__(
        self,
        *,
        accessible_name: str = "",
        placeholder: str = "",
        characters: int = 0,
        max_length: int = 0,
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._characters = characters
        if accessible_name:
            self.setAccessibleName(accessible_name)
        if max_length:
            self.setMaxLength(max_length)
        self.setPlaceholderText(placeholder)
        self.setReadOnly(read_only)
        self._restyle()
        theme.on_change(self._restyle)

    def _restyle(self) -> None:
        if self._characters:
            self.setMaximumWidth(theme.current().text_width(self._characters) + 40)
        else:
            self.setMaximumWidth(theme.current().text_width(64))


class PassphraseField(TextField):
    """A passphrase with a button to show it; nothing is predicted or remembered."""

    def __init__(
        self,
        *,
        show_text: str,
        hide_text: str,
        accessible_name: str = "",
        characters: int = 36,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name=accessible_name, characters=characters, parent=parent)
        self._words = (show_text, hide_text)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._toggle = ToolButton(parent=self)
        self._toggle.setCheckable(True)
        self._toggle.setProperty("inField", True)
        self._toggle.toggled.connect(self.set_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(self._toggle)
        self.set_shown(False)
        theme.on_change(self._show_icon)

    def is_shown(self) -> bool:
        """Whether the passphrase can be read on the screen."""
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def set_shown(self, shown: bool) -> None:
        """Show or hide the passphrase."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        word = self._words[1 if shown else 0]
        self._toggle.setChecked(shown)
        self._toggle.set_word(word)
        self._show_icon()

    def _show_icon(self) -> None:
        size = theme.current().scaled(20)
        self._toggle.setIcon(icon("eye_off" if self.is_shown() else "eye", "text_muted", size))
        self._toggle.setIconSize(QSize(size, size))
        self.setTextMargins(0, 0, size + 14, 0)


class TextArea(QPlainTextEdit):
    """Several lines of text; grows with what is written, up to `max_lines`. Tab leaves it."""

    def __init__(
        self,
        *,
        accessible_name: str = "",
        placeholder: str = "",
        min_lines: int = 3,
        max_lines: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = (min_lines, max_lines)
        if accessible_name:
            self.setAccessibleName(accessible_name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._restyle()
        theme.on_change(self._restyle)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace what is written."""
        self.setPlainText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the width is known."""
        super().showEvent(event)
        self._grow()

    def _restyle(self) -> None:
        self.setMaximumWidth(theme.current().text_width(75) + 32)
        self._grow()

    def _grow(self) -> None:
        self.ensurePolished()
        least, most = self._lines
        wanted = round(self.document().size().height())
        lines = min(most, max(least, wanted))
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bars.ScrollBarAsNeeded if wanted > most else bars.ScrollBarAlwaysOff)
        margin = round(2 * self.document().documentMargin()) + 14
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margin)


CHANGES = ("textChanged", "chosen", "changed")
"""The signals by which our controls tell that something else stands in them."""


class FieldFrame(QFrame):
    """Label, "(niet verplicht)" as a quiet suffix, hint, error in words beside an icon, control, extras.

    The control's accessible name becomes the label, its description the hint and the error. An `&` in the
    label makes an Alt shortcut. ``changed`` is emitted whenever the control is typed in or chosen from.
    """

    changed = Signal()

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        optional_text: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = theme.current().space
        self.control = control
        self._hint_text = hint
        self._error_text = ""
        self.setProperty("kind", "field")
        self.label = Text(label, type_role="strong", columns=64)
        self.label.setBuddy(control)
        head = QHBoxLayout()
        head.setSpacing(space.one)
        head.addWidget(self.label, 0)
        if optional_text:
            suffix = Caption(optional_text, wrap=False)
            head.addWidget(suffix, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addStretch(1)
        self.hint = Caption(hint)
        self.hint.setVisible(bool(hint))
        self._error_row = QWidget()
        self._error_icon = Icon("warning", "attention.fg", 18)
        self._error = Text(type_role="strong", tone="attention", columns=70)
        error_row = QHBoxLayout(self._error_row)
        error_row.setContentsMargins(0, 0, 0, 0)
        error_row.setSpacing(space.one)
        error_row.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        error_row.addWidget(self._error, 1)
        self._error_row.setVisible(False)
        self.extras = QHBoxLayout()
        self.extras.setSpacing(space.one)
        self.extras.addStretch(1)
        self.below = QVBoxLayout()
        self.below.setSpacing(space.half)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.half)
        self._column.addLayout(head)
        self._column.addWidget(self.hint)
        self._column.addWidget(self._error_row)
        self._column.addSpacing(2)
        self._column.addWidget(control)
        self._column.addLayout(self.extras)
        self._column.addLayout(self.below)
        name_control(control, self._spoken(label))
        self._describe()
        for name in CHANGES:
            signal = getattr(control, name, None)
            if signal is not None:
                signal.connect(self.changed)

    def add_extra(self, widget: QWidget) -> None:
        """Put a quiet action under the control, left to right: "Onbekend", "Wil niet zeggen"."""
        self.extras.insertWidget(self.extras.count() - 1, widget)

    def add_below(self, widget: QWidget) -> None:
        """Put something wide under the extras: a `Disclosure`, a second value beside the first."""
        self.below.addWidget(widget)

    def set_error(self, text: str) -> None:
        """Say in words what to do; an empty text takes the message away."""
        self._keep_room(kept=False)
        self._error_row.setVisible(bool(text))
        margin = theme.current().space.two if text else 0
        self._column.setContentsMargins(margin, 0, 0, 0)
        self._error.setText(text)
        self._mark(text)

    def take_error_back(self) -> None:
        """The field has its answer: the message goes, its room stays, so that nothing moves under the mouse."""
        self._keep_room(kept=True)
        self._error_row.setVisible(False)
        self._mark("")

    def _keep_room(self, *, kept: bool) -> None:
        policy = self._error_row.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        self._error_row.setSizePolicy(policy)

    def _mark(self, text: str) -> None:
        self._error_text = text
        flag = "true" if text else "false"
        set_property(self, "hasError", flag)
        set_property(self.control, "hasError", flag)
        self._describe()

    def error(self) -> str:
        """The message that is shown, or an empty text."""
        return self._error_text

    def focus_control(self) -> None:
        """Put the cursor in the control; for links in the summary of what is still to do."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _spoken(label: str) -> str:
        return label.replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _describe(self) -> None:
        parts = (self._hint_text, self._error_text)
        self.control.setAccessibleDescription(" ".join(part for part in parts if part))


__all__ = ["FieldFrame", "PassphraseField", "TextArea", "TextField", "name_control"]

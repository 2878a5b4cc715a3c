"""The control of each type of field. To add a type: one factory, one entry in ``CONTROLS``."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from lvv_desk.definitions import values
from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Value
from lvv_desk.domain.dates import parse_day, parse_partial_date
from lvv_desk.texts import say, t
from ui.widgets import Caption, CheckGroup, Option, RadioGroup, SearchCombo, TextArea, TextField

SAVE_AFTER_MS = 800
DATES = ("date", "partial_date")
MOST_RADIOS = 6
YES, NO = "yes", "no"
WIDE, COMPACT = 44, 24


class Control(QWidget):
    """What someone answers with. ``answered`` is emitted when an answer is given, also by pausing in typing."""

    answered = Signal()

    def __init__(self, field: Field, registry: Registry, *, compact: bool = False) -> None:
        super().__init__()
        self.field = field
        self.registry = registry
        self.characters = COMPACT if compact else WIDE
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def put(self, widget: QWidget) -> None:
        """The widget that takes the focus for this control."""
        self.column.addWidget(widget)
        self.setFocusProxy(widget)

    def given(self) -> Any:
        """What was given, as the service takes it; ``None`` for nothing."""
        raise NotImplementedError

    def set_value(self, value: Value | None) -> None:
        """Shows a stored answer; emits nothing."""
        raise NotImplementedError

    def flush(self) -> None:
        """Gives at once what was typed and not given yet."""

    def clear_choice(self) -> None:
        """Takes a choice away; what was typed stays, it is not done again with one click."""

    def unkept(self) -> str | None:
        """What was typed and is not stored; ``None`` when there is nothing of the kind."""
        return None

    def mark_kept(self) -> None:
        """What stands here was stored."""

    def put_text(self, text: str) -> None:
        """Puts back what was typed before, and gives it."""


class TypedControl(Control):
    """A control that is typed in: it gives its answer on leaving it, on Enter, and after a pause."""

    def __init__(self, field: Field, registry: Registry, *, compact: bool = False) -> None:
        super().__init__(field, registry, compact=compact)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.answered)
        self.note = Caption("")
        self.note.hide()
        self._stored = ""
        self.line: QLineEdit | TextArea = self._make()
        self.put(self.line)
        self.column.addWidget(self.note)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        if isinstance(self.line, QLineEdit):
            self.line.returnPressed.connect(self.flush)

    def _make(self) -> QLineEdit | TextArea:
        if self.field.type == "text":
            return TextArea(min_lines=3, max_lines=12)
        short = {"integer": 8, "identifier": 22, "date": 16, "partial_date": 24}
        characters = short.get(self.field.type, self.characters)
        line = TextField(characters=characters, max_length=max(self.field.max_length, 200))
        if self.field.privacy == "identifying":
            line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._timer.start()
        self._say_understood()

    def _say_understood(self) -> None:
        if self.field.type not in DATES:
            return
        parsed = parse_partial_date(str(self.given() or ""))
        shown = parsed.display(t("date.about")) if parsed else ""
        typed = self.line.text().strip()
        words = t(f"forms.precision_{parsed.precision}", date=shown) if parsed and shown != typed else ""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def given(self) -> Any:
        typed = self.line.text().strip()
        if self.field.type == "date" and (day := parse_day(typed)) is not None:
            return day.isoformat()
        return typed or None

    def unkept(self) -> str | None:
        typed = self.line.text()
        return typed if typed.strip() != self._stored.strip() else None

    def mark_kept(self) -> None:
        self._stored = self.line.text()

    def put_text(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text) if isinstance(self.line, QLineEdit) else self.line.set_text(text)
            self.flush()

    def set_value(self, value: Value | None) -> None:
        text = values.show(self.field, value, self.registry) if value is not None else ""
        self._stored = text
        if text == self.line.text():
            return
        self.line.blockSignals(True)
        self.line.setText(text) if isinstance(self.line, QLineEdit) else self.line.set_text(text)
        self.line.blockSignals(False)
        self._timer.stop()
        self._say_understood()

    def flush(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.answered.emit()


class BooleanControl(Control):
    """Yes or no."""

    def __init__(self, field: Field, registry: Registry, *, compact: bool = False) -> None:
        super().__init__(field, registry, compact=compact)
        self._radio = RadioGroup([Option(YES, t("answer.yes")), Option(NO, t("answer.no"))])
        self._radio.chosen.connect(lambda _: self.answered.emit())
        self.put(self._radio)

    def given(self) -> Any:
        return {YES: True, NO: False}.get(self._radio.value())

    def clear_choice(self) -> None:
        self._radio.set_value("")

    def set_value(self, value: Value | None) -> None:
        self._radio.set_value("" if value is None else YES if value else NO)


class ChoiceControl(Control):
    """One of a list: all in sight when there are few, a list with search when there are many."""

    def __init__(self, field: Field, registry: Registry, *, compact: bool = False) -> None:
        super().__init__(field, registry, compact=compact)
        codes = registry.code_lists[str(field.codelist)].code
        options = [Option(one.id, say(one.label)) for one in codes]
        self._choice: RadioGroup | SearchCombo
        if len(options) <= MOST_RADIOS:
            self._choice = RadioGroup(options)
        else:
            self._choice = SearchCombo(options, placeholder=t("forms.search_list"), characters=self.characters)
        self._choice.chosen.connect(lambda _: self.answered.emit())
        self.put(self._choice)

    def given(self) -> Any:
        return self._choice.value() or None

    def clear_choice(self) -> None:
        self._choice.set_value("")

    def set_value(self, value: Value | None) -> None:
        self._choice.set_value(str(value) if value is not None else "")


class ChoicesControl(Control):
    """Several of a list: boxes when there are few; a search that adds to what was chosen when there are many."""

    def __init__(self, field: Field, registry: Registry, *, compact: bool = False) -> None:
        super().__init__(field, registry, compact=compact)
        codes = registry.code_lists[str(field.codelist)].code
        self._options = [Option(one.id, say(one.label)) for one in codes]
        self._many = len(self._options) > MOST_RADIOS * 2
        self._chosen: tuple[str, ...] = ()
        if self._many:
            self._add = SearchCombo(self._options, placeholder=t("forms.add_from_list"))
            self._add.chosen.connect(self._added)
            self.put(self._add)
        self._boxes = CheckGroup([] if self._many else self._options)
        self._boxes.changed.connect(self._changed)
        if self._many:
            self.column.addWidget(self._boxes)
        else:
            self.put(self._boxes)

    def _added(self, code: str) -> None:
        if code and code not in self._chosen:
            self._show((*self._chosen, code))
            self.answered.emit()
        self._add.set_value("")

    def _changed(self, chosen: list[str]) -> None:
        self._chosen = tuple(chosen)
        if self._many:
            QTimer.singleShot(0, self, lambda: self._show(self._chosen))
        self.answered.emit()

    def _show(self, chosen: tuple[str, ...]) -> None:
        self._chosen = chosen
        if self._many:
            self.column.removeWidget(self._boxes)
            self._boxes.deleteLater()
            self._boxes = CheckGroup(
                [one for one in self._options if one.id in chosen], accessible_name=say(self.field.label)
            )
            self._boxes.changed.connect(self._changed)
            self.column.addWidget(self._boxes)
        self._boxes.set_values(list(chosen))

    def given(self) -> Any:
        return self._chosen or None

    def clear_choice(self) -> None:
        self._show(())

    def set_value(self, value: Value | None) -> None:
        chosen = value if isinstance(value, tuple) else ()
        if chosen != self._chosen:
            self._show(chosen)


CONTROLS: dict[str, type[TypedControl | BooleanControl | ChoiceControl | ChoicesControl]] = {
    "string": TypedControl,
    "text": TypedControl,
    "integer": TypedControl,
    "identifier": TypedControl,
    "date": TypedControl,
    "partial_date": TypedControl,
    "boolean": BooleanControl,
    "choice": ChoiceControl,
    "multi_choice": ChoicesControl,
}


def control_for(field: Field, registry: Registry, *, compact: bool = False) -> Control:
    """The control of a field; ``compact`` where two stand side by side."""
    return CONTROLS[field.type](field, registry, compact=compact)

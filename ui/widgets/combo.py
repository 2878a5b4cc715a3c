"""A long list of choices with a search box: typing any part of a label filters, with or without accents.

It is a text field with a list, not a QComboBox: on Linux the accessible name of that is always its value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QCompleter, QListView, QSizePolicy, QStyledItemDelegate, QWidget

from ui import theme
from ui.widgets.choice import Option
from ui.widgets.fields import TextField
from ui.widgets.icons import pixmap

ID_ROLE = int(Qt.ItemDataRole.UserRole)
KEY_ROLE = ID_ROLE + 1
ROWS_SHOWN = 8


def plain(text: str) -> str:
    """Small letters without accents: what is compared when searching."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).strip()


class _Completer(QCompleter):
    """Compares the plain key of a label, and puts the label itself in the field."""

    def splitPath(self, path: str) -> list[str]:
        return [plain(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(int(Qt.ItemDataRole.DisplayRole)) or "")


class SearchCombo(TextField):
    """Choose one code from a long list. Down opens the list, typing filters it, Enter takes the only match.

    Emptying the field takes the choice away. On leaving, text that matches nothing becomes what was chosen.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Iterable[Option] = (),
        *,
        accessible_name: str = "",
        placeholder: str = "",
        characters: int = 44,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name=accessible_name, placeholder=placeholder, characters=characters, parent=parent)
        self._value = ""
        self._options: dict[str, Option] = {}
        self._keys: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._model = QStandardItemModel(self)
        self._search = _Completer(self._model, self)
        self._search.setCompletionRole(KEY_ROLE)
        self._search.setFilterMode(Qt.MatchFlag.MatchContains)
        self._search.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._search.setMaxVisibleItems(ROWS_SHOWN)
        self._list = QListView()
        self._search.setPopup(self._list)
        self._list.setProperty("kind", "popup")
        self._list.setItemDelegate(QStyledItemDelegate(self._list))
        self.setCompleter(self._search)
        self._search.activated[QModelIndex].connect(self._take)  # type: ignore[index]  # stubs know one overload
        self.textEdited.connect(self._edited)
        self.set_options(options)
        self._restyle_arrow()
        theme.on_change(self._restyle_arrow)

    def set_options(self, options: Iterable[Option]) -> None:
        """Replace the list; what was chosen stays chosen if it is still there."""
        self._options = {option.id: option for option in options}
        self._keys = {name: plain(option.label) for name, option in self._options.items()}
        self._model.clear()
        for name, option in self._options.items():
            item = QStandardItem(option.label)
            item.setData(name, ID_ROLE)
            item.setData(self._keys[name], KEY_ROLE)
            item.setToolTip(option.hint)
            self._model.appendRow(item)
        self.set_value(self._value)

    def value(self) -> str:
        """The id of what is chosen; empty when nothing is."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose without a signal; an unknown or empty id chooses nothing."""
        self._value = value if value in self._options else ""
        self.setText(self._label())
        self.setCursorPosition(0)

    def show_list(self) -> None:
        """Open the list: all of it, or what matches text that is not chosen yet."""
        if self.isReadOnly():
            return
        self._search.setCompletionPrefix("" if self.text() == self._label() else self.text())
        self._search.complete()
        for row in range(self._search.completionCount()):
            index = self._search.completionModel().index(row, 0)
            if index.data(ID_ROLE) == self._value:
                self._list.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down open the list; Enter takes the only match, or shows the matches."""
        key = event.key()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4}:
            self.show_list()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.text() != self._label():
            matches = self._matches()
            if len(matches) == 1:
                self._choose(matches[0])
            else:
                self.show_list()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the list."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes the only match, or puts back what was chosen."""
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self._settle()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet paints the field, we add the arrow."""
        super().paintEvent(event)
        size = theme.current().scaled(18)
        painter = QPainter(self)
        role = "text_muted" if self.isEnabled() else "text_disabled"
        shown = pixmap("chevron_down", role, size, max(1.0, self.devicePixelRatioF()))
        painter.drawPixmap(self.width() - size - 10, (self.height() - size) // 2, shown)
        painter.end()

    def sizeHint(self) -> QSize:
        """As wide as asked for."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def _label(self) -> str:
        return self._options[self._value].label if self._value else ""

    def _choose(self, value: str) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.chosen.emit(value)

    def _take(self, index: QModelIndex) -> None:
        self._choose(str(index.data(ID_ROLE) or ""))

    def _edited(self, text: str) -> None:
        if not text.strip() and self._value:
            self._choose("")

    def _matches(self) -> list[str]:
        key = plain(self.text())
        if not key:
            return []
        exact = [name for name, one in self._keys.items() if one == key]
        return exact[:1] or [name for name, one in self._keys.items() if key in one]

    def _settle(self) -> None:
        if self.text() == self._label():
            return
        matches = self._matches()
        if len(matches) == 1:
            self._choose(matches[0])
        else:
            self.setText(self._label())

    def _restyle_arrow(self) -> None:
        self.setTextMargins(0, 0, theme.current().scaled(18) + 4, 0)

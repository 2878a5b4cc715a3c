"""Pages on top of each other, as high as the one that is shown: not as the highest, as a QStackedWidget is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pages(QWidget):
    """Shows one page at a time; the names of its methods are those of QStackedWidget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def addWidget(self, page: QWidget) -> None:
        """Adds a page; the first one is shown."""
        page.setVisible(False)
        self._pages.append(page)
        self._column.addWidget(page)
        if len(self._pages) == 1:
            page.setVisible(True)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Shows this page and no other."""
        for one in self._pages:
            if one is not page:
                one.setVisible(False)
        page.setVisible(True)

    def currentWidget(self) -> QWidget | None:
        """The page that is shown."""
        return next((one for one in self._pages if not one.isHidden()), None)

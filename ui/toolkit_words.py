"""The words of the toolkit itself (menus of text fields, file dialogs) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from lvv_desk.texts import language

OWN_LANGUAGE = "en"  # what the toolkit speaks by itself
NAME = "toolkit-words"


def use_toolkit_words() -> bool:
    """Says the toolkit's words in the language in use; whether that was possible."""
    app = QCoreApplication.instance()
    if app is None:
        return False
    for earlier in app.findChildren(QTranslator, NAME):
        app.removeTranslator(earlier)
        earlier.setParent(None)
        earlier.deleteLater()
    wanted = language()
    QLocale.setDefault(QLocale(wanted))
    if wanted == OWN_LANGUAGE:
        return True
    translator = QTranslator(app)
    translator.setObjectName(NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator.load(f"qtbase_{wanted}", folder) and app.installTranslator(translator)

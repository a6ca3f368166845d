"""The languages of the program: which one is spoken, and its catalogues."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator

from app.core.i18n import Manner, language, speak
from app.core.paths import resource
from app.core.settings import stored_text

log = logging.getLogger(__name__)

SECTION = "language"
"""Of the settings file."""
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch", "zh_CN": "简体中文"}
"""Codes, and each language's name in itself."""
VARIABLE = "SPARK_COMMAND_CENTER_LANGUAGE"
"""Environment variable that chooses a language for one run; tests and pictures use it."""
PSEUDO = "pseudo"
"""Every text marked and a third longer: shows what is not translated, and what is cut."""


def choose_language(settings: Path) -> None:
    """Speak the language that was chosen, else the desktop's, else English."""
    chosen = stored_text(settings, SECTION, "code")
    use_language(os.environ.get(VARIABLE) or chosen or of_desktop())


def of_desktop() -> str:
    """Return the first of the desktop's languages that we speak."""
    for tag in QLocale.system().uiLanguages():
        locale = QLocale(tag)
        for code in LANGUAGES:
            known = QLocale(code)
            if locale.language() == known.language() and locale.script() == known.script():
                return code
    return ENGLISH


def use_language(code: str) -> None:
    """Speak a language; one whose catalogue is missing or damaged is English."""
    if code == PSEUDO:
        speak(Manner(PSEUDO), _pseudo)
        return
    if code not in LANGUAGES:
        log.warning("there is no language %r", code)
        code = ENGLISH
    locale = QLocale(code) if code != ENGLISH else QLocale("en_US")
    translator = _catalogue(code)
    if translator is None:
        code, locale = ENGLISH, QLocale("en_US")
    QLocale.setDefault(locale)
    manner = Manner(code, locale.decimalPoint(), locale.groupSeparator())

    def translate(text: str, comment: str, n: int) -> str:
        assert translator is not None
        return translator.translate("", text, comment or None, n) or ""

    speak(manner, translate if code != ENGLISH else None)


def qt_catalogue(parent: QObject) -> QTranslator | None:
    """Return Qt's own texts in the language that is spoken: menus of text fields, file dialogs."""
    if language() in (ENGLISH, PSEUDO):
        return None
    translator = QTranslator(parent)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator if translator.load(QLocale(), "qtbase", "_", folder) else None


def _catalogue(code: str) -> QTranslator | None:
    if code == ENGLISH:
        return None
    translator = QTranslator()
    file = resource("translations") / f"app_{code}.qm"
    if not translator.load(str(file)):
        log.warning("%s is missing or damaged; English is spoken", file)
        return None
    return translator


def _pseudo(text: str, _comment: str, _n: int) -> str:
    return f"⟦{text}{'·' * (len(text) // 3)}⟧"

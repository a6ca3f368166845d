"""Show a document with the program that the system has for it."""

from __future__ import annotations

import os.path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.core.i18n import tr
from app.services.documents.kinds import FileKind, kind_of

_SHOWN = frozenset((FileKind.PDF, FileKind.DOCX, FileKind.MARKDOWN, FileKind.HTML, FileKind.TEXT))
"""Kinds that a system shows; it may run the others: a script, a shortcut of a desktop."""


def opening_words(path: str) -> str:
    """Say what `open_document` does."""
    return tr("Open the file") if kind_of(path) in _SHOWN else tr("Open its folder")


def open_document(path: str) -> None:
    """Have the system show a file, or the folder of one that it might run."""
    shown = path if kind_of(path) in _SHOWN else os.path.dirname(path)
    QDesktopServices.openUrl(QUrl.fromLocalFile(shown))

"""Questions for files and folders of this computer; none of them waits for the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_Mode = QFileDialog.FileMode
_MOST_LETTERS = 80


def plain_name(title: str) -> str:
    """Return a title as every system can have it in the name of a file; "" if nothing is left."""
    return re.sub(r"[^\w.-]+", "-", title)[:_MOST_LETTERS].strip("-.")


def ask_target(
    parent: QWidget,
    title: str,
    name: str,
    chosen: Callable[[str], None],
    *,
    kinds: str = "",
    folder: str = "",
) -> None:
    """Ask where to save what is called `name` until the user calls it otherwise.

    Of a file that is one of `kinds`, a name without an ending gets that of `name`.
    """
    dialog = _dialog(parent, title, kinds, folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if kinds:
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_file(
    parent: QWidget,
    title: str,
    chosen: Callable[[str], None],
    *,
    kinds: str = "",
    folder: str = "",
) -> None:
    """Ask for a file that is there."""
    dialog = _dialog(parent, title, kinds, folder)
    dialog.setFileMode(_Mode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_files(
    parent: QWidget,
    title: str,
    chosen: Callable[[list[str]], None],
    *,
    kinds: str = "",
    folder: str = "",
) -> None:
    """Ask for one file or more that are there."""
    dialog = _dialog(parent, title, kinds, folder)
    dialog.setFileMode(_Mode.ExistingFiles)
    dialog.filesSelected.connect(chosen)
    dialog.open()


def ask_folder(
    parent: QWidget, title: str, chosen: Callable[[str], None], *, folder: str = ""
) -> None:
    """Ask for a folder that is there, or is made in the dialog."""
    dialog = _dialog(parent, title, "", folder)
    dialog.setFileMode(_Mode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _dialog(parent: QWidget, title: str, kinds: str, folder: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder or _documents())
    if kinds:
        dialog.setNameFilter(kinds)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _documents() -> str:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = QStandardPaths.writableLocation(place)
    return folder if Path(folder).is_dir() else str(Path.home())

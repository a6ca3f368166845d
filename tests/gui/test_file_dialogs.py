"""Questions for files: they return at once, and tell what was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.look.components.file_dialogs import (
    ask_file,
    ask_files,
    ask_folder,
    ask_target,
    plain_name,
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def opened(window: QWidget) -> QFileDialog:
    """Return the question that was asked last."""
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_target_suggests_a_name_and_completes_another(window: QWidget, tmp_path: Path) -> None:
    said: list[str] = []

    ask_target(window, "Save", "log.txt", said.append, kinds="Text (*.txt)", folder=str(tmp_path))
    dialog = opened(window)
    assert dialog.selectedFiles() == [str(tmp_path / "log.txt")]
    dialog.selectFile("other")
    dialog.accept()

    assert said == [str(tmp_path / "other.txt")]


def test_target_of_no_kind_is_called_as_it_is_typed(window: QWidget, tmp_path: Path) -> None:
    said: list[str] = []

    ask_target(window, "Save", "archive.tar.gz", said.append, folder=str(tmp_path))
    opened(window).selectFile("other")
    opened(window).accept()

    assert said == [str(tmp_path / "other")]


def test_files_and_folders_are_told(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k")
    one: list[str] = []
    some: list[list[str]] = []

    for ask, path in (
        (lambda: ask_file(window, "Open", one.append, folder=str(tmp_path)), file),
        (lambda: ask_files(window, "Open", some.append, folder=str(tmp_path)), file),
        (lambda: ask_folder(window, "Folder", one.append, folder=str(tmp_path.parent)), tmp_path),
    ):
        ask()
        opened(window).selectFile(str(path))
        opened(window).accept()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)

    assert one == [str(file), str(tmp_path)]
    assert some == [[str(file)]]


def test_plain_name_keeps_letters_of_every_language() -> None:
    assert plain_name("Qwen/Qwen3: größer?") == "Qwen-Qwen3-größer"
    assert plain_name("???") == ""
    assert len(plain_name("x" * 500)) == 80

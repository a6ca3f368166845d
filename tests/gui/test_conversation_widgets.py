"""The parts of a conversation's panel, each by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core import units
from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.panes.chat.conversation.attachments import HEIGHT, Attachments, detail_of
from app.panes.chat.conversation.parts import part_of_file, picture
from app.panes.chat.conversation.prompt_edit import (
    MOST_LINES,
    FilesDropped,
    PicturePasted,
    PromptEdit,
)
from app.panes.chat.conversation.ruler import ContextRuler, short
from app.panes.chat.conversation.settings import (
    NUMBERS,
    PresetKept,
    SettingsChanged,
    SettingsPage,
    number_of,
)
from app.services.chat.api import (
    Card,
    ContextKind,
    ContextPart,
    FilePart,
    ImagePart,
    Parameters,
    Preset,
)
from app.services.chat.reckoning import ContextUse
from app.services.documents.extracting.limits import Unreadable

# The field for a message


@pytest.fixture
def edit(qtbot: QtBot) -> PromptEdit:
    made = PromptEdit()
    qtbot.addWidget(made)
    made.resize(300, made.height())
    made.show()
    return made


def test_prompt_sends_with_enter_and_begins_a_line_with_shift(edit: PromptEdit) -> None:
    sent: list[str] = []
    edit.sent.connect(lambda: sent.append(edit.toPlainText()))
    QTest.keyClicks(edit, "one")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(edit, "two")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert [each.splitlines() for each in sent] == [["one", "two"]]


def test_prompt_grows_with_its_text_and_no_further(edit: PromptEdit) -> None:
    low = edit.height()
    edit.setPlainText("\n".join("abc"))
    higher = edit.height()
    edit.setPlainText("\n" * 40)
    highest = edit.height()
    edit.clear()
    line = edit.fontMetrics().lineSpacing()
    assert (higher - low, highest - low) == (2 * line, (MOST_LINES - 1) * line)
    assert edit.height() == low


def test_prompt_takes_files_pictures_and_plain_text(edit: PromptEdit) -> None:
    files: list[FilesDropped] = []
    pictures: list[PicturePasted] = []
    edit.files_dropped.connect(files.append)
    edit.picture_pasted.connect(pictures.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/notes/a.pdf")])
    edit.insertFromMimeData(data)
    data = QMimeData()
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    edit.insertFromMimeData(data)
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    edit.insertFromMimeData(data)
    assert files == [FilesDropped((Path("/notes/a.pdf"),))]
    assert len(pictures) == 1
    assert edit.toPlainText() == "bold"


# Pictures and files


def test_large_pictures_are_made_smaller_and_say_nothing_of_themselves() -> None:
    image = QImage(3072, 1024, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    image.setText("GPS", "at home")
    part = picture(image, "photo", lossless=False)
    assert (part.media_type, part.width, part.height) == ("image/jpeg", 1536, 512)
    lossless = picture(image, "shot")
    assert lossless.media_type == "image/png"
    assert b"at home" not in part.data + lossless.data


def test_files_become_pictures_or_text(tmp_path: Path) -> None:
    image = tmp_path / "fan.png"
    assert QImage(8, 4, QImage.Format.Format_RGB32).save(str(image))
    part = part_of_file(image, Cancel())
    assert isinstance(part, ImagePart)
    assert (part.name, part.width, part.height) == ("fan.png", 8, 4)
    notes = tmp_path / "notes.md"
    notes.write_text("# Fans\n\nThey turn.")
    text = part_of_file(notes, Cancel())
    assert isinstance(text, FilePart)
    assert "They turn." in text.text
    assert text.detail == "18 B"


def test_what_a_node_said_tells_when_that_was() -> None:
    log = ContextPart(ContextKind.LOG, "Log of vllm", "lines", taken_at=1_800_000_000.0)
    assert detail_of(log).startswith(units.date_and_clock(1_800_000_000.0))
    assert detail_of(replace(log, taken_at=0.0)).startswith("~")


def test_attachments_stay_whole_where_they_have_to_be_scrolled(qtbot: QtBot) -> None:
    attachments = Attachments()
    qtbot.addWidget(attachments)
    attachments.resize(500, attachments.height())
    attachments.show()
    for count in (1, 4):
        attachments.show_parts([FilePart(f"guide-{n}.md", "text", "1 kB") for n in range(count)])
        chip = attachments.chips[0]
        qtbot.waitUntil(lambda chip=chip: chip.visibleRegion().boundingRect() == chip.rect())
    assert attachments.height() > HEIGHT


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    (tmp_path / "empty.txt").write_text(" \n")
    for name, why in (
        ("", "folder"),
        ("gone.txt", "cannot be read"),
        ("bad.png", "no picture"),
        ("empty.txt", "no text"),
    ):
        with pytest.raises(BadInput, match=why):
            part_of_file(tmp_path / name if name else tmp_path, Cancel())
    (tmp_path / "tool.txt").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(Unreadable, match=r"“tool\.txt”: It is not text"):
        part_of_file(tmp_path / "tool.txt", Cancel())


# Settings


@pytest.fixture
def page(qtbot: QtBot) -> SettingsPage:
    made = SettingsPage()
    qtbot.addWidget(made)
    return made


def test_settings_tell_what_was_typed(page: SettingsPage) -> None:
    told: list[SettingsChanged] = []
    page.changed.connect(told.append)
    page.show_settings("Be brief.", Parameters(temperature=0.2))
    page.numbers["temperature"].setText("0,7")
    page.numbers["seed"].setText("42")
    page.stops.setPlainText("END\n\nSTOP")
    page.thinking.setCurrentIndex(page.thinking.findData(False))
    page.finish()
    assert told == [
        SettingsChanged(
            "Be brief.", Parameters(temperature=0.7, seed=42, stop=("END", "STOP"), thinking=False)
        )
    ]
    page.finish()
    assert len(told) == 1


def test_settings_refuse_what_is_no_value(page: SettingsPage) -> None:
    told: list[SettingsChanged] = []
    page.changed.connect(told.append)
    page.numbers["temperature"].setText("hot")
    page.finish()
    page.show_card(Card("e", "m", engine="ollama", ignored=frozenset({"top_k"})))
    assert told == []
    assert page.numbers["temperature"].property("invalid") == "true"


def test_settings_say_what_the_engine_ignores_and_refuses(page: SettingsPage) -> None:
    card = Card("e", "m", "ollama", ignored=frozenset({"top_k"}), refused=frozenset({"seed"}))
    page.show_card(card)
    assert page.numbers["top_k"].accessibleDescription() == "ignored by Ollama"
    assert page.numbers["seed"].accessibleDescription() == "refused by Ollama"
    page.show_card(Card("e", "other"))
    assert page.numbers["top_k"].accessibleDescription() == ""


def test_settings_know_the_preset_that_they_are(page: SettingsPage) -> None:
    poet = Preset("Poet", "Rhyme.", Parameters(temperature=1.0))
    page.show_presets((poet,))
    page.show_settings("Rhyme.", Parameters(temperature=1.0))
    assert page.preset.currentText() == "Poet"
    told: list[SettingsChanged] = []
    page.changed.connect(told.append)
    page.preset.activated.emit(0)
    assert told == [SettingsChanged("", Parameters())]
    assert page.preset.currentIndex() == 0


def test_settings_keep_a_preset_under_a_name(page: SettingsPage) -> None:
    kept: list[PresetKept] = []
    page.preset_kept.connect(kept.append)
    page.show_settings("Rhyme.", Parameters())
    page.name_preset("  ")
    page.name_preset(" Poet ")
    assert kept == [PresetKept("Poet", "Rhyme.", Parameters())]


@given(st.text(max_size=12))
def test_numbers_are_read_or_refused(text: str) -> None:
    for spec in NUMBERS:
        value, problem = number_of(text.strip(), spec)
        assert value is None or not problem
        assert value is None or spec.least <= value <= spec.most


# The ruler


def test_ruler_says_how_much_is_taken(qtbot: QtBot) -> None:
    ruler = ContextRuler()
    qtbot.addWidget(ruler)
    ruler.show_use(ContextUse(1200, 8192, is_estimate=False), 0)
    assert ruler.words.text() == "1.2k / 8.2k tokens"
    ruler.show_use(ContextUse(1200, 8192, is_estimate=False), 7500)
    assert ruler.words.text() == "~8.7k / 8.2k tokens"
    assert ruler.words.property("tone") == "err"
    assert "will not fit" in ruler.toolTip()
    assert "will not fit" in ruler.too_much  # said where it is typed
    ruler.show_use(ContextUse(1200, 8192, is_estimate=False), 7)
    assert not ruler.too_much
    ruler.show_use(ContextUse(500, None), 0)
    assert ruler.words.text() == "~500 tokens"
    assert not ruler.bar.isVisibleTo(ruler)
    ruler.show_use(ContextUse(None, None), 0)
    assert not ruler.isVisibleTo(ruler.parentWidget())
    assert [short(each) for each in (999, 1000, 131072)] == ["999", "1.0k", "131k"]

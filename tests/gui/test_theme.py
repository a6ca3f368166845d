"""The theme: what decides it, what it changes, and that it follows a real portal live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.paths import resource
from app.look import icons
from app.look.components import IconButton, Pill
from app.look.fonts import load_fonts, ui_font
from app.look.motion import motion
from app.look.theme import Theme, ThemeChanged, ThemeMode, mixed, style_sheet, theme
from app.look.tokens import DARK, LIGHT, Tokens
from tests.gui.fake_desktop import PORTAL, FakeDesktop, Program, need, private_bus, wait_for

SCHEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Theme]:
    made = theme()
    made.start(qapp, ThemeMode.LIGHT)
    yield made
    made.set_mode(ThemeMode.LIGHT)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""

    def luminance(colour: str) -> float:
        channels = []
        for start in (1, 3, 5):
            value = int(colour[start : start + 2], 16) / 255
            channels.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@SCHEMES
def test_tokens_text_is_readable_on_every_surface_it_stands_on(tokens: Tokens) -> None:
    for ground in (tokens.bg, tokens.surface, tokens.raised, tokens.selected):
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.text2, ground) >= 4.5
    for ground in (tokens.bg, tokens.surface):
        assert contrast(tokens.text3, ground) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.field, tokens.surface) >= 3


@SCHEMES
@pytest.mark.parametrize("tone", ["ok", "warn", "err", "info"])
def test_tokens_status_is_readable_on_its_own_tint(tokens: Tokens, tone: str) -> None:
    hue = getattr(tokens, tone)
    tint = mixed(tokens.surface, hue, 0.12 if tokens.dark else 0.09)
    assert contrast(hue, tint) >= 4.5


@SCHEMES
def test_style_sheet_leaves_no_name_unfilled_and_finds_its_pictures(tokens: Tokens) -> None:
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    for picture in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(picture).is_file()


@SCHEMES
def test_style_sheet_is_understood_by_qt(
    dressed: Theme, qtbot: QtBot, qapp: QApplication, qtlog: Any, tokens: Tokens
) -> None:
    before = qapp.styleSheet()
    button = QPushButton("Deploy")
    qtbot.addWidget(button)
    qapp.setStyleSheet(style_sheet(tokens))
    button.ensurePolished()
    qapp.setStyleSheet(before)
    assert [record.message for record in qtlog.records] == []


def test_theme_choice_of_the_user_recolours_palette_sheet_and_icons(
    dressed: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    button = IconButton("gear-six", "Settings")
    qtbot.addWidget(button)
    light = button.icon().pixmap(18, 18).toImage()

    with qtbot.waitSignal(dressed.changed) as told:
        dressed.set_mode(ThemeMode.DARK)

    assert told.args == [ThemeChanged(DARK)]
    assert qapp.palette().window().color() == QColor(DARK.bg)
    assert DARK.surface in qapp.styleSheet()
    assert button.icon().pixmap(18, 18).toImage() != light


@SCHEMES
def test_theme_gives_more_contrast_to_those_who_ask_for_it(
    dressed: Theme, monkeypatch: pytest.MonkeyPatch, tokens: Tokens
) -> None:
    monkeypatch.setattr(dressed, "_contrast_wanted", lambda: True)
    dressed.set_mode(ThemeMode.DARK if tokens.dark else ThemeMode.LIGHT)
    dressed._reconsider()
    strong = dressed.tokens
    assert contrast(strong.border, strong.surface) >= 3
    assert contrast(strong.text3, strong.raised) >= 7
    monkeypatch.undo()
    dressed._reconsider()
    assert dressed.tokens == tokens
    dressed.set_more_contrast(True)
    assert dressed.tokens == strong
    dressed.set_more_contrast(False)
    assert dressed.tokens == tokens


def test_motion_is_reduced_while_anybody_wants_it(qapp: QApplication) -> None:
    usual = QApplication.cursorFlashTime()
    still = motion()
    assert still.frame_ms(100) == 100
    still.set_wanted(True)
    still.set_desktop(True)
    assert (still.frame_ms(100), QApplication.cursorFlashTime()) == (1000, 0)
    still.set_wanted(False)
    assert still.reduced
    still.set_desktop(False)
    assert (still.frame_ms(100), QApplication.cursorFlashTime()) == (100, usual)


def test_theme_survives_being_asked_without_an_application_loop(dressed: Theme) -> None:
    assert theme() is dressed
    assert dressed.parent() is QCoreApplication.instance()


def test_icon_is_tinted_and_sharp_at_two_hundred_percent(dressed: Theme) -> None:
    drawn = icons.pixmap("gear-six", "accent", 20, 2.0)
    assert drawn.size().toTuple() == (40, 40)
    assert drawn.deviceIndependentSize().toTuple() == (20, 20)
    assert strongest_colour(drawn.toImage()) == QColor(LIGHT.accent)


def test_icon_that_is_missing_draws_nothing_and_is_logged(
    dressed: Theme, caplog: pytest.LogCaptureFixture
) -> None:
    assert not icons.pixmap("no-such-icon", "text", 20).isNull()
    assert "no-such-icon" in caplog.text


def test_icon_button_needs_a_name(dressed: Theme) -> None:
    with pytest.raises(ValueError, match="name"):
        IconButton("gear-six", "")


def test_icons_are_all_tintable_svg() -> None:
    for path in resource("icons").glob("*.svg"):
        if path.stem != "app":
            text = path.read_text(encoding="utf-8")
            assert "currentColor" in text, path.name


def test_fonts_inter_is_there_in_all_weights_with_tabular_digits(qapp: QApplication) -> None:
    load_fonts()
    from PySide6.QtGui import QFontInfo, QFontMetricsF

    for weight in (400, 500, 600, 700):
        assert QFontInfo(ui_font(13, weight)).family().startswith("Inter")
    tabular = QFontMetricsF(ui_font(24, 600, tabular=True))
    widths = {round(tabular.horizontalAdvance(digit), 1) for digit in "0123456789"}
    assert len(widths) == 1


def test_pill_is_as_wide_as_its_word(dressed: Theme, qtbot: QtBot) -> None:
    pill = Pill("OK", "ok")
    qtbot.addWidget(pill)
    narrow = pill.sizeHint().width()
    pill.show_state("Reconnecting", "warn")
    assert pill.sizeHint().width() > narrow
    assert pill.accessibleName() == "Reconnecting"


def test_tokens_are_all_colours() -> None:
    for tokens in (DARK, LIGHT):
        for item in fields(tokens):
            value = getattr(tokens, item.name)
            for colour in value if isinstance(value, tuple) else (value,):
                assert isinstance(colour, bool) or QColor(colour).isValid(), item.name


@pytest.mark.tray
def test_theme_follows_the_portal_live(tmp_path: Path) -> None:
    need("dbus-daemon")
    with private_bus() as bus:
        desktop = FakeDesktop(bus)
        desktop.color_scheme = desktop.contrast = 1
        desktop.own(PORTAL)
        program = Program(tmp_path, bus, None)
        try:
            wait_for(lambda: program.ask("report")["dark"], "the portal's answer")
            wait_for(lambda: program.ask("report")["contrast"], "the wish for contrast")
            assert program.ask("report")["window_colour"] == DARK.bg.lower()

            desktop.set_color_scheme(2)

            wait_for(lambda: not program.ask("report")["dark"], "the change to light")
            assert program.ask("report")["window_colour"] == LIGHT.bg.lower()

            desktop.set_color_scheme(1)
            wait_for(lambda: program.ask("report")["dark"], "the change back to dark")

            blinking = program.ask("report")["caret_ms"]
            assert blinking > 0
            desktop.set_reduced_motion(1)
            wait_for(lambda: program.ask("report")["reduced_motion"], "the wish for less motion")
            assert program.ask("report")["caret_ms"] == 0
            desktop.set_reduced_motion(0)
            wait_for(lambda: program.ask("report")["caret_ms"] == blinking, "carets to blink")
        finally:
            program.close()
            desktop.close()


@pytest.mark.tray
def test_theme_starts_as_it_was_until_the_portal_says_otherwise(tmp_path: Path) -> None:
    need("dbus-daemon")
    remembered = {"version": 1, "sections": {"window": {"system_dark": True}}}
    (tmp_path / "settings.json").write_text(json.dumps(remembered))
    with private_bus() as bus:
        program = Program(tmp_path, bus, None)
        try:
            # Nothing answers on this bus, so the memory counts for the first paint only.
            wait_for(lambda: not program.ask("report")["dark"], "the memory to be dropped")
        finally:
            program.close()


def test_theme_remembered_scheme_is_used_at_once(qapp: QApplication) -> None:
    made = Theme()
    made.start(qapp, ThemeMode.SYSTEM, last_dark=True)
    assert made.tokens is DARK
    theme().start(qapp, ThemeMode.LIGHT)


@pytest.mark.tray
def test_theme_is_light_where_no_portal_answers(tmp_path: Path) -> None:
    need("dbus-daemon")
    with private_bus() as bus:
        program = Program(tmp_path, bus, None)
        try:
            assert program.ask("report")["dark"] is False
        finally:
            program.close()


def strongest_colour(image: QImage) -> QColor:
    """Return the colour of the most opaque pixel, its alpha left out."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    best = max(pixels, key=lambda colour: colour.alpha())
    return QColor(best.red(), best.green(), best.blue())


class Dressed(QPushButton):
    """Counts how often it is dressed anew."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_another_scheme_dresses_each_widget_once_however_deep_it_is(
    dressed: Theme, qtbot: QtBot
) -> None:
    button = Dressed("Save")
    around: QWidget = button
    for _ in range(8):
        outer = QWidget()
        QVBoxLayout(outer).addWidget(around)
        around = outer
    qtbot.addWidget(around)
    around.show()
    light, before = around.grab().toImage(), button.times
    dressed.set_mode(ThemeMode.DARK)
    assert button.times - before <= 3, "8 times where sheets took each other's place"
    dark = around.grab().toImage()
    assert dark != light
    dressed.set_mode(ThemeMode.LIGHT)
    assert around.grab().toImage() == light

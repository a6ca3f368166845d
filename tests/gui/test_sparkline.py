from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.look.theme import ThemeMode, theme
from app.look.tokens import DARK
from app.plots.rows import Window
from app.plots.sparkline import Sparkline
from app.state.rings import Timeline

KEY = "gpus.0.power_w"


@pytest.fixture
def sparkline(qtbot: QtBot, qapp: QApplication) -> Sparkline:
    theme().start(qapp, ThemeMode.DARK)
    made = Sparkline(hue=1)
    qtbot.addWidget(made)
    made.resize(200, 40)
    return made


def coloured(widget: Sparkline, left: float, right: float) -> bool:
    """Whether the line is seen in that part of the width."""
    image, wanted = widget.grab().toImage(), QColor(DARK.series[1])
    return any(
        abs(image.pixelColor(x, y).red() - wanted.red()) < 50
        and abs(image.pixelColor(x, y).green() - wanted.green()) < 50
        for x in range(round(left * widget.width()), round(right * widget.width()))
        for y in range(widget.height())
    )


def test_sparkline_draws_what_is_known_and_leaves_gaps_open(sparkline: Sparkline) -> None:
    rows = Timeline()
    for second in range(60):
        rows.append(float(second), {KEY: 30.0})
    rows.open_gap("lost")
    for second in range(120, 180):
        rows.append(float(second), {KEY: 30.0})

    sparkline.show_rows(rows, KEY, Window(0.0, 180.0))

    assert coloured(sparkline, 0.05, 0.3)
    assert not coloured(sparkline, 0.36, 0.64)
    assert coloured(sparkline, 0.7, 0.95)


def test_sparkline_without_values_is_empty(sparkline: Sparkline) -> None:
    sparkline.show_rows(Timeline(), KEY, Window(0.0, 60.0))

    assert not coloured(sparkline, 0.0, 1.0)


def test_sparkline_cleared_shows_nothing(sparkline: Sparkline) -> None:
    rows = Timeline()
    for second in range(60):
        rows.append(float(second), {KEY: 30.0})
    sparkline.show_rows(rows, KEY, Window(0.0, 60.0))
    sparkline.clear()

    assert not coloured(sparkline, 0.0, 1.0)

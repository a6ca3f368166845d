"""The tray's pictures: states differ as shapes at the smallest size that a system takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from app.core.paths import resource
from app.look.components.status import DotState
from app.shell.tray_icon import TEMPLATE_SIZES, template_icon, tray_icon

SMALLEST = 16
LEAST_DIFFERENCE = 5
"""Pixels, in sum, by which two shapes differ: near a tenth of the 64 that a badge has."""


def opacity(icon: QIcon) -> list[int]:
    image = icon.pixmap(SMALLEST, SMALLEST).toImage()
    return [image.pixelColor(x, y).alpha() for y in range(SMALLEST) for x in range(SMALLEST)]


@pytest.mark.parametrize("make", [tray_icon, template_icon])
def test_tray_icons_of_states_differ_without_their_colour(
    make: Callable[[DotState], QIcon], qtbot: QtBot
) -> None:
    shapes = {state: opacity(make(state)) for state in DotState}
    for one, other in combinations(DotState, 2):
        difference = sum(abs(a - b) for a, b in zip(shapes[one], shapes[other], strict=True)) / 255
        assert difference >= LEAST_DIFFERENCE, (one, other)


def test_tray_icon_has_the_sizes_that_windows_takes(qtbot: QtBot) -> None:
    assert {16, 20, 24, 32} <= {size.width() for size in tray_icon(DotState.ON).availableSizes()}


def test_template_icon_takes_the_colour_of_the_menu_bar(qtbot: QtBot) -> None:
    for state in DotState:
        icon = template_icon(state)
        assert icon.isMask()
        assert {size.width() for size in icon.availableSizes()} == set(TEMPLATE_SIZES)
        drawn = resource("icons", f"tray-{state}.svg").read_text(encoding="utf-8")
        assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn)) <= {"none", "currentColor"}

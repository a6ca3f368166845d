"""What is written in a gap of a plot, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.look.tokens import DARK
from app.plots.faces import face
from app.plots.overlay import paint_gaps
from app.plots.rows import Band, Slice, Window
from app.state.rings import Gap, Times, Values

ICONS = 16
"""Pixels at the top of a plot in which the icons of events are."""


@dataclass(frozen=True)
class Lost:
    """No rows: 60 seconds of which the connection was lost."""

    gaps: tuple[Gap, ...] = (Gap(0.0, 60.0, "The connection was lost."),)
    times: Times = field(default_factory=lambda: np.empty(0))
    interval: float | None = 1.0

    def values(self, key: str) -> Values | None:
        return None

    def band(self, key: str) -> Band | None:
        return None


@pytest.mark.parametrize(("width", "lines"), [(220, 1), (110, 2), (62, 1), (14, 0)])
def test_gap_is_named_below_the_icons_of_events_in_two_lines_at_most(
    qapp: QApplication, width: int, lines: int
) -> None:
    image = QImage(width, 104, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        rows = Slice.of(Lost(), Window(0.0, 60.0))
        paint_gaps(painter, QRectF(image.rect()), rows, DARK)

    band = image.pixel(0, 0)
    written = [y for y in range(104) if any(image.pixel(x, y) != band for x in range(width))]

    if lines == 0:
        assert written == []
        return
    assert written[0] >= ICONS
    tall = written[-1] - written[0] + 1
    assert (lines - 1) * face(11, 500).height < tall <= lines * face(11, 500).height

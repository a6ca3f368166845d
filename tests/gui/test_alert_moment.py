"""From an alert to the charts of its node, around the moment when it began."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.charts_world import SPARK, World, shown


def test_charts_open_around_the_moment_that_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path / "settings.json")
    world.feed(60)
    moment = world.wall() - 7200
    world.hub.show_moment(SPARK, moment)  # before the pane was ever made
    pane = shown(world, qtbot)
    assert pane.showing.stretch == pytest.approx((moment - 300, moment + 300))

    pane.hide()
    later = world.wall() - 3600
    world.hub.show_moment(SPARK, later)
    pane.show()
    assert pane.showing.stretch == pytest.approx((later - 300, later + 300))

    pane.hide()
    pane.showing.reset()
    pane.show()  # the moment was asked for once
    assert pane.showing.live


def test_charts_of_what_just_happened_go_on_with_time(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path / "settings.json")
    world.feed(60)
    world.hub.show_moment(SPARK, world.wall() - 20)
    pane = shown(world, qtbot)
    start, end = pane.showing.stretch
    assert end == pytest.approx(world.wall(), abs=1.0)
    assert start < world.wall() - 20

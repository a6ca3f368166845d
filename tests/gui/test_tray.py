"""The tray icon on a real bus: what a desktop's tray host reads from it, and what it survives."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.look.components.status import DotState
from app.shell.tray_icon import BADGE, HUES
from tests.gui.fake_desktop import (
    LOGIND,
    NOTIFICATIONS,
    TRAY_HOST,
    FakeDesktop,
    Program,
    need,
    private_bus,
    wait_for,
    x_server,
)

pytestmark = pytest.mark.tray


class Stage:
    """One desktop and, once started, one window."""

    def __init__(self, home: Path, bus: str, display: str) -> None:
        self.desktop = FakeDesktop(bus)
        self.desktop.own(NOTIFICATIONS)
        self._home, self._bus, self._display = home, bus, display
        self._programs: list[Program] = []

    def start(self, **options: bool) -> Program:
        program = Program(self._home, self._bus, self._display, **options)
        self._programs.append(program)
        return program

    def start_with_icon(self) -> Program:
        self.desktop.own(TRAY_HOST)
        program = self.start()
        wait_for(lambda: self.desktop.items, "the icon to register")
        return program

    def close(self) -> None:
        for program in self._programs:
            program.close()
        self.desktop.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    need("Xvfb", "dbus-daemon")
    with private_bus() as bus, x_server() as display:
        made = Stage(tmp_path, bus, display)
        yield made
        made.close()


def badge_hue(item: dict[str, Any]) -> str:
    """Return the colour at the left of the badge in the largest picture, as #RRGGBB."""
    width, height, data = max(item["IconPixmap"], key=lambda picture: picture[0])
    x = round(width * (1 - BADGE + BADGE * 0.12))
    y = round(height * (1 - BADGE / 2))
    alpha, *rgb = data[4 * (y * width + x) : 4 * (y * width + x) + 4]
    assert alpha == 255
    return "#" + "".join(f"{channel:02X}" for channel in rgb)


def test_tray_shows_worst_state_as_colour_and_in_the_tooltip(stage: Stage) -> None:
    program = stage.start_with_icon()
    program.ask("status", phase="connected")
    wait_for(lambda: badge_hue(stage.desktop.item()) == HUES[DotState.ON], "the connected icon")

    program.ask("status", phase="reconnecting")
    wait_for(lambda: badge_hue(stage.desktop.item()) == HUES[DotState.BUSY], "the busy icon")
    tooltip = str(stage.desktop.item()["ToolTip"])
    assert "spark-01: reconnecting" in tooltip
    assert "This computer: connected" in tooltip

    program.ask("status", phase="refused")
    wait_for(lambda: badge_hue(stage.desktop.item()) == HUES[DotState.ERROR], "the error icon")
    wait_for(lambda: stage.desktop.notified, "the notice that it needs attention")
    assert stage.desktop.notified[0][0] == "spark-01 needs your attention."


def test_tray_menu_connects_and_shows_a_node(stage: Stage) -> None:
    program = stage.start_with_icon()
    labels = wait_for(stage.desktop.labels, "the menu")
    assert labels[0] == "Open window"
    assert labels[-1] == "Quit"
    assert "spark-01: not connected" in labels
    assert "Connect" in labels
    assert "Disconnect" not in labels  # neither this computer nor an unconnected node offers it

    stage.desktop.click("Connect")

    wait_for(lambda: program.ask("report")["asked"] == [["connect", "node-spark-01"]], "the wish")


def test_tray_menu_opens_and_copies_a_tunnel(stage: Stage) -> None:
    program = stage.start_with_icon()
    wait_for(stage.desktop.labels, "the menu")
    program.ask("tunnel", phase="closed")
    wait_for(lambda: "DGX Dashboard: closed" in stage.desktop.labels(), "the tunnel")
    assert "Open in browser" not in stage.desktop.labels()
    stage.desktop.click("Open tunnel")
    wait_for(lambda: ["open", "t1"] in program.ask("report")["tunnels"], "the wish")

    program.ask("tunnel", phase="open", local_port=11001)
    wait_for(lambda: "DGX Dashboard: open on 11001" in stage.desktop.labels(), "the open tunnel")
    stage.desktop.click("Copy address")
    stage.desktop.click("Open in browser")

    wait_for(lambda: program.ask("report")["launched"], "the browser")
    report = program.ask("report")
    assert report["clipboard"] == "http://127.0.0.1:11001/"
    assert report["launched"] == [["url", "http://127.0.0.1:11001/"]]


def test_tray_menu_opens_a_terminal_on_a_connected_node(stage: Stage) -> None:
    program = stage.start_with_icon()
    wait_for(stage.desktop.labels, "the menu")
    assert stage.desktop.labels().count("Open terminal") == 1  # this computer's
    program.ask("status", phase="connected")
    wait_for(lambda: stage.desktop.labels().count("Open terminal") == 2, "the node's")


def test_tray_icon_appears_when_the_host_comes_late(stage: Stage) -> None:
    program = stage.start()
    assert program.ask("report")["host"] is False

    stage.desktop.own(TRAY_HOST)

    wait_for(lambda: stage.desktop.items, "the icon to register with the late host")
    assert stage.desktop.item()["Category"] == "ApplicationStatus"

    stage.desktop.disown(TRAY_HOST)  # as when a panel crashes and is started again
    stage.desktop.own(TRAY_HOST)
    wait_for(lambda: stage.desktop.items, "the icon to register again")


def test_close_hides_in_the_tray_and_activating_brings_it_back(stage: Stage) -> None:
    program = stage.start_with_icon()
    assert program.ask("close")["visible"] is False
    wait_for(lambda: stage.desktop.notified, "the hint that it still runs")
    assert "still running" in stage.desktop.notified[0][0]

    stage.desktop.activate()
    wait_for(lambda: program.ask("report")["visible"], "the window to come back")

    assert program.ask("close")["visible"] is False
    assert len(stage.desktop.notified) == 1  # the hint is given once


def test_window_comes_back_when_the_tray_goes_away(stage: Stage) -> None:
    program = stage.start_with_icon()
    assert program.ask("close")["visible"] is False

    stage.desktop.disown(TRAY_HOST)

    wait_for(lambda: program.ask("report")["visible"], "the window to come back")


def test_desktop_is_told_of_trouble_once_while_the_window_is_away(stage: Stage) -> None:
    program = stage.start_with_icon()
    program.ask("close")
    wait_for(lambda: len(stage.desktop.notified) == 1, "the hint that it still runs")

    for _ in range(3):
        program.ask("notice", title="spark-01 was lost.")
    program.ask("notice", title="spark-02 was lost.")

    wait_for(lambda: len(stage.desktop.notified) == 3, "both notices")
    titles = [title for title, _text in stage.desktop.notified]
    assert titles[1:] == ["spark-01 was lost.", "spark-02 was lost."]


def test_close_quits_where_there_is_no_tray(stage: Stage) -> None:
    program = stage.start()
    assert program.ask("report")["host"] is False
    program.ask("close")
    assert program.exit_status() == 0


def test_quit_in_the_menu_ends_the_program(stage: Stage) -> None:
    program = stage.start_with_icon()
    wait_for(stage.desktop.labels, "the menu")
    stage.desktop.click("Quit")
    assert program.exit_status() == 0


def test_start_hidden_stays_in_the_tray_until_it_is_wanted(stage: Stage) -> None:
    stage.desktop.own(LOGIND)
    stage.desktop.own(TRAY_HOST)
    program = stage.start(hidden=True)
    wait_for(lambda: stage.desktop.items, "the icon to register")
    assert program.ask("report")["visible"] is False

    stage.desktop.prepare_for_sleep(True)
    stage.desktop.prepare_for_sleep(False)
    wait_for(lambda: program.ask("report")["woke"] == 1, "the end of the sleep")
    assert program.ask("report")["visible"] is False

    linked = program.ask("link", url="dgxspark://node/spark-01/connection")
    assert (linked["visible"], linked["node"]) == (True, "node-spark-01")
    assert stage.desktop.notified == []


def test_start_hidden_opens_the_window_where_no_tray_comes(stage: Stage) -> None:
    program = stage.start(hidden=True, is_impatient=True)
    wait_for(lambda: program.ask("report")["visible"], "the window")
    assert program.ask("report")["host"] is False


def test_tray_without_d_bus_shows_the_state_as_well(tmp_path: Path) -> None:
    need("Xvfb", "trayer")
    command = ["trayer", "--edge", "bottom", "--align", "right", "--width", "20", "--height", "32"]
    with x_server() as display:
        environment = {**os.environ, "DISPLAY": display}
        host = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        program = Program(tmp_path, "", display)
        try:
            for phase, hue in (("connected", DotState.ON), ("refused", DotState.ERROR)):
                program.ask("status", phase=phase)
                colour = HUES[hue].lower()
                wait_for(
                    lambda colour=colour: colour in program.ask("report")["tray_colours"],
                    f"the icon of {phase} in the tray",
                )
            assert program.ask("close")["visible"] is False  # the tray keeps it
        finally:
            program.close()
            host.kill()
            host.wait()

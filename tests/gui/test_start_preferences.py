"""What can be set about starting and the tray."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication

from app.services.desktop import autostart
from app.services.desktop.autostart import Autostart
from app.state.hub import Notice
from app.state.preferences import Topic
from tests.gui.real_program import RealProgram


def test_start_at_login_writes_the_desktops_entry_and_obeys_it(
    program: RealProgram, fresh_home: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    file = fresh_home / ".config/autostart/spark-command-center.desktop"
    program.wait(lambda: program.window.presence.tray)
    preferences = program.hub.preferences
    start = preferences.get("start.at_login")
    assert start.topic is Topic.START
    assert start.read() == start.default == "off"

    preferences.write("start.at_login", "tray")
    program.wait(file.is_file)
    assert start.read() == "tray"
    assert "shows no tray" in start.note().text
    assert "--hidden" in file.read_text()

    told: list[Notice] = []
    program.hub.notified.connect(told.append)
    program.wait(
        lambda: (
            not program.hub.supervisor.running
            or all(not name.startswith("autostart") for name in program.hub.supervisor.running)
        )
    )
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("no folder")
    preferences.write("start.at_login", "window")
    program.wait(lambda: told)
    program.wait(lambda: start.read() == "off")  # what is true, not what was wished
    assert "could not be changed" in told[0].title
    program.hub.notified.disconnect(told.append)


class SlowEntry:
    """An entry of a desktop whose first look takes its time."""

    def __init__(self) -> None:
        self.says = Autostart.OFF
        self.looks = 0
        self.may_answer = Event()

    def read(self) -> Autostart:
        self.looks += 1
        found, first = self.says, self.looks == 1
        if first:
            self.may_answer.wait(10)
        return found

    def write(self, wanted: Autostart) -> None:
        self.says = wanted


def test_start_at_login_is_not_what_an_older_look_saw(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = SlowEntry()
    monkeypatch.setattr(autostart, "entry_here", lambda: entry)
    program.wait(lambda: program.window.presence.tray)
    start = program.hub.preferences.get("start.at_login")
    program.wait(lambda: entry.looks == 1)

    program.hub.preferences.write("start.at_login", "tray")
    program.wait(lambda: entry.looks == 2)
    entry.may_answer.set()
    program.wait(lambda: not any(n.startswith("autostart") for n in program.hub.supervisor.running))

    assert start.read() == entry.says == "tray"


def test_close_to_tray_is_kept(program: RealProgram) -> None:
    program.wait(lambda: program.window.presence.tray)
    preferences = program.hub.preferences
    assert preferences.get("start.close_to_tray").read() is True

    preferences.write("start.close_to_tray", False)

    assert preferences.get("start.close_to_tray").is_changed
    assert '"close_to_tray": false' in program.paths.settings.read_text()

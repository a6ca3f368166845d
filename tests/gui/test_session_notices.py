"""What is told when a node is lost and found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.look.components.confirm import ConfirmDialog
from app.services.launch.editors import Editor
from app.shell.launching import Launching
from app.shell.session_notices import GRACE_S, SessionNotices
from app.state.hub import Notice, Severity
from app.state.launcher import IncludeNeeded, LaunchFailed
from app.transport.status import Phase
from tests.gui.shell_fakes import fake_hub, node

SPARK = node("spark-01")


class World:
    """A hub with one node, a clock of the test, and what was told."""

    def __init__(self, settings: Path) -> None:
        self.seconds = 100.0
        self.hub: Any = fake_hub(settings, SPARK)
        self.notices = SessionNotices(self.hub, self.hub, clock=lambda: self.seconds)
        self.told: list[Notice] = []
        self.hub.notified.connect(self.told.append)

    def phase(self, phase: Phase, **more: Any) -> None:
        self.hub.sessions.set(SPARK.id, phase, **more)

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.notices.tell_due()

    @property
    def titles(self) -> list[str]:
        return [notice.title for notice in self.told]


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(tmp_path / "settings.json")


def test_loss_and_return_are_told_once_each(world: World) -> None:
    world.phase(Phase.CONNECTED)
    world.phase(Phase.RECONNECTING, message="The connection was lost.")
    world.pass_time(GRACE_S)
    world.phase(Phase.RECONNECTING, message="spark-01.local does not answer.")
    world.pass_time(60)

    world.phase(Phase.CONNECTED)

    assert world.titles == ["spark-01 was lost.", "spark-01 is back after 1 min 5 s."]
    assert world.told[0].severity is Severity.WARNING
    assert all(notice.announce for notice in world.told)


def test_short_interruption_is_not_told(world: World) -> None:
    world.phase(Phase.CONNECTED)
    world.phase(Phase.RECONNECTING, message="The connection was lost.")
    world.pass_time(GRACE_S - 1)
    world.phase(Phase.CONNECTED)
    world.pass_time(60)

    assert world.titles == []


def test_node_that_was_never_there_is_not_lost(world: World) -> None:
    world.phase(Phase.CONNECTING)
    world.phase(Phase.UNREACHED, message="spark-01.local does not answer.")
    world.pass_time(60)

    assert world.titles == []


def test_node_that_was_disconnected_is_not_lost(world: World) -> None:
    world.phase(Phase.CONNECTED)
    world.phase(Phase.RECONNECTING, message="The connection was lost.")
    world.phase(Phase.OFF)
    world.pass_time(60)

    assert world.titles == []


def test_refusal_after_a_connection_is_told_at_once(world: World) -> None:
    world.phase(Phase.CONNECTED)
    world.phase(Phase.RECONNECTING, message="The connection was lost.")
    world.phase(Phase.REFUSED, message="The host key of spark-01.local has changed.")

    assert world.titles == ["spark-01 needs your attention."]
    assert "host key" in world.told[0].hint


def test_changed_key_of_one_route_is_told_once(world: World) -> None:
    world.phase(Phase.CONNECTED)
    changed = "The host key of spark-01.local has changed."
    for _ in range(3):
        world.phase(Phase.RECONNECTING, message=changed, key_changed=True)
    world.pass_time(60)

    assert world.titles == ["spark-01 needs your attention."]


def test_editor_asks_before_the_users_file_is_changed(qtbot: QtBot, world: World) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    Launching(world.hub, window)
    editor = Editor("VS Code", "/usr/bin/code")

    world.hub.launcher.include_needed.emit(IncludeNeeded(SPARK.id, editor, "/home/o/.ssh/config"))

    (dialog,) = window.findChildren(ConfirmDialog)
    assert world.hub.launcher.asked == []
    cast(ConfirmDialog, dialog).yes.click()
    assert world.hub.launcher.asked == [("editor", SPARK.id, "VS Code", "include")]


def test_program_that_does_not_open_says_what_to_do(qtbot: QtBot, world: World) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    Launching(world.hub, window)

    world.hub.launcher.failed.emit(LaunchFailed(UserError("No terminal.", "Run ssh yourself.")))

    assert (world.told[0].title, world.told[0].hint) == ("No terminal.", "Run ssh yourself.")

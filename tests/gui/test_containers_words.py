"""What the list says of a container in words and shapes, and why there may be no list."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import SessionLost
from app.look.components import DotState
from app.panes.containers.list.model import dot_of
from app.panes.containers.list.rows import Column, Live, cells_of, published, state_words
from app.panes.containers.list.trouble import LackPage, no_containers
from app.services.containers.api import (
    EngineUnavailable,
    Health,
    Port,
    State,
    Trouble,
    Verb,
)
from app.transport.status import Phase
from tests.gui.containers_fakes import container
from tests.gui.containers_world import (
    ALL,
    VLLM,
    World,
    listed,
    rows,
    section_of,
    shown,
    taken,
)
from tests.gui.overview_world import SPARK


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(tmp_path)


def test_port_that_everybody_reaches_is_marked_and_said_once() -> None:
    ports = (Port(80, "tcp", "0.0.0.0", 80), Port(80, "tcp", "::", 80), Port(53, "udp"))
    open_one = replace(VLLM, ports=ports)
    assert len(published(open_one)) == 1
    cell = cells_of(open_one, Live(), 0.0)[Column.PORTS]
    assert (cell.text, cell.tone) == ("LAN 80", "warn")
    assert "everyone" in cell.why


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("nvcr.io/nvidia/vllm:25.10-py3", "vllm:25.10-py3"),
        ("localhost:5000/lab", "lab"),
        ("postgres:17", "postgres:17"),
        ("sha256:" + "ab" * 32, "abababababab"),
        ("", ""),
    ],
)
def test_image_is_said_by_what_tells_it_from_others(image: str, words: str) -> None:
    cell = cells_of(replace(VLLM, image=image), Live(), 0.0)[Column.IMAGE]
    assert (cell.text, cell.why) == (words, image)


@pytest.mark.parametrize(
    ("network", "text", "why"),
    [("none", "–", "no network"), ("host", "n/a", "node's network"), ("bridge", "n/a", "not tell")],
)
def test_network_that_is_not_counted_says_why(network: str, text: str, why: str) -> None:
    live = Live(stats=taken(VLLM, 1.0))
    cell = cells_of(replace(VLLM, networks=(network,)), live, 0.0)[Column.NETWORK]
    assert cell.text == text
    assert why in cell.why


@pytest.mark.parametrize(
    ("changed", "dot", "words"),
    [
        ({}, DotState.ON, "Running"),
        ({"health": Health.UNHEALTHY}, DotState.ERROR, "Unhealthy"),
        ({"health": Health.STARTING}, DotState.BUSY, "Starting"),
        ({"state": State.EXITED, "exit_code": 0}, DotState.OFF, "Exited (0)"),
        ({"state": State.EXITED, "exit_code": 3}, DotState.ERROR, "Exited (3)"),
        ({"state": State.DEAD}, DotState.ERROR, "Dead"),
        ({"state": State.UNKNOWN}, DotState.OFF, "n/a"),
    ],
)
def test_state_is_a_shape_and_a_word(changed: dict[str, Any], dot: DotState, words: str) -> None:
    one = container("one", **changed)
    assert dot_of(one, busy=False) is dot
    assert state_words(one)[0] == words
    assert dot_of(one, busy=True) is DotState.BUSY


# Why there is nothing


def test_node_that_is_not_connected_can_be_connected(world: World, qtbot: QtBot) -> None:
    world.sessions.set(SPARK.id, Phase.OFF)
    section = section_of(shown(world, qtbot))
    assert section.lack.isVisible()
    assert "not connected" in section.lack.title.text()
    section.lack.buttons[0].click()
    assert ("connect", SPARK.id) in world.sessions.asked
    world.sessions.set(SPARK.id, Phase.CONNECTED)
    assert not section.lack.isVisible()  # on their way
    world.tell()
    assert section.lack.title.text() == "No containers on spark-01"


def test_engine_that_cannot_be_used_says_what_to_do(world: World, qtbot: QtBot) -> None:
    section = section_of(shown(world, qtbot))
    page = section.lack
    for trouble in Trouble:
        error = EngineUnavailable("It is so.", "Do this.", trouble=trouble, fix=f"sudo {trouble}")
        world.containers.set(SPARK.id, error=error, lost_at=time.time())
        assert page.isVisible()
        assert "It is so. Do this." in page.text.text()
        page.command.copy.click()
        assert QGuiApplication.clipboard().text() == f"sudo {trouble}"
        offered = [button.text() for button in page.buttons if button.isVisible()]
        if trouble is Trouble.LOGIN_AGAIN:
            assert offered == ["Connect again"]
            page.buttons[0].click()
            assert [verb for verb, _node in world.sessions.asked] == ["disconnect", "connect"]
        else:
            assert offered[-1] == "Try again"
            assert not section.toolbar.isVisible()  # nothing to search or to act on
            assert (offered[0] == "Add it to the group…") is (trouble is Trouble.NO_PERMISSION)
            page.buttons[len(offered) - 1].click()
    assert world.containers.again == [SPARK.id] * (len(Trouble) - 1)
    world.containers.again.clear()
    for phase in (Phase.CONNECTING, Phase.CONNECTED, Phase.CONNECTED):
        world.sessions.set(SPARK.id, phase)
    assert world.containers.again == [SPARK.id]  # the account may be in the group by now


def test_reason_without_a_picture_where_there_is_little_room(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    page = LackPage(holder)
    page.show_lack(no_containers("spark-01"))
    holder.show()
    for height, has_room in ((600, True), (160, False)):
        page.resize(900, height)
        assert page.picture.isVisible() is has_room


def test_old_list_is_kept_marked_and_left_alone(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(VLLM.id)
    world.sessions.set(SPARK.id, Phase.OFF)
    world.containers.set(SPARK.id, error=SessionLost("gone"), lost_at=1_790_000_000.0)
    assert rows(section) == ["chat", "  database", "  webui", "done", "vllm"]
    assert section.banner.isVisible()
    assert section.banner.title.text().startswith("As of ")
    assert rows(section, Column.CPU)[-1] == "n/a"
    assert not section.toolbar.button(Verb.STOP).isEnabled()
    world.sessions.set(SPARK.id, Phase.CONNECTED)
    world.tell(*ALL, error=None, lost_at=None)
    assert not section.banner.isVisible()
    assert section.toolbar.button(Verb.STOP).isEnabled()

"""Deep links in the real program: what they may show, what is asked first, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.core.ids import LOCAL_NODE
from app.hosts.nodes import Node, new_node_id
from app.look.components.confirm import ConfirmDialog
from app.services.tunnels.api import TunnelSpec
from app.services.tunnels.book import new_tunnel_id
from app.shell.application import LinkOpened
from app.shell.single import OnlyWindow
from app.state.hub import Notice
from tests.gui.real_program import RealProgram


@pytest.fixture
def spark(program: RealProgram) -> Node:
    """A saved node that nothing connects to."""
    program.begin()
    node = Node(new_node_id(), "Spark 01", address="127.0.0.1", port=1, user="demo")
    return program.hub.nodes.save(node)


@pytest.fixture
def told(program: RealProgram) -> Iterator[list[Notice]]:
    notices: list[Notice] = []
    program.hub.notified.connect(notices.append)
    yield notices
    program.hub.notified.disconnect(notices.append)


def questions(program: RealProgram) -> list[ConfirmDialog]:
    return [each for each in program.window.findChildren(ConfirmDialog) if each.isVisible()]


def test_link_of_a_second_start_is_followed_by_the_first(program: RealProgram, spark: Node) -> None:
    only = OnlyWindow(program.paths)
    assert only.claim()
    command = [sys.executable, "-m", "app", "dgxspark://node/spark%2001/containers"]
    program.window.hide()
    second = subprocess.Popen(command, env={**os.environ, "XDG_ACTIVATION_TOKEN": "token-of-test"})
    try:
        program.wait(lambda: second.poll() is not None)
    finally:
        second.kill()
        second.wait()
        only.release()

    assert second.returncode == 0
    program.wait(lambda: program.window.stack.current_name == "containers")
    assert program.hub.current_node == spark.id
    assert program.window.isVisible()
    assert os.environ.pop("XDG_ACTIVATION_TOKEN", "token-of-test") == "token-of-test"


def test_link_to_a_port_asks_before_anything_is_opened(program: RealProgram, spark: Node) -> None:
    presence, tunnels = program.window.presence, program.hub.tunnels
    for _ in range(3):  # a page may fire as many as it likes
        presence.follow("dgxspark://node/Spark%2001/tunnel/8888")

    (question,) = questions(program)
    assert program.window.stack.current_name == "tunnels"
    assert tunnels.specs(spark.id) == ()
    question.reject()
    program.wait(lambda: not questions(program))
    assert tunnels.specs(spark.id) == ()

    presence.follow("dgxspark://node/Spark%2001/tunnel/8888")
    program.confirm("Open tunnel")
    (opened,) = tunnels.specs(spark.id)
    assert opened.remote_port == 8888
    program.wait(lambda: tunnels.is_open(opened.id))

    presence.follow("dgxspark://node/Spark%2001/tunnel/8888")  # open: there is nothing to ask
    program.wait(lambda: not questions(program))


def test_link_to_a_tunnel_that_runs_a_command_shows_it_in_the_question(
    program: RealProgram, spark: Node
) -> None:
    command = ("jupyter", "lab", "--no-browser")
    tunnel = TunnelSpec(new_tunnel_id(), spark.id, "Lab", remote_port=8888, start_command=command)
    program.hub.tunnels.save(tunnel)

    program.window.presence.follow("dgxspark://node/Spark%2001/tunnel/8888")

    (question,) = questions(program)
    assert "“Lab” runs this on Spark 01 first: jupyter lab --no-browser" in (
        question.accessibleDescription()
    )
    assert not program.hub.tunnels.is_open(tunnel.id)
    question.reject()


def test_link_of_a_start_waits_until_there_is_something_to_show(program: RealProgram) -> None:
    program._program.follow(LinkOpened("dgxspark://node/this%20computer/tunnels"))
    assert program.window.stack.current_name != "tunnels"

    program.begin()

    assert program.window.stack.current_name == "tunnels"


def test_copied_link_leads_back(program: RealProgram, spark: Node) -> None:
    program.hub.select_node(spark.id)
    program.window.show_pane("tunnels")
    program.window.commands.copy_link()
    program.hub.select_node(LOCAL_NODE)
    program.window.show_pane("connection")

    program.window.presence.follow(QApplication.clipboard().text())

    assert program.window.stack.current_name == "tunnels"
    assert program.hub.current_node == spark.id


def test_copied_link_to_this_computer_is_the_same_in_every_language(
    program: RealProgram, spark: Node
) -> None:
    program.hub.select_node(LOCAL_NODE)
    program.window.show_pane("charts")
    program.window.commands.copy_link()
    link = QApplication.clipboard().text()
    assert link == "dgxspark://node/local/charts"

    program.hub.select_node(spark.id)
    program.window.presence.follow(link)
    assert program.hub.current_node == LOCAL_NODE


def test_link_that_cannot_be_followed_says_why(
    program: RealProgram, spark: Node, told: list[Notice]
) -> None:
    shown = program.window.stack.current_name

    for link, says in (
        ("dgxspark://node/nobody/charts", "not saved here: nobody"),
        ("dgxspark://node/spark%2001/no-such-pane", "does not have"),
        ("dgxspark://exec/spark%2001/reboot", "was not followed"),
    ):
        before = len(told)  # this computer may have something to tell, too
        program.window.presence.follow(link)
        assert len(told) == before + 1
        assert says in told[-1].title

    assert (program.window.stack.current_name, program.hub.current_node) == (shown, LOCAL_NODE)
    assert questions(program) == []

"""The Tunnels pane with the real engine, over a session with the lab's sshd."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import pytest

from app.panes.tunnels.cells import Cell, Role
from app.panes.tunnels.pane import TunnelsPane
from app.panes.tunnels.tunnel_model import Column
from app.panes.tunnels.verbs import Asked, Verb
from app.services.tunnels.api import TunnelPhase
from app.shell.question_dialogs import HostKeyDialog
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.web_server import PAGE, web_server

pytestmark = pytest.mark.lab


@pytest.fixture
def web_port() -> Iterator[int]:
    """A web server that the node reaches on its loopback, which is this computer's."""
    with web_server() as port:
        yield port


@pytest.fixture
def pane(program: RealProgram, lab: LabNode, web_port: int) -> TunnelsPane:
    """The pane of a connected node, on which the web server listens already."""
    assert web_port
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    program.dialog(HostKeyDialog).accept()
    program.wait_phase(node.id, Phase.CONNECTED)
    program.window.show_pane("tunnels")
    program.wait(lambda: program.window.stack.pane("tunnels"))
    pane = program.window.stack.pane("tunnels")
    assert isinstance(pane, TunnelsPane)
    return pane


def cell(pane: TunnelsPane, key: str, column: int) -> Cell:
    found = pane._tunnel_model.index_of(key).siblingAtColumn(column).data(Role.CELL)
    assert isinstance(found, Cell)
    return found


def test_service_is_seen_opened_fetched_checked_and_removed(
    program: RealProgram, pane: TunnelsPane, web_port: int
) -> None:
    tunnels = program.hub.tunnels
    program.wait(lambda: pane.services.view.choose(str(web_port)))
    pane.services.strip.switch.click()
    (spec,) = tunnels.specs(program.hub.current_node)
    program.wait(lambda: tunnels.status(spec.id).phase is TunnelPhase.OPEN)
    program.wait(lambda: cell(pane, str(spec.id), Column.STATE).pill == "Open")
    status = tunnels.status(spec.id)
    assert status.local_port != web_port  # the lab's node is this computer: the port is taken
    assert f"Port {web_port} is held by" in pane.tunnels.strip._story.text()
    with urllib.request.urlopen(tunnels.url(spec.id), timeout=30) as answer:
        assert answer.read() == PAGE
    program.wait(lambda: cell(pane, str(spec.id), Column.TRAFFIC).below.startswith("↓"))
    pane.tunnels.strip.buttons[Verb.CHECK].click()
    program.wait(lambda: "200" in cell(pane, str(spec.id), Column.CHECK).text)
    assert program.window.status.tunnels is not None
    assert program.window.status.tunnels.text() == "1 tunnel"
    pane._on_asked(Asked(str(spec.id), Verb.CLOSE))
    program.wait(lambda: cell(pane, str(spec.id), Column.STATE).pill == "Closed")
    pane._on_asked(Asked(str(spec.id), Verb.REMOVE))
    assert tunnels.specs(program.hub.current_node) == ()
    program.wait(lambda: not pane.tunnels.view.isVisible())


def test_tunnel_waits_with_its_port_while_the_session_is_lost(
    program: RealProgram, pane: TunnelsPane, lab: LabNode, web_port: int
) -> None:
    tunnels = program.hub.tunnels
    program.wait(lambda: pane.services.view.choose(str(web_port)))
    pane.services.strip.switch.click()
    (spec,) = tunnels.specs(program.hub.current_node)
    program.wait(lambda: tunnels.status(spec.id).phase is TunnelPhase.OPEN)
    port = tunnels.status(spec.id).local_port
    lab.kill_server()
    program.wait(lambda: cell(pane, str(spec.id), Column.STATE).pill == "Waiting for spark-01")
    assert pane.header.line.whole_text().startswith("1 tunnel, 1 waiting")
    program.wait(pane.banner.isVisible)
    lab.start_server()
    program.wait(lambda: cell(pane, str(spec.id), Column.STATE).pill == "Open")
    assert tunnels.status(spec.id).local_port == port
    with urllib.request.urlopen(tunnels.url(spec.id), timeout=30) as answer:
        assert answer.read() == PAGE

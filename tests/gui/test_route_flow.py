"""Routes and jump hosts in the window: the whole program with real servers."""

from __future__ import annotations

from dataclasses import replace

from app.core.ids import NodeId
from app.hosts.known_hosts import HostKey, KnownHosts
from app.hosts.nodes import Hop, Node, Route
from app.shell.question_dialogs import HostKeyDialog
from app.transport.status import Phase
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.gui.real_program import RealProgram, press

OLD = HostKey("ssh-ed25519", b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + b"o" * 32)


def node_of(lab: LabNode) -> Node:
    identity = str(lab.identity)
    return Node(NodeId("node-lab"), "spark-01", lab.host, lab.port, lab.user, identity)


def trust(program: RealProgram, lab: LabNode) -> None:
    program.paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
    with program.paths.known_hosts.open("a") as file:
        file.write(lab.known_hosts.read_text())


def test_changed_key_of_a_jump_host_is_the_one_forgotten(
    program: RealProgram, lab: LabNode, lab_node: LabNode
) -> None:
    gate = lab_node
    hop = Hop("localhost", gate.port, gate.user, str(gate.identity))
    known = KnownHosts(program.paths.known_hosts, also=())
    known.accept(hop.address, hop.port, OLD)
    trust(program, lab)
    key = lab.host_key_fingerprint()
    node = program.hub.nodes.save(replace(node_of(lab), via=(hop,), host_key=key))
    program.hub.select_node(node.id)
    program.hub.sessions.connect_node(node.id)

    status = program.wait_phase(node.id, Phase.REFUSED)
    assert status.message.startswith("Jump host localhost: The host key of localhost has changed")
    assert status.key_of == ("localhost", gate.port)
    press(program.connection.details, "Forget the old key…")
    program.confirm("Forget the old key")
    dialog = program.dialog(HostKeyDialog)
    assert dialog.fingerprint == gate.host_key_fingerprint()
    dialog.accept()

    assert program.wait_phase(node.id, Phase.CONNECTED).route == "via localhost"
    assert program.hub.nodes.get(node.id).host_key == key


def test_route_added_while_the_node_is_away_is_taken_at_once(
    program: RealProgram, lab: LabNode
) -> None:
    """The machine accepted by one name is not asked about by another."""
    trust(program, lab)
    node = program.hub.nodes.save(replace(node_of(lab), port=free_port()))
    program.hub.sessions.connect_node(node.id)
    program.wait_phase(node.id, Phase.UNREACHED)
    other = Route(lab.host, lab.port, label="Tailscale")

    program.hub.nodes.save(replace(node, other_routes=(other,)))
    status = program.wait_phase(node.id, Phase.CONNECTED)
    assert status.route == "Tailscale"
    key = lab.host_key_fingerprint()
    program.wait(lambda: program.hub.nodes.get(node.id).host_key == key)

    by_name = Route("localhost", lab.port, label="by name")
    program.hub.nodes.save(replace(program.hub.nodes.get(node.id), other_routes=(by_name,)))
    lab.kill_sessions()
    program.wait(lambda: program.hub.sessions.status(node.id).route == "by name")

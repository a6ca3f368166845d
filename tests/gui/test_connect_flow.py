"""The real window against the real sshd of the lab: what an owner does on the first day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE, NodeId
from app.hosts.secrets import SecretKind
from app.hosts.target import parse_address, parse_jump
from app.panes.connection.form import NodeEntered
from app.panes.node_removal import Removal
from app.shell.question_dialogs import HostKeyDialog, SecretDialog
from app.transport.status import Phase, Step, StepState
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, fill, press

pytestmark = pytest.mark.lab


def connected(program: RealProgram, lab: LabNode, name: str = "spark-01") -> object:
    node = program.add_node(lab.url, name=name, key=lab.identity)
    program.dialog(HostKeyDialog).accept()
    program.wait_phase(node.id, Phase.CONNECTED)
    program.wait_sample(node.id)
    return program.hub.nodes.get(node.id)


def test_this_computer_charts_from_the_start(program: RealProgram) -> None:
    program.hub.sessions.connect_at_start()
    program.wait_sample(LOCAL_NODE)
    sample = program.hub.telemetry.latest(LOCAL_NODE)
    assert sample is not None
    assert sample.source == "local"
    assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes


def test_add_a_node_accept_its_key_and_see_samples(program: RealProgram, lab: LabNode) -> None:
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    dialog = program.dialog(HostKeyDialog)
    assert dialog.fingerprint == lab.host_key_fingerprint()
    dialog.accept()
    status = program.wait_phase(node.id, Phase.CONNECTED)
    assert [step.state for step in status.steps] == [StepState.DONE] * len(Step)
    program.wait_sample(node.id)
    sample = program.hub.telemetry.latest(node.id)
    assert sample is not None
    assert sample.gpus[0].name == "NVIDIA GB10"
    assert program.hub.nodes.get(node.id).host_key == lab.host_key_fingerprint()
    assert str(lab.port) in program.paths.known_hosts.read_text()
    press(program.connection.details, "Show charts")
    program.wait(lambda: program.window.stack.pane("charts") is not None)
    assert program.window.stack.current_name == "charts"


def test_a_pasted_fingerprint_is_compared(program: RealProgram, lab: LabNode) -> None:
    program.add_node(lab.url, name="spark-01", key=lab.identity)
    dialog = program.dialog(HostKeyDialog)
    dialog.compare.setText("256 SHA256:somethingElse root@spark (ED25519)")
    assert not dialog.trust.isEnabled()
    dialog.compare.setText(f"256 {lab.host_key_fingerprint()} root@spark (ED25519)")
    assert dialog.trust.isEnabled()
    dialog.reject()


def test_a_rejected_key_is_not_trusted_and_not_asked_again(
    program: RealProgram, lab: LabNode
) -> None:
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    program.dialog(HostKeyDialog).reject()
    status = program.wait_phase(node.id, Phase.REFUSED)
    assert lab.host_key_fingerprint() in status.message
    assert not program.paths.known_hosts.exists()


def test_a_killed_server_is_reconnected_with_a_gap(program: RealProgram, lab: LabNode) -> None:
    node = connected(program, lab)
    lab.kill_server()
    program.wait_phase(node.id, Phase.RECONNECTING)
    assert program.hub.telemetry.history(node.id).gaps
    lab.start_server()
    program.wait_phase(node.id, Phase.CONNECTED)
    program.wait_sample(node.id)


def test_a_changed_key_is_refused_and_can_be_forgotten_on_purpose(
    program: RealProgram, lab_node: LabNode
) -> None:
    node = connected(program, lab_node)
    before = lab_node.host_key_fingerprint()
    lab_node.change_host_key()
    lab_node.restart_server()
    status = program.wait_phase(node.id, Phase.REFUSED)
    assert status.key_changed
    assert before in status.message
    assert lab_node.host_key_fingerprint() in status.message
    pane = program.connection
    press(pane.details, "Forget the old key…")
    program.confirm("Forget the old key")
    dialog = program.dialog(HostKeyDialog)
    assert dialog.fingerprint == lab_node.host_key_fingerprint()
    dialog.accept()
    program.wait_phase(node.id, Phase.CONNECTED)


def test_a_wrong_password_is_asked_again_and_a_right_one_remembered_for_the_run(
    program: RealProgram, lab: LabNode
) -> None:
    node = program.add_node(lab.url, name="spark-01")
    program.dialog(HostKeyDialog).accept()
    first = program.dialog(SecretDialog)
    fill(first.fields[0], "not the password")
    first.accept()
    program.wait(lambda: not first_is_open(program, first))
    second = program.dialog(SecretDialog)
    fill(second.fields[0], lab.password)
    second.accept()
    program.wait_phase(node.id, Phase.CONNECTED)
    slot = program.hub.sessions.slot(node.id)
    lost = slot.session
    lab.kill_sessions()
    program.wait(lambda: slot.session not in (None, lost))  # it may be away for a moment only
    program.wait_phase(node.id, Phase.CONNECTED)
    for file in program.paths.log.parent.rglob("*"):
        if file.is_file():
            assert lab.password.encode() not in file.read_bytes()


def sessions_running(program: RealProgram, node: NodeId) -> list[str]:
    """Return the jobs of a node's session; the search of the network is none of them."""
    return [name for name in program.hub.supervisor.running if node in name]


def first_is_open(program: RealProgram, dialog: SecretDialog) -> bool:
    return dialog in program.window.findChildren(SecretDialog) and dialog.isVisible()


def test_disconnecting_while_a_question_is_open_closes_it(
    program: RealProgram, lab: LabNode
) -> None:
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    program.dialog(HostKeyDialog)
    program.hub.sessions.disconnect_node(node.id)
    program.wait(
        lambda: not [d for d in program.window.findChildren(HostKeyDialog) if d.isVisible()]
    )
    program.wait(lambda: not sessions_running(program, node.id))
    assert program.hub.sessions.status(node.id).phase is Phase.OFF


def test_a_port_where_nobody_listens_says_so_and_keeps_trying(program: RealProgram) -> None:
    node = program.add_node("ssh://demo@127.0.0.1:1", name="nobody")
    status = program.wait_phase(node.id, Phase.UNREACHED)
    program.wait(lambda: "refuses" in program.hub.sessions.status(node.id).message)
    assert status.phase is Phase.UNREACHED
    press(program.connection.details, "Cancel")
    program.wait_phase(node.id, Phase.OFF)


def test_removing_a_node_is_confirmed_and_ends_its_session(
    program: RealProgram, lab: LabNode
) -> None:
    node = connected(program, lab)
    program.hub.select_node(node.id)
    program.connection.details.remove_requested.emit()
    program.confirm("Remove")
    program.wait(lambda: not program.hub.nodes.has(node.id))
    program.wait(lambda: not sessions_running(program, node.id))
    assert program.hub.current_node == LOCAL_NODE


def test_nodes_come_back_at_the_next_start(
    qapp: QApplication, qtbot: QtBot, program: RealProgram, lab: LabNode, tmp_path: Path
) -> None:
    node = connected(program, lab)
    program.stop()
    again = RealProgram(qapp, qtbot, tmp_path / "profile")
    try:
        again.hub.sessions.connect_at_start()
        again.wait_phase(node.id, Phase.CONNECTED)
        again.wait_sample(node.id)
    finally:
        again.stop()


def test_return_never_trusts_a_key_that_was_not_compared(
    program: RealProgram, lab: LabNode, qtbot: QtBot
) -> None:
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    dialog = program.dialog(HostKeyDialog)
    qtbot.keyClick(dialog.compare, Qt.Key.Key_Return)
    status = program.wait_phase(node.id, Phase.REFUSED)
    assert lab.host_key_fingerprint() in status.message
    assert not program.paths.known_hosts.exists()


def test_removing_acts_on_the_node_that_was_asked_about(program: RealProgram) -> None:
    first = program.hub.nodes.save(parse_address("ssh://ann@127.0.0.1:1", name="first"))
    second = program.hub.nodes.save(parse_address("ssh://ann@127.0.0.1:2", name="second"))
    gate = program.hub.nodes.save(parse_address("ssh://ann@127.0.0.1:3", name="gate"))
    behind = parse_address("ssh://ann@127.0.0.1:4", name="behind")
    program.hub.nodes.save(replace(behind, via=parse_jump("127.0.0.1:3")))
    secrets = program.hub.keyring._secrets()
    for node in (first, second, gate):
        secrets.remember(node.target, SecretKind.PASSWORD, f"password of {node.name}")
    program.hub.select_node(first.id)
    program.hub.sessions.connect_node(first.id)
    program.connection.details.remove_requested.emit()
    program.hub.select_node(second.id)
    program.confirm("Remove")
    program.wait(lambda: not program.hub.nodes.has(first.id))
    assert program.hub.nodes.has(second.id)
    assert program.hub.current_node == second.id
    program.wait(lambda: secrets.recall(first.target, SecretKind.PASSWORD) is None)
    assert secrets.recall(second.target, SecretKind.PASSWORD) == "password of second"
    Removal(program.hub, program.window).ask_about(gate.id)
    is_forgotten = f"keyring:forget:{gate.target}"
    assert not any(is_forgotten in name for name in program.hub.supervisor.running), "it is passed"


def test_a_node_that_logs_in_elsewhere_leaves_no_password_behind(program: RealProgram) -> None:
    gate, other = parse_jump("ann@127.0.0.1:3"), parse_jump("ann@127.0.0.1:4")
    address = parse_address("ssh://ann@127.0.0.1:1", name="spark")
    node = program.hub.nodes.save(replace(address, via=gate))
    secrets = program.hub.keyring._secrets()
    for target in (node.target, "ann@127.0.0.1:3", "ann@127.0.0.1:4"):
        secrets.remember(target, SecretKind.PASSWORD, "s3cret")
    program.hub.select_node(node.id)

    program.connection.form.entered.emit(NodeEntered(replace(node, name="box"), is_new=False))
    assert secrets.recall(node.target, SecretKind.PASSWORD) == "s3cret", "it logs in as before"

    moved = replace(node, address="127.0.0.2", via=other)
    program.connection.form.entered.emit(NodeEntered(moved, is_new=False))
    gone = (node.target, "ann@127.0.0.1:3")
    program.wait(lambda: not any(secrets.recall(each, SecretKind.PASSWORD) for each in gone))
    assert secrets.recall("ann@127.0.0.1:4", SecretKind.PASSWORD) == "s3cret"


def test_a_declined_password_is_told_as_such(program: RealProgram, lab: LabNode) -> None:
    node = program.add_node(lab.url, name="spark-01")
    program.dialog(HostKeyDialog).accept()
    first = program.dialog(SecretDialog)
    fill(first.fields[0], "not the password")
    first.accept()
    program.wait(lambda: not first_is_open(program, first))
    program.dialog(SecretDialog).reject()
    status = program.wait_phase(node.id, Phase.REFUSED)
    assert "not accepted" in status.hint
    assert "not answered" in status.hint

"""Key access in the pane, with the lab's sshd: offered, set up, refused, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE, NodeId
from app.hosts.nodes import Node
from app.hosts.target import parse_address
from app.panes.connection.key_card import KeyCard, Login, login_of
from app.panes.connection.key_dialog import VERB, KeyAccessDialog
from app.services.access.key_access import KeyStatus
from app.shell.question_dialogs import HostKeyDialog, SecretDialog
from app.transport.status import Phase, SessionStatus
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, fill, press
from tests.gui.test_shell_accessibility import nameless

NODE = Node(NodeId("n"), "spark-01", "spark.local", user="ann")
OWN = KeyStatus(Path("/keys/id_ed25519"), "SHA256:abc", "~/.ssh/authorized_keys", 1, 0)


@pytest.fixture
def authorized_keys(lab: LabNode) -> Iterator[Path]:
    """The file on the shared node, brought back afterwards whatever happens."""
    file = lab.home / ".ssh" / "authorized_keys"
    before = file.read_bytes()
    yield file
    file.write_bytes(before)


def logged_in_by_password(program: RealProgram, lab: LabNode) -> NodeId:
    node = program.add_node(lab.url, name="spark-01")
    program.dialog(HostKeyDialog).accept()
    secret = program.dialog(SecretDialog)
    fill(secret.fields[0], lab.password)
    secret.accept()
    program.wait_phase(node.id, Phase.CONNECTED)
    program.wait(lambda: "Set up key access…" in buttons(program))
    return node.id


def buttons(program: RealProgram) -> list[str]:
    found = program.connection.details.findChildren(QPushButton)
    return [button.text() for button in found if button.isVisible()]


def test_login_is_told_by_what_let_us_in() -> None:
    status = SessionStatus(LOCAL_NODE, Phase.CONNECTED)
    for said, login in (
        ("key id_ed25519", Login.KEY),
        ("password", Login.TYPED),
        ("keyboard-interactive", Login.TYPED),
        ("no authentication needed", Login.OTHER),
        ("", Login.OTHER),
    ):
        assert login_of(replace(status, login=said)) is login


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        (None, []),
        (replace(OWN, our_lines=0), ["Set up key access…"]),
        (replace(OWN, our_lines=0, other_lines=1), []),
        (OWN, ["Revoke…"]),
    ],
)
def test_key_card_offers_what_can_be_done(
    qtbot: QtBot, key: KeyStatus | None, offered: list[str]
) -> None:
    card = KeyCard()
    qtbot.addWidget(card)
    card.show()
    status = SessionStatus(NODE.id, Phase.CONNECTED, login="key id_ed25519")
    card.show_login(NODE, status, key, "")
    shown = [each.text() for each in card.findChildren(QPushButton) if each.isVisible()]
    assert shown == offered
    card.show_login(NODE, SessionStatus(NODE.id, Phase.OFF), key, "")
    assert not [each for each in card.findChildren(QPushButton) if each.isVisible()]


@pytest.mark.lab
def test_key_access_is_offered_after_a_password_set_up_and_revoked(
    program: RealProgram, lab: LabNode, authorized_keys: Path
) -> None:
    node = logged_in_by_password(program, lab)
    before = authorized_keys.read_text()
    assert "Not now" in buttons(program)
    press(program.connection.details.key_card, "Set up key access…")
    dialog = program.dialog(KeyAccessDialog)
    program.wait(dialog.yes.isEnabled)
    assert nameless(dialog) == []
    assert authorized_keys.read_text() == before  # nothing changes before the yes
    press(dialog, VERB)
    program.wait(lambda: dialog.no.text() == "Close")
    press(dialog, "Close")
    program.wait_phase(node, Phase.CONNECTED)
    program.wait(lambda: "Revoke…" in buttons(program))
    assert "Not now" not in buttons(program)
    assert program.hub.sessions.status(node).login.startswith("key ")
    assert authorized_keys.read_text() != before
    press(program.connection.details, "Revoke…")
    program.confirm("Revoke")
    program.wait(lambda: authorized_keys.read_text() == before)


@pytest.mark.lab
def test_key_access_declined_is_not_offered_again(program: RealProgram, lab: LabNode) -> None:
    node = logged_in_by_password(program, lab)
    press(program.connection.details, "Not now")
    assert "Not now" not in buttons(program)
    assert "Set up key access…" in buttons(program)  # the card still can
    program.hub.select_node(LOCAL_NODE)
    program.hub.select_node(node)
    assert "Not now" not in buttons(program)


@pytest.mark.lab
def test_key_access_dialog_says_why_it_cannot(program: RealProgram, lab: LabNode) -> None:
    node = logged_in_by_password(program, lab)
    lab.kill_server()
    program.wait_phase(node, Phase.RECONNECTING)
    dialog = KeyAccessDialog(program.hub, program.hub.nodes.get(node), program.connection.details)
    dialog.open()
    program.wait(lambda: dialog.yes.text() == "Try again")
    assert "not connected" in dialog._outcome.text()
    dialog.reject()


def test_pane_everything_focusable_has_a_name(program: RealProgram) -> None:
    pane = program.connection
    assert nameless(pane) == []
    pane.add_node()
    press(pane.form, "Other routes and jump hosts")
    press(pane.form, "Add a route")
    assert nameless(pane) == []
    node = program.hub.nodes.save(parse_address("ssh://ann@192.0.2.1", name="spark-01"))
    program.hub.select_node(node.id)
    assert nameless(pane) == []

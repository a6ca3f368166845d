"""What an owner does with a new Spark, from the network to the browser, with real parts.

A machine in a network of its own announces itself; the real window finds it, adds it, compares its
host key, logs in by password once, sets up a key, and stays connected when passwords are turned
off. Then a tunnel shows the machine's web page in a real browser.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.hosts.discovery.network import ONLY_VARIABLE
from app.panes.connection.key_dialog import KeyAccessDialog
from app.services.tunnels.api import TunnelPhase
from app.services.tunnels.presets import find
from app.shell.question_dialogs import HostKeyDialog, SecretDialog
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.gui.fake_desktop import need
from tests.gui.real_program import RealProgram, fill, press
from tests.lab_fixtures import need_lab

pytestmark = pytest.mark.lab

NAME = "spark-5ca1"
ANNOUNCE = Path(__file__).with_name("announce.py")


@pytest.fixture
def spark() -> Iterator[LabNode]:
    """A simulated DGX Spark with a network of its own and a web page on its loopback."""
    need_lab()
    with LabNode(network=True, hostname=NAME) as node:
        node.serve_page()
        yield node


@contextmanager
def announced(node: LabNode) -> Iterator[None]:
    enter = ["nsenter", f"--net=/proc/{node.pid}/ns/net", "--"]
    command = [*enter, sys.executable, str(ANNOUNCE), NAME, node.host, str(node.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as announcer:
        assert announcer.stdin is not None
        assert announcer.stdout is not None
        assert announcer.stdout.readline() == b"announced\n"
        yield
        announcer.stdin.close()


@pytest.fixture
def program(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spark: LabNode,
) -> Iterator[RealProgram]:
    assert spark.cable is not None
    monkeypatch.setenv(ONLY_VARIABLE, str(spark.cable.network[1]))
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield program
    program.stop()


def add_found_machine(program: RealProgram, user: str) -> None:
    """Press “Add” beside the machine that appeared, and say only the user's name."""

    def button() -> QPushButton | None:
        buttons = program.connection.findChildren(QPushButton)
        wanted = [b for b in buttons if b.accessibleName() == f"Add {NAME}" and b.isVisible()]
        return wanted[0] if wanted else None

    program.wait(button)
    found = button()
    assert found is not None
    found.click()
    form = program.connection.form
    assert form.address.editor.property("text") == f"{NAME}.local"
    fill(form.user.editor, user)
    form.submit()


def set_up_key_access(program: RealProgram) -> None:
    program.wait(lambda: is_offered(program, "Set up key access…"))
    press(program.connection.details.key_card, "Set up key access…")
    dialog = program.dialog(KeyAccessDialog)
    program.wait(dialog.yes.isEnabled)
    dialog.yes.click()
    program.wait(lambda: not dialog.yes.isVisible())  # done: there is only “Close” left
    dialog.close()


def is_offered(program: RealProgram, text: str) -> bool:
    buttons = program.connection.details.key_card.findChildren(QPushButton)
    return any(button.text() == text and button.isVisible() for button in buttons)


def page_in_chromium(url: str, profile: Path) -> str:
    done = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={profile}", "--dump-dom", url,
        ],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout


@pytest.mark.timeout(180)
def test_owner_plugs_in_a_spark_and_opens_its_dashboard(
    program: RealProgram, spark: LabNode, tmp_path: Path
) -> None:
    need("chromium")
    with announced(spark):
        add_found_machine(program, spark.user)
    node = next(node for node in program.hub.nodes.all() if not node.is_local)

    host_key = program.dialog(HostKeyDialog)
    assert host_key.fingerprint == spark.host_key_fingerprint()
    host_key.accept()
    password = program.dialog(SecretDialog)
    fill(password.fields[0], spark.password)
    password.accept()
    program.wait_phase(node.id, Phase.CONNECTED)
    program.wait_sample(node.id)

    set_up_key_access(program)
    spark.sshd_options = {"PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no"}
    slot = program.hub.sessions.slot(node.id)
    lost = slot.session
    spark.restart_server()
    program.wait(lambda: slot.session not in (None, lost))  # it may be away for a moment only
    status = program.wait_phase(node.id, Phase.CONNECTED)
    assert any("key" in step.detail for step in status.steps)

    tunnel = program.hub.tunnels.open_service(node.id, find("dashboard"))
    program.wait(lambda: program.hub.tunnels.status(tunnel.id).phase is TunnelPhase.OPEN)
    page = page_in_chromium(program.hub.tunnels.url(tunnel.id), tmp_path / "chromium")
    assert f"DGX Dashboard of {NAME}" in page

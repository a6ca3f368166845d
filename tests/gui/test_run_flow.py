"""Run a container from the form, recreate it with another port, and undo that: the real engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.panes.containers.run.dialogs import RecreateDialog, RunDialog
from app.panes.containers.run.flow import recreate_container, run_container
from app.panes.containers.run.kept_bar import KeptBar
from app.panes.containers.run.paste import PasteDialog
from app.panes.containers.run.rows import PortRow, VariableRow, VolumeRow
from app.services.containers.api import Container, State
from app.services.containers.run_spec import PublishedPort, RestartPolicy
from app.services.containers.succession import Stage, replacements
from app.shell.toasts import Toast
from scripts.lab.docker_engine import PAGE, DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, press

pytestmark = pytest.mark.lab

LAB = NodeId("node-lab")
LINE = """\
sudo docker run -itd --name web --restart always --stop-signal KILL \\
  --health-cmd true --health-interval 100ms -p 18080:80 \\
  -v ~/models:/models:ro -e HF_TOKEN=$HF_TOKEN -e MODEL=a \\
  --cgroupns=host lab httpd -f -h /www
"""
NEVER_WELL = "--health-cmd false --health-retries 1000 --stop-signal KILL"


@pytest.fixture
def connected(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode, docker: DockerEngine
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    program.hub.containers.watch(LAB)
    program.wait(lambda: program.hub.containers.view(LAB).containers is not None)
    yield program
    program.stop()


def named(program: RealProgram, name: str) -> Container | None:
    found = program.hub.containers.view(LAB).containers or ()
    return next((each for each in found if each.name == name), None)


def fetched(lab: LabNode, port: int) -> bool:
    """Whether the page is there, on the node's own 127.0.0.1."""
    ask = (
        "import sys, urllib.request as u; "
        f"sys.stdout.buffer.write(u.urlopen('http://127.0.0.1:{port}/').read())"
    )
    enter = ["nsenter", f"--net=/proc/{lab.pid}/ns/net", "--"]
    done = subprocess.run([*enter, sys.executable, "-c", ask], capture_output=True, timeout=60)
    return done.stdout == PAGE


def toast(program: RealProgram, title: str) -> Toast:
    found: list[Toast] = []

    def there() -> bool:
        found[:] = [
            each for each in program.window.findChildren(Toast)
            if each.isVisible() and title in each.notice.title
        ]  # fmt: skip
        return bool(found)

    program.wait(there)
    return found[0]


def test_a_pasted_line_is_run_recreated_and_undone(
    connected: RealProgram, docker_lab: LabNode
) -> None:
    program, window = connected, connected.window
    bar = KeptBar(program.hub, window)
    run_container(program.hub, LAB, window)
    dialog = program.dialog(RunDialog)
    form = dialog.form
    dialog.submit()
    assert "Which image?" in form.image.error

    QGuiApplication.clipboard().setText(LINE)
    dialog.paste.click()
    paste = program.dialog(PasteDialog)
    assert paste.editor.toPlainText() == LINE
    paste.submit()
    assert "HF_TOKEN had its value from the shell" in form.variables.problem.text()
    for said in ("~ is not expanded", "--cgroupns=host", "Port 18080"):
        assert said in dialog.notes.text()
    (port,), (mount,) = form.ports.rows, form.volumes.rows
    assert isinstance(port, PortRow)
    assert isinstance(mount, VolumeRow)
    assert not port.open.isChecked()
    assert "-p 127.0.0.1:18080:80" in dialog.line.text()
    assert "--restart=always" in dialog.line.text()
    assert form.restart.warning.isVisibleTo(form)
    program.wait(form.use_home.isVisible)
    form.use_home.click()
    assert mount.source.text() == f"{docker_lab.inside.account.home}/models"
    form.restart.fill(RestartPolicy())
    token = form.variables.rows[0]
    assert isinstance(token, VariableRow)
    token.text.setText("hf_secretsecretsecret")
    assert token.text.echoMode() is token.text.EchoMode.Password
    assert "hf_secret" not in dialog.line.text()
    assert "-e HF_TOKEN" in dialog.line.text()
    dialog.submit()

    toast(program, "web runs and is healthy on lab.")
    program.wait(lambda: named(program, "web") is not None)
    web = named(program, "web")
    assert web is not None
    assert web.state is State.RUNNING
    program.wait(lambda: fetched(docker_lab, 18080))  # it listens a moment after it runs

    run_container(program.hub, LAB, window, image="lab")
    second = program.dialog(RunDialog)
    second.form.name_editor.setText("web")
    second.form.ports.fill((PublishedPort(80, host_port=18080),))
    second.submit()
    assert "of that name already" in second.form.name.error
    assert "Port 18080 of lab is web's." in second.form.ports.problem.text()
    second.reject()

    recreate_container(program.hub, LAB, web, window)
    again = program.dialog(RecreateDialog)
    (port,), (_token, model) = again.form.ports.rows, again.form.variables.rows
    assert isinstance(port, PortRow)
    assert isinstance(model, VariableRow)
    port.host.setText("18081")
    model.text.setText("b")
    assert again.changes.text() == (
        "• Port 80: 18080 on 127.0.0.1 → 18081 on 127.0.0.1\n• MODEL: another value"
    )
    again.submit()
    done = toast(program, "web was recreated.")
    program.wait(lambda: fetched(docker_lab, 18081))
    program.wait(lambda: len(bar.cards) == 1)
    (kept,) = replacements(program.hub.containers.view(LAB).containers or ())
    assert kept.stage is Stage.KEPT
    assert kept.before.id == web.id

    press(done, "Undo")
    toast(program, "web is as it was")
    program.wait(lambda: named(program, "web") and named(program, "web").id == web.id)
    program.wait(lambda: not bar.cards)
    program.wait(lambda: fetched(docker_lab, 18080))
    assert "hf_secret" not in program.paths.audit.read_text()

    back = named(program, "web")
    assert back is not None
    recreate_container(program.hub, LAB, back, window)
    never = program.dialog(RecreateDialog)
    never.form.further_editor.setText(NEVER_WELL)
    never.submit()
    (errand,) = (each for each in program.hub.errands.all() if each.is_running)
    program.wait(lambda: (named(program, "web") or back).id != web.id)
    assert not bar.cards  # it is on its way, not broken off
    program.hub.errands.cancel(errand.id)
    program.wait(lambda: (named(program, "web") or web).id == web.id)
    program.wait(lambda: not any(each.is_running for each in program.hub.errands.all()))
    program.wait(lambda: len(program.hub.containers.view(LAB).containers or ()) == 1)


def test_an_image_that_is_not_there_is_pulled_after_a_question(connected: RealProgram) -> None:
    program = connected
    run_container(program.hub, LAB, program.window, image="127.0.0.1:9/none:1")
    dialog = program.dialog(RunDialog)
    program.wait(lambda: dialog.form.has_image("lab"))
    assert "pulled first" in dialog.form.image._below.text()
    dialog.submit()
    program.confirm("Pull, then go on")
    failed = toast(program, "Running 127.0.0.1:9/none:1 on lab failed.")
    assert failed is not None
    assert named(program, "none") is None

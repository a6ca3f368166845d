"""The first start: three steps inside the window, against the real sshd of the lab."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.hosts.discovery.api import Snapshot
from app.hosts.tailscale import Tailnet
from app.look.components.confirm import ConfirmDialog
from app.panes.welcome.pane import WelcomePane
from app.panes.welcome.step_strip import FirstStep
from app.services.preflight.api import Check, Verdict
from app.shell.question_dialogs import HostKeyDialog, SecretDialog
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, fill, press
from tests.gui.spoken_network import SpokenNetwork
from tests.gui.test_connection_pane_found import SPARK, button


@pytest.fixture
def network() -> SpokenNetwork:
    return SpokenNetwork()


@pytest.fixture
def program(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    network: SpokenNetwork,
) -> Iterator[RealProgram]:
    monkeypatch.setattr("app.bootstrap.discoverer", lambda _nodes: network.discover)
    monkeypatch.setattr("app.bootstrap.read_tailnet", lambda _cancel: Tailnet(True, ()))
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield program
    program.stop()


def shown(program: RealProgram) -> WelcomePane:
    stack = program.window.stack
    program.wait(lambda: stack.pane("welcome") is not None)
    pane = stack.pane("welcome")
    assert stack.currentWidget() is pane
    assert isinstance(pane, WelcomePane)
    return pane


def verdict_of(program: RealProgram, check: Check) -> Verdict | None:
    found = program.hub.preflight.view(program.hub.current_node).of(check)
    return found.verdict if found is not None else None


def test_first_start_takes_a_machine_of_the_network_or_an_address_and_can_be_skipped(
    program: RealProgram, network: SpokenNetwork, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = shown(program)
    assert pane.strip.accessibleName() == "Step 1 of 3: Find"
    network.say(Snapshot((SPARK,)))
    program.wait(lambda: len(pane.finding.found.list.keys) == 1)
    button(pane, "Choose spark-7f3a").click()
    assert pane.finding.address.editor.property("text") == "spark-7f3a.local"
    fill(pane.finding.user.editor, "an n")
    press(pane.finding, "Connect")
    assert "user name" in pane.finding.user.error
    fill(pane.finding.user.editor, "ann")
    press(pane.finding, "Connect")
    (node,) = [each for each in program.hub.nodes.all() if not each.is_local]
    assert [way.address for way in node.routes] == ["spark-7f3a.local", "192.168.1.42"]
    assert pane.step is FirstStep.CONNECT
    press(pane.connecting, "Another machine")
    assert pane.step is FirstStep.FIND
    assert not program.hub.nodes.has(node.id)  # nothing ever answered there
    fill(pane.finding.address.editor, "two words")
    pane.finding.address.editor.textEdited.emit("two words")  # type: ignore[attr-defined]
    press(pane.finding, "Connect")
    assert pane.finding.address.error
    press(pane, "Skip")
    assert program.window.stack.current_name == "overview"
    program.stop()

    again = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.wait(lambda: again.window.stack.current_name)
    assert again.window.stack.current_name == "overview"
    again.stop()


@pytest.mark.lab
def test_first_start_leads_to_a_node_that_was_checked_and_repaired(
    program: RealProgram, lab: LabNode
) -> None:
    token = lab.home / ".cache" / "huggingface" / "token"
    token.parent.mkdir(parents=True, exist_ok=True)
    token.write_text("hf_" + "a1B2" * 9)
    token.chmod(0o644)
    os.chown(token, lab.inside.account.uid, lab.inside.account.gid)
    pane = shown(program)
    fill(pane.finding.address.editor, f"{lab.user}@{lab.host}:{lab.port}")
    press(pane.finding, "Connect")
    program.dialog(HostKeyDialog).accept()
    asked = program.dialog(SecretDialog)
    asked.fields[0].setText(lab.password)
    asked.accept()
    program.wait(lambda: pane.step is FirstStep.CHECK)
    node = program.hub.current_node
    assert node != LOCAL_NODE
    program.wait(lambda: program.hub.preflight.view(node).at is not None)
    view = program.hub.preflight.view(node)
    assert [each.check for each in view.findings] == list(Check)
    assert "DGX OS 7.4.0" in pane.card.row_text(Check.DRIVER)
    seen = view.of(Check.HF_TOKEN)
    assert seen is not None
    assert seen.fix is not None
    other = replace(seen.fix, commands=(("rm", "-r", "/"),))
    program.hub.preflight.fix(node, replace(seen, fix=other))  # not what is found there now
    assert program.hub.preflight.view(node).fixing is None
    assert program.hub.preflight.view(node).running
    fix = pane.card.fix_button(Check.HF_TOKEN)
    assert fix is not None
    fix.click()
    dialog = program.dialog(ConfirmDialog)
    assert "chmod go-rwx" in dialog.accessibleDescription()
    assert token.stat().st_mode & 0o077
    press(dialog, "Do it")
    program.wait(lambda: verdict_of(program, Check.HF_TOKEN) is Verdict.OK)
    assert token.stat().st_mode & 0o077 == 0
    program.wait(lambda: program.hub.preflight.view(node).fixing is None)  # a look was under way
    lines = [json.loads(line) for line in program.paths.audit.read_text().splitlines()]
    assert not [line for line in lines if "rm -r" in line["what"]]
    assert [line["outcome"] for line in lines if "chmod" in line["what"]] == ["begun", "done"]
    program.wait(lambda: not program.hub.preflight.view(node).running)
    press(pane, "Show its charts")
    assert program.window.stack.current_name == "charts"
    token.unlink()

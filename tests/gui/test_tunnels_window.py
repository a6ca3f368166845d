"""Tunnels of the real window: the command line asks it, and they come back after a restart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.core.paths import HOME_VARIABLE
from app.services.tunnels.api import Listener, TunnelPhase
from app.services.tunnels.book import spec_of_listener
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.web_server import web_server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
LAB = NodeId("node-lab")
Start = Callable[[], RealProgram]


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, tmp_path: Path, lab: LabNode) -> Iterator[Start]:
    """Start the program with the lab saved; again after `stop`, it is the next run."""
    home = tmp_path / "profile"
    programs: list[RealProgram] = []

    def begin() -> RealProgram:
        program = RealProgram(qapp, qtbot, home)
        programs.append(program)
        if not program.hub.nodes.has(LAB):
            program.save_lab(LAB, lab)
        program.hub.tunnels.start()
        program.hub.sessions.connect_at_start()
        program.wait(lambda: (home / "run").is_dir() and list((home / "run").glob("window-*")))
        return program

    yield begin
    for program in programs:
        program.stop()


@pytest.fixture
def web() -> Iterator[int]:
    with web_server() as port:
        yield port


def command(program: RealProgram, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run a command while the window goes on."""
    pipe = subprocess.PIPE
    home = str(program.paths.config.parent)
    with subprocess.Popen(
        [sys.executable, "-m", "app", *argv],
        stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, cwd=ROOT,
        env={**os.environ, HOME_VARIABLE: home},
    ) as process:  # fmt: skip
        program.wait(lambda: process.poll() is not None)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(argv, process.returncode, out, err)


def rows(program: RealProgram) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command(program, "tunnel", "list", "--json").stdout)
    return found


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


def test_the_command_line_asks_the_window(start: Start, web: int) -> None:
    program = start()
    program.wait_phase(LAB, Phase.CONNECTED)

    opened = command(program, "tunnel", "open", "lab", str(web))
    assert opened.returncode == 0, opened.stderr
    url = opened.stdout.strip()
    assert get(url) == b"page"
    (row,) = rows(program)
    assert (row["url"], row["phase"], row["held_by"]["role"]) == (url, "open", "window")
    assert row["held_by"]["pid"] == os.getpid()
    assert row["connections_total"] == 1

    status = json.loads(command(program, "status", "--json").stdout)
    (held,) = (node for node in status["nodes"] if node["name"] == "lab")
    assert (held["phase"], len(held["tunnels"])) == ("connected", 1)

    closed = command(program, "tunnel", "close", "lab", str(web))
    assert closed.returncode == 0, closed.stderr
    program.wait(lambda: rows(program)[0]["phase"] == "closed")
    assert command(program, "tunnel", "close", "lab", str(web)).returncode == 2


def test_the_window_refuses_what_cannot_be(start: Start, web: int) -> None:
    program = start()
    program.wait_phase(LAB, Phase.CONNECTED)

    fixed = command(program, "tunnel", "open", "lab", str(web), "--fixed")
    wrong = command(program, "tunnel", "open", "lab", "80:8888")
    unknown = command(program, "tunnel", "open", "lab", "jupiter")

    assert (fixed.returncode, fixed.stdout) == (1, "")
    assert f"Port {web} of this computer is held by" in fixed.stderr
    assert (wrong.returncode, "cannot be a local port" in wrong.stderr) == (2, True)
    assert (unknown.returncode, "Did you mean" in unknown.stderr) == (2, True)


def test_a_tunnel_to_a_node_that_is_off_connects_it(start: Start, web: int) -> None:
    program = start()
    program.wait_phase(LAB, Phase.CONNECTED)
    program.hub.sessions.disconnect_node(LAB)
    program.wait_phase(LAB, Phase.OFF)

    opened = command(program, "tunnel", "open", "lab", str(web))

    assert opened.returncode == 0, opened.stderr
    assert get(opened.stdout.strip()) == b"page"


def test_wanted_tunnels_come_back_without_a_click(start: Start, web: int) -> None:
    program = start()
    program.wait_phase(LAB, Phase.CONNECTED)
    spec = program.hub.tunnels.add(spec_of_listener(LAB, Listener(web, ("127.0.0.1",))))
    closed = program.hub.tunnels.add(replace(spec_of_listener(LAB, Listener(9, ()))))
    program.hub.tunnels.open(spec.id)
    program.wait(lambda: program.hub.tunnels.status(spec.id).phase is TunnelPhase.OPEN)
    url = program.hub.tunnels.url(spec.id)
    assert get(url) == b"page"
    program.stop()
    with pytest.raises(OSError, match="refused"):
        get(url)

    again = start()
    again.wait(lambda: again.hub.tunnels.status(spec.id).phase is TunnelPhase.OPEN)

    assert again.hub.tunnels.url(spec.id) == url
    assert get(url) == b"page"
    assert again.hub.tunnels.status(closed.id).phase is TunnelPhase.CLOSED


def test_a_check_tells_what_the_service_answers(start: Start, web: int) -> None:
    program = start()
    program.wait_phase(LAB, Phase.CONNECTED)
    tunnels = program.hub.tunnels
    spec = tunnels.open_service(LAB, Listener(web, ("127.0.0.1",)))
    program.wait(lambda: tunnels.status(spec.id).phase is TunnelPhase.OPEN)

    tunnels.check(spec.id)
    program.wait(lambda: tunnels.status(spec.id).check is not None)

    result = tunnels.status(spec.id).check
    assert result is not None
    assert result.words.startswith("answers 200 in ")
    tunnels.scan(LAB)
    program.wait(lambda: tunnels.services(LAB) is not None)
    found = tunnels.services(LAB)
    assert found is not None
    assert web in [each.port for each in found.listeners]

"""The Logs tab against a real Docker Engine: nothing lost, nothing doubled, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.panes.containers.details.logs_tab import LogsTab
from app.services.containers.api import Container
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
COUNT = (
    "trap 'seq 4001 4100' USR1; until [ -e /go ]; do sleep 0.05; done; n=0;"
    "while [ $n -lt 40 ]; do seq $((n*100+1)) $((n*100+100));"
    "echo e$n >&2; sleep 0.02; n=$((n+1)); done; while true; do sleep 0.1; done"
)
"""Prints 1 to 4000, and e0 to e39 on stderr, once told to; a hundred more when it gets USR1."""
OLD = 9_000


@pytest.fixture
def connected(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.containers.watch(LAB)
    yield program
    program.stop()


@pytest.fixture
def tab(connected: RealProgram) -> Iterator[LogsTab]:
    host = QWidget()
    tab = LogsTab(connected.hub, host)
    host.resize(900, 600)
    tab.resize(900, 600)
    host.show()
    yield tab
    tab.end()
    host.close()
    host.deleteLater()


def container(program: RealProgram, name: str) -> Container:
    def found() -> list[Container]:
        known = program.hub.containers.view(LAB).containers or ()
        return [each for each in known if each.name == name]

    program.wait(found)
    return found()[0]


class Lines:
    """The lines that a tab holds."""

    def __init__(self, tab: LogsTab) -> None:
        rows = [row for block in tab.panel.store.blocks() for row in block.rows()]
        self.out = [r.line.raw for r in rows if not r.is_note and not r.line.is_stderr]
        self.err = [r.line.raw for r in rows if not r.is_note and r.line.is_stderr]
        self.notes = [r.line.raw for r in rows if r.is_note]
        self.times = [r.line.time_ns or 0 for r in rows if not r.is_note]


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def test_log_is_followed_over_a_lost_session_and_while_nobody_looks(
    connected: RealProgram, tab: LogsTab, docker: DockerEngine, docker_lab: LabNode
) -> None:
    docker.run("count", "sh", "-c", COUNT)
    tab.show_container(LAB, container(connected, "count"))
    docker._docker("exec", "count", "sh", "-c", "> /go")
    connected.wait(lambda: tab.panel.store.held.count > 500)
    docker_lab.kill_sessions()
    connected.wait(lambda: Lines(tab).notes[-1:] and Lines(tab).out[-1:] == ["4000"])
    connected.wait(lambda: len(Lines(tab).err) == 40)

    lines = Lines(tab)
    assert lines.out == numbers(1, 4000)
    assert lines.err == [f"e{n}" for n in range(40)]
    assert any(each.startswith("Connection lost ") for each in lines.notes)
    assert tab.panel.view.follows
    last = tab.panel.store.blocks()[-1].texts()[-1]
    connected.wait(lambda: tab.panel.view.texts[-1:] == [last])

    # Looking away ends it, looking again goes on with what was missed.
    tab.hide()
    connected.wait(lambda: not [n for n in connected.hub.supervisor.running if "engine:" in n])
    docker._docker("kill", "--signal=USR1", "count")
    tab.show()
    connected.wait(lambda: Lines(tab).out[-1:] == ["4100"])
    assert Lines(tab).out == numbers(1, 4100)


def test_log_goes_on_when_an_engine_is_back_that_was_given_up(
    connected: RealProgram, tab: LogsTab, docker: DockerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.containers.engine.PATIENCE_S", 0.5)
    docker.run("count", "sh", "-c", "trap exit TERM; seq 9; while :; do sleep 0.1; done",
               options=("--restart=always",))  # fmt: skip
    tab.show_container(LAB, container(connected, "count"))
    connected.wait(lambda: Lines(tab).out == numbers(1, 9))
    docker.end()
    connected.wait(lambda: tab._following is None)
    docker.start_again()
    connected.hub.containers.look_again(LAB)
    connected.wait(lambda: Lines(tab).out == numbers(1, 9) * 2)


def test_older_lines_come_by_scrolling_up_without_gap_or_double(
    connected: RealProgram, tab: LogsTab, docker: DockerEngine, tmp_path: Path
) -> None:
    docker.run("old", "seq", str(OLD))
    wait_for(lambda: "old" not in docker.running())
    docker.run("other", "sh", "-c", "seq 20001 20100; sleep 600")
    tab.show_container(LAB, container(connected, "old"))
    connected.wait(lambda: Lines(tab).out[-1:] == [str(OLD)])
    assert Lines(tab).out[0] == str(OLD - 2000 + 1)

    def top() -> bool:
        tab.panel.view.scroll_by(-100_000)
        return "The log begins here." in Lines(tab).notes

    connected.wait(top)
    assert Lines(tab).out == numbers(1, OLD)
    assert not tab.panel.view.follows

    tab.saver.save(LAB, container(connected, "old"), tmp_path / "old.log", times=False)
    connected.wait((tmp_path / "old.log").exists)
    assert (tmp_path / "old.log").read_text().splitlines() == numbers(1, OLD)

    # Another container beside it: both from where both are known, in the order of time.
    tab.show_beside(container(connected, "other"))
    connected.wait(lambda: {str(OLD), "20100"} <= set(Lines(tab).out))
    lines = Lines(tab)
    assert lines.times == sorted(lines.times)
    assert len(set(lines.out)) == len(lines.out)
    assert tab.panel.view.drawing.names == ("old", "other")

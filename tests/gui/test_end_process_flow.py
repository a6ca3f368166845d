"""A process of the lab's node is ended from the Processes pane of the real program."""

from __future__ import annotations

import json

import pytest

from app.panes.processes.pane import ProcessesPane
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

pytestmark = pytest.mark.lab
LARGE = "import time; held = bytearray(64 << 20); time.sleep(4711)"


def test_a_process_is_found_by_its_command_and_ended(program: RealProgram, lab: LabNode) -> None:
    program.trust(lab)
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    program.hub.select_node(node.id)
    program.wait_sample(node.id)
    session = program.hub.sessions.session(node.id)
    assert session is not None
    session.exec(["sh", "-c", f"python3 -c '{LARGE}' >/dev/null 2>&1 </dev/null &"]).check()
    program.window.show_pane("processes")
    program.wait(lambda: program.window.stack.pane("processes"))
    pane = program.window.stack.pane("processes")
    assert isinstance(pane, ProcessesPane)

    pane.filter.setText("time.sleep(4711)")
    model = pane.view.model()
    program.wait(lambda: model.rowCount() == 1)
    pane.view.setCurrentIndex(model.index(0, 0))
    pane.details.end.click()
    program.confirm("End process")

    program.wait(lambda: model.rowCount() == 0)
    jobs = program.hub.supervisor
    program.wait(lambda: not any(name.startswith("end:") for name in jobs.running))
    assert pane.empty.title.text() == "No process matches"
    lines = [json.loads(line) for line in program.paths.audit.read_text().splitlines()]
    assert [line["outcome"] for line in lines] == ["begun", "done"]
    assert lines[0]["what"].endswith("python3 (SIGTERM)")

"""The Connection pane without a network: forms, list and log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.hosts.nodes import THIS_COMPUTER, Node
from app.panes.connection import journal
from app.panes.connection.form import NodeForm
from app.panes.connection.node_list import NodeListModel, Role
from app.panes.connection.open_in import OpenIn
from app.services.launch.editors import Editor
from app.transport.status import Phase, SessionStatus, Step, StepState, StepStatus
from tests.gui.real_program import fill
from tests.gui.shell_fakes import fake_hub, node

STEPS = (
    StepStatus(Step.RESOLVE, StepState.DONE, "192.168.1.20", 0.003),
    StepStatus(Step.CONNECT, StepState.FAILED, "it refuses the connection.", 0.001),
)


@pytest.fixture
def form(qtbot: QtBot) -> NodeForm:
    form = NodeForm()
    qtbot.addWidget(form)
    form.start()
    return form


def submitted(form: NodeForm, qtbot: QtBot) -> Node:
    with qtbot.waitSignal(form.entered) as blocker:
        form.submit()
    assert blocker.args is not None
    entered = blocker.args[0]
    assert isinstance(entered.node, Node)
    return entered.node


def test_form_reads_a_pasted_ssh_address(form: NodeForm, qtbot: QtBot) -> None:
    fill(form.address.editor, "ssh://ann@spark-1234.local:2222")
    made = submitted(form, qtbot)
    assert (made.address, made.user, made.port) == ("spark-1234.local", "ann", 2222)
    assert made.name == "spark-1234.local"


def test_form_reads_a_port_behind_the_address(form: NodeForm, qtbot: QtBot) -> None:
    fill(form.user.editor, "ann")
    fill(form.address.editor, "127.0.0.1:2222")
    made = submitted(form, qtbot)
    assert (made.address, made.user, made.port) == ("127.0.0.1", "ann", 2222)


def test_form_takes_an_ipv6_address_as_it_is(form: NodeForm, qtbot: QtBot) -> None:
    fill(form.address.editor, "fe80::1")
    assert submitted(form, qtbot).address == "fe80::1"


def test_form_is_left_with_escape(form: NodeForm, qtbot: QtBot) -> None:
    form.show()
    qtbot.waitExposed(form)
    with qtbot.waitSignal(form.cancelled):
        qtbot.keyClick(form.address.editor, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("address", ""),
        ("address", "two words"),
        ("address", "ssh://ann:secret@spark"),
        ("user", ""),
        ("user", "an n"),
        ("port", "70000"),
        ("port", "ssh"),
        ("key", "/no/such/key"),
    ],
)
def test_form_says_what_is_wrong_beside_the_field(form: NodeForm, field: str, text: str) -> None:
    fill(form.address.editor, "spark-1234.local")
    fill(form.user.editor, "ann")
    fill(getattr(form, field).editor, text)
    form.submit()
    shown = {name: getattr(form, name).error for name in ("address", "user", "port", "key")}
    assert shown[field], shown
    assert [name for name, error in shown.items() if error] == [field]


def test_form_editing_keeps_the_identity_of_the_node(form: NodeForm, qtbot: QtBot) -> None:
    before = Node(NodeId("node-1"), "spark", "10.0.0.2", 22, "ann", host_key="SHA256:abc")
    form.start(before)
    fill(form.name.editor, "renamed")
    made = submitted(form, qtbot)
    assert (made.id, made.host_key, made.name) == (before.id, before.host_key, "renamed")


def test_node_list_model_follows_nodes_and_states(qapp: object, tmp_path: Path) -> None:
    first = node("spark-01")
    hub = fake_hub(tmp_path / "settings.json", first)
    model = NodeListModel(hub)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 2
    changed: list[object] = []
    model.dataChanged.connect(lambda *_args: changed.append(_args))
    hub.sessions.set(first.id, Phase.CONNECTED)  # type: ignore[attr-defined]
    assert changed
    assert model.index(1).data(Role.WORDS) == "Connected"
    hub.nodes.set(first, node("spark-02"))  # type: ignore[attr-defined]
    assert [model.index(row).data() for row in range(3)] == [
        "This computer",
        "spark-01",
        "spark-02",
    ]
    tester.deleteLater()


def test_journal_tells_each_step_and_a_repeated_failure_once() -> None:
    name = NodeId("n")
    attempts = [
        SessionStatus(name, Phase.RECONNECTING, 0.0, STEPS, message="It refuses.", attempt=n)
        for n in range(1, 20)
    ]
    told = journal.lines([SessionStatus(name, Phase.CONNECTING, 0.0), *attempts])
    assert len(told) == 4
    assert "Resolve name: 192.168.1.20 (3 ms)" in told[2]
    assert "Connect failed: it refuses the connection." in told[3]


def test_open_in_offers_the_terminal_and_the_editors_that_are_installed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    spark = node("spark-01")
    hub: Any = fake_hub(tmp_path / "settings.json", spark)
    made = OpenIn(hub)
    qtbot.addWidget(made)
    made.show_node(spark)
    made.show()
    assert not made.more.isVisible()
    hub.launcher.editors = (Editor("VS Code", "/usr/bin/code"),)
    hub.launcher.editors_changed.emit()
    assert made.more.isVisible()
    made.terminal.click()
    made.more.click()
    (menu,) = made.findChildren(QMenu)
    (action,) = menu.actions()
    assert action.text() == "Open in VS Code"
    action.trigger()
    menu.close()
    assert hub.launcher.asked == [
        ("find",),
        ("terminal", spark.id),
        ("editor", spark.id, "VS Code", ""),
    ]
    made.show_node(THIS_COMPUTER)
    assert not made.more.isVisible()

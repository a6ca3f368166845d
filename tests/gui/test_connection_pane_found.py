"""The Connection pane: what is on the network, and what a first-time owner sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE, NodeId
from app.hosts.discovery.api import Candidate, Likeness, Snapshot
from app.hosts.discovery.network import QUIET
from app.hosts.nodes import Hop, Node, Route
from app.hosts.tailscale import Peer, Tailnet
from app.hosts.target import parse_address
from app.panes import found_words
from app.panes.connection.pane import ConnectionPane, Page
from app.panes.found_list import FoundList, FoundRow, Verbs
from tests.gui.real_program import RealProgram, fill, press
from tests.gui.spoken_network import SpokenNetwork

LIKELY = Likeness.LIKELY_SPARK
SPARK = Candidate(
    "a", "spark-7f3a", "spark-7f3a.local", ("192.168.1.42",), likeness=LIKELY, why="its name"
)
OTHER = Candidate("b", "nas", "nas.local", ("192.168.1.9",))
PEER = Peer("gx10-22bb", "gx10-22bb.t.ts.net", ("100.64.0.10",), True, "linux", LIKELY, "its name")
LAPTOP = Peer("laptop", "laptop.t.ts.net", ("100.64.0.11",), True, "macOS")


def rows(*names: str) -> list[FoundRow]:
    return [FoundRow(name, name, "192.168.1.2") for name in names]


def button(parent: QWidget, name: str) -> QPushButton:
    (found,) = [
        each
        for each in parent.findChildren(QPushButton)
        if each.accessibleName() == name and each.isVisible()
    ]
    return found


@pytest.fixture
def listed(qtbot: QtBot) -> FoundList:
    made = FoundList(Verbs())
    qtbot.addWidget(made)
    made.set_rows(rows("a", "b", "c"))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def focused(qapp: QApplication) -> str:
    widget = qapp.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def test_found_list_keeps_the_keyboard_where_it_is(listed: FoundList, qapp: QApplication) -> None:
    button(listed, "Add b").setFocus()
    listed.set_rows(rows("0", "a", "b", "d"))
    assert listed.keys == ("0", "a", "b", "d")
    assert focused(qapp) == "Add b"


def test_found_list_gives_the_keyboard_to_the_neighbour_of_a_row_that_goes(
    listed: FoundList, qapp: QApplication
) -> None:
    button(listed, "Add c").setFocus()
    listed.set_rows(rows("a", "b"))
    assert focused(qapp) == "Add b"


def test_found_list_draws_some_of_thousands(listed: FoundList) -> None:
    listed.set_rows(rows(*(f"spark-{number}" for number in range(1000))), hidden=9000)
    assert len(listed.keys) <= 60
    texts = [label.property("text") for label in listed.findChildren(QWidget)]
    assert f"and {10_000 - len(listed.keys)} more" in texts


def test_found_list_reads_nothing_that_a_stranger_says_as_markup(listed: FoundList) -> None:
    hostile = "<img src='file:///etc/hostname'> &lt;b&gt; " + "long " * 50
    listed.set_rows([FoundRow("x", hostile, hostile, tip=hostile)])
    (row,) = [listed.row(key) for key in listed.keys]
    tips = [each.toolTip() for each in (row, *row.findChildren(QWidget)) if each.toolTip()]
    assert tips
    for tip in tips:
        shown = QTextDocument()
        shown.setHtml(tip)
        assert shown.toPlainText().strip() == hostile.strip()
        assert "<img" not in tip


def test_found_words_put_new_machines_before_saved_ones_and_the_tailnet_last() -> None:
    saved = Node(NodeId("n"), "lab", "192.168.1.9", user="ann")
    snapshot = Snapshot((SPARK, replace(OTHER, known_node=saved.id)))
    shown = found_words.rows_of(snapshot, Tailnet(True, (PEER, LAPTOP)), (saved,))
    assert [(row.name, row.saved) for row in shown] == [
        ("spark-7f3a", False),
        ("nas", True),
        ("gx10-22bb", False),
    ]
    assert shown[1].line == "Saved as lab"


def test_found_words_offer_every_machine_of_the_tailnet_where_nothing_else_is_heard() -> None:
    deaf = Snapshot(searching=False, problem="There is no network.", hint="Enter the address.")
    tailnet = Tailnet(True, (PEER, LAPTOP, replace(LAPTOP, name="asleep", online=False)))
    shown = found_words.rows_of(deaf, tailnet, ())
    assert [row.name for row in shown] == ["gx10-22bb", "laptop"]
    assert "Enter the address." in found_words.problem_of(deaf, tailnet, empty=False)


def test_found_words_of_a_quiet_network_say_once_that_a_new_spark_is_silent() -> None:
    quiet = Snapshot((), problem=QUIET[0], hint=QUIET[1], searching=True)
    blocked = Snapshot((), problem="A firewall blocks it.", searching=True)

    for snapshot in (quiet, blocked):
        assert found_words.problem_of(snapshot, None, empty=True).count("3 to 4 minutes") == 1


def test_found_words_say_that_a_name_may_be_a_rename() -> None:
    renamed = replace(SPARK, name="spark7", renamed_from="spark", also_known_as=("spark9.local",))
    (row,) = found_words.rows_of(Snapshot((renamed,)), None, ())
    assert "maybe spark" in row.line
    assert "spark9.local" in row.tip


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
    monkeypatch.setattr("app.bootstrap.read_tailnet", lambda _cancel: Tailnet(True, (PEER,)))
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield program
    program.stop()


@pytest.fixture
def pane(program: RealProgram) -> ConnectionPane:
    shown = program.connection
    program.wait(lambda: program.hub.discovery.tailnet is not None)
    return shown


def announce(program: RealProgram, network: SpokenNetwork, *candidates: Candidate) -> None:
    network.say(Snapshot(candidates))
    program.wait(lambda: program.hub.discovery.snapshot.candidates == candidates)


def activate(program: RealProgram) -> None:
    program.window.activateWindow()
    program.wait(program.window.isActiveWindow)


def test_pane_searches_only_while_it_is_shown(program: RealProgram, pane: ConnectionPane) -> None:
    assert program.hub.discovery.running
    program.window.show_pane("charts")
    assert not program.hub.discovery.running
    program.window.show_pane("connection")
    assert program.hub.discovery.running


def test_pane_adds_a_machine_that_was_found_with_one_click(
    program: RealProgram, pane: ConnectionPane, network: SpokenNetwork
) -> None:
    assert pane.page is Page.NO_NODES
    announce(program, network, SPARK)
    button(pane, "Add spark-7f3a").click()
    assert pane.page is Page.FORM
    fill(pane.form.user.editor, "ann")
    pane.form.submit()
    (node,) = [node for node in program.hub.nodes.all() if not node.is_local]
    assert (node.name, node.address, node.user) == ("spark-7f3a", "spark-7f3a.local", "ann")
    assert [route.address for route in node.routes] == ["spark-7f3a.local", "192.168.1.42"]
    program.hub.sessions.disconnect_node(node.id)


def test_pane_leaves_form_selection_and_keyboard_alone_when_machines_come_and_go(
    program: RealProgram, pane: ConnectionPane, network: SpokenNetwork, qtbot: QtBot
) -> None:
    saved = program.hub.nodes.save(parse_address("ssh://ann@192.168.1.5", name="spark-01"))
    program.hub.select_node(saved.id)
    activate(program)
    pane.add_node()
    qtbot.keyClicks(pane.form.address.editor, "spark-9")
    announce(program, network, SPARK, OTHER)
    announce(program, network, OTHER)
    assert pane.page is Page.FORM
    assert pane.form.address.editor.property("text") == "spark-9"
    assert program.hub.current_node == saved.id
    assert pane.form.address.editor.hasFocus()


def test_pane_shows_the_saved_node_behind_a_machine(
    program: RealProgram, pane: ConnectionPane, network: SpokenNetwork
) -> None:
    saved = program.hub.nodes.save(parse_address("ssh://ann@192.168.1.42", name="spark-01"))
    program.hub.select_node(LOCAL_NODE)
    announce(program, network, replace(SPARK, known_node=saved.id))
    button(pane, "Show spark-7f3a").click()
    assert program.hub.current_node == saved.id
    assert pane.page is Page.DETAILS


def test_pane_says_why_nothing_can_be_found(
    program: RealProgram, pane: ConnectionPane, network: SpokenNetwork
) -> None:
    network.say(Snapshot(searching=False, problem="There is no network.", hint="Enter it."))
    program.wait(lambda: "There is no network. Enter it." in pane.no_nodes.found.problem)
    button(pane.no_nodes, "Add gx10-22bb").click()
    assert pane.form.address.editor.property("text") == "100.64.0.10"


def test_pane_suggests_the_tailnet_for_a_node_of_the_same_name(
    program: RealProgram, pane: ConnectionPane
) -> None:
    home = replace(parse_address("ssh://ann@192.168.1.57", name="gx10-22bb"), host_key="SHA256:a")
    saved = program.hub.nodes.save(home)
    program.hub.select_node(saved.id)
    pane.details.edit_requested.emit()
    press(pane.form, "Add this route")
    pane.form.submit()
    routes = program.hub.nodes.get(saved.id).other_routes
    assert [(route.address, route.label) for route in routes] == [("100.64.0.10", "Tailscale")]
    assert program.hub.nodes.get(saved.id).host_key == "SHA256:a"
    pane.details.edit_requested.emit()
    assert not [b for b in pane.form.findChildren(QPushButton) if b.text() == "Add this route"
                and b.isVisible()]  # fmt: skip


def test_pane_shows_how_to_begin_while_there_is_only_this_computer(
    program: RealProgram, pane: ConnectionPane
) -> None:
    pane.add_node()
    pane.form.cancelled.emit()
    assert pane.page is Page.NO_NODES
    press(pane.no_nodes, "Show this computer's charts")
    program.wait(lambda: program.window.stack.current_name == "charts")


def test_pane_shows_the_node_of_those_who_have_one(program: RealProgram) -> None:
    node = parse_address("ssh://ann@192.168.1.5", name="spark-01")
    program.hub.nodes.save(replace(node, host_key="SHA256:a", connect_at_start=False))
    assert program.connection.page is Page.DETAILS


def test_pane_brings_back_a_node_that_was_removed(
    program: RealProgram, pane: ConnectionPane, qtbot: QtBot
) -> None:
    way = Route("10.0.0.3", via=(Hop("gate", identity_file="/keys/gate"),), label="jump")
    node = replace(parse_address("ssh://ann@192.168.1.5", name="spark-01"), other_routes=(way,))
    saved = program.hub.nodes.save(node)
    program.hub.nodes.save(parse_address("ssh://ann@192.168.1.6", name="spark-02"))
    before = program.hub.nodes.all()
    for undo in ("toast", "keyboard"):
        program.hub.select_node(saved.id)
        pane.details.remove_requested.emit()
        assert not program.hub.nodes.has(saved.id)
        if undo == "toast":
            press(program.window.toasts, "Undo")
        else:
            activate(program)
            pane.sidebar.nodes.setFocus()
            modifier = Qt.KeyboardModifier.ControlModifier
            qtbot.keyClick(pane.sidebar.nodes, Qt.Key.Key_Z, modifier)
        assert program.hub.nodes.all() == before
        assert program.hub.current_node == saved.id


def test_pane_remembers_the_width_of_its_list(program: RealProgram, pane: ConnectionPane) -> None:
    program.window.resize(1440, 900)
    program.wait(lambda: pane.width() > 1000)
    pane._splitter.setSizes([400, 10_000])
    width = pane._splitter.sizes()[0]
    pane._splitter.splitterMoved.emit(width, 1)
    saved = program.paths.settings
    program.wait(lambda: saved.exists() and f'"list_width": {width}' in saved.read_text())
    program.window.resize(900, 700)
    program.wait(lambda: pane._splitter.sizes()[0] < 200)
    program.window.resize(1440, 900)
    program.wait(lambda: pane._splitter.sizes()[0] == width)

"""The form's routes: typed, ordered, moved and checked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.hosts.nodes import Hop, Node, Route
from app.panes.connection.form import NodeForm
from tests.gui.real_program import fill, press

GATE = Hop("gate", 2222, "bob", "/keys/gate")
LAN = Route("192.168.1.20")
TAILNET = Route("100.64.0.7", label="Tailscale")
NODE = Node(
    NodeId("node-1"),
    "spark",
    "spark.local",
    user="ann",
    host_key="SHA256:abc",
    via=(GATE,),
    other_routes=(LAN, TAILNET),
)


@pytest.fixture
def form(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> NodeForm:
    monkeypatch.setattr("os.path.isfile", lambda _path: True)
    made = NodeForm()
    qtbot.addWidget(made)
    made.start(NODE)
    with qtbot.waitActive(made):
        made.show()
    return made


def submitted(form: NodeForm, qtbot: QtBot) -> Node:
    with qtbot.waitSignal(form.entered) as blocker:
        form.submit()
    assert blocker.args is not None
    node = blocker.args[0].node
    assert isinstance(node, Node)
    return node


def test_routes_come_out_as_they_went_in(form: NodeForm, qtbot: QtBot) -> None:
    assert submitted(form, qtbot) == NODE


def test_routes_are_tried_in_the_order_shown(form: NodeForm, qtbot: QtBot) -> None:
    form.routes.rows[0].down.click()
    assert submitted(form, qtbot).other_routes == (TAILNET, LAN)


def test_routes_first_one_changes_places_with_the_address(form: NodeForm, qtbot: QtBot) -> None:
    form.routes.rows[0].up.click()
    node = submitted(form, qtbot)
    assert node.routes == (LAN, Route("spark.local", via=(GATE,)), TAILNET)
    assert node.host_key == "SHA256:abc"  # the same machine


def test_routes_can_be_added_and_removed(form: NodeForm, qtbot: QtBot) -> None:
    form.routes.rows[1].remove.click()
    press(form, "Add a route")
    row = form.routes.rows[1]
    fill(row.address.editor, "[fd00::1]:2200")
    fill(row.jump.editor, "bob@gate:2222, inner")
    assert submitted(form, qtbot).other_routes == (
        LAN,
        Route("fd00::1", 2200, (Hop("gate", 2222, "bob"), Hop("inner"))),
    )


@pytest.mark.parametrize(
    ("address", "jump", "wrong"),
    [
        ("", "", "address"),
        ("two words", "", "address"),
        ("ann@10.0.0.2", "", "address"),
        ("10.0.0.2:70000", "", "address"),
        ("10.0.0.2", "two words", "jump"),
        ("10.0.0.2", "gate,gate", "jump"),
    ],
)
def test_routes_say_what_is_wrong_beside_the_field(
    form: NodeForm, address: str, jump: str, wrong: str
) -> None:
    row = form.routes.rows[1]
    fill(row.address.editor, address)
    fill(row.jump.editor, jump)
    form.submit()
    shown = {"address": row.address.error, "jump": row.jump.error}
    assert [name for name, error in shown.items() if error] == [wrong]


def test_routes_listed_twice_are_told_for_the_form(form: NodeForm, qtbot: QtBot) -> None:
    fill(form.routes.rows[1].address.editor, "192.168.1.20")
    form.submit()
    texts = [label.property("text") for label in form.findChildren(type(form._problem))]
    assert any("listed twice" in str(text) for text in texts)


def test_routes_jump_hosts_of_the_address_are_checked_beside_their_field(form: NodeForm) -> None:
    fill(form.jump.editor, "bob@")
    form.submit()
    assert form.jump.error
    assert not form.address.error


def test_routes_another_address_forgets_the_host_key(form: NodeForm, qtbot: QtBot) -> None:
    fill(form.address.editor, "10.9.9.9")
    assert submitted(form, qtbot).host_key == ""


def test_routes_keyboard_goes_through_them_before_the_buttons(
    form: NodeForm, qapp: QApplication, qtbot: QtBot
) -> None:
    press(form, "Add a route")
    qtbot.waitUntil(form.routes.rows[2].isVisible)
    form.jump.editor.setFocus()
    names: list[str] = []
    while (widget := qapp.focusWidget()) is not None and len(names) < 30:
        names.append(widget.accessibleName() or str(widget.property("text")))
        if names[-1] == "Save":
            break
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    parts = ("address", "jump hosts", "label", "try earlier", "try later", "remove")
    rows = [f"Route {number}: {part}" for number in (2, 3, 4) for part in parts]
    rows.remove("Route 4: try later")  # it is the last one
    assert names[1:] == [*rows, "Add a route", "Cancel", "Save"]


def test_routes_each_part_has_a_name_for_screen_readers(form: NodeForm) -> None:
    names = [button.accessibleName() for button in form.routes.findChildren(QPushButton)]
    assert all(names) or names == [""]  # a button with a text needs none
    row = form.routes.rows[0]
    assert row.address.editor.accessibleName() == "Route 2: address"
    assert row.remove.accessibleName() == "Route 2: remove"

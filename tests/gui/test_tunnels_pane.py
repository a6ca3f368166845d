"""The Tunnels pane on a stand-in for its state: every state, and what each key and button asks."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    Qt,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog
from app.panes.tunnels import PANE
from app.panes.tunnels.cells import Role
from app.panes.tunnels.tunnel_model import Column
from app.panes.tunnels.verbs import LOOKS, Asked, Verb
from app.services.tunnels.api import (
    CheckResult,
    ServiceScan,
    TunnelPhase,
)
from app.transport.status import Phase
from app.transport.tunnel.api import Traffic
from tests.gui.shell_fakes import node
from tests.gui.test_shell_accessibility import nameless
from tests.gui.tunnels_bench import (
    BACKEND,
    DASHBOARD,
    PAGE,
    POSTGRES,
    SCAN,
    SPARK,
    Bench,
    cell,
    listener,
    rows,
)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def test_smallest_window_keeps_every_action_in_reach(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    pane = bench.show()
    pane.resize(696, 440)
    bench.settle(lambda: not pane.tunnels.strip.buttons[Verb.COPY].isVisible())
    view = pane.tunnels.view
    assert view.isColumnHidden(int(Column.CONNECTIONS))
    assert view.visualRect(view.model().index(0, int(Column.ACTIONS))).right() <= view.width()
    strip = pane.tunnels.strip
    assert strip.switch.mapTo(pane, strip.switch.rect().topRight()).x() < pane.width()
    pane.resize(1200, 800)
    bench.settle(strip.buttons[Verb.COPY].isVisible)
    assert not view.isColumnHidden(int(Column.CONNECTIONS))


# What is shown


def test_not_connected_and_without_tunnels_offers_to_connect(bench: Bench) -> None:
    pane = bench.show()
    assert pane.empty.isVisible()
    assert pane.empty.title.text() == "spark-01 is not connected"
    assert pane.empty.action is not None
    pane.empty.action.click()
    assert bench.hub.sessions.asked == [("connect", SPARK.id)]
    assert bench.tunnels.scanned == []


def test_refused_node_says_why(bench: Bench) -> None:
    bench.connect(Phase.REFUSED, message="No key was accepted.", hint="Set up key access.")
    pane = bench.show()
    assert pane.empty.text.text() == "No key was accepted. Set up key access."


def test_connecting_looks_at_once_and_says_so_when_it_takes_long(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    assert bench.tunnels.scanned == [SPARK.id]
    assert not pane.services.again.isEnabled()
    bench.settle(lambda: pane.services.subtitle.text() == "Looking at what listens…")
    bench.tunnels.found(replace(SCAN, at=time.time()))
    bench.settle(lambda: pane.services.view.isVisible())
    assert pane.services.subtitle.text().startswith("3 ports listen, seen at ")
    assert pane.services.limits.text() == SCAN.limits[0]
    assert pane.services.again.isEnabled()
    pane.look_again()
    assert bench.tunnels.scanned == [SPARK.id, SPARK.id]


def test_nothing_listens_teaches_what_to_do(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    bench.tunnels.found(ServiceScan(SPARK.id, (), time.time()))
    bench.settle(lambda: pane.services.empty.isVisible())
    assert "Nothing listens on spark-01" in pane.services.empty.text()
    assert "No tunnels yet" in pane.tunnels.empty.text()


def test_failed_look_keeps_what_was_seen_and_says_why(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.scans[SPARK.id] = replace(SCAN, error="`ss` did not answer within 10 s.")
    pane = bench.show()
    bench.tunnels.found(bench.tunnels.scans[SPARK.id])
    bench.settle(lambda: pane.services.problem.isVisible())
    assert pane.services.problem.text() == "`ss` did not answer within 10 s."
    assert pane.services.view.model().rowCount() == 3


def test_rows_say_state_note_traffic_and_check(bench: Bench) -> None:
    note = "Port 11000 is held by python3 (process 41); 11001 is used."
    bench.connect()
    bench.tunnels.set(
        DASHBOARD,
        TunnelPhase.OPEN,
        since=time.time() - 760,
        local_port=11001,
        note=note,
        traffic=Traffic(2_100_000, 45_300_000, 2, 14),
        check=CheckResult(True, "answers 200 in 12 ms", time.time()),
    )
    view = bench.show().tunnels.view
    assert cell(view, "dashboard", Column.NAME).below == "127.0.0.1:11001 → spark-01:11000"
    state = cell(view, "dashboard", Column.STATE)
    assert (state.pill, state.text, state.below) == ("Open", "12 min", note)
    assert cell(view, "dashboard", Column.TRAFFIC).below == "↓ 45.3 MB ↑ 2.1 MB"
    assert cell(view, "dashboard", Column.CONNECTIONS).text == "2 open"
    assert cell(view, "dashboard", Column.CHECK).text == "answers 200 in 12 ms"


def test_row_says_which_connection_failed_until_a_check(bench: Bench) -> None:
    bench.connect()
    reason = "nothing answers on port 11000 of the node"
    at = time.time()
    traffic = Traffic(last_error=reason, last_error_at=at)
    good = CheckResult(True, "answers 200 in 12 ms", at - 60)
    bench.tunnels.set(
        DASHBOARD, TunnelPhase.OPEN, local_port=11000, traffic=traffic, check=good, note="A note."
    )
    pane = bench.show()
    pane.tunnels.view.choose("dashboard")
    state = cell(pane.tunnels.view, "dashboard", Column.STATE)
    said = f"{time.strftime('%H:%M:%S', time.localtime(at))} {reason}"
    assert (state.pill, state.below, state.below_tone) == ("Open", said, "err")
    assert pane.tunnels.strip._story.text() == f"The last connection failed: {said}.\nA note."

    bench.tunnels.set(
        DASHBOARD, TunnelPhase.OPEN, local_port=11000, traffic=traffic, check=replace(good, at=at)
    )
    bench.settle(lambda: not cell(pane.tunnels.view, "dashboard", Column.STATE).below)


def test_failed_tunnel_on_its_own_port_names_it_and_copies_nothing(bench: Bench) -> None:
    bench.connect()
    own = replace(DASHBOARD, same_port=True)
    bench.tunnels.set(own, TunnelPhase.FAILED, message="Port 11000 is taken.")
    view = bench.show().tunnels.view
    assert cell(view, "dashboard", Column.NAME).below == "127.0.0.1:11000 → spark-01:11000"
    assert Verb.COPY not in cell(view, "dashboard", Column.ACTIONS).buttons


def test_failed_tunnel_says_why_and_is_tried_again(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(
        DASHBOARD, TunnelPhase.FAILED, message="Port 11000 is taken.", hint="Close what holds it."
    )
    pane = bench.show()
    assert cell(pane.tunnels.view, "dashboard", Column.STATE).pill == "Failed"
    strip = pane.tunnels.strip
    assert strip._story.text() == "Port 11000 is taken. Close what holds it."
    strip.buttons[Verb.RETRY].click()
    assert bench.tunnels.asked[-1] == ("open", DASHBOARD.id)
    assert strip.switch.text() == "Close tunnel"


def test_waiting_tunnel_names_the_node_while_it_is_reconnected(bench: Bench) -> None:
    bench.connect(Phase.RECONNECTING, message="It does not answer.")
    bench.tunnels.set(DASHBOARD, TunnelPhase.WAITING, local_port=11000)
    pane = bench.show()
    assert cell(pane.tunnels.view, "dashboard", Column.STATE).pill == "Waiting for spark-01"
    assert pane.banner.isVisible()
    assert pane.header.line.whole_text() == "1 tunnel, 1 waiting"
    bench.connect()
    bench.settle(lambda: not pane.banner.isVisible())


def test_traffic_of_the_last_seconds_is_a_rate(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    pane = bench.show()
    model = pane._tunnel_model
    model.measure_anew(10.0)
    bench.tunnels.change(DASHBOARD.id, traffic=Traffic(0, 3_000_000))
    model.note_traffic(12.0)
    model.refresh()
    assert cell(pane.tunnels.view, "dashboard", Column.TRAFFIC).text == "↓ 1.5 MB/s ↑ 0 B/s"


def test_hidden_pane_does_not_watch_traffic(bench: Bench) -> None:
    pane = bench.show()
    pane.hide()
    assert bench.tunnels.watched == [True, False]
    assert not pane._beat.isActive()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    assert not pane._soon.isActive()


def test_this_computer_needs_no_tunnel(bench: Bench) -> None:
    bench.tunnels.scans[LOCAL_NODE] = replace(SCAN, node=LOCAL_NODE, at=time.time())
    bench.hub.select_node(LOCAL_NODE)
    pane = bench.show()
    assert "No tunnel is needed" in pane.header.line.whole_text()
    assert not pane.tunnels.isVisible()
    assert not pane.header.add.isVisible()
    assert pane.services.title.text() == "Services on this computer"
    assert pane.services.view.choose("11000")
    pane.services.strip.buttons[Verb.BROWSE].click()
    assert bench.hub.launcher.asked == [("url", "http://127.0.0.1:11000/")]


# What is asked


def test_every_verb_is_on_a_key_and_in_the_menu(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    pane = bench.show()
    view = pane.tunnels.view
    asked: list[Verb] = []
    view.asked.disconnect()
    view.asked.connect(lambda request: asked.append(request.verb))
    for key, modifier in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier),
    ):
        bench.qtbot.keyClick(view, key, modifier)
    assert asked == [Verb.BROWSE, Verb.CLOSE, Verb.COPY, Verb.EDIT, Verb.REMOVE]
    offered = set(view.currentIndex().data(Role.VERBS))
    at = view.rect().center()
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at))
    QCoreApplication.sendEvent(view.viewport(), by_key)
    menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible())
    assert {action.text() for action in menu.actions()} == {LOOKS[v].label for v in offered}
    menu.close()


def test_click_on_a_switch_opens_and_closes(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(POSTGRES, TunnelPhase.CLOSED)
    view = bench.show().tunnels.view
    index = view.model().index(0, int(Column.ACTIONS))
    area = view.visualRect(index)
    view.scrollTo(index)
    places = dict(view._delegate._places(area, index.data(Role.CELL)))
    assert set(places) == {Verb.OPEN}  # no web page, and no port before it was opened
    bench.qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=places[Verb.OPEN].center()
    )
    assert bench.tunnels.asked[-1] == ("open", POSTGRES.id)


def test_button_pressed_and_left_does_nothing(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(POSTGRES, TunnelPhase.OPEN, local_port=5432)
    view = bench.show().tunnels.view
    index = view.model().index(0, int(Column.ACTIONS))
    places = dict(view._delegate._places(view.visualRect(index), index.data(Role.CELL)))
    asked = list(bench.tunnels.asked)
    left = Qt.MouseButton.LeftButton
    bench.qtbot.mousePress(view.viewport(), left, pos=places[Verb.CLOSE].center())
    bench.qtbot.mouseRelease(view.viewport(), left, pos=places[Verb.COPY].center())
    assert bench.tunnels.asked == asked
    assert bench.told == []


def test_app_is_folded_and_stays_folded(bench: Bench) -> None:
    bench.connect()
    for spec in (PAGE, BACKEND):
        bench.tunnels.set(spec, TunnelPhase.OPEN, local_port=3000)
    view = bench.show().tunnels.view
    high = view.height()
    bench.qtbot.keyClick(view, Qt.Key.Key_Left)
    bench.settle(lambda: view.height() < high)
    bench.tunnels.set(DASHBOARD, TunnelPhase.CLOSED)
    assert not view.isExpanded(view.model().index(0, 0))


def test_browse_opens_a_closed_tunnel_before_its_page(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.CLOSED)
    pane = bench.show()
    pane._on_asked(Asked("dashboard", Verb.BROWSE))
    assert bench.tunnels.asked[-1] == ("open", DASHBOARD.id)
    assert bench.hub.launcher.asked == []
    bench.tunnels.change(DASHBOARD.id, phase=TunnelPhase.OPEN, local_port=11000)
    bench.tunnels.change(DASHBOARD.id, phase=TunnelPhase.OPEN, local_port=11000)
    assert bench.hub.launcher.asked == [("url", "http://127.0.0.1:11000/")]


def test_browse_forgets_a_tunnel_that_failed(bench: Bench) -> None:
    bench.tunnels.set(DASHBOARD, TunnelPhase.CLOSED)
    pane = bench.show()
    pane._on_asked(Asked("dashboard", Verb.BROWSE))
    bench.tunnels.change(DASHBOARD.id, phase=TunnelPhase.FAILED)
    bench.tunnels.change(DASHBOARD.id, phase=TunnelPhase.OPEN, local_port=11000)
    assert bench.hub.launcher.asked == []


def test_copied_address_may_have_a_token_but_no_notice_shows_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = replace(DASHBOARD, token_query="token")
    bench.tunnels.set(spec, TunnelPhase.OPEN, local_port=11000)
    secret = "http://127.0.0.1:11000/?token=hunter22"
    monkeypatch.setattr(bench.tunnels, "url", lambda _tunnel: secret)
    bench.show()._on_asked(Asked("dashboard", Verb.COPY))
    assert QGuiApplication.clipboard().text() == secret
    copied = QGuiApplication.clipboard().mimeData()
    assert bytes(copied.data("x-kde-passwordManagerHint")) == b"secret"  # type: ignore[call-overload]
    assert [(each.title, each.hint) for each in bench.told] == [
        ("The address was copied.", "127.0.0.1:11000")
    ]


def test_removed_tunnel_comes_back_open_with_undo(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    pane = bench.show()
    bench.qtbot.keyClick(pane.tunnels.view, Qt.Key.Key_Delete)
    assert bench.tunnels.all() == ()
    (notice,) = bench.told
    assert notice.title == "DGX Dashboard was removed."
    assert notice.action is not None
    notice.action.run()
    assert bench.tunnels.all() == (DASHBOARD,)
    assert bench.tunnels.asked[-1] == ("open", DASHBOARD.id)


def test_removing_a_tunnel_in_use_is_confirmed(bench: Bench) -> None:
    bench.tunnels.set(
        DASHBOARD, TunnelPhase.OPEN, local_port=11000, traffic=Traffic(connections_open=2)
    )
    pane = bench.show()
    pane._on_asked(Asked("dashboard", Verb.REMOVE))
    (dialog,) = pane.findChildren(ConfirmDialog)
    assert "2 connections are open" in dialog.accessibleDescription()
    assert bench.tunnels.all() == (DASHBOARD,)
    dialog.accept()
    assert bench.tunnels.all() == ()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_app_of_several_ports_is_one_row_that_opens_all(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(PAGE, TunnelPhase.OPEN, local_port=3000)
    bench.tunnels.set(BACKEND, TunnelPhase.CLOSED)
    pane = bench.show()
    shown = cell(pane.tunnels.view, "app:Chatbot", Column.STATE)
    assert shown.pill == "1 of 2 open"
    assert cell(pane.tunnels.view, "app:Chatbot", Column.NAME).below == "one app, ports 3000, 8000"
    pane._on_asked(Asked("app:Chatbot", Verb.CLOSE))
    assert bench.tunnels.asked[-2:] == [("close", PAGE.id), ("close", BACKEND.id)]
    pane._on_asked(Asked("app:Chatbot", Verb.REMOVE))
    assert bench.told[-1].title == "Chatbot was removed."


def test_service_becomes_a_tunnel_with_one_click(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.scans[SPARK.id] = replace(SCAN, at=time.time())
    pane = bench.show()
    assert pane.services.view.choose("8888")
    assert "Whether it asks for a login is not known." in pane.services.strip._story.text()
    bench.qtbot.keyClick(pane.services.view, Qt.Key.Key_Return)
    (made,) = bench.tunnels.all()
    assert (made.name, made.remote_port) == ("Jupyter", 8888)
    assert bench.tunnels.asked[-1] == ("open", made.id)
    assert pane.tunnels.view.key == made.id
    bench.tunnels.change(made.id, phase=TunnelPhase.OPEN, local_port=8889)
    bench.settle(lambda: cell(pane.services.view, "8888", 1).below == "tunnel at 127.0.0.1:8889")
    pane.services.strip.buttons[Verb.BROWSE].click()
    assert bench.hub.launcher.asked == [("url", "http://127.0.0.1:8889/")]


def test_another_node_shows_its_own_tunnels(bench: Bench) -> None:
    second = node("spark-02")
    bench.hub.nodes.set(SPARK, second)
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    bench.tunnels.set(replace(POSTGRES, node=second.id), TunnelPhase.CLOSED)
    pane = bench.show()
    assert rows(pane._tunnel_model) == ["dashboard"]
    bench.hub.select_node(second.id)
    assert pane.header.name.whole_text() == "spark-02"
    assert rows(pane._tunnel_model) == ["pg"]


# For every user


def test_everything_focusable_has_a_name(bench: Bench) -> None:
    bench.connect()
    for spec in (DASHBOARD, PAGE, BACKEND):
        bench.tunnels.set(spec, TunnelPhase.OPEN, local_port=11000)
    bench.tunnels.scans[SPARK.id] = replace(SCAN, at=time.time())
    pane = bench.show()
    assert nameless(pane) == []
    pane.add_tunnel()
    assert nameless(pane) == []


def test_tab_goes_from_top_to_bottom(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(POSTGRES, TunnelPhase.CLOSED)
    bench.tunnels.scans[SPARK.id] = replace(SCAN, listeners=(listener(40123),), at=time.time())
    pane = bench.show()
    passed, at = [], pane.header.add.nextInFocusChain()
    while at is not pane.header.add:
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            passed.append(at)
        at = at.nextInFocusChain()
    tunnels, services = pane.tunnels.strip, pane.services.strip
    assert passed == [
        pane.tunnels.view,
        tunnels.buttons[Verb.EDIT],
        tunnels.buttons[Verb.REMOVE],
        tunnels.switch,
        pane.services.again,
        pane.services.view,
        services.switch,
    ]


def test_rail_and_status_bar_count_what_is_open(bench: Bench, tmp_path: Path) -> None:
    from app.shell.rail import Rail
    from app.shell.statusbar import StatusBar

    rail = Rail(bench.hub, [PANE], QMenu())
    bar = StatusBar(bench.hub)
    for widget in (rail, bar):
        bench.qtbot.addWidget(widget)
        widget.begin_counting()
    assert rail._entries["tunnels"].trailing == ""
    assert bar.tunnels is None
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    bench.tunnels.set(POSTGRES, TunnelPhase.WAITING)
    assert rail._entries["tunnels"].trailing == "2"
    assert bar.tunnels is not None
    assert bar.tunnels.text() == "2 tunnels, 1 waiting"
    with bench.qtbot.waitSignal(bench.hub.pane_requested) as asked:
        bar.tunnels.click()
    assert asked.args is not None
    assert asked.args[0].name == "tunnels"
    bench.hub.select_node(LOCAL_NODE)
    assert rail._entries["tunnels"].trailing == ""
    assert not bar.tunnels.isVisibleTo(bar)

"""The form that adds and changes a tunnel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    Qt,
)
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.look.components.confirm import ConfirmDialog
from app.panes.tunnels.verbs import Asked, Verb
from app.services.tunnels.api import (
    TunnelPhase,
)
from app.transport.tunnel.api import ForwardKind
from tests.gui.tunnels_bench import (
    DASHBOARD,
    Bench,
)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def test_form_adds_a_known_service_found_by_its_port(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    bench.qtbot.keyClicks(form.search.field, "11434")
    bench.qtbot.keyClick(form.search.field, Qt.Key.Key_Down)
    assert form._name.text() == "Ollama"
    form.submit()
    (made,) = bench.tunnels.all()
    assert (made.name, made.remote_port, made.scheme) == ("Ollama", 11434, "http")
    assert bench.tunnels.asked[-1] == ("open", made.id)
    assert not form.isVisible()


def test_form_adds_all_ports_of_an_app(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    bench.qtbot.keyClicks(pane.form.search.field, "chatbot")
    bench.qtbot.keyClick(pane.form.search.field, Qt.Key.Key_Down)
    pane.form.submit()
    made = bench.tunnels.all()
    assert {spec.remote_port for spec in made} == {3000, 8000}
    assert {(spec.same_port, spec.group) for spec in made} == {(True, "Multi-agent chatbot")}


class Windows(QObject):
    """Counts the windows that appear."""

    shown = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            self.shown += watched.isWindow()
        return False


def test_form_is_made_without_a_window_that_flashes(bench: Bench, qapp: QApplication) -> None:
    pane = bench.show()
    windows = Windows()
    qapp.installEventFilter(windows)
    pane.add_tunnel()
    qapp.removeEventFilter(windows)
    assert pane.form.isVisible()
    assert windows.shown == 0


def test_form_of_a_proxy_keeps_its_shape(bench: Bench) -> None:
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    before = (form.kind.height(), form.name.pos())
    button = form.kind.findChild(QPushButton, "segment_socks")
    assert isinstance(button, QPushButton)
    button.click()
    bench.settle(lambda: form.local.x() == form.name.x())
    assert (form.kind.height(), form.name.pos()) == before


def test_form_adds_a_socks_proxy(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    form.kind.choose(ForwardKind.SOCKS.value)
    form._on_chosen(None)  # type: ignore[arg-type]
    assert not form.remote.isVisible()
    form.submit()
    (made,) = bench.tunnels.all()
    assert (made.kind, made.name) == (ForwardKind.SOCKS, "SOCKS proxy")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("remote", ""),
        ("remote", "0"),
        ("remote", "70000"),
        ("remote", "http"),
        ("local", "80"),
        ("local", "70000"),
        ("local", "x"),
        ("path", "no slash"),
        ("host", "two words"),
        ("command", "echo 'unfinished"),
    ],
)
def test_form_says_what_is_wrong_beside_the_field(bench: Bench, field: str, text: str) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    form._remote.setText("8888")
    getattr(form, field).editor.setText(text)
    form.submit()
    names = ("name", "remote", "local", "host", "path", "app", "command")
    wrong = [name for name in names if getattr(form, name).error]
    assert wrong == [field]
    assert bench.tunnels.all() == ()


def test_form_asks_before_a_command_is_run_on_the_node(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    form._remote.setText("8888")
    form._command.setText("systemctl --user start 'my server'")
    form.submit()
    (dialog,) = form.findChildren(ConfirmDialog)
    assert "systemctl --user start 'my server'" in dialog.accessibleDescription()
    assert "audit log" in dialog.accessibleDescription()
    assert bench.tunnels.all() == ()
    dialog.accept()
    (made,) = bench.tunnels.all()
    assert made.start_command == ("systemctl", "--user", "start", "my server")
    pane._on_asked(Asked(str(made.id), Verb.EDIT))
    form._name.setText("renamed")
    form.submit()  # the command is the same: nothing is asked
    assert bench.tunnels.all()[0].name == "renamed"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_form_hands_a_token_to_the_keyring_only(bench: Bench) -> None:
    bench.connect()
    pane = bench.show()
    pane.add_tunnel()
    form = pane.form
    form._remote.setText("8888")
    form._token.setText("hunter22")
    said: list[str] = []
    form.entered.connect(lambda entered: said.append(repr(entered)))
    form.submit()
    (made,) = bench.tunnels.all()
    assert bench.tunnels.tokens == {made.id: "hunter22"}
    assert made.token_query == "token"
    assert "hunter22" not in repr(made) + said[0] + form._token.text()
    pane._on_asked(Asked(str(made.id), Verb.EDIT))
    assert form._token.placeholderText() == "as it was"


def test_form_is_left_with_escape_and_changes_nothing(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.CLOSED)
    pane = bench.show()
    bench.qtbot.keyClick(pane.tunnels.view, Qt.Key.Key_F2)
    assert pane.form.isVisible()
    assert pane.form._name.text() == "DGX Dashboard"
    bench.qtbot.keyClick(pane.form._name, Qt.Key.Key_Escape)
    assert not pane.form.isVisible()
    assert bench.tunnels.all() == (DASHBOARD,)

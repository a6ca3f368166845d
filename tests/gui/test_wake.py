"""Waking from sleep and another network are told once, and nodes are looked for again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core import sleep
from app.transport import keeper
from app.transport.status import Phase
from app.workers.wake import WakeWatch
from tests.gui.real_program import RealProgram


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[WakeWatch]:
    made = WakeWatch()
    yield made
    made.deleteLater()


def test_a_sleep_of_the_computer_is_told(
    watch: WakeWatch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.start()
    real = sleep.now
    monkeypatch.setattr(sleep, "now", lambda: replace(real(), with_sleep=real().with_sleep + 3600))

    with qtbot.waitSignal(watch.woke, timeout=30_000):
        pass


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux' kernel")
def test_changes_of_the_network_are_told_once(watch: WakeWatch, qtbot: QtBot) -> None:
    add = ["ip", "address", "add", "198.51.100.253/32", "dev", "lo"]
    try:
        done = subprocess.run(add, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs ip (iproute2)")
    if done.returncode != 0:
        pytest.skip("needs root")
    told = []
    watch.network_changed.connect(lambda: told.append(1))
    watch.start()

    with qtbot.waitSignal(watch.network_changed, timeout=30_000):
        subprocess.run(["ip", "address", "del", *add[3:]], check=True)

    assert len(told) == 1


def test_nodes_that_are_missing_are_tried_at_once_after_waking(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "retry_wait", lambda *_arguments, **_more: 600.0)
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    try:
        sessions = program.hub.sessions
        sessions.connect_at_start()
        watch = next(iter(sessions.findChildren(WakeWatch)))
        node = program.add_node("ssh://demo@127.0.0.1:1", name="nobody")
        program.wait(lambda: sessions.status(node.id).retry_in_s is not None)
        told = len(sessions.recent(node.id))

        watch.woke.emit()

        program.wait(lambda: len(sessions.recent(node.id)) > told)
        program.wait(lambda: sessions.status(node.id).retry_in_s is not None)
        assert sessions.status(node.id).phase is Phase.UNREACHED
    finally:
        program.stop()

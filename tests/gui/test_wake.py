"""Waking from sleep and another network are told once, and nodes are looked for again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core import sleep
from app.workers.wake import WakeWatch


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

    with qtbot.waitSignal(watch.woke, timeout=5000):
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

    with qtbot.waitSignal(watch.network_changed, timeout=5000):
        subprocess.run(["ip", "address", "del", *add[3:]], check=True)

    assert len(told) == 1

"""Panes that need heavy imports: a worker does them, the window stays alive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.panes.api import PaneSpec
from app.shell.content import PaneStack
from app.workers.supervisor import Supervisor
from tests.gui.shell_fakes import make_label


def stack_of(qtbot: QtBot, prepare: Callable[[], object]) -> tuple[PaneStack, Supervisor]:
    supervisor = Supervisor()
    spec = PaneSpec("slow", "Slow", "clock", 1, make_label, prepare=prepare)
    stack = PaneStack(cast(Any, SimpleNamespace(supervisor=supervisor)), [spec])
    qtbot.addWidget(stack)
    return stack, supervisor


def test_pane_that_needs_preparing_is_opened_by_a_worker(qtbot: QtBot) -> None:
    gui_thread, release = QThread.currentThread(), threading.Event()
    prepared_elsewhere: list[bool] = []

    def prepare() -> None:
        release.wait(10)
        prepared_elsewhere.append(QThread.currentThread() is not gui_thread)

    stack, supervisor = stack_of(qtbot, prepare)
    stack.show_pane("slow")
    stack.show_pane("slow")
    assert stack.pane("slow") is None
    assert stack.current_name == "slow"
    release.set()
    qtbot.waitUntil(lambda: stack.pane("slow") is not None)
    assert stack.currentWidget() is stack.pane("slow")
    assert prepared_elsewhere == [True]
    qtbot.waitUntil(lambda: supervisor.running == ())


def test_pane_that_cannot_be_prepared_says_so(qtbot: QtBot) -> None:
    def prepare() -> None:
        raise ImportError("synthetic: a library is missing")

    stack, supervisor = stack_of(qtbot, prepare)
    stack.show_pane("slow")
    qtbot.waitUntil(lambda: bool(stack.failure("slow")))
    qtbot.waitUntil(lambda: supervisor.running == ())

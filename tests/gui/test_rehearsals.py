"""A rule is tried on rows that a real history file has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from app.core.units import GIB
from app.services.alerts.api import Rule
from app.services.history.store import HistoryStore
from app.state.rehearsals import Rehearsals, Rehearsed, TimesFired
from app.workers.lanes import Lanes
from app.workers.supervisor import Supervisor
from tests.gui.alerts_fakes import LOW_MEMORY
from tests.gui.real_program import WAIT_MS
from tests.gui.shell_fakes import FakeNodes, node

SPARK = node("spark-01", host_key="synthetic-key-1")
EMPTY = node("spark-02", host_key="synthetic-key-2")
BEGIN = 1_790_000_000.0
DIPS = (600, 1800)
"""Seconds after the beginning at which memory is low for half a minute."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history.db")
    made.start()
    for second in range(0, 3600, 2):
        low = any(0 <= second - dip < 30 for dip in DIPS)
        memory = {
            "memory.available_bytes": (9.0 if low else 60.0) * GIB,
            "memory.total_bytes": 121.7 * GIB,
        }
        made.add("synthetic-key-1", BEGIN + second, memory)
    assert made.flush()
    yield made
    made.close()


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.supervisor = Supervisor()
        self.answers: list[Rehearsed] = []
        self.rehearsals = Rehearsals(
            nodes=cast(Any, FakeNodes((SPARK, EMPTY))),
            lanes=Lanes("history", self.supervisor),
            clock=lambda: BEGIN + 3600,
        )
        self.rehearsals.rehearsed.connect(self.answers.append)

    def ask(self, *rules: Rule) -> Rehearsed:
        """Ask about some rules at once, and wait for the answer about the last."""
        for rule in rules:
            self.rehearsals.ask(rule, 3600.0)
        self.qtbot.waitUntil(
            lambda: [a.rule for a in self.answers[-1:]] == [rules[-1]], timeout=WAIT_MS
        )
        return self.answers[-1]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    assert made.supervisor.stop_all() == ()


def test_rule_is_counted_where_rows_were_kept(bench: Bench, store: HistoryStore) -> None:
    bench.rehearsals.open(store.path)
    off = replace(LOW_MEMORY, enabled=False)  # tried as if it were on
    assert bench.ask(off).fired == (TimesFired(SPARK.id, len(DIPS)),)
    assert bench.ask(replace(LOW_MEMORY, for_s=60.0)).fired == (TimesFired(SPARK.id, 0),)
    assert bench.ask(replace(LOW_MEMORY, nodes=(EMPTY.id,))).fired == ()


def test_newest_question_is_the_one_that_is_answered(bench: Bench, store: HistoryStore) -> None:
    bench.rehearsals.open(store.path)
    last = replace(LOW_MEMORY, level=1.0, recover_level=None)
    assert bench.ask(LOW_MEMORY, replace(LOW_MEMORY, for_s=1.0), last).rule == last
    assert len(bench.answers) == 1


def test_without_a_history_it_says_so(bench: Bench) -> None:
    assert bench.ask(LOW_MEMORY).error == "The history is not open."

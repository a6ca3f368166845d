"""Rules say the same live and over what was kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import NodeId
from app.core.units import GIB
from app.services.alerts.api import AlertChange, AlertPhase, Comparison, Rule
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import AlertEngine
from app.services.alerts.monitor import Monitor, Row
from app.services.alerts.opening import all_detectors
from app.services.alerts.replay import replay, replayable, stored_rows
from app.services.history.reader import Reader
from app.services.history.store import HistoryStore
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import row_of
from tests.spark_samples import GB10, spark_sample

NODE = NodeId("node-1")
RULES = (
    *replayable(DEFAULT_RULES),
    Rule("quick", "Quick", "cpu.percent", Comparison.ABOVE, level=50.0, for_s=2.0),
    Rule("low", "Low", "gpus.*.sm_clock_mhz", Comparison.BELOW, level=900, recover_level=1200),
)
VALUES = st.none() | st.floats(0, 100, width=32) | st.sampled_from([math.nan, math.inf])
MOMENTS = st.lists(
    st.tuples(
        st.sampled_from([0.1, 1.0, 1.0, 1.0, 30.0, 400.0, 4000.0, -3600.0]),
        VALUES,
        VALUES,
        st.none() | st.floats(0, 121, width=32),
    ),
    max_size=60,
)


def samples_of(
    moments: list[tuple[float, float | None, float | None, float | None]],
) -> list[Sample]:
    """Return samples of a Spark: each some seconds after the one before, with these values."""
    time, samples = 0.0, []
    for seconds, busy, celsius, available in moments:
        time += seconds
        sample = spark_sample(at=time)
        known = None if available is None else int(available * GIB)
        samples.append(
            replace(
                sample,
                cpu=replace(sample.cpu, percent=busy),
                gpus=(replace(GB10, temperature_c=celsius),),
                memory=replace(sample.memory, available_bytes=known),
            )
        )
    return samples


def live(samples: list[Sample]) -> list[AlertChange]:
    monitor = Monitor(AlertEngine(RULES), all_detectors())
    return [
        change for sample in samples for change in monitor.take(NODE, sample, row_of(sample), None)
    ]


@given(MOMENTS)
@settings(max_examples=120, deadline=None)
def test_live_and_replayed_rows_give_the_same_changes(
    moments: list[tuple[float, float | None, float | None, float | None]],
) -> None:
    samples = samples_of(moments)

    assert list(replay(RULES, NODE, [(s.time, row_of(s)) for s in samples])) == live(samples)


@given(MOMENTS, st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_restart_between_two_samples_changes_no_alert_that_fires(
    moments: list[tuple[float, float | None, float | None, float | None]], cut: int
) -> None:
    rows = [(sample.time, row_of(sample)) for sample in samples_of(moments)]
    engine = AlertEngine(RULES)
    for time, row in rows[:cut]:
        engine.observe(NODE, time, row)

    again = AlertEngine(RULES, engine.state)

    assert again.active() == engine.active()
    assert again.past == engine.past
    for time, row in rows[cut:]:
        again.observe(NODE, time, row)
    assert {alert.phase for alert in again.active()} <= {AlertPhase.PENDING, AlertPhase.FIRING}


class Rows:
    """A history in memory."""

    def __init__(self, folder: Path, rows: list[tuple[float, Row]]) -> None:
        self.path = folder / "history.sqlite"
        self.store = HistoryStore(self.path)
        self.store.start()
        for time, row in rows:
            self.store.add("spark", time, row)
        assert self.store.flush()


@pytest.fixture
def day(tmp_path: Path) -> list[tuple[float, Mapping[str, float | None]]]:
    """Two hours of a Spark that fills its memory and is emptied again, with a gap."""
    rows = []
    for second in range(0, 7200, 2):
        if 3000 < second < 3300:
            continue
        available = 60.0 - 55.0 * math.sin(second / 7200 * math.pi) ** 4
        sample = spark_sample(at=float(second))
        memory = replace(sample.memory, available_bytes=int(available * GIB))
        rows.append((sample.time, row_of(replace(sample, memory=memory))))
    return rows


def test_history_on_disk_gives_the_same_changes(
    tmp_path: Path, day: list[tuple[float, Row]]
) -> None:
    kept = Rows(tmp_path, day)
    try:
        with Reader(kept.path) as reader:
            read = stored_rows(reader, "spark", RULES, day[0][0], day[-1][0] + 1)
            replayed = [_told(change) for change in replay(RULES, NODE, read)]
    finally:
        kept.store.close()

    assert replayed == [_told(change) for change in replay(RULES, NODE, day)]
    assert {rule for rule, _phase, _time in replayed} >= {
        "memory-filling-large",
        "memory-low-large",
        "memory-critical-large",
    }


def _told(change: AlertChange) -> tuple[str, AlertPhase, float]:
    return (change.alert.rule.id, change.alert.phase, round(change.time))


def test_machine_without_history_has_nothing_to_replay(tmp_path: Path) -> None:
    kept = Rows(tmp_path, [])
    try:
        with Reader(kept.path) as reader:
            assert list(stored_rows(reader, "spark", RULES, 0.0, 3600.0)) == []
    finally:
        kept.store.close()

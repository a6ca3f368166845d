from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from app.core.ids import NodeId
from app.services.telemetry.api import Machine, Reading
from app.state.telemetry import MachineSeen, SampleTaken, TelemetryState, TelemetryStopped
from tests.spark_samples import spark_sample

NODE = NodeId("spark")


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Listener(QObject):
    def __init__(self, telemetry: TelemetryState) -> None:
        super().__init__()
        self.heard: list[object] = []
        telemetry.sample_taken.connect(self.on_sample)
        telemetry.machine_seen.connect(self.on_machine)
        telemetry.telemetry_stopped.connect(self.on_stopped)

    def on_sample(self, taken: SampleTaken) -> None:
        self.heard.append(taken)

    def on_machine(self, seen: MachineSeen) -> None:
        self.heard.append(seen)

    def on_stopped(self, stopped: TelemetryStopped) -> None:
        self.heard.append(stopped)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telemetry(clock: Clock) -> TelemetryState:
    return TelemetryState(clock=clock)


def feed(telemetry: TelemetryState, clock: Clock, count: int, *, machine_at: float = 0.0) -> None:
    for number in range(count):
        clock.seconds += 1.0
        telemetry.take(NODE, Reading(spark_sample(at=machine_at + number)))


def test_telemetry_state_keeps_the_newest_sample_and_tells(
    telemetry: TelemetryState, clock: Clock
) -> None:
    listener = Listener(telemetry)
    machine = Machine(hostname="spark")
    telemetry.take(NODE, Reading(spark_sample(), machine))
    telemetry.take(NODE, Reading(spark_sample(at=1.0), machine))

    assert telemetry.latest(NODE) == spark_sample(at=1.0)
    assert telemetry.machine(NODE) == machine
    assert [type(heard).__name__ for heard in listener.heard] == [
        "MachineSeen",
        "SampleTaken",
        "SampleTaken",
    ]


def test_telemetry_state_before_the_first_sample_knows_nothing(telemetry: TelemetryState) -> None:
    assert telemetry.latest(NODE) is None
    assert telemetry.machine(NODE) is None
    assert telemetry.uptime(NODE) is None
    assert len(telemetry.history(NODE)) == 0


def test_telemetry_state_ignores_wall_clocks(telemetry: TelemetryState, clock: Clock) -> None:
    feed(telemetry, clock, 5)
    clock.seconds += 1.0
    telemetry.take(NODE, Reading(replace(spark_sample(at=5.0), time=12.0, machine_time=99.0)))

    times = telemetry.history(NODE).times
    assert list(times - times[0]) == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.1)


def test_telemetry_state_spaces_samples_by_the_clock_of_the_machine(
    telemetry: TelemetryState, clock: Clock
) -> None:
    for number, late in enumerate((0.0, 0.3, 0.0, 0.8, 0.1)):
        clock.seconds = 1000.0 + number + late
        telemetry.take(NODE, Reading(spark_sample(at=float(number))))

    times = telemetry.history(NODE).times
    assert list(times - times[0]) == pytest.approx([0, 1, 2, 3, 4], abs=0.05)


def test_telemetry_state_survives_a_reboot_of_the_machine(
    telemetry: TelemetryState, clock: Clock
) -> None:
    feed(telemetry, clock, 5, machine_at=50_000.0)
    clock.seconds += 60.0
    feed(telemetry, clock, 5, machine_at=3.0)

    history = telemetry.history(NODE)
    assert history.last_time == pytest.approx(clock.seconds, abs=0.1)
    assert len(history.gaps) == 1


def test_telemetry_state_marks_where_samples_stopped(
    telemetry: TelemetryState, clock: Clock
) -> None:
    feed(telemetry, clock, 5)
    telemetry.fail(NODE, "No source works there.", "Install python3.")

    assert telemetry.stopped(NODE) == TelemetryStopped(
        NODE, "No source works there.", "Install python3."
    )
    assert telemetry.history(NODE).gaps[-1].end is None

    feed(telemetry, clock, 1, machine_at=20.0)

    assert telemetry.stopped(NODE) is None
    assert telemetry.history(NODE).gaps[-1].end is not None


def test_sample_that_says_nothing_of_now_is_not_the_present_one(
    telemetry: TelemetryState, clock: Clock
) -> None:
    assert telemetry.present(NODE) is None
    feed(telemetry, clock, 3)
    assert telemetry.present(NODE) is telemetry.latest(NODE) is not None
    clock.seconds += 31
    assert telemetry.present(NODE) is None
    feed(telemetry, clock, 1)
    telemetry.fail(NODE, "No source works there.")
    assert telemetry.present(NODE) is None
    assert telemetry.latest(NODE) is not None
    feed(telemetry, clock, 1)
    telemetry.expect(NODE, 60.0)
    clock.seconds += 150
    assert telemetry.present(NODE) is telemetry.latest(NODE)


def test_telemetry_state_counts_uptime_on(telemetry: TelemetryState, clock: Clock) -> None:
    telemetry.take(NODE, Reading(spark_sample(), Machine(uptime_s=100.0)))
    clock.seconds += 50.0

    assert telemetry.uptime(NODE) == pytest.approx(150.0)


def test_telemetry_state_counts_uptime_on_when_something_else_changed(
    telemetry: TelemetryState, clock: Clock
) -> None:
    """A source tells once how long a machine runs; that it asks for a restart comes later."""
    machine = Machine(uptime_s=100.0)
    telemetry.take(NODE, Reading(spark_sample(), machine))
    clock.seconds += 7200.0
    telemetry.take(NODE, Reading(spark_sample(), replace(machine, restart_required=True)))
    assert telemetry.uptime(NODE) == pytest.approx(7300.0)
    telemetry.take(NODE, Reading(spark_sample(), replace(machine, uptime_s=30.0)))  # restarted
    assert telemetry.uptime(NODE) == pytest.approx(30.0)


def test_telemetry_state_forgets_a_removed_node(telemetry: TelemetryState, clock: Clock) -> None:
    feed(telemetry, clock, 3)
    telemetry.forget(NODE)

    assert telemetry.latest(NODE) is None
    assert len(telemetry.history(NODE)) == 0

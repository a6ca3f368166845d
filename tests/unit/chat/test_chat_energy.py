"""Joules of an answer, by the power that a node reports meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.chat.energy import Energy, EnergyMeter
from app.services.telemetry.api import Sample
from tests.spark_samples import GB10, spark_sample

NOON = 1_790_000_000.0


class Node:
    """A node whose samples come as a test says."""

    def __init__(self) -> None:
        self.now = NOON
        self.sample: Sample | None = None
        self.meter = EnergyMeter(lambda: self.sample, lambda: self.now)

    def at(self, seconds: float, *watts: float | None) -> None:
        """Let a sample come, and be looked at half a second later."""
        gpus = tuple(replace(GB10, power_w=each) for each in watts)
        self.sample = replace(spark_sample(at=seconds), gpus=gpus)
        self.now = NOON + seconds + 0.5
        self.meter.look()


def test_power_is_added_up_over_all_gpus_and_the_whole_time() -> None:
    node = Node()
    node.meter.start()
    for second, watts in ((1, 10.0), (2, 30.0), (3, 30.0)):
        node.at(second, watts, 5.0)
    node.now = NOON + 4
    # 1 s at 15 W, then rising to 35 W, 1 s at 35 W, and 1 s more.
    assert node.meter.end().joules == pytest.approx(15 + 25 + 35 + 35)


def test_sample_that_is_seen_twice_counts_once() -> None:
    node = Node()
    node.meter.start()
    node.at(1, 10.0)
    node.meter.look()
    node.now = NOON + 2
    energy = node.meter.end()
    assert (energy.joules, energy.note) == (pytest.approx(20.0), "")


def test_requests_of_others_are_said() -> None:
    node = Node()
    node.meter.start()
    node.at(1, 10.0)
    assert node.meter.end(others=1.0).note == "includes what 1 other request used"
    assert node.meter.end(others=2.0).note == "includes what 2 other requests used"


@pytest.mark.parametrize(
    ("watts", "why"), [((), "no GPU"), ((10.0, None), "does not report its power")]
)
def test_power_that_is_not_known_is_not_zero(watts: tuple[float | None, ...], why: str) -> None:
    node = Node()
    node.meter.start()
    node.at(1, *watts)
    energy = node.meter.end()
    assert energy.joules is None
    assert why in energy.note


def test_node_that_is_not_read_tells_nothing() -> None:
    node = Node()
    node.meter.start()
    node.now += 3
    assert node.meter.end() == Energy(None, "nothing is read from the node")
    node.meter.start()
    node.at(4, 10.0)
    node.now += 60
    assert node.meter.end() == Energy(None, "the node was not read all the time")

"""What is told of the simulated GB10 in each of its scenarios, over a real sshd."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import islice

import pytest

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.services.alerts.api import AlertPhase
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import AlertEngine
from app.services.alerts.monitor import Monitor
from app.services.alerts.opening import all_detectors
from app.services.telemetry.api import Machine, Reading, Sample
from app.services.telemetry.metrics import row_of
from app.services.telemetry.watch import watch
from app.transport.credentials import NoPrompter
from app.transport.ssh.connect import Connector
from scripts.lab.node import LabNode

pytestmark = pytest.mark.lab
NODE = NodeId("lab")
ENOUGH = 12
"""Samples after which numbers that are told over a while are there."""
OF_THIS_COMPUTER = ("disk-", "pressure-", "swap-")
"""Rules about what the lab does not simulate: these numbers are this computer's own."""


def is_whole(sample: Sample, lab: LabNode) -> bool:
    """Whether what takes longest to be told of a scenario is there: the processes of its GPU."""
    if lab.scenario.devices == 0:
        return "gpus" in sample.reasons
    wanted = {each.pid for each in lab.scenario.processes}
    return bool(sample.gpus) and {each.pid for each in sample.gpus[0].processes} == wanted


def read(lab: LabNode) -> tuple[Sample, Machine]:
    """Return a whole sample of the node, and what it says of itself."""
    node = Node(
        id=NODE,
        name="lab",
        address="127.0.0.1",
        port=lab.port,
        user=lab.user,
        identity_file=str(lab.identity),
    )
    known = KnownHosts(lab.known_hosts, ())
    session = Connector(known, NoPrompter(), use_agent=False).open(node, Cancel())
    machine, newest = Machine(), None
    with closing(session), closing(watch(session, "lab", 0.1, Cancel())) as source:
        for number, reading in enumerate(islice(source, 600)):
            assert isinstance(reading, Reading)
            machine, newest = reading.machine or machine, reading.sample
            if number >= ENOUGH and is_whole(newest, lab):
                return newest, machine
    raise AssertionError(newest)


def told_after(sample: Sample, machine: Machine, seconds: int = 60) -> set[str]:
    """Let the machine go on like that for a while; return the rules that fire."""
    monitor = Monitor(AlertEngine(DEFAULT_RULES), all_detectors())
    for second in range(seconds):
        moment = replace(sample, time=sample.time + second)
        monitor.take(NODE, moment, row_of(moment), machine)
    fires = {
        alert.rule.id for alert in monitor.engine.active(NODE) if alert.phase is AlertPhase.FIRING
    }
    return {rule for rule in fires if not rule.startswith(OF_THIS_COMPUTER)}


@pytest.mark.parametrize(
    ("scenario", "rules"),
    [
        ("idle", set()),
        ("loaded", set()),
        ("wedge", {"detected-power-wedge"}),
        ("retained", {"detected-memory-retained"}),
        ("no-devices", {"detected-torn-driver"}),
    ],
)
def test_each_scenario_has_its_alert_and_no_other(
    lab: LabNode, scenario: str, rules: set[str]
) -> None:
    lab.set_scenario(scenario)

    assert told_after(*read(lab)) == rules

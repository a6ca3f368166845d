"""Whose a process is, by a real Docker Engine and real control groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import pytest

from app.core.cancel import Cancel
from app.services.telemetry.api import PartKind, Process, Sample
from app.services.telemetry.sources import agent
from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.ssh_fixtures import connector, node_of

pytestmark = pytest.mark.lab
MIB = 1024**2


def first(lab: LabNode, wanted: Callable[[Sample], bool]) -> Sample:
    """Return the first sample of the agent that is as wanted, within the first 60."""
    session = connector(lab.known_hosts).open(node_of(lab, lab.identity), Cancel())
    readings = agent.read(session, "lab", 0.2, Cancel())
    try:
        return next(each.sample for each in islice(readings, 60) if wanted(each.sample))
    finally:
        readings.close()  # type: ignore[attr-defined]
        session.close()


def of(sample: Sample, pid: int) -> Process | None:
    """Return a process of a sample."""
    return next((each for each in sample.processes if each.pid == pid), None)


def test_engine_in_a_container_has_the_name_that_docker_gave_it(
    docker_lab: LabNode, docker: DockerEngine
) -> None:
    container = docker.run("my-engine", "eat", "0", "0")
    pid = docker.pid("my-engine")
    holder = gb10.Process(pid, "eat", 2048)
    shown = replace(docker_lab.scenario, processes=(holder,))
    gb10.apply(docker_lab.root, shown, "not-supported")

    def named(sample: Sample) -> bool:
        found = of(sample, pid)
        return found is not None and found.owner.container == "my-engine"

    sample = first(docker_lab, named)
    found = of(sample, pid)
    assert found is not None
    assert found.owner.container_id == container
    assert found.gpu_memory_bytes == 2048 * MIB
    engine = next(part for part in sample.memory.parts if part.kind is PartKind.ENGINE)
    assert (engine.name, engine.bytes) == ("my-engine · eat", 2048 * MIB)


def test_account_that_may_not_ask_docker_is_told_why_there_is_no_name(
    docker_lab: LabNode, docker: DockerEngine
) -> None:
    container = docker.run("my-engine", "eat", "0", "0")
    pid = docker.pid("my-engine")
    gb10.apply(
        docker_lab.root,
        replace(docker_lab.scenario, processes=(gb10.Process(pid, "eat", 2048),)),
        "not-supported",
    )
    docker.permit(False)
    sample = first(docker_lab, lambda sample: "Permission denied" in str(sample.reasons))
    found = of(sample, pid)
    assert found is not None
    assert found.owner.container == container[:12]

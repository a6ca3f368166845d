"""Fixtures for routes over jump hosts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hosts.nodes import Hop
from app.transport.ssh.session import SshSession
from app.transport.status import Step, StepStatus
from scripts.lab.node import LabNode


class StepLog(list[tuple[StepStatus, ...]]):
    """Every report of the steps."""

    def last(self, step: Step) -> StepStatus:
        return next(each for each in self[-1] if each.step is step)


@pytest.fixture(scope="module")
def gates(lab_session: LabNode) -> Iterator[tuple[LabNode, LabNode]]:
    """Two jump hosts of the module; `lab_session` is asked for since it knows whether it can."""
    with LabNode() as outer, LabNode() as inner:
        yield outer, inner


@pytest.fixture
def known(lab: LabNode, gates: tuple[LabNode, LabNode], tmp_path: Path) -> Path:
    """A known_hosts file with the node and both jump hosts."""
    file = tmp_path / "known_hosts"
    file.write_text("".join(each.known_hosts.read_text() for each in (lab, *gates)))
    return file


def hop_of(gate: LabNode, **more: str) -> Hop:
    return Hop(gate.host, gate.port, gate.user, more.get("identity", str(gate.identity)))


def forget(file: Path, node: LabNode) -> None:
    """Take a node's lines out of a known_hosts file."""
    name = f"[{node.host}]:{node.port} "
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(name)))


def whoami(session: SshSession) -> str:
    try:
        return session.exec(["id", "-un"]).check().text.strip()
    finally:
        session.close()


def no_thread(*names: str) -> bool:
    return not {each.name for each in threading.enumerate()} & set(names)

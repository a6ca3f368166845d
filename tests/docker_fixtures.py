"""Fixtures of a lab node with a real Docker Engine."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

import pytest

from app.core.cancel import Cancel
from scripts.lab import packages, processes
from scripts.lab.docker_engine import DockerEngine, DockerError
from scripts.lab.node import LabNode
from tests.lab_fixtures import REQUIRE, need_lab
from tests.ssh_fixtures import connector, node_of

if TYPE_CHECKING:
    from app.services.containers.engine import Engine


@pytest.fixture(scope="session")
def docker_session() -> Iterator[tuple[LabNode, DockerEngine]]:
    """One node with Docker for the whole run. Tests ask for `docker_lab`."""
    need_lab(with_network=True)
    if (reason := packages.why_not(docker=True)) is not None:
        _do_without(reason)
    with LabNode(hostname="spark-docker", network=True) as node, ExitStack() as stack:
        try:
            engine = stack.enter_context(DockerEngine(node))
            engine.run("probe", "true")
        except DockerError as error:
            _do_without(f"no container runs here: {error}")
        engine.clean()
        yield node, engine


def _do_without(reason: str) -> NoReturn:
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture
def docker(docker_session: tuple[LabNode, DockerEngine]) -> Iterator[DockerEngine]:
    """The shared engine; containers that a test leaves are removed."""
    yield docker_session[1]
    docker_session[1].clean()


@pytest.fixture
def bare_docker(docker: DockerEngine) -> Iterator[DockerEngine]:
    """The shared engine with nothing but its own image and networks, before and after a test."""

    docker.forget_all()
    yield docker
    docker.forget_all()


@pytest.fixture
def docker_lab(docker_session: tuple[LabNode, DockerEngine]) -> Iterator[LabNode]:
    """The node of the shared engine, its machine and its server brought back after each test."""
    node, _docker = docker_session
    before = {each.pid for each in node.processes()}
    yield node
    left = {each.pid for each in node.processes() if each.name.startswith("python3")} - before
    processes.send(left, signal.SIGKILL)  # a cancelled command runs on, as with any sshd
    node.reset()


OpenDocker = Callable[[], "Engine"]


@pytest.fixture
def open_docker(docker_lab: LabNode, docker: DockerEngine) -> Iterator[OpenDocker]:
    """Open engines over sessions of their own with the shared node; closed after the test."""
    from app.services.containers.engine import Engine  # half a second that few tests need

    opened: list[Engine] = []

    def open_engine() -> Engine:
        session = connector(docker_lab.known_hosts).open(
            node_of(docker_lab, docker_lab.identity), Cancel()
        )
        try:
            opened.append(Engine.open(session))
        except BaseException:
            session.close()
            raise
        return opened[-1]

    yield open_engine
    for engine in opened:
        engine.close()
        engine.session.close()


@pytest.fixture
def engine(open_docker: OpenDocker) -> Engine:
    """The shared engine, over one session."""
    return open_docker()

"""Fixtures of a real image registry on the loopback of the node with Docker."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.transport.slot import SessionSlot
from scripts.lab.docker_engine import DockerEngine, image
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry, layer

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder
    from app.services.containers.image_api import Image, OnPull

NODE = "spark-lab"
LLAMA = "nim/meta/llama"
USER, SECRET = "ann", "lab-registry-secret-4711"
PARTS = 4
PART_MB = 1.5


@functools.cache
def parts() -> tuple[bytes, ...]:
    """Return the layers of `LLAMA:1.0`: the lab's own image and some megabytes."""
    return (image(), *(layer(seed, PART_MB) for seed in range(PARTS)))


@contextlib.contextmanager
def door(node: LabNode, registry: Registry, *, port: int = 0) -> Iterator[FaultProxy]:
    """Open a port of the node's loopback that leads to a registry; it may be slow, or stand still.

    The node has a network of its own, and registries are pushed to from here.
    """
    with FaultProxy("127.0.0.1", registry.port, listen=port, inside=node.pid) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def registry_session(
    docker_session: tuple[LabNode, DockerEngine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    """One registry for the whole run, with `LLAMA:1.0`. Tests ask for `registry`."""
    with (
        Registry(tmp_path_factory.mktemp("registry")) as registry,
        door(docker_session[0], registry, port=registry.port),
    ):
        registry.push(LLAMA, "1.0", parts())
        yield registry


@pytest.fixture
def registry(
    registry_session: Registry, docker_session: tuple[LabNode, DockerEngine]
) -> Iterator[Registry]:
    """The shared registry; images that a test pulled are removed from the engine."""
    yield registry_session
    docker_session[1].clean()
    docker_session[1].forget_images()


@pytest.fixture
def slow_registry(
    registry: Registry, docker_session: tuple[LabNode, DockerEngine]
) -> Iterator[FaultProxy]:
    """A way to the shared registry of the test's own: 127.0.0.1 and its port, on the node."""
    with door(docker_session[0], registry) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def closed_registry(
    docker_session: tuple[LabNode, DockerEngine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    """A registry that serves `USER` with `SECRET` only; it has `private/model:1`."""
    with (
        Registry(tmp_path_factory.mktemp("closed"), accounts={USER: SECRET}) as registry,
        door(docker_session[0], registry, port=registry.port),
    ):
        registry.push("private/model", "1", [layer(90, 0.2)])
        yield registry


@pytest.fixture
def engine_slot(engine: Engine) -> SessionSlot:
    """Where a holder finds the session of `engine`, and another one once a test puts it there."""
    slot = SessionSlot()
    slot.put(engine.session)
    return slot


@pytest.fixture
def holder(engine_slot: SessionSlot) -> Iterator[EngineHolder]:
    """The shared engine as the window holds it."""
    from app.services.containers.holder import EngineHolder

    with contextlib.closing(EngineHolder(engine_slot, NODE)) as holder:
        yield holder


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    """An audit log of the test's own."""
    return AuditLog(tmp_path / "audit.jsonl")


def pulled(
    holder: EngineHolder,
    name: str,
    audit: AuditLog,
    *,
    tell: OnPull = lambda _progress: None,
    login: tuple[str, str] | None = None,
    cancel: Cancel | None = None,
    anchor_after_s: float = 1000.0,
) -> Image:
    """Pull an image as the window does."""
    from app.services.containers.pulls import pull

    return pull(
        holder,
        name,
        cancel or Cancel(),
        tell,
        login_of=lambda _server: login,
        audit=audit,
        node=NODE,
        anchor_after_s=anchor_after_s,
    )

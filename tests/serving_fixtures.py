"""Fixtures of a real inference engine on the lab's Docker: llama.cpp's server with a tiny model."""

from __future__ import annotations

import pytest

from scripts.lab.docker_engine import DockerEngine
from scripts.lab.engine_image import REPOSITORY, SETTINGS, engine_image
from scripts.lab.registry import Registry

TAG = "server"


@pytest.fixture(scope="session")
def engine_registry(registry_session: Registry) -> Registry:
    """The shared registry, with the engine's image in it."""
    registry_session.push(REPOSITORY, TAG, [engine_image()], settings=SETTINGS)
    return registry_session


@pytest.fixture
def engine_name(engine_registry: Registry, docker: DockerEngine) -> str:
    """The name of the engine's image, which need not be on the node yet; it stays there."""
    return engine_registry.name(REPOSITORY, TAG)


@pytest.fixture
def engine_on_node(engine_name: str, docker: DockerEngine) -> str:
    """The name of the engine's image, which is on the node."""
    docker.pull(engine_name)
    return engine_name

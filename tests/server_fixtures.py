"""Real servers of others that run for the whole session: Prometheus, node exporter, llama.cpp."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from scripts.lab import llama, prometheus
from tests.lab_fixtures import REQUIRE


@dataclass(frozen=True)
class Monitored:
    """A node exporter and the Prometheus that scrapes it."""

    exporter: int
    prometheus: int
    instance: str = "spark"


def _need(missing: list[str]) -> None:
    if missing and os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {', '.join(missing)} is not there")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture(scope="session")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitored]:
    """Debian's node exporter and Prometheus on loopback."""
    _need(
        [package for program, package in prometheus.PROGRAMS.items() if not shutil.which(program)]
    )
    directory = tmp_path_factory.mktemp("prometheus")
    with (
        prometheus.node_exporter(directory) as exporter,
        prometheus.prometheus(directory, {"spark": [exporter]}) as server,
    ):
        yield Monitored(exporter, server)


@pytest.fixture(scope="session")
def llama_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """llama.cpp's server with a tiny model of random weights and metrics."""
    need_llama()
    with llama.llama_server(tmp_path_factory.mktemp("llama")) as port:
        yield port


def need_llama() -> None:
    """Skip where llama.cpp's server is not installed."""
    names = ("xllamacpp", "gguf")
    _need([name for name in names if importlib.util.find_spec(name) is None])

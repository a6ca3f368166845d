"""A real Prometheus and a real node exporter, both Debian's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts.lab.servers import free_port, running, wait_ready

PROGRAMS = {"prometheus": "prometheus", "prometheus-node-exporter": "prometheus-node-exporter"}
"""Programs and the packages that bring them."""
SCRAPE_S = 1


@contextlib.contextmanager
def node_exporter(directory: Path, port: int = 0) -> Iterator[int]:
    """Run a node exporter; yield its port."""
    port = port or free_port()
    argv = ("prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}")
    with running(argv, port, directory / f"node_exporter-{port}.log"):
        yield port


@contextlib.contextmanager
def prometheus(
    directory: Path, targets: Mapping[str, Sequence[int]], port: int = 0
) -> Iterator[int]:
    """Run a Prometheus that scrapes ports of loopback, each group as an `instance`; yield its port.

    Args:
        directory: For its configuration and its data.
        targets: The ports of each instance.
        port: Where it listens; 0 takes any free port.
    """
    port = port or free_port()
    config = directory / f"prometheus-{port}.yml"
    config.write_text(_config(targets))
    argv = (
        "prometheus", f"--config.file={config}", f"--storage.tsdb.path={directory / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
    )  # fmt: skip
    with running(argv, port, directory / f"prometheus-{port}.log"):
        wait_ready(f"http://127.0.0.1:{port}/-/ready")  # until then it answers 503
        yield port


def _config(targets: Mapping[str, Sequence[int]]) -> str:
    lines = [
        "global:",
        f"  scrape_interval: {SCRAPE_S}s",
        "scrape_configs:",
    ]
    for instance, ports in targets.items():
        for port in ports:
            lines += [
                f"  - job_name: {instance}-{port}",
                "    static_configs:",
                f"      - targets: ['127.0.0.1:{port}']",
                f"        labels: {{instance: '{instance}:{port}'}}",
            ]
    return "\n".join(lines) + "\n"

"""Real exporters, a real Prometheus and a real llama.cpp, asked through a node's SSH session."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.services.history.store import HistoryStore
from app.services.telemetry import extras as extras_module
from app.services.telemetry import fetch
from app.services.telemetry.api import Place, Reading, Sample, SourceState, SourceStatus
from app.services.telemetry.extras import Extras, find_extras
from app.services.telemetry.prometheus_rows import Row, fetch_range
from app.services.telemetry.promql import MAX_POINTS, Prometheus
from app.services.telemetry.source_settings import NodeSources, load_sources, save_sources
from app.services.telemetry.sources import prometheus as prometheus_source
from app.services.telemetry.watch import watch
from app.services.telemetry.watcher import Watcher, key_of
from app.transport.ssh.session import SshSession
from scripts.lab.llama import ALIAS, llama_server
from scripts.lab.node import LabNode
from tests.exporters import Exporter, exporter, page
from tests.server_fixtures import Monitored, need_llama
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture(scope="module", autouse=True)
def begun(monitored: Monitored) -> None:
    """Start Prometheus before anybody needs it: it first scrapes after 5 s."""


class Watched:
    """A node that is watched with the sources of its settings, reading after reading."""

    def __init__(self, settings: SettingsStore, session: SshSession, wanted: NodeSources) -> None:
        save_sources(settings, replace(wanted, key=key_of(session)))
        self.watcher = Watcher(settings)
        self._readings = self.watcher.watch(session, "lab", 0.2, Cancel())

    def until(self, wanted: Callable[[Sample], object], seconds: float = 30.0) -> Sample:
        """Return the first sample that is as wanted."""
        deadline = time.monotonic() + seconds
        for reading in self._readings:
            if wanted(reading.sample):
                return reading.sample
            assert time.monotonic() < deadline, reading.sample.reasons
        raise AssertionError("watching ended")

    def status(self, name: str) -> SourceStatus:
        return next(each for each in self.watcher.status("lab") if each.name == name)

    def close(self) -> None:
        self._readings.close()  # type: ignore[attr-defined]


@pytest.fixture
def watched(settings: SettingsStore, session: SshSession) -> Iterator[Callable[..., Watched]]:
    """Watch the lab's node with further ports; nothing is looked for unasked."""
    begun: list[Watched] = []

    def begin(**wanted: object) -> Watched:
        begun.append(Watched(settings, session, NodeSources("", automatic=False, **wanted)))  # type: ignore[arg-type]
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


Watch = Callable[..., Watched]


def chat(port: int, tokens: int = 20) -> None:
    body = {
        "messages": [{"role": "user", "content": "hello"}],
        "max_tokens": tokens,
        "ignore_eos": True,  # its weights are random: it would stop at any token
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def test_a_real_llama_server_tells_its_tokens(watched: Watch, llama_port: int) -> None:
    node = watched(engine_ports=(llama_port,))
    sample = node.until(lambda sample: sample.engines)
    (engine,) = sample.engines
    assert (engine.engine, engine.port, engine.model) == ("llama.cpp", llama_port, ALIAS)
    assert sample.source == "agent"
    assert sample.origins == {"engines.0": "engines"}
    chat(llama_port)
    node.until(lambda sample: sample.engines[0].generated_tokens_per_s)
    done = node.until(lambda sample: sample.engines[0].token_s)  # known at a request's end
    assert done.engines[0].token_s is not None
    assert 0 < done.engines[0].token_s < 1
    assert node.status("engines").state is SourceState.READING


def test_an_engine_that_was_killed_leaves_and_comes_back(
    watched: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_llama()
    monkeypatch.setattr(extras_module, "LOOK_S", 0.2)
    monkeypatch.setattr("app.services.telemetry.sources.engines.POLL_S", 0.2)
    with llama_server(tmp_path) as port:
        node = watched(engine_ports=(port,))
        node.until(lambda sample: sample.engines)
        chat(port)
    node.until(lambda sample: not sample.engines)
    gone = node.until(lambda _: node.status("engines").state is SourceState.ABSENT)
    assert "engines" not in gone.reasons  # stopped on purpose or not: there is none
    with llama_server(tmp_path, port):
        back = node.until(lambda sample: sample.engines)
        # Its counters began anew: nothing is known yet or, asked twice by now, nothing written.
        assert back.engines[0].generated_tokens_per_s in (None, 0.0)
        assert back.reasons["engines.0.generated_tokens_per_s"]


def test_llama_without_metrics_is_told_how(watched: Watch, tmp_path: Path) -> None:
    need_llama()
    with llama_server(tmp_path, metrics=False) as port:
        node = watched(engine_ports=(port,))
        node.until(lambda _: node.watcher.has_looked("lab"))
        status = node.status("engines")
    assert status.state is SourceState.FAILED
    assert "--metrics" in status.reason


def test_a_real_node_exporter_overrides_nothing(watched: Watch, monitored: Monitored) -> None:
    node = watched(node_exporter_ports=(monitored.exporter,))
    node.until(lambda _: node.watcher.has_looked("lab"))
    sample = node.until(lambda sample: sample.cpu.percent is not None)
    assert node.status("node-exporter").state is SourceState.READING
    assert "memory" not in {name.split(".")[0] for name in sample.origins}
    assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes


def places(wanted: NodeSources) -> list[Place]:
    return [place for spec in find_extras() for place in spec.places(wanted, None)]


def test_a_real_node_exporter_stands_in_where_no_source_works(
    session: SshSession, monitored: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.telemetry.sources.node_exporter.POLL_S", 0.2)
    wanted = NodeSources("", automatic=False, node_exporter_ports=(monitored.exporter,))
    beside = [(spec, place) for spec in find_extras() for place in spec.places(wanted, None)]
    readings = watch(session, "lab", 1.0, Cancel(), [], Extras(session, "lab", beside))
    first = next(readings)
    assert first.sample.source == "node-exporter"
    assert first.machine is not None
    assert first.machine.hostname == socket.gethostname()
    total = first.sample.memory.total_bytes
    assert total == meminfo("MemTotal")
    assert sum(part.bytes for part in first.sample.memory.parts) == total
    second = next(readings).sample
    assert second.cpu.percent is not None
    readings.close()  # type: ignore[attr-defined]


def meminfo(key: str) -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:"))


def monitored_by(server: Monitored) -> NodeSources:
    return NodeSources(
        "",
        automatic=False,
        prometheus_url=f"http://127.0.0.1:{server.prometheus}",
        prometheus_instance=server.instance,
    )


def test_a_real_prometheus_tells_the_node_of_its_instance(
    session: SshSession, monitored: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus_source, "POLL_S", 0.3)
    (place,) = places(monitored_by(monitored))

    def begun() -> Iterator[Reading] | None:
        readings = place.read(session, "lab", Cancel())
        try:
            next(readings)
        except SourceUnavailable:  # not scraped yet
            return None
        return readings

    found: list[Iterator[Reading]] = []
    wait_for(lambda: (readings := begun()) and found.append(readings) is None)
    sample = next(each.sample for each in found[0] if each.sample.cpu.percent is not None)
    assert sample.memory.total_bytes == meminfo("MemTotal")
    assert 0 <= (sample.cpu.percent or 0) <= 100


def test_another_instance_is_not_taken_for_this_node(
    session: SshSession, monitored: Monitored
) -> None:
    (place,) = places(replace(monitored_by(monitored), prometheus_instance="spark-2"))
    with pytest.raises(SourceUnavailable, match="no metrics of this node"):
        next(place.read(session, "lab", Cancel()))


def test_the_past_comes_out_of_a_real_prometheus(session: SshSession, monitored: Monitored) -> None:
    wanted = monitored_by(monitored)

    def rows() -> list[Row]:
        now = time.time()
        found = fetch_range(session, wanted, now - 30, now, 1.0, Cancel())
        return [row for row in found if {"cpu.percent", "memory.available_bytes"} <= set(row[1])]

    wait_for(lambda: len(rows()) >= 2)
    found = rows()
    times = [at for at, _ in found]
    assert times == sorted(times)
    _, last = found[-1]
    assert last["memory.total_bytes"] == meminfo("MemTotal")
    assert 0 <= last["cpu.percent"] <= 100


def test_the_past_becomes_history(
    session: SshSession, monitored: Monitored, tmp_path: Path
) -> None:
    wanted, now = monitored_by(monitored), time.time()

    def rows() -> list[Row]:
        return list(fetch_range(session, wanted, now - 600, time.time(), 1.0, Cancel()))

    wait_for(lambda: any("memory.total_bytes" in row for _, row in rows()))
    store = HistoryStore(tmp_path / "history.db")
    store.start()
    try:
        store.back_fill("SHA256:spark", rows())
        assert store.flush()
        filled = store.read("SHA256:spark", ("memory.total_bytes",), now - 600, now + 60, 1000)
    finally:
        store.close()
    values = [value for value in filled.series["memory.total_bytes"].mean if value == value]
    assert values
    assert values[-1] == pytest.approx(meminfo("MemTotal"), rel=1e-6)


def test_a_week_is_asked_in_as_many_points_as_prometheus_allows(
    session: SshSession, monitored: Monitored
) -> None:
    server = Prometheus(session, f"http://127.0.0.1:{monitored.prometheus}", Cancel())
    now = time.time()
    _, step = server.query_range("up", now - 7 * 86400, now, 15.0)
    assert step == 55
    with pytest.raises(SourceUnavailable, match="11,000 points"):
        server._ask(
            "query_range",
            {
                "query": "up",
                "start": f"{now - MAX_POINTS * 15 - 60}",
                "end": f"{now}",
                "step": "15",
            },
        )


def test_prometheus_own_words_are_told(session: SshSession, monitored: Monitored) -> None:
    server = Prometheus(session, f"http://127.0.0.1:{monitored.prometheus}", Cancel())
    with pytest.raises(SourceUnavailable, match="unclosed left parenthesis"):
        server.query("sum(up")


def test_bad_exporters_cost_only_themselves(
    watched: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hangs, one answers without end, one shows a page: samples go on over the same session."""
    monkeypatch.setattr(fetch, "READ_S", 1.0)

    def endless(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while True:
            sock.sendall(b"m 1\n" * 65536)

    hanging = Exporter(page(b""))
    hanging.answer = lambda _sock, _request: hanging.stopped.wait(60)
    with exporter(endless) as flood, exporter(page(b"<html>")) as site:
        ports = (hanging.port, flood.port, site.port)
        node = watched(dcgm_ports=ports)
        node.until(lambda _: node.watcher.has_looked("lab"))
        told = {each.endpoint: each for each in node.watcher.status("lab")[1:]}
        node.until(lambda sample: sample.gpus)
    hanging.close()
    reasons = [told[f"127.0.0.1:{port}/metrics"].reason for port in ports]
    assert "in time" in reasons[0]
    assert "more than 8 MiB" in reasons[1]
    assert "web page" in reasons[2]


def test_a_server_with_one_channel_gives_it_to_the_source(
    lab_node: LabNode, open_lab: Callable[[LabNode], SshSession], settings: SettingsStore
) -> None:
    lab_node.sshd_options = "MaxSessions 1"
    lab_node.restart_server()
    body = b'DCGM_FI_DEV_XID_ERRORS{gpu="0"} 79\n'
    with exporter(page(body)) as server:
        session = open_lab(lab_node)
        save_sources(settings, NodeSources(key_of(session), dcgm_ports=(server.port,)))
        watcher = Watcher(settings)
        readings = watcher.watch(session, "lab", 0.2, Cancel())
        sample = next(r.sample for r in readings if r.sample.origins)
        assert sample.source == "agent"
        assert sample.origins == {"gpus.0.xid": "dcgm-exporter"}
        assert sample.gpus[0].xid == 79
        readings.close()  # type: ignore[attr-defined]


def run_cli(lab: LabNode, *options: str) -> subprocess.CompletedProcess[str]:
    reach = (lab.url, "--identity", str(lab.identity), "--known-hosts", str(lab.known_hosts))
    argv = [sys.executable, "-m", "app", "sources", *reach, *options]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, cwd=ROOT)


def test_sources_on_the_command_line(lab: LabNode, monitored: Monitored) -> None:
    port = str(monitored.exporter)
    done = run_cli(lab, "--automatic", "off", "--node-exporter-port", port)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.split() == ["Agent", "over", "python3", "reading"]
    assert second.startswith(f"Node exporter       127.0.0.1:{port}/metrics  reading")
    saved = load_sources(SettingsStore(user_paths().settings), lab.host_key_fingerprint())
    assert (saved.automatic, saved.node_exporter_ports) == (False, (monitored.exporter,))

"""The DGX Dashboard's stream, in both versions, and its login."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.services.telemetry.api import Place
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.services.telemetry.sources import dgx_dashboard
from app.services.telemetry.sources.dgx_dashboard import places, read_event, read_token
from app.transport.local import LocalSession
from tests.exporters import Exporter, exporter

NEW = {
    "percentage_utilization": 37.0,
    "memory_available_in_kib": 60_000_000,
    "memory_total_in_kib": 127532360,
    "temperature_in_c": 52.0,
    "power_draw_in_w": 14.5,
    "gpu_memory_in_use_in_mb": 0,
    "cpu_memory_in_use_in_mb": 60000,
    "power_limit_in_w": 0,
}
"""Synthetic: the fields of September 2026, with the total that the facts name."""
OLD = {
    "percentage_utilization": 12.0,
    "memory_total_in_mb": 131072,
    "memory_available_in_mb": 27302,
}
"""Synthetic: the fields of the version before."""
LOGIN = DashboardLogin("nvidia", "correct horse")


def event(*gpus: object) -> bytes:
    return b"data: " + json.dumps({"TelemetryForGPUs": gpus}).encode() + b"\n"


def test_the_new_fields() -> None:
    sample = read_event(event(NEW), "spark")
    assert sample is not None
    (gpu,) = sample.gpus
    assert (gpu.utilization_percent, gpu.power_w) == (37.0, 14.5)
    assert gpu.power_limit_w is None
    assert sample.memory.total_bytes == 127532360 * 1024
    assert sample.memory.available_bytes == 60_000_000 * 1024


def test_its_temperature_is_a_sensor_of_its_own() -> None:
    sample = read_event(event(NEW), "spark")
    assert sample is not None
    assert sample.gpus[0].temperature_c is None
    assert [item.celsius for item in sample.temperatures] == [52.0]


def test_128_gib_of_the_old_version_are_not_believed() -> None:
    sample = read_event(event(OLD), "spark")
    assert sample is not None
    assert sample.gpus[0].utilization_percent == 12.0
    assert sample.memory.total_bytes is None
    assert sample.memory.available_bytes is None


@pytest.mark.parametrize(
    "line",
    [b"", b"event: gpu_telemetry\n", b": keep-alive\n", b"data: {}\n", event(), b"data: [1]\n"],
)
def test_other_lines_are_skipped(line: bytes) -> None:
    assert read_event(line, "spark") is None


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_line_raises_anything(data: bytes) -> None:
    read_event(b"data:" + data, "spark")


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*NEW, *OLD]),
        st.none() | st.floats() | st.integers() | st.text(max_size=4),
        max_size=6,
    )
)
def test_no_value_raises_anything(gpu: dict[str, object]) -> None:
    read_event(event(gpu), "spark")


@pytest.mark.parametrize("answer", [b"", b"{}", b'{"token": ""}', b'{"token": "a\\nb"}', b"<html>"])
def test_a_login_without_a_token_is_told(answer: bytes) -> None:
    with pytest.raises(SourceUnavailable, match="no token"):
        read_token(answer)


class Dashboard:
    """Answers as the Dashboard does, its login at either path."""

    def __init__(self, login: str, *, password: str = LOGIN.password) -> None:
        self._login = f"POST {login} ".encode()
        self._password = password.encode()
        self.server: Exporter | None = None

    def __call__(self, sock: socket.socket, request: bytes) -> None:
        assert self.server is not None
        whole = self.server.requests[-1]
        if request.startswith(self._login):
            right = self._password in whole
            body = b'{"token": "t0k3n"}' if right else b'{"error": "no"}'
            status = b"200 OK" if right else b"401 No"
            sock.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        elif request.startswith(b"GET /api/v1/gpu_telemetry/stream ") and b"Bearer t0k3n" in whole:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            sock.sendall(b"event: gpu_telemetry\n" + event(NEW) + b"\n" + event(NEW))
        else:
            sock.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")


def place_on(monkeypatch: pytest.MonkeyPatch, port: int) -> Place:
    monkeypatch.setattr(dgx_dashboard, "PORT", port)
    (place,) = places(NodeSources("k"), LOGIN)
    return place


@pytest.mark.parametrize("login", ["/api/login", "/api/v1/login"])
def test_the_stream_is_read_with_a_token(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    answer = Dashboard(login)
    session = LocalSession()
    with exporter(answer) as server:
        answer.server = server
        readings = place_on(monkeypatch, server.port).read(session, "spark", Cancel())
        assert [next(readings).sample.gpus[0].power_w for _ in range(2)] == [14.5, 14.5]
        with pytest.raises(SourceUnavailable, match="ended"):
            next(readings)
    session.close()


def test_a_stream_of_anything_else_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dgx_dashboard, "MAX_SKIPPED", 100_000)
    monkeypatch.setattr(dgx_dashboard, "log_in", lambda *_: "t0k3n")

    def endless(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sock.sendall(b"data: 1\n" * 1000)

    session = LocalSession()
    with exporter(endless) as server, pytest.raises(SourceUnavailable, match="something else"):
        next(place_on(monkeypatch, server.port).read(session, "spark", Cancel()))
    session.close()


def test_a_password_that_was_refused_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """PAM locks accounts that fail too often."""
    answer = Dashboard("/api/login", password="another")
    session = LocalSession()
    with exporter(answer) as server:
        answer.server = server
        place = place_on(monkeypatch, server.port)
        for _ in range(3):
            with pytest.raises(SourceUnavailable, match="does not let nvidia in") as caught:
                next(place.read(session, "spark", Cancel()))
            assert LOGIN.password not in str(caught.value)
        assert len(server.requests) == 1
    session.close()


def test_nothing_is_asked_without_an_account() -> None:
    assert places(NodeSources("k"), None) == ()
    assert LOGIN.password not in repr(LOGIN)

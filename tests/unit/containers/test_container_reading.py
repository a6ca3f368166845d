"""What an engine answers, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.containers import reading
from app.services.containers.api import Health, Mount, NotThere, Port, State
from app.services.containers.engine import failure
from app.services.containers.watching import parse_change

ID = "65d8a8ea814ba3d3fd70279a36510c8c66aca024396ff4c1c850d80fad8a4258"
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
keys = st.sampled_from(
    ["Id", "Names", "State", "Status", "Ports", "Labels", "Mounts", "Config", "cpu_stats", "read"]
) | st.text(max_size=5)
answers = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


def row(**more: Any) -> dict[str, Any]:
    return {"Id": ID, "Names": ["/web"], "State": "running", "Status": "Up 3 hours", **more}


@given(answers)
def test_no_answer_is_too_strange_to_be_read(answer: Any) -> None:
    reading.containers(answer)
    reading.details(answer)
    reading.stats(answer, answer)


@given(st.binary(max_size=200) | answers.map(lambda each: repr(each).encode()))
def test_no_event_is_too_strange_to_be_read(line: bytes) -> None:
    parse_change(line)


@given(st.text(max_size=40))
def test_no_time_is_too_strange_to_be_read(text: str) -> None:
    reading.time_ns(text)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("1970-01-01T00:00:01Z", 10**9),
        ("1970-01-01T00:00:01.000000001Z", 10**9 + 1),
        ("1970-01-01T00:00:01.5Z", 10**9 + 5 * 10**8),
        ("1970-01-01T02:00:01.5+02:00", 10**9 + 5 * 10**8),
        ("1970-13-01T00:00:01Z", None),
        ("yesterday", None),
    ],
)
def test_time_keeps_its_nanoseconds(text: str, nanoseconds: int | None) -> None:
    assert reading.time_ns(text) == nanoseconds


@pytest.mark.parametrize(
    ("status", "health", "code"),
    [
        ("Up 3 hours", None, None),
        ("Up 3 hours (healthy)", Health.HEALTHY, None),
        ("Up 2 seconds (health: starting)", Health.STARTING, None),
        ("Up 3 hours (unhealthy)", Health.UNHEALTHY, None),
        ("Exited (137) 2 minutes ago", None, 137),
        ("Exited (0) 2 minutes ago", None, 0),
    ],
)
def test_health_and_exit_code_are_in_the_status(
    status: str, health: Health | None, code: int | None
) -> None:
    (found,) = reading.containers([row(Status=status)])

    assert (found.health, found.exit_code) == (health, code)


def test_container_is_named_by_its_own_name_and_project() -> None:
    labels = {"com.docker.compose.project": "chat", "com.docker.compose.service": "web"}
    (found,) = reading.containers([row(Names=["/other/link", "/chat-web-1"], Labels=labels)])

    assert (found.name, found.compose_project, found.compose_service) == (
        "chat-web-1",
        "chat",
        "web",
    )


def test_port_says_who_may_reach_it() -> None:
    ports = [
        {"PrivatePort": 8000, "PublicPort": 8000, "Type": "tcp", "IP": "0.0.0.0"},
        {"PrivatePort": 8001, "PublicPort": 8001, "Type": "tcp", "IP": "127.0.0.1"},
        {"PrivatePort": 8002, "Type": "tcp"},
        {"PrivatePort": "many", "Type": "tcp"},
    ]
    (found,) = reading.containers([row(Ports=ports)])

    assert [(each.number, each.open_to_network) for each in found.ports] == [
        (8000, True),
        (8001, False),
        (8002, False),
    ]
    assert found.ports[2] == Port(8002, "tcp")


def test_words_of_a_container_cannot_steer_a_terminal() -> None:
    (found,) = reading.containers(
        [row(Names=["/a\x1b[2Jb\u202ec\x00"], Command="sh\n\x07", Labels={"x": "\x1b"})]
    )

    assert found.name == "a [2Jb c"
    assert found.command == "sh"


def test_unnamed_volumes_go_with_their_container() -> None:
    mounts = [
        {"Type": "volume", "Name": "a" * 64, "Destination": "/data", "RW": True},
        {"Type": "volume", "Name": "models", "Destination": "/models", "RW": False},
        {"Type": "bind", "Source": "/srv", "Destination": "/srv", "RW": True},
    ]
    details = reading.details({"Id": ID, "Mounts": mounts})

    assert [each.target for each in details.lost_with_it] == ["/data"]
    assert details.mounts[1] == Mount("volume", "", "/models", "models", read_only=True)


def test_exit_code_of_a_container_that_runs_is_unknown() -> None:
    state = {"Status": "running", "ExitCode": 0, "Pid": 12, "FinishedAt": "0001-01-01T00:00:00Z"}
    details = reading.details({"Id": ID, "State": state})

    assert (details.state, details.exit_code, details.finished, details.pid) == (
        State.RUNNING,
        None,
        None,
        12,
    )


def looked(cpu: int, system: int, **memory: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "read": "2026-11-21T12:00:00Z",
        "cpu_stats": {
            "cpu_usage": {"total_usage": cpu},
            "system_cpu_usage": system,
            "online_cpus": 20,
        },
        "memory_stats": memory,
    }


def test_stats_count_as_the_docker_command_does() -> None:
    memory = {"usage": 1000, "limit": 5000, "stats": {"inactive_file": 300}}
    found = reading.stats(looked(3_200, 40_000, **memory), looked(0, 20_000))

    assert found is not None
    assert found.cpu_percent == pytest.approx(320)
    assert (found.memory_bytes, found.memory_limit_bytes) == (700, 5000)
    assert found.network_received_bytes is None


def test_stats_of_a_first_look_know_no_percentage() -> None:
    found = reading.stats(looked(3_200, 40_000))

    assert found is not None
    assert found.cpu_percent is None
    again = reading.stats(looked(10, 60_000), looked(3_200, 40_000))  # started again in between
    assert again is not None
    assert again.cpu_percent is None


def test_stats_of_what_does_not_run_are_none() -> None:
    assert reading.stats({"read": "0001-01-01T00:00:00Z", "cpu_stats": {}}) is None


def test_ids_in_what_docker_refuses_are_as_short_as_everywhere() -> None:
    error = failure(404, f"No such container: {'ab' * 32}")
    assert isinstance(error, NotThere)
    assert error.message == "No such container: abababababab."
    assert failure(409, f"conflict: sha256:{'cd' * 32} is in use").message.count("cd") == 6

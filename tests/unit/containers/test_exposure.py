"""Who can be reached from the network, and how an account comes into the group docker."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RemoteError
from app.services.containers.access import parse_joining
from app.services.containers.api import Container, Port, State
from app.services.containers.exposure import (
    Danger,
    Finding,
    HostContainer,
    engines_own,
    join_listeners,
    parse_top,
    ports_named_in,
    published,
)
from app.services.containers.locate import Found, Look
from app.services.containers.strangers import Answer, Asks, parse_object
from app.services.tunnels.api import Listener

ID = "a" * 64
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["Titles", "Processes", "PID"]), inner, max_size=3)
    ),
    max_leaves=15,
)


def container(*ports: Port) -> Container:
    return Container(ID, "vllm", "nim:1", "", "serve", State.RUNNING, "Up", ports=ports)


@given(jsons)
def test_no_list_of_processes_is_too_strange_to_be_read(answer: Any) -> None:
    parse_top(answer)


@given(st.binary(max_size=60) | jsons.map(lambda each: json.dumps(each).encode()))
def test_no_body_is_too_strange_to_be_read(body: bytes) -> None:
    assert isinstance(parse_object(body), dict)


@given(st.text(max_size=100))
def test_no_command_is_too_strange_to_be_searched_for_ports(text: str) -> None:
    assert all(0 < port < 65536 for port in ports_named_in(text))


def test_both_families_of_one_port_are_one_and_loopback_is_none() -> None:
    ports = (
        Port(8000, "tcp", "0.0.0.0", 8000),
        Port(8000, "tcp", "::", 8000),
        Port(9000, "tcp", "127.0.0.1", 9000),
        Port(9001, "tcp", "::1", 9001),
        Port(7000, "udp", "192.168.1.5", 7001),
        Port(5000, "tcp"),
    )
    found = published(container(*ports))
    assert [(each.addresses, each.port, each.protocol) for each in found] == [
        (("0.0.0.0", "::"), 8000, "tcp"),
        (("192.168.1.5",), 7001, "udp"),
    ]
    assert found[0].where == "0.0.0.0:8000"


def test_listener_belongs_to_a_container_by_its_process_else_by_what_it_names() -> None:
    listeners = (
        Listener(8000, ("0.0.0.0",), "python3", 41),
        Listener(9000, ("*",)),
        Listener(22, ("0.0.0.0",)),
        Listener(5000, ("0.0.0.0",)),
    )
    host = HostContainer(container(), frozenset({40, 41}), frozenset({9000, 5000}))
    sure, likely = join_listeners([host], listeners, taken={5000})
    assert (sure.port, sure.is_guess, sure.uses_host_network) == (8000, False, True)
    assert (likely.port, likely.is_guess) == (9000, True)


def test_container_whose_ports_cannot_be_seen_is_named_all_the_same() -> None:
    host = HostContainer(container(), frozenset({40}), frozenset())
    (found,) = join_listeners([host], (Listener(8000, ("0.0.0.0",)),), set())
    assert (found.port, found.where) == (None, "?:?")
    assert not list(join_listeners([host], (Listener(8000, ("0.0.0.0",), "sshd", 7),), set()))


def test_engine_that_takes_orders_from_the_network_is_a_finding_of_its_own() -> None:
    listeners = (
        Listener(2375, ("*",)),
        Listener(2376, ("127.0.0.1",)),
        Listener(8000, ("0.0.0.0",)),
    )
    (found,) = engines_own(listeners, set())
    assert (found.container, found.port) == ("Docker itself", 2375)
    assert "-H tcp://" in Finding(found, Answer(Asks.NOBODY, "", "Docker")).fix
    assert not list(engines_own(listeners, {2375}))


def test_fix_names_the_key_only_where_nobody_is_asked() -> None:
    (reachable,) = published(container(Port(8000, "tcp", "0.0.0.0", 8000)))
    opened = Finding(reachable, Answer(Asks.NOBODY, "", "vLLM", "start it with --api-key"))
    asks = Finding(reachable, Answer(Asks.KEY, "", "vLLM", "start it with --api-key"))
    assert (opened.danger, asks.danger) == (Danger.OPEN, Danger.ASKS)
    assert opened.fix.endswith("Or start it with --api-key.")
    assert "--api-key" not in asks.fix


def test_processes_are_read_by_their_title() -> None:
    told = {
        "Titles": ["UID", "PID", "CMD"],
        "Processes": [["root", "4711", "vllm serve --port 8000"], ["root", "x", "sh"], ["root"]],
    }
    pids, commands = parse_top(told)
    assert pids == {4711}
    assert ports_named_in(commands) == {
        8000,
    }
    assert parse_top({"Titles": "PID", "Processes": []}) == (frozenset(), "")


def test_account_joins_the_group_of_the_usual_socket() -> None:
    mine = Found("/run/user/1000/docker.sock", usable=False, group="spark")
    usual = Found("/var/run/docker.sock", usable=False, group="docker")
    wanted = parse_joining(Look("ada", sockets=(mine, usual)))
    assert wanted.command == "sudo usermod -aG docker ada"
    assert wanted.argv[:2] == ("sudo", "-n")


@pytest.mark.parametrize(
    ("user", "group"),
    [("ada", "root"), ("ada", "do cker"), ("ada", "-x"), ("-ada", "docker"), ("root", "docker")],
)
def test_nobody_joins_what_would_not_help_or_is_no_name(user: str, group: str) -> None:
    with pytest.raises(RemoteError):
        parse_joining(Look(user, sockets=(Found("/var/run/docker.sock", False, group),)))

"""Routes and jump hosts of a node: checked strictly, named in a word, written as ProxyJump."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.hosts.nodes import Hop, Node, NodeBook, Route, check_node, check_route
from app.hosts.target import jump_text, parse_jump

NODE = Node(NodeId("node-1"), "Spark", "spark.local", user="ann")


@pytest.mark.parametrize(
    ("route", "reached_at", "title"),
    [
        (Route("spark.local"), "", "LAN"),
        (Route("SPARK.local."), "", "LAN"),
        (Route("192.168.1.20"), "", "LAN"),
        (Route("10.1.2.3"), "", "LAN"),
        (Route("fe80::1%eth0"), "", "LAN"),
        (Route("169.254.7.7"), "", "LAN"),
        (Route("100.64.0.1"), "", "Tailscale"),
        (Route("100.127.255.254"), "", "Tailscale"),
        (Route("100.128.0.1"), "", "100.128.0.1"),
        (Route("fd7a:115c:a1e0::1"), "", "Tailscale"),
        (Route("spark.tail1234.ts.net"), "", "Tailscale"),
        (Route("127.0.0.1"), "", "127.0.0.1"),
        (Route("203.0.113.5"), "", "203.0.113.5"),
        (Route("spark"), "", "spark"),
        (Route("spark"), "100.101.102.103", "Tailscale"),
        (Route("spark"), "192.168.1.20", "LAN"),
        (Route("spark.example.com"), "203.0.113.5", "spark.example.com"),
        (Route("spark", via=(Hop("gate"), Hop("inner"))), "192.168.1.1", "via gate"),
        (Route("spark.local", label="office"), "", "office"),
    ],
)
def test_route_has_a_title(route: Route, reached_at: str, title: str) -> None:
    assert route.title(reached_at) == title


def test_check_node_trims_routes_and_hops() -> None:
    hop = Hop(" gate ", 2222, " bob ", "")
    node = replace(NODE, via=(hop,), other_routes=(Route(" 10.0.0.5 ", 22, (hop,), " office "),))

    checked = check_node(node)

    assert checked.via == (Hop("gate", 2222, "bob"),)
    assert checked.other_routes == (Route("10.0.0.5", 22, (Hop("gate", 2222, "bob"),), "office"),)
    assert check_node(checked) == checked


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Route(""), "address is missing"),
        (Route("a b"), "not an address"),
        (Route("*.local"), "not an address"),
        (Route("-oProxyCommand=x"), "not an address"),
        (Route("spark", 0), "0 is not a port"),
        (Route("spark", 70000), "70000 is not a port"),
        (Route("spark", label="x" * 33), "is no label"),
        (Route("spark", label="a\x1b[2Jb"), "is no label"),
        (Route("spark", via=(Hop(""),)), "address is missing"),
        (Route("spark", via=(Hop("gate", 0),)), "0 is not a port"),
        (Route("spark", via=(Hop("gate", 22, "a b"),)), "user name"),
        (Route("spark", via=(Hop("gate", 22, "a@b"),)), "user name"),
        (Route("spark", via=(Hop("gate"), Hop("GATE"))), "leads back to itself"),
        (Route("spark", via=(Hop("gate"), Hop("spark"))), "leads back to itself"),
        (Route("s", via=tuple(Hop(f"h{n}") for n in range(6))), "6 jump hosts are too many"),
    ],
)
def test_check_route_names_what_is_wrong(route: Route, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_route(route)
    with pytest.raises(BadInput, match=said):
        check_node(replace(NODE, other_routes=(route,)))


def test_same_host_on_another_port_is_no_loop() -> None:
    check_route(Route("127.0.0.1", 22, (Hop("127.0.0.1", 2201), Hop("127.0.0.1", 2202))))


def test_check_node_refuses_too_many_routes() -> None:
    others = tuple(Route(f"10.0.0.{number}") for number in range(8))

    check_node(replace(NODE, other_routes=others[:7]))
    with pytest.raises(BadInput, match="9 routes are too many"):
        check_node(replace(NODE, other_routes=others))


def test_check_node_refuses_a_route_twice() -> None:
    with pytest.raises(BadInput, match=r"over SPARK\.local is listed twice"):
        check_node(replace(NODE, other_routes=(Route("SPARK.local"),)))
    check_node(replace(NODE, other_routes=(Route("spark.local", via=(Hop("gate"),)),)))


def test_key_file_of_a_hop_is_looked_for(tmp_path: Path) -> None:
    hop = Hop("gate", identity_file=str(tmp_path / "none"))

    with pytest.raises(BadInput, match="no key file"):
        check_node(replace(NODE, via=(hop,)))
    check_node(replace(NODE, via=(hop,)), key_file=False)


@pytest.mark.parametrize(
    ("text", "hops"),
    [
        ("", ()),
        ("none", ()),
        ("gate", (Hop("gate"),)),
        ("bob@gate:2222", (Hop("gate", 2222, "bob"),)),
        ("bob@gate:2222, inner", (Hop("gate", 2222, "bob"), Hop("inner"))),
        ("ssh://bob@gate:2222,[fe80::1]:23", (Hop("gate", 2222, "bob"), Hop("fe80::1", 23))),
        ("bob@fd00::7", (Hop("fd00::7", 22, "bob"),)),
    ],
)
def test_parse_jump_reads_proxy_jump(text: str, hops: tuple[Hop, ...]) -> None:
    assert parse_jump(text) == hops
    assert parse_jump(jump_text(hops)) == hops


@pytest.mark.parametrize(
    "text", [",", "gate,", "gate,,inner", "a:b", "bob:pw@gate", "gate/x", "http://gate", "a,A"]
)
def test_parse_jump_refuses(text: str) -> None:
    with pytest.raises(BadInput):
        parse_jump(text)


@given(text=st.text(max_size=60))
def test_parse_jump_raises_nothing_but_bad_input(text: str) -> None:
    try:
        hops = parse_jump(text)
    except BadInput:
        return
    assert parse_jump(jump_text(hops)) == hops


def test_book_keeps_routes(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    hops = (Hop("gate", 2222, "bob", "~/.ssh/gate"), Hop("inner"))
    node = replace(NODE, via=hops, other_routes=(Route("100.64.0.7", 22, (), "Tailscale"),))

    NodeBook(SettingsStore(file)).save(node)

    assert NodeBook(SettingsStore(file)).get(node.id) == node


@pytest.mark.parametrize(
    "broken",
    [
        7,
        {"port": 22},
        {"address": 7},
        {"address": "a", "via": [{"port": 22}]},
        {"address": "a", "via": "gate"},
    ],
)
def test_broken_saved_route_costs_only_itself(tmp_path: Path, broken: object) -> None:
    file = tmp_path / "settings.json"
    node = replace(NODE, other_routes=(Route("10.0.0.5"), Route("10.0.0.6")))
    NodeBook(SettingsStore(file)).save(node)
    document = json.loads(file.read_text())
    document["sections"]["nodes"]["nodes"][0]["other_routes"].insert(1, broken)
    file.write_text(json.dumps(document))

    store = SettingsStore(file)

    assert NodeBook(store).get(node.id) == node
    assert "nodes.nodes[0].other_routes[1]" in store.problems[0]


def test_broken_way_to_the_address_is_never_taken_for_a_direct_one(tmp_path: Path) -> None:
    """A jump host that cannot be read must not be left out: the way would be another one."""
    file = tmp_path / "settings.json"
    NodeBook(SettingsStore(file)).save(replace(NODE, via=(Hop("gate"), Hop("inner"))))
    document = json.loads(file.read_text())
    document["sections"]["nodes"]["nodes"][0]["via"][1] = {"port": 22}
    file.write_text(json.dumps(document))

    assert [node.id for node in NodeBook(SettingsStore(file)).all()] == [NodeId("local")]

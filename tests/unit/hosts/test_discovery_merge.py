"""Announcements become machines: merged when they surely are one, kept apart otherwise."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network

from app.core.ids import NodeId
from app.hosts.discovery.api import Likeness
from app.hosts.discovery.merge import Announced, Known, candidates
from app.hosts.discovery.network import Network
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import Hop, Node, Route, check_node

LAN = Network("wlan0", "192.168.1.2", IPv4Network("192.168.1.0/24"))
KEY = HostKey("ssh-ed25519", b"key of one machine")
OTHER_KEY = HostKey("ssh-ed25519", b"key of another")


def announced(host: str, *addresses: str, port: int = 22, at: float = 1.0) -> Announced:
    name = host.removesuffix(".local")
    return Announced(host, name, addresses, port, first_seen=at, last_seen=at)


SPARK = announced("spark-1a2b.local", "192.168.1.5")
NIMBUS = announced("nimbus.local", "192.168.1.6", at=2.0)


def test_likely_sparks_come_first_then_by_name() -> None:
    found = candidates([NIMBUS, announced("Atlas.local", "192.168.1.7"), SPARK], Known())

    assert [each.name for each in found] == ["spark-1a2b", "Atlas", "nimbus"]
    assert found[0].likeness is Likeness.LIKELY_SPARK


def test_two_names_with_one_key_are_one_machine() -> None:
    keys = {("192.168.1.5", 22): KEY, ("192.168.1.6", 22): KEY}

    (found,) = candidates([NIMBUS, SPARK], Known((LAN,), keys))

    assert (found.name, found.also_known_as) == ("spark-1a2b", ("nimbus.local",))
    assert found.addresses == ("192.168.1.5", "192.168.1.6")
    assert found.host_key == KEY
    assert found.fingerprint == KEY.fingerprint


def test_two_names_with_two_keys_stay_two() -> None:
    keys = {("192.168.1.5", 22): KEY, ("192.168.1.6", 22): OTHER_KEY}

    assert len(candidates([SPARK, NIMBUS], Known((LAN,), keys))) == 2


def test_same_address_and_port_is_one_machine_before_any_probe() -> None:
    alias = announced("spark7.local", "192.168.1.5", at=3.0)

    (found,) = candidates([SPARK, alias], Known((LAN,)))

    assert found.also_known_as == ("spark7.local",)


def test_addresses_that_every_machine_has_prove_nothing() -> None:
    for shared in ("172.17.0.1", "169.254.1.1"):
        here = announced("spark-1a2b.local", shared)
        there = announced("spark-3c4d.local", shared)
        assert len(candidates([here, there], Known((LAN,)))) == 2

    here = announced("spark-1a2b.local", "192.168.1.5", "172.17.0.1")
    there = announced("spark-3c4d.local", "192.168.1.6", "172.17.0.1")
    assert len(candidates([here, there], Known((LAN,)))) == 2


def test_another_port_is_another_server() -> None:
    container = announced("box.local", "192.168.1.5", port=2222)

    assert len(candidates([SPARK, container], Known((LAN,)))) == 2


def test_chain_of_shared_names_and_keys_is_one_machine() -> None:
    third = announced("atlas.local", "192.168.1.7", at=3.0)
    fourth = announced("atlas.local", "192.168.1.8", at=4.0)
    keys = {("192.168.1.5", 22): KEY, ("192.168.1.8", 22): KEY}

    (found,) = candidates([SPARK, third, fourth], Known((LAN,), keys))

    assert found.addresses == ("192.168.1.5", "192.168.1.7", "192.168.1.8")


def test_machine_keeps_its_key_while_names_are_merged_into_it() -> None:
    keys = {("192.168.1.5", 22): KEY, ("192.168.1.6", 22): KEY}
    first = replace(NIMBUS, first_seen=0.5)

    (alone,) = candidates([first], Known((LAN,)))
    (merged,) = candidates([SPARK, first], Known((LAN,), keys))

    assert merged.name == "spark-1a2b"
    assert merged.key == alone.key


def test_renamed_machine_says_so_but_goes_by_its_original_name_when_merged() -> None:
    keys = {("192.168.1.5", 22): KEY, ("192.168.1.6", 22): KEY}
    renamed = announced("spark7.local", "192.168.1.5", at=0.5)
    original = announced("spark.local", "192.168.1.6")

    (alone,) = candidates([renamed], Known((LAN,)))
    (merged,) = candidates([renamed, original], Known((LAN,), keys))

    assert alone.renamed_from == "spark"
    assert (merged.host, merged.renamed_from) == ("spark.local", "")
    assert merged.also_known_as == ("spark7.local",)


def test_number_after_the_name_of_a_saved_node_looks_like_a_rename() -> None:
    saved = Node(NodeId("node-1"), "Nimbus", "10.0.0.1", user="ann")

    (found,) = candidates([announced("nimbus-2.local", "192.168.1.5")], Known(nodes=[saved]))

    assert found.renamed_from == "nimbus"


def test_addresses_on_our_network_come_first_and_docker_last() -> None:
    many = ("fe80::1%2", "172.17.0.1", "10.8.0.3", "2001:db8::1", "192.168.1.5")

    (found,) = candidates([announced("spark.local", *many)], Known((LAN,)))

    assert found.addresses == ("192.168.1.5", "10.8.0.3", "2001:db8::1", "fe80::1%2", "172.17.0.1")
    assert found.interfaces == ("wlan0",)


def test_saved_node_is_known_by_key_then_by_address() -> None:
    by_key = Node(NodeId("node-k"), "a", "elsewhere", user="ann", host_key=KEY.fingerprint)
    by_name = Node(NodeId("node-n"), "b", "Spark-1A2B.local", user="ann")
    by_route = Node(NodeId("node-r"), "c", "vpn", user="ann",
                    other_routes=(Route("192.168.1.5"),))  # fmt: skip
    behind = Node(NodeId("node-j"), "d", "192.168.1.5", user="ann", via=(Hop("jump"),))
    keys = {("192.168.1.5", 22): KEY}

    def known(*nodes: Node, probed: bool = False) -> NodeId | None:
        (found,) = candidates([SPARK], Known((LAN,), keys if probed else {}, nodes))
        return found.known_node

    assert known(by_name, by_key, probed=True) == "node-k"
    assert known(by_name, by_key) == "node-n"
    assert known(by_route) == "node-r"
    assert known(behind) is None
    assert known(replace(by_name, port=2222)) is None


def test_guess_of_an_ssh_server_gives_way_to_an_announced_one() -> None:
    guess = replace(SPARK, is_ssh=False)
    real = announced("spark-1a2b.local", "192.168.1.5", port=2222)

    (found,) = candidates([guess, real], Known((LAN,)))

    assert found.port == 2222


def test_draft_can_be_saved_and_tries_name_then_address() -> None:
    (found,) = candidates([SPARK], Known((LAN,)))

    node = check_node(found.draft("ann"))

    assert (node.name, node.user) == ("spark-1a2b", "ann")
    assert [route.address for route in node.routes] == ["spark-1a2b.local", "192.168.1.5"]


def test_one_machine_shows_few_of_very_many_names_and_addresses() -> None:
    every = [announced(f"name{n}.local", "192.168.1.5", at=n) for n in range(250)]
    wide = announced("wide.local", *(f"192.168.1.{n}" for n in range(10, 200)))

    merged, other = sorted(candidates([*every, wide], Known((LAN,))), key=lambda c: c.name)

    assert len(merged.also_known_as) <= 8
    assert len(other.addresses) <= 8

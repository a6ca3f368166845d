"""The search: live on loopback, bounds, probes, networks that come and go.

All announcements stay on loopback, made by responders that are not ours. Others may announce
there, too.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

from app.core.cancel import Cancel
from app.core.errors import HostUnreachable
from app.core.ids import NodeId
from app.hosts.discovery import browse, network, services
from app.hosts.discovery.api import Candidate, Snapshot
from app.hosts.discovery.browse import discover
from app.hosts.discovery.network import GROUP, explain, networks, usable
from app.hosts.discovery.probing import AT_ONCE, MAX_PROBES, Prober
from app.hosts.discovery.services import MAX_NAMES, MAX_SERVICES, SSH, Services
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import Node
from tests.integration.hostile_announcer import flood
from tests.waiting import wait_for

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="multicast on loopback as Linux has it"
)
LOOPBACK = ["127.0.0.1"]
KEY = HostKey("ssh-ed25519", b"a key")

Announce = Callable[..., Zeroconf]


def info_of(name: str, address: str, port: int) -> ServiceInfo:
    """What a Spark announces."""
    return ServiceInfo(
        SSH,
        f"{name} SSH.{SSH}",
        port=port,
        server=f"{name}.local.",
        addresses=[socket.inet_aton(address)],
    )


@pytest.fixture
def announce() -> Iterator[Announce]:
    """Announce SSH servers on loopback by a responder that is not ours."""
    responders: list[Zeroconf] = []

    def start(name: str, *, address: str = "", port: int = 22) -> Zeroconf:
        responder = Zeroconf(interfaces=LOOPBACK)
        responders.append(responder)
        # Of one address and port they would be one machine.
        address = address or f"127.0.7.{len(responders)}"
        info = info_of(name, address, port)
        responder.register_service(info, cooperating_responders=True)
        return responder

    yield start
    for responder in responders:
        responder.close()


class Searching:
    """A search on loopback in a thread of its own."""

    def __init__(self, **more: Any) -> None:
        self.snapshots: list[Snapshot] = []
        self._cancel = Cancel()
        more.setdefault("interfaces", LOOPBACK)
        self._more = more
        self._thread = threading.Thread(target=self._run, name="command", daemon=True)

    def find(self, name: str) -> Candidate | None:
        """The machine of that name, as it is now."""
        now = self.snapshots[-1].candidates if self.snapshots else ()
        return next((each for each in now if each.name == name), None)

    def __enter__(self) -> Searching:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cancel.cancel()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        for snapshot in discover(self._cancel, **self._more):
            self.snapshots.append(snapshot)


def send(packets: list[bytes]) -> None:
    """Multicast on loopback, from the port of responders."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK[0]))
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            sender.setsockopt(socket.SOL_SOCKET, option, 1)
        sender.bind((LOOPBACK[0], 5353))
        for packet in packets:
            sender.sendto(packet, GROUP)


def service(name: str) -> str:
    return f"{name}.{SSH}"


@pytest.fixture
def listening() -> Iterator[Services]:
    found = Services(networks(LOOPBACK), lambda: None)
    yield found
    found.close()


def note(listening: Services, name: str, change: ServiceStateChange) -> None:
    """Say what zeroconf's browser says."""
    listening._on_change(listening._zeroconf, SSH, service(name), change)


# Coming and going


def test_machine_appears_and_leaves(announce: Announce) -> None:
    with Searching() as search:
        wait_for(lambda: search.snapshots)
        assert search.snapshots[0].searching
        responder = announce("find-a")
        wait_for(lambda: search.find("find-a"))
        responder.unregister_all_services()
        wait_for(lambda: search.find("find-a") is None)

    assert all(shown.problem == "" for shown in search.snapshots if shown.candidates)


def test_machine_that_says_nothing_more_runs_out(announce: Announce, listening: Services) -> None:
    announce("find-b")

    def there(after: float = 0.0) -> bool:
        listening.refresh(time.monotonic() + after)
        return any(each.host == "find-b.local" for each in listening.announced())

    wait_for(there)
    assert there(after=60.0)
    assert not there(after=150.0)  # its records live for two minutes


def test_machine_is_asked_again_before_it_runs_out(
    announce: Announce, listening: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce("find-c")

    def there() -> bool:
        listening.refresh(time.monotonic())
        return any(each.host == "find-c.local" for each in listening.announced())

    wait_for(there)
    asked: list[str] = []
    monkeypatch.setattr(listening, "_ask", asked.extend)

    listening.refresh(time.monotonic() + 50.0)
    assert asked == []
    listening.refresh(time.monotonic() + 100.0)

    assert f"find-c SSH.{SSH}" in asked


def test_cancel_ends_the_search_and_its_threads(announce: Announce) -> None:
    announce("find-d")
    before = set(threading.enumerate())

    with Searching() as search:
        wait_for(lambda: search.find("find-d"))

    assert set(threading.enumerate()) <= before


# Too much


def test_more_machines_than_can_be_shown_are_counted(listening: Services) -> None:
    for number in range(MAX_SERVICES + 10):
        note(listening, f"many-{number}", ServiceStateChange.Added)

    assert listening.hidden == 10
    note(listening, "many-0", ServiceStateChange.Removed)
    assert listening.hidden == 9  # one of them takes the place
    note(listening, "spark-1a2b SSH", ServiceStateChange.Added)
    assert listening.hidden == 10
    assert service("spark-1a2b SSH") in listening._services


def test_flood_pauses_the_search_and_keeps_what_was_found(
    announce: Announce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_NAMES", 20)
    monkeypatch.setattr(browse, "FLOOD_PAUSE_S", 1.0)
    announce("find-e")
    with Searching() as search:
        wait_for(lambda: search.find("find-e"))

        send(list(flood(25)))
        wait_for(lambda: not search.snapshots[-1].searching)
        paused = search.snapshots[-1]
        wait_for(lambda: search.snapshots[-1].searching)

    assert "paused" in paused.problem
    assert paused.hint
    assert any(each.name == "find-e" for each in paused.candidates)


def test_names_are_bounded_however_many_come(listening: Services) -> None:
    for number in range(MAX_NAMES + 500):
        note(listening, f"flood-{number}", ServiceStateChange.Added)

    assert listening.flooded
    assert listening.hidden <= MAX_NAMES + 1


# Where it cannot work


def test_computer_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with Searching(interfaces=["192.0.2.77"]) as search:
        wait_for(lambda: search.snapshots)

    (shown,) = search.snapshots
    assert not shown.searching
    assert "no network" in shown.problem
    assert "Tailscale" in shown.hint


def test_search_begins_when_a_network_appears(
    announce: Announce, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[network.Network] = []
    monkeypatch.setattr(browse, "networks", lambda _only: tuple(there))
    monkeypatch.setattr(browse, "NETWORK_CHECK_S", 0.1)
    announce("find-f")
    with Searching() as search:
        wait_for(lambda: search.snapshots and not search.snapshots[-1].searching)

        there += networks(LOOPBACK)
        wait_for(lambda: search.find("find-f"))
        there.clear()
        wait_for(lambda: not search.snapshots[-1].searching)

    assert search.snapshots[-1].candidates == ()


def test_silence_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "QUIET_S", 0.5)
    monkeypatch.setattr(services, "SSH", "_nobody._tcp.local.")
    monkeypatch.setattr(services, "WORKSTATION", "_nobody2._tcp.local.")
    with Searching() as search:
        wait_for(lambda: search.snapshots and search.snapshots[-1].problem)

    assert search.snapshots[0].problem == ""
    assert search.snapshots[-1].searching  # a machine may still come
    assert "address" in search.snapshots[-1].hint


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EPERM, "does not let the program"),
        (errno.EADDRINUSE, "Another program"),
        (errno.ENETUNREACH, "cannot be searched"),
    ],
)
def test_refusals_of_the_system_are_told_apart(number: int, words: str) -> None:
    problem, hint = explain(OSError(number, "as the system says it"))

    assert words in problem
    assert "address" in hint


def test_only_networks_that_take_multicast_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    good = networks(LOOPBACK)
    nowhere = network.Network("tun0", "192.0.2.77", good[0].network)

    assert usable([*good, nowhere]) == (good, "", "")
    ready, problem, _hint = usable([nowhere])
    assert ready == ()
    assert problem


# Probes


def test_keys_are_read_few_at_a_time_and_each_server_once() -> None:
    running, most, asked = [0], [0], []
    lock, go = threading.Lock(), threading.Event()

    def probe(address: str, port: int, _cancel: Cancel) -> HostKey:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
            asked.append((address, port))
        go.wait(10)
        with lock:
            running[0] -= 1
        if port % 2:
            raise HostUnreachable("nobody there")
        return KEY

    prober = Prober(probe, Cancel(), lambda: None)
    for _ in range(2):
        prober.ask([("10.0.0.1", port) for port in range(1, 20)])
    wait_for(lambda: running[0] == AT_ONCE)
    go.set()
    wait_for(lambda: len(asked) == 19 and running[0] == 0)

    assert most[0] == AT_ONCE
    wait_for(lambda: set(prober.keys()) == {("10.0.0.1", port) for port in range(2, 20, 2)})


def test_probes_are_bounded() -> None:
    asked: list[int] = []

    def probe(_address: str, port: int, _cancel: Cancel) -> HostKey:
        asked.append(port)
        return KEY

    prober = Prober(probe, Cancel(), lambda: None)
    prober.ask([("10.0.0.1", port) for port in range(1, 200)])
    wait_for(lambda: len(prober.keys()) == 199)
    prober.ask([("10.0.0.2", port) for port in range(1, 200)])  # and the first ones left

    wait_for(lambda: len(asked) == MAX_PROBES)
    wait_for(lambda: len(prober.keys()) == MAX_PROBES - 199)


def test_server_that_comes_back_is_probed_anew() -> None:
    shown = [KEY, HostKey("ssh-ed25519", b"another key")]
    prober = Prober(lambda *_server: shown.pop(0), Cancel(), lambda: None)
    server = ("10.0.0.1", 22)
    prober.ask([server])
    wait_for(lambda: prober.keys() == {server: KEY})

    prober.ask([])
    assert prober.keys() == {}
    prober.ask([server])

    wait_for(lambda: [key.blob for key in prober.keys().values()] == [b"another key"])


def test_slow_probe_never_holds_up_the_list(announce: Announce) -> None:
    release = threading.Event()

    def probe(_address: str, _port: int, _cancel: Cancel) -> HostKey:
        release.wait(20)
        return KEY

    try:
        announce("find-g", port=2201)
        with Searching(probe=probe) as search:
            wait_for(lambda: search.find("find-g"))
            announce("find-h", port=2202)
            wait_for(lambda: search.find("find-h"))
            assert search.find("find-g").host_key is None  # type: ignore[union-attr]
            release.set()
            # Both showed one key: they are one machine.
            wait_for(lambda: any("find-h.local" in each.also_known_as
                                 for each in search.snapshots[-1].candidates))  # fmt: skip
    finally:
        release.set()


def test_servers_on_other_networks_are_never_probed(announce: Announce) -> None:
    asked: list[str] = []

    def probe(address: str, _port: int, _cancel: Cancel) -> HostKey:
        asked.append(address)
        raise HostUnreachable("not now")

    announce("find-i", address="198.51.100.7")
    announce("find-j", port=2203)
    with Searching(probe=probe) as search:
        wait_for(lambda: search.find("find-i") and search.find("find-j") and asked)

    assert "198.51.100.7" not in asked


def test_machine_that_is_saved_meanwhile_is_known(announce: Announce) -> None:
    saved: list[Node] = []
    announce("find-k")
    with Searching(nodes=lambda: tuple(saved)) as search:
        wait_for(lambda: search.find("find-k"))
        saved.append(Node(NodeId("node-1"), "mine", "find-k.local", user="ann"))

        wait_for(lambda: (found := search.find("find-k")) and found.known_node == "node-1")

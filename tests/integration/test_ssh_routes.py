"""Routes with real servers: the best that verifies wins."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ConnectError,
    HostKeyChanged,
    HostKeyUnknown,
    HostNotFound,
    HostUnreachable,
    SettingsUnwritable,
)
from app.hosts.known_hosts import KnownHosts, Trust
from app.hosts.nodes import Node, Route
from app.transport.ssh import reach, routes
from app.transport.ssh.session import SshSession
from app.transport.status import Step, StepState
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.jump_fixtures import StepLog, forget, hop_of, no_thread, whoami
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of
from tests.waiting import wait_for


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


# Which route


def test_first_route_that_answers_wins(lab: LabNode) -> None:
    steps = StepLog()
    routes = (Route(lab.host, lab.port, label="Tailscale"),)
    node = node_of(lab, lab.identity, port=free_port(), other_routes=routes)

    session = connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert session.route == "Tailscale"
    assert session.title == f"spark@127.0.0.1:{lab.port}"
    assert [each.state for each in steps[-1]] == [StepState.DONE] * len(Step)
    assert steps.last(Step.CONNECT).detail.startswith("127.0.0.1 port")
    assert "refuses" in steps.last(Step.CONNECT).detail
    assert f"Tailscale: 127.0.0.1 port {lab.port}" in steps.last(Step.CONNECT).detail
    assert whoami(session) == "spark"


def test_best_route_is_used_though_others_would_answer(lab: LabNode) -> None:
    routes = (Route("localhost", lab.port, label="second"),)
    node = node_of(lab, lab.identity, other_routes=routes)

    session = connector(lab.known_hosts).open(node, Cancel())

    assert session.route == "127.0.0.1"
    assert whoami(session) == "spark"


def test_dead_name_does_not_delay_the_next_route(
    lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """mDNS takes ten seconds to give a name up; the next route is not made to wait for that."""
    look_up, asked, answer = socket.getaddrinfo, threading.Event(), threading.Event()

    def slow(host: str, *arguments: object, **more: object) -> object:
        if host != "gone.local":
            return look_up(host, *arguments, **more)  # type: ignore[arg-type]
        asked.set()
        answer.wait(30)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(reach.socket, "getaddrinfo", slow)
    steps = StepLog()
    node = replace(
        node_of(lab, lab.identity), address="gone.local", other_routes=(Route(lab.host, lab.port),)
    )
    started = time.monotonic()

    session = connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert asked.is_set()
    assert time.monotonic() - started < reach.RESOLVE_TIMEOUT / 2
    assert steps.last(Step.RESOLVE).detail == "LAN: another route was faster · 127.0.0.1"
    answer.set()
    assert whoami(session) == "spark"
    wait_for(lambda: no_thread("route", "resolve"))


def test_silent_server_does_not_delay_the_next_route(lab: LabNode, silent: socket.socket) -> None:
    routes = (Route(lab.host, lab.port),)
    node = node_of(lab, lab.identity, port=silent.getsockname()[1], other_routes=routes)
    started = time.monotonic()

    session = connector(lab.known_hosts).open(node, Cancel())

    assert time.monotonic() - started < reach.NEGOTIATE_TIMEOUT / 2
    assert whoami(session) == "spark"
    peer, _address = silent.accept()
    with peer:  # the route that lost was closed, not left behind
        peer.settimeout(30)
        while peer.recv(1024):
            pass


def test_when_all_routes_fail_each_is_named(lab: LabNode) -> None:
    steps = StepLog()
    routes = (Route(lab.host, free_port(), label="Tailscale"),)
    node = replace(node_of(lab), address="gone.local", other_routes=routes)

    with pytest.raises(HostUnreachable) as caught:
        connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert "LAN: The name gone.local is not known" in caught.value.message
    assert "Tailscale: 127.0.0.1 port" in caught.value.message
    assert not caught.value.permanent
    assert steps.last(Step.CONNECT).state is StepState.FAILED
    assert "gone.local" in steps.last(Step.RESOLVE).detail


def test_all_names_unknown_stays_a_question_of_names(lab: LabNode) -> None:
    node = replace(node_of(lab), address="a.invalid", other_routes=(Route("b.invalid"),))

    with pytest.raises(HostNotFound, match=r"a\.invalid.*b\.invalid"):
        connector(lab.known_hosts).open(node, Cancel())


def test_broken_saved_route_costs_only_itself(lab: LabNode) -> None:
    broken = Route("*", 70000, label="broken")
    node = node_of(lab, lab.identity, port=free_port(), other_routes=(broken,))
    good = replace(node, other_routes=(broken, Route(lab.host, lab.port)))
    how = connector(lab.known_hosts)

    with pytest.raises(ConnectError, match=r"broken: “\*” is not an address"):
        how.open(node, Cancel())
    assert whoami(how.open(good, Cancel())) == "spark"


def test_cancel_ends_every_route(lab: LabNode, silent: socket.socket) -> None:
    port = silent.getsockname()[1]
    node = node_of(lab, port=port, other_routes=(Route("localhost", port),))
    cancel, outcome = Cancel(), list[BaseException]()

    def run() -> None:
        try:
            connector(lab.known_hosts).open(node, cancel)
        except BaseException as error:  # noqa: BLE001
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    silent.settimeout(30)
    with silent.accept()[0], silent.accept()[0]:
        cancel.cancel()
        thread.join(30)

    assert isinstance(outcome[0], Cancelled)
    wait_for(lambda: no_thread("route"))


# Who answers


def test_known_machine_is_trusted_by_another_name_without_a_question(
    lab: LabNode, tmp_path: Path
) -> None:
    file, prompter = tmp_path / "known_hosts", ScriptedPrompter(accept_key=False)
    node = node_of(lab, lab.identity, host_key=lab.host_key_fingerprint())

    assert whoami(connector(file, prompter).open(node, Cancel())) == "spark"

    assert prompter.keys == []
    known = KnownHosts(file, also=())
    [(key, _path)] = known.trusted(lab.host, lab.port)
    assert key.fingerprint == lab.host_key_fingerprint()
    assert known.check(lab.host, lab.port, key) is Trust.TRUSTED


def test_name_behind_a_jump_host_is_not_noted_as_one_of_this_network(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """127.0.0.1 of a jump host is another machine than ours."""
    forget(known, lab)
    prompter = ScriptedPrompter(accept_key=False)
    key = lab.host_key_fingerprint()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),), host_key=key)

    assert whoami(connector(known, prompter).open(node, Cancel())) == "spark"

    assert prompter.keys == []
    assert KnownHosts(known, also=()).trusted(lab.host, lab.port) == []


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_node_known_by_one_key_is_asked_for_that_one(
    lab: LabNode, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "known_hosts"
    public = (lab.directory / f"host_{kind}.pub").read_text().split()
    file.write_text(f"elsewhere.local {public[0]} {public[1]}\n")
    node = node_of(lab, lab.identity, host_key=lab.host_key_fingerprint(kind))

    session = connector(file).open(node, Cancel())

    assert session.host_key == lab.host_key_fingerprint(kind)
    assert whoami(session) == "spark"


def test_another_machine_at_an_address_is_skipped(
    lab: LabNode, gates: tuple[LabNode, LabNode], tmp_path: Path
) -> None:
    other, prompter, steps = gates[0], ScriptedPrompter(), StepLog()
    node = node_of(lab, lab.identity, port=other.port, host_key=lab.host_key_fingerprint())
    both = replace(node, other_routes=(Route(lab.host, lab.port),))
    how = connector(tmp_path / "known_hosts", prompter)

    session = how.open(both, Cancel(), steps.append)
    assert session.host_key == lab.host_key_fingerprint()
    assert "Another machine answers" in steps.last(Step.VERIFY).detail
    assert whoami(session) == "spark"
    with pytest.raises(HostKeyChanged, match="Another machine answers") as caught:
        how.open(node, Cancel())

    assert lab.host_key_fingerprint() in caught.value.message
    assert other.host_key_fingerprint() in caught.value.message
    assert prompter.keys == []
    assert KnownHosts(tmp_path / "known_hosts", also=()).trusted(other.host, other.port) == []


def test_address_of_another_node_is_not_taken_for_this_one(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """Its key is known for that address: as the key of the other machine."""
    other = gates[0]
    node = node_of(lab, other.identity, port=other.port, host_key=lab.host_key_fingerprint())

    with pytest.raises(HostKeyChanged, match="Another machine answers"):
        connector(known).open(node, Cancel())


def test_changed_key_on_one_route_leaves_the_others(lab_node: LabNode, lab: LabNode) -> None:
    file = lab.known_hosts.with_name("changed")
    file.write_text(lab.known_hosts.read_text() + lab_node.known_hosts.read_text())
    lab_node.change_host_key()
    steps, prompter = StepLog(), ScriptedPrompter()
    node = node_of(lab, lab.identity, port=lab_node.port)
    both = replace(node, other_routes=(Route(lab.host, lab.port, label="Tailscale"),))
    alone = replace(node, other_routes=(Route(lab.host, free_port(), label="Tailscale"),))
    how = connector(file, prompter)

    session = how.open(both, Cancel(), steps.append)
    assert session.route == "Tailscale"
    assert "has changed" in steps.last(Step.VERIFY).detail
    assert whoami(session) == "spark"
    with pytest.raises(HostKeyChanged, match=r"Tailscale: .* refuses") as caught:
        how.open(alone, Cancel())

    assert not caught.value.permanent  # the other route may come back
    assert prompter.keys == []


def test_key_turned_down_once_is_not_asked_about_again(lab: LabNode, tmp_path: Path) -> None:
    prompter = ScriptedPrompter(accept_key=False)
    node = node_of(lab, other_routes=(Route("localhost", lab.port),))

    with pytest.raises(HostKeyUnknown) as caught:
        connector(tmp_path / "known_hosts", prompter).open(node, Cancel())

    assert len(prompter.keys) == 1
    assert caught.value.permanent


# What changes and what fails meanwhile


def test_direct_route_wins_over_the_jump_host_once_it_is_back(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    jump = Route(lab.host, lab.port, (hop_of(gates[0]),), label="jump")
    node = node_of(lab, lab.identity, other_routes=(jump,))
    gone = Node(node.id, node.name, node.address, free_port(), node.user, node.identity_file)
    how = connector(known)

    away = how.open(replace(gone, other_routes=(jump,)), Cancel())
    home = how.open(node, Cancel())

    assert (away.route, home.route) == ("jump", "127.0.0.1")
    assert whoami(away) == whoami(home) == "spark"


def test_prompt_that_is_broken_off_ends_everything(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """A terminal's prompter raises Cancelled itself."""

    class Leaving(ScriptedPrompter):
        def ask(self, *_question: object) -> None:
            raise Cancelled

    jump = hop_of(gates[0], identity=str(gates[0].encrypted_identity))
    node = node_of(lab, lab.identity, via=(jump,), other_routes=(Route(lab.host, lab.port),))

    with pytest.raises(Cancelled):
        connector(known, Leaving()).open(node, Cancel())


def test_accepted_key_that_cannot_be_saved_ends_everything(lab: LabNode, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    prompter = ScriptedPrompter()
    node = node_of(lab, lab.identity, other_routes=(Route("localhost", lab.port),))

    with pytest.raises(SettingsUnwritable):
        connector(tmp_path / "blocked" / "known_hosts", prompter).open(node, Cancel())

    assert len(prompter.keys) == 1


def test_every_way_to_fail_has_its_rank() -> None:
    assert set(routes.MOST_TELLING) == set(ConnectError.__subclasses__())


def test_route_that_failed_is_tried_again_while_another_is_waited_for(
    lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restarting server is back long before the resolver gives a dead name up."""
    look_up, answer = socket.getaddrinfo, threading.Event()

    def slow(host: str, *arguments: object, **more: object) -> object:
        if host == "gone.local":
            answer.wait(30)
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return look_up(host, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reach.socket, "getaddrinfo", slow)
    steps = StepLog()
    node = replace(
        node_of(lab, lab.identity), address="gone.local", other_routes=(Route(lab.host, lab.port),)
    )
    lab.stop_listening()
    opened: list[SshSession] = []
    how = connector(lab.known_hosts)
    thread = threading.Thread(
        target=lambda: opened.append(how.open(node, Cancel(), steps.append)), daemon=True
    )
    thread.start()
    wait_for(lambda: steps and "refuses" in steps.last(Step.CONNECT).detail)

    lab.start_server()
    thread.join(30)

    answer.set()
    assert steps.last(Step.RESOLVE).detail == "LAN: another route was faster · 127.0.0.1"
    assert whoami(opened[0]) == "spark"


def test_routes_that_keep_failing_come_to_an_end(
    lab: LabNode, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trying again what failed must not make the slow ones wait for each other for ever."""
    monkeypatch.setattr(reach, "NEGOTIATE_TIMEOUT", 2.0)
    steps, port = StepLog(), silent.getsockname()[1]
    others = (Route("localhost", port, label="silent"), Route(lab.host, free_port(), label="shut"))
    node = node_of(lab, port=port, other_routes=others)

    with pytest.raises(HostUnreachable) as caught:
        connector(lab.known_hosts).open(node, Cancel(), steps.append)

    for words in ("127.0.0.1 port", "silent: localhost", "shut: 127.0.0.1"):
        assert words in caught.value.message
    assert "shut: 127.0.0.1 port" in steps.last(Step.CONNECT).detail
    assert steps.last(Step.NEGOTIATE).state is StepState.FAILED
    wait_for(lambda: no_thread("route"))

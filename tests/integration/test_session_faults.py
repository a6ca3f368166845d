"""What breaks a session, and how soon it is back: each with the limit that the product promises.

A busy machine only ever adds time, so the best of three tries counts.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import ChannelRefused
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.transport import keeper as keeper_module
from app.transport.api import Session
from app.transport.ssh import reach
from app.transport.status import Phase, SessionStatus
from scripts.lab.machine import REPOSITORY
from scripts.lab.node import LabNode
from tests.ssh_fixtures import Kept, ScriptedPrompter, connector, node_of
from tests.waiting import best_of, wait_for

pytestmark = pytest.mark.lab

AFTER_KILL_S = 0.3
AFTER_HALF_OPEN_S = 4.5
AFTER_RESTART_S = 0.5
AFTER_OUTAGE_S = 1.0
OUTAGE_S = 5.0
ASLEEP_S = 30.0


@pytest.fixture
def kept(lab: LabNode) -> Iterator[Kept]:
    """The shared node, kept connected."""
    with Kept(node_of(lab, lab.identity), connector(lab.known_hosts)) as running:
        session_of(running)
        yield running


def session_of(kept: Kept, other_than: Session | None = None) -> Session:
    """Wait for a session that answers."""

    def there() -> bool:
        return kept.keeper.session not in (None, other_than)

    wait_for(there)
    session = kept.keeper.session
    assert session is not None
    assert session.exec(["echo", "on"]).stdout == b"on\n"
    return session


def back_after(kept: Kept, fault: Callable[[], object]) -> float:
    """Return the seconds from the end of `fault` until another session answers."""
    before = kept.keeper.session
    fault()
    began = time.monotonic()
    session_of(kept, before)
    return time.monotonic() - began


def last(kept: Kept) -> SessionStatus:
    return kept.statuses[-1]


def test_killed_session_is_back_at_once(
    lab: LabNode, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "SHORT_LIFE", 0.0)  # killed thrice in a row on purpose

    assert best_of(AFTER_KILL_S, lambda: back_after(kept, lab.kill_sessions)) <= AFTER_KILL_S
    lost = next(each for each in kept.statuses if each.phase is Phase.RECONNECTING)
    assert lost.message.startswith("The connection was lost")
    assert lost.since > 0


def test_half_open_session_is_replaced(
    lab: LabNode, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "SHORT_LIFE", 0.0)

    def fall_silent() -> float:
        wait_for(lambda: kept.keeper.session is not None and kept.keeper.session.latency_s)
        return back_after(kept, lab.stop_sessions)

    assert best_of(AFTER_HALF_OPEN_S, fall_silent) <= AFTER_HALF_OPEN_S
    assert any("no answer" in each.message for each in kept.statuses)


def test_restarted_server_has_its_session_back(lab: LabNode, kept: Kept) -> None:
    def restart() -> None:
        lab.kill_server()
        wait_for(lambda: "refuses" in last(kept).message)
        lab.start_server()

    assert best_of(AFTER_RESTART_S, lambda: back_after(kept, restart)) <= AFTER_RESTART_S


@pytest.mark.parametrize("how", ["drop", "remove_route"])
def test_session_is_back_when_the_path_is(
    lab_network_node: LabNode, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The waits of this outage are as long as those of one that lasts a minute."""
    monkeypatch.setattr(keeper_module, "PATIENCE", keeper_module.PATIENCE * OUTAGE_S / 60)
    node, cable = lab_network_node, lab_network_node.cable
    assert cable is not None
    with Kept(node_of(node, node.identity), connector(node.known_hosts)) as kept:
        session_of(kept)

        def outage() -> None:
            cut = time.monotonic()
            getattr(cable, how)()
            wait_for(lambda: kept.keeper.session is None)
            wait_for(lambda: time.monotonic() - cut > OUTAGE_S)
            assert last(kept).phase is Phase.RECONNECTING
            cable.mend()

        assert best_of(AFTER_OUTAGE_S, lambda: back_after(kept, outage)) <= AFTER_OUTAGE_S


def test_changed_host_key_ends_it_until_the_old_key_is_forgotten(
    lab_node: LabNode, tmp_path: Path
) -> None:
    ours = tmp_path / "known_hosts"
    ours.write_text(lab_node.known_hosts.read_text())
    prompter = ScriptedPrompter(accept_key=True)
    with Kept(node_of(lab_node, lab_node.identity), connector(ours, prompter)) as kept:
        session_of(kept)
        before = lab_node.host_key_fingerprint()

        lab_node.change_host_key()

        wait_for(lambda: last(kept).phase is Phase.REFUSED)
        refused = last(kept)
        assert refused.key_changed
        assert before in refused.message
        assert kept.keeper.session is None
        assert prompter.keys == []  # a changed key is no question of yes or no
        KnownHosts(ours, also=()).forget(lab_node.host, lab_node.port)
        kept.keeper.retry_now()
        session_of(kept)
        assert prompter.keys[-1].key.fingerprint == lab_node.host_key_fingerprint()


def test_full_server_is_left_in_peace_and_joined_later(lab: LabNode) -> None:
    """MaxStartups: all places are taken by clients that never log in."""
    lab.sshd_options = {"MaxStartups": "1:100:1"}
    lab.restart_server()
    wait_for(lambda: lab.session_pids() == [])  # the lab itself looked whether it answers
    with socket.create_connection((lab.host, lab.port)) as greedy:
        assert greedy.recv(4) == b"SSH-"
        with Kept(node_of(lab, lab.identity), connector(lab.known_hosts)) as kept:
            wait_for(lambda: kept.statuses and last(kept).retry_in_s)
            assert last(kept).phase is Phase.UNREACHED
            assert "takes no more logins just now" in last(kept).message
            greedy.close()
            session_of(kept)
            assert len({each.attempt for each in kept.statuses}) < 8


def test_one_session_allowed_is_kept_when_a_second_is_refused(lab: LabNode) -> None:
    lab.sshd_options = {"MaxSessions": "1"}
    lab.restart_server()
    with Kept(node_of(lab, lab.identity), connector(lab.known_hosts)) as kept:
        session = session_of(kept)
        stream = session.stream(["cat"])
        with pytest.raises(ChannelRefused, match="MaxSessions"):
            session.exec(["true"])
        stream.close()
        assert kept.keeper.session is session
        assert session.alive


def test_server_that_accepts_and_is_silent_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "NEGOTIATE_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        node = Node(NodeId("node-silent"), "silent", *silent.getsockname(), "ann")
        with Kept(node, connector(tmp_path / "known_hosts")) as kept:
            wait_for(lambda: kept.statuses and last(kept).retry_in_s)
            assert last(kept).phase is Phase.UNREACHED
            assert "accepts connections but does not answer" in last(kept).message


class Watching:
    """The command line's `watch` in a process of its own, which can be put to sleep."""

    def __init__(self, node: LabNode) -> None:
        login = ["--identity", str(node.identity), "--known-hosts", str(node.known_hosts)]
        command = [sys.executable, "-m", "app", "watch", "--json", "--interval", "0.2"]
        self.process = subprocess.Popen(
            [*command, *login, node.url], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.samples = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Watching:
        wait_for(lambda: self.samples > 2)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.stop()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            json.loads(line)
            self.samples += 1

    def fresh_sample_after(self) -> float:
        """Return the seconds until a sample that was not waiting in the pipe."""
        began = time.monotonic()
        wait_for(lambda: self.process.poll() is None and self._quiet())
        seen = self.samples
        wait_for(lambda: self.samples > seen)
        return time.monotonic() - began

    def _quiet(self) -> bool:
        seen = self.samples
        time.sleep(0.05)
        return self.samples == seen

    def stop(self) -> str:
        """End it as Ctrl-C does; return what it said beside the samples."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        self._reader.join(30)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        if self.process.stderr.closed:
            return ""
        with self.process.stdout, self.process.stderr as said:
            return said.read()


@pytest.mark.timeout(240)  # three tries, each of which sleeps
def test_sleeping_client_keeps_what_lives_and_replaces_what_died(
    lab: LabNode, lab_node: LabNode
) -> None:
    with Watching(lab) as lives, Watching(lab_node) as dies:
        before = lab.session_pids()

        def sleep() -> float:
            for client in (lives, dies):
                client.process.send_signal(signal.SIGSTOP)  # as a sleeping computer stops it all
            lab_node.stop_sessions()
            time.sleep(ASLEEP_S)
            for client in (lives, dies):
                client.process.send_signal(signal.SIGCONT)
            return dies.fresh_sample_after()

        assert best_of(AFTER_HALF_OPEN_S, sleep) <= AFTER_HALF_OPEN_S
        assert best_of(1.0, lives.fresh_sample_after) <= 1.0
        assert set(before) <= set(lab.session_pids())
        assert "Reconnecting" in dies.stop()
        assert "Reconnecting" not in lives.stop()


def test_cancelled_keeper_ends_from_a_dead_path(lab_network_node: LabNode) -> None:
    node, cable = lab_network_node, lab_network_node.cable
    assert cable is not None
    cable.drop()

    def cancelled() -> float:
        cancel = Cancel()
        kept = Kept(node_of(node, node.identity), connector(node.known_hosts))
        thread = threading.Thread(
            target=kept.keeper.run, args=(cancel, kept.statuses.append), daemon=True
        )
        thread.start()
        wait_for(lambda: kept.statuses)
        began = time.monotonic()
        cancel.cancel()
        thread.join(30)
        assert last(kept).phase is Phase.OFF
        return time.monotonic() - began

    assert best_of(2.0, cancelled) <= 2.0

"""TunnelKeeper with stand-ins for the session and for what listens."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from app.core.audit import AuditLog
from app.core.errors import ChannelRefused, LocalPortTaken, TimedOut
from app.core.ids import LOCAL_NODE
from app.services.tunnels.api import TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.keeper import DirectForward, TunnelKeeper, engine_forward
from app.transport.api import Completed, Session
from app.transport.slot import SessionSlot
from app.transport.tunnel.api import ForwardKind, Traffic
from tests.unit.tunnels.tunnel_specs import SPARK, tunnel
from tests.waiting import wait_for


class FakeChannel:
    def close(self) -> None:
        pass


class FakeSession:
    """Runs commands by a function of the test; its service answers or not."""

    alive = True
    host_key = "SHA256:abc"
    is_local = False

    def __init__(self) -> None:
        self.answers = False
        self.ran: list[tuple[str, ...]] = []
        self.run: Callable[[], int] = lambda: 0

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> Any:
        if not self.answers:
            raise ChannelRefused("nothing there")
        return FakeChannel()

    def exec(self, argv: tuple[str, ...], **_more: Any) -> Completed:
        self.ran.append(argv)
        return Completed(argv, self.run(), b"", b"no such container\n")


class FakeForward:
    def __init__(self, spec: TunnelSpec, taken: set[int]) -> None:
        self.spec = spec
        self.taken = taken
        self.closed = False

    def open(self, port: int) -> int:
        if port in self.taken:
            raise LocalPortTaken(f"Port {port} is held by x.", "Choose another.", port=port)
        return port or 54321

    def close(self) -> None:
        self.closed = True

    def traffic(self) -> Traffic:
        return Traffic(bytes_up=7)


class World:
    def __init__(self, folder: Path) -> None:
        self.slot = SessionSlot()
        self.said: list[TunnelStatus] = []
        self.forwards: list[FakeForward] = []
        self.taken: set[int] = set()
        self.audit = folder / "audit.jsonl"
        self.keeper = TunnelKeeper(
            lambda _node: self.slot,
            self.said.append,
            audit=AuditLog(self.audit),
            name_of=lambda _node: "spark",
            make_forward=self.make,
            token_of=lambda spec, _cancel: f"token of {spec.remote_port}",
        )

    def make(self, _slot: SessionSlot, spec: TunnelSpec) -> FakeForward:
        self.forwards.append(FakeForward(spec, self.taken))
        return self.forwards[-1]

    def connect(self) -> FakeSession:
        session = FakeSession()
        self.slot.put(cast(Session, session))
        return session

    @property
    def outcomes(self) -> list[str]:
        return [json.loads(line)["outcome"] for line in self.audit.read_text().splitlines()]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_tunnel_opens_follows_its_session_and_closes(world: World) -> None:
    spec = tunnel(8888)
    assert world.keeper.open(spec, 8888).phase is TunnelPhase.WAITING
    session = world.connect()
    assert world.keeper.status(spec).phase is TunnelPhase.OPEN
    world.slot.clear(cast(Session, session))
    assert world.keeper.status(spec).phase is TunnelPhase.WAITING
    world.connect()
    world.keeper.close(spec.id)

    phases = [status.phase for status in world.said]
    opening, waiting, opened, closed = (
        TunnelPhase.OPENING, TunnelPhase.WAITING, TunnelPhase.OPEN, TunnelPhase.CLOSED,
    )  # fmt: skip
    assert phases == [opening, waiting, opened, waiting, opened, closed]
    assert all(status.since > 0 for status in world.said)
    assert [forward.closed for forward in world.forwards] == [True]
    assert world.keeper.status(spec).phase is closed
    world.connect()
    assert [status.phase for status in world.said] == phases  # it follows nothing any more


def test_opening_twice_changes_nothing(world: World) -> None:
    spec = tunnel(8888)
    world.connect()

    assert world.keeper.open(spec, 8888) == world.keeper.open(spec, 9999)
    assert len(world.forwards) == 1


def test_a_port_that_cannot_be_had_is_a_state_with_words(world: World) -> None:
    spec = tunnel(1111, same_port=True)
    world.taken = {1111}

    status = world.keeper.open(spec, 1111)

    assert (status.phase, status.local_port) == (TunnelPhase.FAILED, None)
    assert status.message == "Port 1111 is held by x."
    assert world.keeper.url(spec) == ""
    world.taken = set()
    assert world.keeper.open(spec, 1111).phase is TunnelPhase.WAITING


def test_the_address_has_the_token_only_where_the_page_takes_one(world: World) -> None:
    spec, bare = tunnel(8888, token_query="token"), tunnel(9999)
    for each in (spec, bare):
        world.keeper.open(each, each.remote_port)

    assert world.keeper.url(spec) == "http://127.0.0.1:8888/?token=token%20of%208888"
    assert world.keeper.url(bare) == "http://127.0.0.1:9999/"


def test_traffic_that_did_not_change_is_not_told(world: World) -> None:
    spec = tunnel(8888)
    world.keeper.open(spec, 8888)

    assert [status.traffic.bytes_up for status in world.keeper.refresh_traffic()] == [7]
    assert world.keeper.refresh_traffic() == ()


# Start commands

START = ("docker", "start", "web ui")


def test_a_start_command_runs_once_and_is_in_the_audit_log(world: World) -> None:
    session = world.connect()
    spec = tunnel(8888, start_command=START)

    assert world.keeper.open(spec, 8888).phase is TunnelPhase.OPEN
    world.keeper.open(spec, 8888)

    assert session.ran == [START]
    assert world.outcomes == ["begun", "done"]
    assert "docker start 'web ui'" in world.audit.read_text()


def test_a_service_that_answers_is_not_started(world: World) -> None:
    session = world.connect()
    session.answers = True

    assert world.keeper.open(tunnel(8888, start_command=START), 8888).phase is TunnelPhase.OPEN
    assert session.ran == []
    assert not world.audit.exists()


def test_a_start_command_waits_for_its_node(world: World) -> None:
    spec = tunnel(8888, start_command=START)

    status = world.keeper.open(spec, 8888)
    assert status.phase is TunnelPhase.OPENING
    assert "once the node is connected" in status.message
    session = world.connect()
    assert world.keeper.open(spec, 8888).phase is TunnelPhase.OPEN

    assert session.ran == [START]
    assert world.keeper.status(spec).message == ""


def test_a_node_that_was_restarted_gets_its_service_started_again(world: World) -> None:
    spec = tunnel(8888, start_command=START)
    before = world.connect()
    world.keeper.open(spec, 8888)
    world.slot.clear(cast(Session, before))

    after = world.connect()
    world.keeper.open(spec, 8888)

    assert after.ran == [START]
    assert len(world.forwards) == 1


def test_a_start_command_that_fails_says_so(world: World) -> None:
    session = world.connect()
    session.run = lambda: 1

    status = world.keeper.open(tunnel(8888, start_command=START), 8888)

    assert status.phase is TunnelPhase.FAILED
    assert "no such container" in status.message
    assert status.hint
    assert world.forwards == []
    assert world.outcomes[0] == "begun"
    assert "no such container" in world.outcomes[1]


def test_a_start_command_that_does_not_end_says_what_to_do(world: World) -> None:
    session = world.connect()

    def hang() -> int:
        raise TimedOut("The command did not end in time.")

    session.run = hang

    status = world.keeper.open(tunnel(8888, start_command=START), 8888)

    assert status.phase is TunnelPhase.FAILED
    assert "did not end within 60 s" in status.message
    assert "background" in status.hint


def test_closing_ends_an_opening_that_still_runs(world: World) -> None:
    session = world.connect()
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(10)
        return 0

    session.run = slow
    spec = tunnel(8888, start_command=START)
    opening = threading.Thread(target=world.keeper.open, args=(spec, 8888), daemon=True)
    opening.start()
    assert begun.wait(30)
    closing = threading.Thread(target=world.keeper.close, args=(spec.id,), daemon=True)
    closing.start()
    wait_for(lambda: spec.id not in world.keeper.open_ids())
    go_on.set()
    opening.join(30)
    closing.join(30)

    assert world.forwards == []
    assert world.said[-1].phase is TunnelPhase.CLOSED


# This computer


def test_a_service_of_this_computer_needs_no_forward() -> None:
    forward = engine_forward(SessionSlot(), tunnel(8888, node=LOCAL_NODE))

    assert isinstance(forward, DirectForward)
    assert forward.open(9999) == 8888


def test_this_computer_needs_no_proxy(world: World) -> None:
    spec = tunnel(0, node=LOCAL_NODE, kind=ForwardKind.SOCKS)
    keeper = TunnelKeeper(
        lambda _node: world.slot,
        world.said.append,
        audit=AuditLog(world.audit),
        name_of=lambda _node: "here",
    )

    status = keeper.open(spec, 1080)

    assert status.phase is TunnelPhase.FAILED
    assert "no proxy" in status.message


def test_the_holder_of_a_port_may_be_another_tunnel(world: World) -> None:
    world.taken = set()
    world.keeper.open(tunnel(8888, name="Notebook"), 8888)
    world.taken = {8888, 8889}

    status = world.keeper.open(tunnel(8888, node=SPARK, name="Other"), 8888, avoid={8890})

    assert status.note == "Port 8888 is held by the tunnel “Notebook”; 8891 is used."


def test_any_port_is_taken_before_none(world: World) -> None:
    world.taken = set(range(8888, 9000))

    assert world.keeper.open(tunnel(8888), 8888).local_port == 54321
    assert world.keeper.open(tunnel(8888), 8888, fixed=True).phase is TunnelPhase.FAILED

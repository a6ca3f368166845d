"""DiscoveryState: what the window knows of the network while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.hosts.discovery.api import Candidate, Snapshot
from app.hosts.tailscale import Peer, Tailnet
from app.state.discovery import DiscoveryState
from app.workers.supervisor import Supervisor
from tests.gui.spoken_network import SpokenNetwork

SPARK = Candidate("a", "spark-7f3a", "spark-7f3a.local", ("192.168.1.42",))
TAILNET = Tailnet(True, (Peer("spark-7f3a", "spark-7f3a.t.ts.net", ("100.64.0.9",), True),))


@pytest.fixture
def network() -> SpokenNetwork:
    return SpokenNetwork()


@pytest.fixture
def state(qtbot: QtBot, network: SpokenNetwork) -> Iterator[DiscoveryState]:
    supervisor = Supervisor()
    made = DiscoveryState(
        supervisor=supervisor, discover=network.discover, read_tailnet=lambda _cancel: TAILNET
    )
    yield made
    made.stop()
    assert supervisor.stop_all() == ()


def test_discovery_searches_only_between_start_and_stop(
    state: DiscoveryState, network: SpokenNetwork, qtbot: QtBot
) -> None:
    assert not state.running
    assert network.searches == 0
    state.start()
    state.start()
    qtbot.waitUntil(lambda: network.searches == 1)
    assert state.snapshot.searching
    state.stop()
    assert not state.running


def test_discovery_tells_each_picture(
    state: DiscoveryState, network: SpokenNetwork, qtbot: QtBot
) -> None:
    state.start()
    with qtbot.waitSignal(state.found) as told:
        network.say(Snapshot((SPARK,)))
    assert told.args == [Snapshot((SPARK,))]
    assert state.snapshot.candidates == (SPARK,)


def test_discovery_forgets_nothing_when_it_stops_and_starts_empty(
    state: DiscoveryState, network: SpokenNetwork, qtbot: QtBot
) -> None:
    state.start()
    with qtbot.waitSignal(state.found):
        network.say(Snapshot((SPARK,)))
    state.stop()
    assert state.snapshot.candidates == (SPARK,)
    state.start()
    assert state.snapshot == Snapshot()


def test_discovery_says_why_it_ended_and_keeps_what_it_found(
    state: DiscoveryState, network: SpokenNetwork, qtbot: QtBot
) -> None:
    state.start()
    with qtbot.waitSignal(state.found):
        network.say(Snapshot((SPARK,)))
    with qtbot.waitSignal(state.found):
        network.say(UserError("The search failed.", "Enter the address."))
    assert not state.running
    assert state.snapshot == Snapshot(
        (SPARK,), searching=False, problem="The search failed.", hint="Enter the address."
    )


def test_discovery_ignores_a_search_that_was_given_up(
    state: DiscoveryState, network: SpokenNetwork, qtbot: QtBot
) -> None:
    state.start()
    qtbot.waitUntil(lambda: network.searches == 1)
    state.restart()
    qtbot.waitUntil(lambda: network.searches == 2)
    assert state.running
    assert state.snapshot == Snapshot()


def test_discovery_asks_tailscale_at_each_start(state: DiscoveryState, qtbot: QtBot) -> None:
    assert state.tailnet is None
    with qtbot.waitSignal(state.tailnet_read):
        state.start()
    assert state.tailnet == TAILNET

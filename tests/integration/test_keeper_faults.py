"""A keeper with a real sshd: what is killed comes back by itself."""

from __future__ import annotations

from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.ssh_fixtures import Kept, connector, node_of
from tests.waiting import wait_for


def test_keeper_is_back_after_kill_and_restart(lab: LabNode) -> None:
    with Kept(node_of(lab, lab.identity), connector(lab.known_hosts)) as kept:
        wait_for(lambda: kept.times(Phase.CONNECTED) == 1)
        lab.kill_sessions()
        wait_for(lambda: kept.times(Phase.CONNECTED) == 2)
        lab.kill_server()
        wait_for(lambda: any("refuses" in each.message for each in kept.statuses))
        lab.start_server()
        wait_for(lambda: kept.times(Phase.CONNECTED) == 3)
        assert kept.keeper.session is not None
        assert kept.keeper.session.exec(["echo", "on"]).stdout == b"on\n"

    assert kept.statuses[-1].phase is Phase.OFF

"""The steps of opening a session while several routes are tried."""

from __future__ import annotations

import pytest

from app.transport.ssh.steps import Steps, Way
from app.transport.status import Step, StepState, StepStatus


class Row:
    """The last row reported."""

    def __init__(self) -> None:
        self.rows: list[tuple[StepStatus, ...]] = []
        self.steps = Steps(self.rows.append)

    def of(self, step: Step) -> tuple[StepState, str]:
        status = next(each for each in self.rows[-1] if each.step is step)
        return status.state, status.detail


@pytest.fixture
def row() -> Row:
    return Row()


def resolve(way: Way, detail: str) -> None:
    way.begin(Step.RESOLVE)
    way.done(detail)


def test_one_route_is_told_without_its_name(row: Row) -> None:
    way = row.steps.way("LAN")
    resolve(way, "10.0.0.5")
    way.begin(Step.CONNECT)

    assert row.of(Step.RESOLVE) == (StepState.DONE, "10.0.0.5")
    assert row.of(Step.CONNECT) == (StepState.RUNNING, "")
    assert row.of(Step.VERIFY) == (StepState.WAITING, "")


def test_each_of_several_routes_is_named(row: Row) -> None:
    lan, tailscale = row.steps.way("LAN"), row.steps.way("Tailscale")
    lan.begin(Step.RESOLVE)
    resolve(tailscale, "100.64.0.5")
    lan.end("not known")

    assert row.of(Step.RESOLVE) == (StepState.DONE, "LAN: not known · Tailscale: 100.64.0.5")


def test_step_has_failed_once_no_route_is_left_in_it(row: Row) -> None:
    lan, tailscale = row.steps.way("LAN"), row.steps.way("Tailscale")
    for way in (lan, tailscale):
        way.begin(Step.CONNECT)
    lan.end("refused")
    assert row.of(Step.CONNECT)[0] is StepState.RUNNING
    tailscale.end("silent")

    assert row.of(Step.CONNECT) == (StepState.FAILED, "LAN: refused · Tailscale: silent")


def test_route_that_was_given_up_says_nothing_more(row: Row) -> None:
    way = row.steps.way("LAN")
    way.begin(Step.RESOLVE)
    way.end("another route was faster")
    told = len(row.rows)
    way.done("10.0.0.5")
    way.begin(Step.CONNECT)
    way.end("late")

    assert len(row.rows) == told
    assert row.of(Step.RESOLVE) == (StepState.FAILED, "another route was faster")


def test_steps_begin_anew_behind_each_jump_host(row: Row) -> None:
    way = row.steps.way("via gate")
    for step in (Step.CONNECT, Step.NEGOTIATE, Step.VERIFY, Step.AUTHENTICATE):
        way.begin(step, "gate")
        way.done("gate")
    way.begin(Step.CONNECT, "via gate")

    assert row.of(Step.CONNECT) == (StepState.RUNNING, "via gate")
    assert row.of(Step.AUTHENTICATE) == (StepState.WAITING, "")


def test_time_of_a_step_is_when_its_state_began(row: Row) -> None:
    way = row.steps.way("LAN")
    way.begin(Step.RESOLVE)
    began = row.rows[-1][0].at
    way.begin(Step.CONNECT)

    assert row.rows[-1][0].at == began > 0
    assert row.rows[-1][-1].at == 0

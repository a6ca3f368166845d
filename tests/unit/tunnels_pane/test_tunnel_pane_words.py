"""What the pane says about tunnels and services."""

from __future__ import annotations

import pytest

from app.core.ids import NodeId
from app.panes.tunnel_words import summary
from app.panes.tunnels import words
from app.panes.tunnels.rates import Rate, Rates
from app.services.tunnels.api import Listener, TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.presets import guess
from app.transport.tunnel.api import ForwardKind, Traffic

NODE, TUNNEL = NodeId("n"), TunnelId("t")
SPEC = TunnelSpec(TUNNEL, NODE, "DGX Dashboard", remote_port=11000)


def status(phase: TunnelPhase = TunnelPhase.OPEN, local_port: int | None = 11001) -> TunnelStatus:
    return TunnelStatus(TUNNEL, NODE, phase, 100.0, local_port)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (SPEC, "127.0.0.1:11001 → spark-01:11000"),
        (
            TunnelSpec(TUNNEL, NODE, "db", remote_port=5432, remote_host="10.0.0.7"),
            "127.0.0.1:11001 → 10.0.0.7:5432 through spark-01",
        ),
        (
            TunnelSpec(TUNNEL, NODE, "db", remote_port=5432, remote_host="fd00::7"),
            "127.0.0.1:11001 → [fd00::7]:5432 through spark-01",
        ),
        (
            TunnelSpec(TUNNEL, NODE, "proxy", ForwardKind.SOCKS),
            "127.0.0.1:11001 → all that spark-01 reaches",
        ),
    ],
)
def test_way_names_both_ends(spec: TunnelSpec, expected: str) -> None:
    assert words.way(spec, status(), "spark-01") == expected


def test_way_promises_no_port_before_the_first_opening() -> None:
    closed = status(TunnelPhase.CLOSED, None)
    assert words.way(SPEC, closed, "spark-01") == "a free port → spark-01:11000"


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ((), ""),
        (("closed", "closed"), ""),
        (("open",), "1 tunnel"),
        (("open", "opening", "closed"), "2 tunnels"),
        (("open", "open", "waiting"), "3 tunnels, 1 waiting"),
        (("waiting", "failed"), "2 tunnels, 1 waiting, 1 failed"),
    ],
)
def test_summary_counts_what_is_not_closed(phases: tuple[str, ...], expected: str) -> None:
    assert summary([TunnelPhase(phase) for phase in phases]) == expected


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (("open", "open"), "Open"),
        (("open", "closed"), "1 of 2 open"),
        (("open", "waiting"), "Waiting for spark-01"),
        (("waiting", "failed"), "Failed"),
        (("closed", "closed"), "Closed"),
    ],
)
def test_group_shows_its_worst_port(phases: tuple[str, ...], expected: str) -> None:
    assert words.group_phase([TunnelPhase(phase) for phase in phases], "spark-01")[0] == expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (None, "measuring"),
        (Rate(0, 0), "idle"),
        (Rate(3_200, 1_240_000), "↓ 1.2 MB/s ↑ 3.2 kB/s"),
    ],
)
def test_rate_has_units_and_unknown_is_not_zero(rate: Rate | None, expected: str) -> None:
    assert words.rate_words(rate) == expected


def test_connections_that_wait_are_told_before_the_total() -> None:
    assert words.connection_words(Traffic(connections_total=14, connections_open=2)) == (
        "2 open",
        "14 in total",
    )
    assert words.connection_words(Traffic(connections_total=14, connections_waiting=3)) == (
        "0 open",
        "3 waiting",
    )


def test_owner_that_cannot_be_seen_has_a_reason() -> None:
    assert words.owner_words(Listener(8888, ("127.0.0.1",))) == ("n/a", "another account's")
    shown = words.owner_words(Listener(8888, ("0.0.0.0",), "docker-proxy", 99, "jupyter"))
    assert shown == ("container jupyter", "docker-proxy (99)")


def test_ambiguous_port_names_its_candidates() -> None:
    listener = Listener(8000, ("127.0.0.1",), preset=guess(8000))
    assert words.service_name(listener) == "vLLM, NIM or another"
    assert words.service_about(listener) == "several programs use this port"


def test_exposure_is_told_except_of_ssh_which_is_meant_to_be_reached() -> None:
    open_to_all = Listener(8888, ("0.0.0.0",))
    assert "login is not known" in words.exposure_story(open_to_all)
    assert words.exposure_words(open_to_all) == ("its whole network", "warn")
    assert words.exposure_story(Listener(22, ("0.0.0.0",))) == ""
    assert words.exposure_words(Listener(22, ("0.0.0.0",)))[1] == "text"
    assert words.exposure_words(Listener(22, ()))[0] == "n/a"


def test_times_change_seldom() -> None:
    assert [words.rough(s) for s in (0, 59.4, 60, 3599, 3661, 90_000)] == [
        "0 s",
        "59 s",
        "1 min",
        "59 min",
        "1 h 1 min",
        "1 d 1 h",
    ]


def test_rates_are_the_differences_of_the_last_seconds() -> None:
    rates = Rates()
    assert rates.rate(TUNNEL) is None
    for second in range(10):
        rates.note(TUNNEL, Traffic(bytes_up=second * 10, bytes_down=second * 1000), float(second))
    assert rates.rate(TUNNEL) == Rate(10.0, 1000.0)
    for second in range(10, 15):
        rates.note(TUNNEL, Traffic(bytes_up=90, bytes_down=9000), float(second))
    assert rates.rate(TUNNEL) == Rate(0.0, 0.0)


def test_rates_begin_anew_when_the_totals_did() -> None:
    rates = Rates()
    rates.note(TUNNEL, Traffic(bytes_down=5000), 1.0)
    rates.note(TUNNEL, Traffic(bytes_down=10), 2.0)  # it was closed and opened
    assert rates.rate(TUNNEL) is None

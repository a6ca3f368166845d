"""Tailscale's machines. Its answers here are made up after its published field names."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.hosts import tailscale
from app.hosts.discovery.api import Likeness
from app.hosts.tailscale import find_program, parse_status, read_tailnet

STATUS = Path(__file__).parents[2] / "data" / "tailscale" / "synthetic_status.json"


def answering(code: str) -> list[str]:
    """A command that stands for the Tailscale program."""
    return [sys.executable, "-c", code]


def status(**changes: object) -> bytes:
    return json.dumps(json.loads(STATUS.read_text()) | changes).encode()


def test_peers_are_listed_likely_and_online_first() -> None:
    found = parse_status(STATUS.read_bytes())

    assert [peer.name for peer in found.peers] == ["spark-1a2b", "nas", "spark-3c4d"]
    spark, _nas, away = found.peers
    assert spark.likeness is Likeness.LIKELY_SPARK
    assert spark.dns_name == "spark-1a2b.example.ts.net"
    assert spark.addresses == ("100.64.0.2", "fd7a:115c:a1e0::2")
    assert (spark.route.address, spark.route.port, spark.route.label) == (
        "100.64.0.2",
        22,
        "Tailscale",
    )
    assert (spark.online, away.online) == (True, False)
    assert found.problem == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("NeedsLogin", "not logged in"),
        ("NeedsMachineAuth", "administrator"),
        ("Stopped", "switched off"),
        ("Starting", "starting"),
        ("Brand\x1bNew", "“BrandNew”"),
    ],
)
def test_state_of_tailscale_is_told(state: str, words: str) -> None:
    found = parse_status(status(BackendState=state))

    assert found.peers == ()
    assert words in found.problem


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b'{"BackendState": 3}', b"\xff", b"["]
)
def test_unknown_answer_is_told(data: bytes) -> None:
    found = parse_status(data)

    assert "not understood" in found.problem
    assert "address" in found.hint


def test_peers_in_another_shape_are_left_out() -> None:
    peers = {
        "1": None,
        "2": [],
        "3": {"HostName": 3, "TailscaleIPs": "100.64.0.1"},
        "4": {"HostName": "no-address", "TailscaleIPs": ["nonsense", 5, "127.0.0.1"]},
        "5": {"HostName": "evil\x1b", "DNSName": "a b\n.", "TailscaleIPs": ["100.64.0.7"]},
    }

    (peer,) = parse_status(status(Peer=peers)).peers

    assert (peer.name, peer.dns_name, peer.online) == ("evil", "", False)
    assert parse_status(status(Peer=None)).peers == ()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(
        st.sampled_from(["HostName", "DNSName", "TailscaleIPs", "Online", "x"]), each),
))  # fmt: skip
def test_any_peer_is_read(peer: object) -> None:
    found = parse_status(status(Peer={"1": peer}))

    assert all(each.name.isprintable() and each.addresses for each in found.peers)


def test_program_is_asked() -> None:
    code = (
        "import sys; assert sys.argv[1:] == ['status', '--json']; "
        f"print(open({str(STATUS)!r}).read())"
    )

    assert len(read_tailnet(Cancel(), answering(code)).peers) == 3


def test_computer_without_tailscale_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tailscale, "PLACES", {})

    found = read_tailnet(Cancel())

    assert not found.installed
    assert "not installed" in found.problem


def test_program_is_found_where_the_system_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "Tailscale"
    place.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tailscale, "PLACES", {sys.platform: (str(tmp_path / "no"), str(place))})

    assert find_program() == [str(place)]


def test_service_that_does_not_run_is_told() -> None:
    found = read_tailnet(Cancel(), answering("import sys; sys.exit('failed to connect')"))

    assert found.installed
    assert "not running" in found.problem


def test_program_that_cannot_start_is_told(tmp_path: Path) -> None:
    assert "cannot be started" in read_tailnet(Cancel(), [str(tmp_path / "none")]).problem


def test_program_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tailscale, "TIMEOUT_S", 0.3)

    found = read_tailnet(Cancel(), answering("import time; time.sleep(60)"))

    assert "does not answer" in found.problem


def test_cancel_ends_the_program() -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.cancel).start()

    with pytest.raises(Cancelled):
        read_tailnet(cancel, answering("import time; time.sleep(60)"))

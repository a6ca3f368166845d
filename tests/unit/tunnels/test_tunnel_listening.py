"""Scans of a session whose answers a test decides; the lists themselves are genuine captures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import SessionLost, TimedOut
from app.services.tunnels import listening
from app.services.tunnels.api import Exposure, ServiceScan
from app.services.tunnels.listening import parse_jupyterlab_ports, scan
from app.transport.api import Completed, Session
from tests.unit.tunnels.tunnel_specs import SPARK

DATA = Path(__file__).parents[2] / "data"
ROOT_LIST = (DATA / "tunnels" / "ss_tlnHp_iproute2-6.1.0_root.txt").read_bytes()
BARE_LIST = (DATA / "tunnels" / "ss_tlnHp_iproute2-6.1.0_unprivileged.txt").read_bytes()
PROC_LIST = (DATA / "tunnels" / "proc_net_tcp_and_tcp6.txt").read_bytes()
JUPYTER = (DATA / "tunnels" / "jupyterlab_ports.yaml").read_bytes()
APPS = (DATA / "nvidia_sync" / "custom.json").read_bytes()
MISSING = (127, b"", b"not found")


class FakeSession:
    """Answers each program, or `cat` of each file, by a table; what is not in it is missing."""

    is_local = False

    def __init__(self, user: str = "is-win") -> None:
        self.title = f"{user}@spark.local"
        self.answers: dict[str, tuple[int, bytes, bytes] | Callable[[], Any]] = {
            "ss": (0, BARE_LIST, b"")
        }

    def exec(self, argv: Sequence[str], **_more: Any) -> Completed:
        key = argv[1] if argv[0] == "cat" else argv[0]
        missing = (1, b"", b"No such file") if argv[0] == "cat" else MISSING
        answer = self.answers.get(key, missing)
        if callable(answer):
            answer = answer()
        return Completed(tuple(argv), *answer)


def look(session: FakeSession, last: ServiceScan | None = None) -> ServiceScan:
    return scan(cast(Session, session), SPARK, last=last)


def test_scan_says_that_owners_are_hidden() -> None:
    found = look(FakeSession())

    assert [each.port for each in found.listeners] == [5353, 8000, 8188, 8888, 9100, 11000, 11434]
    assert found.limits == (listening.OWNERS_HIDDEN,)
    named = {each.port: each.preset.name for each in found.listeners if each.preset}
    assert named[11000] == "DGX Dashboard"
    assert named[11434] == "Ollama"
    open_to_all = [each.port for each in found.listeners if each.exposure is Exposure.NETWORK]
    assert open_to_all == [8000, 8188, 8888, 9100]


def test_scan_as_root_hides_nothing() -> None:
    session = FakeSession("root")
    session.answers["ss"] = (0, ROOT_LIST + BARE_LIST, b"")  # the kernel's own have no owner

    found = look(session)

    assert found.limits == ()
    assert {each.program for each in found.listeners} == {"python3"}


def test_scan_without_ss_reads_proc_also_without_ipv6() -> None:
    session = FakeSession()
    session.answers = {"/proc/net/tcp": (1, PROC_LIST, b"cat: /proc/net/tcp6: No such file")}

    found = look(session)

    assert 11000 in [each.port for each in found.listeners]
    assert found.limits == (listening.NO_SS,)


@pytest.mark.parametrize(
    ("answer", "limit"),
    [
        ((0, b"nim-llama\t0.0.0.0:8000->8000/tcp\n", b""), None),
        ((1, b"", b"permission denied while trying to connect"), listening.DOCKER_REFUSES),
        ((1, b"", b"Cannot connect to the Docker daemon. Is it running?"), None),
        (MISSING, None),
    ],
)
def test_scan_says_what_docker_does_not_tell(
    answer: tuple[int, bytes, bytes], limit: str | None
) -> None:
    session = FakeSession()
    session.answers["docker"] = answer

    found = look(session)

    docker = [each for each in found.limits if "Docker" in each]
    assert docker == ([limit] if limit else [])
    if answer[0] == 0:
        (listener,) = (each for each in found.listeners if each.port == 8000)
        assert listener.container == "nim-llama"
        assert listener.preset is not None
        assert listener.preset.name == "NIM"


def test_scan_does_not_wait_for_a_docker_that_hangs() -> None:
    session = FakeSession()

    def hang() -> None:
        raise TimedOut("no answer")

    session.answers["docker"] = hang

    found = look(session)

    assert listening.DOCKER_SILENT in found.limits
    assert found.listeners


def test_scan_knows_the_accounts_own_jupyterlab() -> None:
    for user, ports in (("is-win", [11002]), ("somebody", [])):
        session = FakeSession(user)
        session.answers[listening.JUPYTERLAB_PORTS] = (0, JUPYTER, b"")

        assert [each.port for each in look(session).presets] == ports


def test_scan_offers_the_apps_of_nvidia_sync() -> None:
    session = FakeSession()
    session.answers[".config/NVIDIA/Sync/config/custom.json"] = (0, APPS, b"")

    (app,) = look(session).presets

    assert (app.name, app.port, app.about) == ("Open WebUI", 12000, "set up in NVIDIA Sync")


def test_damaged_apps_of_nvidia_sync_are_said() -> None:
    session = FakeSession()
    session.answers[".config/NVIDIA/Sync/config/custom.json"] = (0, b"{", b"")

    found = look(session)

    assert found.presets == ()
    assert any("cannot be read" in limit for limit in found.limits)


def test_a_lost_session_keeps_the_last_list_and_says_why() -> None:
    good, session = look(FakeSession()), FakeSession()

    def lost() -> None:
        raise SessionLost("The connection was lost.")

    session.answers["ss"] = lost

    failed = look(session, last=good)

    assert (failed.error, failed.listeners) == ("The connection was lost.", good.listeners)
    assert look(FakeSession(), last=failed).error == ""


def test_jupyterlab_ports_are_read() -> None:
    assert parse_jupyterlab_ports(JUPYTER.decode()) == {"nobody": 11001, "is-win": 11002}
    assert parse_jupyterlab_ports('users:\n- username: "a"\n  jupyterlab_port: 70000\n') == {}
    assert parse_jupyterlab_ports("jupyterlab_port: 11001\n") == {}


@given(st.text(alphabet="- usernamejupyterlab_port:0123456789\n\"'²"))
def test_jupyterlab_parser_never_fails(text: str) -> None:
    assert all(0 < port <= 65535 for port in parse_jupyterlab_ports(text).values())

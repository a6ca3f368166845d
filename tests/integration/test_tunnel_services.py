"""What listens on the lab's node, and whether it answers through a real tunnel."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.ids import LOCAL_NODE
from app.services.tunnels.api import CheckResult, Exposure, Listener, TunnelSpec
from app.services.tunnels.check import LIMIT, check
from app.services.tunnels.exposure import exposure_note
from app.services.tunnels.keeper import TunnelKeeper
from app.services.tunnels.listening import scan
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from app.transport.tunnel.api import ForwardKind
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.unit.tunnels.tunnel_specs import SPARK, tunnel

DATA = Path(__file__).parents[1] / "data"
Keep = Callable[[TunnelSpec], TunnelKeeper]


class Answer(BaseHTTPRequestHandler):
    """Answers with the status that the path names; `/login-first` sends to a login."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        status = int(name) if name.isdigit() else 302 if name == "login-first" else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/users/login")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def web(context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, name="web", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw(handle: Callable[[socket.socket], Any]) -> Iterator[int]:
    """A server that does with each connection what a test wants."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(30)
                    try:
                        handle(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, name="raw", daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def keep(session: SshSession, tmp_path: Path) -> Iterator[Keep]:
    """Open tunnels over a real session; all are closed after the test."""
    slot = SessionSlot()
    slot.put(session)
    keeper = TunnelKeeper(
        lambda _node: slot,
        lambda _status: None,
        audit=AuditLog(tmp_path / "audit.jsonl"),
        name_of=lambda _node: "lab",
    )

    def open_one(spec: TunnelSpec) -> TunnelKeeper:
        opened = keeper.open(spec, free_port())
        assert opened.local_port is not None, opened
        return keeper

    yield open_one
    keeper.close_all()
    slot.clear(session)


def tried(keep: Keep, spec: TunnelSpec) -> CheckResult:
    result = keep(spec).check(spec.id)
    assert result is not None
    return result


# Scans


def test_scan_of_the_lab_finds_what_listens(session: SshSession) -> None:
    with web() as port:
        found = scan(session, SPARK)

    assert found.error == ""
    listener = next(each for each in found.listeners if each.port == port)
    assert listener.addresses == ("127.0.0.1",)
    assert listener.exposure is Exposure.LOOPBACK
    assert [each.port for each in found.listeners] == sorted(each.port for each in found.listeners)


def test_scan_of_this_computer_names_our_own_process() -> None:
    local = LocalSession()
    with web() as port:
        found = scan(local, LOCAL_NODE)
    local.close()

    listener = next(each for each in found.listeners if each.port == port)
    assert listener.pid == os.getpid()
    assert listener.program


def test_scan_without_ss_says_so_and_finds_the_ports(lab: LabNode, session: SshSession) -> None:
    lab.without("ss")
    with web() as port:
        found = scan(session, SPARK)

    assert port in [each.port for each in found.listeners]
    assert any("`ss` is missing" in limit for limit in found.limits)


def test_scan_reads_what_is_set_up_on_the_node(lab: LabNode, session: SshSession) -> None:
    folder = ".config/NVIDIA/Sync/config"
    session.exec(["mkdir", "-p", folder]).check()
    data = (DATA / "nvidia_sync" / "custom.json").read_bytes()
    session.exec(["tee", f"{folder}/custom.json"], stdin=data).check()
    try:
        found = scan(session, SPARK)
    finally:
        session.exec(["rm", "-r", ".config/NVIDIA"]).check()

    (app,) = found.presets
    assert (app.name, app.port, app.scheme, app.path) == ("Open WebUI", 12000, "http", "/")


def test_scan_that_fails_keeps_the_last_list(session: SshSession) -> None:
    good = scan(session, SPARK)
    session.close()

    failed = scan(session, SPARK, last=good)

    assert failed.error
    assert failed.listeners == good.listeners
    assert failed.at == good.at


def test_scan_ends_when_it_is_cancelled(session: SshSession) -> None:
    cancel = Cancel()
    cancel.cancel()

    with pytest.raises(Cancelled):
        scan(session, SPARK, cancel=cancel)


# Checks


@pytest.mark.parametrize(
    ("path", "words", "ok", "asks"),
    [
        ("/", "answers 200 in ", True, False),
        ("/401", "answers 401 in ", True, True),
        ("/403", "answers 403 in ", True, True),
        ("/login-first", "answers 302 in ", True, True),
        ("/404", "answers 404 in ", True, None),
        ("/500", "answers 500 in ", False, None),
    ],
)
def test_check_says_what_a_page_answers(
    keep: Keep, path: str, words: str, ok: bool, asks: bool | None
) -> None:
    with web() as port:
        result = tried(keep, tunnel(port, path=path))

    assert result.words.startswith(words)
    assert result.words.endswith(" ms")
    assert (result.ok, result.asks_login) == (ok, asks)
    assert result.seconds is not None


def test_check_of_a_closed_port_says_that_nothing_answers(keep: Keep) -> None:
    for scheme in ("http", ""):
        result = tried(keep, tunnel(free_port(), name=scheme or "plain", scheme=scheme))

        assert not result.ok
        assert "nothing answers" in result.words


def test_check_over_https_says_that_the_certificate_is_self_signed(
    keep: Keep, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=spark", "-days", "1", "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with web(context) as port:
        secure = tried(keep, tunnel(port, scheme="https"))
        wrong = tried(keep, tunnel(port, name="wrong", scheme="http"))

    assert secure.ok
    assert secure.words.startswith("answers 200 in ")
    assert secure.words.endswith("self-signed")
    assert not wrong.ok


def test_check_with_https_where_there_is_none(keep: Keep) -> None:
    with web() as port:
        result = tried(keep, tunnel(port, scheme="https"))

    assert result.words == "speaks no HTTPS; try http"


def test_check_of_something_else_says_that_it_speaks_no_http(keep: Keep) -> None:
    with raw(lambda connection: connection.sendall(b"SSH-2.0-something\r\n")) as port:
        page = tried(keep, tunnel(port))
        plain = tried(keep, tunnel(port, name="plain", scheme=""))

    assert (page.ok, page.words) == (False, "speaks no HTTP")
    assert (plain.ok, plain.words) == (True, "takes connections")


def test_check_of_a_silent_service_ends_in_time(keep: Keep, monkeypatch: Any) -> None:
    done = threading.Event()
    with raw(lambda connection: done.wait(10)) as port:
        plain = tried(keep, tunnel(port, name="plain", scheme=""))
        monkeypatch.setattr("app.services.tunnels.check.LIMIT", 0.5)
        page = tried(keep, tunnel(port))
        done.set()

    assert (page.ok, page.words) == (False, f"no answer within {LIMIT:.0f} s")
    assert plain.ok


def test_check_of_a_service_that_drips_ends_in_time(keep: Keep, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.services.tunnels.check.LIMIT", 0.5)
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not done.wait(0.05):
            connection.sendall(b"X: y\r\n")

    with raw(drip) as port:
        result = tried(keep, tunnel(port))
        done.set()

    assert not result.ok


def test_check_of_a_proxy(keep: Keep) -> None:
    proxy = TunnelSpec(
        tunnel().id, SPARK, "SOCKS proxy", ForwardKind.SOCKS, scheme="", remote_port=0
    )

    assert tried(keep, proxy).words.startswith("the proxy answers in ")


def test_check_without_a_tunnel_says_that_its_port_is_closed() -> None:
    assert not check(tunnel(8888), free_port()).ok


# Notes about exposure


def test_exposure_is_said_no_further_than_it_is_known(keep: Keep) -> None:
    with web() as port:
        answers = tried(keep, tunnel(port))
        refuses = tried(keep, tunnel(port, name="login", path="/401"))
    listener = Listener(port, ("0.0.0.0",))

    assert "not known" in exposure_note(listener)
    assert "not known" in exposure_note(listener, replace(answers, asks_login=None))
    assert "without a login" in exposure_note(listener, answers)
    assert "may ask for one" in exposure_note(listener, answers)
    assert "asks for a login" in exposure_note(listener, refuses)
    assert exposure_note(Listener(port, ("127.0.0.1",)), answers) == ""

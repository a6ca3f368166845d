"""A registry that is well, hostile, or somebody else's."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ChannelRefused,
    OutputTooLarge,
    RemoteError,
    TimedOut,
    UserError,
)
from app.services.containers import registry, registry_http
from app.services.containers.api import NotThere
from app.services.containers.image_api import RegistryRefused
from app.services.containers.registry import Manifest, RegistryClient, parse_challenge
from app.transport.local import LocalSession
from tests.certificates import self_signed
from tests.exporters import Answer, Exporter, exporter

LOGIN = ("ann", "a-secret-of-ann")
BASIC = base64.b64encode(":".join(LOGIN).encode())
DIGEST = f"sha256:{'1' * 64}"


@pytest.fixture
def session() -> Iterator[LocalSession]:
    session = LocalSession()
    yield session
    session.close()


def reply(status: str, body: object = None, **headers: str) -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + data


def always(data: bytes) -> Answer:
    return lambda sock, _request: sock.sendall(data)


def client(
    session: LocalSession, server: Exporter, login: tuple[str, str] | None = None
) -> RegistryClient:
    return RegistryClient(session, f"127.0.0.1:{server.port}", Cancel(), login)


def test_token_is_asked_for_once_with_the_account_and_used(session: LocalSession) -> None:
    def answer(sock: socket.socket, request: bytes) -> None:
        if b"GET /token?" in request:
            assert b"scope=repository%3Anim%2Fx%3Apull" in request
            assert b"Authorization: Basic " + BASIC in request
            sock.sendall(reply("200 OK", {"token": "t0ken-of-the-registry"}))
        elif b"Authorization: Bearer t0ken-of-the-registry" in request:
            sock.sendall(reply("200 OK", {"tags": ["1", "2", 3, None]}))
        else:
            realm = f"http://127.0.0.1:{server.port}/token"
            wanted = f'Bearer realm="{realm}",service="it",scope="repository:other:push"'
            sock.sendall(reply("401 Unauthorized", WWW_Authenticate=wanted))

    with exporter(answer) as server:
        asked = client(session, server, LOGIN)
        assert asked.tags("nim/x") == ("1", "2")
        assert asked.tags("nim/x") == ("1", "2")
        paths = [each.split()[1] for each in server.requests]
    assert [each.split(b"?")[0] for each in paths].count(b"/token") == 1


def test_secret_goes_to_no_other_site(session: LocalSession) -> None:
    """Not by a redirect, and not to a server of tokens somewhere else."""
    with exporter(always(reply("200 OK", {"tags": ["1"], "token": "x"}))) as thief:
        elsewhere = f"http://127.0.0.1:{thief.port}/v2/x/tags/list"
        challenge = f'Bearer realm="http://127.0.0.1:{thief.port}/token",service="it"'
        with exporter(always(reply("307 Temporary", b"", Location=elsewhere))) as server:
            with pytest.raises(RemoteError, match="redirects to where there is no HTTPS"):
                client(session, server, LOGIN).tags("x")
            server.answer = always(reply("401 No", b"", WWW_Authenticate=challenge))
            with pytest.raises(RegistryRefused, match="wants a token from"):
                client(session, server, LOGIN).tags("x")
        assert thief.requests == []


def test_redirect_on_the_same_server_is_followed_and_not_for_ever(session: LocalSession) -> None:
    def answer(sock: socket.socket, request: bytes) -> None:
        there = b"/real" in request
        sock.sendall(
            reply("200 OK", {"tags": ["1"]}) if there else reply("302 F", b"", Location="/real")
        )

    with exporter(answer) as server:
        assert client(session, server).tags("x") == ("1",)
        server.answer = always(reply("302 Found", b"", Location="/again"))
        with pytest.raises(RemoteError, match="redirects without end"):
            client(session, server).tags("x")


def test_all_pages_of_tags_are_read_and_no_more_than_that(session: LocalSession) -> None:
    def answer(sock: socket.socket, request: bytes) -> None:
        last = b"last=b" in request
        link = "" if last else '</v2/x/tags/list?last=b&n=1000>; rel="next"'
        sock.sendall(reply("200 OK", {"tags": ["c"] if last else ["a", "b"]}, Link=link))

    with exporter(answer) as server:
        assert client(session, server).tags("x") == ("a", "b", "c")
        endless = reply("200 OK", {"tags": ["a"]}, Link="</v2/x/tags/list?last=a>; rel=next")
        server.answer, before = always(endless), len(server.requests)
        assert client(session, server).tags("x") == ("a",)
        assert len(server.requests) - before == registry.MAX_PAGES


def test_image_for_the_machine_is_taken_out_of_an_index(session: LocalSession) -> None:
    index = {
        "manifests": [
            {"digest": f"sha256:{'a' * 64}", "platform": {"os": "linux", "architecture": "amd64"}},
            {"digest": DIGEST, "platform": {"os": "linux", "architecture": "arm64"}},
        ]
    }
    layers = {"layers": [{"digest": f"sha256:{'b' * 64}", "size": 7}, {"digest": "x", "size": 1}]}

    def answer(sock: socket.socket, request: bytes) -> None:
        body = layers if DIGEST.encode() in request else index
        sock.sendall(reply("200 OK", body, Docker_Content_Digest=DIGEST))

    with exporter(answer) as server:
        found = client(session, server).image_manifest("x", "1", "arm64")
        assert found.layer_sizes == {"b" * 12: 7}
        with pytest.raises(NotThere, match="no x for riscv64"):
            client(session, server).image_manifest("x", "1", "riscv64")


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (reply("404 No", {"errors": [{"message": "manifest unknown"}]}), NotThere, "unknown"),
        (reply("403 No", {"errors": [{"code": "DENIED"}]}), RegistryRefused, "DENIED"),
        (reply("401 No", b"", WWW_Authenticate="Basic realm=x"), RegistryRefused, "status 401"),
        (reply("429 Slow", {"errors": [{"message": "toomanyrequests"}]}), RemoteError, "toomany"),
        (reply("500 Oh", b"\x1b[31m\xff"), RemoteError, "status 500"),
        (reply("200 OK", b"<html>"), RemoteError, "no JSON"),
        (reply("200 OK", b"[" * 100_000), RemoteError, "no JSON"),
        (b"SSH-2.0-OpenSSH\r\n", RemoteError, "does not speak HTTP"),
        (reply("302 F", b"", Location="http://[bad"), RemoteError, "redirects to nowhere"),
        (reply("302 F", b"", Location="ftp://x/"), RemoteError, "redirects to nowhere"),
        (reply("302 F", b"", Location="https://u:p@x/"), RemoteError, "redirects to nowhere"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (5 << 20), OutputTooLarge, "more than"),
    ],
)
def test_what_a_registry_refuses_or_garbles_is_said(
    session: LocalSession, answer: bytes, kind: type[Exception], words: str
) -> None:
    with exporter(always(answer)) as server, pytest.raises(kind, match=words) as caught:
        client(session, server).tags("x")
    assert str(caught.value).isprintable()


def test_silence_is_given_up_and_cancelling_ends_it(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = Cancel()

    def silent(_sock: socket.socket, _request: bytes) -> None:
        server.stopped.wait(10)

    def cancelling(_sock: socket.socket, _request: bytes) -> None:
        cancel.cancel()
        server.stopped.wait(10)

    with exporter(silent) as server:
        monkeypatch.setattr(registry_http, "SILENCE_S", 0.05)
        with pytest.raises(TimedOut):
            client(session, server).tags("x")
        monkeypatch.setattr(registry_http, "SILENCE_S", 10.0)
        server.answer = cancelling
        with pytest.raises(Cancelled):
            RegistryClient(session, f"127.0.0.1:{server.port}", cancel).tags("x")
    with pytest.raises(ChannelRefused):
        client(session, server).tags("x")


@contextmanager
def https(folder: Path, answer: bytes) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Serve one answer after another with a certificate that this computer does not know.

    Like Go's and nginx, it says so to those who come without TLS.
    """
    certificate, key = self_signed(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            try:
                if sock.recv(4, socket.MSG_PEEK) == b"GET ":
                    sock.sendall(reply("400 Bad Request", b"this is an HTTPS server"))
                    sock.close()
                    continue
                with context.wrap_socket(sock, server_side=True) as secured:
                    secured.recv(65536)
                    secured.sendall(answer)
            except OSError:
                sock.close()

    thread = threading.Thread(target=serve, name="https", daemon=True)
    thread.start()
    yield listener.getsockname()[1], ssl.create_default_context(cafile=certificate)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_certificate_is_verified(session: LocalSession, tmp_path: Path) -> None:
    with https(tmp_path, reply("200 OK", {"tags": ["1"]})) as (port, trusted):
        server = f"127.0.0.1:{port}"
        with pytest.raises(RemoteError, match=r"certificate of .* is not trusted here"):
            RegistryClient(session, server, Cancel(), LOGIN).tags("x")
        asked = RegistryClient(session, server, Cancel(), LOGIN, trusted=trusted)
        assert asked.tags("x") == ("1",)


def test_registry_elsewhere_is_not_asked_without_tls(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = socket.socketpair()
    far.sendall(reply("400 Bad Request", b"speak plainly"))
    monkeypatch.setattr(registry_http, "connect_tcp", lambda *_where: near)
    with far, pytest.raises(RemoteError, match=r"nvcr\.io does not speak HTTPS"):
        RegistryClient(session, "nvcr.io", Cancel(), LOGIN).tags("x")
    assert near.fileno() == -1


def test_cancelling_ends_a_tls_that_does_not_begin(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = socket.socketpair()
    cancel = Cancel()

    def listen() -> None:
        far.recv(1)
        cancel.cancel()

    thread = threading.Thread(target=listen)
    thread.start()
    monkeypatch.setattr(registry_http, "connect_tcp", lambda *_where: near)
    with far, pytest.raises(Cancelled):
        RegistryClient(session, "nvcr.io", cancel, LOGIN).tags("x")
    thread.join()


@pytest.mark.parametrize(
    ("site", "realm", "may"),
    [
        ("https://registry-1.docker.io", "https://auth.docker.io/token", True),
        ("https://nvcr.io", "https://nvcr.io/proxy_auth", True),
        ("https://nvcr.io", "http://nvcr.io/proxy_auth", False),
        ("https://nvcr.io", "https://nvcr.io.evil.com/token", False),
        ("https://nvcr.io", "https://evilnvcr.io/token", False),
        ("https://10.0.0.5", "https://10.1.0.5/token", False),
        ("https://spark", "https://other/token", False),
        ("https://registry.gitlab.com", "https://gitlab.com/jwt/auth", True),
        ("https://nvcr.io", "https://nvcr.io@evil.com/token", False),
    ],
)
def test_only_the_registry_s_own_site_gives_tokens(site: str, realm: str, may: bool) -> None:
    assert registry.may_ask_for_token(site, realm) is may


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(max_size=100).map(lambda text: f"Bearer {text}"))
def test_any_header_is_a_challenge_or_none(header: str) -> None:
    challenge = parse_challenge(header)
    assert challenge is None or challenge.realm.isprintable()


def test_endless_header_is_no_challenge() -> None:
    assert parse_challenge(f"Bearer {'a' * 1_000_000}") is None  # else it would take hours


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(DIGEST),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["digest", "size", "os", "architecture"]), inner)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["layers", "manifests", "config", "annotations"]), JSON))
def test_any_json_may_be_a_manifest(content: dict[str, object]) -> None:
    manifest = Manifest("", content)
    assert all(size >= 0 for size in manifest.layer_sizes.values())
    assert isinstance(manifest.annotations, dict)
    assert manifest.config in ("", DIGEST)
    assert manifest.of("arm64") in (None, DIGEST)


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=400))
def test_any_bytes_end_as_our_own_error(data: bytes) -> None:
    session = LocalSession()
    with exporter(always(data)) as server, pytest.raises(UserError):
        client(session, server).tags("x")
    session.close()

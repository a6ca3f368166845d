"""Asking HTTP servers that hang, lie, break off or never end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ChannelRefused,
    OutputTooLarge,
    RemoteError,
    SourceUnavailable,
    TimedOut,
    UserError,
)
from app.services.telemetry import fetch
from app.services.telemetry.fetch import Address, get, get_metrics
from app.transport.local import LocalSession
from tests.exporters import Answer, Exporter, exporter, page
from tests.waiting import wait_for


@pytest.fixture
def session() -> Iterator[LocalSession]:
    session = LocalSession()
    yield session
    session.close()


def asked(session: LocalSession, answer: Answer, path: str = "/metrics") -> bytes:
    with exporter(answer) as server:
        return get_metrics(session, Address(server.port, path), Cancel())


def raw(data: bytes) -> Answer:
    return lambda sock, _request: sock.sendall(data)


def test_a_page_of_metrics_comes_whole_and_unzipped(session: LocalSession) -> None:
    with exporter(page(b"m 1\n")) as server:
        assert get_metrics(session, Address(server.port), Cancel()) == b"m 1\n"
        request = server.requests[0].lower()
    assert request.startswith(b"get /metrics http/1.1")
    assert b"gzip" not in request


def test_a_page_in_chunks_comes_whole(session: LocalSession) -> None:
    chunks = b"4\r\nm 1\n\r\n4\r\nn 2\n\r\n0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert asked(session, raw(head + chunks)) == b"m 1\nn 2\n"


def test_a_page_without_length_ends_with_the_connection(session: LocalSession) -> None:
    assert asked(session, raw(b"HTTP/1.0 200 OK\r\n\r\nm 1\n")) == b"m 1\n"


def test_nothing_that_listens_is_a_refusal(session: LocalSession) -> None:
    with exporter(page(b"")) as server:
        port = server.port
    with pytest.raises(ChannelRefused):
        get_metrics(session, Address(port), Cancel())


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>hi</html>", "text/plain"),
        page(b"hi", "text/html; charset=utf-8"),
        page(b"\n <!DOCTYPE html>", ""),
    ],
)
def test_a_web_page_is_told_as_one(session: LocalSession, answer: Answer) -> None:
    with pytest.raises(SourceUnavailable, match="web page"):
        asked(session, answer)


@pytest.mark.parametrize(
    ("status", "words"),
    [("404 Not Found", "404"), ("500 Oops", "500"), ("401 No", "asks for a login")],
)
def test_other_answers_are_told(session: LocalSession, status: str, words: str) -> None:
    with pytest.raises(SourceUnavailable, match=words):
        asked(session, page(b"", status=status))


def test_a_server_that_hangs_is_given_up(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "READ_S", 0.1)
    server = Exporter(page(b""))
    server.answer = lambda _sock, _request: server.stopped.wait(30)
    try:
        with pytest.raises(TimedOut, match="in time"):
            get_metrics(session, Address(server.port), Cancel())
    finally:
        server.close()


def test_a_hard_question_is_worth_more_patience(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "READ_S", 0.01)

    def think(sock: socket.socket, request: bytes) -> None:
        time.sleep(0.05)  # longer than the time-out that is not to count
        page(b"m 1\n")(sock, request)

    with exporter(think) as server:
        answer = get(session, Address(server.port), Cancel(), patience_s=30.0)
    assert answer.body == b"m 1\n"


def test_a_server_that_drips_is_given_up(
    session: LocalSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "ANSWER_S", 0.2)

    def drip(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sock.sendall(b"m")
            time.sleep(0.01)

    with pytest.raises(TimedOut, match="in time"):
        asked(session, drip)


def test_50_megabytes_are_refused_unread(session: LocalSession) -> None:
    with pytest.raises(OutputTooLarge, match="more than 8 MiB"):
        asked(session, raw(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n"))


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3200000\r\n",
    ],
)
def test_a_body_without_end_is_cut_with_an_error(session: LocalSession, head: bytes) -> None:
    def endless(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(b"m 1\n" * 65536)

    with pytest.raises(OutputTooLarge, match="more than 8 MiB"):
        asked(session, endless)


def test_endless_headers_are_refused(session: LocalSession) -> None:
    def endless(sock: socket.socket, _request: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            sock.sendall(b"X: y\r\n" * 1000)

    with pytest.raises((SourceUnavailable, OutputTooLarge)):
        asked(session, endless)


@pytest.mark.parametrize(
    "cut",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nm 1\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nm 1\n",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_a_server_killed_in_mid_answer_gives_no_half_page(
    session: LocalSession, cut: bytes
) -> None:
    with pytest.raises(SourceUnavailable, match="broke off"):
        asked(session, raw(cut))


def test_redirects_on_the_same_server_are_followed(session: LocalSession) -> None:
    def answer(sock: socket.socket, request: bytes) -> None:
        if request.startswith(b"GET /metrics/ "):
            page(b"m 1\n")(sock, request)
        else:
            sock.sendall(b"HTTP/1.1 301 Moved\r\nLocation: /metrics/\r\nContent-Length: 0\r\n\r\n")

    assert asked(session, answer) == b"m 1\n"


@pytest.mark.parametrize(
    "target",
    [
        "http://example.com/metrics",
        "https://127.0.0.1/metrics",
        "//other/metrics",
        "http://[x",
        "file:///etc/passwd",
        "http://127.0.0.1:1/metrics",
    ],
)
def test_redirects_elsewhere_are_not_followed(session: LocalSession, target: str) -> None:
    reply = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(SourceUnavailable, match="another server"):
        asked(session, raw(reply.encode()))


def test_redirects_without_end_are_given_up(session: LocalSession) -> None:
    with pytest.raises(SourceUnavailable, match="without end"):
        asked(session, raw(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"))


def test_cancelling_ends_a_read_at_once(session: LocalSession) -> None:
    cancel = Cancel()
    caught: list[BaseException] = []
    server = Exporter(page(b""))
    server.answer = lambda _sock, _request: server.stopped.wait(30)

    def ask() -> None:
        try:
            get(session, Address(server.port), cancel)
        except UserError as error:
            caught.append(error)
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=ask, name="extra-ask", daemon=True)
    thread.start()
    wait_for(lambda: server.requests)
    started = time.monotonic()
    cancel.cancel()
    thread.join(10)
    server.close()
    assert isinstance(caught[0], Cancelled)
    assert time.monotonic() - started < fetch.READ_S


HEAD = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 999 \r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 301 X\r\nLocation: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: ",
        b"",
    ]
)


@settings(max_examples=60, deadline=None)
@given(HEAD, st.binary(max_size=80))
def test_no_answer_raises_anything_but_our_error(head: bytes, rest: bytes) -> None:
    session = LocalSession()
    try:
        asked(session, raw(head + rest))
    except (SourceUnavailable, RemoteError):
        pass
    finally:
        session.close()

"""Endless answers, read as they come."""

from __future__ import annotations

import http.client
import socket
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.containers.streaming import EngineStream, Unchunked

HEAD = b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 12:31:48 GMT\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[begin:end] for begin, end in pairwise(edges)]


@given(st.lists(st.binary(min_size=1, max_size=50)), st.lists(st.integers(0, 5000), max_size=20))
def test_payload_does_not_depend_on_how_it_comes(pieces: list[bytes], places: list[int]) -> None:
    framed = b"".join(b"%x;ext\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    decode = Unchunked()

    taken = b"".join(map(decode.take, cut(framed + b"0\r\n\r\n", places)))
    assert taken == b"".join(pieces)
    assert decode.ended


@given(st.lists(st.binary(max_size=100)))
def test_what_is_not_framed_is_an_error_of_http(pieces: list[bytes]) -> None:
    decode = Unchunked()
    try:
        for piece in pieces:
            decode.take(piece)
    except http.client.HTTPException:
        pass


def asked(answer: bytes, cancel: Cancel) -> tuple[EngineStream, socket.socket, bytes]:
    near, far = socket.socketpair()
    far.sendall(answer)
    stream = EngineStream(near, cancel)
    assert stream.ask("/v1.41/events?since=1") == 200
    return stream, far, far.recv(1000)


def test_chunks_come_as_they_are_sent() -> None:
    stream, far, request = asked(CHUNKED + b"3\r\nabc\r\n", Cancel())
    chunks = stream.chunks()

    assert request == b"GET /v1.41/events?since=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert stream.begun == 1795264308.0
    assert next(chunks) == b"abc"
    far.sendall(b"2\r\nde\r\n0\r\n\r\n")
    assert list(chunks) == [b"de"]
    stream.close()
    far.close()


def test_answer_that_breaks_off_is_told_from_one_that_ends() -> None:
    stream, far, _request = asked(CHUNKED + b"5\r\nabc", Cancel())
    far.close()
    chunks = stream.chunks()

    assert next(chunks) == b"abc"
    with pytest.raises(http.client.IncompleteRead):
        next(chunks)
    stream.close()


def test_answer_without_chunks_ends_with_the_connection() -> None:
    stream, far, _request = asked(HEAD + b"\r\nabc", Cancel())
    far.close()

    assert list(stream.chunks()) == [b"abc"]
    stream.close()


def test_cancelling_ends_a_read_at_once() -> None:
    cancel = Cancel()
    stream, far, _request = asked(CHUNKED, cancel)
    with cancel.on_cancel(stream.interrupt):
        threading.Timer(0.05, cancel.cancel).start()
        with pytest.raises(Cancelled):
            next(stream.chunks())
    stream.close()
    far.close()

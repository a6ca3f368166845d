"""SOCKS5 as clients speak it, and as nobody should."""

from __future__ import annotations

import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.tunnel.socks import LONGEST, Handshake, SocksError, Wanted, reply, reply_code

GREETING = b"\x05\x01\x00"


def name_request(host: bytes, port: int) -> bytes:
    return b"\x05\x01\x00\x03" + bytes([len(host)]) + host + port.to_bytes(2, "big")


def talk(data: bytes, cuts: list[int]) -> tuple[bytes, Wanted | None]:
    """Feed `data` in pieces."""
    handshake, answers, wanted = Handshake(), b"", None
    edges = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    for start, end in itertools.pairwise(edges):
        if wanted is not None:
            return answers, Wanted(wanted.host, wanted.port, wanted.early + data[start:])
        answer, wanted = handshake.feed(data[start:end])
        answers += answer
    return answers, wanted


@given(
    host=st.one_of(
        st.ip_addresses().map(str),
        st.from_regex(r"\A[a-z0-9][a-z0-9.-]{0,254}\Z").filter(lambda name: len(name) <= 255),
    ),
    port=st.integers(0, 65_535),
    early=st.binary(max_size=40),
    cuts=st.lists(st.integers(0, 300), max_size=8),
)
def test_any_address_is_understood_in_any_pieces(
    host: str, port: int, early: bytes, cuts: list[int]
) -> None:
    try:
        address = ipaddress.ip_address(host)
        kind = b"\x01" if address.version == 4 else b"\x04"
        request = b"\x05\x01\x00" + kind + address.packed + port.to_bytes(2, "big")
    except ValueError:
        request = name_request(host.encode(), port)

    assert talk(GREETING + request + early, cuts) == (b"\x05\x00", Wanted(host, port, early))


@given(st.lists(st.binary(max_size=80), max_size=12))
def test_garbage_ends_in_an_answer_or_waits_for_more(pieces: list[bytes]) -> None:
    handshake, reply_size = Handshake(), 0
    for piece in pieces:
        try:
            answer, wanted = handshake.feed(piece)
        except SocksError as error:
            reply_size = len(error.reply)
            break
        assert len(answer) <= 2
        if wanted is not None:
            assert wanted.host.isprintable()
            return
    assert reply_size in (0, 2, 10)
    assert len(handshake._data) <= LONGEST + 80


@given(st.binary(min_size=LONGEST, max_size=LONGEST + 600))
def test_nothing_longer_than_a_handshake_is_waited_for(data: bytes) -> None:
    """Whatever is sent, a decision is made within the longest handshake there is."""
    try:
        _answer, wanted = Handshake().feed(data)
    except SocksError:
        return
    assert wanted is not None


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"\x04\x01\x00\x50", b""),  # SOCKS4
        (b"GET / HTTP/1.1\r\n", b""),
        (b"\x05\x01\x02", b"\x05\xff"),  # only with a password
        (b"\x05\x00", b"\x05\xff"),
        (GREETING + b"\x05\x02\x00\x01\x7f\x00\x00\x01\x00\x50", reply(7)),  # BIND
        (GREETING + b"\x05\x03\x00\x01\x7f\x00\x00\x01\x00\x50", reply(7)),  # UDP
        (GREETING + b"\x05\x01\x00\x09\x00\x00\x00\x00\x00\x00", reply(8)),
        (GREETING + b"\x06\x01\x00\x01\x00", reply(1)),
        (GREETING + name_request(b"", 80), reply(4)),
        (GREETING + name_request(b"a b", 80), reply(4)),
        (GREETING + name_request(b"evil\r\nhost", 80), reply(4)),
        (GREETING + name_request("spärk".encode(), 80), reply(4)),
    ],
)
def test_what_is_not_served_gets_its_code(data: bytes, answer: bytes) -> None:
    with pytest.raises(SocksError) as caught:
        talk(data, [])

    assert caught.value.reply == answer


@pytest.mark.parametrize(
    ("reason", "text", "code"),
    [
        (1, "open failed", 2),
        (2, "Connection refused", 5),
        (2, "No route to host", 4),
        (2, "Network is unreachable", 3),
        (2, "Connection timed out", 6),
        (2, "Name or service not known", 4),
        (4, "", 1),
    ],
)
def test_refusals_have_their_code(reason: int, text: str, code: int) -> None:
    assert reply_code(reason, text) == code

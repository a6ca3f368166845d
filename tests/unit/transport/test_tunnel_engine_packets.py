"""SSH packets between two of our packetizers: every byte, in any pieces, and no forgery."""

from __future__ import annotations

import os
import socket
import struct
import threading
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from paramiko import Message
from paramiko.packet import NeedRekeyException
from paramiko.ssh_exception import SSHException

from app.transport.ssh.packets import LARGEST_PACKET, FastPacketizer

PIECE = 32_768 - 64
TAKEN = 7
"""The channel that gets its data without Messages."""
DATA = 94


class SlowSocket:
    """Gives out what was sent in pieces of given sizes, then the end."""

    def __init__(self, data: bytes, cuts: list[int]) -> None:
        self._data, self._cuts = data, cuts

    def recv_into(self, room: memoryview) -> int:
        size = min(len(room), self._cuts.pop(0) if self._cuts else len(room))
        piece, self._data = self._data[:size], self._data[size:]
        room[: len(piece)] = piece
        return len(piece)


class Wire:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent = bytearray()

    def send(self, data: memoryview) -> int:
        size = max(1, len(data) // 2)  # never all at once
        self.sent += data[:size]
        return size


def pair(cuts: list[int]) -> tuple[FastPacketizer, Wire, Any]:
    """Return what sends, the wire, and how to make what reads once all is sent."""
    key, nonce, wire = os.urandom(16), os.urandom(12), Wire()
    sender = FastPacketizer(wire)  # type: ignore[arg-type]
    sender.set_outbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_out=nonce)

    def reader() -> FastPacketizer:
        made = FastPacketizer(SlowSocket(bytes(wire.sent), cuts))  # type: ignore[arg-type]
        made.set_inbound_cipher(AESGCM(key), 16, None, 16, None, aead=True, iv_in=nonce)
        made.takes_data = lambda channel: channel == TAKEN
        return made

    return sender, wire, reader


def message(kind: int, rest: bytes) -> Message:
    return Message(bytes([kind]) + rest)


def read_everything(reader: FastPacketizer) -> list[tuple[int, bytes]]:
    """Return `(type, bytes)` in the order they came; neighbouring data is joined."""
    heard: list[tuple[int, bytes]] = []

    def take(channel: int, data: memoryview) -> None:
        assert channel == TAKEN
        if heard and heard[-1][0] == DATA:
            heard[-1] = (DATA, heard[-1][1] + bytes(data))
        else:
            heard.append((DATA, bytes(data)))

    reader.on_data = take
    while True:
        try:
            kind, told = reader.read_message()
        except EOFError:
            return heard
        heard.append((kind + 100 if kind == DATA else kind, told.asbytes()))


steps = st.one_of(
    st.tuples(st.just("data"), st.integers(1, 200_000)),
    st.tuples(st.just("other data"), st.integers(1, 70_000)),
    st.tuples(st.just("message"), st.integers(0, 40_000)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=12), st.lists(st.integers(1, 90_000), max_size=60))
def test_every_byte_arrives_in_order(sent: list[tuple[str, int]], cuts: list[int]) -> None:
    sender, _wire, reader = pair(cuts)
    expected: list[tuple[int, bytes]] = []
    for what, size in sent:
        content = os.urandom(size)
        if what == "data":
            sender.send_data(TAKEN, memoryview(content), PIECE)
            if expected and expected[-1][0] == DATA:
                content = expected.pop()[1] + content
            expected.append((DATA, content))
        elif what == "other data":
            for start in range(0, size, PIECE):
                part = content[start : start + PIECE]
                expected.append((DATA + 100, struct.pack(">II", 8, len(part)) + part))
            sender.send_data(8, memoryview(content), PIECE)
        else:
            sender.send_message(message(80, content))
            expected.append((80, content))

    assert read_everything(reader()) == expected


def test_changed_byte_is_noticed() -> None:
    sender, wire, reader = pair([])
    sender.send_data(TAKEN, memoryview(b"hello"), PIECE)
    wire.sent[-20] ^= 1

    with pytest.raises(InvalidTag):
        reader().read_message()


@pytest.mark.parametrize("size", [0, 15, 17, LARGEST_PACKET + 16, 0xFFFFFFF0])
def test_impossible_length_is_refused(size: int) -> None:
    _sender, wire, reader = pair([])
    wire.sent += struct.pack(">I", size) + bytes(64)

    with pytest.raises(SSHException, match="length"):
        reader().read_message()


def test_padding_that_is_all_is_refused() -> None:
    _sender, wire, reader = pair([])
    made = reader()
    made._sock._data = bytes(wire.sent)
    key = AESGCM(os.urandom(16))
    made.set_inbound_cipher(key, 16, None, 16, None, aead=True, iv_in=bytes(12))
    head = struct.pack(">I", 16)
    made._sock._data = head + key.encrypt(bytes(12), b"\xff" + bytes(15), head)

    with pytest.raises(SSHException, match="padding"):
        made.read_message()


def test_new_keys_are_asked_for_by_either_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FastPacketizer, "REKEY_BYTES", 100_000)
    sender, _wire, reader = pair([])
    sender.send_data(TAKEN, memoryview(bytes(50_000)), PIECE)
    assert not sender.need_rekey()
    sender.send_data(TAKEN, memoryview(bytes(80_000)), PIECE)
    assert sender.need_rekey()

    made, got = reader(), bytearray()
    made.on_data = lambda _channel, data: got.extend(data)
    with pytest.raises(NeedRekeyException):
        made.read_message()
    with pytest.raises(EOFError):
        made.read_message()
    assert bytes(got) == bytes(130_000)


def test_peer_that_ignores_the_wish_for_new_keys_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FastPacketizer, "REKEY_BYTES", 100_000)
    monkeypatch.setattr(FastPacketizer, "REKEY_BYTES_OVERFLOW_MAX", 100_000)
    sender, _wire, reader = pair([])
    for _ in range(4):
        sender.send_data(TAKEN, memoryview(bytes(100_000)), PIECE)
    made = reader()
    with pytest.raises(NeedRekeyException):
        made.read_message()

    with pytest.raises(SSHException, match="ignoring rekey"):
        made.read_message()


def test_closing_wakes_who_reads() -> None:
    near, far = socket.socketpair()
    with near, far:
        near.settimeout(0.1)
        made = FastPacketizer(near)
        made.set_inbound_cipher(AESGCM(bytes(16)), 16, None, 16, None, aead=True, iv_in=bytes(12))
        ended: list[BaseException] = []

        def read() -> None:
            try:
                made.read_message()
            except (EOFError, OSError) as error:
                ended.append(error)

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        made.close()
        thread.join(30)
    assert isinstance(ended[0], EOFError)

"""SSH packets in and out, without paramiko's many copies and small reads.

Beside the AES-GCM that every OpenSSH since 2013 speaks, paramiko's own way stays for the greeting,
the first key exchange, and older servers.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paramiko.common import MSG_CHANNEL_DATA
from paramiko.message import Message
from paramiko.packet import NeedRekeyException, Packetizer
from paramiko.ssh_exception import SSHException

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

READ_AHEAD = 512 * 1024
LARGEST_PACKET = 256 * 1024
"""Bytes; what OpenSSH refuses beyond, too."""
TAG = 16
BLOCK = 16
DATA_HEAD = 9
"""Bytes before the data of MSG_CHANNEL_DATA: type, channel, length."""

OnData = Callable[[int, memoryview], bool]


class Sealer:
    """One direction's AES-GCM key, and the nonce that counts its packets (RFC 5647)."""

    def __init__(self, engine: Any, nonce: bytes) -> None:  # noqa: ANN401 - an AESGCM
        self.engine = engine
        self._fixed = nonce[:4]
        self._counter = int.from_bytes(nonce[4:], "big")
        self.packets = 0
        self.bytes = 0

    def next_nonce(self, size: int) -> bytes:
        """Return the nonce of the next packet, which has `size` bytes on the wire."""
        nonce = self._fixed + self._counter.to_bytes(8, "big")
        self._counter = (self._counter + 1) & 0xFFFFFFFFFFFFFFFF
        self.packets += 1
        self.bytes += size
        return nonce


class FastPacketizer(Packetizer):
    """Reads far ahead, seals in place, and hands channel data on without a Message.

    It also counts packets, so that any traffic is a sign of life, and lines of the greeting.
    """

    if TYPE_CHECKING:  # names relied on, as paramiko 5.1.0 has them
        closed: bool
        REKEY_PACKETS: int
        REKEY_BYTES: int
        REKEY_BYTES_OVERFLOW_MAX: int

        def _trigger_rekey(self) -> None: ...

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self.packets_heard = 0
        self.lines_heard = 0
        self.on_data: OnData = lambda _channel, _data: False
        """Takes `(channel, data)` in the reading thread; False when a Message is wanted. `data` is
        only valid during the call."""
        self._sock = sock
        self._read_into = getattr(sock, "recv_into", None)  # a channel as a socket has none
        self._sealed_in: Sealer | None = None
        self._sealed_out: Sealer | None = None
        self._ahead = bytearray()
        self._ahead_view = memoryview(self._ahead)
        self._start = self._end = 0
        self._plain_view = memoryview(b"")
        self._number_in = 0
        self._asked_at = 0
        self._send_lock = threading.Lock()

    # What the transport sets

    def readline(self, timeout: float) -> str:
        """Read one line of the greeting."""
        line: str = super().readline(timeout)
        self.lines_heard += 1
        return line

    def start_handshake(self, timeout: float) -> None:
        """Start no timer: its thread outlives a closed connection and keeps Python from ending.

        Whoever connects has a limit of its own.
        """

    def set_inbound_cipher(self, block_engine: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401
        """Use new keys for what comes from now on."""
        super().set_inbound_cipher(block_engine, *args, **more)
        nonce = more.get("iv_in")
        self._sealed_in = Sealer(block_engine, nonce) if more.get("aead") and nonce else None
        if self._sealed_in is not None and not self._ahead:
            self._ahead = bytearray(READ_AHEAD)
            self._ahead_view = memoryview(self._ahead)
            self._plain_view = memoryview(bytearray(LARGEST_PACKET))

    def set_outbound_cipher(self, block_engine: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401
        """Use new keys for what goes from now on."""
        super().set_outbound_cipher(block_engine, *args, **more)
        nonce = more.get("iv_out")
        self._sealed_out = Sealer(block_engine, nonce) if more.get("aead") and nonce else None

    def reset_seqno_in(self) -> None:
        """Count packets from 0 again."""
        super().reset_seqno_in()
        self._number_in = 0

    # Out

    def send_message(self, data: Message) -> None:
        """Send one packet."""
        with self._send_lock:
            if self._sealed_out is None:
                super().send_message(data)
                return
            payload = data.asbytes()
            packet = bytearray(_sealed_size(len(payload)))
            view = memoryview(packet)
            view[5 : 5 + len(payload)] = payload
            self._seal(self._sealed_out, view, len(payload))
            self.write_all(view)

    def send_data(self, channel: int, data: memoryview, piece: int) -> None:
        """Send `data` to the peer's `channel`, cut into packets of `piece` bytes, at once."""
        with self._send_lock:
            if self._sealed_out is None:
                for start in range(0, len(data), piece):
                    message = Message()
                    message.add_byte(bytes([MSG_CHANNEL_DATA]))
                    message.add_int(channel)
                    message.add_string(bytes(data[start : start + piece]))
                    super().send_message(message)
                return
            sizes = [min(piece, len(data) - start) for start in range(0, len(data), piece)]
            out = memoryview(bytearray(sum(_sealed_size(DATA_HEAD + size) for size in sizes)))
            at = taken = 0
            for size in sizes:
                end = at + _sealed_size(DATA_HEAD + size)
                packet = out[at:end]
                struct.pack_into(">BII", packet, 5, MSG_CHANNEL_DATA, channel, size)
                packet[5 + DATA_HEAD : 5 + DATA_HEAD + size] = data[taken : taken + size]
                self._seal(self._sealed_out, packet, DATA_HEAD + size)
                at, taken = end, taken + size
            self.write_all(out)

    def write_all(self, out: Buffer) -> None:
        """Send every byte; EOFError when the connection is gone."""
        view = memoryview(out)
        while view:
            try:
                sent = self._sock.send(view)
            except (TimeoutError, BlockingIOError) as error:
                if self.closed:
                    raise EOFError from error
                continue
            except OSError as error:
                raise EOFError from error
            if sent == 0:  # a channel as a socket says so when it is closed
                raise EOFError
            view = view[sent:]

    def _seal(self, sealer: Sealer, packet: memoryview, payload: int) -> None:
        """Put length and padding around the payload that lies at 5, and encrypt in place."""
        body = len(packet) - 4 - TAG
        padding = body - 1 - payload
        struct.pack_into(">IB", packet, 0, body, padding)
        packet[5 + payload : 4 + body] = os.urandom(padding)
        nonce = sealer.next_nonce(len(packet))
        sealer.engine.encrypt_into(nonce, bytes(packet[4 : 4 + body]), packet[:4], packet[4:])
        if not self.need_rekey() and self._worn(sealer):
            self._asked_at = self._sealed_in.bytes if self._sealed_in else 0
            self._trigger_rekey()

    # In

    def read_message(self) -> tuple[int, Message]:
        """Return one packet that is not taken by `on_data`. Only one thread reads."""
        while self._sealed_in is not None:
            payload = self._open_next(self._sealed_in)
            self.packets_heard += 1
            number, self._number_in = self._number_in, (self._number_in + 1) & 0xFFFFFFFF
            if payload[0] == MSG_CHANNEL_DATA and len(payload) >= DATA_HEAD:
                channel, size = struct.unpack_from(">II", payload, 1)
                if self.on_data(channel, payload[DATA_HEAD : DATA_HEAD + size]):
                    self._wear(self._sealed_in)
                    continue
            message = Message(bytes(payload[1:]))
            message.seqno = number
            self._note_wear(self._sealed_in)
            return payload[0], message
        packet: tuple[int, Message] = super().read_message()
        self.packets_heard += 1
        return packet

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:
        """Read as paramiko does, first what was read ahead under another cipher."""
        ahead = bytes(self._ahead_view[self._start : min(self._end, self._start + n)])
        self._start += len(ahead)
        if len(ahead) == n:
            return ahead
        rest: bytes = super().read_all(n - len(ahead), check_rekey and not ahead)
        return ahead + rest

    def _open_next(self, sealer: Sealer) -> memoryview:
        """Return the next packet's payload, valid until the next call."""
        self._need(BLOCK)
        (body,) = struct.unpack_from(">I", self._ahead, self._start)
        if body % BLOCK or not BLOCK <= body <= LARGEST_PACKET:
            raise SSHException("Invalid packet length")
        self._need(4 + body + TAG)
        head, end = self._start + 4, self._start + 4 + body + TAG
        plain = self._plain_view[:body]
        sealed = self._ahead_view[head:end]
        nonce = sealer.next_nonce(end - self._start)
        sealer.engine.decrypt_into(nonce, sealed, self._ahead_view[self._start : head], plain)
        self._start = end
        payload = plain[1 : body - plain[0]]
        if not payload:
            raise SSHException("Empty packet")
        return payload

    def _need(self, size: int) -> None:
        """Read ahead until `size` bytes from the start are there."""
        while self._end - self._start < size:
            if self._start == self._end:
                self._start = self._end = 0
            elif self._start + size > READ_AHEAD:
                rest = bytes(self._ahead_view[self._start : self._end])
                self._ahead_view[: len(rest)] = rest
                self._start, self._end = 0, len(rest)
            try:
                got = self._read_some(self._ahead_view[self._end :])
            except (TimeoutError, BlockingIOError):
                if self.closed:
                    raise EOFError from None
                if self._start == self._end and self.need_rekey():
                    raise NeedRekeyException from None
                continue
            except OSError:
                if self.closed:
                    raise EOFError from None
                raise
            if got == 0:
                raise EOFError
            self._end += got

    def _read_some(self, room: memoryview) -> int:
        if self._read_into is not None:
            return int(self._read_into(room))
        data = self._sock.recv(len(room))
        room[: len(data)] = data
        return len(data)

    # Keys that were used for long enough

    def _wear(self, sealer: Sealer) -> None:
        """Ask for new keys, from within the loop that hands data on."""
        if self._note_wear(sealer):
            raise NeedRekeyException

    def _note_wear(self, sealer: Sealer) -> bool:
        """Return whether new keys are asked for because of the packet just read."""
        if self.need_rekey():
            if sealer.bytes - self._asked_at > self.REKEY_BYTES_OVERFLOW_MAX:
                raise SSHException("Remote transport is ignoring rekey requests")
            return False
        if not self._worn(sealer):
            return False
        self._asked_at = sealer.bytes
        self._trigger_rekey()
        return True

    def _worn(self, sealer: Sealer) -> bool:
        return sealer.packets >= self.REKEY_PACKETS or sealer.bytes >= self.REKEY_BYTES


def _sealed_size(payload: int) -> int:
    """Return how long a packet is on the wire: length, sealed body in whole blocks, tag."""
    body = 1 + payload
    padding = BLOCK - body % BLOCK
    return 4 + body + (padding if padding >= 4 else padding + BLOCK) + TAG

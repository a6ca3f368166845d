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

from app.core.i18n import tr

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

READ_AHEAD = 512 * 1024
LARGEST_PACKET = 256 * 1024
"""Bytes; what OpenSSH refuses beyond, too."""
LARGEST_GREETING = 64 * 1024
"""Bytes before the key exchange begins, the lines of a server that talks first included."""
TAG = 16
BLOCK = 16
DATA_HEAD = 1 + 9
"""Bytes before the data of MSG_CHANNEL_DATA: padding's length; type, channel, length."""
SEND_BUFFER = 320 * 1024

TakesData = Callable[[int], bool]
OnData = Callable[[int, memoryview], object]


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
    """Reads far ahead, copies little, and hands channel data on without Messages.

    It also counts packets, so that any traffic is a sign of life, and keeps the greeting.
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
        self.greeting = ""
        """The first line that the peer said."""
        self.takes_data: TakesData = lambda _channel: False
        """Whether a channel gets its data through `on_data` instead of Messages."""
        self.on_data: OnData = lambda _channel, _data: None
        """Takes `(channel, data)` in the reading thread; `data` is only valid during the call."""
        self._sock = sock
        self._read_into = getattr(sock, "recv_into", None)  # a channel as a socket has none
        self._sealed_in: Sealer | None = None
        self._sealed_out: Sealer | None = None
        self._ahead = bytearray()
        self._ahead_view = memoryview(self._ahead)
        self._start = self._end = 0
        self._plain = memoryview(b"")
        self._run_channel = self._run_start = self._run_end = 0
        self._scratch = memoryview(b"")
        self._out = memoryview(b"")
        self._number_in = 0
        self._greeted = 0
        self._asked_at = 0
        self._send_lock = threading.Lock()

    # What the transport sets

    def readline(self, timeout: float) -> str:
        """Read one line of the greeting."""
        line: str = super().readline(timeout)
        self.greeting = self.greeting or line.strip()
        return line

    def _read_timeout(self, timeout: float) -> bytes:
        """Read a piece of the greeting, which paramiko would collect without end."""
        data: bytes = super()._read_timeout(timeout)  # type: ignore[misc]
        self._greeted += len(data)
        if self._greeted > LARGEST_GREETING:
            self.greeting = self.greeting or "(endless)"
            raise SSHException(tr("The greeting has no end"))
        return data

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
            self._plain = memoryview(bytearray(READ_AHEAD))

    def set_outbound_cipher(self, block_engine: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401
        """Use new keys for what goes from now on."""
        super().set_outbound_cipher(block_engine, *args, **more)
        nonce = more.get("iv_out")
        self._sealed_out = Sealer(block_engine, nonce) if more.get("aead") and nonce else None
        if self._sealed_out is not None and not self._out:
            self._scratch = memoryview(bytearray(LARGEST_PACKET))
            self._out = memoryview(bytearray(SEND_BUFFER))

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
            self._scratch[1 : 1 + len(payload)] = payload
            self.write_all(self._out[: self._seal(self._sealed_out, 0, 1 + len(payload))])

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
            filled = 0
            for start in range(0, len(data), piece):
                part = data[start : start + piece]
                if filled + _sealed_size(DATA_HEAD + len(part)) > SEND_BUFFER:
                    self.write_all(self._out[:filled])
                    filled = 0
                struct.pack_into(">BII", self._scratch, 1, MSG_CHANNEL_DATA, channel, len(part))
                self._scratch[DATA_HEAD : DATA_HEAD + len(part)] = part
                filled = self._seal(self._sealed_out, filled, DATA_HEAD + len(part))
            self.write_all(self._out[:filled])

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

    def _seal(self, sealer: Sealer, at: int, size: int) -> int:
        """Seal `size` bytes of the scratch to `at` of the outgoing bytes; return where it ends."""
        end = at + _sealed_size(size)
        body = end - at - 4 - TAG
        self._scratch[0] = body - size
        self._scratch[size:body] = os.urandom(body - size)
        head = struct.pack(">I", body)
        self._out[at : at + 4] = head
        nonce = sealer.next_nonce(end - at)
        sealer.engine.encrypt_into(nonce, self._scratch[:body], head, self._out[at + 4 : end])
        if not self.need_rekey() and self._worn(sealer):
            self._asked_at = self._sealed_in.bytes if self._sealed_in else 0
            self._trigger_rekey()
        return end

    # In

    def read_message(self) -> tuple[int, Message]:
        """Return one packet that is not taken by `on_data`. Only one thread reads."""
        while self._sealed_in is not None:
            packet = self._open_next(self._sealed_in)
            if packet is not None:
                return packet
        packet = super().read_message()
        self.packets_heard += 1
        return packet

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:
        """Read as paramiko does, first what was read ahead under another cipher.

        WORKAROUND: paramiko believes any length of a packet, and collects up to 4 GiB of it.
        """
        if n > LARGEST_PACKET:
            raise SSHException(tr("Invalid packet length"))
        ahead = bytes(self._ahead_view[self._start : min(self._end, self._start + n)])
        self._start += len(ahead)
        if len(ahead) == n:
            return ahead
        rest: bytes = super().read_all(n - len(ahead), check_rekey and not ahead)
        return ahead + rest

    def _open_next(self, sealer: Sealer) -> tuple[int, Message] | None:
        """Open one packet: data for `on_data` joins the present run, anything else is returned.

        Data of packets that follow each other for one channel is opened so that it lies in one
        piece, and handed over at once. The head of each lands on the last bytes of the one before
        it, which are put back.
        """
        self._need(BLOCK)
        (body,) = struct.unpack_from(">I", self._ahead, self._start)
        if body % BLOCK or not BLOCK <= body <= LARGEST_PACKET:
            raise SSHException(tr("Invalid packet length"))
        self._need(4 + body + TAG)
        begin, end = self._start, self._start + 4 + body + TAG
        at = max(0, self._run_end - DATA_HEAD)
        covered = bytes(self._plain[at : self._run_end])
        plain = self._plain[at : at + body]
        head, sealed = self._ahead_view[begin : begin + 4], self._ahead_view[begin + 4 : end]
        sealer.engine.decrypt_into(sealer.next_nonce(end - begin), sealed, head, plain)
        self._start = end
        self.packets_heard += 1
        number, self._number_in = self._number_in, (self._number_in + 1) & 0xFFFFFFFF
        kind, channel, size = struct.unpack_from(">BII", plain, 1)
        worn = self._note_wear(sealer)
        if kind == MSG_CHANNEL_DATA and self._joins(channel) and size <= body - DATA_HEAD:
            self._plain[at : at + len(covered)] = covered
            self._extend_run(channel, at + DATA_HEAD, size)
            if worn:
                self._hand_over()
                raise NeedRekeyException  # makes the transport look whether new keys are needed
            return None
        padding = plain[0]
        payload = bytes(plain[1 : max(1, body - padding)])
        self._plain[at : at + len(covered)] = covered
        self._hand_over()
        if not payload:
            raise SSHException(tr("Invalid padding"))
        message = Message(payload[1:])
        message.seqno = number
        return payload[0], message

    def _joins(self, channel: int) -> bool:
        return (self._run_end > 0 and channel == self._run_channel) or self.takes_data(channel)

    def _extend_run(self, channel: int, at: int, size: int) -> None:
        """Note that data lies at `at`, right behind the run of before."""
        if channel != self._run_channel or self._run_end == 0:
            self._hand_over(forget=False)
            self._run_channel, self._run_start = channel, at
        self._run_end = at + size

    def _hand_over(self, *, forget: bool = True) -> None:
        """Pass the present run on."""
        if self._run_end > self._run_start:
            self.on_data(self._run_channel, self._plain[self._run_start : self._run_end])
        self._run_start = self._run_end
        if forget:
            self._run_start = self._run_end = 0

    def _need(self, size: int) -> None:
        """Read ahead until `size` bytes from the start are there."""
        while self._end - self._start < size:
            self._hand_over()
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

    def _note_wear(self, sealer: Sealer) -> bool:
        """Return whether new keys are asked for because of the packet just read."""
        if self.need_rekey():
            if sealer.bytes - self._asked_at > self.REKEY_BYTES_OVERFLOW_MAX:
                raise SSHException(tr("Remote transport is ignoring rekey requests"))
            return False
        if not self._worn(sealer):
            return False
        self._asked_at = sealer.bytes
        self._trigger_rekey()
        return True

    def _worn(self, sealer: Sealer) -> bool:
        return sealer.packets >= self.REKEY_PACKETS or sealer.bytes >= self.REKEY_BYTES


def _sealed_size(size: int) -> int:
    """Return how long a packet of `size` bytes (padding's length first) is on the wire."""
    padding = BLOCK - size % BLOCK
    return 4 + size + (padding if padding >= 4 else padding + BLOCK) + TAG

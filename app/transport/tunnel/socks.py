"""SOCKS5 as RFC 1928 has it: no login, CONNECT only. Bytes in, bytes out; no socket here."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

from app.core.i18n import tr

VERSION: Final = 5
NO_LOGIN: Final = 0
NONE_ACCEPTED: Final = 0xFF
CONNECT: Final = 1
LONGEST = 2 + 255 + 4 + 1 + 255 + 2
"""Bytes of the longest handshake there is."""

SUCCEEDED: Final = 0
FAILED: Final = 1
NOT_ALLOWED: Final = 2
NETWORK_UNREACHABLE: Final = 3
HOST_UNREACHABLE: Final = 4
REFUSED: Final = 5
TIMED_OUT: Final = 6
NO_SUCH_COMMAND: Final = 7
NO_SUCH_ADDRESS_TYPE: Final = 8

SIZES = {1: 4, 4: 16}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the client wants to go, and what it sent on without waiting for the answer."""

    host: str
    port: int
    early: bytes


class SocksError(Exception):
    """The handshake failed; `reply` is what the client is told, empty when nothing fits."""

    def __init__(self, words: str, reply: bytes = b"") -> None:
        super().__init__(words)
        self.reply = reply


class Handshake:
    """Takes the client's bytes as they come, in pieces of any size."""

    def __init__(self) -> None:
        self._data = b""
        self._greeted = False

    def feed(self, data: bytes) -> tuple[bytes, Wanted | None]:
        """Return what to answer, and the wish once it is known. Raises SocksError."""
        self._data += data
        answer = b""
        if not self._greeted:
            answer = self._greeting()
            if not self._greeted:
                return b"", None
        return answer, self._request()

    def _greeting(self) -> bytes:
        if self._data[:1] not in (b"", bytes([VERSION])):
            raise SocksError(tr("the program does not speak SOCKS5"))
        if len(self._data) < 2 or len(self._data) < 2 + self._data[1]:
            return b""
        methods = self._data[2 : 2 + self._data[1]]
        if NO_LOGIN not in methods:
            raise SocksError(
                tr("the program insists on a SOCKS login"), bytes([VERSION, NONE_ACCEPTED])
            )
        self._data = self._data[2 + len(methods) :]
        self._greeted = True
        return bytes([VERSION, NO_LOGIN])

    def _request(self) -> Wanted | None:
        data = self._data
        if data[:1] not in (b"", bytes([VERSION])):
            raise SocksError(tr("the program sent no SOCKS5 request"), reply(FAILED))
        if len(data) < 5:
            return None
        if data[1] != CONNECT:
            raise SocksError(tr("only CONNECT is served of SOCKS5"), reply(NO_SUCH_COMMAND))
        kind, start = data[3], 4
        if kind == 3:
            size, start = data[4], 5
        elif kind in SIZES:
            size = SIZES[kind]
        else:
            raise SocksError(tr("no such SOCKS5 address type"), reply(NO_SUCH_ADDRESS_TYPE))
        end = start + size + 2
        if len(data) < end:
            return None
        host = _host(kind, data[start : start + size])
        return Wanted(host, int.from_bytes(data[end - 2 : end], "big"), data[end:])


def reply(code: int) -> bytes:
    """Return the answer to a request; the address part is not used by CONNECT's clients."""
    return bytes([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0])


def reply_code(reason: int, text: str) -> int:
    """Return SOCKS5's code for why the server opened no channel."""
    said = text.lower()
    if "timed out" in said:
        return TIMED_OUT
    if "network is unreachable" in said:
        return NETWORK_UNREACHABLE
    if "no route" in said or "host is down" in said or "not known" in said or "resolve" in said:
        return HOST_UNREACHABLE
    return {1: NOT_ALLOWED, 2: REFUSED}.get(reason, FAILED)


def _host(kind: int, raw: bytes) -> str:
    if kind == 1:
        return str(ipaddress.IPv4Address(raw))
    if kind == 4:
        return str(ipaddress.IPv6Address(raw))
    if not raw or any(byte <= 0x20 or byte >= 0x7F for byte in raw):
        raise SocksError(tr("no name that a host can have"), reply(HOST_UNREACHABLE))
    return raw.decode("ascii")

"""Read lists of listening sockets: what `ss` and /proc/net/tcp print.

Programs choose their own names, so nothing here trusts a line: what is not understood is left out.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.ports import is_port, read_port

NAME_LIMIT = 64
MAX_SOCKETS = 4096
"""More than this is no list of services."""
_LISTEN_STATE = "0A"
_OWNER = re.compile(r'\("(?P<program>.*?)",pid=(?P<pid>\d{1,10}),fd=\d+\)')


@dataclass(frozen=True, slots=True)
class Socket:
    """One listening socket; `program` and `pid` where the account may see them."""

    port: int
    address: str
    program: str = ""
    pid: int | None = None


def parse_ss(text: str) -> list[Socket]:
    """Read `ss -tlnHp`. IPv6 addresses keep their brackets, a scope (`%eth0`) stays."""
    found = []
    for line in text.split("\n")[:MAX_SOCKETS]:
        fields = line.split(None, 5)
        if len(fields) < 5 or fields[0] != "LISTEN":
            continue
        address, _, number = fields[3].rpartition(":")
        port = read_port(number)
        if port is None or not _is_address(address):
            continue
        owner = _OWNER.search(fields[5]) if len(fields) > 5 else None
        found.append(
            Socket(port, address, clean(owner["program"]), int(owner["pid"]))
            if owner
            else Socket(port, address)
        )
    return found


def parse_proc_net(text: str) -> list[Socket]:
    """Read /proc/net/tcp and tcp6, one after the other; they name no owner."""
    found = []
    for line in text.split("\n")[:MAX_SOCKETS]:
        fields = line.split()
        if len(fields) < 4 or fields[3] != _LISTEN_STATE:
            continue
        words, _, number = fields[1].partition(":")
        address = _from_hex(words)
        try:
            port = int(number, 16)
        except ValueError:
            continue
        if address and is_port(port):
            found.append(Socket(port, address))
    return found


def parse_docker_ps(text: str) -> dict[int, str]:
    """Read `docker ps`, names and ports with a tab between: published TCP port to container."""
    names: dict[int, str] = {}
    for line in text.split("\n")[:MAX_SOCKETS]:
        name, _, ports = line.partition("\t")
        for part in ports.split(","):
            for port in _published(part.strip()):
                names.setdefault(port, clean(name))
    return names


def clean(name: str) -> str:
    """Return a name that can be shown: no control characters, no more than 64 of the others."""
    shown = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(shown.split())[:NAME_LIMIT]


def _published(part: str) -> Iterable[int]:
    """Return the node's ports of one `0.0.0.0:3000-3001->3000-3001/tcp`."""
    outside, arrow, inside = part.partition("->")
    if not arrow or not inside.endswith("/tcp"):
        return ()
    first, dash, last = outside.rpartition(":")[2].partition("-")
    begin, end = read_port(first), read_port(last if dash else first)
    if begin is None or end is None or not begin <= end <= begin + 1000:
        return ()
    return range(begin, end + 1)


def _is_address(text: str) -> bool:
    """Whether this is what `ss` prints before the port: `*`, `1.2.3.4%lo`, `[::1]`, `[::1]%lo`."""
    plain = text.split("%")[0].strip("[]")
    if plain in ("*", ""):
        return text == "*"
    try:
        ipaddress.ip_address(plain)
    except ValueError:
        return False
    return text.isprintable() and len(text) <= NAME_LIMIT


def _from_hex(words: str) -> str:
    """Return an address of /proc/net: 32-bit words, each in the byte order of the machine.

    That is little-endian on every machine this program knows (arm64, x86-64).
    """
    try:
        data = bytes.fromhex(words)
    except ValueError:
        return ""
    if len(data) not in (4, 16):
        return ""
    turned = b"".join(data[start : start + 4][::-1] for start in range(0, len(data), 4))
    address = ipaddress.ip_address(turned)
    return f"[{address}]" if address.version == 6 else str(address)

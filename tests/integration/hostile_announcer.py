"""Sends announcements that no honest machine sends. Runs in a network namespace of the tests.

python hostile_announcer.py ADDRESS flood COUNT | malformed COUNT | names
"""

from __future__ import annotations

import random
import socket
import sys
import time
from collections.abc import Iterator

from zeroconf import DNSAddress, DNSOutgoing, DNSPointer, DNSService  # type: ignore[attr-defined]

SSH = "_ssh._tcp.local."
GROUP = ("224.0.0.251", 5353)
RESPONSE, IN, A, PTR, SRV = 0x8400, 1, 1, 12, 33

NAMES = {
    "control": "evil\x1b[31m\x07\x00",
    "bidi": "\u202egpj.krapS\u2066",
    "huge": "x" * 63,
    "quotes": "';rm -rf ~;'",
    "newline": "spark-1234\nfound spark-9999",
}
"""Instance names; each is announced with a host name made of the same."""


def announcement(instance: str, host: str, address: bytes, port: int = 22) -> DNSOutgoing:
    """Return what a responder multicasts when it appears."""
    out = DNSOutgoing(RESPONSE)
    name = f"{instance}.{SSH}"
    for record in (
        DNSPointer(SSH, PTR, IN, 4500, name),
        DNSService(name, SRV, IN, 120, 0, 0, port, host),
        DNSAddress(host, A, IN, 120, address),
    ):
        out.add_answer_at_time(record, 0)
    return out


def flood(count: int) -> Iterator[bytes]:
    """Yield announcements of ever new machines."""
    for number in range(count):
        address = socket.inet_aton(f"10.77.{100 + number // 250 % 100}.{1 + number % 250}")
        yield announcement(f"flood-{number}", f"flood-{number}.local.", address).packets()[0]


def malformed(count: int) -> Iterator[bytes]:
    """Yield packets that are cut, changed or nonsense."""
    chance = random.Random(5353)
    whole = announcement("broken", "broken.local.", socket.inet_aton("10.77.0.66")).packets()[0]
    for _ in range(count):
        kind = chance.randrange(4)
        packet = bytearray(whole)
        if kind == 0:
            packet = packet[: chance.randrange(len(packet))]
        elif kind == 1:
            for _ in range(8):
                packet[chance.randrange(len(packet))] = chance.randrange(256)
        elif kind == 2:
            packet = bytearray(chance.randbytes(chance.randrange(1, 1400)))
        else:  # names that point at themselves, and more records than there are
            packet = packet[:12] + b"\xc0\x0c" * 300
            packet[6:8] = b"\xff\xff"
        yield bytes(packet)


def hostile_names() -> Iterator[bytes]:
    """Yield announcements whose names and addresses must not be believed."""
    address = socket.inet_aton("10.77.0.66")
    for instance in NAMES.values():
        yield announcement(instance, f"{instance}.local.", address).packets()[0]
    yield announcement("loop", "loop.local.", socket.inet_aton("127.0.0.1")).packets()[0]
    yield announcement("group", "group.local.", socket.inet_aton("224.0.0.251")).packets()[0]
    yield announcement("elsewhere", "elsewhere.example.", address).packets()[0]
    yield announcement("port", "port.local.", address, port=0).packets()[0]


def main(own: str, kind: str, count: str = "0") -> None:
    """Send everything of a kind, a thousand packets a second."""
    kinds = {"flood": flood, "malformed": malformed}
    packets = hostile_names() if kind == "names" else kinds[kind](int(count))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sender.bind((own, 5353))
        for number, packet in enumerate(packets):
            sender.sendto(packet, GROUP)
            if number % 50 == 49:
                time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])

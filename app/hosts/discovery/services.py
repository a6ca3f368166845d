"""The announced services: who is there now, by zeroconf's browser and its cache of records.

The browser says when a service appears and when it says goodbye. A machine that loses power says
nothing: its records run out after two minutes unless it answers when asked again, which is done
here.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.hosts.discovery.api import Likeness
from app.hosts.discovery.merge import Announced, in_order
from app.hosts.discovery.names import (
    LOCAL,
    likeness,
    printable,
    usable_address,
    usable_host,
)
from app.hosts.discovery.network import Network
from app.hosts.nodes import DEFAULT_PORT

if TYPE_CHECKING:
    from zeroconf import (  # type: ignore[attr-defined]
        DNSAddress,
        DNSService,
        ServiceStateChange,
        Zeroconf,
    )

SSH = "_ssh._tcp.local."
WORKSTATION = "_workstation._tcp.local."
"""What Avahi announces of every machine where it is told to, SSH server or not."""

MAX_SERVICES = 256
MAX_NAMES = 12_000
"""More names than this, and the search is paused."""
MAX_RECORDS = 64
"""Addresses of one name that are looked at."""

TYPE_A, TYPE_AAAA, TYPE_SRV, CLASS_IN = 1, 28, 33, 1  # RFC 1035, 3596, 2782

NEVER = math.inf
SETTLE_S = 2.0
"""Records that others replace live for one second more (RFC 6762, 10.2)."""
MIN_LIFE_S = 30.0
"""A service is kept this long, however short-lived it says its records are."""
ASK_AFTER = 0.75
"""Of its life, before a service is asked again."""
ASK_MIN_S, ASK_MAX_S = 1.0, 60.0
MAX_ASKS = 12
"""Questions without an answer, about ten minutes, before a service is forgotten."""
QUESTIONS_AT_ONCE = 32


@dataclass(slots=True)
class _Service:
    """One announced instance."""

    instance: str
    """Its name without the type, printable."""
    is_ssh: bool
    first_seen: float
    likely: bool
    """Whether the instance is named like a Spark."""
    announced: Announced | None = None
    changed: bool = True
    settled_at: float = NEVER
    """When records that a change replaced are gone, too; all times here are monotonic."""
    records_end: float = 0.0
    """When the records run out."""
    good_until: float = 0.0
    """After it the machine counts as gone unless it answered."""
    ask_at: float = 0.0
    asks: int = 0


class Services:
    """Listens until closed. Thread-safe; `changed` is called from zeroconf's threads."""

    def __init__(self, mine: Sequence[Network], changed: Callable[[], object]) -> None:
        """Start to listen; raises OSError where that is not possible."""
        from zeroconf import ServiceBrowser, Zeroconf

        self._mine = tuple(mine)
        self._loopback = any(each.network.is_loopback for each in mine)
        self._changed = changed
        self._lock = threading.Lock()
        self._services: dict[str, _Service] = {}
        self._others: set[str] = set()
        self._zeroconf = Zeroconf(interfaces=[each.address for each in mine])
        self._browser = ServiceBrowser(
            self._zeroconf, [SSH, WORKSTATION], handlers=[self._on_change]
        )

    @property
    def hidden(self) -> int:
        """How many announced services are not looked at."""
        with self._lock:
            return len(self._others)

    @property
    def flooded(self) -> bool:
        """Whether there are more names than any network has machines."""
        with self._lock:
            return len(self._services) + len(self._others) > MAX_NAMES

    def announced(self) -> list[Announced]:
        """Return what is there now."""
        with self._lock:
            every = [each.announced for each in self._services.values()]
        return [each for each in every if each is not None]

    def refresh(self, now: float) -> None:
        """Read what changed and ask what is about to run out. Called about once a second."""
        due: list[str] = []
        with self._lock:
            services = list(self._services.items())
        for name, service in services:
            if service.changed or now >= service.settled_at:
                service.settled_at = now + SETTLE_S if service.changed else NEVER
                self._read(name, service, now)
            if now >= service.good_until:
                service.announced = None
            if now >= service.ask_at and len(due) < QUESTIONS_AT_ONCE:
                self._read(name, service, now)
                if now >= service.ask_at:
                    service.ask_at = now + min(ASK_MIN_S * 2**service.asks, ASK_MAX_S)
                    service.asks += 1
                    due.append(name)
            if service.asks > MAX_ASKS:
                self._forget(name)
        if due:
            self._ask(due)

    def close(self) -> None:
        """Stop listening."""
        self._browser.cancel()
        self._zeroconf.close()

    # From zeroconf's thread

    def _on_change(
        self,
        zeroconf: Zeroconf,
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        del zeroconf
        if state_change.name == "Removed":
            self._forget(name)
        else:
            self._note(name, is_ssh=service_type == SSH)
        self._changed()

    def _note(self, name: str, *, is_ssh: bool) -> None:
        """Take a service up; where there are too many, one that looks like a Spark goes first."""
        with self._lock:
            if (known := self._services.get(name)) is not None:
                known.changed = True
                return
            service = _service(name, is_ssh=is_ssh)
            if len(self._services) >= MAX_SERVICES:
                others = (each for each, found in self._services.items() if not found.likely)
                dropped = next(others, None) if service.likely else None
                if dropped is None:
                    if len(self._others) <= MAX_NAMES:
                        self._others.add(name)
                    return
                del self._services[dropped]
                self._others.add(dropped)
            self._others.discard(name)
            self._services[name] = service

    def _forget(self, name: str) -> None:
        """Drop a service; one that had no place takes its."""
        with self._lock:
            self._others.discard(name)
            if self._services.pop(name, None) is not None and self._others:
                successor = self._others.pop()
                is_ssh = successor.lower().endswith(SSH)
                self._services[successor] = _service(successor, is_ssh=is_ssh)

    # Reading and asking

    def _read(self, name: str, service: _Service, now: float) -> None:
        """Read a service from the cache of records, as far as it is complete."""
        service.changed = False
        cache = self._zeroconf.cache
        clock = now * 1000.0  # zeroconf's, too, is the monotonic one
        servers = [each for each in self._servers(name) if not each.is_expired(clock)]
        if not servers:
            return
        server = max(servers, key=lambda each: each.created)
        records: list[DNSAddress] = [
            each  # type: ignore[misc]
            for kind in (TYPE_A, TYPE_AAAA)
            for each in cache.get_all_by_details(server.server, kind, CLASS_IN)[:MAX_RECORDS]
            if not each.is_expired(clock)
        ]
        announced = self._announced(service, server, records)
        if announced is None:
            return
        last = max(each.get_expiration_time(100) for each in records)
        ends = min(server.get_expiration_time(100), last) / 1000.0
        service.announced = announced
        if ends > service.records_end:
            service.records_end = ends
            service.good_until = max(ends, now + MIN_LIFE_S)
            service.ask_at = now + (service.good_until - now) * ASK_AFTER
            service.asks = 0

    def _announced(
        self, service: _Service, server: DNSService, records: Sequence[DNSAddress]
    ) -> Announced | None:
        """Return what is announced, checked; None when it cannot be connected to."""
        found = (usable_address(_address(each), loopback=self._loopback) for each in records)
        addresses = in_order(filter(None, found), self._mine)
        host = usable_host(server.server) or next(iter(addresses), "")
        if not host or not addresses or not server.port:
            return None
        label = host.removesuffix(LOCAL) if host.lower().endswith(LOCAL) else service.instance
        seen = max(each.created for each in records) / 1000.0
        return Announced(
            host,
            printable(label) or host,
            addresses,
            server.port if service.is_ssh else DEFAULT_PORT,
            service.first_seen,
            time.time() - (time.monotonic() - seen),
            service.is_ssh,
        )

    def _ask(self, names: Sequence[str]) -> None:
        """Ask for servers and addresses; the answers come as changes."""
        # Not in the library's list of public names, though meant for it.
        from zeroconf import DNSOutgoing, DNSQuestion  # type: ignore[attr-defined]

        out = DNSOutgoing(0)
        for name in names:
            out.add_question(DNSQuestion(name, TYPE_SRV, CLASS_IN))
            for server in self._servers(name)[:1]:
                out.add_question(DNSQuestion(server.server, TYPE_A, CLASS_IN))
                out.add_question(DNSQuestion(server.server, TYPE_AAAA, CLASS_IN))
        self._zeroconf.send(out)

    def _servers(self, name: str) -> list[DNSService]:
        """Return the cached records that say where a service is, those that ran out included."""
        return self._zeroconf.cache.get_all_by_details(name, TYPE_SRV, CLASS_IN)  # type: ignore[return-value]


def _service(name: str, *, is_ssh: bool) -> _Service:
    """Return a service just announced: `spark-1234` of `spark-1234 SSH._ssh._tcp.local.`."""
    kind = SSH if is_ssh else WORKSTATION
    instance = printable(name[: -len(kind) - 1]).removesuffix(" SSH").split(" [")[0]
    likely = likeness(instance)[0] is Likeness.LIKELY_SPARK
    return _Service(instance, is_ssh, time.time(), likely)


def _address(record: DNSAddress) -> str:
    """Return the text of an address record; nothing for one that leads nowhere."""
    packed, scope = record.address, record.scope_id
    if len(packed) == 4:
        return str(ipaddress.IPv4Address(packed))
    if len(packed) != 16:
        return ""
    address = ipaddress.IPv6Address(packed)
    if not address.is_link_local:
        return str(address)
    return f"{address}%{scope}" if scope else ""

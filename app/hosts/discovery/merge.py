"""From announcements to machines: one box answers under several names and interfaces."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.ids import NodeId
from app.hosts.discovery.api import Candidate, Likeness
from app.hosts.discovery.names import LOCAL, likeness, renamed_from
from app.hosts.discovery.network import Network
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import Node

MAX_ADDRESSES = 8
MAX_ALIASES = 8
DOCKER_BRIDGE = ipaddress.IPv4Network("172.17.0.0/16")
"""Every machine with Docker has the same addresses in it."""

Endpoint = tuple[str, int]
"""Address and port."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What one announcement says, checked."""

    host: str
    """A name ending in `.local`, or an address where the name cannot be used."""
    name: str
    addresses: tuple[str, ...]
    port: int
    first_seen: float
    last_seen: float
    is_ssh: bool = True
    """False: only known to be a machine, its SSH port is a guess."""

    @property
    def label(self) -> str:
        """Return the first label of the host name, in lower case."""
        return self.host.lower().removesuffix(LOCAL)


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known when announcements become candidates."""

    networks: Sequence[Network] = ()
    keys: Mapping[Endpoint, HostKey] | None = None
    nodes: Sequence[Node] = ()


def candidates(announced: Iterable[Announced], known: Known) -> tuple[Candidate, ...]:
    """Return one candidate per machine, the likeliest first, then by name."""
    distinct = _without_guesses(announced)
    keys = known.keys or {}
    groups = _groups([(each, _key_of(each, keys)) for each in distinct])
    labels = {each.label for each in distinct} | {node.name.lower() for node in known.nodes}
    found = [_candidate(group, labels, known) for group in groups]
    ranks = list(Likeness)
    return tuple(sorted(found, key=lambda c: (ranks.index(c.likeness), c.name.lower(), c.key)))


def in_order(addresses: Iterable[str], mine: Sequence[Network]) -> tuple[str, ...]:
    """Return addresses, the one that most likely answers first: ours, IPv4, IPv6, Docker's."""

    def rank(text: str) -> tuple[int, str]:
        address = ipaddress.ip_address(text)
        if isinstance(address, ipaddress.IPv6Address):
            return (3 if address.is_link_local else 2, text)
        if address in DOCKER_BRIDGE:
            return (4, text)
        return (0 if any(address in each.network for each in mine) else 1, text)

    return tuple(sorted(set(addresses), key=rank)[:MAX_ADDRESSES])


def interfaces_to(addresses: Iterable[str], mine: Sequence[Network]) -> tuple[str, ...]:
    """Return our interfaces that share a network with one of the addresses."""
    v4 = [address for address in map(ipaddress.ip_address, addresses) if address.version == 4]
    return tuple(sorted({each.interface for each in mine for a in v4 if a in each.network}))


def _without_guesses(announced: Iterable[Announced]) -> list[Announced]:
    """Drop bare machines whose SSH server is announced as well."""
    every = sorted(announced, key=lambda each: (each.first_seen, each.host))
    with_ssh = {each.host.lower() for each in every if each.is_ssh}
    return [each for each in every if each.is_ssh or each.host.lower() not in with_ssh]


def _key_of(each: Announced, keys: Mapping[Endpoint, HostKey]) -> HostKey | None:
    found = (keys.get((address, each.port)) for address in each.addresses)
    return next((key for key in found if key is not None), None)


Member = tuple[Announced, "HostKey | None"]


def _groups(members: Sequence[Member]) -> list[list[Member]]:
    """Put announcements of one machine together: same name, same key, or surely same address."""
    groups: dict[object, list[Member]] = {}
    for member in members:
        marks = _marks(*member)
        merged = [member]
        for group in {id(groups[mark]): groups[mark] for mark in marks if mark in groups}.values():
            merged += group
        for each in merged:
            for mark in _marks(*each):
                groups[mark] = merged
    return list({id(group): group for group in groups.values()}.values())


def _marks(each: Announced, key: HostKey | None) -> list[object]:
    marks: list[object] = [(each.host.lower(), each.port)]
    if key is not None:
        marks.append(key)
    v4 = frozenset(a for a in map(ipaddress.ip_address, each.addresses) if a.version == 4)
    # The same address and port is the same server, unless each network has that address anew.
    if v4 and not any(a.is_link_local or a in DOCKER_BRIDGE for a in v4):
        marks.append((v4, each.port))
    return marks


def _candidate(group: Sequence[Member], labels: set[str], known: Known) -> Candidate:
    def rank(member: Member) -> tuple[int, bool, bool, float, str]:
        each = member[0]
        order = list(Likeness).index(likeness(each.label)[0])
        nameless = not each.host.lower().endswith(LOCAL)
        renamed = bool(renamed_from(each.label, labels))
        return order, nameless, renamed, each.first_seen, each.host

    ranked = [each for each, _key in sorted(group, key=rank)]
    primary = ranked[0]
    oldest = min(ranked, key=lambda each: (each.first_seen, each.host))
    key = next((key for _each, key in group if key is not None), None)
    addresses = in_order((a for each in ranked for a in each.addresses), known.networks)
    like, why = likeness(primary.label)
    aliases = dict.fromkeys(each.host for each in ranked if each.host != primary.host)
    return Candidate(
        key=f"{oldest.host.lower()}:{oldest.port}",
        name=primary.name,
        host=primary.host,
        addresses=addresses,
        port=primary.port,
        interfaces=interfaces_to(addresses, known.networks),
        likeness=like,
        why=why,
        host_key=key,
        also_known_as=tuple(aliases)[:MAX_ALIASES],
        renamed_from=renamed_from(primary.label, labels - {primary.label}),
        known_node=_known_node(ranked, key, known.nodes),
        last_seen=max(each.last_seen for each in ranked),
    )


def _known_node(
    group: Sequence[Announced], key: HostKey | None, nodes: Sequence[Node]
) -> NodeId | None:
    """Return the saved node with this key, else the one saved under a name or address of it."""
    if key is not None:
        for node in nodes:
            if node.host_key == key.fingerprint:
                return node.id
    ways = {(way.lower(), each.port) for each in group for way in (each.host, *each.addresses)}
    for node in nodes:
        for route in node.routes:
            if not route.via and (route.address.lower().rstrip("."), route.port) in ways:
                return node.id
    return None

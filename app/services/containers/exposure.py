"""Which containers the whole network can reach, and whether they ask strangers for a key."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.core.ports import read_port
from app.services.containers.api import Container, Port
from app.services.containers.reading import as_dict
from app.services.containers.strangers import Answer, Asks, ask
from app.services.tunnels.api import Exposure, Listener
from app.services.tunnels.listening import scan

if TYPE_CHECKING:
    from app.services.containers.engine import Engine

AT_ONCE = 6
"""Ports that are asked at the same time."""
HOST_NETWORK = "host"
NO_FIREWALL = tr(
    "Whether a firewall stands before these ports is not looked at. Ports that Docker "
    "publishes pass by ufw."
)
_DOCKER_PORTS = (2375, 2376)
_NUMBER = re.compile(r"(?<!\d)\d{2,5}(?!\d)")


class Danger(StrEnum):
    """How bad it is, worst first."""

    OPEN = "open"  # strangers get answers
    MAYBE = "maybe"  # it cannot be seen whether they do
    ASKS = "asks"  # strangers are asked for a key


@dataclass(frozen=True, slots=True)
class Reachable:
    """A port that other machines reach."""

    container_id: str
    """Empty for the engine's own port."""
    container: str
    image: str
    addresses: tuple[str, ...]
    """Of the node, that it listens on: `0.0.0.0`."""
    port: int | None
    """None when the ports of a container in the node's network cannot be seen."""
    protocol: str = "tcp"
    inside_port: int | None = None
    """The container's own; None where it uses the node's network itself."""
    is_guess: bool = False
    """The port belongs to the container by its command or image, not by its processes."""

    @property
    def where(self) -> str:
        """`0.0.0.0:8000`, `[::]:8000`."""
        address = self.addresses[0] if self.addresses else "?"
        shown = f"[{address}]" if ":" in address else address
        return f"{shown}:{self.port if self.port is not None else '?'}"

    @property
    def uses_host_network(self) -> bool:
        """Whether it listens in the node's own network: no port is published."""
        return self.inside_port is None


@dataclass(frozen=True, slots=True)
class Finding:
    """One port and what a stranger gets there."""

    reachable: Reachable
    answer: Answer

    @property
    def danger(self) -> Danger:
        """How bad it is."""
        by_answer = {Asks.NOBODY: Danger.OPEN, Asks.KEY: Danger.ASKS}
        return by_answer.get(self.answer.asks, Danger.MAYBE)

    @property
    def fix(self) -> str:
        """What can be done about it, one or two sentences."""
        if not self.reachable.container_id:
            return tr("Let Docker listen on its socket only: take the -H tcp:// option away.")
        if self.reachable.uses_host_network:
            close = tr("Let it listen on 127.0.0.1 (--host 127.0.0.1), and reach it by a tunnel.")
        else:
            close = tr("Publish the port on 127.0.0.1 only, and reach it by a tunnel.")
        hint = self.answer.key_hint
        return (
            close
            if self.danger is Danger.ASKS or not hint
            else tr("{close} Or {hint}.").format(close=close, hint=hint)
        )


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """What was found, worst first."""

    findings: tuple[Finding, ...]
    at: float
    """Unix seconds."""
    looked_at: int
    """Containers that run."""
    limits: tuple[str, ...] = ()
    """What could not be seen."""

    def count(self, danger: Danger) -> int:
        """Return how many findings are so bad."""
        return sum(each.danger is danger for each in self.findings)


def audit(engine: Engine, cancel: Cancel) -> ExposureReport:
    """Look at every container that runs, and ask each port what a stranger would."""
    running = [each for each in engine.containers() if each.state.runs]
    limits: list[str] = []
    found = [each for container in running for each in published(container)]
    found += _in_host_network(engine, running, limits, cancel)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="exposure") as pool:
        answers = list(pool.map(lambda each: _answer_of(engine, each, cancel), found))
    cancel.raise_if_cancelled()
    findings = [Finding(each, answer) for each, answer in zip(found, answers, strict=True)]
    findings.sort(key=_worst_first)
    return ExposureReport(
        tuple(findings), time.time(), len(running), (*limits, *([NO_FIREWALL] if found else []))
    )


def published(container: Container) -> tuple[Reachable, ...]:
    """Return the ports that a container publishes beyond the node itself."""
    ports: dict[tuple[int, str, int], list[Port]] = {}
    for port in container.ports:
        if port.host_port is not None and not _is_loopback(port.host_ip):
            ports.setdefault((port.host_port, port.protocol, port.number), []).append(port)
    return tuple(
        Reachable(
            container_id=container.id,
            container=container.name,
            image=container.image,
            addresses=tuple(dict.fromkeys(each.host_ip or "0.0.0.0" for each in same)),  # noqa: S104
            port=number,
            protocol=protocol,
            inside_port=inside,
        )
        for (number, protocol, inside), same in ports.items()
    )


def parse_top(answer: object) -> tuple[frozenset[int], str]:
    """Read `/containers/ID/top`: process numbers as the node counts, and all command lines."""
    told = as_dict(answer)
    titles, rows = told.get("Titles"), told.get("Processes")
    if not isinstance(titles, list) or not isinstance(rows, list) or "PID" not in titles:
        return frozenset(), ""
    column = titles.index("PID")
    pids, commands = set(), []
    for row in rows:
        if isinstance(row, list) and len(row) > column and all(isinstance(e, str) for e in row):
            if row[column].isascii() and row[column].isdigit() and len(row[column]) < 10:
                pids.add(int(row[column]))
            commands.append(row[-1])
    return frozenset(pids), "\n".join(commands)


def ports_named_in(text: str) -> frozenset[int]:
    """Return the numbers in a command line that may be ports: `--port 8000`."""
    numbers = (read_port(each) for each in _NUMBER.findall(text[:100_000]))
    return frozenset(each for each in numbers if each is not None)


# Containers in the node's own network


@dataclass(frozen=True, slots=True)
class HostContainer:
    """A container that listens in the node's own network."""

    container: Container
    pids: frozenset[int]
    ports: frozenset[int]
    """That its command or image names."""


def _in_host_network(
    engine: Engine, running: list[Container], limits: list[str], cancel: Cancel
) -> list[Reachable]:
    """Join what listens on the node with the processes of containers in its network."""
    seen = scan(engine.session, LOCAL_NODE, cancel=cancel)
    cancel.raise_if_cancelled()
    if seen.error:
        limits.append(
            tr("What listens on the node could not be seen: {error}").format(error=seen.error)
        )
    listeners = seen.listeners
    hosts = [_host_container(engine, c) for c in running if HOST_NETWORK in c.networks]
    if hosts:
        limits += seen.limits
    taken = {port.host_port for each in running for port in each.ports}
    return [*engines_own(listeners, taken), *join_listeners(hosts, listeners, taken)]


def join_listeners(
    hosts: Iterable[HostContainer], listeners: Iterable[Listener], taken: set[int | None]
) -> Iterator[Reachable]:
    """Yield what containers of the node's network listen on: by process, else by what they name.

    What only the node itself reaches is left out.
    """
    free = [each for each in listeners if each.port not in taken]
    for host in hosts:
        sure = [each for each in free if each.pid is not None and each.pid in host.pids]
        likely = [each for each in free if each.pid is None and each.port in host.ports]
        for listener in (*sure, *likely):
            if listener.exposure is Exposure.NETWORK:
                yield _of_host(host.container, listener, is_guess=listener.pid is None)
        hidden = any(each.pid is None for each in free)
        if not sure and not likely and (hidden or not free):
            yield _of_host(host.container, None, is_guess=True)


def _of_host(container: Container, listener: Listener | None, *, is_guess: bool) -> Reachable:
    return Reachable(
        container_id=container.id,
        container=container.name,
        image=container.image,
        addresses=tuple(_plain(each) for each in listener.addresses) if listener else (),
        port=listener.port if listener else None,
        is_guess=is_guess,
    )


def _host_container(engine: Engine, container: Container) -> HostContainer:
    pids: frozenset[int] = frozenset()
    commands = container.command
    named: set[str] = set()
    with contextlib.suppress(RemoteError), engine.errors():  # it may have ended meanwhile
        pids, more = parse_top(engine.api.top(container.id))
        commands = f"{commands}\n{more}"
        config = as_dict(engine.inspect(container.id).get("Config"))
        named = {str(each).partition("/")[0] for each in as_dict(config.get("ExposedPorts"))}
    exposed = {port for each in named if (port := read_port(each)) is not None}
    return HostContainer(container, pids, ports_named_in(commands) | exposed)


def engines_own(listeners: Iterable[Listener], taken: set[int | None]) -> Iterator[Reachable]:
    """Yield the port on which the engine itself takes orders, where it has one."""
    for each in listeners:
        is_ours = each.port in _DOCKER_PORTS and each.exposure is Exposure.NETWORK
        if is_ours and each.port not in taken:
            addresses = tuple(_plain(address) for address in each.addresses)
            yield Reachable("", tr("Docker itself"), "", addresses, each.port)


def _answer_of(engine: Engine, reachable: Reachable, cancel: Cancel) -> Answer:
    if reachable.port is None:
        return Answer(
            Asks.UNKNOWN,
            tr("It shares the node's network; this account cannot see which ports it listens on."),
        )
    if reachable.protocol != "tcp":
        return Answer(
            Asks.UNKNOWN, tr("{protocol} is not asked.").format(protocol=reachable.protocol.upper())
        )
    return ask(engine.session, reachable.port, cancel, way_to(reachable.addresses))


def way_to(addresses: tuple[str, ...]) -> str:
    """Return the address on which the node itself reaches a port."""
    if not addresses or "0.0.0.0" in addresses or "*" in addresses or "" in addresses:  # noqa: S104
        return "127.0.0.1"
    return "::1" if addresses[0] == "::" else addresses[0]


def _plain(address: str) -> str:
    return address.partition("%")[0].strip("[]")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _worst_first(finding: Finding) -> tuple[int, str, int]:
    order = list(Danger).index(finding.danger)
    return (order, finding.reachable.container.casefold(), finding.reachable.port or 0)

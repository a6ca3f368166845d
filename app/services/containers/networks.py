"""Networks of a node's containers: who is attached with which address; make and remove them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.audit import AuditLog, AuditSubject
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import NAME, NAME_RULE, State
from app.services.containers.disk import read_container
from app.services.containers.reading import as_dict, as_dicts, as_id, as_text

if TYPE_CHECKING:
    from app.services.containers.engine import Engine

BUILT_IN = ("bridge", "host", "none")
"""Networks that every engine has and none removes."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A container in a network."""

    id: str
    name: str
    state: State
    addresses: tuple[str, ...]
    """Its own there; empty while it does not run."""


@dataclass(frozen=True, slots=True)
class Network:
    """One network."""

    id: str
    name: str
    driver: str
    """`bridge`, `host`, `macvlan`, `overlay`, …"""
    scope: str
    """`local`; `swarm` for one that spans several machines."""
    subnets: tuple[str, ...]
    internal: bool
    """Without a way to other networks."""
    project: str
    """Of docker compose, which made it."""
    attached: tuple[Attached, ...]
    is_ingress: bool = False
    """A swarm's own."""

    @property
    def is_built_in(self) -> bool:
        """Whether the engine made it for itself: it cannot be removed."""
        return self.name in BUILT_IN or self.is_ingress


def networks(engine: Engine) -> tuple[Network, ...]:
    """Return all networks, the engine's own ones last."""
    with engine.errors():
        return parse_networks(engine.api.networks(), engine.api.containers(all=True))


def parse_networks(answer: object, containers: object) -> tuple[Network, ...]:
    """Read `/networks` and `/containers/json`: the first one alone names no containers."""
    attached: dict[str, list[Attached]] = {}
    for told in as_dicts(containers):
        for network, one in _attachments(told):
            attached.setdefault(network, []).append(one)
    found = [_network(told, attached) for told in as_dicts(answer) if as_id(told.get("Id"))]
    return tuple(sorted(found, key=lambda each: (each.is_built_in, each.name.casefold(), each.id)))


class NetworkChanges:
    """Changes networks of one node; the audit log has each. Raises as `VolumeChanges` does."""

    def __init__(self, engine: Engine, node: str, audit: AuditLog) -> None:
        self._engine = engine
        self._subject = AuditSubject(node, engine.session.host_key)
        self._audit = audit

    def create(self, name: str, *, subnet: str = "", internal: bool = False) -> None:
        """Make a bridge network; without a subnet the engine chooses one."""
        if not NAME.fullmatch(name):
            raise BadInput(
                tr("“{name}” cannot be a network's name.").format(name=said(name)),
                NAME_RULE,
            )
        pools = [{"Subnet": checked_subnet(subnet)}] if subnet else None
        if any(each.name == name for each in networks(self._engine)):
            # Old engines would make a second one of the same name.
            raise BadInput(tr("There is a network {name} already.").format(name=name))
        with (
            self._audit.change(self._subject, f"Create network {name}"),
            self._engine.errors(),
        ):
            self._engine.api.create_network(
                name,
                driver="bridge",
                ipam={"Driver": "default", "Config": pools} if pools else None,
                internal=internal,
            )

    def remove(self, network: Network) -> None:
        """Remove a network; refused while a running container is in it."""
        if network.is_built_in:
            raise BadInput(
                tr("{name} is Docker's own network and cannot be removed.").format(
                    name=network.name
                )
            )
        what = f"Remove network {network.name}"
        with self._audit.change(self._subject, what), self._engine.errors():
            self._engine.api.remove_network(network.id)


def checked_subnet(text: str) -> str:
    """Return a subnet as the engine takes it: `172.30.0.0/24`; BadInput when it is none."""
    try:
        network = ipaddress.ip_network(text.strip())
    except ValueError:
        raise BadInput(
            tr("“{text}” is no subnet.").format(text=said(text)),
            tr("Say it as in 172.30.0.0/24, or leave it empty."),
        ) from None
    if network.num_addresses < 4:
        raise BadInput(
            tr("{network} has no room for containers.").format(network=network),
            tr("Take a larger subnet."),
        )
    return str(network)


def _attachments(told: dict[str, Any]) -> Iterator[tuple[str, Attached]]:
    container = read_container(told)
    for each in as_dict(as_dict(told.get("NetworkSettings")).get("Networks")).values():
        ends = as_dict(each)
        network = as_id(ends.get("NetworkID"))
        if network and container.id:
            addresses = (as_text(ends.get(key)) for key in ("IPAddress", "GlobalIPv6Address"))
            yield (
                network,
                Attached(
                    container.id, container.name, container.state, tuple(filter(None, addresses))
                ),
            )


def _network(told: dict[str, Any], attached: dict[str, list[Attached]]) -> Network:
    identity = as_id(told.get("Id"))
    pools = as_dicts(as_dict(told.get("IPAM")).get("Config"))
    return Network(
        id=identity,
        name=as_text(told.get("Name")),
        driver=as_text(told.get("Driver")),
        scope=as_text(told.get("Scope")),
        subnets=tuple(filter(None, (as_text(each.get("Subnet")) for each in pools))),
        internal=told.get("Internal") is True,
        project=as_text(as_dict(told.get("Labels")).get("com.docker.compose.project")),
        attached=tuple(sorted(attached.get(identity, ()), key=lambda each: each.name)),
        is_ingress=told.get("Ingress") is True,
    )

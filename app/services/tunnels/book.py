"""TunnelBook: the saved tunnels of every node, and which of them are wanted open."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.core.errors import BadInput, SettingsUnwritable
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.ports import LAST_PORT, is_port
from app.core.settings import SettingsStore, setting
from app.services.tunnels.api import Listener, Preset, TunnelId, TunnelSpec
from app.services.tunnels.presets import by_port
from app.transport.tunnel.api import ITSELF, ForwardKind

log = logging.getLogger(__name__)

FIRST_PLAIN_PORT = 1024
"""Ports below need rights that this program does not ask for."""
PRIVILEGED_OFFSET = 10000
"""Port 80 there is tried as 10080 here."""
SOCKS_PORT = 1080


@dataclass(frozen=True, slots=True)
class SavedTunnels:
    """The settings section that tunnels are kept in. No secret is ever part of it."""

    tunnels: tuple[TunnelSpec, ...] = setting((), "Saved tunnels, in the order shown.")
    wanted: tuple[TunnelId, ...] = setting((), "Those that are opened when the program starts.")


class TunnelBook:
    """The saved tunnels. Thread-safe; each change is saved, merged with what is on disk."""

    SECTION = "tunnels"

    def __init__(self, store: SettingsStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._saved = store.load(self.SECTION, SavedTunnels)

    def all(self) -> tuple[TunnelSpec, ...]:
        """Return every saved tunnel in order."""
        return self._saved.tunnels

    def of_node(self, node: NodeId) -> tuple[TunnelSpec, ...]:
        """Return the tunnels of one node."""
        return tuple(spec for spec in self._saved.tunnels if spec.node == node)

    def of_group(self, node: NodeId, group: str) -> tuple[TunnelSpec, ...]:
        """Return the tunnels that are opened and closed together."""
        return tuple(spec for spec in self.of_node(node) if group and spec.group == group)

    def get(self, tunnel: TunnelId) -> TunnelSpec:
        """Return one tunnel; BadInput when it was removed."""
        for spec in self._saved.tunnels:
            if spec.id == tunnel:
                return spec
        raise BadInput(tr("That tunnel is no longer saved."))

    def has(self, tunnel: TunnelId) -> bool:
        """Whether the tunnel is (still) saved."""
        return any(spec.id == tunnel for spec in self._saved.tunnels)

    def find(self, node: NodeId, wanted: str) -> TunnelSpec | None:
        """Return the tunnel of `node` that a person calls `wanted`: a name, key or port there."""
        return next((spec for spec in self.of_node(node) if is_called(spec, wanted)), None)

    def to_port(self, node: NodeId, port: int) -> TunnelSpec | None:
        """Return the tunnel that leads to a port of the node itself."""
        for spec in self.of_node(node):
            same = spec.kind is ForwardKind.TCP and spec.remote_port == port
            if same and spec.remote_host in ITSELF:
                return spec
        return None

    @property
    def wanted(self) -> frozenset[TunnelId]:
        """Tunnels that were open when the program last ran, or are now."""
        return frozenset(self._saved.wanted)

    def want(self, tunnel: TunnelId, *, opened: bool) -> None:
        """Remember that a tunnel shall be open, or not; one that cannot be saved is only logged."""
        if (tunnel in self._saved.wanted) == opened:
            return

        def change(saved: SavedTunnels) -> SavedTunnels:
            others = tuple(each for each in saved.wanted if each != tunnel)
            return replace(saved, wanted=(*others, tunnel) if opened else others)

        try:
            self._change(change)
        except SettingsUnwritable as error:
            log.warning("%s", error)  # it opens or closes all the same, only not at the next start

    def save(self, spec: TunnelSpec) -> TunnelSpec:
        """Add or replace a tunnel by id and return it as saved; BadInput says what is wrong."""
        spec = check_spec(spec)

        def change(saved: SavedTunnels) -> SavedTunnels:
            self._refuse_twins(saved.tunnels, spec)
            if any(other.id == spec.id for other in saved.tunnels):
                kept = tuple(spec if other.id == spec.id else other for other in saved.tunnels)
            else:
                kept = (*saved.tunnels, spec)
            return replace(saved, tunnels=kept)

        self._change(change)
        return spec

    def planned(self, node: NodeId, what: Listener | Preset) -> tuple[TunnelSpec, ...]:
        """Return the tunnels to a service, saved or new: an app may need several.

        The first is the service's own.
        """
        if isinstance(what, Listener):
            preset, own = what.preset, spec_of_listener(node, what)
        else:
            preset, own = what, spec_of_preset(node, what)
        more = companions_of(node, preset) if preset is not None else ()
        return tuple(self.to_port(node, spec.remote_port) or spec for spec in (own, *more))

    def remember_port(self, tunnel: TunnelId, port: int) -> None:
        """Keep the local port of a tunnel's first opening as its stable one.

        One that has a port already, or is not saved, is left alone.
        """

        def is_new(spec: TunnelSpec) -> bool:
            return spec.id == tunnel and not stable_port(spec)

        def change(saved: SavedTunnels) -> SavedTunnels:
            kept = tuple(
                replace(spec, local_port=port) if is_new(spec) else spec for spec in saved.tunnels
            )
            return replace(saved, tunnels=kept)

        if any(is_new(spec) for spec in self._saved.tunnels):
            self._change(change)

    def remove(self, tunnel: TunnelId) -> TunnelSpec:
        """Forget a tunnel and return it, so that the removal can be undone with `save`."""
        removed = self.get(tunnel)
        self._remove({tunnel})
        return removed

    def remove_node(self, node: NodeId) -> SavedTunnels:
        """Forget all tunnels of a node and return them for an undo with `restore`."""
        specs = self.of_node(node)
        ids = {spec.id for spec in specs}
        removed = SavedTunnels(specs, tuple(each for each in self._saved.wanted if each in ids))
        if specs:
            self._remove(ids)
        return removed

    def restore(self, removed: SavedTunnels) -> None:
        """Bring back what `remove_node` forgot."""

        def change(saved: SavedTunnels) -> SavedTunnels:
            there = {spec.id for spec in saved.tunnels}
            back = tuple(spec for spec in removed.tunnels if spec.id not in there)
            wanted = dict.fromkeys((*saved.wanted, *removed.wanted))
            return SavedTunnels((*saved.tunnels, *back), tuple(wanted))

        self._change(change)

    def local_port(self, spec: TunnelSpec) -> int:
        """Return the local port to try first: the remembered one, else the next nobody has.

        Two nodes with the same service get different ports; a `same_port` tunnel insists.
        """
        if stable := stable_port(spec):
            return stable
        kept = self.reserved(spec)
        port = preferred_port(spec)
        while port in kept and port < LAST_PORT:
            port += 1
        return port

    def reserved(self, spec: TunnelSpec) -> frozenset[int]:
        """Return the local ports that belong to other tunnels."""
        others = (stable_port(each) for each in self._saved.tunnels if each.id != spec.id)
        return frozenset(others) - {0}

    def unique_name(self, spec: TunnelSpec) -> TunnelSpec:
        """Return `spec` with a name that no other tunnel of its node has."""
        others = {each.name.casefold() for each in self.of_node(spec.node) if each.id != spec.id}
        name, number = spec.name, spec.remote_port
        while name.casefold() in others:
            name, number = f"{spec.name} {number}", number + 1
        return replace(spec, name=name)

    @staticmethod
    def _refuse_twins(saved: Iterable[TunnelSpec], spec: TunnelSpec) -> None:
        for other in saved:
            if other.id == spec.id:
                continue
            if other.node == spec.node and other.name.casefold() == spec.name.casefold():
                raise BadInput(
                    tr("This node has a tunnel called “{name}” already.").format(name=other.name),
                    tr("Choose another name."),
                    field="name",
                )
            if spec.local_port and other.local_port == spec.local_port:
                raise BadInput(
                    tr("Local port {local_port} belongs to the tunnel “{name}”.").format(
                        local_port=spec.local_port, name=other.name
                    ),
                    tr("Choose another port, or leave it empty."),
                    field="local",
                )

    def _remove(self, tunnels: set[TunnelId]) -> None:
        self._change(
            lambda saved: SavedTunnels(
                tuple(spec for spec in saved.tunnels if spec.id not in tunnels),
                tuple(each for each in saved.wanted if each not in tunnels),
            )
        )

    def _change(self, change: Callable[[SavedTunnels], SavedTunnels]) -> None:
        with self._lock, self._store.exclusive():
            # Another window or the command line may have changed the list since.
            self._store.refresh()
            saved = change(self._store.load(self.SECTION, SavedTunnels))
            self._store.save(self.SECTION, saved)
            self._saved = saved


def is_called(spec: TunnelSpec, word: str) -> bool:
    """Whether a person means this tunnel by its name, its preset's key, or its port there."""
    known = {spec.name.casefold(), str(spec.remote_port or spec.kind)}
    known |= {each.key for each in by_port(spec.remote_port) if spec.name.startswith(each.name)}
    return word.strip().casefold() in known


def new_tunnel_id() -> TunnelId:
    """Return a fresh id."""
    return TunnelId(f"tunnel-{os.urandom(6).hex()}")


def stable_port(spec: TunnelSpec) -> int:
    """Return the local port that belongs to a tunnel, 0 while it has none yet."""
    own = spec.same_port or spec.node == LOCAL_NODE
    return spec.remote_port if own else spec.local_port


def preferred_port(spec: TunnelSpec) -> int:
    """Return the local port that suits a tunnel best, whoever has it now."""
    if spec.kind is ForwardKind.SOCKS:
        return SOCKS_PORT
    if spec.remote_port < FIRST_PLAIN_PORT:
        return spec.remote_port + PRIVILEGED_OFFSET
    return spec.remote_port


def spec_of_preset(node: NodeId, preset: Preset) -> TunnelSpec:
    """Make an unsaved tunnel of a preset."""
    return TunnelSpec(
        id=new_tunnel_id(),
        node=node,
        name=preset.name,
        remote_port=preset.port,
        same_port=preset.same_port,
        group=preset.group,
        scheme=preset.scheme,
        path=preset.path,
        token_query=preset.token_query,
    )


def spec_of_listener(node: NodeId, listener: Listener) -> TunnelSpec:
    """Make an unsaved tunnel to a port that listens on the node."""
    if listener.preset is not None:
        return spec_of_preset(node, listener.preset)
    name = listener.container or listener.program
    name = f"{name} {listener.port}" if name else tr("Port {port}").format(port=listener.port)
    return TunnelSpec(id=new_tunnel_id(), node=node, name=name, remote_port=listener.port)


def companions_of(node: NodeId, preset: Preset) -> tuple[TunnelSpec, ...]:
    """Make unsaved tunnels to the further ports that a preset's app needs."""
    specs = []
    for port in preset.companions:
        name = tr("{group} port {port}").format(group=preset.group or preset.name, port=port)
        for known in by_port(port):
            if known.group and known.group == preset.group:
                name = known.name
        specs.append(
            TunnelSpec(
                id=new_tunnel_id(),
                node=node,
                name=name,
                remote_port=port,
                same_port=preset.same_port,
                group=preset.group,
                scheme="",
            )
        )
    return tuple(specs)


def check_spec(spec: TunnelSpec) -> TunnelSpec:
    """Return `spec` with surrounding blanks removed, or raise BadInput naming the field."""
    spec = replace(
        spec,
        name=" ".join(spec.name.split()) or _plain_name(spec),
        remote_host=spec.remote_host.strip() or "127.0.0.1",
        group=" ".join(spec.group.split()),
        path=spec.path.strip() or "/",
        token_query=spec.token_query.strip(),
    )
    if spec.kind is ForwardKind.SOCKS:
        spec = replace(spec, remote_port=0, same_port=False, scheme="", start_command=())
    else:
        _check_remote(spec)
    if spec.same_port:
        spec = replace(spec, local_port=0)  # its port is known without it
    if spec.local_port and not FIRST_PLAIN_PORT <= spec.local_port <= LAST_PORT:
        raise BadInput(
            tr("{local_port} cannot be a local port.").format(local_port=spec.local_port),
            tr("Use {first} to {last}; lower ones need an administrator.").format(
                first=FIRST_PLAIN_PORT, last=LAST_PORT
            ),
            field="local",
        )
    if spec.scheme not in ("", "http", "https"):
        raise BadInput(
            tr("“{scheme}” is no scheme.").format(scheme=spec.scheme),
            tr("Use http, https, or none."),
        )
    if not spec.path.startswith("/") or not spec.path.isprintable() or " " in spec.path:
        raise BadInput(
            tr("The path “{path}” is not usable.").format(path=spec.path),
            tr("It begins with / and has no blank."),
            field="path",
        )
    if any("\0" in argument for argument in spec.start_command):
        raise BadInput(tr("A command must not contain a NUL byte."), field="command")
    return spec


def check_port(port: int, *, is_local: bool = False) -> int:
    """Return a port, or raise BadInput."""
    if not is_port(port):
        words = (
            tr("{port} is not a local port.")
            if is_local
            else tr("{port} is not a port of the node.")
        )
        raise BadInput(
            words.format(port=port),
            tr("Ports are 1 to {last_port}.").format(last_port=LAST_PORT),
            field="local" if is_local else "",
        )
    return port


def _check_remote(spec: TunnelSpec) -> None:
    check_port(spec.remote_port)
    if spec.same_port and spec.remote_port < FIRST_PLAIN_PORT:
        raise BadInput(
            tr("Port {remote_port} cannot be the same here: it needs an administrator.").format(
                remote_port=spec.remote_port
            ),
            tr("Turn “same port” off."),
        )
    host = spec.remote_host
    if host.startswith("-") or not host.isprintable() or any(c in host for c in " /@?#"):
        raise BadInput(
            tr("“{host}” is not an address.").format(host=host),
            tr("Use a host name or an IP address."),
            field="host",
        )


def _plain_name(spec: TunnelSpec) -> str:
    return (
        tr("SOCKS proxy")
        if spec.kind is ForwardKind.SOCKS
        else tr("Port {remote_port}").format(remote_port=spec.remote_port)
    )

"""What listens on a node: asked with the rights the account has, never with sudo."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace

from app.core.cancel import Cancel
from app.core.errors import (
    CommandFailed,
    CommandNotFound,
    OutputTooLarge,
    RemoteError,
    TimedOut,
    UserError,
)
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.ports import read_port
from app.hosts.nvidia_sync import CUSTOM_APPS, parse_custom_apps
from app.services.tunnels.api import Listener, Preset, ServiceScan
from app.services.tunnels.presets import find, guess
from app.services.tunnels.sockets import (
    Socket,
    parse_docker_ps,
    parse_proc_net,
    parse_ss,
)
from app.transport.api import Session

LIMIT = 10.0
"""Seconds for one question; Docker's may hang with its daemon."""
MAX_LIST = 1024 * 1024
JUPYTERLAB_PORTS = "/opt/nvidia/dgx-dashboard-service/jupyterlab_ports.yaml"

NOT_CONNECTED = tr("The node is not connected.")
OWNERS_HIDDEN = tr("Programs of other accounts are not named: that needs an administrator there.")
ONLY_OWN = tr("Only programs of this account are seen here: the rest needs an administrator.")
NO_SS = tr("`ss` is missing there, so programs are not named.")
DOCKER_REFUSES = tr("Docker does not answer this account there, so containers are not named.")
DOCKER_SILENT = tr("Docker did not answer there in time, so containers are not named.")


def scan(
    session: Session | None,
    node: NodeId,
    *,
    cancel: Cancel | None = None,
    last: ServiceScan | None = None,
) -> ServiceScan:
    """Look what listens on a node; blocks. A failure is told in `error`, beside the `last` list."""
    kept = last or ServiceScan(node, (), 0.0)
    if session is None:
        return replace(kept, error=NOT_CONNECTED)
    try:
        return _Look(session, node, cancel or Cancel()).scan()
    except UserError as error:
        return replace(kept, error=error.message)


def listening_sockets(session: Session, cancel: Cancel) -> tuple[list[Socket], tuple[str, ...]]:
    """Return only the sockets, and what could not be seen of them; Docker is not asked.

    Raises SessionLost, a RemoteError or Cancelled.
    """
    look = _Look(session, NodeId(""), cancel)
    return look.sockets(), look.limits


class _Look:
    """One look at one node."""

    def __init__(self, session: Session, node: NodeId, cancel: Cancel) -> None:
        self._session = session
        self._node = node
        self._cancel = cancel
        self._limits: list[str] = []

    def scan(self) -> ServiceScan:
        sockets = self.sockets()
        containers = self._containers()
        presets = (*self._sync_apps(), *self._jupyterlab())
        listeners = group(sockets, containers, {preset.port: preset for preset in presets})
        return ServiceScan(self._node, listeners, time.time(), self.limits, presets)

    @property
    def limits(self) -> tuple[str, ...]:
        """What this account may not see."""
        return tuple(self._limits)

    def sockets(self) -> list[Socket]:
        if self._session.is_local and sys.platform != "linux":
            from app.services.tunnels.local_sockets import local_sockets

            sockets, complete = local_sockets()
            if not complete:
                self._limits.append(ONLY_OWN)
            return sockets
        try:
            sockets = parse_ss(self._read("ss", "-tlnHp"))
        except CommandNotFound:
            self._limits.append(NO_SS)
            # A machine without IPv6 has no second file: what came of the first counts.
            both = ("cat", "/proc/net/tcp", "/proc/net/tcp6")
            done = self._session.exec(both, timeout=LIMIT, max_output=MAX_LIST)
            return parse_proc_net(done.text)
        if self._user != "root" and any(socket.pid is None for socket in sockets):
            self._limits.append(OWNERS_HIDDEN)
        return sockets

    def _containers(self) -> dict[int, str]:
        """Ask Docker which container publishes which port; no Docker, no containers."""
        try:
            return parse_docker_ps(self._read("docker", "ps", "--format", "{{.Names}}\t{{.Ports}}"))
        except CommandNotFound:
            return {}
        except TimedOut:
            self._limits.append(DOCKER_SILENT)
        except RemoteError as error:
            if "permission denied" in error.message.casefold():
                self._limits.append(DOCKER_REFUSES)
        return {}

    def _jupyterlab(self) -> tuple[Preset, ...]:
        """Return this account's own JupyterLab, whose port the DGX Dashboard keeps in a file."""
        ports = parse_jupyterlab_ports(self._read_file(JUPYTERLAB_PORTS))
        port = ports.get(self._user)
        return (replace(find("jupyterlab"), port=port),) if port else ()

    def _sync_apps(self) -> tuple[Preset, ...]:
        """Return NVIDIA Sync's custom apps, which are kept on the node; they are only read."""
        local = self._session.is_local  # else a command begins in the account's home
        path = os.path.expanduser(CUSTOM_APPS) if local else CUSTOM_APPS.removeprefix("~/")
        text = self._read_file(path)
        if not text:
            return ()
        apps, warnings = parse_custom_apps(text.encode())
        self._limits += warnings
        return tuple(
            Preset(
                key=f"sync-{app.key or app.port}",
                name=app.name,
                port=app.port,
                scheme=app.scheme,
                path=app.path,
                about=tr("set up in NVIDIA Sync"),
            )
            for app in apps
        )

    @property
    def _user(self) -> str:
        if self._session.is_local:
            import getpass

            return getpass.getuser()
        return self._session.title.rpartition("@")[0]

    def _read(self, *argv: str) -> str:
        done = self._session.exec(
            argv, timeout=LIMIT, max_output=MAX_LIST, cancel=self._cancel
        ).check()
        self._cancel.raise_if_cancelled()
        return done.text

    def _read_file(self, path: str) -> str:
        """Return a small file of the node, empty when there is none."""
        try:
            return self._read("cat", path)
        except (CommandFailed, OutputTooLarge):
            return ""


def group(
    sockets: Iterable[Socket], containers: dict[int, str], own: dict[int, Preset]
) -> tuple[Listener, ...]:
    """Make one listener of the sockets of each port, by port; `own` presets come first."""
    by_number: dict[int, list[Socket]] = {}
    for socket in sockets:
        by_number.setdefault(socket.port, []).append(socket)
    listeners = []
    for port, each in sorted(by_number.items()):
        owner = next((socket for socket in each if socket.program), each[0])
        container = containers.get(port, "")
        listeners.append(
            Listener(
                port=port,
                addresses=tuple(dict.fromkeys(socket.address for socket in each)),
                program=owner.program,
                pid=owner.pid,
                container=container,
                preset=own.get(port) or guess(port, owner.program, container),
            )
        )
    return tuple(listeners)


def parse_jupyterlab_ports(text: str) -> dict[str, int]:
    """Read the DGX Dashboard's list of JupyterLab ports: user to port.

    Two plain keys per user, so no YAML parser is needed; what looks different is left out.
    """
    ports: dict[str, int] = {}
    user = ""
    for line in text.splitlines():
        key, _, value = line.strip().removeprefix("-").strip().partition(":")
        value = value.strip().strip("\"'")
        if key == "username":
            user = value
        elif key == "jupyterlab_port" and user and (port := read_port(value)):
            ports[user] = port
    return ports

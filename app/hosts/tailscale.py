"""Machines of this computer's Tailscale network, as its own program lists them."""

from __future__ import annotations

import ipaddress
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.hosts.discovery.api import Likeness
from app.hosts.discovery.names import likeness, printable, usable_address, usable_host
from app.hosts.nodes import Route

TIMEOUT_S = 5.0
MAX_BYTES = 8 << 20
MAX_PEERS = 1000

PLACES = {
    "darwin": ("/Applications/Tailscale.app/Contents/MacOS/Tailscale",),
    "win32": (r"%ProgramFiles%\Tailscale\tailscale.exe",),
}
"""Where the program is when it is not on the PATH."""

STATES = {
    "NeedsLogin": (
        tr("Tailscale is not logged in."),
        tr("Log in with its own program, then look again."),
    ),
    "NeedsMachineAuth": (
        tr("Tailscale waits until an administrator admits this computer."),
        tr("Ask whoever looks after your Tailscale network."),
    ),
    "Stopped": (tr("Tailscale is switched off."), tr("Switch it on with its own program.")),
    "Starting": (tr("Tailscale is still starting."), tr("Look again in a moment.")),
    "NoState": (tr("Tailscale is still starting."), tr("Look again in a moment.")),
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another machine of the Tailscale network."""

    name: str
    dns_name: str
    """Its MagicDNS name, without the dot at the end; empty when it has none."""
    addresses: tuple[str, ...]
    """Tailscale addresses, IPv4 first."""
    online: bool
    system: str = ""
    """As Tailscale says it: `linux`, `macOS`."""
    likeness: Likeness = Likeness.OTHER
    why: str = ""
    """Why it may be a Spark, in words."""

    @property
    def route(self) -> Route:
        """The way to its SSH server: by address, which works without MagicDNS, else by name."""
        return Route((*self.addresses, self.dns_name)[0], label=tr("Tailscale"))


@dataclass(frozen=True, slots=True)
class Tailnet:
    """What Tailscale says. `peers` is empty where there is a `problem`."""

    installed: bool
    peers: tuple[Peer, ...] = ()
    """Online ones first, the likeliest Sparks first among them, then by name."""
    problem: str = ""
    hint: str = ""


def read_tailnet(cancel: Cancel, program: Sequence[str] | None = None) -> Tailnet:
    """Ask the Tailscale program of this computer; raises only Cancelled.

    Takes up to five seconds where its service hangs. `program` is the start of the command line;
    None looks for it.
    """
    command = find_program() if program is None else list(program)
    if not command:
        return Tailnet(
            False,
            (),
            tr("Tailscale is not installed on this computer."),
            tr("It is on tailscale.com."),
        )
    cancel.raise_if_cancelled()
    try:
        process = subprocess.Popen(
            [*command, "status", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # WORKAROUND: tailscale #7140. Without it macOS' program opens another window.
            env={**os.environ, "TAILSCALE_BE_CLI": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        return Tailnet(
            True, (), tr("Tailscale cannot be started: {why}.").format(why=error.strerror)
        )
    with process, cancel.on_cancel(process.kill):
        try:
            output, _nothing = process.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return Tailnet(
                True, (), tr("Tailscale does not answer."), tr("Its service may hang; restart it.")
            )
    cancel.raise_if_cancelled()
    if process.returncode != 0 and not output.strip():
        return Tailnet(True, (), tr("Tailscale's service is not running."), tr("Start Tailscale."))
    return parse_status(output)


def find_program() -> list[str]:
    """Return the command of the Tailscale program, empty when there is none."""
    found = shutil.which("tailscale")
    if found:
        return [found]
    places = map(os.path.expandvars, PLACES.get(sys.platform, ()))
    return next(([place] for place in places if Path(place).is_file()), [])


def parse_status(data: bytes) -> Tailnet:
    """Read the output of `tailscale status --json`; never raises."""
    try:
        status: object = json.loads(data) if len(data) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        status = None
    if not isinstance(status, dict) or not isinstance(status.get("BackendState"), str):
        return Tailnet(
            True,
            (),
            tr("Tailscale's answer is not understood."),
            tr("Its version may be newer than this program; enter the machine's address instead."),
        )
    state: str = status["BackendState"]
    if state != "Running":
        problem, hint = STATES.get(
            state,
            (
                tr("Tailscale is not running (it says “{state}”).").format(state=printable(state)),
                "",
            ),
        )
        return Tailnet(True, (), problem, hint)
    rows = status.get("Peer")
    found = (
        [_peer(row) for row in list(rows.values())[:MAX_PEERS]] if isinstance(rows, dict) else []
    )
    ranks = list(Likeness)
    peers = sorted(
        (peer for peer in found if peer is not None),
        key=lambda peer: (not peer.online, ranks.index(peer.likeness), peer.name.lower()),
    )
    return Tailnet(True, tuple(peers))


def _peer(row: object) -> Peer | None:
    """Return a peer that can be connected to, else None."""
    if not isinstance(row, dict):
        return None
    dns_name = usable_host(_text(row, "DNSName"), ending="")
    # HostName is what the machine calls itself, DNSName what the network calls it.
    name = printable(dns_name.split(".")[0]) or printable(_text(row, "HostName"))
    ips = row.get("TailscaleIPs")
    texts = [each for each in ips if isinstance(each, str)] if isinstance(ips, list) else []
    usable = [each for each in map(usable_address, texts[:8]) if each]
    addresses = sorted(usable, key=lambda each: ipaddress.ip_address(each).version)
    if not name or not addresses:
        return None
    like, why = likeness(name)
    system = printable(_text(row, "OS"))
    return Peer(name, dns_name, tuple(addresses), row.get("Online") is True, system, like, why)


def _text(row: dict[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""

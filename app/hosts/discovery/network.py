"""The networks this computer is on, and whether multicast can leave it."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.i18n import tr

GROUP = ("224.0.0.251", 5353)
NO_QUESTION = bytes(12)
"""A DNS message that asks nothing: nobody answers it."""
MAX_NETWORKS = 16
"""Linux lets a socket join 20 groups."""

ONLY_VARIABLE = "SPARK_COMMAND_CENTER_INTERFACES"
"""IPv4 addresses of this computer, separated by blanks: no other network is ever searched."""

OTHER_WAYS = tr("Enter the machine's address instead, or its Tailscale name.")
QUIET = (
    tr("No machine announces itself on this network."),
    tr(
        "Some networks block multicast; a new Spark is silent for 3 to 4 minutes at its "
        "first start. "
    )
    + OTHER_WAYS,
)


@dataclass(frozen=True, slots=True)
class Network:
    """One IPv4 network of this computer."""

    interface: str
    address: str
    network: ipaddress.IPv4Network


def networks(only: Sequence[str] | None = None) -> tuple[Network, ...]:
    """Return the networks that are up, without loopback; with `only` those of these addresses."""
    named = os.environ.get(ONLY_VARIABLE)
    if only is None and named is not None:
        only = named.split()
    import psutil  # a sixth of a second that no start needs

    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup}
    found = []
    for interface, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            if each.family != socket.AF_INET or interface not in up:
                continue
            loopback = ipaddress.ip_address(each.address).is_loopback
            if each.address not in only if only is not None else loopback:
                continue
            mask = each.netmask or "255.255.255.255"
            network = ipaddress.IPv4Network(f"{each.address}/{mask}", strict=False)
            found.append(Network(interface, each.address, network))
    return tuple(found[:MAX_NETWORKS])


def usable(mine: Sequence[Network]) -> tuple[tuple[Network, ...], str, str]:
    """Return the networks that multicast can be sent to; where none is, why, and what to do."""
    if not mine:
        return (
            (),
            tr("This computer is on no network that can be searched."),
            tr("Connect it to the machine's network. {advice}").format(advice=OTHER_WAYS),
        )
    found = []
    failures = []
    for each in mine:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                own = socket.inet_aton(each.address)
                sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
                sender.sendto(NO_QUESTION, GROUP)
            found.append(each)
        except OSError as error:
            failures.append(error)
    problem, hint = ("", "") if found else explain(failures[0])
    return tuple(found), problem, hint


def explain(error: OSError) -> tuple[str, str]:
    """Put why the system refuses multicast into words."""
    if error.errno in (errno.EPERM, errno.EACCES, getattr(errno, "WSAEACCES", -1)):
        return (
            tr("This computer does not let the program search the network."),
            tr(
                "A firewall or a privacy setting (macOS: Local Network) forbids it. {advice}"
            ).format(advice=OTHER_WAYS),
        )
    if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1)):
        return (
            tr("Another program on this computer keeps multicast DNS (port 5353) to itself."),
            OTHER_WAYS,
        )
    return (
        tr("The network cannot be searched: {why}.").format(why=error.strerror or error),
        tr("Multicast may be blocked here. {advice}").format(advice=OTHER_WAYS),
    )

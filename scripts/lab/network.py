"""A network of the node's own: a cable to this computer, or only to a jump host.

The addresses are set aside for documentation (RFC 5737), so nothing here is ever meant for a real
machine. What is done to the path is done at the node's end, inside its namespace: this computer's
own network stays as it is. The kernels this runs on have no `tc netem`; delays and stalls are the
business of `faultproxy.py`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

PROGRAMS = {"ip": "iproute2", "iptables": "iptables"}
FROM_HERE = IPv4Network("198.51.100.0/24")
BEHIND = IPv4Network("203.0.113.0/24")
FAR_END = "eth0"
_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class Cable:
    """Joins a node's namespace to this computer's, or to a jump host's. Gone when either is.

    `far_pid` is a process of the node.
    """

    far_pid: int
    network: IPv4Network

    @property
    def address(self) -> str:
        """Return the node's address."""
        return str(self.network[2])

    def drop(self) -> None:
        """Let packets vanish in both directions (iptables DROP): nobody is told."""
        for chain, way in (("INPUT", "-i"), ("OUTPUT", "-o")):
            self._there("iptables", "-w", "5", "-A", chain, way, FAR_END, "-j", "DROP")

    def remove_route(self) -> None:
        """Take the node's route away: it hears us and cannot answer."""
        self._there("ip", "route", "del", str(self.network), "dev", FAR_END)

    def unplug(self) -> None:
        """Pull the cable: this computer's end loses its carrier."""
        self._there("ip", "link", "set", FAR_END, "down")

    def mend(self) -> None:
        """Bring the path back, whatever was done to it. Idempotent."""
        self._there("iptables", "-w", "5", "-F")
        self._there("ip", "link", "set", FAR_END, "up")
        route = ("route", "replace", str(self.network), "dev", FAR_END, "src", self.address)
        self._there("ip", *route)

    def _there(self, *command: str) -> None:
        _in_namespace(self.far_pid, *command)


def lay(far_pid: int, near_pid: int | None = None) -> Cable:
    """Join the namespace of process `far_pid` to that of `near_pid`, or to this computer's."""
    pool = FROM_HERE if near_pid is None else BEHIND
    for number, network in enumerate(pool.subnets(new_prefix=30)):
        near = f"lab{number}"  # the kernel allows a name once: of two programs one gets it
        peer = ("peer", "name", FAR_END, "netns", str(far_pid))
        try:
            _in_namespace(near_pid, "ip", "link", "add", near, "type", "veth", *peer)
        except RuntimeError as error:
            if "File exists" in str(error):
                continue
            raise
        _raise(near_pid, near, network[1])
        _raise(far_pid, FAR_END, network[2])
        _in_namespace(far_pid, "ip", "link", "set", "lo", "up")
        return Cable(far_pid, network)
    raise RuntimeError("there are too many lab nodes with a network of their own")


@contextlib.contextmanager
def inside(pid: int) -> Iterator[None]:
    """Make sockets in the network of process `pid` for the `with` block, in this thread alone.

    A socket stays in the network that it was made in.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(handle: int) -> None:
        if libc.setns(handle, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        enter(there)
        try:
            yield
        finally:
            enter(here)
    finally:
        os.close(here)
        os.close(there)


def permitted() -> bool:
    """Tell whether this process may make network namespaces and cables between them."""
    if any(shutil.which(program) is None for program in PROGRAMS):
        return False
    try:
        done = subprocess.run(
            [
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link add lab0 type veth peer name lab1 && iptables -n -L",
            ],
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _raise(pid: int | None, name: str, address: IPv4Address) -> None:
    _in_namespace(pid, "ip", "address", "add", f"{address}/30", "dev", name)
    _in_namespace(pid, "ip", "link", "set", name, "up")


def _in_namespace(pid: int | None, *command: str) -> None:
    enter = [] if pid is None else ["nsenter", f"--net=/proc/{pid}/ns/net", "--"]
    done = subprocess.run([*enter, *command], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")

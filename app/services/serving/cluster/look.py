"""Looks at a machine for a plan: its links, what is installed, and the room it has."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.core.errors import RemoteError, UserError
from app.core.said import said
from app.services.containers.create import has_image
from app.services.serving.cluster.api import ClusterNode, Link
from app.services.serving.launching.admission import room_of
from app.services.serving.node import node_facts

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.reach import NodeReach
    from app.services.telemetry.api import Machine
    from app.transport.api import Session

LIMIT_S = 15.0
MAX_ANSWER = 256 * 1024
MOST_LINKS = 64
_RAIL_DRIVER = "mlx5_core"
_ASK = r"""
LC_ALL=C; export LC_ALL
say() { printf '%s\t%s\n' "$1" "$2"; }
say user "$(id -un)"
[ -d /dev/infiniband ] && say rdma yes
PATH="$PATH:$HOME/llama.cpp/build/bin"
command -v rpc-server >/dev/null 2>&1 && command -v llama-server >/dev/null 2>&1 && say programs yes
for link in /sys/class/net/*; do
  [ -e "$link/device/driver" ] || continue
  name=${link##*/}
  say driver "$name $(basename "$(readlink "$link/device/driver")")"
  say speed "$name $(cat "$link/speed" 2>/dev/null)"
done
say links "$(ip -j addr show 2>/dev/null | tr -d '\n')"
"""


def look_at(reach: NodeReach, image: str, cancel: Cancel) -> ClusterNode:
    """Return what is known of a machine; blocks. SessionLost while it is not connected.

    `image` is what would run there; empty: none.
    """
    facts = node_facts(reach, cancel)
    told = _ask(reach.session(), cancel)
    sample, machine = reach.sample(), reach.machine()
    return ClusterNode(
        reach.node,
        reach.name,
        user=told.get("user", [""])[0],
        home=facts.home,
        links=tuple(links_of(told)),
        gpus=facts.gpus,
        driver=(machine.driver_version if machine else None) or "",
        system=_system(machine),
        has_docker=facts.has_docker,
        has_rdma="rdma" in told,
        has_image=_has_image(reach, image, cancel) if image and facts.has_docker else None,
        has_programs="programs" in told,
        room=None if sample is None else room_of(sample, machine),
    )


def links_of(told: Mapping[str, list[str]]) -> Iterator[Link]:
    """Yield the links that a machine told of: `ip -j addr`, drivers and speeds by name."""
    drivers = dict(_pair(line) for line in told.get("driver", []))
    speeds = dict(_pair(line) for line in told.get("speed", []))
    for entry in _entries("".join(told.get("links", []))):
        name = entry.get("ifname")
        if not isinstance(name, str) or not name or name == "lo":
            continue
        address, prefix = _address(entry.get("addr_info"))
        is_rail = drivers.get(name) == _RAIL_DRIVER
        if not address and not is_rail:
            continue
        mtu = entry.get("mtu")
        yield Link(
            said(name, limit=15),
            is_rail,
            _is_up(entry),
            mtu if isinstance(mtu, int) and 0 < mtu < 1 << 20 else None,
            _speed(speeds.get(name, "")),
            address,
            prefix,
        )


def _is_up(entry: Mapping[str, Any]) -> bool:
    """Tell whether a link carries; `operstate` lags behind by a second."""
    flags = entry.get("flags")
    return isinstance(flags, list) and "LOWER_UP" in flags


def _entries(text: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list):
        return []
    return [each for each in found[:MOST_LINKS] if isinstance(each, dict)]


def _address(found: object) -> tuple[str, int]:
    """Return the first IPv4 address and its prefix, "" without one."""
    for each in found if isinstance(found, list) else []:
        if not isinstance(each, dict) or each.get("family") != "inet":
            continue
        local, prefix = each.get("local"), each.get("prefixlen")
        if not isinstance(local, str) or not isinstance(prefix, int) or not 0 <= prefix <= 32:
            continue
        try:
            return str(ipaddress.IPv4Address(local)), int(prefix)
        except ValueError:
            continue
    return "", 32


def _speed(megabits: str) -> float | None:
    """Return bits per second; the kernel says -1, or nothing, for a link that is down."""
    if not megabits.isascii() or not megabits.isdecimal() or len(megabits) > 8:
        return None
    return int(megabits) * 1e6 or None


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(" ")
    return name, value.strip()


def _ask(session: Session, cancel: Cancel) -> Mapping[str, list[str]]:
    told: dict[str, list[str]] = {}
    try:
        done = session.exec(
            ("sh", "-c", _ASK), timeout=LIMIT_S, max_output=MAX_ANSWER, cancel=cancel
        )
    except RemoteError:  # no POSIX shell there: then nothing is known of its links
        return told
    for line in done.text.splitlines():
        key, _, value = line.partition("\t")
        told.setdefault(key, []).append(value if key == "links" else said(value))
    return told


def _has_image(reach: NodeReach, image: str, cancel: Cancel) -> bool | None:
    try:
        return has_image(reach.holder.engine(cancel), image)
    except UserError:
        return None


def _system(machine: Machine | None) -> str:
    if machine is None:
        return ""
    if machine.dgx_os_version:
        return f"DGX OS {machine.dgx_os_version}"
    return machine.os_name or ""

"""What a name says: whether it can be shown and connected to, whether it is a Spark's."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from functools import lru_cache

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ids import NodeId
from app.hosts.discovery.api import Likeness
from app.hosts.nodes import Node, check_node

LOCAL = ".local"
MAX_NAME = 63
UNREADABLE = "\ufffd"
"""What stands for bytes that are no text."""

# Only what is known of the makers' factory names; everything else is an ordinary machine.
PATTERNS = (
    (r"spark-[0-9a-f]{4}", tr("name pattern of a DGX Spark")),
    (r"gx10-[0-9a-f]{4}", tr("name pattern of an ASUS Ascent GX10")),
    (r"zgx-[0-9a-f]{4}", tr("name pattern of an HP ZGX")),
    (r"aitopatom-[0-9a-f]{4}", tr("name pattern of a Gigabyte AI TOP ATOM or its MSI sister")),
    (r"(dgx-)?spark-?\d{0,2}", tr("the name says Spark")),
)
FACTORY_NAMES = tuple(re.compile(pattern) for pattern, _why in PATTERNS[:-1])
RENAMED = re.compile(r"(?P<base>.+?)-?[1-9][0-9]?")


@lru_cache(maxsize=1024)
def likeness(label: str) -> tuple[Likeness, str]:
    """Return how much the first label of a host name looks like a Spark's, and why."""
    for pattern, why in PATTERNS:
        if re.fullmatch(rf"{pattern}(-\d{{1,2}})?", label.lower()):
            return Likeness.LIKELY_SPARK, why
    return Likeness.OTHER, ""


def renamed_from(label: str, others: Collection[str]) -> str:
    """Return the name that `label` looks like a rename of after a conflict, else nothing.

    Responders append a number when two interfaces or machines claim one name: `spark` becomes
    `spark7` or `spark-2`. `others` are lower-case labels of other machines.
    """
    label = label.lower()
    if any(pattern.fullmatch(label) for pattern in FACTORY_NAMES):
        return ""
    found = RENAMED.fullmatch(label)
    if found is None:
        return ""
    base = found["base"]
    original = base == "spark" or any(pattern.fullmatch(base) for pattern in FACTORY_NAMES)
    return base if original or base in others else ""


def printable(text: str) -> str:
    """Return `text` without control, bidirectional and invisible characters, cut to a label."""
    shown = (c for c in text[: 4 * MAX_NAME] if c.isprintable() and c != UNREADABLE)
    return "".join(shown).strip()[:MAX_NAME].strip()


@lru_cache(maxsize=1024)
def usable_host(server: str, *, ending: str = LOCAL) -> str:
    """Return a host name (`Spark-1234.local.`) ready to connect to, else nothing."""
    host = server.rstrip(".")
    labels = host.split(".")
    in_shape = len(host) < 254 and all(0 < len(label) <= MAX_NAME for label in labels)
    if not in_shape or not host.isprintable() or not host.lower().endswith(ending):
        return ""
    return host if _connectable(host) else ""


@lru_cache(maxsize=1024)
def usable_address(text: str, *, loopback: bool = False) -> str:
    """Return an IP address that a machine on this network can have, else nothing.

    With `loopback` also this computer's own: announced by others, it would lead back to us.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.is_unspecified or address.is_multicast or address.is_reserved:
        return ""
    if address.is_loopback and not loopback:
        return ""
    return text if _connectable(text) else ""


def _connectable(address: str) -> bool:
    try:
        return check_node(Node(NodeId(""), "", address, user="any")).address == address
    except BadInput:
        return False

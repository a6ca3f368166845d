"""What tunnels and services are called: words and colours for tables, header and status bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core import units
from app.core.i18n import numeral, tr
from app.hosts.nodes import DEFAULT_PORT
from app.panes.tunnel_words import phase_words
from app.panes.tunnels.rates import Rate
from app.services.tunnels.address import HOST
from app.services.tunnels.api import (
    CheckResult,
    Exposure,
    Listener,
    TunnelPhase,
    TunnelSpec,
    TunnelStatus,
)
from app.services.tunnels.book import stable_port
from app.services.tunnels.exposure import exposure_note
from app.transport.tunnel.api import ITSELF, ForwardKind, Traffic


def local_address(spec: TunnelSpec, status: TunnelStatus) -> str:
    """Return where the service is found here: `127.0.0.1:11000`."""
    port = status.local_port or stable_port(spec)
    return f"{HOST}:{port}" if port else tr("a free port")


def way(spec: TunnelSpec, status: TunnelStatus, node: str) -> str:
    """Return both ends: `127.0.0.1:11000 → spark-01:11000`."""
    return f"{local_address(spec, status)} → {far_end(spec, node)}"


def far_end(spec: TunnelSpec, node: str) -> str:
    """Return where a tunnel leads: `spark-01:11000`."""
    if spec.kind is ForwardKind.SOCKS:
        return tr("all that {node} reaches").format(node=node)
    if spec.remote_host in ITSELF:
        return f"{node}:{spec.remote_port}"
    host = f"[{spec.remote_host}]" if ":" in spec.remote_host else spec.remote_host
    return tr("{host}:{remote_port} through {node}").format(
        host=host, remote_port=spec.remote_port, node=node
    )


def for_how_long(status: TunnelStatus, now: float) -> str:
    """Return how long a tunnel has been in its state: `12 min`; closed ones say nothing."""
    if not status.since or status.phase is TunnelPhase.CLOSED:
        return ""
    return rough(now - status.since)


def rough(seconds: float) -> str:
    """Return a length of time in one unit, so that it changes seldom: `12 min`."""
    if seconds < 60:
        return f"{max(seconds, 0):.0f} s"
    if seconds < 3600:
        return tr("{seconds} min").format(seconds=numeral(seconds // 60, grouped=False))
    return units.duration(seconds // 60 * 60)


def rate_words(rate: Rate | None) -> str:
    """Return `↓ 1.2 MB/s ↑ 40 kB/s`, or "idle"."""
    if rate is None:
        return tr("measuring")
    if rate.up < 1 and rate.down < 1:
        return tr("idle")
    return f"↓ {units.data_rate(rate.down)} ↑ {units.data_rate(rate.up)}"


def total_words(traffic: Traffic) -> str:
    """Return what went through since the tunnel was opened: `↓ 45 MB ↑ 2 MB`."""
    if not traffic.bytes_up and not traffic.bytes_down:
        return ""
    return f"↓ {units.disk_size(traffic.bytes_down)} ↑ {units.disk_size(traffic.bytes_up)}"


def traffic_story(traffic: Traffic) -> str:
    """Say what the arrows mean."""
    down, up = units.disk_size(traffic.bytes_down), units.disk_size(traffic.bytes_up)
    return tr("{down} came from the node and {up} went there since the tunnel was opened.").format(
        down=down, up=up
    )


def failed_connection(status: TunnelStatus) -> str:
    """Return when and why a connection failed, unless the service was checked since; or ""."""
    traffic, check = status.traffic, status.check
    checked_at = check.at if check is not None else 0.0
    if status.phase is TunnelPhase.CLOSED or traffic.last_error_at <= checked_at:
        return ""
    return f"{units.clock(traffic.last_error_at)} {traffic.last_error}"


def connection_words(traffic: Traffic) -> tuple[str, str]:
    """Return the connections of this moment, and those that wait, or all since it was opened."""
    below = (
        tr("{connections_total} in total").format(connections_total=traffic.connections_total)
        if traffic.connections_total
        else ""
    )
    if traffic.connections_waiting:
        below = tr("{connections_waiting} waiting").format(
            connections_waiting=traffic.connections_waiting
        )
    return tr("{connections_open} open").format(connections_open=traffic.connections_open), below


def check_words(check: CheckResult | None) -> tuple[str, str, str]:
    """Return what the last check found, when, and a colour token."""
    if check is None:
        return tr("not checked"), "", "text2"
    return (
        check.words,
        tr("at {clock}").format(clock=units.clock(check.at)),
        "text" if check.ok else "err",
    )


def failed_check(check: CheckResult | None) -> str:
    """Say in a sentence what a failed check found; "" for others."""
    if check is None or check.ok:
        return ""
    return tr("Checked at {clock}: {words}.").format(clock=units.clock(check.at), words=check.words)


def group_phase(phases: Sequence[TunnelPhase], node: str) -> tuple[str, str]:
    """Return one word and colour for an app of several ports: the worst, or how many are open."""
    for phase in (TunnelPhase.FAILED, TunnelPhase.WAITING, TunnelPhase.OPENING):
        if phase in phases:
            return phase_words(phase, node)
    opened = phases.count(TunnelPhase.OPEN)
    if 0 < opened < len(phases):
        return tr("{opened} of {phases} open").format(opened=opened, phases=len(phases)), "warn"
    return phase_words(TunnelPhase.OPEN if opened else TunnelPhase.CLOSED, node)


def total_traffic(all_traffic: Iterable[Traffic]) -> Traffic:
    """Return the traffic of several tunnels together."""
    listed = tuple(all_traffic)
    newest = max(listed, key=lambda each: each.last_error_at)
    return Traffic(
        bytes_up=sum(each.bytes_up for each in listed),
        bytes_down=sum(each.bytes_down for each in listed),
        connections_open=sum(each.connections_open for each in listed),
        connections_total=sum(each.connections_total for each in listed),
        connections_waiting=sum(each.connections_waiting for each in listed),
        last_error=newest.last_error,
        last_error_at=newest.last_error_at,
    )


def service_name(listener: Listener) -> str:
    """Return what probably listens there."""
    if listener.preset is not None:
        return listener.preset.name
    return listener.container or listener.program or tr("Unknown service")


def service_about(listener: Listener) -> str:
    """Return how it is known what listens there, or what is said about it."""
    if listener.preset is None:
        return (
            "" if listener.program or listener.container else tr("no service is known by this port")
        )
    return listener.preset.about or tr("known by its port")


def owner_words(listener: Listener) -> tuple[str, str]:
    """Return program and container that own a port."""
    program = listener.program
    if program and listener.pid is not None:
        program = f"{program} ({listener.pid})"
    if listener.container:
        return tr("container {container}").format(container=listener.container), program
    return program or units.NOT_AVAILABLE, "" if program else tr("another account's")


def exposure_words(listener: Listener, *, local: bool = False) -> tuple[str, str]:
    """Return who reaches the port without a tunnel, and a colour token."""
    return {
        Exposure.LOOPBACK: (
            tr("this computer only") if local else tr("this node only"),
            "text",
        ),
        Exposure.NETWORK: (
            tr("its whole network"),
            "text" if listener.port == DEFAULT_PORT else "warn",
        ),
        Exposure.UNKNOWN: (units.NOT_AVAILABLE, "text2"),
    }[listener.exposure]


def exposure_story(listener: Listener, check: CheckResult | None = None) -> str:
    """Say what it means that a port listens on the whole network; "" when it does not.

    SSH does so on purpose, and always asks for a login.
    """
    if listener.exposure is not Exposure.NETWORK or listener.port == DEFAULT_PORT:
        return ""
    tunnel = tr("A tunnel reaches it on 127.0.0.1 of the node too.")
    return f"{exposure_note(listener, check)} {tunnel}"

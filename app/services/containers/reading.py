"""Read what an engine answers. It comes from another machine: nothing in it is taken for granted.

Whatever it is, these functions return a value with what could be read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from app.core.said import said
from app.services.containers.api import (
    NAME,
    Container,
    ContainerDetails,
    ContainerStats,
    Health,
    Mount,
    Port,
    State,
    Succession,
)

PROJECT = "com.docker.compose.project"
SERVICE = "com.docker.compose.service"
SUCCESSION = "spark-command-center"
SUCCESSION_KEYS = ("before", "name", "stamp", "ran", "restart")
_STAMP = re.compile(r"[0-9]{8}-[0-9]{6}")
MAX_COUNT = 2**63
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)")
_HEALTH = re.compile(r"\((?:health: )?(starting|healthy|unhealthy)\)")
_EXITED = re.compile(r"Exited \((-?\d{1,9})\)")
_NS = 10**9

Value = TypeVar("Value", State, Health)


def containers(answer: object) -> tuple[Container, ...]:
    """Read `/containers/json`, ordered by compose project and name."""
    found = [_container(each) for each in as_dicts(answer)]
    found = [each for each in found if each.id]
    return tuple(sorted(found, key=lambda each: (each.compose_project, each.name, each.id)))


def details(answer: object) -> ContainerDetails:
    """Read `/containers/ID/json`."""
    told = as_dict(answer)
    state, config, host = (as_dict(told.get(key)) for key in ("State", "Config", "HostConfig"))
    kind = _one_of(State, state.get("Status")) or State.UNKNOWN
    runs = kind in (State.RUNNING, State.PAUSED)
    return ContainerDetails(
        id=as_id(told.get("Id")),
        name=_name(told.get("Name")),
        state=kind,
        health=_one_of(Health, as_dict(state.get("Health")).get("Status")),
        tty=config.get("Tty") is True,
        started=as_moment(state.get("StartedAt")),
        finished=as_moment(state.get("FinishedAt")),
        exit_code=None if runs or kind is State.CREATED else as_whole(state.get("ExitCode")),
        out_of_memory=state.get("OOMKilled") is True,
        error=as_text(state.get("Error")),
        restart_policy=as_text(as_dict(host.get("RestartPolicy")).get("Name")) or "no",
        restarts=as_whole(told.get("RestartCount")) or 0,
        pid=as_whole(state.get("Pid")) or None,
        mounts=_mounts(told.get("Mounts")),
    )


def stats(answer: object, before: object = None) -> ContainerStats | None:
    """Read `/containers/ID/stats` and compare it with the one `before`; None: it does not run.

    The arithmetic is that of the docker command (cli/command/container/stats_helpers.go).
    """
    told = as_dict(answer)
    cpu = as_dict(told.get("cpu_stats"))
    memory = as_dict(told.get("memory_stats"))
    time = as_moment(told.get("read"))
    if time is None or as_whole(cpu.get("system_cpu_usage")) is None:
        return None
    cores = _cores(cpu)
    received, sent = _network(told.get("networks"))
    read, written = _disk(as_dict(told.get("blkio_stats")).get("io_service_bytes_recursive"))
    return ContainerStats(
        id=as_id(told.get("id")),
        time=time,
        cpu_percent=_cpu_percent(as_dict(as_dict(before).get("cpu_stats")), cpu, cores),
        cores=cores,
        memory_bytes=_memory(memory),
        memory_limit_bytes=as_whole(memory.get("limit")) or None,
        network_received_bytes=received,
        network_sent_bytes=sent,
        disk_read_bytes=read,
        disk_written_bytes=written,
        processes=as_whole(as_dict(told.get("pids_stats")).get("current")),
    )


def time_ns(text: str) -> int | None:
    """Read an engine's time, `2026-11-21T08:30:00.123456789Z`, as Unix nanoseconds."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    whole, fraction, zone = match.groups()
    seconds = _seconds(whole, zone)
    return None if seconds is None else seconds * _NS + int((fraction or "").ljust(9, "0"))


@functools.lru_cache(maxsize=256)
def _seconds(whole: str, zone: str) -> int | None:
    """Read a time of whole seconds; thousands of log lines share one."""
    try:
        return int(datetime.fromisoformat(whole + ("+00:00" if zone == "Z" else zone)).timestamp())
    except (ValueError, OverflowError):
        return None


def _container(told: dict[str, Any]) -> Container:
    labels, status = as_dict(told.get("Labels")), as_text(told.get("Status"))
    names = told.get("Names")
    networks = as_dict(as_dict(told.get("NetworkSettings")).get("Networks"))
    health, exited = _HEALTH.search(status), _EXITED.match(status)
    created = as_whole(told.get("Created"))
    return Container(
        id=as_id(told.get("Id")),
        name=_own_name(names if isinstance(names, list) else []) or as_id(told.get("Id"))[:12],
        image=as_text(told.get("Image")),
        image_id=as_text(told.get("ImageID")),
        command=as_text(told.get("Command")),
        state=_one_of(State, told.get("State")) or State.UNKNOWN,
        status=status,
        health=Health(health[1]) if health else None,
        exit_code=int(exited[1]) if exited else None,
        created=float(created) if created else None,
        ports=tuple(sorted(_ports(told.get("Ports")), key=_port_order)),
        mounts=_mounts(told.get("Mounts")),
        networks=tuple(said(str(each)) for each in networks),
        compose_project=as_text(labels.get(PROJECT)),
        compose_service=as_text(labels.get(SERVICE)),
        succession=succession(labels),
    )


def succession(labels: object) -> Succession | None:
    """Read the labels that `recreate.py` gives to a container in the place of another."""
    told = as_dict(labels)
    values = [as_text(told.get(f"{SUCCESSION}.{key}")) for key in SUCCESSION_KEYS]
    before, name, stamp, ran, restart = values
    if not as_id(before) or not NAME.fullmatch(name) or not _STAMP.fullmatch(stamp):
        return None
    return Succession(before, name, stamp, ran == "yes", restart)


def _own_name(names: list[Any]) -> str:
    """Return its own name: one with two slashes is another container's link to it."""
    told = sorted((each for each in names if isinstance(each, str)), key=lambda n: n.count("/"))
    return _name(told[0]) if told else ""


def _ports(answer: object) -> Iterator[Port]:
    for each in as_dicts(answer):
        number = as_whole(each.get("PrivatePort"))
        if number is not None:
            host = as_whole(each.get("PublicPort")) or None
            yield Port(number, as_text(each.get("Type")), as_text(each.get("IP")), host)


def _port_order(port: Port) -> tuple[int, str, str, int]:
    return port.number, port.protocol, port.host_ip, port.host_port or 0


def _mounts(answer: object) -> tuple[Mount, ...]:
    return tuple(
        Mount(
            kind=as_text(each.get("Type")),
            source=as_path(each.get("Source")),
            target=as_path(each.get("Destination")),
            volume=as_text(each.get("Name")),
            read_only=each.get("RW") is False,
        )
        for each in as_dicts(answer)
    )


def _cores(cpu: dict[str, Any]) -> int | None:
    each = as_dict(cpu.get("cpu_usage")).get("percpu_usage")
    return as_whole(cpu.get("online_cpus")) or (len(each) if isinstance(each, list) else 0) or None


def _cpu_percent(before: dict[str, Any], now: dict[str, Any], cores: int | None) -> float | None:
    used, used_before = (
        as_whole(as_dict(each.get("cpu_usage")).get("total_usage")) for each in (now, before)
    )
    passed, passed_before = (as_whole(each.get("system_cpu_usage")) for each in (now, before))
    if used is None or used_before is None or passed is None or passed_before is None or not cores:
        return None
    if passed <= passed_before or used < used_before:  # it was started again in between
        return None
    return (used - used_before) / (passed - passed_before) * cores * 100


def _memory(memory: dict[str, Any]) -> int | None:
    usage, told = as_whole(memory.get("usage")), as_dict(memory.get("stats"))
    if usage is None:
        return None
    for name in ("total_inactive_file", "inactive_file"):  # version 1 of control groups, version 2
        cache = as_whole(told.get(name))
        if cache is not None and cache < usage:
            return usage - cache
    return usage


def _network(answer: object) -> tuple[int | None, int | None]:
    """Return bytes received and sent; None where it shares the node's network."""
    cards = [each for each in as_dict(answer).values() if isinstance(each, dict)]
    if not cards:
        return None, None
    received, sent = (
        sum(as_whole(each.get(name)) or 0 for each in cards) for name in ("rx_bytes", "tx_bytes")
    )
    return received, sent


def _disk(answer: object) -> tuple[int | None, int | None]:
    rows = list(as_dicts(answer))
    if not rows:
        return None, None
    read, written = (
        sum(
            as_whole(row.get("value")) or 0
            for row in rows
            if as_text(row.get("op")).lower() == name
        )
        for name in ("read", "write")
    )
    return read, written


def as_moment(value: object) -> float | None:
    """Read a time as Unix seconds; the year 1 stands for never."""
    moment = time_ns(value) if isinstance(value, str) else None
    return moment / _NS if moment is not None and moment > 0 else None


def _one_of(kind: type[Value], value: object) -> Value | None:
    try:
        return kind(str(value))
    except ValueError:
        return None


def as_dict(value: object) -> dict[str, Any]:
    """Return an object, empty when it is none."""
    return value if isinstance(value, dict) else {}


def as_dicts(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list."""
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def as_text(value: object) -> str:
    """Return a text fit to be shown, empty when it is none."""
    return said(value) if isinstance(value, str) else ""


def as_path(value: object) -> str:
    """Return a path fit to be shown, empty when it is none."""
    return said(value, limit=4096) if isinstance(value, str) else ""


def _name(value: object) -> str:
    return as_text(value).removeprefix("/")


def as_id(value: object) -> str:
    """Return an id; what is none would end up in the path of a request."""
    return value if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{12,64}", value) else ""


def as_image_id(value: object) -> str:
    """Return an image's id with its `sha256:`; what is none would end up in a request."""
    text = value if isinstance(value, str) else ""
    return text if as_id(text.removeprefix("sha256:")) else ""


def as_whole(value: object) -> int | None:
    """Return a whole number; None when it is none, or absurd."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < MAX_COUNT else None


def as_size(value: object) -> int | None:
    """Return a number of bytes; engines say -1 for one that was not counted."""
    number = as_whole(value)
    return number if number is not None and number >= 0 else None

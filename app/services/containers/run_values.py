"""Values as the docker command writes them: ports, sizes, durations, mounts, GPUs.

`read_…` raises BadInput; `…_text` writes what the same function reads.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from fractions import Fraction

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import LAST_PORT, is_port
from app.core.said import said
from app.services.containers.run_spec import (
    LOOPBACK,
    PROTOCOLS,
    Device,
    Gpus,
    PublishedPort,
    Restart,
    RestartPolicy,
    Ulimit,
    Volume,
)

MOST_PORTS = 1000
"""Ports of one range: each is a listener of its own."""
_LARGEST = 2**63 - 1
_SIZE = re.compile(r"(\d{1,19}(?:\.\d{1,9})?) ?([kmgtpKMGTP]?)(?:[iI]?[bB])?")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_DURATION = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)(ns|us|µs|ms|s|m|h)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_CPUS = re.compile(r"\d{1,6}(?:\.\d{1,9})?|\.\d{1,9}")
_WHOLE = re.compile(r"-?\d{1,18}")
_PERMISSIONS = re.compile(r"(?=.)r?w?m?")
_NANO = 10**9


def read_size(text: str) -> int:
    """Read `16g`, `16GB`, `512m` or bytes: all are binary, as docker counts."""
    match = _SIZE.fullmatch(text)
    if match is None:
        raise BadInput(
            tr("“{text}” is no size.").format(text=said(text)), tr("Write it as in 512m or 16g.")
        )
    number, unit = match.groups()
    size = int(Fraction(number) * 1024 ** _POWERS[unit.lower()])
    if size > _LARGEST:
        raise BadInput(tr("{text} is more than there can be.").format(text=said(text)))
    return size


def read_swap(text: str) -> int:
    """Read a size, or -1 for no limit."""
    return -1 if text == "-1" else read_size(text)


def size_text(size: int) -> str:
    """Write a size in the largest unit that says it exactly."""
    for unit, power in reversed(_POWERS.items()):
        if size > 0 and size % 1024**power == 0:
            return f"{size // 1024**power}{unit}"
    return str(size)


def read_duration(text: str) -> int:
    """Read `1m30s` as nanoseconds."""
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise BadInput(
            tr("“{text}” is no time.").format(text=said(text)), tr("Write it as in 30s or 1m30s.")
        )
    total = sum(int(Fraction(number) * _NANOSECONDS[unit]) for number, unit in parts)
    if total > _LARGEST:
        raise BadInput(tr("{text} is longer than there can be.").format(text=said(text)))
    return total


def duration_text(nanoseconds: int) -> str:
    """Write a time in the largest unit that says it exactly, up to minutes."""
    for unit in ("m", "s", "ms", "us"):
        if nanoseconds % _NANOSECONDS[unit] == 0:
            return f"{nanoseconds // _NANOSECONDS[unit]}{unit}"
    return f"{nanoseconds}ns"


def read_whole(text: str) -> int:
    """Read a whole number."""
    if not _WHOLE.fullmatch(text):
        raise BadInput(tr("“{text}” is no whole number.").format(text=said(text)))
    return int(text)


def read_cpus(text: str) -> int:
    """Read `1.5` as billionths of a core."""
    if not _CPUS.fullmatch(text):
        raise BadInput(
            tr("“{text}” is no number of cores.").format(text=said(text)),
            tr("Write it as in 4 or 1.5."),
        )
    return int(Fraction(text) * _NANO)


def cpus_text(nano: int) -> str:
    """Write billionths of a core as a number of cores."""
    whole, rest = divmod(nano, _NANO)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


def read_ports(text: str) -> tuple[PublishedPort, ...]:
    """Read `-p`: `8000`, `8000:80/udp`, `127.0.0.1:8000-8010:8000-8010`, `[::1]::80`.

    Without an address it is every address of the node, as docker takes it.
    """
    rest, slash, protocol = text.partition("/")
    protocol = protocol.lower() if slash else "tcp"
    if protocol not in PROTOCOLS:
        raise _bad_port(text)
    address, host, inside = _port_parts(text, rest)
    numbers = _range(text, inside)
    hosts: list[int | None] = [None] * len(numbers)
    if host:
        outside = _range(text, host)
        if len(outside) != len(numbers):
            raise BadInput(
                tr("The ranges of “{text}” differ in length.").format(text=said(text)),
                tr("Publish each port by itself."),
            )
        hosts = [*outside]
    return tuple(
        PublishedPort(number, protocol, address, outside)
        for number, outside in zip(numbers, hosts, strict=True)
    )


def port_text(port: PublishedPort) -> str:
    """Write one published port."""
    address = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    host = "" if port.host_port is None else str(port.host_port)
    protocol = "" if port.protocol == "tcp" else f"/{port.protocol}"
    if not address:
        return f"{host}:{port.number}{protocol}" if host else f"{port.number}{protocol}"
    return f"{address}:{host}:{port.number}{protocol}"


def _port_parts(text: str, rest: str) -> tuple[str, str, str]:
    """Cut a published port without its protocol into address, port of the node, port inside."""
    if rest.startswith("["):
        address, bracket, rest = rest[1:].partition("]:")
        parts = rest.split(":")
        if not bracket or len(parts) != 2:
            raise _bad_port(text)
        return address, parts[0], parts[1]
    parts = rest.split(":")
    if len(parts) > 3:
        raise _bad_port(text)
    address, host, inside = (["", "", *parts])[-3:]
    return ("" if address == "0.0.0.0" else address), host, inside  # noqa: S104 - read, not bound


def _range(text: str, span: str) -> list[int]:
    first, dash, last = span.partition("-")
    ends = [first, last if dash else first]
    if not all(each.isascii() and each.isdigit() and len(each) <= 5 for each in ends):
        raise _bad_port(text)
    begin, end = int(ends[0]), int(ends[1])
    if not is_port(begin) or not is_port(end) or end < begin or end - begin >= MOST_PORTS:
        raise _bad_port(text)
    return list(range(begin, end + 1))


def _bad_port(text: str) -> BadInput:
    return BadInput(
        tr("“{text}” publishes no port.").format(text=said(text)),
        tr("Write it as in 8000:8000 or {loopback}:8000:80; ports are 1 to {last_port}.").format(
            loopback=LOOPBACK, last_port=LAST_PORT
        ),
    )


def read_volume(text: str) -> Volume:
    """Read `-v`: `/data:/data:ro`, `name:/data`, `/data`."""
    parts = text.split(":")
    if not 1 <= len(parts) <= 3 or not all(parts):
        raise BadInput(
            tr("“{text}” mounts nothing.").format(text=said(text)),
            tr("Write it as in /data:/data, name:/data or /data:/x:ro."),
        )
    if len(parts) == 1:
        return Volume("", parts[0])
    return Volume(parts[0], parts[1], parts[2] if len(parts) == 3 else "")


def volume_text(volume: Volume) -> str:
    """Write one mount."""
    return ":".join(filter(None, (volume.source, volume.target, volume.options)))


def read_mount(text: str) -> Volume:
    """Read `--mount type=bind,source=/a,target=/b,readonly` as what `-v` would say."""
    told = dict(_pairs(text))
    kind = told.pop("type", "volume")
    source = told.pop("source", told.pop("src", ""))
    target = told.pop("target", told.pop("destination", told.pop("dst", "")))
    read_only = told.pop("readonly", told.pop("ro", "false")) in ("", "true", "1")
    if told or kind not in ("bind", "volume") or not target or (kind == "bind" and not source):
        named = ", ".join([*([] if kind in ("bind", "volume") else [f"type={kind}"]), *told])
        raise BadInput(
            tr("“--mount {text}” cannot be set here{detail}.").format(
                text=said(text), detail=f" ({said(named)})" if named else ""
            ),
            tr("A bind or volume with source, target and readonly can."),
        )
    return Volume(source, target, "ro" if read_only else "")


def read_gpus(text: str) -> Gpus:
    """Read `--gpus`: `all`, `2`, `device=0`, `"device=0,1"`, `all,capabilities=utility`."""
    ids: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    count, driver = 0, ""
    for key, value in _pairs(text):
        if key == "device":
            ids = tuple(filter(None, value.split(",")))
        elif key == "capabilities":
            capabilities = tuple(each for each in value.split(",") if each and each != "gpu")
        elif key == "driver":
            driver = value
        elif key == "count" or not value:
            count = _gpu_count(text, value or key)
        else:
            raise _bad_gpus(text)
    if bool(ids) == bool(count):
        raise _bad_gpus(text)
    return Gpus(ids, -1 if ids else count, capabilities, driver)


def gpus_text(gpus: Gpus) -> str:
    """Write which GPUs: what holds commas is in quotes of its own, as docker wants it."""
    first = f"device={','.join(gpus.ids)}" if gpus.ids else _count_text(gpus.count)
    parts = [first]
    if gpus.capabilities:
        parts.append(f"capabilities={','.join(('gpu', *gpus.capabilities))}")
    if gpus.driver:
        parts.append(f"driver={gpus.driver}")
    return ",".join(f'"{each}"' if "," in each else each for each in parts)


def _count_text(count: int) -> str:
    return "all" if count == -1 else str(count)


def _gpu_count(text: str, value: str) -> int:
    if value in ("all", "-1"):
        return -1
    if not value.isascii() or not value.isdigit() or not 0 < int(value[:4]) <= 1000:
        raise _bad_gpus(text)
    return int(value[:4])


def _bad_gpus(text: str) -> BadInput:
    return BadInput(
        tr("“{text}” names no GPUs.").format(text=said(text)),
        tr("Write all, a number, or device=0,1."),
    )


def read_ulimit(text: str) -> Ulimit:
    """Read `memlock=-1` or `nofile=1024:2048`."""
    name, equals, values = text.partition("=")
    soft, colon, hard = values.partition(":")
    if not equals or not name.isidentifier():
        raise BadInput(
            tr("“{text}” is no limit.").format(text=said(text)), tr("Write it as in memlock=-1.")
        )
    return Ulimit(name, read_whole(soft), read_whole(hard if colon else soft))


def ulimit_text(limit: Ulimit) -> str:
    """Write one limit."""
    hard = "" if limit.hard == limit.soft else f":{limit.hard}"
    return f"{limit.name}={limit.soft}{hard}"


def read_restart(text: str) -> RestartPolicy:
    """Read `unless-stopped`, `on-failure:3`."""
    name, colon, most = text.partition(":")
    try:
        policy = Restart(name or "no")
    except ValueError:
        raise BadInput(
            tr("“{text}” is no restart policy.").format(text=said(text)),
            tr("There are {Restart}.").format(Restart=", ".join(Restart)),
        ) from None
    if colon and policy is not Restart.ON_FAILURE:
        raise BadInput(tr("Only on-failure is counted, not {policy}.").format(policy=policy))
    number = read_whole(most) if colon else 0
    if number < 0:
        raise BadInput(tr("How often it is started again is 0 or more."))
    return RestartPolicy(policy, number)


def restart_text(policy: RestartPolicy) -> str:
    """Write a restart policy."""
    return f"{policy.name}:{policy.most}" if policy.most else str(policy.name)


def read_device(text: str) -> Device:
    """Read `/dev/a`, `/dev/a:/dev/b`, `/dev/a:rw`, `/dev/a:/dev/b:rwm`."""
    path, *rest = text.split(":")
    inside, permissions = path, "rwm"
    if rest and _PERMISSIONS.fullmatch(rest[-1]):
        permissions = rest.pop()
    if rest:
        inside = rest.pop()
    if rest or not path.startswith("/") or not inside.startswith("/"):
        raise BadInput(
            tr("“{text}” is no device.").format(text=said(text)),
            tr("Write it as in /dev/infiniband."),
        )
    return Device(path, inside, permissions)


def device_text(device: Device) -> str:
    """Write one device."""
    if device.permissions != "rwm":
        return f"{device.path}:{device.inside}:{device.permissions}"
    return device.path if device.inside == device.path else f"{device.path}:{device.inside}"


def read_tmpfs(text: str) -> tuple[str, str]:
    """Read `/run:size=64m`."""
    path, _, options = text.partition(":")
    if not path.startswith("/"):
        raise BadInput(
            tr("“{path}” is no whole path inside the container.").format(path=said(path))
        )
    return path, options


def pair_of(text: str) -> tuple[str, str]:
    """Cut `name=value`."""
    name, _, value = text.partition("=")
    return name, value


def pair_text(pair: tuple[str, str], sign: str = "=") -> str:
    """Write `name=value`; the name alone without a value."""
    name, value = pair
    return f"{name}{sign}{value}" if value else name


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Cut a value of several, in which quotes hold a comma, as docker's CSV does."""
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        raise BadInput(
            tr("“{text}” has a quote without its end.").format(text=said(text))
        ) from None
    for each in rows[0] if rows else []:
        key, _, value = each.partition("=")
        yield key.strip().lower() if key else "", value

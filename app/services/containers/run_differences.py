"""What differs between two RunSpecs, in words, without values of variables and other secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from app.core.said import said
from app.core.units import memory
from app.services.containers.masking import masked_words
from app.services.containers.run_options import SETTINGS
from app.services.containers.run_spec import PublishedPort, RunSpec, Volume
from app.services.containers.run_values import gpus_text, restart_text

_TITLES = {
    "entrypoint": "entry point", "shm_bytes": "shared memory", "ipc": "IPC", "ulimits": "limits",
    "memory_bytes": "memory limit", "swap_bytes": "swap limit", "nano_cpus": "cores",
    "network_aliases": "names in the network", "workdir": "working folder",
    "auto_remove": "removal at its end", "read_only": "read-only file system",
    "pid": "process namespace", "groups": "groups", "capabilities_added": "capabilities added",
    "capabilities_dropped": "capabilities dropped", "security": "security options",
    "hosts": "hosts", "dns": "DNS servers", "log_driver": "log driver",
    "log_options": "log options", "stop_signal": "stop signal", "tty": "terminal",
    "interactive": "open input", "health": "health check",
}  # fmt: skip
_OWN_WORDS = frozenset(
    ("image", "name", "ports", "volumes", "environment", "gpus", "restart", "command",
     "shm_bytes", "memory_bytes")
)  # fmt: skip


def differences(before: RunSpec, after: RunSpec) -> tuple[str, ...]:
    """Return what is otherwise in `after`, a short sentence each."""
    return tuple(_differences(before, after))


def _differences(before: RunSpec, after: RunSpec) -> Iterator[str]:
    if before.image != after.image:
        yield f"Image: {said(before.image)} → {said(after.image)}"
    if before.command != after.command:
        old, new = (_words(masked_words(each.command)) for each in (before, after))
        yield f"Command: {old} → {new}"
    yield from _ports(before.ports, after.ports)
    yield from _variables(before, after)
    yield from _volumes(before.volumes, after.volumes)
    if before.gpus != after.gpus:
        old, new = (
            gpus_text(each.gpus).replace('"', "") if each.gpus else "none"
            for each in (before, after)
        )
        yield f"GPUs: {old} → {new}"
    if before.restart != after.restart:
        yield f"Restart: {restart_text(before.restart)} → {restart_text(after.restart)}"
    for name in ("shm_bytes", "memory_bytes"):
        old_size, new_size = getattr(before, name), getattr(after, name)
        if old_size != new_size:
            yield f"{_title(name)}: {_size(old_size)} → {_size(new_size)}"
    yield from _others(before, after)


def _ports(before: tuple[PublishedPort, ...], after: tuple[PublishedPort, ...]) -> Iterator[str]:
    for port in before:
        if port in after:
            continue
        new = [each for each in after if _inside(each) == _inside(port) and each not in before]
        if new:
            yield f"Port {_inside(port)}: {_outside(port)} → {_outside(new[0])}"
        else:
            yield f"Port {_inside(port)}: no longer published ({_outside(port)})"
    known = {_inside(port) for port in before if port not in after}
    for port in after:
        if port not in before and _inside(port) not in known:
            yield f"Port {_inside(port)}: published on {_outside(port)}"


def _inside(port: PublishedPort) -> str:
    return f"{port.number}" if port.protocol == "tcp" else f"{port.number}/{port.protocol}"


def _outside(port: PublishedPort) -> str:
    number = "a free port" if port.host_port is None else str(port.host_port)
    if port.host_ip in ("", "::"):
        return f"{number} on every address"
    return f"{number} on {port.host_ip}"


def _variables(before: RunSpec, after: RunSpec) -> Iterator[str]:
    old, new = ({each.name: each.value for each in spec.environment} for spec in (before, after))
    for name in {**old, **new}:
        shown = said(name)
        if name not in new:
            yield f"{shown}: taken away"
        elif name not in old:
            yield f"{shown}: added"
        elif old[name] != new[name]:
            yield f"{shown}: another value"


def _volumes(before: tuple[Volume, ...], after: tuple[Volume, ...]) -> Iterator[str]:
    old, new = ({each.target: each for each in volumes} for volumes in (before, after))
    for target in {**old, **new}:
        if old.get(target) != new.get(target):
            yield f"{said(target)}: {_source(old.get(target))} → {_source(new.get(target))}"


def _source(volume: Volume | None) -> str:
    if volume is None:
        return "nothing mounted"
    options = f" ({volume.options})" if volume.options else ""
    return f"{said(volume.source) or 'a new volume'}{options}"


def _others(before: RunSpec, after: RunSpec) -> Iterator[str]:
    write = {each.field: each.write for each in SETTINGS}
    for field in fields(RunSpec):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new or field.name in _OWN_WORDS:
            continue
        if field.name in write and field.name != "labels":
            yield f"{_title(field.name)}: {_words(write[field.name](old))} → " + _words(
                write[field.name](new)
            )
        else:
            yield f"{_title(field.name)}: changed"


def _words(words: object) -> str:
    told = said(" ".join(words)) if isinstance(words, list | tuple) else ""
    return told or "default"


def _size(size: int) -> str:
    return memory(size) if size else "default"


def _title(name: str) -> str:
    title = _TITLES.get(name, name)
    return title[:1].upper() + title[1:]

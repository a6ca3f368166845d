"""What differs between two RunSpecs, in words, without values of variables and other secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from app.core.i18n import tr
from app.core.said import said
from app.core.units import memory
from app.services.containers.masking import masked_words
from app.services.containers.run_options import SETTINGS
from app.services.containers.run_spec import PublishedPort, RunSpec, Volume
from app.services.containers.run_values import gpus_text, restart_text

_TITLES = {
    "entrypoint": tr("entry point"),
    "shm_bytes": tr("shared memory"),
    "ipc": "IPC",
    "ulimits": tr("limits"),
    "memory_bytes": tr("memory limit"),
    "swap_bytes": tr("swap limit"),
    "nano_cpus": tr("cores"),
    "network_aliases": tr("names in the network"),
    "workdir": tr("working folder"),
    "auto_remove": tr("removal at its end"),
    "read_only": tr("read-only file system"),
    "pid": tr("process namespace"),
    "groups": tr("groups"),
    "capabilities_added": tr("capabilities added"),
    "capabilities_dropped": tr("capabilities dropped"),
    "security": tr("security options"),
    "hosts": tr("hosts"),
    "dns": tr("DNS servers"),
    "log_driver": tr("log driver"),
    "log_options": tr("log options"),
    "stop_signal": tr("stop signal"),
    "tty": tr("terminal"),
    "interactive": tr("open input"),
    "health": tr("health check"),
}
_OWN_WORDS = frozenset(
    (
        "image",
        "name",
        "ports",
        "volumes",
        "environment",
        "gpus",
        "restart",
        "command",
        "shm_bytes",
        "memory_bytes",
    )
)


def differences(before: RunSpec, after: RunSpec) -> tuple[str, ...]:
    """Return what is otherwise in `after`, a short sentence each."""
    return tuple(_differences(before, after))


def _differences(before: RunSpec, after: RunSpec) -> Iterator[str]:
    if before.image != after.image:
        yield tr("Image: {before} → {after}").format(
            before=said(before.image), after=said(after.image)
        )
    if before.command != after.command:
        old, new = (_words(masked_words(each.command)) for each in (before, after))
        yield tr("Command: {old} → {new}").format(old=old, new=new)
    yield from _ports(before.ports, after.ports)
    yield from _variables(before, after)
    yield from _volumes(before.volumes, after.volumes)
    if before.gpus != after.gpus:
        old, new = (
            gpus_text(each.gpus).replace('"', "") if each.gpus else tr("none")
            for each in (before, after)
        )
        yield tr("GPUs: {old} → {new}").format(old=old, new=new)
    if before.restart != after.restart:
        yield tr("Restart: {before} → {after}").format(
            before=restart_text(before.restart), after=restart_text(after.restart)
        )
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
            yield tr("Port {inside}: {before} → {after}").format(
                inside=_inside(port), before=_outside(port), after=_outside(new[0])
            )
        else:
            yield tr("Port {inside}: no longer published ({outside})").format(
                inside=_inside(port), outside=_outside(port)
            )
    known = {_inside(port) for port in before if port not in after}
    for port in after:
        if port not in before and _inside(port) not in known:
            yield tr("Port {inside}: published on {outside}").format(
                inside=_inside(port), outside=_outside(port)
            )


def _inside(port: PublishedPort) -> str:
    return f"{port.number}" if port.protocol == "tcp" else f"{port.number}/{port.protocol}"


def _outside(port: PublishedPort) -> str:
    number = tr("a free port") if port.host_port is None else str(port.host_port)
    if port.host_ip in ("", "::"):
        return tr("{number} on every address").format(number=number)
    return tr("{number} on {host_ip}").format(number=number, host_ip=port.host_ip)


def _variables(before: RunSpec, after: RunSpec) -> Iterator[str]:
    old, new = ({each.name: each.value for each in spec.environment} for spec in (before, after))
    for name in {**old, **new}:
        shown = said(name)
        if name not in new:
            yield tr("{shown}: taken away").format(shown=shown)
        elif name not in old:
            yield tr("{shown}: added").format(shown=shown)
        elif old[name] != new[name]:
            yield tr("{shown}: another value").format(shown=shown)


def _volumes(before: tuple[Volume, ...], after: tuple[Volume, ...]) -> Iterator[str]:
    old, new = ({each.target: each for each in volumes} for volumes in (before, after))
    for target in {**old, **new}:
        if old.get(target) != new.get(target):
            yield f"{said(target)}: {_source(old.get(target))} → {_source(new.get(target))}"


def _source(volume: Volume | None) -> str:
    if volume is None:
        return tr("nothing mounted")
    options = f" ({volume.options})" if volume.options else ""
    source = said(volume.source) or tr("a new volume")
    return f"{source}{options}"


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
            yield tr("{title}: changed").format(title=_title(field.name))


def _words(words: object) -> str:
    told = said(" ".join(words)) if isinstance(words, list | tuple) else ""
    return told or tr("default")


def _size(size: int) -> str:
    return memory(size) if size else tr("default")


def _title(name: str) -> str:
    title = _TITLES.get(name, name)
    return title[:1].upper() + title[1:]

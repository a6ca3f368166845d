"""All that is told of one container, for those who look at it closely."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import numeral, tr
from app.core.said import plain, plain_inside, said
from app.services.containers import reading
from app.services.containers.api import ContainerDetails, Port
from app.services.containers.engine import Engine
from app.services.containers.masking import is_secret, masked, masked_words

_LONGEST = 4096
MAX_TEXT = 128 * 1024
"""Characters of one text: the kernel hands no longer one to a program."""
MAX_ENTRIES = 1000
"""Of one list or object: labels may be any number."""
_DEPTH = 40
_NANO = 1e9


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a container's environment."""

    name: str
    value: str = field(repr=False)

    @property
    def is_secret(self) -> bool:
        """Whether the value is kept from sight until it is asked for."""
        return is_secret(self.name, self.value)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A network that a container is in, with its addresses there."""

    network: str
    addresses: tuple[str, ...] = ()
    """None while it does not run."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resources:
    """What a container may take; None: nothing limits it."""

    cores: float | None
    memory_bytes: int | None
    shared_memory_bytes: int | None
    gpus: str
    """`all`, `2`, `device 0`; empty without any."""
    ipc: str
    privileged: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """One container at one moment."""

    details: ContainerDetails
    created: float | None
    """Unix seconds."""
    image: str
    image_id: str
    command: tuple[str, ...] = field(repr=False)
    """What runs: entrypoint and arguments."""
    working_folder: str
    user: str
    """Empty where the image leaves it at root."""
    hostname: str
    network_mode: str
    attachments: tuple[Attachment, ...]
    ports: tuple[Port, ...]
    resources: Resources
    variables: tuple[Variable, ...] = field(repr=False)
    labels: tuple[tuple[str, str], ...] = field(repr=False)
    tree: object = field(repr=False)
    """Everything as the engine tells it, texts fit to be shown."""

    @property
    def masked_command(self) -> tuple[str, ...]:
        """The command without its secrets."""
        return masked_words(self.command)

    @property
    def masked_tree(self) -> object:
        """The tree without its secrets."""
        return masked(self.tree)


def inspect(engine: Engine, container: str) -> Inspection:
    """Look at one container closely; raises NotThere and what else `Engine` does."""
    with engine.errors():
        answer = engine.api.inspect_container(container)
    return inspection_of(answer)


def inspection_of(answer: object) -> Inspection:
    """Read `/containers/ID/json`, whatever it is."""
    answer = bounded(answer)
    told = _dict(answer)
    config, host = _dict(told.get("Config")), _dict(told.get("HostConfig"))
    network = _dict(told.get("NetworkSettings"))
    return Inspection(
        details=reading.details(answer),
        created=_moment(told.get("Created")),
        image=_text(config.get("Image")),
        image_id=_text(told.get("Image")),
        command=(*_words([told.get("Path")]), *_words(told.get("Args"))),
        working_folder=_text(config.get("WorkingDir"), _LONGEST),
        user=_text(config.get("User")),
        hostname=_text(config.get("Hostname")),
        network_mode=_text(host.get("NetworkMode")),
        attachments=tuple(_attachments(network.get("Networks"))),
        ports=tuple(_ports(network.get("Ports"), config.get("ExposedPorts"))),
        resources=_resources(host),
        variables=tuple(_variables(config.get("Env"))),
        labels=tuple(_labels(config.get("Labels"))),
        tree=plain_inside(answer),
    )


def bounded(value: object, max_text: int = MAX_TEXT, depth: int = _DEPTH) -> object:
    """Return what JSON held without what nobody could read and no window show; it says so there."""
    if isinstance(value, str):
        more = len(value) - max_text
        return (
            tr("{beginning}… ({more} characters more)").format(
                beginning=value[:max_text], more=numeral(more)
            )
            if more > 0
            else value
        )
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return "…"
    more = len(value) - MAX_ENTRIES
    if isinstance(value, list):
        inside = [bounded(each, max_text, depth - 1) for each in value[:MAX_ENTRIES]]
        return [*inside, tr("… {more} more").format(more=numeral(more))] if more > 0 else inside
    first = itertools.islice(value.items(), MAX_ENTRIES)
    told = {key[:_LONGEST]: bounded(each, max_text, depth - 1) for key, each in first}
    return told | {"…": tr("{more} more").format(more=numeral(more))} if more > 0 else told


def _attachments(answer: object) -> Iterator[Attachment]:
    for name, each in _dict(answer).items():
        told = _dict(each)
        addresses = (_text(told.get(key)) for key in ("IPAddress", "GlobalIPv6Address"))
        yield Attachment(
            network=said(name),
            addresses=tuple(address for address in addresses if address),
            aliases=_words(told.get("Aliases")),
        )


def _ports(published: object, exposed: object) -> Iterator[Port]:
    """Yield published ports, and those that the image only mentions."""
    bindings = _dict(published) | {
        key: None for key in _dict(exposed) if key not in _dict(published)
    }
    for key, each in bindings.items():
        digits, _, protocol = key.partition("/")
        number = _number(digits)
        if number is None:
            continue
        hosts = [told for told in each if isinstance(told, dict)] if isinstance(each, list) else []
        for told in hosts:
            yield Port(
                number, said(protocol), _text(told.get("HostIp")), _number(told.get("HostPort"))
            )
        if not hosts:
            yield Port(number, said(protocol))


def _resources(host: dict[str, Any]) -> Resources:
    nano = _whole(host.get("NanoCpus"))
    quota, period = _whole(host.get("CpuQuota")), _whole(host.get("CpuPeriod"))
    cores = nano / _NANO if nano else None
    if cores is None and quota and period and quota > 0:
        cores = quota / period
    return Resources(
        cores=cores,
        memory_bytes=_whole(host.get("Memory")) or None,
        shared_memory_bytes=_whole(host.get("ShmSize")) or None,
        gpus=", ".join(_gpus(host.get("DeviceRequests"))),
        ipc=_text(host.get("IpcMode")),
        privileged=host.get("Privileged") is True,
    )


def _gpus(answer: object) -> Iterator[str]:
    """Yield what each request for devices asks for, where it is for GPUs."""
    for each in answer if isinstance(answer, list) else ():
        told = _dict(each)
        capabilities = told.get("Capabilities")
        kinds = (
            [word for group in capabilities or () for word in _words(group)]
            if isinstance(capabilities, list)
            else []
        )
        if "gpu" not in kinds and _text(told.get("Driver")) not in ("nvidia", "cdi"):
            continue
        devices, count = _words(told.get("DeviceIDs")), _whole(told.get("Count"))
        if devices:
            yield tr("device {devices}").format(devices=" ".join(devices))
        elif count is not None:
            yield "all" if count < 0 else str(count)


def _variables(answer: object) -> Iterator[Variable]:
    for each in answer if isinstance(answer, list) else ():
        if isinstance(each, str):
            name, _, value = each.partition("=")
            yield Variable(said(name), plain(value))


def _labels(answer: object) -> Iterator[tuple[str, str]]:
    for key, value in sorted(_dict(answer).items()):
        yield said(key), _text(value, _LONGEST)


def _words(answer: object) -> tuple[str, ...]:
    if not isinstance(answer, list):
        return ()
    return tuple(plain(each) for each in answer if isinstance(each, str))


def _moment(value: object) -> float | None:
    moment = reading.time_ns(value) if isinstance(value, str) else None
    return moment / _NANO if moment is not None and moment > 0 else None


def _number(value: object) -> int | None:
    """Read a port's number, told as text."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        return None
    return int(value) if len(value) <= 5 and 0 < int(value) < 65536 else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object, limit: int = 200) -> str:
    return said(value, limit=limit) if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < reading.MAX_COUNT else None

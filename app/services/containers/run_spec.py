"""RunSpec: what a person says of a container that is to be run, as `docker run` takes it.

Published ports listen on the node's own 127.0.0.1 unless somebody chose otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import LAST_PORT
from app.core.said import said
from app.services.containers.api import NAME, NAME_RULE
from app.services.containers.references import check_image

LOOPBACK = "127.0.0.1"
EVERYWHERE = ""
"""As a published port's address: every address of the node."""
PROTOCOLS = ("tcp", "udp", "sctp")
_VARIABLE = re.compile(r"[^=\0]+")


class Restart(StrEnum):
    """When an engine starts a container again."""

    NO = "no"
    ON_FAILURE = "on-failure"
    UNLESS_STOPPED = "unless-stopped"
    ALWAYS = "always"

    @property
    def after_failure(self) -> bool:
        """Whether it starts again by itself after a crash."""
        return self is not Restart.NO


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """A port of the container that the node listens for."""

    number: int
    protocol: str = "tcp"
    host_ip: str = LOOPBACK
    host_port: int | None = None
    """None: the engine takes a free one."""

    @property
    def open_to_network(self) -> bool:
        """Whether other machines may reach it."""
        return self.host_ip != "::1" and not self.host_ip.startswith("127.")


@dataclass(frozen=True, slots=True)
class Volume:
    """A folder of the node or a volume of the engine that the container sees."""

    source: str
    """A path of the node, a volume's name, or empty for a new volume without a name."""
    target: str
    options: str = ""
    """As in `ro` or `ro,z`."""

    @property
    def is_bind(self) -> bool:
        """Whether it is a folder or file of the node."""
        return self.source.startswith("/")


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable."""

    name: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Gpus:
    """Which GPUs the container gets: some by id, else `count` of them."""

    ids: tuple[str, ...] = ()
    """Index, UUID or `all`, as nvidia-smi counts them."""
    count: int = -1
    """-1 is all."""
    capabilities: tuple[str, ...] = ()
    """Beside `gpu`."""
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Ulimit:
    """A limit of the kernel's for the container's processes; -1 is none."""

    name: str
    soft: int
    hard: int


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """When it is started again, and how often after failures (0: without end)."""

    name: Restart = Restart.NO
    most: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the node in the container."""

    path: str
    inside: str
    permissions: str = "rwm"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How the engine asks whether the container is well; 0 stands for the engine's default."""

    command: str = ""
    """For the container's shell; empty with the rest set: the image's own command."""
    interval_ns: int = 0
    timeout_ns: int = 0
    start_period_ns: int = 0
    retries: int = 0
    off: bool = False
    """Not even what the image brings."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """A container to be run. Empty is what the engine or the image does by itself."""

    image: str = ""
    command: tuple[str, ...] = ()
    name: str = ""
    entrypoint: str | None = None
    """Empty text: none, not even the image's."""
    ports: tuple[PublishedPort, ...] = ()
    volumes: tuple[Volume, ...] = ()
    environment: tuple[Variable, ...] = ()
    gpus: Gpus | None = None
    restart: RestartPolicy = RestartPolicy()
    shm_bytes: int = 0
    ipc: str = ""
    ulimits: tuple[Ulimit, ...] = ()
    memory_bytes: int = 0
    """Of the CPU side: what a container takes on the GPU is not limited by it."""
    swap_bytes: int = 0
    """With the memory; -1 is without limit."""
    nano_cpus: int = 0
    network: str = ""
    network_aliases: tuple[str, ...] = ()
    hostname: str = ""
    user: str = ""
    workdir: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    devices: tuple[Device, ...] = ()
    runtime: str = ""
    health: HealthCheck | None = None
    privileged: bool = False
    init: bool = False
    interactive: bool = False
    tty: bool = False
    auto_remove: bool = False
    """Removed as soon as it ends, with its unnamed volumes."""
    read_only: bool = False
    pid: str = ""
    groups: tuple[str, ...] = ()
    capabilities_added: tuple[str, ...] = ()
    capabilities_dropped: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """`name:address`."""
    dns: tuple[str, ...] = ()
    tmpfs: tuple[tuple[str, str], ...] = ()
    """Path and options."""
    log_driver: str = ""
    log_options: tuple[tuple[str, str], ...] = ()
    stop_signal: str = ""

    @property
    def open_ports(self) -> tuple[PublishedPort, ...]:
        """Published ports that other machines may reach."""
        return tuple(each for each in self.ports if each.open_to_network)


class Part(StrEnum):
    """What a problem is about: the form shows it there."""

    IMAGE = "image"
    NAME = "name"
    PORTS = "ports"
    VOLUMES = "volumes"
    ENVIRONMENT = "environment"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a spec cannot be run."""

    part: Part
    message: str


def problems(spec: RunSpec) -> tuple[Problem, ...]:
    """Return what is wrong with a spec as far as that is known without the engine."""
    return tuple(_problems(spec))


def check(spec: RunSpec) -> RunSpec:
    """Return a spec that an engine may be asked for; BadInput with what is wrong first."""
    for problem in _problems(spec):
        raise BadInput(problem.message)
    return spec


def _problems(spec: RunSpec) -> Iterator[Problem]:
    yield from _image_problems(spec.image)
    if spec.name and not NAME.fullmatch(spec.name):
        yield Problem(Part.NAME, NAME_RULE)
    yield from _port_problems(spec)
    yield from _volume_problems(spec.volumes)
    yield from _variable_problems(spec.environment)
    if spec.auto_remove and spec.restart.name.after_failure:
        yield Problem(
            Part.RESTART,
            tr("A container that is removed when it ends cannot start again by itself."),
        )


def _image_problems(image: str) -> Iterator[Problem]:
    if not image:
        yield Problem(Part.IMAGE, tr("Which image? As in nvcr.io/nvidia/vllm:26.05.post1-py3."))
        return
    try:
        check_image(image)
    except BadInput as error:
        yield Problem(Part.IMAGE, str(error))


def _port_problems(spec: RunSpec) -> Iterator[Problem]:
    taken: set[tuple[int, str, str]] = set()
    for port in spec.ports:
        numbers = (port.number, port.host_port or port.number)
        if any(not 0 < number <= LAST_PORT for number in numbers):
            yield Problem(Part.PORTS, tr("Ports are 1 to {last_port}.").format(last_port=LAST_PORT))
        if port.protocol not in PROTOCOLS:
            yield Problem(
                Part.PORTS,
                tr("“{protocol}” is no protocol: tcp, udp or sctp.").format(
                    protocol=said(port.protocol)
                ),
            )
        if port.host_port is None:
            continue
        key = (port.host_port, port.protocol, port.host_ip)
        if key in taken:
            yield Problem(
                Part.PORTS,
                tr("Port {host_port} of the node is published twice.").format(
                    host_port=port.host_port
                ),
            )
        taken.add(key)
    if spec.ports and spec.network in ("host", "none"):
        yield Problem(
            Part.PORTS,
            tr("On the node's own network every port of the container is open already.")
            if spec.network == "host"
            else tr("Without a network no port can be published."),
        )


def _volume_problems(volumes: tuple[Volume, ...]) -> Iterator[Problem]:
    targets: set[str] = set()
    for volume in volumes:
        if not volume.target.startswith("/"):
            yield Problem(
                Part.VOLUMES,
                tr("“{path}” is no whole path inside the container.").format(
                    path=said(volume.target)
                ),
            )
        if volume.target in targets:
            yield Problem(
                Part.VOLUMES, tr("{path} is mounted twice.").format(path=said(volume.target))
            )
        targets.add(volume.target)
        source = volume.source
        if source.startswith(("~", "$", ".")):
            yield Problem(
                Part.VOLUMES,
                tr("Write the whole path of the node for “{path}”: no shell completes it.").format(
                    path=said(source)
                ),
            )
        elif source and not volume.is_bind and not NAME.fullmatch(source):
            yield Problem(
                Part.VOLUMES,
                tr("“{text}” is neither a whole path nor a volume's name.").format(
                    text=said(source)
                ),
            )
        if ":" in source or ":" in volume.target:
            yield Problem(Part.VOLUMES, tr("A path with a colon cannot be mounted."))


def _variable_problems(environment: tuple[Variable, ...]) -> Iterator[Problem]:
    names: set[str] = set()
    for variable in environment:
        if not _VARIABLE.fullmatch(variable.name):
            yield Problem(
                Part.ENVIRONMENT,
                tr("“{name}” is no variable's name.").format(name=said(variable.name)),
            )
        elif variable.name in names:
            yield Problem(
                Part.ENVIRONMENT, tr("{name} is there twice.").format(name=said(variable.name))
            )
        if "\0" in variable.value:
            yield Problem(
                Part.ENVIRONMENT,
                tr("{name} holds a character of no text.").format(name=said(variable.name)),
            )
        names.add(variable.name)

"""What is known of containers: frozen values, names and texts already fit to be shown.

What an engine does not tell is None, never 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.said import plain

ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, the cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links
    r"|[PX^_][^\x1b]*(?:\x1b\\)?"  # strings that nobody shows
    r"|[ -/]*[0-~])"
)
"""What steers a terminal."""


NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
"""What engines take for the name of a container, a volume or a network."""
NAME_RULE = tr(
    "Use two or more letters, digits, dots, dashes and underscores; begin with a letter or digit."
)
STOP_S = 10
"""Seconds that a container has to end by itself before it is killed, as with docker."""


class Trouble(StrEnum):
    """Why an engine cannot be used."""

    NO_PERMISSION = "no-permission"  # the account is not in the socket's group
    LOGIN_AGAIN = "login-again"  # it is, from its next login on
    NOT_RUNNING = "not-running"
    NOT_INSTALLED = "not-installed"
    FORBIDDEN = "forbidden"  # the SSH server does not forward, and no command relays
    INTERRUPTED = "interrupted"  # it answered before


class EngineUnavailable(RemoteError):
    """The node's container engine cannot be used; `trouble` says why, `hint` what to do.

    `fix` is the command that mends it, where one does.
    """

    def __init__(self, message: str, hint: str = "", *, trouble: Trouble, fix: str = "") -> None:
        super().__init__(message, hint)
        self.trouble = trouble
        self.fix = fix


class NotThere(RemoteError):
    """There is no such container (any more)."""


class State(StrEnum):
    """What a container does, as Docker calls it."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    UNKNOWN = "unknown"

    @property
    def runs(self) -> bool:
        """Whether its processes are there."""
        return self in (State.RUNNING, State.PAUSED, State.RESTARTING)


class Health(StrEnum):
    """What a container's own health check says."""

    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a container; without `host_port` it is not published."""

    number: int
    protocol: str
    host_ip: str = ""
    host_port: int | None = None

    @property
    def open_to_network(self) -> bool:
        """Whether other machines may reach it: it is published on every address of the node."""
        return self.host_port is not None and self.host_ip in ("", "0.0.0.0", "::")  # noqa: S104


@dataclass(frozen=True, slots=True)
class Mount:
    """What a container has of the node's files."""

    kind: str
    """`bind`, `volume`, `tmpfs`."""
    source: str
    target: str
    volume: str = ""
    read_only: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether it is a volume nobody named, which goes with its container."""
        return re.fullmatch(r"[0-9a-f]{64}", self.volume) is not None


@dataclass(frozen=True, slots=True)
class Succession:
    """That a container was made to take the place of another one (`recreate.py`)."""

    before: str
    """The id of the one whose place it takes."""
    name: str
    """What both are called in turn."""
    stamp: str
    """When it began, as in `20261121-140355`; part of what the former one is called then."""
    ran: bool = False
    """Whether the former one ran."""
    restart: str = ""
    """Its restart policy, where that was taken from it."""

    @property
    def kept_name(self) -> str:
        """What the former one is called while it is kept."""
        return f"{self.name}-before-{self.stamp}"

    @property
    def new_name(self) -> str:
        """What the new one is called until the name is free."""
        return f"{self.name}-new-{self.stamp}"


@dataclass(frozen=True, slots=True)
class Container:
    """One container as the list shows it."""

    id: str
    name: str
    image: str
    image_id: str
    command: str
    state: State
    status: str
    """In the engine's words: `Up 3 hours (healthy)`."""
    health: Health | None = None
    """None without a health check."""
    exit_code: int | None = None
    """Of its last end, as far as it is told."""
    created: float | None = None
    """Unix seconds."""
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    networks: tuple[str, ...] = ()
    compose_project: str = ""
    """Empty where `docker compose` did not make it."""
    compose_service: str = ""
    succession: Succession | None = None

    @property
    def short_id(self) -> str:
        """The first twelve digits."""
        return self.id[:12]


@dataclass(frozen=True, slots=True)
class ContainerDetails:
    """What only a look at one container tells."""

    id: str
    name: str
    state: State
    health: Health | None
    tty: bool
    started: float | None
    """Unix seconds; None when it never was."""
    finished: float | None
    exit_code: int | None
    """None while it runs and before it ran."""
    out_of_memory: bool
    error: str
    restart_policy: str
    """`no`, `always`, `unless-stopped`, `on-failure`."""
    restarts: int
    pid: int | None
    """Its first process, as the node counts; None when it does not run."""
    mounts: tuple[Mount, ...]

    @property
    def lost_with_it(self) -> tuple[Mount, ...]:
        """Volumes that go when the container is removed with its volumes."""
        return tuple(each for each in self.mounts if each.is_anonymous)


@dataclass(frozen=True, slots=True)
class ContainerStats:
    """What a container takes. GPU memory is in none of it: no container engine counts that."""

    id: str
    time: float
    """Unix seconds, by the node's clock."""
    cpu_percent: float | None
    """100 is one core; None for the first look, which has nothing to compare with."""
    cores: int | None
    memory_bytes: int | None
    """Without the page cache that can be taken back."""
    memory_limit_bytes: int | None
    """The machine's memory where no limit is set."""
    network_received_bytes: int | None
    network_sent_bytes: int | None
    disk_read_bytes: int | None
    disk_written_bytes: int | None
    processes: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """All containers of a node at one moment; with `trouble` what was known before it."""

    containers: tuple[Container, ...] = ()
    trouble: EngineUnavailable | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that a container printed."""

    time_ns: int | None
    """Unix nanoseconds by the node's clock; None where the engine gave no time."""
    is_stderr: bool
    raw: str
    """As it was printed, colours and all; it may try to steer a terminal."""
    cut: bool = False
    """The rest of the line was too long and is left out."""

    @property
    def text(self) -> str:
        """The line fit to be shown: what a carriage return overwrote is gone, colours too."""
        if self.raw.isprintable():
            return self.raw
        shown = [part for part in self.raw.split("\r") if part]
        return plain(ESCAPES.sub("", shown[-1] if shown else ""))


class Verb(StrEnum):
    """What is done to a container, as the docker command calls it."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    PAUSE = "pause"
    UNPAUSE = "unpause"
    KILL = "kill"
    RENAME = "rename"
    REMOVE = "rm"


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One change of a container; what a verb does not need is ignored."""

    verb: Verb
    name: str = ""
    """The new one, for `RENAME`."""
    signal: str = "KILL"
    force: bool = False
    """Also a container that runs, for `REMOVE`."""
    volumes: bool = False
    """Its unnamed volumes, too, for `REMOVE`."""
    patience_s: int = STOP_S

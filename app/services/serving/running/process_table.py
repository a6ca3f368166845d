"""The processes of a node with their parents: who belongs to whom, who began it and when."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.errors import RemoteError
from app.core.said import said

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.api import Session

TIMEOUT_S = 10.0
MAX_LIST = 8 * 1024 * 1024
MAX_PROCESSES = 32_768
MAX_COMMAND = 4096
_MAX_DEPTH = 64
_LINE = re.compile(
    r"\s*(?P<pid>\d{1,10})\s+(?P<parent>\d{1,10})"
    r"\s+(?:(?P<days>\d{1,5})-)?(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})"
    r"\s+(?P<user>\S{1,64})\s+(?P<command>.*)"
)
_CONTAINERS = re.compile(r"(?:\S*/)?(?:containerd-shim|conmon)")
"""What starts the first process of a container."""
_PARTS = re.compile(
    r"VLLM::|sglang::|(?:\S*/)?ollama runner\b|(?:\S*/)?python\S* -m mpi4py\.futures\.server\b"
    r"|(?:\S*/)?python\S* -c from multiprocessing\.spawn import spawn_main"
)
"""How parts of engines call themselves. A server of vLLM's may, too: `_SERVERS`."""
_SERVERS = re.compile(r"VLLM::(?:APIServer|Router)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One process."""

    pid: int
    parent: int
    age_s: float
    user: str
    command: str
    """Its command line, or what it calls itself instead."""


@dataclass(frozen=True, slots=True)
class ProcessTable:
    """All processes at one moment."""

    by_pid: Mapping[int, Listed] = field(default_factory=dict)

    def get(self, pid: int | None) -> Listed | None:
        """Return a process; None when it is not there or not seen."""
        return None if pid is None else self.by_pid.get(pid)

    def ancestors(self, pid: int) -> Iterator[Listed]:
        """Yield its parent, that one's parent, and so on."""
        found = self.by_pid.get(pid)
        for _ in range(_MAX_DEPTH):
            if found is None or found.parent == found.pid:
                return
            found = self.by_pid.get(found.parent)
            if found is not None:
                yield found

    def is_below(self, pid: int, top: int) -> bool:
        """Whether a process is another one, or was begun by it."""
        return pid == top or any(each.pid == top for each in self.ancestors(pid))

    def is_contained(self, pid: int) -> bool:
        """Whether it runs in a container."""
        return any(_CONTAINERS.match(each.command) for each in self.ancestors(pid))

    def is_first_of_container(self, process: Listed) -> bool:
        """Whether it is the process that a container was started with."""
        parent = self.by_pid.get(process.parent)
        return parent is not None and _CONTAINERS.match(parent.command) is not None


NO_PROCESSES = ProcessTable()


def read_processes(session: Session, cancel: Cancel) -> ProcessTable:
    """List the processes of a node; empty where that cannot be had."""
    mac = session.is_local and sys.platform == "darwin"
    user = "user=" if mac else "user:32="  # else long names become numbers
    columns = ("-o", "pid=", "-o", "ppid=", "-o", "etime=", "-o", user, "-o", "args=")
    try:
        done = session.exec(
            ("ps", "-eww", *columns), timeout=TIMEOUT_S, max_output=MAX_LIST, cancel=cancel
        )
    except RemoteError:
        return ProcessTable()
    cancel.raise_if_cancelled()
    return parse_processes(done.text)


def parse_processes(text: str) -> ProcessTable:
    """Read what `ps` prints; a line that is none is left out."""
    found: dict[int, Listed] = {}
    for line in text.split("\n")[:MAX_PROCESSES]:
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        days, hours = int(match["days"] or 0), int(match["hours"] or 0)
        age = ((days * 24 + hours) * 60 + int(match["minutes"])) * 60 + int(match["seconds"])
        found[int(match["pid"])] = Listed(
            int(match["pid"]),
            int(match["parent"]),
            float(age),
            said(match["user"]),
            said(match["command"], limit=MAX_COMMAND),
        )
    return ProcessTable(found)


def is_part(command: str) -> bool:
    """Whether a process is a part of an engine that its server began, by its command or name."""
    return _PARTS.match(command) is not None and _SERVERS.match(command) is None

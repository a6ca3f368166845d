"""Processes of a container, as `ps` on its node tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.cancel import Cancel
from app.core.errors import RemoteError, SessionLost, UserError
from app.core.said import said
from app.services.containers.api import NotThere
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder

PACE_S = 3.0
_COLUMNS = ("pid", "ppid", "user", "pcpu", "rss", "stat", "args")
_ASKED = f"-eo {','.join(_COLUMNS)}"
_KIB = 1024
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class ContainerProcess:
    """One process of a container."""

    pid: int
    """As the node counts: the container's own number differs."""
    parent: int | None
    user: str
    """By the node's list of accounts; a number where it has no name for it."""
    cpu_percent: float | None
    """On average since it started; 100 is one core."""
    memory_bytes: int | None
    state: str
    """As ps tells it: `S`, `R`, `D`."""
    command: str


@dataclass(frozen=True, slots=True)
class ProcessLook:
    """One look at a container's processes, or why there was none."""

    processes: tuple[ContainerProcess, ...] = ()
    error: UserError | None = None


def follow_processes(holder: EngineHolder, container: str, cancel: Cancel) -> Iterator[ProcessLook]:
    """Look every few seconds, over all sessions of the node, until the container is gone."""
    while not cancel.cancelled:
        try:
            yield ProcessLook(processes_of(holder.engine(cancel), container))
        except NotThere:
            return
        except SessionLost:
            holder.wait_for_session(cancel)
        except RemoteError as error:
            yield ProcessLook(error=error)
        cancel.wait(PACE_S)


def processes_of(engine: Engine, container: str) -> tuple[ContainerProcess, ...]:
    """Return a container's processes; raises RemoteError when it does not run, NotThere."""
    with engine.errors():
        answer = engine.api.top(container, ps_args=_ASKED)
    return processes_in(answer)


def processes_in(answer: object) -> tuple[ContainerProcess, ...]:
    """Read `/containers/ID/top`, whatever it is."""
    told: dict[str, Any] = answer if isinstance(answer, dict) else {}
    rows = told.get("Processes")
    found = {each.pid: each for each in _processes(rows if isinstance(rows, list) else [])}
    return tuple(found.values())


def _processes(rows: list[Any]) -> Iterator[ContainerProcess]:
    for row in rows:
        if not isinstance(row, list) or len(row) != len(_COLUMNS):
            continue
        words = [each if isinstance(each, str) else "" for each in row]
        pid, parent, user, cpu, memory, state, command = words
        number, kib = _whole(pid), _whole(memory)
        if number:
            yield ContainerProcess(
                pid=number,
                parent=_whole(parent),
                user=said(user),
                cpu_percent=_share(cpu),
                memory_bytes=None if kib is None else kib * _KIB,
                state=said(state)[:1],
                command=said(command, limit=_LONGEST),
            )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _share(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    return float(text) if digits.isascii() and digits.isdigit() and len(text) < 16 else None

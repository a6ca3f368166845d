"""Where on a node a model may answer: by containers, programs, and ports that engines use.

Only these ports are asked anything: a database or a page of somebody else's is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.ports import read_port
from app.services.containers.api import Container, State
from app.services.serving.api import EngineSpec
from app.services.serving.running.api import LABEL
from app.services.serving.running.process_table import NO_PROCESSES, Listed, ProcessTable, is_part
from app.services.telemetry.api import EngineReading
from app.services.tunnels.sockets import Socket

_PORT = re.compile(r"(?:^|\s)(?:--port|--http-port|-port)[ =](\d{1,5})(?=\s|$)")
_FURTHER_PORTS = (8001, 8080, 8081, 8123, 8356, 12435)
"""Where playbooks and users put engines, beside the engines' own ports."""
_WORDS = 6
"""Words at the start of a command line in which its program is named."""
_LIMIT = 40
"""Ports of one node that are asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """A port on which a model may answer, and what suggests it."""

    port: int
    engine: str = ""
    """`EngineSpec.name`; empty where only the number of the port suggests one."""
    container: Container | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """What this program wrote on its container, by names without prefix."""
    pid: int | None = None
    program: str = ""
    listens: bool = True
    """Whether something is known to listen there."""

    @property
    def sure(self) -> bool:
        """Whether more than a number suggests an engine."""
        return bool(self.engine)

    @property
    def begins(self) -> bool:
        """Whether its container was made, and is not known to run yet."""
        return self.container is not None and self.container.state is State.CREATED

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it worth asking anew when it changes."""
        container = self.container
        told = (container.id, container.state) if container is not None else ()
        return (self.port, self.engine, *told, self.pid, self.listens)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a node."""

    sockets: tuple[Socket, ...] = ()
    containers: tuple[Container, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Labels of this program's containers, by id."""
    processes: ProcessTable = NO_PROCESSES
    engines: tuple[EngineReading, ...] = ()
    """Those whose metrics are read."""


def places_of(seen: Seen, engines: Mapping[str, EngineSpec]) -> tuple[Place, ...]:
    """Return where models may answer; what is known best comes first."""
    listening = {socket.port for socket in seen.sockets}
    found: list[Place] = []
    for container in seen.containers:
        place = _of_container(container, seen.labels.get(container.id, {}), engines, listening)
        if place is not None:
            found.append(place)
    taken = {place.port for place in found if place.listens or place.begins}
    known = {place.container.id for place in found if place.container is not None}
    published = {
        port.host_port: container
        for container in seen.containers
        if container.state.runs
        for port in container.ports
    }
    for port, sockets in _by_port(seen.sockets).items():
        owner = published.get(port)
        if port in taken or (owner is not None and owner.id in known):
            continue  # further ports of an engine's container are no endpoints
        place = _of_sockets(port, sockets, owner, seen, engines)
        if place is not None:
            found.append(place)
    found.sort(key=lambda each: (not each.sure, each.port))
    return tuple(found[:_LIMIT])


def own_labels(labels: Mapping[str, object]) -> dict[str, str]:
    """Return the labels that this program wrote, by names without prefix."""
    return {
        name.removeprefix(LABEL): value
        for name, value in labels.items()
        if name.startswith(LABEL) and isinstance(value, str) and value.isprintable()
    }


def _of_container(
    container: Container,
    labels: Mapping[str, str],
    engines: Mapping[str, EngineSpec],
    listening: set[int],
) -> Place | None:
    """Return where a container of ours or one that looks like an engine's answers."""
    engine = labels.get("engine", "") if labels else engine_of_container(container, engines)
    if not labels and (not engine or not container.state.runs):
        return None
    port = read_port(labels.get("port", "")) or _port_of(container, engines.get(engine), listening)
    if port is None:
        return None
    listens = container.state.runs and port in listening
    return Place(port, engine, container, labels, listens=listens)


def engine_of_container(container: Container, engines: Mapping[str, EngineSpec]) -> str:
    """Return the engine that a container's image or command names, empty when none."""
    image = container.image.casefold()
    fitting = [
        (len(part), name)
        for name, engine in engines.items()
        for part in engine.images_like
        if part.casefold() in image
    ]
    if fitting:
        return max(fitting)[1]  # the longest part says most: `nim/` is in images of vLLM's, too
    return engine_of_command(container.command, engines)


def engine_of_command(command: str, engines: Mapping[str, EngineSpec]) -> str:
    """Return the engine that a command line starts, empty when none."""
    words = [word.rsplit("/", 1)[-1] for word in command.casefold().split()[:_WORDS]]
    for name, engine in engines.items():
        for like in engine.programs_like:
            if any(_is_program(word, like.casefold()) for word in words):
                return name
    return ""


def only_process(
    engine: str, processes: ProcessTable, engines: Mapping[str, EngineSpec]
) -> Listed | None:
    """Return the process that must be an engine's server: the only one outside containers."""
    found = [
        process
        for process in processes.by_pid.values()
        if engine_of_command(process.command, engines) == engine
        and not is_part(process.command)
        and not processes.is_contained(process.pid)
    ]
    pids = {process.pid for process in found}
    tops = [process for process in found if process.parent not in pids]
    return tops[0] if len(tops) == 1 else None


def _is_program(word: str, like: str) -> bool:
    """Whether a word names a program: `vllm`, `vllm.entrypoints.openai.api_server`, `VLLM::…`."""
    return word == like or word.startswith((f"{like}.", f"{like}:", f"{like}-server"))


def _port_of(container: Container, engine: EngineSpec | None, listening: set[int]) -> int | None:
    """Return the port of the node on which a container answers: published, or the node's own."""
    published = {
        port.number: port.host_port
        for port in container.ports
        if port.host_port is not None and port.protocol == "tcp"
    }
    told = _PORT.search(container.command)
    wanted = [int(told[1])] if told else []
    wanted += [engine.port] if engine is not None else []
    for number in wanted:
        if number in published:
            return published[number]
    if published:
        return min(published.values())
    if "host" in container.networks:
        return next((number for number in wanted if number in listening), None)
    return None


def _by_port(sockets: Iterable[Socket]) -> dict[int, list[Socket]]:
    found: dict[int, list[Socket]] = {}
    for socket in sockets:
        found.setdefault(socket.port, []).append(socket)
    return found


def _of_sockets(
    port: int,
    sockets: list[Socket],
    container: Container | None,
    seen: Seen,
    engines: Mapping[str, EngineSpec],
) -> Place | None:
    """Return a port that something else suggests, None for one that is left alone."""
    owner = next((socket for socket in sockets if socket.pid is not None), sockets[0])
    if container is not None:
        owner = Socket(port, owner.address)  # its proxy, not the program
    process = seen.processes.get(owner.pid)
    engine = _engine_of_program(owner.program, process, engines)
    if engine and port != _port_of_program(owner, process, seen, engines[engine]):
        return None
    reading = next((each for each in seen.engines if each.port == port), None)
    if not engine and reading is not None:
        engine = next((n for n, each in engines.items() if each.title == reading.engine), "")
    numbers = {port} | {p.number for p in (container.ports if container else ())}
    if not engine and reading is None and not numbers & _usual(engines):
        return None
    return Place(port, engine, container, pid=owner.pid, program=owner.program)


def _engine_of_program(
    program: str, process: Listed | None, engines: Mapping[str, EngineSpec]
) -> str:
    found = engine_of_command(program, engines) if program else ""
    return found or (engine_of_command(process.command, engines) if process is not None else "")


def _port_of_program(
    owner: Socket, process: Listed | None, seen: Seen, engine: EngineSpec
) -> int | None:
    """Return the port on which an engine's program answers HTTP.

    Engines listen on further ports, for their own parts: a request would only disturb these.
    """
    command = process.command if process is not None else ""
    if is_part(command) or is_part(owner.program):
        return None
    own = {socket.port for socket in seen.sockets if socket.pid == owner.pid}
    told = _PORT.search(command)
    if told is not None and int(told[1]) in own:
        return int(told[1])
    return engine.port if engine.port in own else min(own, default=None)


def _usual(engines: Mapping[str, EngineSpec]) -> set[int]:
    return {*(engine.port for engine in engines.values()), *_FURTHER_PORTS}

"""What a row says in each column, and what it is sorted by. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from app.core import units
from app.core.i18n import numeral, tr
from app.services.containers.api import Container, ContainerStats, Health, Port, State

PENDING = "…"
"""A number that is being asked for."""
NONE = "–"
"""There is nothing, and that is known."""


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    STATE = 1
    IMAGE = 2
    PORTS = 3
    UP = 4
    CPU = 5
    CPU_MEMORY = 6
    GPU_MEMORY = 7
    NETWORK = 8
    DISK = 9


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """How a column is headed, and the room it wants, in pixels."""

    title: str
    width: int
    least: int
    numeric: bool = False
    why: str = ""
    """What is counted, where the title does not say it all."""


LOOKS = {
    Column.NAME: ColumnLook(tr("Name"), 300, 146),
    Column.STATE: ColumnLook(tr("State"), 100, 94),
    Column.IMAGE: ColumnLook(tr("Image"), 170, 146),
    Column.PORTS: ColumnLook(
        tr("Ports"),
        140,
        126,
        why=tr("Ports that are published. LAN: open to everyone on the network"),
    ),
    Column.UP: ColumnLook(tr("Up"), 88, 80, why=tr("How long it runs, or when it ended")),
    Column.CPU: ColumnLook("CPU", 126, 120, numeric=True),
    Column.CPU_MEMORY: ColumnLook(
        tr("CPU memory"),
        114,
        112,
        numeric=True,
        why=tr("What Docker counts: none of what its processes have on the GPU"),
    ),
    Column.GPU_MEMORY: ColumnLook(
        tr("GPU memory"),
        114,
        112,
        numeric=True,
        why=tr("What its processes have on the GPU, by the driver; Docker does not count it"),
    ),
    Column.NETWORK: ColumnLook(
        tr("Network"), 98, 92, numeric=True, why=tr("Received and sent together")
    ),
    Column.DISK: ColumnLook(tr("Disk"), 94, 90, numeric=True, why=tr("Read and written together")),
}
MEASURED = (Column.CPU, Column.CPU_MEMORY, Column.NETWORK, Column.DISK)
"""Columns whose numbers are asked for those that are looked at only."""
_RATES = (Column.NETWORK, Column.DISK)
_ID_DIGITS = 4
"""Shorter words are not taken for the begin of an id."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    text: str = ""
    key: object = None
    """What it is sorted by; None is unknown and comes last."""
    why: str = ""
    """More, for the tooltip and for screen readers."""
    tone: str = "text2"


@dataclass(frozen=True, slots=True)
class Live:
    """What is known of a container beside the engine's list."""

    stats: ContainerStats | None = None
    before: ContainerStats | None = None
    """The look before: two tell a rate."""
    gpu_bytes: int | None = None
    gpu_why: str = ""
    moment: float | None = None
    """When it began, or ended, Unix seconds."""
    doing: str = ""
    """What is being done to it from here: `stopping…`."""
    away: str = ""
    """Why nothing can be measured now: the node or its engine is away."""


_STATES = {
    State.CREATED: (tr("Created"), "text2"),
    State.RUNNING: (tr("Running"), "ok"),
    State.PAUSED: (tr("Paused"), "warn"),
    State.RESTARTING: (tr("Restarting"), "warn"),
    State.REMOVING: (tr("Removing"), "text2"),
    State.EXITED: (tr("Exited"), "text2"),
    State.DEAD: (tr("Dead"), "err"),
    State.UNKNOWN: (units.NOT_AVAILABLE, "text3"),
}
_HEALTH = {
    Health.HEALTHY: (tr("Healthy"), "ok"),
    Health.UNHEALTHY: (tr("Unhealthy"), "err"),
    Health.STARTING: (tr("Starting"), "warn"),
}
_ORDER = tuple(_STATES)
_ENDED_BY_WISH = (0, 130, 137, 143)
"""Exit codes of what ended by itself, or by the signals of `stop` and `kill`."""


def state_words(container: Container) -> tuple[str, str]:
    """Return state and health as a word and its tone."""
    if container.state is State.RUNNING and container.health is not None:
        return _HEALTH[container.health]
    word, tone = _STATES[container.state]
    if container.state is State.EXITED and container.exit_code is not None:
        strange = container.exit_code not in _ENDED_BY_WISH
        return f"{word} ({container.exit_code})", "err" if strange else tone
    return word, tone


def image_words(container: Container) -> str:
    """Return what tells its image from others: `vllm:25.10-py3` of `nvcr.io/nvidia/…`."""
    name = container.image.removeprefix("sha256:")
    return name[:12] if name != container.image else name.rpartition("/")[2]


def published(container: Container) -> tuple[Port, ...]:
    """Return the ports that the node listens on, each once for IPv4 and IPv6."""
    seen: dict[tuple[object, ...], Port] = {}
    for port in container.ports:
        if port.host_port is not None:
            inside = port.host_ip in ("127.0.0.1", "::1")
            address = "" if port.open_to_network or inside else port.host_ip
            key = (port.number, port.protocol, port.host_port, port.open_to_network, address)
            seen.setdefault(key, port)
    return tuple(seen.values())


def port_words(port: Port) -> str:
    """Return a published port: `8080 → 80`, `LAN 8000`."""
    words = str(port.host_port)
    if port.host_port != port.number:
        words += f" → {port.number}"
    if port.protocol not in ("", "tcp"):
        words += f"/{port.protocol}"
    return f"LAN {words}" if port.open_to_network else words


def cells_of(container: Container, live: Live, now: float) -> tuple[Cell, ...]:
    """Return the cells of a container's row."""
    rank = _ORDER.index(container.state)
    word, tone = state_words(container)
    if live.doing:
        word, tone = live.doing, "warn"
    name = container.name
    return (
        Cell(name, name.casefold(), _full_name(container), "text"),
        Cell(word, (rank, word), container.status, tone),
        Cell(image_words(container), image_words(container).casefold() or None, container.image),
        _ports_cell(container),
        _up_cell(container, live, now),
        _cpu_cell(container, live),
        _memory_cell(container, live),
        _gpu_cell(container, live),
        _rate_cell(container, live, Column.NETWORK),
        _rate_cell(container, live, Column.DISK),
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A container of a compose project, with its own cells."""

    container: Container
    live: Live
    cells: tuple[Cell, ...]


def group_cells(name: str, members: Sequence[Member]) -> tuple[Cell, ...]:
    """Return the cells of a compose project's row: what its containers are together."""
    running = [member for member in members if member.container.state.runs]
    words = _group_state(len(running), len(members))
    bad = [each.container.name for each in members if each.cells[Column.STATE].tone == "err"]
    why = tr("Not well: {bad}").format(bad=", ".join(bad)) if bad else ""
    first = min(_ORDER.index(member.container.state) for member in members)
    return (
        Cell(name, name.casefold(), tr("Compose project {name}").format(name=name), "text"),
        Cell(words, (first, words), why),
        Cell(),
        Cell(),
        Cell(),
        *(_sum_cell(running, column) for column in Column if column >= Column.CPU),
    )


def matches(container: Container, wanted: str) -> bool:
    """Whether every word of a search is found in a container, or is the begin of its id."""
    ports = (str(port.host_port or port.number) for port in container.ports)
    said = " ".join(
        (
            container.name,
            container.image,
            container.compose_project,
            container.compose_service,
            *ports,
        )
    ).casefold()
    return all(
        word in said or (len(word) >= _ID_DIGITS and container.id.startswith(word))
        for word in wanted.casefold().split()
    )


def ago(seconds: float) -> str:
    """Return a time that passed in the one unit that reads best: `3 h`."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(int(seconds), 0)} s"


def cores(percent: float, count: int | None) -> str:
    """Return processor time: `3.2 of 20 cores`."""
    used = percent / 100
    digits = 1 if used >= 0.95 or used < 0.005 else 2
    text = "0" if used < 0.005 else numeral(used, digits, grouped=False)
    return (
        tr("{text} of {count} cores").format(text=text, count=count)
        if count
        else tr("{text} cores").format(text=text)
    )


def _group_state(running: int, members: int) -> str:
    return tr("{running} of {members} run").format(running=running, members=members)


def longest_words(column: Column) -> tuple[str, ...]:
    """Return texts that a column shows whole in every language."""
    if column is Column.STATE:
        words = (word for word, _tone in (*_STATES.values(), *_HEALTH.values()))
        exited = f"{_STATES[State.EXITED][0]} (137)"
        return (*words, exited, _group_state(9, 9))
    return (cores(12.3, 20),) if column is Column.CPU else ()


def _full_name(container: Container) -> str:
    name = container.name
    if container.compose_service:
        name = tr("{name}, service {service}").format(name=name, service=container.compose_service)
    return f"{name} · {container.short_id}"


def _ports_cell(container: Container) -> Cell:
    ports = published(container)
    if not ports:
        inside = ", ".join(f"{port.number}/{port.protocol}" for port in container.ports)
        return Cell("", None, tr("Not published: {inside}").format(inside=inside) if inside else "")
    # What strangers reach comes first: it must not be the part that is cut off.
    ports = tuple(sorted(ports, key=lambda port: not port.open_to_network))
    reach = [f"{port_words(port)}: {_reach(port)}" for port in ports]
    tone = "warn" if ports[0].open_to_network else "text2"
    lowest = min(port.host_port or 0 for port in ports)
    return Cell(", ".join(map(port_words, ports)), lowest, "\n".join(reach), tone)


def _reach(port: Port) -> str:
    if port.open_to_network:
        return tr("open to everyone on the node's network")
    if port.host_ip in ("127.0.0.1", "::1"):
        return tr("only on the node itself")
    return tr("on the node's address {host_ip}").format(host_ip=port.host_ip)


def _up_cell(container: Container, live: Live, now: float) -> Cell:
    if live.moment is None:
        return Cell("", None, container.status)
    since = max(now - live.moment, 0.0)
    if container.state.runs:
        return Cell(tr("up {ago}").format(ago=ago(since)), -live.moment, container.status)
    return Cell(tr("{ago} ago").format(ago=ago(since)), None, container.status, "text3")


def _measured(container: Container, live: Live, show: Callable[[ContainerStats], Cell]) -> Cell:
    if not container.state.runs:
        return Cell(NONE, None, tr("It does not run"), "text3")
    if live.away:
        return _unknown(live.away)
    if live.stats is None:
        return Cell(PENDING, None, tr("Being asked for"), "text3")
    return show(live.stats)


def _unknown(why: str) -> Cell:
    return Cell(units.NOT_AVAILABLE, None, why, "text3")


def _cpu_cell(container: Container, live: Live) -> Cell:
    def show(stats: ContainerStats) -> Cell:
        percent = stats.cpu_percent
        if percent is None:
            return Cell(PENDING, None, tr("A second look is needed"), "text3")
        return Cell(
            cores(percent, stats.cores),
            percent,
            tr("{percent} % of one core").format(percent=numeral(percent, 1, grouped=False)),
        )

    return _measured(container, live, show)


def _memory_cell(container: Container, live: Live) -> Cell:
    def show(stats: ContainerStats) -> Cell:
        if stats.memory_bytes is None:
            return _unknown(tr("The engine does not tell: memory is not counted on this node"))
        limit = stats.memory_limit_bytes
        why = tr("of {memory} at most; ").format(memory=units.memory(limit)) if limit else ""
        why += tr("page cache that can be taken back is not counted")
        return Cell(units.memory(stats.memory_bytes), stats.memory_bytes, why)

    return _measured(container, live, show)


def _gpu_cell(container: Container, live: Live) -> Cell:
    if not container.state.runs:
        return Cell(NONE, None, tr("It does not run"), "text3")
    if live.gpu_bytes is None:
        return _unknown(_sentence(live.gpu_why))
    if not live.gpu_bytes:
        return Cell(NONE, 0, tr("None of its processes is on the GPU"), "text3")
    return Cell(units.memory(live.gpu_bytes), live.gpu_bytes, LOOKS[Column.GPU_MEMORY].why, "text")


def _rate_cell(container: Container, live: Live, column: Column) -> Cell:
    def show(stats: ContainerStats) -> Cell:
        now = _totals(stats, column)
        if now is None:
            return _no_traffic(container, column)
        rates = rates_of(live, column)
        if rates is None:
            return Cell(PENDING, None, tr("A second look is needed"), "text3")
        return Cell(_rate(sum(rates), column), sum(rates), _story(rates, now, column))

    return _measured(container, live, show)


def rates_of(live: Live, column: Column) -> tuple[float, float] | None:
    """Return bytes per second in and out (read and written) between the last two looks."""
    if live.stats is None or live.before is None:
        return None
    now, before = _totals(live.stats, column), _totals(live.before, column)
    seconds = live.stats.time - live.before.time
    if now is None or before is None or seconds <= 0 or now < before:
        return None
    first, second = (max(one - other, 0) / seconds for one, other in zip(now, before, strict=True))
    return first, second


def _totals(stats: ContainerStats, column: Column) -> tuple[int, int] | None:
    if column is Column.NETWORK:
        pair = (stats.network_received_bytes, stats.network_sent_bytes)
    else:
        pair = (stats.disk_read_bytes, stats.disk_written_bytes)
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def _rate(rate: float, column: Column) -> str:
    return units.bit_rate(rate) if column is Column.NETWORK else units.data_rate(rate)


_STORIES = {
    Column.NETWORK: (
        tr("{rate} received, {disk_size} in all"),
        tr("{rate} sent, {disk_size} in all"),
    ),
    Column.DISK: (tr("{rate} read, {disk_size} in all"), tr("{rate} written, {disk_size} in all")),
}


def _story(rates: tuple[float, float], totals: tuple[int, int], column: Column) -> str:
    return "\n".join(
        words.format(rate=_rate(rate, column), disk_size=units.disk_size(total))
        for rate, total, words in zip(rates, totals, _STORIES[column], strict=True)
    )


def _no_traffic(container: Container, column: Column) -> Cell:
    if column is Column.DISK:
        return _unknown(tr("The engine does not tell: it did not use a disk, or it is not counted"))
    if "none" in container.networks:
        return Cell(NONE, None, tr("It has no network"), "text3")
    if "host" in container.networks:
        return _unknown(tr("It shares the node's network, which is not counted by container"))
    return _unknown(tr("The engine does not tell"))


def _sum_cell(running: Sequence[Member], column: Column) -> Cell:
    """Return the sum of what is known; what is not is left out of it, and said."""
    if not running:
        return Cell(NONE, None, tr("None of them runs"), "text3")
    cells = [member.cells[column] for member in running]
    known = [each.key for each in cells if isinstance(each.key, int | float)]
    if any(each.text == PENDING for each in cells):
        return Cell(PENDING, None, tr("Being asked for"), "text3")
    if not known:
        return replace(cells[0], why=cells[0].why if len(cells) == 1 else tr("None of them tells"))
    missing = len(running) - len(known)
    why = (
        tr("Of {known} containers; {missing} more: n/a").format(known=len(known), missing=missing)
        if missing
        else ""
    )
    return Cell(_amount(sum(known), column, running), sum(known), why)


def _amount(total: float, column: Column, running: Sequence[Member]) -> str:
    if column is Column.CPU:
        counts = (each.live.stats.cores for each in running if each.live.stats is not None)
        return cores(total, next(counts, None))
    if column is Column.GPU_MEMORY and not total:
        return NONE
    return _rate(total, column) if column in _RATES else units.memory(total)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"

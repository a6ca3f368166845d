"""What is asked of an engine about containers that were launched from here."""

from __future__ import annotations

import collections
import contextlib
import io
import tarfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.errors import RemoteError, SourceUnavailable
from app.core.i18n import tr
from app.core.ports import read_port
from app.core.said import said
from app.services.containers.api import ContainerDetails, NotThere
from app.services.containers.changes import ContainerChanges
from app.services.containers.logs import LogReader, LogWish
from app.services.containers.reading import as_dict, as_dicts, as_size, as_text, as_whole
from app.services.serving.catalogue import engines
from app.services.serving.launching.job import LAUNCH_LABEL
from app.services.serving.running.api import LABEL
from app.services.telemetry.fetch import Address, exchange

if TYPE_CHECKING:
    from app.core.audit import AuditLog
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine

LAST_LINES = 2000
"""Lines of a container that ended: an engine's traceback may be hundreds."""
STARTING_S = 1800.0
"""Seconds after its start in which an engine that is not ready is taken for one that loads."""
CREATED_S = 300.0
"""Seconds in which a container that was only made is taken for one that is about to start."""


def find(engine: Engine, launch: str) -> str:
    """Return the container of a launch, empty when there is none."""
    found = _launched(engine, f"{LAUNCH_LABEL}={launch}")
    return as_text(found[0].get("Id")) if found else ""


def take_away(engine: Engine, launch: str, container: str, node: str, audit: AuditLog) -> None:
    """Remove what a launch made; nothing happens where it made nothing, or it is gone."""
    changes = ContainerChanges(engine, node, audit)
    for each in dict.fromkeys((container, find(engine, launch))):
        if each:
            with contextlib.suppress(NotThere):
                changes.remove(each, force=True, volumes=True)


def ahead(engine: Engine, container: str, cancel: Cancel) -> str:
    """Return the launch, of any computer, that has to be waited for; empty when there is none.

    That is one whose engine started and is not ready: what it takes is not taken yet. Of those
    that were only made, the first; `container` is none of them when it is started again.
    """
    told = {as_text(each.get("Id")): each for each in _launched(engine, LAUNCH_LABEL)}
    ours = told.pop(container, {})
    if not told:
        return ""
    now = engine.clock()
    for number, each in told.items():
        state, made = each.get("State"), as_whole(each.get("Created")) or 0
        if state == "created":
            ours_waits = ours.get("State") == "created"
            later = ours_waits and (as_whole(ours.get("Created")) or 0, container) < (made, number)
            is_ahead = not later and now - made < CREATED_S
        else:
            is_ahead = state == "running" and _loads(engine, number, each, now, cancel)
        if is_ahead:
            return _name(each)
    return ""


def _launched(engine: Engine, label: str) -> list[dict[str, Any]]:
    with engine.errors():
        return list(as_dicts(engine.api.containers(all=True, filters={"label": label})))


def _loads(
    engine: Engine, container: str, told: dict[str, Any], now: float, cancel: Cancel
) -> bool:
    """Whether an engine that runs is not ready yet."""
    with contextlib.suppress(NotThere):
        started = engine.details(container).started
        if started is None or now - started > STARTING_S:
            return False
        labels = as_dict(told.get("Labels"))
        port = read_port(as_text(labels.get(f"{LABEL}port")))
        spec = engines().get(as_text(labels.get(f"{LABEL}engine")))
        if port is None or spec is None:
            return False
        address = Address(port, spec.health.ready or spec.health.models)
        try:
            with exchange(engine.session, address, cancel, patience_s=2.0) as response:
                return response.status != 200
        except (RemoteError, SourceUnavailable):
            return True
    return False


def _name(told: dict[str, Any]) -> str:
    names = told.get("Names")
    first = names[0] if isinstance(names, list) and names else ""
    return said(as_text(first).lstrip("/")) or tr("Another model")


def was_stopped(engine: Engine, details: ContainerDetails) -> bool:
    """Whether somebody stopped or killed a container that ended."""
    if details.started is None or details.finished is None:
        return False
    filters = {"container": [details.id], "event": ["kill"]}
    since, until = f"{details.started:.6f}", f"{details.finished + 0.5:.6f}"
    try:
        with engine.errors():
            told = engine.api.events(since=since, until=until, filters=filters, decode=True)
            return any(True for _event in told)
    except RemoteError:
        return False


def last_lines(engine: Engine, container: str, cancel: Cancel) -> tuple[str, ...]:
    """Return the last lines that a container printed, none where they cannot be read."""
    lines: collections.deque[str] = collections.deque(maxlen=LAST_LINES)
    try:
        for batch in LogReader(container, LogWish(tail=LAST_LINES)).read(engine, cancel):
            lines.extend(line.text for line in batch)
    except RemoteError:
        return ()
    return tuple(lines)


def received_bytes(told: object) -> int | None:
    """Return what a container received over its networks, None where it has none of its own."""
    networks = as_dict(as_dict(told).get("networks"))
    counts = [as_size(as_dict(each).get("rx_bytes")) for each in networks.values()]
    known = [each for each in counts if each is not None]
    return sum(known) if known else None


def pack_files(files: Sequence[tuple[str, str]]) -> bytes:
    """Return files as the engine unpacks them at `/`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files:
            data = text.encode()
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()

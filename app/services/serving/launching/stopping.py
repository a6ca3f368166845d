"""Stop and restart models; stopped is one only when its memory is really back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.core.errors import BadInput, RemoteError
from app.core.i18n import numeral, tr
from app.core.said import said
from app.core.units import gib
from app.services.containers.changes import ContainerChanges
from app.services.containers.reading import as_dict, as_text
from app.services.processes.control import Ending, Outcome, ProcessEnder
from app.services.serving.launching.failure import NoRoom
from app.services.serving.launching.launched import ahead
from app.services.serving.launching.memory_gate import memory_now, room_now
from app.services.serving.node import node_facts
from app.services.serving.running.api import LABEL
from app.services.telemetry.api import Owner, Process

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import RunningModel
    from app.transport.api import Session

END_S = 30
"""Seconds that an engine has to end by itself before it is killed."""
BACK_S = 60.0
"""Seconds that its memory has to come back."""
BACK_SHARE = 0.7
"""Of what it had on the GPU: the rest may be taken by others meanwhile."""
STILL_S = 2.0
LOOK_S = 0.5
_GROWS = 64 * 1024**2
NEED_LABEL = f"{LABEL}need"
"""How many bytes a container will take, by what its launch was judged with."""
_UNLOAD = {
    "ollama": ("ollama", ("stop",)),
    "lm_studio": ("lms", ("unload",)),
    "docker_model_runner": ("docker", ("model", "unload")),
}
"""How services that hold several models let go of one: program and words before its name."""


def stop_model(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    """Stop a model and return when its memory is back.

    A container is stopped and kept, so that it can be started again. Raises RemoteError when it
    does not end, or its memory does not come back in time, BadInput for what cannot be stopped from
    here, SessionLost, SettingsUnwritable, Cancelled (what was asked of the node goes on there).
    """
    before = _available(reach, cancel)
    if model.container_id:
        changes = ContainerChanges(reach.holder.engine(cancel), reach.name, reach.audit)
        changes.stop(model.container_id, END_S)
    elif model.endpoint.engine in _UNLOAD:
        _unload(reach, model, cancel)
    else:
        _end_process(reach, model, cancel)
    _wait_for_memory(reach, model, before, cancel)


def restart_model(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    """Restart a container of a model, where there is room for it.

    Raises NoRoom when there is not (it is stopped by then), and what `stop_model` does.
    """
    if not model.container_id:
        raise BadInput(
            tr("{title} does not run in a container.").format(title=said(model.title)),
            tr("Stop it, then start it where it was started."),
        )
    engine = reach.holder.engine(cancel)
    if engine.details(model.container_id).state.runs:
        stop_model(reach, model, cancel)
    _check_room(reach, engine, model, cancel)
    ContainerChanges(engine, reach.name, reach.audit).start(model.container_id)


def _check_room(reach: NodeReach, engine: Engine, model: RunningModel, cancel: Cancel) -> None:
    """Refuse to start what was judged to take more than there is room for now."""
    if who := ahead(engine, model.container_id, cancel):
        raise NoRoom(
            tr("{who} is being started on {name}: what it takes is not taken yet.").format(
                who=who, name=reach.name
            ),
            tr("Start this one when that is ready."),
        )
    made = engine.inspect(model.container_id)
    told = as_text(as_dict(as_dict(made.get("Config")).get("Labels")).get(NEED_LABEL))
    use_gpu = bool(as_dict(made.get("HostConfig")).get("DeviceRequests"))
    room = room_now(reach, node_facts(reach, cancel), cancel, use_gpu=use_gpu)
    if room is None or not told.isdecimal() or len(told) > 18:
        return
    if int(told) > room.bytes:
        raise NoRoom(
            tr("{title} takes {needed}, and {name} has room for {room}.").format(
                title=said(model.title),
                needed=gib(int(told)),
                name=reach.name,
                room=gib(room.bytes),
            ),
            tr("Stop another model first, or deploy it with a smaller context."),
        )


def _unload(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    program, words = _UNLOAD[model.endpoint.engine]
    name = model.endpoint.model_id
    if name.startswith("-"):
        raise BadInput(
            tr("“{name}” cannot be told to {program}: it looks like an option.").format(
                name=said(name), program=program
            )
        )
    session = reach.session()
    path = node_facts(reach, cancel).program_paths.get(program) or program
    subject = reach.subject()
    with reach.audit.change(
        subject,
        f"Unload {said(name)} from {model.endpoint.engine}",
    ):
        session.exec([path, *words, name], timeout=60.0, cancel=cancel).check()


def _end_process(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    if model.pid is None:
        raise BadInput(
            tr("Which process serves {title} is not known.").format(title=said(model.title)),
            tr("It belongs to another account, or runs on another machine: stop it there."),
        )
    if model.program.endswith(".service"):
        raise BadInput(
            tr("{title} is a service of {name}: it would start again.").format(
                title=said(model.title), name=reach.name
            ),
            tr("There: sudo systemctl stop {program}").format(program=said(model.program)),
        )
    session = reach.session()
    process = _process(session, model.pid, model.program or model.title, cancel)
    outcome = ProcessEnder(reach.audit).end(session, reach.name, Ending(process), cancel=cancel)
    if outcome in (Outcome.REMAINS, Outcome.WAITS):
        raise RemoteError(
            tr("{title} was told to end, and is still there.").format(title=said(model.title)),
            tr("End it under Processes, by force."),
        )


def _process(session: Session, pid: int, name: str, cancel: Cancel) -> Process:
    """Return a process with the moment it started: with its number, who it is."""
    told = session.exec(["cat", f"/proc/{pid}/stat"], timeout=10.0, cancel=cancel)
    cancel.raise_if_cancelled()
    fields = told.text.rpartition(")")[2].split()
    if told.exit_status != 0 or len(fields) < 20 or not fields[19].isdecimal():
        raise RemoteError(
            tr(
                "When process {pid} started could not be read: it ended, or the machine "
                "is no Linux."
            ).format(pid=pid),
            tr("End it where it was started."),
        )
    return Process(pid, said(name), said(name), Owner(), None, None, None, int(fields[19]))


def _available(reach: NodeReach, cancel: Cancel) -> int | None:
    memory = memory_now(reach, cancel)
    return None if memory is None else memory.available_bytes


def _wait_for_memory(
    reach: NodeReach, model: RunningModel, before: int | None, cancel: Cancel
) -> None:
    """Return when the memory is back: what it had on the GPU, else when no more comes.

    What was shared with the page cache was available all the time: it is back when its processes
    have left the GPU.
    """
    if before is None or model.gpu_bytes == 0:
        return
    sample = reach.sample()
    is_one_pool = sample is not None and any(gpu.unified_memory for gpu in sample.gpus)
    wanted = int((model.gpu_bytes or 0) * BACK_SHARE) if is_one_pool else 0
    ended = None if sample is None else sample.time
    begun = grew = time.monotonic()
    most = before
    while True:
        now, available = time.monotonic(), _available(reach, cancel)
        if available is not None and available > most + _GROWS:
            most, grew = available, now
        if wanted and most - before >= wanted:
            return
        if now - grew >= STILL_S and (not wanted or _has_left(reach, model, ended)):
            return
        if now - begun >= BACK_S:
            raise RemoteError(
                tr(
                    "{title} was stopped, but only {freed} of its {total} came back within "
                    "{seconds} s."
                ).format(
                    title=said(model.title),
                    freed=gib(max(0, most - before)),
                    total=gib(model.gpu_bytes),
                    seconds=numeral(BACK_S, grouped=False),
                ),
                tr("A process may still hold it: see what holds GPU memory under Models."),
            )
        if cancel.wait(LOOK_S):
            cancel.raise_if_cancelled()


def _has_left(reach: NodeReach, model: RunningModel, ended: float | None) -> bool:
    """Whether a sample from after its end shows the GPU without its processes."""
    sample = reach.sample()
    if sample is None or ended is None or sample.time <= ended + 1.0 or not model.gpu_pids:
        return False
    there = {process.pid for gpu in sample.gpus for process in gpu.processes}
    return there.isdisjoint(model.gpu_pids)

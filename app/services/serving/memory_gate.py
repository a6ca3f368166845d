"""MemoryGate: no launch begins without the room it needs, looked at in that moment.

Memory of an engine that was stopped comes back late: while it still comes, it is waited for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.errors import RemoteError
from app.core.units import gib
from app.services.serving.admission import admit, room_of
from app.services.serving.api import Check, CheckVerdict
from app.services.serving.fit.api import Fit, Room, Verdict
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.launch_failure import NoRoom
from app.services.serving.measured import measured_machine
from app.services.telemetry.api import Cpu, Memory, Sample
from app.services.telemetry.procfs import parse_meminfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec, LaunchPlan, NodeFacts
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach

MEMORY = "memory"
"""The check's name, in `LaunchPlan.overrides` too."""
STILL_S = 10.0
"""Seconds without memory coming back after which it is no longer waited for."""
LONGEST_S = 300.0
GROWS_BYTES = 64 * 1024**2
LOOK_S = 0.5
STALE_S = 15.0
"""Seconds after which a sample says nothing of now."""
_NO_CPU = Cpu(None, (), None)
_NOT_KNOWN = "How much memory is free there could not be read."
_NOT_JUDGED = "How much memory it takes is not known: neither its files nor its shape are."


@dataclass(frozen=True, slots=True)
class Admission:
    """What came of one look."""

    check: Check
    fit: Fit | None = None
    room: Room | None = None


class MemoryGate:
    """Looks whether a plan may have its memory now. For one thread."""

    def __init__(
        self,
        reach: NodeReach,
        plan: LaunchPlan,
        engine: EngineSpec,
        book: MeasuredBook,
        *,
        facts: ModelFacts | None = None,
        still_s: float = STILL_S,
    ) -> None:
        self._reach = reach
        self._plan = plan
        self._engine = engine
        self._book = book
        self._facts = facts
        self._still_s = still_s

    def look(self, cancel: Cancel) -> Admission:
        """Return whether it may begin now. SessionLost while the node is not connected."""
        room = room_now(self._reach, self._plan.node, cancel)
        if room is None:
            return Admission(Check(MEMORY, CheckVerdict.UNKNOWN, _NOT_KNOWN))
        fit = self._judge(room)
        if fit is None:
            return Admission(Check(MEMORY, CheckVerdict.UNKNOWN, _NOT_JUDGED), None, room)
        return Admission(admit(fit, self._reach.name), fit, room)

    def wait(self, cancel: Cancel, on_wait: Callable[[str], object]) -> None:
        """Return when it may begin; NoRoom when the memory is not there and none comes back."""
        if MEMORY in self._plan.overrides:
            return
        begun = grew = time.monotonic()
        most = 0
        while True:
            found = self.look(cancel)
            if found.check.verdict is not CheckVerdict.REFUSED:
                on_wait("")
                return
            now = time.monotonic()
            available = (found.room.available_bytes if found.room else None) or 0
            if available > most + GROWS_BYTES:
                most, grew = available, now
            if now - grew > self._still_s or now - begun >= LONGEST_S:
                raise NoRoom(found.check.message, found.check.hint)
            on_wait(f"Memory is coming back: {gib(available)} are free by now.")
            if cancel.wait(LOOK_S):
                cancel.raise_if_cancelled()

    def _judge(self, room: Room) -> Fit | None:
        """Return the plan's own fit with the room of now, or a first one."""
        plan = self._plan
        fit = plan.fit
        if fit is None:
            machine = self._reach.machine()
            key = measured_machine(
                self._reach.session().host_key, machine.machine_id if machine else None
            )
            return fit_of(
                plan.recipe, plan.settings, self._engine, self._facts, room, self._book, key
            )
        return again(fit, room)


def again(fit: Fit, room: Room) -> Fit:
    """Return a fit with the room of now.

    What did not fit for another reason than the room still does not.
    """
    takes = fit.takes_bytes or fit.need_bytes
    verdict = fit.verdict
    if takes > room.bytes:
        verdict = Verdict.NO
    elif verdict is Verdict.NO and takes > fit.room.bytes:
        verdict = Verdict.TIGHT
    return replace(fit, room=room, verdict=verdict)


def room_now(reach: NodeReach, node: NodeFacts, cancel: Cancel) -> Room | None:
    """Return the room of a node in this moment, None where it cannot be read.

    What is available is read now; who has the rest is taken from the newest sample.
    """
    sample = reach.sample()
    if sample is not None and time.time() - sample.time > STALE_S:
        sample = None
    memory = memory_now(reach, cancel)
    if sample is None:
        if memory is None or (node.gpus and not node.unified):
            return None  # the memory of its GPUs is told by samples only
        sample = Sample(time.time(), reach.node, "meminfo", memory, (), _NO_CPU)
    elif memory is not None:
        fresh = replace(sample.memory, available_bytes=memory.available_bytes)
        sample = replace(sample, memory=fresh)
    return room_of(sample, reach.machine())


def memory_now(reach: NodeReach, cancel: Cancel) -> Memory | None:
    """Return a node's memory as its kernel tells it now; None where it has no /proc."""
    session = reach.session()
    try:
        told = session.exec(["cat", "/proc/meminfo"], timeout=10.0, cancel=cancel).check()
    except RemoteError:
        return None
    cancel.raise_if_cancelled()
    sizes = {name: each * 1024 for name, each in parse_meminfo(told.text).items()}
    return Memory(sizes.get("MemTotal"), sizes.get("MemAvailable"), None, None)

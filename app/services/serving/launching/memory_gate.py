"""MemoryGate: no launch begins without the room it needs, looked at in that moment.

Memory of an engine that was stopped comes back late: while it still comes, it is waited for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.errors import BadInput, RemoteError
from app.core.i18n import numeral, tr
from app.core.said import said
from app.core.units import gib
from app.services.serving.api import Check, CheckVerdict
from app.services.serving.fit.api import Fit, Room, Verdict
from app.services.serving.fit.judge import safe_fraction
from app.services.serving.fit.launch_fit import fit_of, gpus_planned, room_on
from app.services.serving.launching.admission import admit, room_of
from app.services.serving.launching.failure import NoRoom
from app.services.telemetry.api import Cpu, Gpu, Memory, MemoryPart, PartKind, Sample
from app.services.telemetry.procfs import parse_meminfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec, LaunchPlan, NodeFacts
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

MEMORY = "memory"
"""The check's name, in `LaunchPlan.overrides` too."""
STILL_S = 10.0
"""Seconds without memory coming back after which it is no longer waited for."""
LONGEST_S = 300.0
GROWS_BYTES = 64 * 1024**2
LOOK_S = 0.5
STALE_S = 15.0
"""Seconds after which a sample says nothing of now."""
_ASK_GPUS = (
    "nvidia-smi", "--query-gpu=memory.total,memory.used,uuid,name", "--format=csv,noheader,nounits"
)  # fmt: skip
_NO_CPU = Cpu(None, (), None)
_NOT_KNOWN = tr("How much memory is free there could not be read.")
_NOT_JUDGED = tr("How much memory it takes is not known: neither its files nor its shape are.")


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
        plan = self._plan
        room = room_now(self._reach, plan.node, cancel, use_gpu=plan.settings.use_gpu)
        if room is None:
            return Admission(Check(MEMORY, CheckVerdict.UNKNOWN, _NOT_KNOWN))
        try:
            fit = self._judge(room)
        except BadInput as error:  # its config.json says too little, or nonsense
            return Admission(self._without_fit(room, error.message), None, room)
        if fit is None:
            return Admission(self._without_fit(room, _NOT_JUDGED), None, room)
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
            on_wait(
                tr("Memory is coming back: {free} are free by now.").format(free=gib(available))
            )
            if cancel.wait(LOOK_S):
                cancel.raise_if_cancelled()

    def _judge(self, room: Room) -> Fit | None:
        """Return the plan's own fit with the room of now, or a first one."""
        plan = self._plan
        fit = plan.fit
        if fit is None:
            key = self._reach.machine_key()
            gpus = gpus_planned(plan.recipe, plan.settings, self._engine, room.gpus)
            return fit_of(
                plan.recipe,
                plan.settings,
                self._engine,
                self._facts,
                room,
                self._book,
                key,
                gpus=gpus,
            )
        return again(fit, room)

    def _without_fit(self, room: Room, why: str) -> Check:
        """Return what is known without the model's shape: what it takes at least.

        That is the share of an engine that takes one at once, and the weights.
        """
        plan, overhead = self._plan, self._engine.overhead
        share, files = plan.settings.memory_fraction, self._weights_bytes()
        least, hint = 0, tr("Choose a smaller model, or one with fewer bits.")
        if files:
            least = files + overhead.fixed_bytes
        if overhead.preallocates and share is not None and plan.settings.use_gpu:
            room = room_on(room, gpus_planned(plan.recipe, plan.settings, self._engine, room.gpus))
            if least <= room.bytes < share * room.total_bytes:
                least, safe = int(share * room.total_bytes), safe_fraction(room) or 0.0
                hint = tr("Let it take a share of at most {safe}.").format(
                    safe=numeral(safe, 2, grouped=False)
                )
        if least <= room.bytes:
            return Check(MEMORY, CheckVerdict.UNKNOWN, why)
        there = tr("{name} has room for {memory}").format(
            name=self._reach.name, memory=gib(room.bytes)
        )
        words = tr("It takes at least {least}, and {there}.").format(least=gib(least), there=there)
        return Check(MEMORY, CheckVerdict.REFUSED, words, hint)

    def _weights_bytes(self) -> int | None:
        facts, recipe = self._facts, self._plan.recipe
        if facts is not None and facts.weights is not None:
            return facts.weights.bytes
        return recipe.weights_bytes


def again(fit: Fit, room: Room) -> Fit:
    """Return a fit with the room of now.

    What did not fit for another reason than the room still does not.
    """
    room, takes = room_on(room, fit.room.gpus), fit.takes_bytes or fit.need_bytes
    verdict = fit.verdict
    if takes > room.bytes:
        verdict = Verdict.NO
    elif verdict is Verdict.NO and takes > fit.room.bytes:
        verdict = Verdict.TIGHT
    return replace(fit, room=room, verdict=verdict)


def room_now(
    reach: NodeReach, node: NodeFacts, cancel: Cancel, *, use_gpu: bool = True
) -> Room | None:
    """Return the room of a node in this moment, None where it cannot be read.

    What is free is read now; who has the rest is taken from the newest sample. Without one, all
    that is not available counts as taken. `use_gpu`: of GPUs with their own memory, where the node
    has such.
    """
    session = reach.session()
    memory = memory_now(reach, cancel)
    sample = reach.sample()
    if sample is None or time.time() - sample.time > STALE_S:
        if memory is None:
            return None
        sample = Sample(time.time(), reach.node, "kernel", _all_taken(memory), (), _NO_CPU)
    elif memory is not None:
        fresh = replace(sample.memory, available_bytes=memory.available_bytes)
        sample = replace(sample, memory=fresh)
    if node.gpus and not node.unified:
        found = gpus_now(session, cancel) if use_gpu else ()
        if found is None:
            return None
        sample = replace(sample, gpus=found)
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


def _all_taken(memory: Memory) -> Memory:
    """Return memory of which nobody says who has it: whatever is not available is taken."""
    if memory.total_bytes is None or memory.available_bytes is None:
        return memory
    taken = max(0, memory.total_bytes - memory.available_bytes)
    return replace(memory, parts=(MemoryPart(tr("other programs"), PartKind.ENGINE, taken),))


def gpus_now(session: Session, cancel: Cancel) -> tuple[Gpu, ...] | None:
    """Return a node's GPUs as their driver tells them now; None where it does not."""
    try:
        told = session.exec(_ASK_GPUS, timeout=10.0, cancel=cancel).check()
    except RemoteError:
        return None
    cancel.raise_if_cancelled()
    return parse_gpus(told.text)


def parse_gpus(text: str) -> tuple[Gpu, ...] | None:
    """Read `nvidia-smi --query-gpu=memory.total,memory.used,uuid,name`, None when it is not that.

    Where GPU and CPU share memory it prints `[N/A]` for both.
    """
    gpus = []
    for line in text.splitlines():
        fields = [each.strip() for each in line.split(",", 3)]
        if len(fields) < 4:
            return None
        total, used = (_mebibytes(each) for each in fields[:2])
        unified = total is None
        gpus.append(
            Gpu(
                said(fields[3]), said(fields[2]), None, total, used, None, None, None, None, unified
            )
        )
    return tuple(gpus) or None


def _mebibytes(text: str) -> int | None:
    return int(text) * 1024**2 if text.isascii() and text.isdigit() and len(text) < 10 else None

"""Source `nvidia-smi`: a loop of sh, cat and nvidia-smi, for machines without python3."""

from __future__ import annotations

import time
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.core.paths import resource
from app.services.telemetry import smi
from app.services.telemetry.api import Reading, SourceSpec
from app.services.telemetry.hello import find_hello
from app.services.telemetry.reading import Assembler
from app.services.telemetry.sections import LoopReader, SmiTags
from app.transport.api import Session

NAME = "nvidia-smi"
HELLO = b"@hello 1"
FIRST_S = 0.2
"""Seconds between the first look at the counters and the first reading."""
FIRST_PATIENCE_S = 3.0
"""Seconds the first reading waits for nvidia-smi, which may have to wake the GPU."""
PACE_S = 1.0
"""Seconds between two looks, when readings are wanted less often: so that rows stay dated."""


def command() -> list[str]:
    """Return the command line of the loop."""
    fields = {
        "GPU": smi.GPU_FIELDS,
        "OPTIONAL": smi.OPTIONAL_FIELDS[0],
        "OLDER": smi.OPTIONAL_FIELDS[1],
        "PROCESSES": smi.PROCESS_FIELDS,
    }
    words = [f"{name}={','.join(names)}" for name, names in fields.items()]
    script = resource("agent", "loop.sh").read_text(encoding="utf-8")
    return ["env", *words, "sh", "-c", script]


def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
    """Yield readings until cancelled. See `SourceSpec.read`."""
    stream = session.stream(command())
    try:
        lines = stream.lines(cancel)
        find_hello(stream, lines, HELLO, "sh")
        tags = SmiTags()
        reader = LoopReader(lines, tags)
        machine, cores = reader.machine()
        assembler = Assembler(node, NAME, machine, core_types=cores)
        start = due = time.monotonic()
        first = True
        while True:
            stream.write(tags.wish(time.monotonic()))
            seen = reader.look()
            now = time.monotonic()
            if first:
                assembler.baseline(seen)
                first, due = False, now + min(FIRST_S, interval_s)
            elif now - start < FIRST_PATIENCE_S and not tags.answered:
                due = now + FIRST_S
            elif now >= due - 0.005:
                yield assembler.reading(seen)
                due = max(due + interval_s, time.monotonic())
            if cancel.wait(min(max(0.0, due - time.monotonic()), PACE_S)):
                cancel.raise_if_cancelled()
    finally:
        stream.close()


def works_on(session: Session) -> bool:
    """Over SSH; this computer is read in place."""
    return not session.is_local


SOURCE = SourceSpec(
    name=NAME,
    title=tr("Shell loop with nvidia-smi"),
    rank=20,
    works_on=works_on,
    read=read,
)

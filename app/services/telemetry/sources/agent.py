"""Source `agent`: a small program sent over stdin of the remote python3; nothing stays there."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.remote_program import command, pack
from app.services.telemetry.admission import Pace
from app.services.telemetry.api import Reading, SourceSpec
from app.services.telemetry.hello import ended_because, find_hello
from app.services.telemetry.machine import read_machine, types_of_cores
from app.services.telemetry.observation import Slowly, observe_slow, observe_tick
from app.services.telemetry.raw import HELLO, PROTOCOL, Garbage, Hello, decode_hello, decode_tick
from app.services.telemetry.reading import Assembler
from app.transport.api import Session, Stream

log = logging.getLogger(__name__)

NAME = "agent"
_MODULES = ("agent_smi", "agent_gpu", "agent_processes", "agent_system", "agent")


def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
    """Yield readings until cancelled. See `SourceSpec.read`."""
    program = pack(_MODULES)
    argv = command(NAME, len(program), "--interval", f"{interval_s:g}")
    stream = session.stream(argv, stdin=program)
    try:
        lines = stream.lines(cancel)
        hello = _hello(stream, lines)
        if hello.spark_agent != PROTOCOL:
            raise SourceUnavailable(
                tr("The agent speaks version {version}, not {wanted}.").format(
                    version=hello.spark_agent, wanted=PROTOCOL
                )
            )
        machine = read_machine(hello)
        assembler = Assembler(node, NAME, machine, core_types=types_of_cores(hello.cpu_parts))
        yield from _readings(lines, assembler, Pace(interval_s))
        cancel.raise_if_cancelled()
        raise SourceUnavailable(
            tr("The telemetry agent ended{detail}.").format(detail=ended_because(stream))
        )
    finally:
        stream.close()


def _hello(stream: Stream, lines: Iterator[bytes]) -> Hello:
    try:
        return decode_hello(find_hello(stream, lines, HELLO, "python3"))
    except Garbage as error:
        raise SourceUnavailable(
            tr("The agent's first line is garbage: {error}.").format(error=error)
        ) from None


def _readings(lines: Iterator[bytes], assembler: Assembler, pace: Pace) -> Iterator[Reading]:
    slowly = Slowly()
    first = True
    skipped = 0
    for line in lines:
        if not pace.lets_in():
            continue
        try:
            tick = decode_tick(line)
        except Garbage as error:
            skipped += 1
            if skipped == 1 or skipped % 1000 == 0:
                log.warning("skipped %d lines that are not the agent's: %s", skipped, error)
            continue
        if tick.slow is not None:
            slowly = observe_slow(tick.slow, tick.e)
        seen = observe_tick(tick, slowly)
        if first:
            assembler.baseline(seen)
            first = False
        else:
            yield assembler.reading(seen)


def works_on(session: Session) -> bool:
    """Over SSH; this computer is read in place."""
    return not session.is_local


SOURCE = SourceSpec(
    name=NAME,
    title=tr("Agent over python3"),
    rank=10,
    works_on=works_on,
    read=read,
)

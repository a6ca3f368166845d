"""Source `agent`: a small program sent over stdin of the remote python3; nothing stays there."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.paths import resource
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
_PROLOGUE = """\
import sys, types
for name, source in {modules!r}:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, name + ".py", "exec"), module.__dict__)
sys.modules["agent"].main()
"""
_BOOTSTRAP = (
    'import os,zlib;exec("s=bytes()\\nwhile len(s)<{size}:\\n c=os.read(0,{size}-len(s))\\n'
    ' if not c:raise SystemExit(9)\\n s+=c");exec(compile(zlib.decompress(s),"agent","exec"))'
)
"""Reads exactly as many bytes as the program has: what follows is the control line."""


def program() -> bytes:
    """Return the agent as one compressed program."""
    modules = [
        (name, resource("agent", f"{name}.py").read_text(encoding="utf-8")) for name in _MODULES
    ]
    return zlib.compress(_PROLOGUE.format(modules=modules).encode(), 9)


def command(size: int, interval_s: float) -> list[str]:
    """Return the command line that reads and runs a program of `size` bytes.

    `-I` keeps modules of the home folder and PYTHON* variables out, `-S` site packages.
    """
    bootstrap = _BOOTSTRAP.format(size=size)
    return ["python3", "-I", "-S", "-u", "-c", bootstrap, "--interval", f"{interval_s:g}"]


def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
    """Yield readings until cancelled. See `SourceSpec.read`."""
    source = program()
    stream = session.stream(command(len(source), interval_s), stdin=source)
    try:
        lines = stream.lines(cancel)
        hello = _hello(stream, lines)
        if hello.spark_agent != PROTOCOL:
            raise SourceUnavailable(
                f"The agent speaks version {hello.spark_agent}, not {PROTOCOL}."
            )
        machine = read_machine(hello)
        assembler = Assembler(node, NAME, machine, core_types=types_of_cores(hello.cpu_parts))
        yield from _readings(lines, assembler)
        cancel.raise_if_cancelled()
        raise SourceUnavailable(f"The telemetry agent ended{ended_because(stream)}.")
    finally:
        stream.close()


def _hello(stream: Stream, lines: Iterator[bytes]) -> Hello:
    try:
        return decode_hello(find_hello(stream, lines, HELLO, "python3"))
    except Garbage as error:
        raise SourceUnavailable(f"The agent's first line is garbage: {error}.") from None


def _readings(lines: Iterator[bytes], assembler: Assembler) -> Iterator[Reading]:
    slowly = Slowly()
    first = True
    skipped = 0
    for line in lines:
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
    title="Agent over python3",
    rank=10,
    works_on=works_on,
    read=read,
)

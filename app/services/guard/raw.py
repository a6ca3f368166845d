"""What the guard on the node says, typed. Anything else is `Garbage`."""

from __future__ import annotations

import math
from typing import Annotated, TypeAlias

import msgspec

from app.core.said import said as one_line
from app.services.telemetry.raw import Garbage, decode_plain

PROTOCOL = 1
HELLO = b'{"spark_guard":'
"""How the guard's first line begins; whatever came before it is noise of a login script."""

MAX_WORDS = 500
LAST_SECOND = 253_402_128_000.0
"""Two days before the year 10000: what is beyond is no time, wherever one lives."""
Bytes: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]


class Hello(msgspec.Struct, frozen=True):
    """The first line; `problem` says why it cannot guard and ends."""

    spark_guard: int
    python: str | None = None
    locked: bool = False
    """Whether its memory stays out of swap."""
    protected: bool = False
    """Whether the kernel ends others first."""
    available: Bytes = 0
    problem: str = ""


class StatusLine(msgspec.Struct, frozen=True, tag="status", tag_field="kind"):
    """What it sees now."""

    available: Bytes
    fall: float
    """Bytes per second."""
    target: str = ""
    """What it would stop."""
    notes: str = ""
    """What it cannot see or do."""
    near: bool = False


class ActionLine(msgspec.Struct, frozen=True, tag="action", tag_field="kind"):
    """It has just sent the order to stop something."""

    n: int
    w: float
    """Unix seconds of the machine's clock."""
    what: str
    available: Bytes
    fall: float
    delay: Annotated[float, msgspec.Meta(ge=0)]


class OutcomeLine(msgspec.Struct, frozen=True, tag="outcome", tag_field="kind"):
    """What came of the action with that number."""

    n: int
    outcome: str
    ended: bool


Line: TypeAlias = StatusLine | ActionLine | OutcomeLine


def shortened(said: Line) -> Line:
    """Return a line whose words are one line each, and no longer than can be shown."""
    words = {
        name: one_line(text, limit=MAX_WORDS)
        for name in ("target", "notes", "what", "outcome")
        if (text := getattr(said, name, None))
    }
    return msgspec.structs.replace(said, **words) if words else said


_hello = msgspec.json.Decoder(Hello)
_line: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def decode_hello(line: bytes) -> Hello:
    """Return the first line's content."""
    return decode_plain(_hello, line)


def decode_line(line: bytes) -> Line:
    """Return the content of a later line."""
    said = decode_plain(_line, line)
    said = shortened(said)
    numbers = [
        value for name in ("fall", "w", "delay") if (value := getattr(said, name, None)) is not None
    ]
    if not all(map(math.isfinite, numbers)):
        raise Garbage("a number is not finite")
    if isinstance(said, ActionLine) and not 0 <= said.w < LAST_SECOND:
        raise Garbage("the time is none")
    return said

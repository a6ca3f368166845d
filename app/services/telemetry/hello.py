"""Find the first line of a program at the other end, after whatever login scripts print."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from app.core.errors import SessionLost, SourceUnavailable
from app.core.i18n import numeral, tr
from app.transport.api import Stream, last_words

HELLO_LIMIT_S = 45.0
"""Seconds for a slow login script and the start of the program."""


def find_hello(
    stream: Stream,
    lines: Iterator[bytes],
    start: bytes,
    program: str,
    *,
    limit_s: float | None = None,
) -> bytes:
    """Return the first line that begins with `start`; `SourceUnavailable` when none comes."""
    limit = HELLO_LIMIT_S if limit_s is None else limit_s
    late = threading.Event()

    def give_up() -> None:
        late.set()
        stream.close()

    timer = threading.Timer(limit, give_up)
    timer.daemon = True
    timer.start()
    try:
        for line in lines:
            if line.startswith(start):
                return line.rstrip(b"\r")
    except SessionLost:
        if not late.is_set():
            raise
    finally:
        timer.cancel()
    if late.is_set():
        raise SourceUnavailable(
            tr("{program} there did not answer within {limit} s.").format(
                program=program, limit=numeral(limit, grouped=False)
            )
        )
    if stream.exit_status == 127:
        raise SourceUnavailable(tr("{program} is not installed there.").format(program=program))
    raise SourceUnavailable(
        tr("{program} there cannot be used{detail}.").format(
            program=program, detail=ended_because(stream)
        )
    )


def ended_because(stream: Stream) -> str:
    """Return why a program ended, as the end of a sentence."""
    if why := last_words(stream.stderr_tail):
        return f": {why}"
    status = stream.exit_status
    return "" if status is None else tr(" (it ended with status {status})").format(status=status)

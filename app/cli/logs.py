"""`logs NODE CONTAINER`: what a container printed, and with -f what it prints."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator

from app.cli.containers import opened
from app.cli.opening import Opener
from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.errors import BadInput, SessionLost
from app.core.units import iso_time
from app.services.containers.api import EngineUnavailable, LogLine
from app.services.containers.logs import LogReader, LogWish

_AGO = re.compile(r"(\d{1,6})([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print the lines until the log ends, or Ctrl-C."""
    since = moment(options.since, time.time()) if options.since else None
    reader = LogReader(options.container, LogWish(tail=options.tail, since=since))
    opener = Opener.from_options(options)
    read = _followed if options.follow else _read
    for batch in read(reader, opener, cancel):
        for line in batch:
            _print(line, timestamps=options.timestamps)
        sys.stdout.flush()
    return 0


def moment(text: str, now: float) -> float:
    """Return the time that `text` says, Unix seconds: how long ago, or as ISO 8601 writes it."""
    from datetime import datetime

    ago = _AGO.fullmatch(text.strip())
    if ago:
        return max(0.0, now - int(ago[1]) * _SECONDS[ago[2]])
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(
            f"--since {text} is no time.", "Say how long ago (10m), or when (2026-11-21T09:30)."
        ) from error


def _read(reader: LogReader, opener: Opener, cancel: Cancel) -> Iterator[list[LogLine]]:
    with opened(opener, cancel) as engine:
        yield from reader.read(engine, cancel)


def _followed(reader: LogReader, opener: Opener, cancel: Cancel) -> Iterator[list[LogLine]]:
    """Follow over as many sessions as it takes."""

    def trouble(error: EngineUnavailable) -> None:
        say(f"{opener.node.name}: {error.message} Waiting for it …")

    again = False
    while True:
        try:
            with opened(opener, cancel, again=again) as engine:
                yield from reader.follow(engine, cancel, trouble)
            return
        except SessionLost as error:
            say(f"{opener.node.name}: {error.message} Reconnecting …")
            again = True


def _print(line: LogLine, *, timestamps: bool) -> None:
    stamp = ""
    if timestamps:
        stamp = f"{'-' if line.time_ns is None else iso_time(line.time_ns / 1e9)}  "
    cut = " […]" if line.cut else ""
    print(f"{stamp}{line.text}{cut}", file=sys.stderr if line.is_stderr else sys.stdout)

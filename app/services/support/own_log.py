"""The program's own log, as other logs are read."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry, LogSink

POLL_S = 1.0
OLDER = 4
"""Files that are set aside: `.1` is the newest."""
_PIECE = 256 * 1024
_AT_ONCE = 1000
_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) ")


def files(path: Path) -> list[Path]:
    """Return the files of the log that are there, the oldest first."""
    names = [Path(f"{path}.{number}") for number in range(OLDER, 0, -1)]
    return [each for each in (*names, path) if each.is_file()]


def tail(path: Path, lines: int, *, until: float | None = None) -> list[str]:
    """Return the last lines, none of them written after `until` (Unix seconds)."""
    found: list[str] = []
    for each in reversed(files(path)):
        try:
            text = each.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found = [*_not_after(text.splitlines(), until), *found]
        if len(found) >= lines:
            break
    return found[-lines:]


def follow(path: Path, sink: LogSink, cancel: Cancel) -> None:
    """Hand over all lines that are there, then those that come, until cancelled.

    Raises UserError when the log cannot be read.
    """
    try:
        _follow(path, _Lines(sink), cancel)
    except OSError as error:
        words = tr("The log cannot be read: {reason}.")
        raise UserError(words.format(reason=error.strerror or error)) from error


def _follow(path: Path, lines: _Lines, cancel: Cancel) -> None:
    for each in (each for each in files(path) if each != path):
        with each.open("rb") as file:
            lines.take(file.read())
    place = known = 0
    while True:
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            now = os.fstat(file.fileno()).st_ino
            if known and now != known:  # set aside, and begun anew
                lines.take(_rest_of(Path(f"{path}.1"), place))
                place = 0
            known = now
            file.seek(place)
            while data := file.read(_PIECE):
                lines.take(data)
            place = file.tell()
        if cancel.wait(POLL_S):
            return


def line_of(text: str) -> LogLine:
    """Return a line of our log with its time."""
    found = _TIME.match(text)
    when = _unix(found[1]) if found else None
    if found is None or when is None:
        return LogLine(None, False, text)
    return LogLine(int(when) * 10**9 + int(found[2]) * 10**6, False, text[found.end() :])


class _Lines:
    """Hands over lines that are complete; one without a time is as old as that before it."""

    def __init__(self, sink: LogSink) -> None:
        self._sink = sink
        self._rest = b""
        self._time: int | None = None

    def take(self, data: bytes) -> None:
        """Take what was written next."""
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if not newline:
            return
        entries = [
            Entry(0, self._dated(each)) for each in whole.decode("utf-8", "replace").split("\n")
        ]
        for at in range(0, len(entries), _AT_ONCE):
            self._sink.take(entries[at : at + _AT_ONCE])

    def _dated(self, text: str) -> LogLine:
        line = line_of(text)
        self._time = line.time_ns or self._time
        return LogLine(self._time, False, line.raw)


def _rest_of(path: Path, place: int) -> bytes:
    with path.open("rb") as file:
        file.seek(place)
        return file.read()


def _not_after(lines: list[str], until: float | None) -> list[str]:
    if until is None:
        return lines
    kept: list[str] = []
    for line in lines:
        found = _TIME.match(line)
        when = _unix(found[1]) if found else None
        if when is not None and when > until + 1:
            break
        kept.append(line)
    return kept


def _unix(text: str) -> float | None:
    try:
        return time.mktime(time.strptime(text, "%Y-%m-%d %H:%M:%S"))
    except (ValueError, OverflowError):
        return None

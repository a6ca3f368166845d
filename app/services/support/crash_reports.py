"""Reports of what went wrong in earlier runs: kept on this computer, redacted, sent to nobody."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.crash_file import ENDED, left_by_earlier
from app.core.files import write_atomic
from app.core.paths import Paths
from app.core.said import plain
from app.services.support.own_log import tail
from app.services.support.scrub import Scrubber

KEPT = 10
MAX_STACKS = 256 * 1024
LOG_LINES = 200
"""Lines of the log that go into a report."""
_NAME = re.compile(r"crash-\d{8}-\d{6}(?:-\d+)?\.txt")
_CRASH, _ERRORS = "Crash", "Errors"
_WRONG, _LOG = "=== What went wrong", "=== The log before it"
"""Of the files of reports, in every language: they are read again."""
_FATAL = ("Fatal Python error:", "Windows fatal exception:", "Current thread 0x")


@dataclass(frozen=True, slots=True)
class CrashReport:
    """What one run left."""

    path: Path
    time: float
    """Unix seconds when it was last written to."""
    crashed: bool
    """False: it went on after what is told, and ended in order."""
    title: str
    """The first thing that went wrong, in a line."""
    text: str


def folder_of(paths: Paths) -> Path:
    """Return where reports are kept."""
    return paths.log / "crashes"


def take_left(
    paths: Paths, versions: Sequence[tuple[str, str]], scrubber: Scrubber
) -> CrashReport | None:
    """Make a report of what the last run left; None when nothing went wrong in it.

    Raises OSError when it cannot be kept: then it is tried again at the next start.
    """
    left = left_by_earlier(paths.crash_file)
    try:
        when = left.stat().st_mtime
        with left.open(encoding="utf-8", errors="replace") as file:
            stacks = file.read(MAX_STACKS)
            rest = ""
            while more := file.read(MAX_STACKS):
                rest = (rest + more)[-len(ENDED) - 2 :]
    except FileNotFoundError:
        return None
    crashed = not (stacks + rest).rstrip().endswith(ENDED)
    lines = tail(paths.log_file, LOG_LINES, until=when)
    parts = [
        f"{_CRASH if crashed else _ERRORS} of {_utc(when)}",
        "\n".join(f"{name}: {value}" for name, value in versions),
        f"{_WRONG}\n{stacks.replace(ENDED, '').strip()}",
        "\n".join([_LOG, *lines]),
    ]
    text = plain(scrubber.scrub("\n\n".join(parts))) + "\n"
    path = _free(folder_of(paths), when)
    write_atomic(path, text.encode("utf-8", "replace"))
    os.utime(path, (when, when))
    left.unlink(missing_ok=True)
    _drop_old(folder_of(paths))
    return CrashReport(path, when, crashed, title_of(text), text)


def reports(paths: Paths) -> tuple[CrashReport, ...]:
    """Return the reports that are kept, the newest first; one that cannot be read is left out."""
    found = []
    for path in sorted(_all(folder_of(paths)), reverse=True):
        try:
            text = plain(path.read_text(encoding="utf-8", errors="replace"))
            when = path.stat().st_mtime
        except OSError:
            continue
        found.append(CrashReport(path, when, text.startswith(_CRASH), title_of(text), text))
    return tuple(found)


def delete(report: CrashReport) -> None:
    """Delete a report. Raises OSError."""
    report.path.unlink(missing_ok=True)


def title_of(text: str) -> str:
    """Return what went wrong first, in a line."""
    body = text.partition(f"{_WRONG}\n")[2].partition(_LOG)[0].splitlines()
    for line in body:
        if line.startswith(_FATAL):
            return line[:160]
    for line in body:  # the last line of the first traceback
        if re.match(r"[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning)?: ", line):
            return line[:160]
    return next((line for line in body if line.strip("= ")), "")[:160]


def _utc(when: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(when))


def _all(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    return []


def _free(folder: Path, when: float) -> Path:
    stem = time.strftime("crash-%Y%m%d-%H%M%S", time.gmtime(when))
    path, number = folder / f"{stem}.txt", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    return path


def _drop_old(folder: Path) -> None:
    for path in sorted(_all(folder), reverse=True)[KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()

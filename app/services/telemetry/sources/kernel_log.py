"""Source `kernel-log`: what the kernel and the driver complain of, as it happens.

One `journalctl` that follows, or `dmesg` where there is no journal. It needs an account that may
read the kernel's log (`adm` or `systemd-journal` on Debian and Ubuntu).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from app.core.cancel import Cancel
from app.core.errors import RemoteError, SourceUnavailable
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.telemetry.api import (
    ExtraSpec,
    KernelEvent,
    KernelEventKind,
    Place,
    Reading,
)
from app.services.telemetry.merge import blank
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.transport.api import Session, last_words

NAME = "kernel-log"
CHECK = ("journalctl", "--dmesg", "--lines=1", "--no-pager", "--quiet", "--output=cat")
"""Prints a line where the account may read: since its boot, every kernel has said something."""
JOURNAL = (
    "journalctl", "--dmesg", "--follow", "--lines=0", "--no-pager", "--output=json",
    "--output-fields=MESSAGE",
)  # fmt: skip
DMESG = ("dmesg", "--follow-new", "--time-format", "iso")
NOT_ALLOWED = tr("This account may not read the kernel's log there")
JOIN = tr("sudo usermod -aG systemd-journal USER lets it, from the next login on.")
CHECK_S = 10.0
MAX_TEXT = 500
_LINES = (
    (KernelEventKind.XID, re.compile(r"NVRM: Xid \([^)]{1,80}\): (?P<xid>\d{1,5}),")),
    (KernelEventKind.GPU_MEMORY, re.compile(r"NV_ERR_NO_MEMORY")),
    (
        KernelEventKind.GPU_INIT,
        re.compile(
            r"NVRM: .*(?:RmInitAdapter(?: failed|: Cannot)|secure boot partition timed out)"
        ),
    ),
    (KernelEventKind.OOM_KILL, re.compile(r"[Oo]ut of memory: Killed process \d")),
)


class _Entry(msgspec.Struct, frozen=True):
    """One entry of the journal; a message that is no UTF-8 is a list of bytes."""

    MESSAGE: str | list[int] | None = None
    realtime: str = msgspec.field(name="__REALTIME_TIMESTAMP", default="")


_entry = msgspec.json.Decoder(_Entry)


def places(settings: NodeSources, _login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return the log, wherever the account may read it."""
    if not settings.automatic:
        return ()
    return (Place(tr("journalctl or dmesg"), read, poll_s=float("inf")),)


def read(session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
    """Yield a reading at once and one for each complaint; SourceUnavailable where not allowed."""
    try:
        may_read = bool(session.exec(CHECK, timeout=CHECK_S, cancel=cancel).stdout.strip())
    except RemoteError:
        may_read = False
    argv, understand = (JOURNAL, read_entry) if may_read else (DMESG, read_line)
    nothing = blank(node, NAME)
    stream = session.stream(argv)
    try:
        yield Reading(nothing)
        for line in stream.lines(cancel):
            event = understand(line)
            if event is not None:
                yield Reading(replace(nothing, kernel_events=(event,)))
        why = last_words(stream.stderr_tail) or tr("{argv} ended").format(argv=argv[0])
        raise SourceUnavailable(f"{NOT_ALLOWED} ({why}).", JOIN)
    finally:
        stream.close()


def read_entry(line: bytes) -> KernelEvent | None:
    """Return what an entry of the journal complains of, None for any other."""
    try:
        entry = _entry.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if isinstance(entry.MESSAGE, list):
        text = bytes(each for each in entry.MESSAGE if 0 <= each < 256).decode("utf-8", "replace")
    else:
        text = entry.MESSAGE or ""
    micros = entry.realtime
    known = micros.isascii() and micros.isdigit() and len(micros) < 18
    return read_message(text, int(micros) / 1e6 if known else None)


def read_line(line: bytes) -> KernelEvent | None:
    """Return what a line of dmesg complains of, None for any other."""
    stamp, _, text = line.decode("utf-8", "replace").partition(" ")
    try:
        at = datetime.fromisoformat(stamp.replace(",", ".")).timestamp()
    except (ValueError, OverflowError, OSError):
        return read_message(f"{stamp} {text}", None)
    return read_message(text, at)


def read_message(text: str, at: float | None) -> KernelEvent | None:
    """Return what a message of the kernel complains of, None when of nothing."""
    for kind, pattern in _LINES:
        match = pattern.search(text[:2000])
        if match:
            xid = int(match["xid"]) if kind is KernelEventKind.XID else None
            return KernelEvent(at, kind, said(redact(text[:2000]), limit=MAX_TEXT), xid)
    return None


EXTRA = ExtraSpec(name=NAME, title=tr("Kernel log"), rank=60, places=places)

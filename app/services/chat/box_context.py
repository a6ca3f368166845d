"""What of a node a model can be asked about, as text: a log's end, numbers of charts, an alert.

All of it is bounded and redacted (`app.core.log.redact`): it may go to somebody else's server.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core import units
from app.core.log import redact
from app.core.said import plain, said
from app.services.chat.api import ContextKind, ContextPart
from app.services.containers.log_api import Entry
from app.services.history.api import Event

MOST_LINES = 200
MOST_CHARACTERS = 16_000
"""Of one context: about 5,000 tokens of a log."""
MOST_OF_A_LINE = 500
MOST_NUMBERS = 60
MOST_EVENTS = 40
MOST_GAPS = 10
_LEFT_OUT = "[… the part before is left out]"


@dataclass(frozen=True, slots=True)
class Numbers:
    """One series over a stretch of time, each value as text with its unit."""

    what: str
    """`GPU power, GPU 0`."""
    lowest: str
    mean: str
    highest: str
    latest: str

    @property
    def is_known(self) -> bool:
        """Whether there was any value."""
        return self.mean != units.NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which nothing is known (Unix seconds), and why."""

    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """What charts show: numbers between two moments (Unix seconds), and what happened."""

    start: float
    end: float
    numbers: tuple[Numbers, ...]
    events: tuple[Event, ...] | None = None
    """None where nobody looked for any."""
    left_out: tuple[str, ...] = ()
    """Charts with too many series for a small table."""
    gaps: tuple[Gap, ...] = ()


def log_context(
    names: Sequence[str], node: str, entries: Sequence[Entry], *, is_filtered: bool = False
) -> ContextPart:
    """Return the last lines of a log, or of several that are shown together.

    Args:
        names: containers, in the order of `Entry.source`.
        node: what the node is called.
        entries: lines, the newest last.
        is_filtered: whether only lines that match something are among them.
    """
    last = entries[-MOST_LINES:]
    texts = _once_each(_log_line(entry, names) for entry in last)
    text = _end_of(redact("\n".join(texts)))  # before it is cut: half a secret looks like none
    count = len(last) if _LEFT_OUT not in text else text.count("\n")
    which = f"{count} matching" if is_filtered else f"{count}"
    lines = "line" if count == 1 else "lines"
    title = f"Log of {_named(names)} on {said(node)}, last {which} {lines}"
    return _part(ContextKind.LOG, title, text or "(empty)")


def selection_context(names: Sequence[str], node: str, text: str) -> ContextPart:
    """Return lines of a log that somebody selected."""
    title = f"Lines of the log of {_named(names)} on {said(node)}"
    return _part(ContextKind.LOG, title, _end_of(redact(plain(text))))


def charts_context(node: str, stretch: Stretch) -> ContextPart:
    """Return what charts show, as a table with lowest, mean, highest and latest value."""
    span = units.duration(max(round(stretch.end - stretch.start), 1))
    times = f"{units.date_and_clock(stretch.start)} to {units.clock(stretch.end)}"
    text = f"{said(node)}, {times} (local time)\n\n{stretch_text(stretch)}"
    return _part(ContextKind.CHARTS, f"Charts of {said(node)}, {span}", _begin_of(redact(text)))


def report_context(
    title: str, text: str, stretch: Stretch | None = None, *, last: str = "Numbers of the machine"
) -> ContextPart:
    """Return what is known of an alert or an incident, with the numbers around it."""
    if stretch is not None and stretch.numbers:
        text = f"{text.rstrip()}\n\n{last}\n{stretch_text(stretch)}"
    return _part(ContextKind.ALERT, said(title), _begin_of(redact(plain(text))))


def stretch_text(stretch: Stretch) -> str:
    """Return numbers as a table of Markdown, then what happened."""
    known = [each for each in stretch.numbers if each.is_known]
    unknown = [said(each.what) for each in stretch.numbers if not each.is_known]
    lines = ["| what | lowest | mean | highest | latest |", "| --- | --- | --- | --- | --- |"]
    for each in known[:MOST_NUMBERS]:
        cells = (each.what, each.lowest, each.mean, each.highest, each.latest)
        lines.append(f"| {' | '.join(said(cell).replace('|', '/') for cell in cells)} |")
    if not known:
        lines = ["No value is known of this time."]
    if len(known) > MOST_NUMBERS:
        lines.append(f"({len(known) - MOST_NUMBERS} further series are left out.)")
    if unknown:
        more = f" and {len(unknown) - 12} more" if len(unknown) > 12 else ""
        lines.append(f"\nNot known: {', '.join(unknown[:12])}{more}")
    lines += [
        f"\nNo values from {units.clock(gap.start)} to {units.clock(gap.end)}: {said(gap.reason)}"
        for gap in stretch.gaps[-MOST_GAPS:]
    ]
    if stretch.left_out:
        lines.append(f"\nLeft out: {', '.join(map(said, stretch.left_out))}")
    if stretch.events is not None:
        lines += ["", "Events", *_event_lines(stretch, stretch.events)]
    return "\n".join(lines)


def _event_lines(stretch: Stretch, events: Sequence[Event]) -> Iterator[str]:
    within = [each for each in events if stretch.start <= each.time <= stretch.end]
    if not within:
        yield "- none was noted in this time"
    if len(within) > MOST_EVENTS:
        yield f"- ({len(within) - MOST_EVENTS} earlier ones are left out)"
    for event in sorted(within, key=_when)[-MOST_EVENTS:]:
        details = f": {said(event.details)}" if event.details else ""
        yield f"- {units.clock(event.time)} {said(event.title)}{details}"


def _when(event: Event) -> float:
    return event.time


def _log_line(entry: Entry, names: Sequence[str]) -> tuple[str, str]:
    """Return when and who a line is from, and what it says."""
    line = entry.line
    moment = "" if line.time_ns is None else f"{units.clock(line.time_ns / 1e9)} "
    who = f"{said(names[entry.source])}: " if len(names) > 1 else ""
    text = redact(line.text)
    cut = " …" if line.cut or len(text) > MOST_OF_A_LINE else ""
    return f"{moment}{who}", f"{text[:MOST_OF_A_LINE].rstrip()}{cut}"


def _once_each(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say a line that is repeated once, with how often."""
    for text, same in itertools.groupby(lines, key=_text_of):
        heads = [head for head, _text in same]
        yield f"{heads[0]}{text}"
        if len(heads) > 1:
            yield f"[the same {len(heads) - 1} times more]"


def _text_of(line: tuple[str, str]) -> str:
    return line[1]


def _named(names: Sequence[str]) -> str:
    return ", ".join(said(name, limit=60) for name in names[:3]) + (" …" if len(names) > 3 else "")


def _end_of(text: str) -> str:
    """Return the last lines that there is room for."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{_LEFT_OUT}\n{text[-MOST_CHARACTERS:].partition(chr(10))[2] or text[-1000:]}"


def _begin_of(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS].rpartition(chr(10))[0]}\n[… the rest is left out]"


def _part(kind: ContextKind, title: str, text: str) -> ContextPart:
    return ContextPart(kind, redact(title), text, time.time())

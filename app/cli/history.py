"""`history NODE METRIC…`: what a node did before now, from the file on this computer."""

from __future__ import annotations

import argparse
import difflib
import fnmatch
import json
import math
import re
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from app.core.cancel import Cancel
from app.core.errors import BadInput, HistoryUnavailable
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.core.units import date_and_clock, duration, iso_time
from app.hosts.nodes import Node, NodeBook
from app.services.history.api import Event, Series, Stretch
from app.services.history.export import stored_unit, write_csv
from app.services.history.keys import history_key
from app.services.history.reader import Reader
from app.services.telemetry.metrics import describe

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_TABLE_ROWS = 12
_NEAR = 5


def run(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Print the summary, CSV or JSON."""
    paths = user_paths()
    node = NodeBook(SettingsStore(paths.settings)).find(options.node)
    start, end = span_of(options.range, options.start, options.end, time.time())
    with Reader(paths.history) as reader:
        key = history_key(node)
        recorded = reader.span(key)
        if recorded is None:
            raise HistoryUnavailable(
                f"Nothing is recorded of {node.name} yet.", "It is while the window is connected."
            )
        known = reader.metrics(key)
        if options.list:
            return _print_list(known, recorded, as_json=options.json)
        metrics = chosen(options.metrics, known)
        stretch = reader.stretch(key, metrics, start, end, options.points)
        if not stretch.series:
            raise HistoryUnavailable(
                f"Nothing is known of {', '.join(metrics)} from {_span(start, end)}.",
                f"Recorded: {_span(*recorded)}.",
            )
        events = reader.events(key, start, end)
        table = reader.stretch(key, metrics, start, end, _TABLE_ROWS)
    if options.csv:
        write_csv(stretch, sys.stdout)
    elif options.json:
        print(json.dumps(_to_json(node, stretch, events), indent=2, ensure_ascii=False))
    else:
        _print_summary(stretch)
        _print_table(table)
    return 0


def span_of(
    length: str | None, start: str | None, end: str | None, now: float
) -> tuple[float, float]:
    """Return the times that are meant, Unix seconds.

    Raises:
        BadInput: One of the texts cannot be read, or nothing lies between them.
    """
    if length and start and end:
        raise BadInput("--range, --start and --end together say too much.", "Leave one out.")
    seconds = _seconds(length or "1h")
    if start and not end:
        begin = _moment(start)
        stop = begin + seconds if length else now
    else:
        stop = _moment(end) if end else now
        begin = _moment(start) if start else stop - seconds
    if not begin < stop:
        raise BadInput("The start is not before the end.")
    return begin, stop


def _seconds(text: str) -> float:
    match = re.fullmatch(r"(\d{1,6})\s*([a-z]+)", text.strip().lower())
    size = _UNITS.get(match[2]) if match else None
    if match is None or size is None or not int(match[1]):
        raise BadInput(f"--range {text} is no length of time.", "Say it as in 15m, 24h, 7d or 4w.")
    return float(int(match[1]) * size)


def _moment(text: str) -> float:
    """Read a time as ISO 8601 writes it; without a zone it is this computer's."""
    try:
        moment = datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(
            f"“{text}” is no time.", "Write it as in 2026-11-21T09:30 or 2026-11-21T08:30:00Z."
        ) from error
    return moment


def chosen(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that are named, by key, by title or by a pattern with `*`.

    Raises:
        BadInput: One of the names is no metric of the node.
    """
    if not names:
        raise BadInput("Name a metric, such as memory.available_bytes.", "--list shows all.")
    found: dict[str, None] = {}
    for name in names:
        wanted = name.casefold()
        matches = [
            key
            for key in known
            if wanted in (key.casefold(), describe(key).title.casefold())
            or ("*" in wanted and fnmatch.fnmatchcase(key.casefold(), wanted))
        ]
        if not matches:
            raise BadInput(f"There is no metric “{name}”.", _near(wanted, known))
        found.update(dict.fromkeys(matches))
    return tuple(found)


def _near(wanted: str, known: Sequence[str]) -> str:
    inside = [key for key in known if wanted in f"{key} {describe(key).title}".casefold()]
    names = inside or difflib.get_close_matches(wanted, known, n=_NEAR, cutoff=0.5)
    return f"Near it: {', '.join(names[:_NEAR])}." if names else "--list shows all."


def _print_list(known: Sequence[str], recorded: tuple[float, float], *, as_json: bool) -> int:
    if as_json:
        rows = [
            {"metric": key, "title": describe(key).title, "unit": stored_unit(key)} for key in known
        ]
        first, last = (iso_time(moment) for moment in recorded)
        print(json.dumps({"from": first, "to": last, "metrics": rows}, ensure_ascii=False))
        return 0
    width = max(len(key) for key in known)
    for key in known:
        print(f"{key:<{width}}  {describe(key).title}")
    print(f"\nRecorded: {_span(*recorded)}")
    return 0


def _print_summary(stretch: Stretch) -> None:
    """Print the lowest, mean and highest value of each metric."""
    print(f"{_span(stretch.start, stretch.end)}")
    width = max(len(key) for key in stretch.series)
    print(f"\n{'':<{width}}  {'lowest':>11} {'mean':>11} {'highest':>11}")
    for key, series in stretch.series.items():
        show = describe(key).unit.format
        cells = " ".join(f"{show(value):>11}" for value in _extremes(series))
        print(f"{key:<{width}}  {cells}")


def _print_table(stretch: Stretch) -> None:
    """Print means over time."""
    widths = {key: max(len(key), 11) for key in stretch.series}
    header = "  ".join(f"{key:>{widths[key]}}" for key in stretch.series)
    if stretch.step:
        print(f"\nMeans of {duration(stretch.step)}:")
    print(f"{'time':<19}  {header}")
    times = next(iter(stretch.series.values())).times.tolist()
    for place, moment in enumerate(times):
        means = {key: series.mean[place] for key, series in stretch.series.items()}
        if all(math.isnan(mean) for mean in means.values()):
            print(f"{'':<19}  nothing recorded")
            continue
        cells = "  ".join(
            f"{describe(key).unit.format(_known(mean)):>{widths[key]}}"
            for key, mean in means.items()
        )
        print(f"{date_and_clock(moment)}  {cells}")


def _extremes(series: Series) -> tuple[float, float, float]:
    import numpy as np

    return (
        float(np.nanmin(series.low)),
        float(np.nanmean(series.mean, dtype=float)),
        float(np.nanmax(series.high)),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _to_json(node: Node, stretch: Stretch, events: Sequence[Event]) -> dict[str, object]:
    return {
        "node": node.name,
        "start": iso_time(stretch.start),
        "end": iso_time(stretch.end),
        "step_s": stretch.step,
        "metrics": {
            key: {
                "title": describe(key).title,
                "unit": stored_unit(key),
                "rows": [
                    {"time": iso_time(at), "mean": mean, "low": low, "high": high}
                    for at, mean, low, high in _rows(series)
                ],
            }
            for key, series in stretch.series.items()
        },
        "events": [
            {
                "time": iso_time(event.time),
                "kind": event.kind.value,
                "title": event.title,
                "details": event.details,
            }
            for event in events
        ],
    }


def _rows(series: Series) -> Iterator[tuple[float, float, float, float]]:
    """Yield time, mean, low and high of each row that is known."""
    columns = (series.times, series.mean, series.low, series.high)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        if not math.isnan(row[1]):
            yield row


def _span(start: float, end: float) -> str:
    return f"{date_and_clock(start)} to {date_and_clock(end)}"

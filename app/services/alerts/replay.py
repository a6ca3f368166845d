"""What rules would have said: the engine over rows that were kept, by the times of the rows.

The history holds numbers, not samples: detectors and limits of sensors are not replayed, and
neither is silence. Where only coarser rows are left, their means are taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from app.core.ids import NodeId
from app.services.alerts.api import AlertChange, Comparison, Rule
from app.services.alerts.derived import INPUTS, Derived
from app.services.alerts.engine import SILENT, AlertEngine
from app.services.alerts.matching import Matcher
from app.services.alerts.monitor import Row
from app.services.history.api import Stretch

CHUNK_S = 3600.0
"""Rows are read in stretches of this length: a month does not fit into memory."""
EVERY_ROW = 10_000_000
"""A width at which no row is put together with another."""


class RowReader(Protocol):
    """A look at the history, as far as it is needed here."""

    def metrics(self, key: str) -> tuple[str, ...]:
        """Return the metrics that are known of a machine."""

    def stretch(
        self, key: str, metrics: Sequence[str], start: float, end: float, width: int
    ) -> Stretch:
        """Return series from `start` to `end`."""


def replayable(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules that rows are enough for."""
    return tuple(
        rule
        for rule in rules
        if rule.comparison is not Comparison.DETECTED
        and rule.metric != SILENT
        and not rule.metric.startswith("sensors.")
    )


def replay(
    rules: Sequence[Rule], node: NodeId, rows: Iterable[tuple[float, Row]]
) -> Iterator[AlertChange]:
    """Yield what becomes of alerts, row by row, exactly as it did when the rows came."""
    engine, derived = AlertEngine(replayable(rules)), Derived()
    for time, row in rows:
        yield from engine.observe(node, time, {**row, **derived.observe(time, row)})


def stored_rows(
    reader: RowReader, key: str, rules: Sequence[Rule], start: float, end: float
) -> Iterator[tuple[float, Row]]:
    """Yield the rows that were kept of a machine, with what the rules need of them."""
    matcher = Matcher(replayable(rules))
    known = reader.metrics(key)
    metrics = [name for name in known if name in INPUTS or matcher.rules_for(name)]
    newest = -math.inf
    begin = start
    while metrics and begin < end:
        stretch = reader.stretch(key, metrics, begin, min(begin + CHUNK_S, end), EVERY_ROW)
        for time, row in _rows(stretch):
            if time > newest:
                newest = time
                yield time, row
        begin += CHUNK_S


def _rows(stretch: Stretch) -> Iterator[tuple[float, Row]]:
    """Yield what is known at each time; a gap is no row."""
    if not stretch.series:
        return
    names = list(stretch.series)
    times = next(iter(stretch.series.values())).times.tolist()
    columns = [stretch.series[name].mean.tolist() for name in names]
    for time, *values in zip(times, *columns, strict=True):
        row = {
            name: value for name, value in zip(names, values, strict=True) if not math.isnan(value)
        }
        if row:
            yield time, row

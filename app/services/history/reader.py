"""Reading the history: the coarsest rows that a screen needs, finer or coarser where none are.

Rows of the last minutes are only there as they came, and what is older than a tier is kept is only
there in a coarser one: a stretch is put together from all of them.
"""

from __future__ import annotations

import logging
import math
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from app.services.history import blocks, database
from app.services.history.api import (
    EVERY_MACHINE,
    Description,
    Event,
    EventKind,
    Incident,
    LastSeen,
    Series,
    Stretch,
    Tier,
)
from app.services.history.blocks import HIGH, LOW, MEAN, Block, Milliseconds
from app.services.history.sealing import SECOND, SLOTS, Layouts

log = logging.getLogger(__name__)

GAP_FACTOR = 2.5
"""A pause longer than this many steps is a gap."""
_NEIGHBOURS = 5
"""Pauses before and after one that say how long it should be."""
_LONE_STEP_MS = 60 * SECOND
"""The step of rows that have no neighbours: the longest that can be set."""
_CELL = SLOTS[Tier.RAW]
"""Milliseconds of which a tier has all rows or none."""
_END_OF_TIME = 2.0**40
"""Seconds: further than any clock."""


class Reader:
    """One look at the file: everything it returns is of the same moment.

    Used with `with`, which turns whatever is wrong with the file into an error for the user.

    Raises:
        HistoryUnavailable: There is no file, or it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = database.open_for_reading(path)
        self._layouts = Layouts(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._connection.close()
        if isinstance(error, (sqlite3.Error, blocks.DamagedBlock, UnicodeDecodeError)):
            raise database.unreadable(error, self._path) from error

    def keys(self) -> tuple[str, ...]:
        """Return the machines that there are rows, events or incidents of."""
        rows = self._rows("SELECT key FROM machines WHERE key <> ? ORDER BY id", (EVERY_MACHINE,))
        return tuple(key for (key,) in rows)

    def metrics(self, key: str) -> tuple[str, ...]:
        """Return the metrics of a machine by name, those of long ago as well."""
        query = (
            "SELECT layout FROM blocks WHERE machine=:machine AND tier=:tier"
            " UNION SELECT layout FROM recent WHERE machine=:machine"
        )
        values: dict[str, object] = {"machine": self._machine(key), "tier": Tier.HOUR}
        lists = [self._layouts.metrics(layout) for (layout,) in self._rows(query, values)]
        return tuple(sorted({metric for metrics in lists for metric in metrics}))

    def span(self, key: str) -> tuple[float, float] | None:
        """Return the times of a machine's first and last row, None when there is none."""
        machine = self._machine(key)
        recent = self._recent(machine, (-_END_OF_TIME * SECOND, _END_OF_TIME * SECOND), None)
        times = [recent.times]
        for tier, ascending in ((Tier.HOUR, "ASC"), (Tier.RAW, "DESC"), (Tier.HOUR, "DESC")):
            query = f"SELECT layout, data FROM blocks WHERE machine=? AND tier=? ORDER BY slot_ms {ascending} LIMIT 1"  # noqa: E501, S608
            for layout, data in self._rows(query, (machine, tier)):
                times.append(self._decoded(layout, data, ()).times)
        known = np.concatenate(times)
        return (float(known.min()) / SECOND, float(known.max()) / SECOND) if len(known) else None

    def events(self, key: str, start: float, end: float) -> tuple[Event, ...]:
        """Return what happened on a machine, and to this computer, in the order of time."""
        query = (
            "SELECT key, time_ms, kind, title, details FROM events JOIN machines m ON m.id=machine"
            " WHERE key IN (?, ?) AND time_ms BETWEEN ? AND ? ORDER BY time_ms, events.id"
        )
        begin, stop = _milliseconds(start, end)
        return tuple(
            Event(found, time / SECOND, EventKind(kind), title, details)
            for found, time, kind, title, details in self._rows(
                query, (key, EVERY_MACHINE, begin, stop)
            )
            if kind in set(EventKind)
        )

    def incidents(self, key: str) -> tuple[Incident, ...]:
        """Return when a machine vanished and came back started anew, the newest first."""
        query = (
            "SELECT lost_ms, back_ms, boot_before, boot_after, summary, journal_tail"
            " FROM incidents WHERE machine=? ORDER BY lost_ms DESC"
        )
        return tuple(
            Incident(key, lost / SECOND, back / SECOND, *texts)
            for lost, back, *texts in self._rows(query, (self._machine(key),))
        )

    def last_seen(self) -> tuple[LastSeen, ...]:
        """Return how each machine was when it was last seen."""
        query = (
            "SELECT key, boot_id, dgx_os_version, driver_version, kernel FROM descriptions"
            " JOIN machines m ON m.id=machine"
        )
        found = []
        for columns in self._rows(query, ()):
            description = Description(*columns)
            span = self.span(description.key)
            if span is not None:
                lost = self._connection_is_lost(description.key)
                found.append(LastSeen(description, span[1], lost))
        return tuple(found)

    def _connection_is_lost(self, key: str) -> bool:
        query = (
            "SELECT kind FROM events WHERE machine=? AND kind IN (?, ?)"
            " ORDER BY time_ms DESC, id DESC LIMIT 1"
        )
        kinds = self._rows(query, (self._machine(key), EventKind.CONNECTED, EventKind.LOST))
        return [kind for (kind,) in kinds] == [EventKind.LOST]

    def stretch(
        self, key: str, metrics: Sequence[str], start: float, end: float, width: int
    ) -> Stretch:
        """Return series, reduced to what `width` points can show."""
        span, width = _milliseconds(start, end), max(width, 1)
        point = max((span[1] - span[0]) / width, 1.0)
        wanted = max(tier for tier in Tier if tier * SECOND <= point)
        tiers, parts = self._parts(self._machine(key), metrics, span, wanted)
        rows = blocks.as_steps(blocks.joined(parts, tuple(dict.fromkeys(metrics))))
        step = float(wanted * SECOND)
        if len(rows.times) > width:
            # Whole rows into each step: halves of the points would be made of one row more.
            step = math.ceil(point / step) * step if step else point
        if step:
            rows = blocks.rolled_up(rows, step)
        else:
            step = _usual_step(rows)
        step = max(step, *(tier * SECOND for tier in tiers))
        return Stretch(key, start, end, min(tiers), step / SECOND, _series(_with_gaps(rows)))

    def _parts(
        self, machine: int | None, metrics: Sequence[str], span: tuple[float, float], wanted: Tier
    ) -> tuple[list[Tier], list[Block]]:
        """Return the rows of a span: those of the last minutes, then those of each tier there is.

        What a tier lacks was removed, or was never recorded; the coarser ones know.
        """
        parts = [blocks.as_steps(self._recent(machine, span, metrics))]
        tiers = [wanted] if len(parts[0].times) else []
        missing = self._cells(machine, span)
        for tier in [tier for tier in Tier if tier >= wanted]:
            if not len(missing):
                break
            first, last = float(missing[0]), float(missing[-1])
            hull = (max(span[0], first), min(span[1], last + _CELL))
            slots, rows = self._stored(machine, tier, hull, metrics)
            rows = rows.where(np.isin(rows.times // _CELL * _CELL, missing))
            if len(rows.times):
                tiers.append(tier)
                parts.append(rows)
            missing = missing[~np.isin(missing // SLOTS[tier] * SLOTS[tier], slots)]
        return tiers or [wanted], parts

    def _cells(self, machine: int | None, span: tuple[float, float]) -> Milliseconds:
        """Return when each slot of a span begins, without times of which no block can be."""
        query = "SELECT min(slot_ms), max(slot_ms) FROM blocks WHERE machine=? AND tier=?"
        first, last = next(self._rows(query, (machine, Tier.HOUR)))
        if first is None:
            return np.empty(0, np.int64)
        begin = int(max(span[0] // _CELL * _CELL, first))
        return np.arange(begin, int(min(span[1], last + SLOTS[Tier.HOUR])), _CELL, dtype=np.int64)

    def _stored(
        self, machine: int | None, tier: Tier, span: tuple[float, float], metrics: Sequence[str]
    ) -> tuple[list[int], Block]:
        """Return the blocks of a tier that a span touches: when they begin, and its rows."""
        query = (
            "SELECT slot_ms, layout, data FROM blocks WHERE machine=? AND tier=? AND slot_ms > ?"
            " AND slot_ms < ? ORDER BY slot_ms"
        )
        found = list(self._rows(query, (machine, tier, span[0] - SLOTS[tier], span[1])))
        parts = [self._decoded(layout, data, metrics) for _, layout, data in found]
        rows = blocks.joined(
            blocks.as_steps(part.between(*span)) for part in parts if len(part.metrics)
        )
        return [slot for slot, _, _ in found], rows

    def _recent(
        self, machine: int | None, span: tuple[float, float], metrics: Sequence[str] | None
    ) -> Block:
        query = (
            "SELECT layout, time_ms, data FROM recent r JOIN machines m ON m.id=machine"
            " WHERE machine=? AND r.id > m.sealed AND time_ms >= ? AND time_ms < ? ORDER BY r.id"
        )
        by_layout: dict[int, list[tuple[int, bytes]]] = {}
        for layout, time, data in self._rows(query, (machine, *span)):
            by_layout.setdefault(layout, []).append((time, data))
        return blocks.joined(
            (
                blocks.of_rows(self._layouts.metrics(layout), rows)
                for layout, rows in by_layout.items()
            ),
            None if metrics is None else tuple(dict.fromkeys(metrics)),
        )

    def _decoded(self, layout: int, data: bytes, metrics: Sequence[str]) -> Block:
        """Decode a block; one that is damaged is a gap, until the writer finds out."""
        try:
            return blocks.decode(data, self._layouts.metrics(layout), metrics)
        except blocks.DamagedBlock as error:
            log.warning("history: a block is damaged (%s)", error)
            return blocks.empty(())

    def _machine(self, key: str) -> int | None:
        return next(
            (machine for (machine,) in self._rows("SELECT id FROM machines WHERE key=?", (key,))),
            None,
        )

    def _rows(
        self, query: str, values: Sequence[object] | dict[str, object]
    ) -> Iterator[tuple[Any, ...]]:
        return self._connection.execute(query, values)


def _milliseconds(start: float, end: float) -> tuple[float, float]:
    limit = _END_OF_TIME
    return (
        max(min(start, limit), -limit) * SECOND,
        max(min(end, limit), -limit) * SECOND,
    )


def _series(rows: Block) -> dict[str, Series]:
    times = rows.times / SECOND
    return {
        metric: Series(
            times, rows.values[MEAN, index], rows.values[LOW, index], rows.values[HIGH, index]
        )
        for index, metric in enumerate(rows.metrics)
        if np.isfinite(rows.values[MEAN, index]).any()
    }


def _usual_step(rows: Block) -> float:
    """Return how far rows are apart as a rule, in milliseconds; 0 when that cannot be said."""
    return float(np.median(np.diff(rows.times))) if len(rows.times) > 1 else 0.0


def _with_gaps(rows: Block) -> Block:
    """Add a row of NaN where rows are missing."""
    broken = _gaps(np.diff(rows.times)) + 1
    return Block(
        np.insert(rows.times, broken, rows.times[broken - 1] + 1),
        rows.metrics,
        np.insert(rows.values, broken, np.nan, axis=2),
    )


def _gaps(pauses: Milliseconds) -> npt.NDArray[np.intp]:
    """Return which pauses are longer than those before and after let expect."""
    if not len(pauses):
        return np.empty(0, np.intp)
    suspects = np.flatnonzero(pauses > GAP_FACTOR * pauses.min())
    unknown = np.full(_NEIGHBOURS, np.nan)
    around = np.concatenate((unknown, pauses, unknown))
    windows = np.lib.stride_tricks.sliding_window_view(around, _NEIGHBOURS)
    before = _medians(windows[suspects])
    after = _medians(windows[suspects + _NEIGHBOURS + 1])
    expected = np.fmax(before, after)
    expected[np.isnan(expected)] = _LONE_STEP_MS
    return suspects[pauses[suspects] > GAP_FACTOR * expected]


def _medians(windows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the median of what is known in each window, NaN where nothing is."""
    known = np.count_nonzero(~np.isnan(windows), axis=1)
    middle = np.maximum(known - 1, 0) // 2
    ordered = np.sort(windows, axis=1)  # NaN comes last
    medians: npt.NDArray[np.float64] = ordered[np.arange(len(windows)), middle]
    return medians

"""Blocks: rows of one machine over a stretch of time, as arrays and as the bytes on disk.

Pure functions. A block is either rows as they came (one field per metric: the value) or rows that
stand for a step of time each (four fields: how many values, the lowest, the highest, the mean).
Unknown is NaN, in rows of steps with a count of 0.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.core.i18n import tr
from app.core.sqlite_file import DamagedFile

Milliseconds: TypeAlias = npt.NDArray[np.int64]
Values: TypeAlias = npt.NDArray[np.float32]

AS_THEY_CAME = 1
OF_STEPS = 4
COUNT, LOW, HIGH, MEAN = range(OF_STEPS)
"""What the fields of rows of steps are."""

_FORMAT = 1
_HEAD = struct.Struct("<BBHIq")
"""Format, fields, metrics, rows, time of the first row."""
_MAX_ROWS = 1 << 20
_LEVEL = 1
"""Of zlib: the next ones are slower and save 2 %."""


class DamagedBlock(DamagedFile):
    """These bytes are no block of those metrics."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows in the order of time.

    `times` are Unix milliseconds, strictly increasing; `values` has the shape
    (fields, metrics, rows), fields being `AS_THEY_CAME` or `OF_STEPS`.
    """

    times: Milliseconds
    metrics: tuple[str, ...]
    values: Values

    @property
    def of_steps(self) -> bool:
        """Whether each row stands for a step of time."""
        return len(self.values) == OF_STEPS

    def between(self, start: float, end: float) -> Block:
        """Return the rows from `start` up to but not at `end`, in milliseconds."""
        first, last = np.searchsorted(self.times, (start, end))
        return Block(self.times[first:last], self.metrics, self.values[:, :, first:last])

    def where(self, chosen: npt.NDArray[np.bool_]) -> Block:
        """Return the rows that are chosen."""
        return Block(self.times[chosen], self.metrics, self.values[:, :, chosen])


def empty(metrics: tuple[str, ...], fields: int = AS_THEY_CAME) -> Block:
    """Return a block without rows."""
    shape = (fields, len(metrics), 0)
    return Block(np.empty(0, np.int64), metrics, np.empty(shape, np.float32))


def of_rows(metrics: tuple[str, ...], rows: Sequence[tuple[Any, Any]]) -> Block:
    """Return rows as they came, given as time and float32 values in the metrics' order.

    The rows may be in any order, and two may have the same time: see `joined`.

    Raises:
        DamagedBlock: One of them is no such row.
    """
    size = 4 * len(metrics)
    if not all(isinstance(data, bytes) and len(data) == size for _, data in rows):
        raise DamagedBlock(tr("a row has another number of values than it has metrics"))
    if not all(isinstance(time, int) for time, _ in rows):
        raise DamagedBlock(tr("a row has no time"))
    values = np.frombuffer(b"".join(data for _, data in rows), "<f4")
    times = np.array([time for time, _ in rows], np.int64)
    known = np.where(np.isfinite(values), values, np.float32(np.nan))
    shaped = known.reshape(len(rows), len(metrics)).T[None]
    return _in_order(times, metrics, shaped)


def encode(block: Block) -> bytes:
    """Return the bytes for the disk; `decode` needs the metrics to read them.

    A head, the length of each column, then the columns: first the times (as pauses), then each
    metric's fields. Each is compressed by itself, so that a chart unpacks only what it draws.
    """
    first = int(block.times[0]) if len(block.times) else 0
    head = _HEAD.pack(_FORMAT, len(block.values), len(block.metrics), len(block.times), first)
    pauses = np.diff(block.times, prepend=first).astype("<u4")
    columns = [_pack(pauses), *(_pack(column) for column in block.values.swapaxes(0, 1))]
    lengths = struct.pack(f"<{len(columns)}I", *map(len, columns))
    return b"".join((head, lengths, *columns))


def decode(data: object, metrics: tuple[str, ...], wanted: Sequence[str] | None = None) -> Block:
    """Read the bytes of a block, of all its metrics or of those wanted (that it has).

    Raises:
        DamagedBlock: Whatever is wrong with them.
    """
    if not isinstance(data, bytes):  # SQLite gives what it finds, whatever the column's type
        raise DamagedBlock(tr("not bytes"))
    try:
        form, fields, count, rows, first = _HEAD.unpack_from(data)
        lengths = struct.unpack_from(f"<{count + 1}I", data, _HEAD.size)
    except struct.error as error:
        raise DamagedBlock(tr("cut off")) from error
    ends = np.cumsum([_HEAD.size + 4 * len(lengths), *lengths]).tolist()
    if form != _FORMAT or fields not in (AS_THEY_CAME, OF_STEPS) or count != len(metrics):
        raise DamagedBlock(tr("not a block of these metrics"))
    if ends[-1] != len(data) or rows > _MAX_ROWS or not -(2**52) < first < 2**52:
        raise DamagedBlock(tr("cut off, or more than it says"))
    pauses = _unpack(data[ends[0] : ends[1]], rows).view("<u4")
    if rows and (pauses[0] != 0 or not pauses[1:].all()):
        raise DamagedBlock(tr("its times do not increase"))
    some = frozenset(metrics if wanted is None else wanted)
    places = [place for place, metric in enumerate(metrics) if metric in some]
    values = np.empty((fields, len(places), rows), np.float32)
    for index, place in enumerate(places):
        column = _unpack(data[ends[place + 1] : ends[place + 2]], fields * rows)
        values[:, index] = column.view("<f4").reshape(fields, rows)
    times = first + np.cumsum(pauses, dtype=np.int64)
    return Block(times, tuple(metrics[place] for place in places), values)


def _pack(numbers: npt.NDArray[Any]) -> bytes:
    """Compress numbers of four bytes, sorted by byte: the upper ones are much alike."""
    planes = np.ascontiguousarray(numbers).view(np.uint8).reshape(-1, 4).T
    return zlib.compress(planes.tobytes(), _LEVEL)


def _unpack(data: bytes, count: int) -> npt.NDArray[np.uint8]:
    """Return the bytes of `count` numbers, number by number."""
    reader = zlib.decompressobj()
    try:
        planes = reader.decompress(data, 4 * count + 1)
    except zlib.error as error:
        raise DamagedBlock(str(error)) from error
    if len(planes) != 4 * count or not reader.eof or reader.unused_data:
        raise DamagedBlock(tr("a column is longer or shorter than it says"))
    return np.ascontiguousarray(np.frombuffer(planes, np.uint8).reshape(4, count).T).reshape(-1)


def joined(blocks: Iterable[Block], metrics: tuple[str, ...] | None = None) -> Block:
    """Return all rows of blocks with the same fields, in the order of time.

    Rows at the same time (a clock that was set back) are moved 1 ms behind each other: none is
    lost. `metrics` are those of the result; by default all that any of the blocks has.
    """
    parts = list(blocks)
    if metrics is None:
        metrics = tuple(sorted({metric for part in parts for metric in part.metrics}))
    parts = [part for part in parts if len(part.times)]
    if not parts:
        return empty(metrics)
    values = np.concatenate([_columns(part, metrics) for part in parts], axis=2)
    return _in_order(np.concatenate([part.times for part in parts]), metrics, values)


def _columns(block: Block, metrics: tuple[str, ...]) -> Values:
    if block.metrics == metrics:
        return block.values
    values = np.full((len(block.values), len(metrics), len(block.times)), np.nan, np.float32)
    if block.of_steps:
        values[COUNT] = 0
    place = {metric: index for index, metric in enumerate(block.metrics)}
    for index, metric in enumerate(metrics):
        if metric in place:
            values[:, index] = block.values[:, place[metric]]
    return values


def _in_order(times: Milliseconds, metrics: tuple[str, ...], values: Values) -> Block:
    if len(times) > 1 and not (np.diff(times) > 0).all():
        order = np.argsort(times, kind="stable")
        times, values = times[order], values[:, :, order]
        # The least strictly increasing times that are nowhere earlier.
        places = np.arange(len(times))
        times = np.maximum.accumulate(times - places) + places
    return Block(times, metrics, values)


def rolled_up(block: Block, step: float) -> Block:
    """Return one row per `step` milliseconds that has any; steps begin at multiples of `step`."""
    if not len(block.times):
        return empty(block.metrics, OF_STEPS)
    owners = np.floor_divide(block.times, step)
    starts = np.flatnonzero(np.diff(owners, prepend=owners[0] - 1))
    counts, lows, highs, means = _fields(block)
    number = np.add.reduceat(counts, starts, axis=1)
    total = np.add.reduceat(np.where(counts > 0, means, 0) * counts, starts, axis=1, dtype=float)
    values = np.empty((OF_STEPS, len(block.metrics), len(starts)), np.float32)
    values[COUNT] = number
    values[LOW] = np.fmin.reduceat(lows, starts, axis=1)
    values[HIGH] = np.fmax.reduceat(highs, starts, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        values[MEAN] = total / number
    times = np.round(owners[starts] * step).astype(np.int64)
    return Block(times, block.metrics, values)


def as_steps(block: Block) -> Block:
    """Return rows of steps: a row as it came is its own lowest, highest and mean value."""
    return block if block.of_steps else Block(block.times, block.metrics, np.array(_fields(block)))


def _fields(block: Block) -> Sequence[Values]:
    if block.of_steps:
        return tuple(block.values)
    values = block.values[0]
    return np.isfinite(values).astype(np.float32), values, values, values

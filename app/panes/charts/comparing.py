"""What the charts are compared with: another machine, or the same one at another time. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.ids import NodeId
from app.panes.charts.stored_reader import StoredReader, Wanted
from app.plots.rows import Window
from app.plots.view import Compared

if TYPE_CHECKING:
    from app.state.hub import Hub
    from app.state.rings import Timeline

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another machine, or this one `shift` seconds earlier."""

    label: str
    node: NodeId
    shift: float = 0.0


def compared_rows(
    comparison: Comparison,
    window: Window,
    keys: tuple[str, ...],
    width: int,
    reader: StoredReader,
    hub: Hub,
) -> Compared | None:
    """Return what to draw beside `window`, None until it is there."""
    start = window.start + window.wall_offset - comparison.shift
    end = start + window.span
    if not comparison.shift and window.wall_offset:
        memory: Timeline = hub.telemetry.history(comparison.node)
        if len(memory.times):
            return Compared(memory, window, comparison.label)
    # Whole stretches are asked for, so that a window that moves asks once in a while.
    first = math.floor(start / window.span) * window.span if window.wall_offset else start
    length = 2 * window.span if window.wall_offset else window.span
    reader.want(Wanted(comparison.node, keys, first, first + length, width))
    rows = reader.rows
    return None if rows is None else Compared(rows, Window(start, end), comparison.label)

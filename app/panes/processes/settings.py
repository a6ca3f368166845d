"""What the processes pane remembers: columns and order."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting
from app.panes.processes.rows import DEFAULT_SORT

SECTION = "processes"


@dataclass(frozen=True, slots=True)
class ProcessesSettings:
    """Columns and order of the table."""

    widths: tuple[int, ...] = setting((), "Widths of the columns, in pixels.")
    sort: int = setting(DEFAULT_SORT, "Column that processes are sorted by.")
    down: bool = setting(True, "Whether they are sorted downwards.")

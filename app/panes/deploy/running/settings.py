"""What the list of running models remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "running-models"


@dataclass(frozen=True, slots=True)
class RunningSettings:
    """Columns, order and sizes."""

    widths: tuple[int, ...] = setting((), "Widths of the columns, in pixels.")
    sort: int = setting(0, "Column that models are sorted by.")
    down: bool = setting(False, "Whether they are sorted downwards.")
    list_share: float = setting(0.45, "Part of the height that the list has over the details.")
    tab: str = setting("facts", "Tab of the details that is shown.")

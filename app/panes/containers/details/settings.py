"""What the details of a container remember."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "container_details"


@dataclass(frozen=True, slots=True)
class DetailsSettings:
    """The tab that was shown last."""

    tab: str = setting("overview", "Tab of a container's details that is shown first.")

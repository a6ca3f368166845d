"""What the tunnels pane remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "tunnels_pane"


@dataclass(frozen=True, slots=True)
class TunnelsPaneSettings:
    """Columns and order of both tables."""

    tunnel_widths: tuple[int, ...] = setting((), "Widths of the columns of tunnels, in pixels.")
    tunnel_sort: int = setting(-1, "Column that tunnels are sorted by; -1: as they were added.")
    tunnel_down: bool = setting(False, "Whether tunnels are sorted downwards.")
    service_widths: tuple[int, ...] = setting((), "Widths of the columns of services, in pixels.")
    service_sort: int = setting(-1, "Column that services are sorted by; -1: known ones first.")
    service_down: bool = setting(False, "Whether services are sorted downwards.")

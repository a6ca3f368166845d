"""The sections of the pane and the tabs of a container's details, in their order."""

from __future__ import annotations

from app.panes.containers.api import SectionSpec, TabSpec

SECTIONS: tuple[SectionSpec, ...] = ()
TABS: tuple[TabSpec, ...] = ()

"""The sections of the pane and the tabs of a container's details, in their order."""

from __future__ import annotations

from app.panes.containers.api import SectionSpec, TabSpec
from app.panes.containers.details.overview_tab import OverviewTab
from app.panes.containers.list.section import ListSection

SECTIONS: tuple[SectionSpec, ...] = (SectionSpec("containers", "Containers", ListSection),)
TABS: tuple[TabSpec, ...] = (TabSpec("overview", "Overview", OverviewTab),)

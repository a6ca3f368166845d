"""The sections of the pane and the tabs of a container's details, in their order."""

from __future__ import annotations

from app.panes.containers.api import SectionSpec, TabSpec
from app.panes.containers.details.files_tab import FilesTab
from app.panes.containers.details.inspect_tab import InspectTab
from app.panes.containers.details.logs_tab import LogsTab
from app.panes.containers.details.overview_tab import OverviewTab
from app.panes.containers.details.processes_tab import ProcessesTab
from app.panes.containers.details.stats_tab import StatsTab
from app.panes.containers.details.shell_tab import ShellTab
from app.panes.containers.disk.section import DiskSection
from app.panes.containers.exposure.section import ExposureSection
from app.panes.containers.images.section import ImagesSection
from app.panes.containers.list.section import ListSection
from app.panes.containers.networks.section import NetworksSection
from app.panes.containers.volumes.section import VolumesSection

SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("containers", "Containers", ListSection),
    SectionSpec("images", "Images", ImagesSection),
    SectionSpec("volumes", "Volumes", VolumesSection),
    SectionSpec("networks", "Networks", NetworksSection),
    SectionSpec("disk", "Disk", DiskSection),
    SectionSpec("exposure", "Exposure", ExposureSection),
)
TABS: tuple[TabSpec, ...] = (
    TabSpec("overview", "Overview", OverviewTab),
    TabSpec("logs", "Logs", LogsTab),
    TabSpec("shell", "Shell", ShellTab),
    TabSpec("stats", "Stats", StatsTab),
    TabSpec("files", "Files", FilesTab),
    TabSpec("processes", "Processes", ProcessesTab),
    TabSpec("inspect", "Inspect", InspectTab),
)

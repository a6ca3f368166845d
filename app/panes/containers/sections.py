"""The sections of the pane and the tabs of a container's details, in their order.

Each is imported when it is first shown: together they would make the pane's first opening slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.containers.api import Section, SectionSpec, Tab, TabSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _containers(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.list.section import ListSection

    return ListSection(hub, parent)


def _images(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.images.section import ImagesSection

    return ImagesSection(hub, parent)


def _volumes(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.volumes.section import VolumesSection

    return VolumesSection(hub, parent)


def _networks(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.networks.section import NetworksSection

    return NetworksSection(hub, parent)


def _disk(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.disk.section import DiskSection

    return DiskSection(hub, parent)


def _exposure(hub: Hub, parent: QWidget) -> Section:
    from app.panes.containers.exposure.section import ExposureSection

    return ExposureSection(hub, parent)


def _overview_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.overview_tab import OverviewTab

    return OverviewTab(hub, parent)


def _logs_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.logs_tab import LogsTab

    return LogsTab(hub, parent)


def _shell_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.shell_tab import ShellTab

    return ShellTab(hub, parent)


def _stats_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.stats_tab import StatsTab

    return StatsTab(hub, parent)


def _files_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.files_tab import FilesTab

    return FilesTab(hub, parent)


def _processes_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.processes_tab import ProcessesTab

    return ProcessesTab(hub, parent)


def _inspect_tab(hub: Hub, parent: QWidget) -> Tab:
    from app.panes.containers.details.inspect_tab import InspectTab

    return InspectTab(hub, parent)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("containers", tr("Containers"), _containers),
    SectionSpec("images", tr("Images"), _images),
    SectionSpec("volumes", tr("Volumes"), _volumes),
    SectionSpec("networks", tr("Networks"), _networks),
    SectionSpec("disk", tr("Disk"), _disk),
    SectionSpec("exposure", tr("Exposure"), _exposure),
)
TABS: tuple[TabSpec, ...] = (
    TabSpec("overview", tr("Overview"), _overview_tab),
    TabSpec("logs", tr("Logs"), _logs_tab),
    TabSpec("shell", tr("Shell"), _shell_tab),
    TabSpec("stats", tr("Stats"), _stats_tab),
    TabSpec("files", tr("Files"), _files_tab),
    TabSpec("processes", tr("Processes"), _processes_tab),
    TabSpec("inspect", tr("Inspect"), _inspect_tab),
)

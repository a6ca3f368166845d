"""Fills the page with what is known of the current node."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.panes.ending import EndFlow
from app.panes.overview.actions import OverviewActions
from app.panes.overview.banner import troubles_of
from app.panes.overview.engines import Running, running_of
from app.panes.overview.items import DEPLOYMENT, Item
from app.panes.overview.lists import ItemAsked
from app.panes.overview.load_card import LoadRows, live_window
from app.panes.overview.load_chart import LoadView
from app.panes.overview.load_lines import Load, load_of
from app.panes.overview.page import OverviewPage
from app.panes.overview.peaks import PowerPeaks, power_before, power_of
from app.panes.overview.tile_words import tiles_of
from app.panes.overview.tunnel_items import tunnel_items
from app.plots.memory_parts import guard_line
from app.plots.missing_gpus import with_missing_gpus
from app.plots.part_popover import PartPopover
from app.plots.part_story import story_of
from app.services.guard.api import GuardPhase
from app.services.telemetry.api import MemoryPart, PartKind, Sample
from app.services.telemetry.metrics import row_of
from app.services.tunnels.api import TunnelId, TunnelStatus
from app.state.guard import GuardChanged
from app.state.hub import Hub
from app.state.tunnels import TunnelsChanged
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.services.serving.running.api import RunningModel
    from app.state.deployments import Deployment

_GUARDED = (GuardPhase.ARMED, GuardPhase.ACTING, GuardPhase.LOST)
_NO_ENGINES = tr(
    "Nothing computes on the GPU. An engine appears here with its model, speed and memory."
)
_NO_GPU = tr("No GPU is reported on this machine.")
_NO_TUNNELS = tr("No tunnels yet. They bring the services of the node to this computer.")
_NONE_HERE = tr("This computer needs no tunnels: its services are here already.")

_LOOKS_BEFORE = 3
"""How often the page is shown before models are looked for: what a start needs comes first."""


class PageFiller(QObject):
    """Shows samples, alerts, guard and tunnels of one node on the page."""

    def __init__(self, hub: Hub, page: OverviewPage, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._page = page
        self.actions = OverviewActions(hub, window)
        self.rows = LoadRows(hub, self)
        self._ending = EndFlow(hub, window)
        self._peaks = PowerPeaks()
        self._load: Load | None = None
        self._running: dict[str, Running] = {}
        self._models: dict[str, RunningModel] = {}
        self._looks = 0
        hub.guard.status_changed.connect(self._on_guard)
        hub.tunnels.changed.connect(self._on_tunnels)
        hub.tunnels.status_changed.connect(self._on_tunnel)
        page.memory_map.end_requested.connect(self._ending.on_requested)
        page.engines.asked.connect(self._on_engine_asked)
        page.tunnels.asked.connect(self._on_tunnel_asked)
        page.guard.clicked.connect(self._on_guard_clicked)
        page.engines.link.clicked.connect(self.actions.open_models)
        page.tunnels.link.clicked.connect(self.actions.open_tunnels)
        page.banner.alerts.clicked.connect(self.actions.open_alerts)
        page.banner.processes_asked.connect(self.actions.open_processes)

    def note(self, node: NodeId, sample: Sample) -> None:
        """Remember what has to be known of every sample, whether the pane is seen or not."""
        since = self._hub.sessions.status(node).since
        if not self._peaks.knows(node, since):  # the pane was made later than the connection
            history, past = self._hub.telemetry.history(node), time.time() - since
            self._peaks.note(node, since, power_before(history, len(sample.gpus), past))
        self._peaks.note(node, since, power_of(sample))

    def show_words(self, sample: Sample, age: float = 0.0) -> None:
        """Bring every number up to date; `age`: seconds since the sample when others are due."""
        node, page = self._hub.current_node, self._page
        drawn = with_missing_gpus(sample, self._hub.telemetry.history(node).keys)
        page.memory_map.show_sample(sample, age)
        page.vram.show_sample(sample)
        page.tiles.show_words(tiles_of(drawn, row_of(drawn), self._peaks.peak(node), age))
        self._load = replace(load_of(drawn), stale=age > 0)
        page.load.show_title(self._load.title)
        self._show_guard(sample)
        self._show_engines(sample)

    def show_curves(self, end: float) -> None:
        """Draw every curve; `end`: where the live window ends, on the clock of the rows."""
        page, telemetry, load = self._page, self._hub.telemetry, self._load
        if load is None:
            return
        history = telemetry.history(self._hub.current_node)
        live = live_window(history, end, telemetry.now())
        page.tiles.show_rows(history, live)
        self.rows.look(load)
        page.load.show_problem(self.rows.error)
        found = self.rows.rows(live)
        if found is not None:
            page.load.chart.show_view(LoadView(load, *found, self.rows.events))

    def show_troubles(self) -> None:
        """Bring the banner up to date."""
        node, alerts = self._hub.current_node, self._hub.alerts
        self._page.banner.show_troubles(troubles_of(alerts.findings(node), alerts.active(node)))

    def _show_guard(self, sample: Sample) -> None:
        """Bring badge and line of the guard up to date; no badge where there can be no guard."""
        status, page = self._hub.guard.status(self._hub.current_node), self._page
        page.guard.show_status(status)
        linux = any(part.kind is PartKind.KERNEL for part in sample.memory.parts)
        page.memory_map.show_corner(
            (linux and bool(sample.gpus)) or status.phase is not GuardPhase.OFF
        )
        line = None
        if status.phase in _GUARDED:
            works = status.phase is not GuardPhase.LOST
            line = guard_line(sample.memory, status.policy.limit_bytes, works=works)
        page.memory_map.show_guard(line)

    def show_tunnels(self) -> None:
        """Bring the list of tunnels up to date."""
        if not self._hub.nodes.has(self._hub.current_node):
            return  # removed; another one is selected next
        tunnels, node = self._hub.tunnels, self._hub.nodes.get(self._hub.current_node)
        items = tunnel_items(tunnels.specs(node.id), tunnels.status, node.name)
        self._page.tunnels.show_items(items, _NONE_HERE if node.is_local else _NO_TUNNELS)

    def _show_engines(self, sample: Sample) -> None:
        """Bring the list up to date: models that are known, then what else is on the GPU."""
        scan = self._hub.tunnels.services(self._hub.current_node)
        running = running_of(sample, scan.listeners if scan is not None else ())
        items: list[Item] = []
        models, deployments = self._follow_models()
        self._models = {}
        if models or deployments:
            from app.panes.overview import model_items  # loads what no first paint needs

            items = model_items.items_of(models, deployments)
            running = model_items.others(running, models)
            self._models = {model_items.model_key(each): each for each in models}
        self._running = {each.key: each for each in running}
        items += map(_item, running)
        self._page.engines.show_items(items, _NO_ENGINES if sample.gpus else _NO_GPU)

    def _follow_models(self) -> tuple[tuple[RunningModel, ...], tuple[Deployment, ...]]:
        """Return what the node serves, and what is being deployed there.

        It is followed once the page was read for a while: what a start needs comes first.
        """
        self._looks += 1
        if self._looks <= _LOOKS_BEFORE:
            return (), ()
        node, serving = self._hub.current_node, self._hub.serving
        if self._hub.sessions.status(node).phase is Phase.CONNECTED:
            serving.watch(node)
        going_on = tuple(
            each
            for each in serving.deployments()
            if each.errand.is_running and each.plan.node.node == node
        )
        return serving.view(node).models or (), going_on

    def _on_guard(self, changed: GuardChanged) -> None:
        sample = self._hub.telemetry.latest(changed.node)
        if changed.node == self._hub.current_node and sample is not None:
            self._show_guard(sample)

    def _on_tunnels(self, changed: TunnelsChanged) -> None:
        if changed.node == self._hub.current_node:
            self.show_tunnels()

    def _on_tunnel(self, status: TunnelStatus) -> None:
        if status.node == self._hub.current_node:
            self.show_tunnels()

    def _on_guard_clicked(self) -> None:
        self._hub.guard.request_arm(self._hub.current_node)

    def _on_engine_asked(self, asked: ItemAsked) -> None:
        if asked.key.startswith(DEPLOYMENT):
            self.actions.show_deployment(int(asked.key.removeprefix(DEPLOYMENT)))
            return
        if asked.key in self._models:
            self._use_model(self._models[asked.key])
            return
        running = self._running.get(asked.key)
        sample = self._hub.telemetry.latest(self._hub.current_node)
        if running is None or running.process is None or sample is None:
            return
        process, total = running.process, sample.memory.total_bytes
        part = MemoryPart(
            running.title,
            PartKind.ENGINE,
            process.gpu_memory_bytes or 0,
            process.pid,
            process.owner,
        )
        share = part.bytes / total if total else math.nan
        popover = PartPopover(story_of(part, share, sample), self._page)
        popover.end_requested.connect(self._ending.on_requested)
        card = self._page.engines
        popover.open_at(card.mapToGlobal(QPoint(40, card.height() // 2)))

    def _use_model(self, model: RunningModel) -> None:
        """Do what its button says."""
        from app.panes.overview import model_items

        if model_items.can_chat(model):
            self.actions.chat(model.endpoint)
        else:
            self.actions.show_model(model.endpoint)

    def _on_tunnel_asked(self, asked: ItemAsked) -> None:
        self.actions.use_tunnel(TunnelId(asked.key))


def _item(running: Running) -> Item:
    word, tone = running.state
    known = running.process is not None
    return Item(
        key=running.key,
        icon="cube",
        title=running.title,
        below=running.below,
        pill=word,
        tone=tone,
        action=tr("Details") if known else "",
        action_icon="dots-three",
    )

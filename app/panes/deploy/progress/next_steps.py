"""What can be done with a model that has just become ready: find it, chat with it, measure it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.panes.deploy.api import ModelWish, Page, PageAsked
from app.services.serving.running.api import ModelState, RunningModel
from app.services.tunnels.api import Preset
from app.state.hub import ChatWish

if TYPE_CHECKING:
    from app.panes.deploy.progress.outcome import ReadyCard
    from app.services.serving.running.api import Endpoint
    from app.services.tunnels.api import TunnelSpec, TunnelStatus
    from app.state.deployments import Deployment
    from app.state.hub import Hub

_NO_TUNNEL = tr("needs a tunnel")


class NextSteps(QObject):
    """Fills the card of a model that is ready, and does what its buttons say.

    Signals:
        page_asked: another section does it.
    """

    page_asked = Signal(PageAsked)

    def __init__(self, hub: Hub, card: ReadyCard, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._card = card
        self._deployment: Deployment | None = None
        self._listens = False
        card.tunnel.clicked.connect(self._on_tunnel)
        card.chat.clicked.connect(self._on_chat)
        card.code.clicked.connect(self._on_code)
        card.benchmark.clicked.connect(self._on_benchmark)
        card.running.clicked.connect(self._on_running)

    def show_deployment(self, deployment: Deployment) -> None:
        """Show where a model answers."""
        self._deployment = deployment
        endpoint = self._endpoint
        if endpoint is None:
            return
        if not self._listens:
            self._listens = True
            self._hub.tunnels.status_changed.connect(self._on_tunnel_changed)
        self._card.there.show_text(
            tr("http://127.0.0.1:{port}{base}").format(port=endpoint.port, base=endpoint.base)
        )
        self._card.model.show_text(endpoint.model_id)
        self._show_tunnel(endpoint)

    @property
    def _endpoint(self) -> Endpoint | None:
        deployed = self._deployment.deployed if self._deployment is not None else None
        return deployed.endpoint if deployed is not None else None

    def _show_tunnel(self, endpoint: Endpoint) -> None:
        from app.core.ids import LOCAL_NODE

        if endpoint.node == LOCAL_NODE:
            self._card.here.hide()
            self._card.tunnel.hide()
            return
        spec = self._tunnel(endpoint)
        status = self._hub.tunnels.status(spec.id) if spec is not None else None
        port = status.local_port if status is not None else None
        is_open = port is not None
        address = f"http://127.0.0.1:{port}{endpoint.base}" if is_open else _NO_TUNNEL
        self._card.here.show_text(address, can_copy=is_open)
        self._card.tunnel.setVisible(not is_open)

    def _tunnel(self, endpoint: Endpoint) -> TunnelSpec | None:
        """Return a tunnel to the model that is saved, best one that is open."""
        tunnels = self._hub.tunnels
        specs = [spec for spec in tunnels.specs(endpoint.node) if spec.remote_port == endpoint.port]
        opened = (spec for spec in specs if tunnels.status(spec.id).local_port is not None)
        return next(opened, specs[0] if specs else None)

    def _model(self) -> RunningModel | None:
        """Return the model as the list of running ones has it, or as we know it."""
        endpoint, deployment = self._endpoint, self._deployment
        if endpoint is None or deployment is None or deployment.deployed is None:
            return None
        running = self._hub.serving.view(endpoint.node).models or ()
        found = next((each for each in running if each.endpoint == endpoint), None)
        plan = deployment.plan
        return found or RunningModel(
            endpoint,
            plan.recipe.title,
            ModelState.READY,
            container_id=deployment.deployed.container_id,
            recipe=plan.recipe.id,
            is_ours=True,
            context=plan.settings.context,
        )

    def _on_tunnel(self) -> None:
        endpoint = self._endpoint
        if endpoint is None or self._deployment is None:
            return
        known = self._tunnel(endpoint)
        try:
            if known is not None:
                self._hub.tunnels.open(known.id)
            else:
                title = self._deployment.plan.recipe.title
                preset = Preset("model", title, endpoint.port, path=f"{endpoint.base}/models")
                self._hub.tunnels.open_service(endpoint.node, preset)
        except UserError as error:
            self._hub.tell_error(error)
        self._show_tunnel(endpoint)

    def _on_tunnel_changed(self, _status: TunnelStatus) -> None:
        if self._endpoint is not None:
            self._show_tunnel(self._endpoint)

    def _on_chat(self) -> None:
        if self._endpoint is not None:
            self._hub.show_chat(ChatWish(self._endpoint))

    def _on_code(self) -> None:
        self._show_running("code")

    def _on_running(self) -> None:
        self._show_running("")

    def _show_running(self, tab: str) -> None:
        if self._endpoint is not None:
            self.page_asked.emit(PageAsked(Page.RUNNING, ModelWish(self._endpoint, tab)))

    def _on_benchmark(self) -> None:
        model = self._model()
        if model is not None:
            self.page_asked.emit(PageAsked(Page.BENCHMARKS, model))

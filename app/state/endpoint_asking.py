"""EndpointAsking: asks endpoints for their models, and asks again what loads or was silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.state.endpoint_views import EndpointsChanged
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.services.chat.api import ChatEndpoint
    from app.services.serving.reach import NodeReach
    from app.state.chat import ChatState
    from app.state.endpoint_views import EndpointViews

LOADING_MS = 3_000
"""Between two questions to an endpoint whose model is on its way into memory."""
RETRY_MS = 30_000
"""The same, for one that told nothing."""


class EndpointAsking(QObject):
    """One question to each endpoint at a time; what comes of it goes into the views.

    Signals:
        ended: an endpoint is not being asked any more.
    """

    ended = Signal(EndpointsChanged)

    def __init__(
        self,
        chat: ChatState,
        views: EndpointViews,
        *,
        reach_of: Callable[[ChatEndpoint], NodeReach | None],
        can_reach: Callable[[ChatEndpoint], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._views = views
        self._reach_of = reach_of
        self._can_reach = can_reach
        self._asking: dict[str, str] = {}
        """Endpoints that are being asked, by the name of the job."""
        self._ask_again: set[str] = set()
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._on_retry)

    def is_asking(self, endpoint: str) -> bool:
        """Whether an endpoint is being asked."""
        return endpoint in self._asking.values()

    def ask(self, endpoint: str) -> None:
        """Ask an endpoint, once more where it is being asked already."""
        view = self._views.get(endpoint)
        if view is None:
            return
        if self.is_asking(endpoint):
            self._ask_again.add(endpoint)
            return

        def work(cancel: Cancel) -> object:
            from app.services.chat.endpoints.surveying import survey

            return survey(view.endpoint, self._reach_of, self._chat.secrets(), cancel)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_told)
        worker.ended.connect(self._on_ended)
        self._asking[worker.name] = endpoint
        self._views.asked(endpoint)
        self._chat.start(worker)

    def fail(self, endpoints: tuple[str, ...], error: UserError) -> None:
        """Take why endpoints tell nothing."""
        if not endpoints:
            return
        from app.services.chat.endpoints.listing import KeyWanted

        self._views.failed(endpoints, error, wants_key=isinstance(error, KeyWanted))

    def _on_told(self, produced: Produced) -> None:
        from app.services.chat.endpoints.surveying import Told

        if isinstance(produced.value, Told):
            self._views.told(produced.value)

    def _on_ended(self, ended: Ended) -> None:
        endpoint = self._asking.pop(ended.job, "")
        if ended.error is not None and not ended.cancelled:
            self.fail((endpoint,), ended.error)
        if self._views.get(endpoint) is not None:
            self.ended.emit(EndpointsChanged(endpoint))
        if endpoint in self._ask_again:
            self._ask_again.discard(endpoint)
            self.ask(endpoint)
        self._plan_retry()

    def _plan_retry(self) -> None:
        loading = self._views.loading()
        if loading or self._views.silent():
            wait = LOADING_MS if loading else RETRY_MS
            if not self._retry.isActive() or self._retry.remainingTime() > wait:
                self._retry.start(wait)

    def _on_retry(self) -> None:
        for endpoint in {*self._views.loading(), *self._views.silent()}:
            view = self._views.get(endpoint)
            if view is not None and self._can_reach(view.endpoint):
                self.ask(endpoint)

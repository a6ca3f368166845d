"""ChatState: endpoints, the library of conversations, and those that are open."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from app.state.hub import Notice
from app.workers.worker import Worker, once, streaming

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.paths import Paths
    from app.core.settings import SettingsStore
    from app.hosts.secrets import SecretStore
    from app.state.chat_endpoints import EndpointsState
    from app.state.chat_library import LibraryState
    from app.state.conversation import ConversationState
    from app.state.documents import DocumentsState
    from app.state.hub import Hub
    from app.workers.supervisor import Supervisor

PREPARE_MS = 1500
"""After a conversation was opened: by then it is shown."""
_MOST_RECENT = 8
"""Conversations that stay open after they were shown: going back to one is quick."""


class ChatState(QObject):
    """Where the parts of the chat meet. It owns no facts, it says where they are kept.

    Signals:
        told: the user should see this.
    """

    told = Signal(Notice)

    def __init__(
        self,
        hub: Hub,
        *,
        supervisor: Supervisor,
        settings: SettingsStore,
        secrets: Callable[[], SecretStore],
        paths: Paths,
    ) -> None:
        super().__init__()
        self.hub = hub
        self.settings = settings
        self.secrets = secrets
        """Where keys are kept. For workers: the keyring blocks."""
        self.paths = paths
        self._supervisor = supervisor
        self._serial = 0
        # Those that somebody shows, that are asked, and those that were shown last.
        self._open: WeakValueDictionary[int, ConversationState] = WeakValueDictionary()
        self._asked: set[ConversationState] = set()
        self._is_prepared = False
        self._recent: deque[ConversationState] = deque(maxlen=_MOST_RECENT)

    @functools.cached_property
    def endpoints(self) -> EndpointsState:
        """What can be chatted with."""
        from app.state.chat_endpoints import EndpointsState

        return EndpointsState(self)

    @functools.cached_property
    def library(self) -> LibraryState:
        """Conversations, kept."""
        from app.state.chat_library import LibraryState

        return LibraryState(self)

    @functools.cached_property
    def documents(self) -> DocumentsState:
        """Own documents that conversations can ask."""
        from app.state.documents import DocumentsState

        documents = DocumentsState(self)
        documents.told.connect(self.told)
        return documents

    def conversation(self, conversation: int) -> ConversationState:
        """Return an open conversation; windows that show the same one share it."""
        from app.state.conversation import ConversationState

        state = self._open.get(conversation)
        if state is None:
            state = self._open[conversation] = ConversationState(self, conversation)
            self._prepare_soon()
        if state in self._recent:
            self._recent.remove(state)
        self._recent.append(state)
        return state

    def _prepare_soon(self) -> None:
        """Load what asking needs once the conversation is shown: the first answer comes sooner."""
        if not self._is_prepared:
            self._is_prepared = True
            QTimer.singleShot(PREPARE_MS, self, self._prepare)

    def _prepare(self) -> None:
        from app.services.serving.completions import prepare

        self.start(self.work(lambda _cancel: prepare()))

    def hold(self, state: ConversationState) -> None:
        """Keep a conversation open, whoever shows it: it is asked."""
        self._asked.add(state)

    def let_go(self, state: ConversationState) -> None:
        """Close a conversation once nobody shows it."""
        self._asked.discard(state)

    def work(self, work: Callable[[Cancel], object]) -> Worker:
        """Return a worker that produces what `work` returns; connect it, then `start` it."""
        self._serial += 1
        return self._supervisor.worker(f"chat:{self._serial}", once(work))

    def follow(self, work: Callable[[Cancel], Iterator[object]]) -> Worker:
        """Return a worker that produces what `work` yields, one by one."""
        self._serial += 1
        return self._supervisor.worker(f"chat:{self._serial}", streaming(work))

    def start(self, worker: Worker) -> None:
        """Start a worker that was made here."""
        self._supervisor.start(worker)

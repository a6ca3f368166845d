"""ModelFactsState: what is known of models' files, looked up when somebody wants a model."""

from __future__ import annotations

import functools
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.services.serving.api import ModelRef
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.facts.book import FactsBook, KeptFacts
    from app.workers.supervisor import Supervisor

AT_ONCE = 3
"""Look-ups that go on at the same time."""


@dataclass(frozen=True, slots=True)
class FactsChanged:
    """More is known of a model, or why not; None: of all of them, as they were kept."""

    ref: ModelRef | None
    error: UserError | None = None


class ModelFactsState(QObject):
    """Keeps what is known of models, and asks the Hub for those that are wanted.

    Signals:
        changed: a look-up ended, or what was kept was read.
    """

    changed = Signal(FactsChanged)

    def __init__(
        self,
        *,
        supervisor: Supervisor,
        secrets: Callable[[], SecretStore],
        path: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._secrets = secrets
        self._path = path
        self._book: FactsBook | None = None
        self._known: dict[ModelRef, KeptFacts] = {}
        self._errors: dict[ModelRef, UserError] = {}
        self._waiting: deque[ModelRef] = deque()
        self._asked: dict[str, ModelRef] = {}
        self._serial = 0
        self._was_read = False

    def get(self, ref: ModelRef) -> ModelFacts | None:
        """Return what is known of a model, however old."""
        kept = self._known.get(ref)
        return None if kept is None else kept.facts

    def error(self, ref: ModelRef) -> UserError | None:
        """Return why the last look-up failed; None where it did not."""
        return self._errors.get(ref)

    @property
    def pending(self) -> int:
        """How many models are still to be looked up."""
        return len(self._waiting) + len(self._asked)

    def is_asked(self, ref: ModelRef) -> bool:
        """Whether a model is being looked up."""
        return ref in self._waiting or ref in self._asked.values()

    def read(self) -> None:
        """Read what was kept, once."""
        if not self._was_read:
            self._was_read = True
            worker = self._supervisor.worker(
                "model-facts", once(lambda _cancel: self._file().all())
            )
            worker.produced.connect(self._on_read)
            worker.ended.connect(self._on_read_ended)
            self._supervisor.start(worker)

    def want(self, refs: Iterable[ModelRef], *, again: bool = False) -> None:
        """Look models up that are on the Hub and not known yet; `again`: also those that failed.

        Asks the Hub, so only for models that somebody chose or asked about.
        """
        now = time.time()
        for ref in dict.fromkeys(refs):
            kept = self._known.get(ref)
            if not ref.is_on_hub or self.is_asked(ref):
                continue
            if (kept is None or kept.is_old(now)) and (again or ref not in self._errors):
                self._waiting.append(ref)
        self._go_on()

    def stop(self) -> None:
        """Begin no further look-up."""
        self._waiting.clear()

    # Private

    def _file(self) -> FactsBook:
        from app.services.serving.facts.book import FactsBook

        self._book = self._book or FactsBook(self._path)
        return self._book

    def _go_on(self) -> None:
        while self._waiting and len(self._asked) < AT_ONCE:
            ref = self._waiting.popleft()
            self._serial += 1
            name = f"model-facts:{self._serial}"
            worker = self._supervisor.worker(name, once(functools.partial(self._ask, ref)))
            worker.produced.connect(self._on_answer)
            worker.ended.connect(self._on_ended)
            self._asked[name] = ref
            self._supervisor.start(worker)

    def _ask(self, ref: ModelRef, cancel: Cancel) -> KeptFacts:
        from app.services.serving.facts.look import HubAccess, look_up
        from app.services.serving.keys import secret_of

        facts = look_up(ref, HubAccess(token_of=secret_of(self._secrets(), cancel)), cancel)
        return self._file().add(facts)

    def _on_read(self, produced: Produced) -> None:
        if isinstance(produced.value, dict):
            self._known = {**produced.value, **self._known}

    def _on_read_ended(self, _ended: Ended) -> None:
        self.changed.emit(FactsChanged(None))

    def _on_answer(self, produced: Produced) -> None:
        from app.services.serving.facts.book import KeptFacts

        ref = self._asked.get(produced.job)
        if ref is not None and isinstance(produced.value, KeptFacts):
            self._known[ref] = produced.value
            self._errors.pop(ref, None)

    def _on_ended(self, ended: Ended) -> None:
        ref = self._asked.pop(ended.job, None)
        if ref is None:
            return
        if ended.error is not None and not ended.cancelled:
            self._errors[ref] = ended.error
        self._go_on()
        self.changed.emit(FactsChanged(ref, self._errors.get(ref)))

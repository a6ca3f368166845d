"""KeyringUse: where secrets are kept beyond this run, asked of the system by a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.hosts.keyring import KeyringState
from app.workers.worker import once

if TYPE_CHECKING:
    from app.hosts.secrets import SecretStore
    from app.workers.job import Ended, Produced
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class KeyringAsked:
    """What the system's keyring is."""

    state: KeyringState


class KeyringUse(QObject):
    """Knows the keyring once somebody asked.

    Signals:
        changed: the keyring was asked.
    """

    changed = Signal(KeyringAsked)

    def __init__(
        self,
        supervisor: Supervisor,
        secrets: Callable[[], SecretStore],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._secrets = secrets
        self._asking = False
        self.state: KeyringState | None = None

    @property
    def kept(self) -> int:
        """How many secrets the user chose to keep in it."""
        return self._secrets().kept_count

    def ask(self) -> None:
        """Ask the system; `changed` tells. It never makes the system ask its user."""
        if self._asking:
            return
        self._asking = True
        worker = self._supervisor.worker("keyring:state", once(self._look))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._supervisor.start(worker)

    def forget_login(self, target: str) -> Worker:
        """Return what lets go of the password of a log-in, `user@address:port`, also in there.

        It is to be started, and ends with an error where the keyring does not let go.
        """

        def forget(cancel: Cancel) -> None:
            from app.hosts.secrets import SecretKind

            if problem := self._secrets().forget(target, SecretKind.PASSWORD, cancel):
                told = tr("The password is still in the system keyring: {problem}.")
                raise UserError(told.format(problem=problem))

        return self._supervisor.worker(f"keyring:forget:{target}", once(forget))

    def _look(self, cancel: Cancel) -> KeyringState | None:
        return self._secrets().state(cancel)

    def _on_produced(self, produced: Produced) -> None:
        if isinstance(produced.value, KeyringState):
            self.state = produced.value
            self.changed.emit(KeyringAsked(produced.value))

    def _on_ended(self, _ended: Ended) -> None:
        self._asking = False

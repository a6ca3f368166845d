"""RegistriesState: accounts of registries, for all nodes. Secrets stay in the keyring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.ids import NodeId
from app.services.containers.accounts import drop_account, keep_account, load_accounts
from app.services.containers.image_api import Login, LoginOf
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.settings import SettingsStore
    from app.hosts.secrets import SecretStore
    from app.services.containers.engine import Engine
    from app.state.containers import ContainersState
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a registry."""

    login: Login
    in_keyring: bool
    """Whether it is kept in the system's keyring; otherwise it is forgotten at the end."""


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """An account was added or removed, or why not. `note`: what else the user has to know."""

    server: str
    error: UserError | None = None
    note: str = ""


class RegistriesState(QObject):
    """Adds accounts of registries, after asking the registry by a node's engine, and drops them.

    Signals:
        changed: other accounts are known.
        answered: an `add` or a `remove` is over.
    """

    changed = Signal()
    answered = Signal(AccountAnswer)

    def __init__(
        self,
        *,
        settings: SettingsStore,
        supervisor: Supervisor,
        containers: ContainersState,
        secrets: Callable[[], SecretStore],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._supervisor = supervisor
        self._containers = containers
        self._secrets = secrets
        self._passing: dict[str, Login] = {}
        """Accounts that are not kept beyond this run, by server."""
        self._adding: dict[str, tuple[Login, bool]] = {}
        """By worker: what is added, and whether it is kept."""
        self._removing: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._serial = 0

    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts, by server. Workers ask, too."""
        passing = dict(self._passing)  # of one moment: another thread may be adding
        kept = load_accounts(self._settings)
        found = {each.server: Account(each, in_keyring=True) for each in kept}
        found |= {key: Account(each, in_keyring=False) for key, each in passing.items()}
        return tuple(found[server] for server in sorted(found))

    def account_of(self, server: str) -> Account | None:
        """Return the account of a registry, None without one."""
        return next((each for each in self.accounts() if each.login.server == server), None)

    def login_of(self, cancel: Cancel) -> LoginOf:
        """Return what finds user and secret of a registry. For workers: it asks the keyring."""
        from app.services.containers.logins import login_of

        return login_of([each.login for each in self.accounts()], self._secrets(), cancel)

    def add(
        self, node: NodeId, login: Login, secret: str, *, keep: bool, check: bool = True
    ) -> None:
        """Add an account, in place of any other of its registry; `answered` says how it went.

        Args:
            node: whose engine asks the registry.
            login: registry and user.
            secret: password or token.
            keep: in the system's keyring; otherwise it is forgotten at the end.
            check: ask the registry first; one that does not let it in adds nothing.
        """

        def remember(cancel: Cancel) -> str:
            from app.services.containers.logins import KIND

            secrets = self._secrets()
            if not keep:
                secrets.forget(login.server, KIND, cancel)
            note = secrets.remember(login.server, KIND, secret, keep=keep, cancel=cancel)
            if keep and not note:
                keep_account(self._settings, login)
            else:
                drop_account(self._settings, login.server)
            return note

        def checked(engine: Engine, cancel: Cancel) -> str:
            from app.services.containers.logins import check_login

            check_login(engine, login.server, login.user, secret)
            return remember(cancel)

        if check:
            worker = self._containers.asking(node, checked)
            start = self._containers.start
        else:
            worker, start = self._worker(remember), self._supervisor.start
        self._adding[worker.name] = (login, keep)
        self._connect(worker)
        start(worker)

    def remove(self, server: str) -> None:
        """Forget an account and its secret; `answered` says how it went."""

        def forget(cancel: Cancel) -> str:
            from app.services.containers.logins import KIND

            drop_account(self._settings, server)
            return self._secrets().forget(server, KIND, cancel)

        worker = self._worker(forget)
        self._removing[worker.name] = server
        self._connect(worker)
        self._supervisor.start(worker)

    def _worker(self, work: Callable[[Cancel], str]) -> Worker:
        self._serial += 1
        return self._supervisor.worker(f"registries:{self._serial}", once(work))

    def _connect(self, worker: Worker) -> None:
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)

    def _on_produced(self, produced: Produced) -> None:
        self._notes[produced.job] = str(produced.value or "")

    def _on_ended(self, ended: Ended) -> None:
        note = self._notes.pop(ended.job, "")
        login, keep = self._adding.pop(ended.job, (None, False))
        server = self._removing.pop(ended.job, "") if login is None else login.server
        if ended.error is None and not ended.cancelled:
            self._passing.pop(server, None)
            if login is not None and (note or not keep):
                self._passing[server] = login
            self.changed.emit()
        self.answered.emit(AccountAnswer(server, ended.error, note))

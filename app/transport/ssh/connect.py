"""Open a session step by step, each with a status, abortable at any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.cancel import Cancel
from app.core.errors import Cancelled, ConnectError
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, host_and_port
from app.hosts.secrets import SecretStore
from app.transport.credentials import Prompter
from app.transport.ssh.authenticate import authenticate
from app.transport.ssh.routes import Race, Reached
from app.transport.ssh.session import SshSession
from app.transport.ssh.steps import Steps
from app.transport.status import Step, StepStatus


@dataclass(frozen=True)
class Connector:
    """Opens SSH sessions: what is trusted, who is asked, what is remembered."""

    known_hosts: KnownHosts
    prompter: Prompter
    secrets: SecretStore = field(default_factory=SecretStore)
    use_agent: bool = True
    use_default_keys: bool = True
    only_key: bool = False
    """Log in by the node's key file or not at all: no other key, no password."""

    def open(
        self,
        node: Node,
        cancel: Cancel,
        report: Callable[[tuple[StepStatus, ...]], object] = lambda _steps: None,
    ) -> SshSession:
        """Open a session with `node` over the best of its routes that answers.

        Raises Cancelled, a ConnectError, or SettingsUnwritable when an accepted key cannot be
        saved; the failed step is reported before.
        """
        reached = Race(node, self, Steps(report), cancel).run()
        try:
            with cancel.on_cancel(reached.transport.close):
                return self._log_in(node, reached, cancel)
        except BaseException as error:
            reached.transport.close()
            if cancel.cancelled:
                reached.way.end("cancelled")
                raise Cancelled from error
            reached.way.end(error.message if isinstance(error, ConnectError) else "failed")
            raise

    def _log_in(self, node: Node, reached: Reached, cancel: Cancel) -> SshSession:
        way, route = reached.way, reached.route
        way.begin(Step.AUTHENTICATE, node.user)
        login = authenticate(node, reached.transport, self, cancel)
        way.done(login)
        way.begin(Step.OPEN)
        cancel.raise_if_cancelled()
        title = f"{node.user}@{host_and_port(route.address, route.port)}"
        session = SshSession(
            reached.transport, title, reached.key.fingerprint, reached.title, login
        )
        named = len(node.routes) == 1 or reached.title in title
        way.done(title if named else f"{title} · {reached.title}")
        return session

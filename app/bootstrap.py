"""The composition root: the only module that knows every layer."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING

from app import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QApplication

    from app.core.cancel import Cancel
    from app.core.invocation import WindowWish
    from app.core.paths import Paths
    from app.core.settings import SettingsStore
    from app.hosts.discovery.api import Snapshot
    from app.hosts.known_hosts import KnownHosts
    from app.hosts.nodes import Node
    from app.hosts.secrets import SecretStore
    from app.hosts.tailscale import Tailnet
    from app.panes.api import PaneSpec
    from app.services.access.key_access import KeyAccess
    from app.services.processes.control import ProcessEnder
    from app.services.telemetry.api import Reading
    from app.services.telemetry.watcher import Watcher
    from app.shell.program import Program
    from app.state.alerts import AlertsState
    from app.state.archive import ArchiveState
    from app.state.chat import ChatState
    from app.state.containers import ContainersState
    from app.state.discovery import DiscoveryState
    from app.state.guard import GuardState
    from app.state.hub import Hub
    from app.state.key_access import KeyAccessState
    from app.state.keyring import KeyringUse
    from app.state.launcher import LauncherState
    from app.state.nodes import NodesState
    from app.state.preflight import PreflightState
    from app.state.processes import ProcessControl
    from app.state.registries import RegistriesState
    from app.state.serving import ServingState
    from app.state.sessions import SessionsState
    from app.state.sources import SourcesState
    from app.state.support import SupportState
    from app.state.telemetry import TelemetryState
    from app.state.tunnels import TunnelsState
    from app.state.updates import UpdatesState
    from app.transport.api import Session
    from app.transport.credentials import Prompter
    from app.transport.status import StepStatus
    from app.workers.supervisor import Supervisor


def main(argv: list[str] | None = None) -> int:
    """Open the window, or run one command of the command line."""
    arguments = sys.argv[1:] if argv is None else argv
    from app.core.invocation import window_wish

    wish = window_wish(arguments)
    if wish is not None:
        return run_window(wish)
    from app.cli.main import main as cli_main

    return cli_main(arguments)


def run_window(wish: WindowWish) -> int:
    """Start the application and return its exit code."""
    gc.disable()  # imports make hardly any garbage, and looking for it costs 15 ms; see Program
    from app.core.display import NO_DISPLAY, can_show

    if wish.smoke:
        from app.shell.smoke import prepare_smoke

        prepare_smoke(display=can_show())
    elif not can_show():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    from app.core.log import start_logging
    from app.core.paths import user_paths

    paths = user_paths()
    start_logging(paths.log_file)  # before anything that may fail on this computer, such as Qt
    from app.look.unread import spare_reading

    spare_reading()
    from app.look.languages import choose_language
    from app.look.scale import choose_scale, keep_scale_here

    choose_language(paths.settings)  # before the texts of any other module are made
    choose_scale(paths.settings)  # before Qt looks at its screens
    from app.shell.application import Application
    from app.shell.single import OnlyWindow

    only = OnlyWindow(paths)
    if not wish.smoke and not only.claim() and (left := only.ask_other(wish)) is not None:
        return left
    application = Application(sys.argv[:1])
    keep_scale_here()
    application.setApplicationVersion(__version__)
    program = make_program(application, paths)
    application.link_opened.connect(program.follow)
    code = program.smoke() if wish.smoke else program.run(wish)
    only.release()
    if program.stragglers:
        # Qt aborts the process when a running thread is destroyed, which Python's end would do.
        logging.shutdown()
        os._exit(code)
    return code


def make_program(application: QApplication, paths: Paths) -> Program:
    """Put the window up, with all that stands behind it."""
    from app.core.settings import SettingsStore
    from app.shell.program import Program
    from app.shell.questions import QuestionDialogs
    from app.shell.start import dress, open_window
    from app.workers.questions import QuestionDesk

    settings = SettingsStore(paths.settings)
    dress(application, settings)
    desk = QuestionDesk()
    hub = make_hub(paths, settings, desk)
    window = open_window(hub, find_panes(), paths)
    QuestionDialogs(desk, hub, window)
    return Program(application, hub, window, paths)


def make_hub(paths: Paths, settings: SettingsStore, prompter: Prompter) -> Hub:
    """Put state and workers together; nothing is started."""
    from app.core.later import Later
    from app.hosts.known_hosts import KnownHosts
    from app.hosts.nodes import NodeBook
    from app.state.hub import Hub
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.state.telemetry import TelemetryState
    from app.workers.supervisor import Supervisor

    known_hosts = KnownHosts(paths.known_hosts)
    secrets = Later(lambda: secret_store(settings))
    supervisor = Supervisor()
    nodes = NodesState(NodeBook(settings), known_hosts)
    telemetry = TelemetryState()
    watcher = Later(lambda: make_watcher(settings, secrets))
    sessions = SessionsState(
        nodes=nodes,
        telemetry=telemetry,
        supervisor=supervisor,
        settings=settings,
        open_session=session_opener(known_hosts, prompter, secrets),
        watch=session_watcher(watcher),
    )
    return Hub(
        settings=settings,
        supervisor=supervisor,
        nodes=nodes,
        sessions=sessions,
        telemetry=telemetry,
        later=LaterStates(
            paths=paths,
            settings=settings,
            supervisor=supervisor,
            nodes=nodes,
            sessions=sessions,
            telemetry=telemetry,
            secrets=secrets,
            watcher=watcher,
            known_hosts=known_hosts,
            prompter=prompter,
        ),
    )


class LaterStates:
    """Makes the states that no first paint needs, each when it is first asked for."""

    def __init__(
        self,
        *,
        paths: Paths,
        settings: SettingsStore,
        supervisor: Supervisor,
        nodes: NodesState,
        sessions: SessionsState,
        telemetry: TelemetryState,
        secrets: Callable[[], SecretStore],
        watcher: Callable[[], Watcher],
        known_hosts: KnownHosts,
        prompter: Prompter,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._supervisor = supervisor
        self._nodes = nodes
        self._sessions = sessions
        self._telemetry = telemetry
        self._secrets = secrets
        self._watcher = watcher
        self._known_hosts = known_hosts
        self._prompter = prompter

    def archive(self) -> ArchiveState:
        """Return what machines did before now; no file is opened before it is started."""
        from app.state.archive import ArchiveState

        return ArchiveState(
            nodes=self._nodes,
            sessions=self._sessions,
            telemetry=self._telemetry,
            supervisor=self._supervisor,
            settings=self._settings,
            path=self._paths.history,
        )

    def sources(self, archive: ArchiveState) -> SourcesState:
        """Return what nodes are read from."""
        from app.state.sources import SourcesState

        return SourcesState(
            nodes=self._nodes,
            sessions=self._sessions,
            archive=archive,
            supervisor=self._supervisor,
            settings=self._settings,
            secrets=self._secrets,
            watcher=self._watcher,
        )

    def discovery(self) -> DiscoveryState:
        """Return the machines on the network; nothing is searched before it is asked to."""
        from app.state.discovery import DiscoveryState

        return DiscoveryState(
            supervisor=self._supervisor,
            discover=discoverer(self._nodes.all),
            read_tailnet=read_tailnet,
        )

    def tunnels(self) -> TunnelsState:
        """Return the tunnels of all nodes."""
        from app.state.tunnels import TunnelsState

        return TunnelsState(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            settings=self._settings,
            secrets=self._secrets(),
            audit_file=self._paths.audit,
        )

    def launcher(self) -> LauncherState:
        """Return what opens terminals, editors and browsers."""
        from app.state.launcher import LauncherState

        return LauncherState(
            nodes=self._nodes, sessions=self._sessions, supervisor=self._supervisor
        )

    def key_access(self) -> KeyAccessState:
        """Return what lets this computer's key in to nodes."""
        from app.state.key_access import KeyAccessState

        return KeyAccessState(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            make=key_access_maker(self._paths, self._known_hosts, self._prompter, self._secrets),
        )

    def keyring(self) -> KeyringUse:
        """Return what knows the system's keyring."""
        from app.state.keyring import KeyringUse

        return KeyringUse(self._supervisor, self._secrets)

    def processes(self) -> ProcessControl:
        """Return what ends processes of the nodes."""
        from app.state.processes import ProcessControl

        return ProcessControl(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            make=lambda: process_ender(self._paths),
        )

    def guard(self) -> GuardState:
        """Return what arms memory guards; nothing is armed before it is started."""
        from app.state.guard import GuardState

        return GuardState(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            settings=self._settings,
            audit_file=self._paths.audit,
        )

    def containers(self) -> ContainersState:
        """Return the containers of nodes; none is looked at before somebody asks."""
        from app.state.containers import ContainersState

        return ContainersState(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            audit_file=self._paths.audit,
        )

    def registries(self, containers: ContainersState) -> RegistriesState:
        """Return the accounts of registries."""
        from app.state.registries import RegistriesState

        return RegistriesState(
            settings=self._settings,
            supervisor=self._supervisor,
            containers=containers,
            secrets=self._secrets,
        )

    def serving(self, hub: Hub) -> ServingState:
        """Return the models of nodes; nothing is asked before somebody looks."""
        from app.state.serving import ServingState

        return ServingState(
            nodes=self._nodes,
            sessions=self._sessions,
            telemetry=self._telemetry,
            containers=hub.containers,
            registries=hub.registries,
            errands=hub.errands,
            supervisor=self._supervisor,
            settings=self._settings,
            secrets=self._secrets,
            paths=self._paths,
        )

    def chat(self, hub: Hub) -> ChatState:
        """Return the chat; nothing is opened before somebody looks."""
        from app.state.chat import ChatState

        return ChatState(
            hub,
            supervisor=self._supervisor,
            settings=self._settings,
            secrets=self._secrets,
            paths=self._paths,
        )

    def preflight(self, hub: Hub) -> PreflightState:
        """Return what checks nodes; none is looked at before somebody asks."""
        from app.state.preflight import PreflightState

        return PreflightState(
            nodes=self._nodes,
            sessions=self._sessions,
            supervisor=self._supervisor,
            reach=lambda: hub.serving.reach,
            secrets=self._secrets,
        )

    def support(self, hub: Hub) -> SupportState:
        """Return what is handed over when something is wrong."""
        from app.state.support import SupportState

        return SupportState(hub, self._paths)

    def updates(self) -> UpdatesState:
        """Return what knows of newer versions; nobody is asked before it is started."""
        from app.state.updates import UpdatesState

        return UpdatesState(self._settings, self._supervisor)

    def alerts(self) -> AlertsState:
        """Return what watches the nodes; nothing fires before it is started."""
        from app.state.alerts import AlertsState

        return AlertsState(
            nodes=self._nodes,
            sessions=self._sessions,
            telemetry=self._telemetry,
            supervisor=self._supervisor,
            settings=self._settings,
            secrets=self._secrets,
            path=self._paths.alerts,
        )


def process_ender(paths: Paths) -> ProcessEnder:
    """Return what ends processes, imported by the first worker that does."""
    from app.core.audit import AuditLog
    from app.services.processes.control import ProcessEnder

    return ProcessEnder(AuditLog(paths.audit))


def make_watcher(settings: SettingsStore, secrets: Callable[[], SecretStore]) -> Watcher:
    """Return what watches nodes as the settings say."""
    from app.services.telemetry.watcher import Watcher

    return Watcher(settings, lambda owner, kind: secrets().recall(owner, kind))


def session_watcher(
    watcher: Callable[[], Watcher],
) -> Callable[[Session, str, float, Cancel], Iterator[Reading]]:
    """Return how nodes are watched. Sources are imported by the first worker that does."""

    def watch_session(
        session: Session, node: str, interval_s: float, cancel: Cancel
    ) -> Iterator[Reading]:
        return watcher().watch(session, node, interval_s, cancel)

    return watch_session


def discoverer(
    nodes: Callable[[], Sequence[Node]],
) -> Callable[[Cancel], Iterator[Snapshot]]:
    """Return how the network is searched. zeroconf is imported by the first worker that does."""

    def discover_machines(cancel: Cancel) -> Iterator[Snapshot]:
        from app.hosts.discovery.browse import discover
        from app.transport.ssh.probe import read_host_key

        return discover(cancel, probe=read_host_key, nodes=nodes)

    return discover_machines


def read_tailnet(cancel: Cancel) -> Tailnet:
    """Ask Tailscale for its machines, in the worker that calls."""
    from app.hosts import tailscale

    return tailscale.read_tailnet(cancel)


def secret_store(settings: SettingsStore) -> SecretStore:
    """Return where secrets are kept."""
    from app.hosts.secrets import SecretStore

    return SecretStore(settings)


def session_opener(
    known_hosts: KnownHosts, prompter: Prompter, secrets: Callable[[], SecretStore]
) -> Callable[[Node, Cancel, Callable[[tuple[StepStatus, ...]], object]], Session]:
    """Return how a node's session is opened. paramiko is imported by the first worker that does."""

    def open_session(
        node: Node, cancel: Cancel, report: Callable[[tuple[StepStatus, ...]], object]
    ) -> Session:
        if node.is_local:
            from app.transport.local import LocalSession

            return LocalSession()
        from app.transport.ssh.connect import Connector

        return Connector(known_hosts, prompter, secrets()).open(node, cancel, report)

    return open_session


def key_access_maker(
    paths: Paths, known_hosts: KnownHosts, prompter: Prompter, secrets: Callable[[], SecretStore]
) -> Callable[[], KeyAccess]:
    """Return what makes the service that lets a key in; imported by the first worker that does."""

    def open_with_key(node: Node, cancel: Cancel) -> Session:
        from app.transport.ssh.connect import Connector

        return Connector(known_hosts, prompter, secrets(), only_key=True).open(node, cancel)

    def make() -> KeyAccess:
        from app.services.access.key_access import KeyAccess

        return KeyAccess(paths, open_with_key, secrets())

    return make


def find_panes() -> list[PaneSpec]:
    """Return the panes in the order of the rail."""
    import app.panes
    from app.core.discovery import discover
    from app.panes.api import PaneSpec

    panes = discover(app.panes, "PANE", PaneSpec, folders_only=True)
    return sorted(panes, key=lambda pane: pane.order)

"""Hub: what every pane is handed. It owns no facts, it says where they are kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from app.core.errors import SettingsUnwritable, UserError
from app.core.ids import LOCAL_NODE, NodeId

if TYPE_CHECKING:
    from app.core.settings import SettingsStore
    from app.services.chat.api import ContextPart
    from app.services.serving.running.api import Endpoint
    from app.state.alerts import AlertsState
    from app.state.archive import ArchiveState
    from app.state.chat import ChatState
    from app.state.containers import ContainersState
    from app.state.discovery import DiscoveryState
    from app.state.errands import ErrandsState
    from app.state.guard import GuardState
    from app.state.key_access import KeyAccessState
    from app.state.keyring import KeyringUse
    from app.state.launcher import LauncherState
    from app.state.nodes import NodesState
    from app.state.preferences import Preferences
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
    from app.workers.supervisor import Supervisor


class Severity(StrEnum):
    """How a notice looks and whether it leaves by itself (only `ERROR` stays, as a rule)."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A button on a toast: `run` is called on the GUI thread when it is pressed."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the user: a toast with `details` behind a button."""

    severity: Severity
    title: str
    hint: str = ""
    details: str = ""
    action: NoticeAction | None = None
    """What can be done about it while the toast is there: `Undo`."""
    kept_elsewhere: bool = False
    """Whether what it says stays visible without it: then even an error leaves by itself."""
    announce: bool = False
    """Whether the desktop is told, too, while nobody looks at the window, however little it is."""

    @property
    def stays(self) -> bool:
        """Whether its toast waits to be dismissed."""
        return self.severity is Severity.ERROR and not self.kept_elsewhere


@dataclass(frozen=True, slots=True)
class NodeSelected:
    """The node that the panes show."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class DeployWish:
    """The deployer shall be shown, about something."""

    about: object = None
    """What its section takes (a recipe, a deployment's id), or the endpoint of a model that runs,
    whose details are wanted."""


@dataclass(frozen=True, slots=True)
class ChatWish:
    """The chat shall be shown, about something; nothing: as it was left."""

    endpoint: Endpoint | None = None
    """Begin a conversation with this model."""
    context: ContextPart | None = None
    """Put this of a node into the composer."""
    conversation: int | None = None
    """Show this one of the library."""
    text: str = ""
    """Put this into the composer."""
    ask: bool = False
    """Send it at once."""
    begin: bool = False
    """Begin a conversation, with what was chosen last."""


@dataclass(frozen=True, slots=True)
class PaneRequested:
    """Show another pane: `name` is its `PaneSpec.name`."""

    name: str


class _LaterStates(Protocol):
    """Makes the states that no first paint needs; each is asked for once."""

    def archive(self) -> ArchiveState: ...
    def sources(self, archive: ArchiveState) -> SourcesState: ...
    def discovery(self) -> DiscoveryState: ...
    def tunnels(self) -> TunnelsState: ...
    def launcher(self) -> LauncherState: ...
    def key_access(self) -> KeyAccessState: ...
    def keyring(self) -> KeyringUse: ...
    def processes(self) -> ProcessControl: ...
    def alerts(self) -> AlertsState: ...
    def guard(self) -> GuardState: ...
    def containers(self) -> ContainersState: ...
    def registries(self, containers: ContainersState) -> RegistriesState: ...
    def serving(self, hub: Hub) -> ServingState: ...
    def chat(self, hub: Hub) -> ChatState: ...
    def support(self, hub: Hub) -> SupportState: ...
    def updates(self) -> UpdatesState: ...
    def preflight(self, hub: Hub) -> PreflightState: ...


class Hub(QObject):
    """Where panes find state, and how they speak to the shell.

    What no first paint needs is made when somebody first asks for it: a class of Qt's takes its
    time.

    Signals:
        node_selected: another node became the current one.
        notified: tell the user something.
        pane_requested: show another pane.
        node_add_requested: open the form that adds a node.
        window_requested: bring the main window up, wherever it is.
        palette_requested: open the palette of the main window, from another one.
    """

    node_selected = Signal(NodeSelected)
    notified = Signal(Notice)
    pane_requested = Signal(PaneRequested)
    node_add_requested = Signal()
    window_requested = Signal()
    palette_requested = Signal()

    def __init__(
        self,
        *,
        settings: SettingsStore,
        supervisor: Supervisor,
        nodes: NodesState,
        sessions: SessionsState,
        telemetry: TelemetryState,
        later: _LaterStates,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.supervisor = supervisor
        self.nodes = nodes
        self.sessions = sessions
        self.telemetry = telemetry
        self._later = later
        self._current = LOCAL_NODE
        self._moment: float | None = None
        self.unfinished: dict[object, Callable[[], str]] = {}
        """Who may lose something when the program ends, beside the errands: each says what it
        would lose now, in a sentence, or nothing."""
        self._shell_wanted = False
        self._deploy_wish: DeployWish | None = None
        self._chat_wish: ChatWish | None = None
        self._setting_wish = ""
        self._container_wish = ""

    @functools.cached_property
    def archive(self) -> ArchiveState:
        """What machines did before now."""
        archive = self._later.archive()
        archive.incidents.told.connect(self.tell)
        archive.incidents.pane_requested.connect(self.pane_requested)
        archive.keeping.told.connect(self.tell)
        return archive

    @functools.cached_property
    def sources(self) -> SourcesState:
        """What nodes are read from."""
        sources = self._later.sources(self.archive)
        sources.told.connect(self.tell)
        return sources

    @functools.cached_property
    def discovery(self) -> DiscoveryState:
        """Machines on the network."""
        return self._later.discovery()

    @functools.cached_property
    def tunnels(self) -> TunnelsState:
        """Tunnels of all nodes."""
        return self._later.tunnels()

    @functools.cached_property
    def launcher(self) -> LauncherState:
        """Terminals, editors and browsers."""
        return self._later.launcher()

    @functools.cached_property
    def key_access(self) -> KeyAccessState:
        """Keys of this computer on the nodes."""
        return self._later.key_access()

    @functools.cached_property
    def keyring(self) -> KeyringUse:
        """Where secrets are kept beyond this run."""
        return self._later.keyring()

    @functools.cached_property
    def processes(self) -> ProcessControl:
        """What ends processes of the nodes."""
        return self._later.processes()

    @functools.cached_property
    def alerts(self) -> AlertsState:
        """What is wrong on which node."""
        alerts = self._later.alerts()
        alerts.told.connect(self.tell)
        alerts.pane_requested.connect(self.pane_requested)
        return alerts

    @functools.cached_property
    def guard(self) -> GuardState:
        """What keeps nodes from running out of memory."""
        return self._later.guard()

    @functools.cached_property
    def containers(self) -> ContainersState:
        """Containers of the nodes that were looked at."""
        containers = self._later.containers()
        containers.told.connect(self.tell)
        return containers

    @functools.cached_property
    def registries(self) -> RegistriesState:
        """Accounts of registries."""
        return self._later.registries(self.containers)

    @functools.cached_property
    def serving(self) -> ServingState:
        """Models of the nodes: recipes, deployments, and what runs."""
        serving = self._later.serving(self)
        serving.told.connect(self.tell)
        return serving

    @functools.cached_property
    def chat(self) -> ChatState:
        """Endpoints, conversations and own documents."""
        chat = self._later.chat(self)
        chat.told.connect(self.tell)
        return chat

    @functools.cached_property
    def preflight(self) -> PreflightState:
        """What stands in the way on nodes that are new."""
        return self._later.preflight(self)

    @functools.cached_property
    def support(self) -> SupportState:
        """What is handed over when something is wrong."""
        return self._later.support(self)

    @functools.cached_property
    def updates(self) -> UpdatesState:
        """Whether there is a newer version."""
        return self._later.updates()

    @functools.cached_property
    def errands(self) -> ErrandsState:
        """Long work that goes on while the user does something else."""
        from app.state.errands import ErrandsState

        return ErrandsState(self.supervisor, self)

    @functools.cached_property
    def preferences(self) -> Preferences:
        """What a person can set."""
        from app.state.preferences import Preferences

        return Preferences(self)

    @property
    def current_node(self) -> NodeId:
        """The node that the panes show."""
        return self._current

    def select_node(self, node: NodeId) -> None:
        """Make `node` the one that the panes show."""
        if node != self._current:
            self._current = node
            self.node_selected.emit(NodeSelected(node))

    def show_moment(self, node: NodeId, moment: float) -> None:
        """Show the charts of a node around a moment, in Unix seconds."""
        self.select_node(node)
        self._moment = moment
        self.pane_requested.emit(PaneRequested("charts"))

    def take_moment(self) -> float | None:
        """Return the moment that the charts shall show, once; None: none in particular."""
        moment, self._moment = self._moment, None
        return moment

    def show_shell(self, node: NodeId) -> None:
        """Show a new shell of a node."""
        self.select_node(node)
        self._shell_wanted = True
        self.pane_requested.emit(PaneRequested("terminal"))

    def take_shell_wish(self) -> bool:
        """Return whether the terminal shall open a shell, once."""
        wanted, self._shell_wanted = self._shell_wanted, False
        return wanted

    def show_deploy(self, node: NodeId, about: object = None) -> None:
        """Show the deployer for a node."""
        self.select_node(node)
        self._deploy_wish = DeployWish(about)
        self.pane_requested.emit(PaneRequested("models"))

    def take_deploy_wish(self) -> DeployWish | None:
        """Return what the deployer shall show, once; None: nothing in particular."""
        wish, self._deploy_wish = self._deploy_wish, None
        return wish

    def show_container(self, node: NodeId, container: str) -> None:
        """Show a container of a node, by its id."""
        self.select_node(node)
        self._container_wish = container
        self.pane_requested.emit(PaneRequested("containers"))

    def take_container_wish(self) -> str:
        """Return the id of the container that shall be shown, once; "": none in particular."""
        container, self._container_wish = self._container_wish, ""
        return container

    def show_chat(self, wish: ChatWish) -> None:
        """Show the chat."""
        self._chat_wish = wish
        self.pane_requested.emit(PaneRequested("chat"))

    def take_chat_wish(self) -> ChatWish | None:
        """Return what the chat shall show, once; None: nothing in particular."""
        wish, self._chat_wish = self._chat_wish, None
        return wish

    def show_settings(self, key: str = "") -> None:
        """Show the settings, one of them in particular."""
        self._setting_wish = key
        self.pane_requested.emit(PaneRequested("settings"))

    def take_setting_wish(self) -> str:
        """Return the key of the preference that the settings shall show, once; "": none."""
        key, self._setting_wish = self._setting_wish, ""
        return key

    def remember(self, section: str, values: object) -> None:
        """Keep a section of the settings; the user is told when that fails."""
        try:
            self.settings.save(section, values)
        except SettingsUnwritable as error:
            self.tell_error(error)

    def tell(self, notice: Notice) -> None:
        """Show a toast."""
        self.notified.emit(notice)

    def tell_error(self, error: UserError, details: str = "") -> None:
        """Show an error toast that says what to do."""
        self.tell(Notice(Severity.ERROR, error.message, error.hint, details))

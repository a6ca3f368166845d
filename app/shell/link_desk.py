"""Follows deep links: shows what they name, asks before anything is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.core.links import Link, read_link
from app.state.hub import Notice, PaneRequested, Severity
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.look.components.confirm import ConfirmDialog
    from app.services.tunnels.api import TunnelSpec
    from app.services.tunnels.asking import Wanted
    from app.shell.window import MainWindow
    from app.state.hub import Hub

TUNNELS_PANE = "tunnels"


class LinkDesk(QObject):
    """Takes a link, from whoever it came, and does what it says as far as that is harmless."""

    def __init__(self, hub: Hub, window: MainWindow) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._question: ConfirmDialog | None = None
        self._asked: tuple[Node, Wanted] | None = None

    def follow(self, text: str) -> None:
        """Follow a link that nobody has looked at; one that cannot be followed is told."""
        try:
            link = read_link(text)
        except BadInput as error:
            self._refuse(error.message, error.hint)
            return
        node = self._node(link)
        if node is None:
            self._refuse(
                tr("A link leads to a node that is not saved here: {name}").format(name=link.node),
                tr("Add it, or call one of your nodes so."),
            )
        elif link.pane and link.pane not in self._window.stack.names:
            self._refuse(tr("A link leads to a place that this version does not have."), link.pane)
        elif link.port:
            self._hub.select_node(node.id)
            self._show_port(node, link.port)
        else:
            self._hub.select_node(node.id)
            if link.pane:
                self._hub.pane_requested.emit(PaneRequested(link.pane))

    def _refuse(self, message: str, hint: str) -> None:
        self._hub.tell(Notice(Severity.WARNING, message, hint))

    def _node(self, link: Link) -> Node | None:
        nodes = self._hub.nodes
        names = {node.name.casefold(): node for node in reversed(nodes.all())}
        names[LOCAL_NODE] = nodes.get(LOCAL_NODE)
        return names.get(link.node.casefold())

    def _show_port(self, node: Node, port: int) -> None:
        from app.services.tunnels.asking import Wanted, means

        self._hub.pane_requested.emit(PaneRequested(TUNNELS_PANE))
        if self._question is not None:
            return  # a page that fires links gets one question at a time
        wanted, tunnels = Wanted(port=port), self._hub.tunnels
        saved = [spec for spec in tunnels.specs(node.id) if means(wanted, spec)]
        if any(tunnels.is_open(spec.id) for spec in saved):
            return
        self._asked = node, wanted
        self._ask(node, port, saved)

    def _ask(self, node: Node, port: int, saved: list[TunnelSpec]) -> None:
        from app.look.components.confirm import ConfirmDialog

        title = tr("Open a tunnel to port {port} of {node}?").format(port=port, node=node.name)
        lines = [
            tr(
                "A link asks for it. What listens there can then be reached from this computer, "
                "and from no other."
            )
        ]
        if self._hub.sessions.status(node.id).phase is Phase.OFF:
            lines.append(tr("{node} will be connected.").format(node=node.name))
        for spec in saved:
            if spec.start_command:
                command = " ".join(spec.start_command)
                told = tr("Your tunnel “{name}” runs this on {node} first: {command}")
                lines.append(told.format(name=spec.name, node=node.name, command=command))
        lines.append(tr("Do it only if you know where the link comes from."))
        self._question = ConfirmDialog(
            title, "\n\n".join(lines), tr("Open tunnel"), self._window, destructive=False
        )
        self._question.accepted.connect(self._on_accepted)
        self._question.finished.connect(self._on_answered)
        self._question.open()

    def _on_accepted(self) -> None:
        if self._asked is None:
            return
        node, wanted = self._asked
        try:
            if self._hub.nodes.has(node.id):
                self._hub.tunnels.open_wanted(node, wanted)
        except UserError as error:
            self._hub.tell_error(error)

    def _on_answered(self, _result: int) -> None:
        self._question = self._asked = None

"""What the pane does with tunnels and services when it is asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.clipboard import copy
from app.look.components.confirm import ConfirmDialog
from app.panes.tunnel_browser import TunnelBrowser
from app.panes.tunnels.form import TunnelEntered
from app.panes.tunnels.verbs import Verb
from app.services.tunnels.address import HOST, url_of
from app.services.tunnels.api import Listener, TunnelId, TunnelSpec
from app.services.tunnels.book import companions_of, spec_of_listener, stable_port
from app.state.hub import Notice, NoticeAction, Severity
from app.transport.tunnel.api import ForwardKind

if TYPE_CHECKING:
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class EditRequested:
    """The tunnel that the form is wanted for."""

    tunnel: TunnelId


class TunnelActions(QObject):
    """Does what a verb says; errors become notices.

    Signals:
        edit_requested: the form of a tunnel is wanted.
    """

    edit_requested = Signal(EditRequested)

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._browser = TunnelBrowser(hub, self)
        self._asked_about: tuple[TunnelSpec, ...] = ()

    def connect_node(self) -> None:
        """Connect the current node, or try again at once."""
        self._hub.sessions.connect_node(self._hub.current_node)

    def do(self, specs: Sequence[TunnelSpec], verb: Verb) -> None:
        """Do something with a tunnel, or with all those of an app."""
        try:
            self._do(tuple(specs), verb)
        except UserError as error:
            self._hub.tell_error(error)

    def open_service(self, node: NodeId, listener: Listener) -> TunnelSpec | None:
        """Open a tunnel to what listens on a node; None when it could not be saved."""
        try:
            return self._hub.tunnels.open_service(node, listener)
        except UserError as error:
            self._hub.tell_error(error)
            return None

    def save(self, entered: TunnelEntered) -> TunnelSpec:
        """Save what was entered, with all ports of its app; new tunnels are opened at once."""
        tunnels = self._hub.tunnels
        saved = tunnels.add(entered.spec) if entered.is_new else tunnels.save(entered.spec)
        if entered.token:
            tunnels.set_token(saved.id, entered.token)
        if not entered.is_new:
            return saved
        tunnels.open(saved.id)
        if entered.preset is not None:
            there = {spec.remote_port for spec in tunnels.specs(saved.node)}
            for other in companions_of(saved.node, entered.preset):
                if other.remote_port not in there:
                    tunnels.open(tunnels.add(other).id)
        return saved

    def do_here(self, node: NodeId, listener: Listener, verb: Verb) -> None:
        """Open or copy the address of a service of this computer: it needs no tunnel."""
        url = url_of(spec_of_listener(node, listener), listener.port)
        if verb is Verb.BROWSE:
            self._hub.launcher.open_url(url)
        elif verb is Verb.COPY:
            self._copy(url, f"{HOST}:{listener.port}")

    def _do(self, specs: tuple[TunnelSpec, ...], verb: Verb) -> None:
        if verb is Verb.BROWSE:
            page = next(s for s in specs if s.scheme and s.kind is ForwardKind.TCP)
            for other in specs:
                if other is not page and not self._hub.tunnels.is_open(other.id):
                    self._hub.tunnels.open(other.id)
            self._browser.browse(page)
        elif verb is Verb.COPY:
            self._copy_address(specs[0])
        elif verb is Verb.EDIT:
            self.edit_requested.emit(EditRequested(specs[0].id))
        elif verb is Verb.REMOVE:
            self._remove(specs)
        else:
            for spec in specs:
                self._do_one(spec, verb)

    def _do_one(self, spec: TunnelSpec, verb: Verb) -> None:
        tunnels = self._hub.tunnels
        if verb in (Verb.OPEN, Verb.RETRY):
            tunnels.open(spec.id)
        elif verb is Verb.CLOSE:
            tunnels.close(spec.id)
        elif verb is Verb.CHECK:
            tunnels.check(spec.id)

    def _copy_address(self, spec: TunnelSpec) -> None:
        port = self._hub.tunnels.status(spec.id).local_port or stable_port(spec)
        url = self._hub.tunnels.url(spec.id) or url_of(spec, port)
        self._copy(url, f"{HOST}:{port}", secret=bool(spec.token_query))

    def _copy(self, url: str, shown: str, *, secret: bool = False) -> None:
        """Copy an address; what is shown has no token in it."""
        copy(url, secret=secret)
        self._hub.tell(Notice(Severity.SUCCESS, tr("The address was copied."), shown))

    def _remove(self, specs: tuple[TunnelSpec, ...]) -> None:
        statuses = [self._hub.tunnels.status(spec.id) for spec in specs]
        busy = sum(status.traffic.connections_open for status in statuses)
        if not busy:
            self._remove_now(specs)
            return
        self._asked_about = specs
        many = (
            tr("1 connection is") if busy == 1 else tr("{busy} connections are").format(busy=busy)
        )
        dialog = ConfirmDialog(
            tr("Remove {name_of}?").format(name_of=_name_of(specs)),
            tr("{many} open through it. Removing it ends what uses them.").format(many=many),
            tr("Remove"),
            self._window,
        )
        dialog.accepted.connect(self._remove_asked)
        dialog.open()

    def _remove_asked(self) -> None:
        try:
            self._remove_now(self._asked_about)
        except UserError as error:
            self._hub.tell_error(error)

    def _remove_now(self, specs: tuple[TunnelSpec, ...]) -> None:
        tunnels = self._hub.tunnels
        opened = frozenset(spec.id for spec in specs if tunnels.is_open(spec.id))
        removed = tuple(tunnels.remove(spec.id) for spec in specs)

        def bring_back() -> None:
            self._bring_back(removed, opened)

        title = tr("{name_of} was removed.").format(name_of=_name_of(specs))
        self._hub.tell(Notice(Severity.INFO, title, action=NoticeAction(tr("Undo"), bring_back)))

    def _bring_back(self, removed: Sequence[TunnelSpec], opened: frozenset[TunnelId]) -> None:
        try:
            for spec in removed:
                saved = self._hub.tunnels.save(spec)
                if saved.id in opened:
                    self._hub.tunnels.open(saved.id)
        except UserError as error:
            self._hub.tell_error(error)


def _name_of(specs: Sequence[TunnelSpec]) -> str:
    return specs[0].name if len(specs) == 1 else specs[0].group

"""A node's tunnels in its tray submenu: what each is doing, open it, copy its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.core.errors import UserError
from app.core.i18n import inside, tr
from app.look.clipboard import copy
from app.panes.tunnel_words import phase_words

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.services.tunnels.api import TunnelSpec, TunnelStatus
    from app.state.hub import Hub
    from app.state.tunnels import TunnelsChanged

MOST = 12
"""Tunnels in the menu; the rest is in the window."""


class TrayTunnels(QObject):
    """Keeps the tunnel entries of one node's submenu, placed before `before`."""

    def __init__(self, hub: Hub, node: Node, menu: QMenu, before: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = node
        self._menu = menu
        self._before = before
        self._entries: dict[str, _TunnelEntry] = {}
        self._more = QAction(self)
        self._more.setEnabled(False)
        hub.tunnels.changed.connect(self._on_changed)
        hub.tunnels.status_changed.connect(self._on_status)
        self._rebuild()

    def stop(self) -> None:
        """Follow the tunnels no more."""
        self._hub.tunnels.changed.disconnect(self._on_changed)
        self._hub.tunnels.status_changed.disconnect(self._on_status)

    def _rebuild(self) -> None:
        for entry in self._entries.values():
            entry.remove()
        self._menu.removeAction(self._more)
        specs = self._hub.tunnels.specs(self._node.id)
        self._entries = {
            spec.id: _TunnelEntry(self._hub, self._node, spec, self._menu, self._before, self)
            for spec in specs[:MOST]
        }
        if len(specs) > MOST:
            self._more.setText(tr("{specs} more in the window").format(specs=len(specs) - MOST))
            self._menu.insertAction(self._before, self._more)

    def _on_changed(self, changed: TunnelsChanged) -> None:
        if changed.node == self._node.id:
            self._rebuild()

    def _on_status(self, status: TunnelStatus) -> None:
        entry = self._entries.get(status.tunnel)
        if entry is not None:
            entry.refresh(status)


class _TunnelEntry(QObject):
    """One tunnel's submenu."""

    def __init__(
        self,
        hub: Hub,
        node: Node,
        spec: TunnelSpec,
        menu: QMenu,
        before: QAction,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = node
        self._spec = spec
        self._parent_menu = menu
        self._menu = QMenu(menu)
        menu.insertMenu(before, self._menu)
        self._browse = self._action(tr("Open in browser"), self._on_browse)
        self._copy = self._action(tr("Copy address"), self._on_copy)
        self._open = self._action(tr("Open tunnel"), self._on_open)
        self._close = self._action(tr("Close tunnel"), self._on_close)
        self.refresh(hub.tunnels.status(spec.id))

    def refresh(self, status: TunnelStatus) -> None:
        """Show a tunnel's state."""
        words, _tone = phase_words(status.phase, self._node.name)
        words = inside(words)
        if status.local_port is not None:
            words = tr("{state} on {port}").format(state=words, port=status.local_port)
        title = f"{self._spec.name}: {words}".replace("&", "&&")
        if title == self._menu.title():
            return
        self._menu.setTitle(title)
        listens = status.local_port is not None
        self._browse.setVisible(listens and bool(self._spec.scheme))
        self._copy.setVisible(listens)
        self._open.setVisible(not listens)
        self._close.setVisible(listens)

    def remove(self) -> None:
        """Leave the menu."""
        self._parent_menu.removeAction(self._menu.menuAction())
        self._menu.deleteLater()
        self.deleteLater()

    def _action(self, text: str, slot: object) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(slot)
        return action

    def _on_browse(self) -> None:
        self._hub.launcher.open_url(self._hub.tunnels.url(self._spec.id))

    def _on_copy(self) -> None:
        url = self._hub.tunnels.url(self._spec.id)
        copy(url, secret=bool(self._spec.token_query))

    def _on_open(self) -> None:
        try:
            self._hub.tunnels.open(self._spec.id)
        except UserError as error:
            self._hub.tell_error(error)

    def _on_close(self) -> None:
        self._hub.tunnels.close(self._spec.id)

"""What keys, buttons and the menu of the list do with the containers that are chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.panes.containers.list.actions import ContainerActions
from app.panes.containers.list.menu import (
    ContainerMenu,
    CopyAsked,
    PortAsked,
    RecreateAsked,
    copies,
)
from app.panes.containers.list.offers import VerbAsked, those_for
from app.panes.containers.list.ports import PortOpener, pages
from app.panes.containers.list.view import ContainerView
from app.panes.containers.run.flow import recreate_container, run_container
from app.services.containers.api import Verb
from app.state.containers import NodeContainers
from app.state.hub import Hub, Notice, Severity


class ListCommands(QObject):
    """Does what is asked for, with the current node's containers that are chosen in a view."""

    def __init__(
        self, hub: Hub, view: ContainerView, actions: ContainerActions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._hub = hub
        self._view = view
        self._window = window
        self._actions = actions
        self._ports = PortOpener(hub, window)
        view.asked.connect(self._on_key)
        view.copy_asked.connect(self._on_copy_names)
        view.menu_asked.connect(self.open_menu)

    def do(self, asked: VerbAsked) -> None:
        """Do what a verb says."""
        if self._seen.error is None:
            self._actions.do(self._node, asked.verb, self._view.containers)

    def run(self) -> None:
        """Open the form that runs a container."""
        if self._seen.error is None and self._seen.containers is not None:
            run_container(self._hub, self._node, self._window)

    def browse(self) -> None:
        """Open the page of the container that is chosen: the first of its published ports."""
        ports = pages(self._view.containers)
        if ports and self._seen.error is None:
            self._on_port(PortAsked(self._view.containers[0], ports[0]))

    def open_menu(self, at: QPoint) -> None:
        """Offer what can be done, at a place on the screen."""
        seen = self._seen
        able = seen.error is None
        menu = ContainerMenu(self._view.containers, seen.busy, self._view, able=able)
        menu.asked.connect(self.do)
        menu.recreate_asked.connect(self._on_recreate)
        menu.port_asked.connect(self._on_port)
        menu.copy_asked.connect(self._on_copy)
        menu.popup(at)

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    @property
    def _seen(self) -> NodeContainers:
        return self._hub.containers.view(self._node)

    def _on_key(self, asked: VerbAsked) -> None:
        """Do what a key stands for: one starts and stops."""
        startable = those_for(Verb.START, self._view.containers, self._seen.busy)
        stops = asked.verb is Verb.START and not startable
        self.do(VerbAsked(Verb.STOP) if stops else asked)

    def _on_recreate(self, asked: RecreateAsked) -> None:
        recreate_container(self._hub, self._node, asked.container, self._window)

    def _on_port(self, asked: PortAsked) -> None:
        self._ports.browse(self._node, asked.container, asked.port)

    def _on_copy_names(self) -> None:
        if self._view.containers:
            self._on_copy(copies(self._view.containers)[0])

    def _on_copy(self, asked: CopyAsked) -> None:
        QGuiApplication.clipboard().setText(asked.text)
        self._hub.tell(Notice(Severity.SUCCESS, tr("Copied: {what}.").format(what=asked.what)))
